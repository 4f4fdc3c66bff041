//! Observations on the values of one place, and the schema that follows.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value, json};

/// Objects with more keys than this, few of which repeat, are taken for maps.
const MOST_COLUMNS: usize = 40;

/// Everything that was seen at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Observations {
    /// Values that are not null.
    pub(super) values: usize,
    pub(super) nulls: usize,
    bools: usize,
    integers: usize,
    /// `true` if an integer lies beyond 64 bits with a sign.
    is_wide: bool,
    /// `true` if an integer lies below zero.
    is_signed: bool,
    floats: usize,
    texts: usize,
    text_formats: Vec<Format>,
    /// `true` if a text shows that it is base64, which plain words are too.
    is_plainly_base64: bool,
    lists: usize,
    items: Option<Box<Observations>>,
    pub(super) objects: usize,
    pub(super) fields: BTreeMap<String, Observations>,
}

/// A format that every text fits so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    DateTime,
    Date,
    Uuid,
    Base64,
}

impl Format {
    const ALL: [Self; 4] = [Self::DateTime, Self::Date, Self::Uuid, Self::Base64];

    fn fits(self, text: &str) -> bool {
        match self {
            // RFC 3339 has an offset; what the generated type reads is the test.
            Self::DateTime => text.len() >= 20 && text.parse::<jiff::Timestamp>().is_ok(),
            Self::Date => text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok(),
            Self::Uuid => is_uuid(text),
            Self::Base64 => STANDARD.decode(text).is_ok(),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Uuid => "uuid",
            Self::Base64 => "byte",
        }
    }
}

/// Returns `true` for a UUID with hyphens; the parser also takes other forms, which are longer or shorter.
fn is_uuid(text: &str) -> bool {
    text.len() == 36 && uuid::Uuid::try_parse(text).is_ok()
}

/// Returns a schema that takes null too, with the word for it before the parts of the value.
fn or_null(schema: Map<String, Value>) -> Value {
    let is_head = |(key, _): &(String, Value)| matches!(key.as_str(), "type" | "format");
    let (head, rest): (Vec<_>, Vec<_>) = schema.into_iter().partition(is_head);
    let nullable = ("nullable".to_owned(), true.into());
    head.into_iter().chain([nullable]).chain(rest).collect()
}

impl Observations {
    /// Takes in one more value.
    pub(super) fn add(&mut self, value: &Value) {
        if !value.is_null() {
            self.values += 1;
        }
        match value {
            Value::Null => self.nulls += 1,
            Value::Bool(_) => self.bools += 1,
            Value::Number(number) => self.add_number(number),
            Value::String(text) => self.add_text(text),
            Value::Array(list) => {
                self.lists += 1;
                let items = self.items.get_or_insert_with(Box::default);
                for item in list {
                    items.add(item);
                }
            }
            Value::Object(map) => {
                self.objects += 1;
                for (key, value) in map {
                    self.fields.entry(key.clone()).or_default().add(value);
                }
            }
        }
    }

    fn add_number(&mut self, number: &Number) {
        if number.is_f64() {
            self.floats += 1;
        } else {
            self.integers += 1;
            self.is_wide |= number.as_i64().is_none();
            self.is_signed |= number.as_i64().is_some_and(i64::is_negative);
        }
    }

    fn add_text(&mut self, text: &str) {
        if self.texts == 0 {
            self.text_formats = Format::ALL.to_vec();
        }
        self.texts += 1;
        self.text_formats.retain(|format| format.fits(text));
        self.is_plainly_base64 |= text.len() >= 8 && text.contains(['=', '+', '/']);
    }

