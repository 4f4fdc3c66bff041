//! Bytes to one JSON value, whatever the document is written in.
//!
//! The format is taken from the content, not from a file name: Rill answers with JSON or YAML
//! from one address. Only this file and what is below it know YAML.

mod json;
mod lenient;
mod recognize;
mod spans;
#[cfg(test)]
mod tests;
mod yaml;

use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, FatalError, Span};
use crate::document::input::Source;
use crate::pointer::Pointer;

pub(super) use self::recognize::{for_rill, foreign_value};
pub(crate) use self::spans::SpanTree;

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// RFC 8259.
    Json,
    /// YAML 1.2, which also reads many texts that are neither.
    Yaml,
}

/// The kind of a segment of a pointer, as the text has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SpanStep {
    Key,
    Index,
}

impl Format {
    /// JSON starts with a bracket, or a comment of JavaScript, and, in an object, goes on with a quoted key. YAML's own
    /// braces hold bare keys.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim_start();
        let is_json = text.strip_prefix('{').map_or_else(
            || text.starts_with(['[', '/']),
            |inner| {
                matches!(
                    inner.trim_start().chars().next(),
                    None | Some('"' | '}' | '/' | ',')
                )
            },
        );
        if is_json { Self::Json } else { Self::Yaml }
    }
}

/// The text without the mark that some editors put before it.
pub(crate) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Reads the document as one value, its keys in their order. Keys written twice are reported; the last counts.
pub(crate) fn decode(cx: &mut Diagnostics, source: &Source) -> Result<Value, FatalError> {
    decode_in(cx, source, &Pointer::root())
}

/// Reads a file whose top is the place `top`.
pub(super) fn decode_in(
    cx: &mut Diagnostics,
    source: &Source,
    top: &Pointer,
) -> Result<Value, FatalError> {
    let text = std::str::from_utf8(&source.bytes).map_err(|error| not_utf8(source, error))?;
    let body = without_bom(text);
    recognize::foreign_text(body)?;
    let mut twice = Vec::new();
    let format = Format::of(body);
    let value = match read(source, format, body, &mut twice) {
        Ok(value) => value,
        Err(error) => read_leniently((cx, top), source, (format, body), &mut twice).ok_or(error)?,
    };
    for at in twice {
        let key = at.last().unwrap_or_default().into_owned();
        cx.report(
            Code::DuplicateKey,
            top.join(&at),
            format!("the key `{key}` stands twice in one object; the last one counts"),
            "remove one of them",
        );
    }
    Ok(value)
}

fn read(
    source: &Source,
    format: Format,
    body: &str,
    twice: &mut Vec<Pointer>,
) -> Result<Value, FatalError> {
    twice.clear();
    match format {
        Format::Json => json(source, body, twice),
        Format::Yaml => yaml(source, body, twice),
    }
}

/// Reads a text that is not quite of its format, without what does not belong there, and reports
/// that; `None` if it cannot be read even so.
fn read_leniently(
    (cx, top): (&mut Diagnostics, &Pointer),
    source: &Source,
    (format, body): (Format, &str),
    twice: &mut Vec<Pointer>,
) -> Option<Value> {
    let mut faults = lenient::faults(body, format);
    let mut value = read(source, format, &lenient::without(body, &faults), twice);
    if value.is_err() && format == Format::Json {
        // Braces may hold bare keys, quoted ones too, and texts in single quotes.
        faults = lenient::faults(body, Format::Yaml);
        value = read(
            source,
            Format::Yaml,
            &lenient::without(body, &faults),
            twice,
        );
    }
    let value = value.ok().filter(Value::is_object)?;
    let Some((place, fault)) = faults.first() else {
        return Some(value);
    };
    let start = source.bytes.len() - body.len();
    let span = Span::of_bytes(&source.bytes, start + place.start..start + place.end);
    let more = match faults.len() {
        1 => String::new(),
        count => format!(", and without {} more", count - 1),
    };
    let message = format!("{fault} does not belong here; the text is read without it{more}");
    let help = "remove it, or write it as an escape inside a string";
    cx.add(Diagnostic::new(Code::LenientSyntax, top.clone(), message, help).at_span(span));
    Some(value)
}

fn not_utf8(source: &Source, error: std::str::Utf8Error) -> FatalError {
    let start = error.valid_up_to();
    let length = error.error_len().unwrap_or(1);
    let help = match source.bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file looks like UTF-16: save it as UTF-8",
        [0x1f, 0x8b, ..] => "the file looks like gzip: unpack it first",
        _ => "save the file as UTF-8, or download it again",
    };
    FatalError::new(
        "the document is not UTF-8 text",
        "OpenAPI documents are written in UTF-8",
        help,
    )
    .at_span(Span::of_bytes(&source.bytes, start..start + length))
}

fn json(source: &Source, body: &str, twice: &mut Vec<Pointer>) -> Result<Value, FatalError> {
    let mut reader = serde_json::Deserializer::from_str(body);
    let read = ValueSeed {
        at: &ValuePath::Top,
        twice,
    }
    .deserialize(&mut reader);
    let read = read.and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        // serde_json counts bytes in a line; the place is wanted in characters.
        let line = body.lines().nth(error.line().saturating_sub(1));
        let line = line.unwrap_or_default().as_bytes();
        let before = line.get(..error.column().max(1) - 1).unwrap_or(line);
        let column = String::from_utf8_lossy(before).chars().count() + 1;
        syntax(source, "JSON", &error, error.line(), column)
    })
}

