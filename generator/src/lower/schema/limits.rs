//! Constraints that types do not hold: bounds, lengths, patterns. They become sentences of the
//! documentation, and bounds choose the width of integers.

use openapiv3::{AnySchema, Type as Kind3};
use serde_json::Value;

use super::bounds::{Bound, Bounds};
use super::schema_type::SchemaType;

/// The constraints of all members of a schema together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    pub(super) bounds: Bounds,
    pub(super) multiple_of: Vec<Bound>,
    pub(super) characters: CountRange,
    pub(super) patterns: Vec<String>,
    pub(super) elements: CountRange,
    is_unique: bool,
    pub(super) properties: CountRange,
    pub(super) key_patterns: Vec<String>,
    pub(super) example: Option<Value>,
}

/// A range of counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CountRange {
    pub(super) least: Option<usize>,
    pub(super) most: Option<usize>,
}

impl CountRange {
    fn narrow(&mut self, least: Option<usize>, most: Option<usize>) {
        self.least = self.least.into_iter().chain(least).max();
        self.most = self.most.into_iter().chain(most).min();
    }

    fn sentence(self, one: &str, many: &str) -> Option<String> {
        let noun = |count: usize| if count == 1 { one } else { many };
        match (self.least, self.most) {
            (Some(least), Some(most)) if least == most => Some(format!("{most} {}.", noun(most))),
            (Some(least), Some(most)) => Some(format!("{least} to {most} {many}.")),
            (Some(least), None) => Some(format!("At least {least} {}.", noun(least))),
            (None, Some(most)) => Some(format!("At most {most} {}.", noun(most))),
            (None, None) => None,
        }
    }
}

impl Limits {
    /// Narrows the constraints to what holds with others as well.
    pub(super) fn meet(&mut self, other: Self) {
        self.bounds.narrow(
            (other.bounds.minimum, other.bounds.above),
            (other.bounds.maximum, other.bounds.below),
        );
        self.characters
            .narrow(other.characters.least, other.characters.most);
        self.elements
            .narrow(other.elements.least, other.elements.most);
        self.properties
            .narrow(other.properties.least, other.properties.most);
        self.is_unique |= other.is_unique;
        add_new(&mut self.multiple_of, other.multiple_of);
        add_new(&mut self.patterns, other.patterns);
        add_new(&mut self.key_patterns, other.key_patterns);
        self.example = self.example.take().or(other.example);
    }

    /// Adds the constraints of a schema with a type.
    pub(super) fn add_typed(&mut self, kind: &Kind3) {
        match kind {
            Kind3::String(text) => {
                self.characters.narrow(text.min_length, text.max_length);
                self.patterns.extend(text.pattern.clone());
            }
            Kind3::Number(number) => {
                self.bounds.narrow(
                    (number.minimum.map(Bound::Double), number.exclusive_minimum),
                    (number.maximum.map(Bound::Double), number.exclusive_maximum),
                );
                self.multiple_of
                    .extend(number.multiple_of.map(Bound::Double));
            }
            Kind3::Integer(integer) => {
                self.bounds.narrow(
                    (integer.minimum.map(Bound::from), integer.exclusive_minimum),
                    (integer.maximum.map(Bound::from), integer.exclusive_maximum),
                );
                self.multiple_of
                    .extend(integer.multiple_of.map(Bound::from));
            }
            Kind3::Array(list) => {
                self.elements.narrow(list.min_items, list.max_items);
                self.is_unique |= list.unique_items;
            }
            Kind3::Object(object) => {
                let (least, most) = (object.min_properties, object.max_properties);
                self.properties.narrow(least, most);
            }
            Kind3::Boolean(_) => {}
        }
    }

    /// Adds the constraints of a schema without a type, or with more keywords than its type allows.
    pub(super) fn add_any(&mut self, any: &AnySchema) {
        self.characters.narrow(any.min_length, any.max_length);
        self.patterns.extend(any.pattern.clone());
        self.bounds.narrow(
            (
                any.minimum.map(Bound::Double),
                any.exclusive_minimum == Some(true),
            ),
            (
                any.maximum.map(Bound::Double),
                any.exclusive_maximum == Some(true),
            ),
        );
        self.multiple_of.extend(any.multiple_of.map(Bound::Double));
        self.elements.narrow(any.min_items, any.max_items);
        self.is_unique |= any.unique_items == Some(true);
        self.properties
            .narrow(any.min_properties, any.max_properties);
    }

    /// Reads numbers from the schema as it is written.
    pub(super) fn keep_digits(&mut self, schema: &Value) {
        let written = [
            ("minimum", self.bounds.minimum.as_mut()),
            ("maximum", self.bounds.maximum.as_mut()),
            ("multipleOf", self.multiple_of.first_mut()),
        ];
        for (keyword, number) in written {
            let exact = schema.get(keyword).and_then(Bound::written);
            if let (Some(number), Some(exact)) = (number, exact) {
                *number = exact;
            }
        }
    }

