//! Headers of answers, as values.

use std::fmt;

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A struct of the headers that an answer declares.
pub trait FromHeaders: Sized {
    /// Reads the headers of an answer.
    ///
    /// # Errors
    ///
    /// A header is not of its type, or one that has to be there is not.
    fn from_headers(headers: &HeaderMap) -> Result<Self, HeaderError>;
}

/// A header of an answer that is not what the document declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    reason: String,
}

impl HeaderError {
    /// The header's name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header {}: {}", self.name, self.reason)
    }
}

impl std::error::Error for HeaderError {}

/// Reads a header; `None` where it is absent. Lists stand in one header with commas between, or in several.
///
/// # Errors
///
/// It is not of the type.
pub fn response_header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<Option<T>, HeaderError> {
    let mut texts = Vec::new();
    for value in headers.get_all(name) {
        // Servers write UTF-8 where they write more than ASCII.
        match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => texts.push(text.trim().to_owned()),
            Err(_) => {
                return Err(HeaderError {
                    name,
                    reason: "it is not text".to_owned(),
                });
            }
        }
    }
    if texts.is_empty() {
        return Ok(None);
    }
    read(&texts).map(Some).map_err(|error| HeaderError {
        name,
        reason: error.to_string(),
    })
}

/// Reads a header that has to be there.
///
/// # Errors
///
/// It is absent, or not of the type.
pub fn required_header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
) -> Result<T, HeaderError> {
    response_header(headers, name)?.ok_or_else(|| HeaderError {
        name,
        reason: "it is declared as required and is not there".to_owned(),
    })
}

/// Tries what a text can stand for, the plainest first: only the type knows which it is.
fn read<T: DeserializeOwned>(texts: &[String]) -> Result<T, serde_json::Error> {
    let text = texts.join(", ");
    let items: Vec<&str> = texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .collect();
    let strings = |items: &[&str]| Value::Array(items.iter().map(|item| (*item).into()).collect());
    let scalars = |items: &[&str]| Value::Array(items.iter().map(|item| scalar(item)).collect());

    let first = match serde_json::from_value(Value::String(text.clone())) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let plain = scalar(&text);
    let first = match plain {
        Value::String(_) => first,
        // The error speaks of the number, not of the text that was tried before.
        plain => match serde_json::from_value(plain) {
            Ok(value) => return Ok(value),
            Err(error) => error,
        },
    };
    let others = [
        Some(strings(&items)),
        Some(scalars(&items)),
        object(&items),
        serde_json::from_str(&text).ok(),
    ];
    let mut others = others.into_iter().flatten();
    others
        .find_map(|value| serde_json::from_value(value).ok())
        .ok_or(first)
}

/// A number or a boolean, where the text is one.
fn scalar(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}

/// `R=100,G=200` or `R,100,G,200`.
fn object(items: &[&str]) -> Option<Value> {
    let pairs: Vec<(&str, &str)> = if items.iter().all(|item| item.contains('=')) {
        items
            .iter()
            .filter_map(|item| item.split_once('='))
            .collect()
    } else if items.len().is_multiple_of(2) {
        items.chunks(2).map(|pair| (pair[0], pair[1])).collect()
    } else {
        return None;
    };
    let fields = pairs
        .into_iter()
        .map(|(key, value)| (key.trim().to_owned(), scalar(value.trim())));
    Some(Value::Object(fields.collect::<Map<_, _>>()))
}

#[cfg(test)]
mod tests;