fn yaml(source: &Source, body: &str, twice: &mut Vec<Pointer>) -> Result<Value, FatalError> {
    if let Some((line, column)) = too_many_brackets(body) {
        let reason = &"recursion limit exceeded";
        return Err(syntax(source, "YAML", reason, line, column));
    }
    let mut documents = serde_yaml::Deserializer::from_str(body);
    let Some(first) = documents.next() else {
        return Ok(Value::Null);
    };
    let read = ValueSeed {
        at: &ValuePath::Top,
        twice,
    }
    .deserialize(first);
    let mut value = read.map_err(|error| {
        let place = error.location();
        let (line, column) = place.map_or((1, 1), |place| (place.line(), place.column()));
        syntax(source, "YAML", &error, line, column)
    })?;
    merge(&mut value);
    Ok(value)
}

/// Finds the place where more brackets are open than any document has. The reader takes time by the
/// square of their number before it gives up. Brackets in texts count too; a line without indentation
/// starts anew, so that stray ones do not add up.
fn too_many_brackets(body: &str) -> Option<(usize, usize)> {
    const MOST: usize = 1_000;
    let mut open = 0_usize;
    for (line, text) in body.lines().enumerate() {
        if text.starts_with(|first: char| first.is_alphanumeric()) {
            open = 0;
        }
        for (column, letter) in text.chars().enumerate() {
            match letter {
                '[' | '{' => open += 1,
                ']' | '}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > MOST {
                return Some((line + 1, column + 1));
            }
        }
    }
    None
}

fn syntax(
    source: &Source,
    format: &str,
    error: &dyn fmt::Display,
    line: usize,
    column: usize,
) -> FatalError {
    let text = error.to_string();
    let reason = text
        .rsplit_once(" at line ")
        .map_or(&*text, |(reason, _)| reason);
    let (line, column) = (line.max(1), column.max(1));
    let mut place = Span::of_character(&source.bytes, line, column);
    if line == 1 && source.bytes.starts_with("\u{feff}".as_bytes()) {
        place = Span::of_character(&source.bytes, line, column + 1);
    }
    let is_deep = reason.contains("recursion limit");
    let help = if is_deep {
        "a document nests about 20 levels; this one is likely broken, or made to break readers"
    } else if format == "JSON" {
        "fix the syntax, or download the document again: it may be cut off"
    } else {
        "fix the syntax; the place shown is where reading stopped, the cause may stand above it"
    };
    FatalError::new(format!("the document is not valid {format}"), reason, help).at_span(place)
}

/// YAML's merge keys: what `<<` holds is put where the mapping has no such key itself.
fn merge(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(merge);
            match map.shift_remove("<<") {
                Some(Value::Object(base)) => merge_one(map, base),
                Some(Value::Array(bases)) if bases.iter().all(Value::is_object) => {
                    for base in bases {
                        if let Value::Object(base) = base {
                            merge_one(map, base);
                        }
                    }
                }
                Some(other) => {
                    map.insert("<<".to_owned(), other);
                }
                None => {}
            }
        }
        Value::Array(items) => items.iter_mut().for_each(merge),
        _ => {}
    }
}

fn merge_one(map: &mut Map<String, Value>, base: Map<String, Value>) {
    for (key, value) in base {
        map.entry(key).or_insert(value);
    }
}

/// Reads any value and notes keys that an object has twice.
struct ValueSeed<'a> {
    at: &'a ValuePath<'a>,
    twice: &'a mut Vec<Pointer>,
}

/// The keys and indexes that lead to a value.
enum ValuePath<'a> {
    Top,
    Key(&'a ValuePath<'a>, &'a str),
    Index(&'a ValuePath<'a>, usize),
}

impl ValuePath<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Top => Pointer::root(),
            Self::Key(above, key) => above.pointer().push(key),
            Self::Index(above, index) => above.pointer().index(*index),
        }
    }
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(big(&value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(big(&value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        // YAML can write infinity and "not a number", JSON cannot.
        Ok(Number::from_f64(value).map_or_else(|| Value::String(value.to_string()), Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(ValueSeed {
            at: &ValuePath::Index(self.at, list.len()),
            twice: &mut *self.twice,
        })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = members.next_key_seed(KeySeed)? {
            let value = members.next_value_seed(ValueSeed {
                at: &ValuePath::Key(self.at, &key),
                twice: &mut *self.twice,
            })?;
            match map.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    self.twice
                        .push(ValuePath::Key(self.at, entry.key()).pointer());
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(map))
    }

    /// A YAML tag (`!include x`): the value counts, the tag does not.
    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Value, A::Error> {
        let (_, content) = data.variant::<de::IgnoredAny>()?;
        content.newtype_variant_seed(self)
    }
}

/// Returns an integer of more than 64 bits as a float, as in JSON.
fn big(digits: &str) -> Value {
    let number = digits.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| Value::from(digits), Value::Number)
}

/// Returns the name of a key that YAML writes without quotes: `0x10` is the number 16.
pub(crate) fn plain_key(written: &str) -> String {
    let is_text = written.starts_with(|first: char| !"+-.~0123456789tTfFnN".contains(first));
    let read = || KeySeed.deserialize(serde_yaml::Deserializer::from_str(written));
    let name = (!is_text).then(|| read().ok()).flatten();
    name.unwrap_or_else(|| written.to_owned())
}

/// The most characters of a key that is not a text.
const LONGEST_KEY: usize = 200;

/// A key as text: YAML lets numbers and more be keys (`200:`).
struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let mut twice = Vec::new();
        let value = ValueSeed {
            at: &ValuePath::Top,
            twice: &mut twice,
        }
        .deserialize(deserializer)?;
        Ok(match value {
            Value::String(text) => text,
            // A mapping in a key in a key has twice as many escapes each time.
            other => other.to_string().chars().take(LONGEST_KEY).collect(),
        })
    }
}