    /// Returns `true` if a number is beyond those that a double tells apart.
    pub(super) fn may_be_rounded(&self) -> bool {
        let bounds = [self.bounds.minimum, self.bounds.maximum];
        let mut numbers = bounds.iter().flatten().chain(&self.multiple_of);
        numbers.any(|number| number.may_be_rounded())
    }

    /// Returns the number of elements that a list has at least.
    pub(super) fn least_elements(&self) -> usize {
        self.elements.least.unwrap_or_default()
    }

    /// Adds the pattern of the keys of additional properties.
    pub(super) fn add_key_pattern(&mut self, pattern: &str) {
        self.key_patterns.push(pattern.to_owned());
    }

    /// Adds the first example that is a short single value.
    pub(super) fn add_example(&mut self, example: Option<&Value>) {
        let is_short = |value: &&Value| match value {
            Value::String(text) => {
                text.len() <= 100 && !text.trim().is_empty() && !text.contains(['\n', '\r'])
            }
            other => matches!(other, Value::Number(_) | Value::Bool(_)),
        };
        let found = self.example.take();
        self.example = found.or_else(|| example.filter(is_short).cloned());
    }

    /// Returns the constraints by their keywords.
    pub(super) fn by_keyword(&self) -> crate::ir::Limits {
        let text = |bound: Bound| bound.to_string();
        let count = |number: usize| number.to_string();
        let Bounds {
            minimum,
            maximum,
            above,
            below,
        } = self.bounds;
        let last = self.patterns.last();
        let all = [
            (
                if above { "exclusiveMinimum" } else { "minimum" },
                minimum.map(text),
            ),
            (
                if below { "exclusiveMaximum" } else { "maximum" },
                maximum.map(text),
            ),
            ("multipleOf", self.multiple_of.last().copied().map(text)),
            ("minLength", self.characters.least.map(count)),
            ("maxLength", self.characters.most.map(count)),
            ("pattern", last.cloned()),
            ("minItems", self.elements.least.map(count)),
            ("maxItems", self.elements.most.map(count)),
            ("uniqueItems", self.is_unique.then(|| "true".to_owned())),
            ("minProperties", self.properties.least.map(count)),
            ("maxProperties", self.properties.most.map(count)),
        ];
        let found = all
            .into_iter()
            .filter_map(|(keyword, value)| Some((keyword, value?)));
        found.collect()
    }

    /// Returns a sentence for each constraint on a value of a type.
    pub(super) fn notes(&self, kind: Option<SchemaType>) -> Vec<String> {
        let mut notes = Vec::new();
        if matches!(kind, Some(SchemaType::Integer | SchemaType::Number)) {
            notes.extend(self.bounds.sentence());
            notes.extend(
                self.multiple_of
                    .iter()
                    .map(|by| format!("A multiple of {by}.")),
            );
        }
        notes.extend(self.characters.sentence("character", "characters"));
        for pattern in &self.patterns {
            notes.push(format!("Pattern: `{}`.", pattern.replace('`', "'")));
        }
        notes.extend(self.elements.sentence("element", "elements"));
        if self.is_unique {
            notes.push("No element twice.".to_owned());
        }
        notes.extend(self.properties.sentence("property", "properties"));
        for pattern in &self.key_patterns {
            let pattern = pattern.replace('`', "'");
            notes.push(format!("Pattern of further keys: `{pattern}`."));
        }
        if let Some(example) = &self.example {
            let text = example
                .as_str()
                .map_or_else(|| example.to_string(), str::to_owned);
            notes.push(format!("Example: `{}`.", text.replace('`', "'")));
        }
        notes
    }
}

fn add_new<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for new in more {
        if !list.contains(&new) {
            list.push(new);
        }
    }
}

#[cfg(test)]
impl Limits {
    /// Returns the constraints as keywords of JSON Schema.
    pub(super) fn keywords(&self) -> serde_json::Map<String, serde_json::Value> {
        let Bounds {
            minimum,
            maximum,
            above,
            below,
        } = self.bounds;
        let patterns = self
            .patterns
            .iter()
            .map(|text| serde_json::json!({"pattern": text}));
        let multiples = self
            .multiple_of
            .iter()
            .map(|by| serde_json::json!({"multipleOf": by.double()}));
        let all: Vec<serde_json::Value> = patterns.chain(multiples).collect();
        let keywords = serde_json::json!({
            (if above { "exclusiveMinimum" } else { "minimum" }): minimum.map(Bound::double),
            (if below { "exclusiveMaximum" } else { "maximum" }): maximum.map(Bound::double),
            "minLength": self.characters.least,
            "maxLength": self.characters.most,
            "minItems": self.elements.least,
            "maxItems": self.elements.most,
            "minProperties": self.properties.least,
            "maxProperties": self.properties.most,
            "uniqueItems": self.is_unique,
            "allOf": if all.is_empty() { vec![true.into()] } else { all },
        });
        let serde_json::Value::Object(mut keywords) = keywords else {
            return serde_json::Map::new();
        };
        keywords.retain(|_, value| !value.is_null());
        keywords
    }
}
