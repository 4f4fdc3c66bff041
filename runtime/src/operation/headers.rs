//! Headers of responses, as values.

use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::error::{ApiError, HeaderError};

/// A struct of the headers that a response declares.
pub trait FromHeaders: Sized {
    /// Reads the headers of a response.
    ///
    /// # Errors
    ///
    /// A header is not of its type.
    fn from_headers(headers: &HeaderMap) -> Result<Self, HeaderError>;
}

impl<E> ApiError<E> {
    /// Returns the headers that the document declares for errors.
    ///
    /// # Errors
    ///
    /// A header is not of its type.
    pub fn typed_headers<H: FromHeaders>(&self) -> Result<H, HeaderError> {
        H::from_headers(self.headers())
    }
}

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
        let text = std::str::from_utf8(value.as_bytes());
        let text = text.map_err(|_| HeaderError::new(name, "it is not text"))?;
        texts.push(text.trim().to_owned());
    }
    if texts.is_empty() {
        return Ok(None);
    }
    parse_header(&texts)
        .map(Some)
        .map_err(|error| HeaderError::new(name, error.to_string()))
}

/// Tries the values that a text can stand for, the plainest first: only the type knows which it is.
fn parse_header<T: DeserializeOwned>(texts: &[String]) -> Result<T, serde_json::Error> {
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

/// Returns a number or a boolean, where the text is one.
fn scalar(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Bool(_) | Value::Number(_))) => value,
        _ => Value::String(text.to_owned()),
    }
}

/// Reads `R=100,G=200` or `R,100,G,200`.
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
