//! Writing of values by a style, encoded for their location.

use percent_encoding::utf8_percent_encode;
use serde_json::{Number, Value};

use super::{Form, Style};
use crate::http::location::ParameterLocation;
use crate::http::percent::{COOKIE, RESERVED, STRICT};

/// Returns the parts that a parameter becomes: `name=value` pairs for query and cookie, one text for path and header.
/// None where there is nothing to send: `null`, an empty list, an empty object (RFC 6570, section 2.3).
pub(crate) fn write_parameter(
    location: ParameterLocation,
    name: &str,
    form: Form,
    value: &Value,
) -> Vec<String> {
    let encoder = Encoder { location, form };
    match form.style {
        _ if is_nothing(value) => Vec::new(),
        Style::Json => {
            let text = encoder.value(&value.to_string());
            vec![encoder.named(name, &text)]
        }
        Style::Whole => vec![encoder.scalar(value)],
        Style::DeepObject => {
            let mut pieces = Vec::new();
            encoder.deep(&encoder.name(name), value, &mut pieces);
            pieces
        }
        Style::Simple => vec![encoder.joined(value, ",")],
        Style::Label => {
            let between = if form.explode { "." } else { "," };
            vec![format!(".{}", encoder.joined(value, between))]
        }
        Style::Matrix => vec![encoder.matrix(name, value)],
        Style::Form if form.explode => encoder.exploded(name, value),
        Style::Form => vec![encoder.named(name, &encoder.joined(value, ","))],
        Style::Delimited(between) => {
            vec![encoder.named(name, &encoder.joined(value, between))]
        }
    }
}

/// Returns `true` if there is nothing to send.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        Value::Object(fields) => fields.values().all(Value::is_null),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Returns a value as plain text: strings without quotes, numbers without exponent, lists and objects as JSON.
pub(crate) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number_text(number),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Returns a float without a fraction of zero, which servers that read integers refuse; from 1e21 on as JSON writes it.
fn number_text(number: &Number) -> String {
    match number.as_f64() {
        // Servers that read decimals often cannot read an exponent, and Rust writes none here.
        Some(float) if number.is_f64() && float.abs() < 1e21 => float.to_string(),
        _ => number.to_string(),
    }
}

#[derive(Clone, Copy)]
struct Encoder {
    location: ParameterLocation,
    form: Form,
}

impl Encoder {
    fn value(self, text: &str) -> String {
        match self.location {
            // A header has no encoding of its own.
            ParameterLocation::Header => text.to_owned(),
            ParameterLocation::Cookie if self.form.allow_reserved => text.to_owned(),
            ParameterLocation::Cookie => utf8_percent_encode(text, COOKIE).to_string(),
            // In a path it would let a value add segments.
            ParameterLocation::Query if self.form.allow_reserved => {
                utf8_percent_encode(text, RESERVED).to_string()
            }
            ParameterLocation::Path | ParameterLocation::Query => {
                utf8_percent_encode(text, STRICT).to_string()
            }
        }
    }

    fn name(self, name: &str) -> String {
        match self.location {
            ParameterLocation::Header => name.to_owned(),
            ParameterLocation::Cookie => utf8_percent_encode(name, COOKIE).to_string(),
            ParameterLocation::Path | ParameterLocation::Query => {
                utf8_percent_encode(name, STRICT).to_string()
            }
        }
    }

    fn scalar(self, value: &Value) -> String {
        self.value(&text_of(value))
    }

    fn named(self, name: &str, encoded: &str) -> String {
        match self.location {
            ParameterLocation::Query | ParameterLocation::Cookie => {
                format!("{}={encoded}", self.name(name))
            }
            ParameterLocation::Path | ParameterLocation::Header => encoded.to_owned(),
        }
    }

    /// Joins a value into one text. An exploded object has `=` between key and value.
    fn joined(self, value: &Value, between: &str) -> String {
        match value {
            Value::Array(items) => {
                let items = items.iter().filter(|item| !item.is_null());
                let items: Vec<String> = items.map(|item| self.scalar(item)).collect();
                items.join(between)
            }
            Value::Object(_) => {
                let equals = if self.form.explode { "=" } else { between };
                let pairs: Vec<String> = self
                    .pairs(value)
                    .into_iter()
                    .map(|(key, value)| format!("{key}{equals}{value}"))
                    .collect();
                pairs.join(between)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                self.scalar(value)
            }
        }
    }

    /// Returns the fields of an object, encoded.
    fn pairs(self, value: &Value) -> Vec<(String, String)> {
        let fields = value.as_object().into_iter().flatten();
        fields
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (self.value(key), self.scalar(value)))
            .collect()
    }

    fn matrix(self, name: &str, value: &Value) -> String {
        let name = self.name(name);
        let one = |text: String| {
            if text.is_empty() {
                format!(";{name}")
            } else {
                format!(";{name}={text}")
            }
        };
        match value {
            Value::Array(items) if self.form.explode => items
                .iter()
                .filter(|item| !item.is_null())
                .map(|item| one(self.scalar(item)))
                .collect(),
            Value::Object(_) if self.form.explode => self
                .pairs(value)
                .into_iter()
                .flat_map(|(key, value)| [";".to_owned(), key, "=".to_owned(), value])
                .collect(),
            _ => one(self.joined(value, ",")),
        }
    }

    fn exploded(self, name: &str, value: &Value) -> Vec<String> {
        match value {
            Value::Array(items) => items
                .iter()
                .filter(|item| !item.is_null())
                .map(|item| self.named(name, &self.scalar(item)))
                .collect(),
            // A list in an object is written as if it were a parameter of its own.
            Value::Object(fields) => fields
                .iter()
                .filter(|(_, value)| !is_nothing(value))
                .flat_map(|(key, value)| match value {
                    Value::Array(_) => self.exploded(key, value),
                    _ => vec![self.named(key, &self.scalar(value))],
                })
                .collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                vec![self.named(name, &self.scalar(value))]
            }
        }
    }

    /// Appends the pairs of a nested value. `name` is already encoded; so are brackets, which no address may hold.
    fn deep(self, name: &str, value: &Value, pieces: &mut Vec<String>) {
        match value {
            Value::Null => {}
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.deep(&format!("{name}%5B{}%5D", self.name(key)), value, pieces);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    // Without an index nobody could tell where one object ends and the next begins.
                    let index = if item.is_object() || item.is_array() {
                        index.to_string()
                    } else {
                        String::new()
                    };
                    self.deep(&format!("{name}%5B{index}%5D"), item, pieces);
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                pieces.push(format!("{name}={}", self.scalar(value)));
            }
        }
    }
}