    /// Returns the schema of the values seen. Where several kinds were seen, it is a choice of them.
    pub(super) fn schema(&self) -> Value {
        let mut choices = Vec::new();
        if self.bools > 0 {
            choices.push(json!({"type": "boolean"}));
        }
        if self.floats > 0 || (self.is_wide && self.is_signed) {
            choices.push(json!({"type": "number"}));
        } else if self.integers > 0 {
            // What is said of the sign tells a later run with what it goes together.
            choices.push(match (self.is_wide, self.is_signed) {
                (true, _) => json!({"type": "integer", "format": "uint64"}),
                (false, true) => json!({"type": "integer", "format": "int64"}),
                (false, false) => json!({"type": "integer"}),
            });
        }
        if self.texts > 0 {
            choices.push(self.text());
        }
        if self.lists > 0 {
            let items = self.items.as_ref().map(|items| items.schema());
            choices.push(json!({"type": "array", "items": items.unwrap_or_else(|| json!({}))}));
        }
        if self.objects > 0 {
            choices.push(self.object());
        }
        let schema = match choices.len() {
            0 | 1 => choices.pop().unwrap_or_else(|| json!({})),
            _ => json!({"anyOf": choices}),
        };
        match schema {
            Value::Object(map) if self.nulls > 0 => or_null(map),
            schema => schema,
        }
    }

    /// Places below `path` of which nothing but nulls and empty lists was seen.
    pub(super) fn open(&self, path: &str, open: &mut Vec<String>) {
        if self.values == 0 {
            open.push(path.to_owned());
            return;
        }
        if self.lists > 0 {
            let nothing = Self::default();
            let items = self.items.as_deref().unwrap_or(&nothing);
            items.open(&format!("{path}[]"), open);
        }
        let parts = self.parts();
        for (key, field) in &parts {
            field.open(&format!("{path}.{key}"), open);
        }
    }

    /// Returns the fields, or of a map the one kind that its values have.
    fn parts(&self) -> Vec<(String, Self)> {
        let fields = self.fields.iter();
        if self.is_map() {
            return vec![("*".to_owned(), self.together())];
        }
        fields
            .map(|(key, field)| (key.clone(), field.clone()))
            .collect()
    }

    /// Returns all values of a map as those of one place.
    fn together(&self) -> Self {
        let mut all = Self::default();
        for field in self.fields.values() {
            all.join(field);
        }
        all
    }

    fn text(&self) -> Value {
        let format = self.text_formats.first().copied();
        match format.filter(|format| *format != Format::Base64 || self.is_plainly_base64) {
            Some(format) => json!({"type": "string", "format": format.word()}),
            None => json!({"type": "string"}),
        }
    }

    fn object(&self) -> Value {
        if self.is_map() {
            let values = self.together().schema();
            return json!({"type": "object", "additionalProperties": values});
        }
        let properties: Map<String, Value> = self
            .fields
            .iter()
            .map(|(key, field)| (key.clone(), field.schema()))
            .collect();
        let required: Vec<&String> = self
            .fields
            .iter()
            .filter(|(_, field)| field.values + field.nulls == self.objects)
            .map(|(key, _)| key)
            .collect();
        let mut schema = json!({"type": "object"});
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        schema["properties"] = properties.into();
        schema
    }

    /// Returns `true` if the keys are data: dates, numbers or ids, or many of which few repeat.
    fn is_map(&self) -> bool {
        let keys = self.fields.len();
        let is_data =
            |key: &String| key.parse::<f64>().is_ok() || Format::Date.fits(key) || is_uuid(key);
        if keys > 1 && self.fields.keys().all(is_data) {
            return true;
        }
        let seen: usize = self
            .fields
            .values()
            .map(|field| field.values + field.nulls)
            .sum();
        keys > MOST_COLUMNS && seen < keys * self.objects / 2
    }

