//! Arguments of custom APIs, placed in query and body.
//!
//! Rill takes arguments from a JSON object in the body and from the query, the query winning; it takes any method for
//! any API, ignores arguments it does not know, and reads query arguments as text. It tells a `null` from an absent
//! argument, so nulls are left out.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Method;
use percent_encoding::utf8_percent_encode;
use serde::Serialize;
use serde_json::Value;

use crate::error::RequestError;
use crate::http::percent::STRICT;

/// The largest integer that Rill prints in full when it came in a body: `1000000` becomes `1e+06`.
const LARGEST_PLAIN: u64 = 999_999;

/// The part of a request that the arguments of a custom API travel in. Rill accepts both for every API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A GET request with all arguments in the query.
    Query,
    /// A POST request with a JSON object in the body.
    Body,
}

/// The arguments of a custom API, before they are placed.
#[derive(Clone, Debug)]
pub(super) struct Arguments {
    declared: Via,
    /// Arguments that the API declares as query parameters beside a body.
    in_query: &'static [&'static str],
    pub(super) chosen: Option<Via>,
    pub(super) exact_integers: bool,
    /// By name, so that equal calls are equal bytes.
    values: BTreeMap<String, Value>,
}

/// The placed arguments.
#[derive(Debug, PartialEq)]
pub(super) struct PlacedArguments {
    pub(super) method: Method,
    /// Percent-encoded, without `?`; empty where there is none.
    pub(super) query: String,
    pub(super) body: Option<Bytes>,
}

impl Arguments {
    pub(super) fn new(
        declared: Via,
        in_query: &'static [&'static str],
        exact_integers: bool,
    ) -> Self {
        Self {
            declared,
            in_query,
            chosen: None,
            exact_integers,
            values: BTreeMap::new(),
        }
    }

    /// Takes the fields of `args` as arguments.
    pub(super) fn add_all<A: Serialize + ?Sized>(&mut self, args: &A) -> Result<(), RequestError> {
        let unwritten =
            |error| RequestError::caused("the arguments cannot be written as JSON", error);
        let finite = crate::json::finite::check_numbers(args);
        let args = serde_json::to_value(args).map_err(unwritten)?;
        match args {
            Value::Null => Ok(()),
            Value::Object(args) => {
                // Unset arguments are left out by the caller's types, so a null here is a number
                // that JSON does not have. To leave it out would ask for something else.
                if let Some((name, _)) = args.iter().find(|(_, value)| value.is_null()) {
                    return Err(RequestError::new(format!(
                        "the argument `{name}` is null, or a number that is not finite, and Rill takes neither: leave it unset"
                    )));
                }
                // A number further in would be written as a null too.
                finite.map_err(unwritten)?;
                self.values.extend(args);
                Ok(())
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(RequestError::new(
                    "the arguments are not a JSON object, and Rill takes nothing else",
                ))
            }
        }
    }

    pub(super) fn add(&mut self, name: String, value: Value) {
        self.values.insert(name, value);
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// Decides where every argument goes.
    pub(super) fn place(&self) -> PlacedArguments {
        let via = self.chosen.unwrap_or(self.declared);
        let mut query = String::new();
        let mut body = BTreeMap::new();
        for (name, value) in self.values.iter().filter(|(_, value)| !value.is_null()) {
            let is_for_query = via == Via::Query || self.is_declared_in_query(name, value);
            if is_for_query || (self.exact_integers && is_large(value)) {
                append(&mut query, name, value);
            }
            if !is_for_query {
                body.insert(name, value);
            }
        }
        let body = (via == Via::Body).then(|| {
            let text = serde_json::to_vec(&body);
            text.expect("JSON values with text keys are always written")
                .into()
        });
        PlacedArguments {
            method: if body.is_some() {
                Method::POST
            } else {
                Method::GET
            },
            query,
            body,
        }
    }

    fn is_declared_in_query(&self, name: &str, value: &Value) -> bool {
        // A chosen way is for all arguments, also for those declared elsewhere.
        self.chosen.is_none()
            && self.in_query.contains(&name)
            && !value.is_array()
            && !value.is_object()
    }
}

/// Appends `name=value`: a string as it is, anything else as compact JSON.
fn append(query: &mut String, name: &str, value: &Value) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, STRICT));
    query.push('=');
    let text = match value {
        Value::String(text) => text.clone(),
        value => value.to_string(),
    };
    query.extend(utf8_percent_encode(&text, STRICT));
}

/// Returns `true` if Rill would print this with an exponent.
fn is_large(value: &Value) -> bool {
    let Value::Number(number) = value else {
        return false;
    };
    let size = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
    size.is_some_and(|size| size > LARGEST_PLAIN)
}

#[cfg(test)]
mod tests;