    fn join(&mut self, other: &Self) {
        if self.texts == 0 {
            self.text_formats.clone_from(&other.text_formats);
        } else if other.texts > 0 {
            self.text_formats
                .retain(|format| other.text_formats.contains(format));
        }
        self.values += other.values;
        self.nulls += other.nulls;
        self.bools += other.bools;
        self.integers += other.integers;
        self.is_wide |= other.is_wide;
        self.is_signed |= other.is_signed;
        self.floats += other.floats;
        self.texts += other.texts;
        self.is_plainly_base64 |= other.is_plainly_base64;
        self.lists += other.lists;
        if let Some(items) = &other.items {
            self.items.get_or_insert_with(Box::default).join(items);
        }
        self.objects += other.objects;
        for (key, field) in &other.fields {
            self.fields.entry(key.clone()).or_default().join(field);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Observations;

    fn schema(values: &[Value]) -> Value {
        let mut seen = Observations::default();
        for value in values {
            seen.add(value);
        }
        seen.schema()
    }

    /// Values, and the schema of all of them.
    const CASES: &str = r#"
[1, 2] = {"type": "integer"}
[1, 2.5] = {"type": "number"}
[18446744073709551615] = {"type": "integer", "format": "uint64"}
[-1] = {"type": "integer", "format": "int64"}
[18446744073709551615, -1] = {"type": "number"}
[true, null] = {"type": "boolean", "nullable": true}
[null] = {"nullable": true}
[] = {}
["2025-01-01T00:00:00Z", "2025-01-01T01:02:03.5+02:00"] = {"type": "string", "format": "date-time"}
["2025-01-01"] = {"type": "string", "format": "date"}
["2025-01-01", "n/a"] = {"type": "string"}
["2025-01-01", "2025-01-01T00:00:00Z"] = {"type": "string"}
["67e55044-10b1-426f-9247-bb680e5fe0c8"] = {"type": "string", "format": "uuid"}
["aGVsbG8gd29ybGQ="] = {"type": "string", "format": "byte"}
["word", "name"] = {"type": "string"}
[""] = {"type": "string"}
["a", 1] = {"anyOf": [{"type": "integer"}, {"type": "string"}]}
[[1, null]] = {"type": "array", "items": {"type": "integer", "nullable": true}}
[[]] = {"type": "array", "items": {}}
"#;

    #[test]
    fn kinds_formats_and_nulls() {
        for case in CASES.trim().lines() {
            let (values, expected) = case.split_once(" = ").unwrap();
            let values: Vec<Value> = serde_json::from_str(values).unwrap();
            let expected: Value = serde_json::from_str(expected).unwrap();
            assert_eq!(schema(&values), expected, "{case}");
        }
    }

    #[test]
    fn places_without_a_value_are_told() {
        let mut seen = Observations::default();
        seen.add(&json!({"a": null, "b": [], "c": {"d": null, "e": 1}, "f": [{"g": []}], "h": {"1": null, "2": null}}));
        let mut open = Vec::new();
        for (key, field) in &seen.fields {
            field.open(key, &mut open);
        }
        assert_eq!(open, ["a", "b[]", "c.d", "f[].g[]", "h.*"]);
    }

    #[test]
    fn columns_that_are_missing_are_not_required() {
        let rows = [
            json!({"a": 1, "b": null}),
            json!({"a": 2, "b": {"c": [1.5]}}),
            json!({"a": 3}),
        ];
        assert_eq!(
            schema(&rows),
            json!({
                "type": "object",
                "required": ["a"],
                "properties": {
                    "a": {"type": "integer"},
                    "b": {
                        "type": "object", "nullable": true, "required": ["c"],
                        "properties": {"c": {"type": "array", "items": {"type": "number"}}},
                    },
                },
            })
        );
    }

    #[test]
    fn objects_whose_keys_are_data_are_maps() {
        assert_eq!(
            schema(&[json!({"2024-01-01": 1, "2024-01-02": 2.5})]),
            json!({"type": "object", "additionalProperties": {"type": "number"}})
        );
        let wide: Value = (0..60).map(|key| (format!("k{key}"), json!(key))).collect();
        assert_eq!(
            schema(std::slice::from_ref(&wide))["required"]
                .as_array()
                .unwrap()
                .len(),
            60
        );
        let other: Value = (60..120)
            .map(|key| (format!("k{key}"), json!(key)))
            .collect();
        let third: Value = (120..180)
            .map(|key| (format!("k{key}"), json!(key)))
            .collect();
        assert_eq!(
            schema(&[wide, other, third]),
            json!({"type": "object", "additionalProperties": {"type": "integer"}})
        );
    }
}
