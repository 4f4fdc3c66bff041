//! Where each argument of a custom API goes.
//!
//! Rill takes arguments from a JSON object in the body and from the query, the query winning; it takes any method for
//! any API, ignores arguments it does not know, and reads query arguments as text. It tells a `null` from an absent
//! argument, so nulls are left out.

mod members;

use std::borrow::Cow;

use bytes::Bytes;
use http::Method;
use percent_encoding::utf8_percent_encode;
use serde::{Serialize, Serializer as _};
use serde_json::{Map, Value};

use crate::error::RequestError;
use crate::target::STRICT;

/// The largest integer that Rill prints in full when it came in a body: `1000000` becomes `1e+06`.
const LARGEST_PLAIN: u64 = 999_999;

/// How the arguments of a custom API travel. Rill accepts both for every API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A GET request with all arguments in the query.
    Query,
    /// A POST request with a JSON object in the body.
    Body,
}

/// A call of a custom API before its arguments are placed.
#[derive(Clone, Debug)]
pub(crate) struct CustomApi {
    pub(crate) name: &'static str,
    declared: Via,
    /// Arguments that the API declares as query parameters beside a body.
    in_query: &'static [&'static str],
    pub(crate) chosen: Option<Via>,
    pub(crate) exact_integers: bool,
    args: Args,
}

/// Arguments in the order of their names, so that the same call is the same bytes.
#[derive(Clone, Debug)]
enum Args {
    /// A body as it goes out: the usual call is nothing but this.
    Text(Bytes),
    Each(Vec<(String, Value)>),
}

impl Args {
    fn each(&self) -> Cow<'_, [(String, Value)]> {
        match self {
            Self::Text(text) => {
                let args: Map<String, Value> =
                    serde_json::from_slice(text).expect("it was written as an object");
                Cow::Owned(args.into_iter().collect())
            }
            Self::Each(args) => Cow::Borrowed(args),
        }
    }

    fn each_mut(&mut self) -> &mut Vec<(String, Value)> {
        if let Self::Text(_) = self {
            *self = Self::Each(self.each().into_owned());
        }
        match self {
            Self::Each(args) => args,
            Self::Text(_) => unreachable!("it was taken apart"),
        }
    }
}

/// The placed arguments.
#[derive(Debug, PartialEq)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    /// Percent-encoded, without `?`; empty where there is none.
    pub(crate) query: String,
    pub(crate) body: Option<Bytes>,
}

impl CustomApi {
    pub(crate) fn new(
        name: &'static str,
        declared: Via,
        in_query: &'static [&'static str],
        exact_integers: bool,
    ) -> Self {
        Self {
            name,
            declared,
            in_query,
            chosen: None,
            exact_integers,
            args: Args::Each(Vec::new()),
        }
    }

    /// Takes the fields of `args` as arguments.
    pub(crate) fn add_all<A: Serialize + ?Sized>(&mut self, args: &A) -> Result<(), RequestError> {
        if self.declared == Via::Body
            && self.in_query.is_empty()
            && self.args.each().is_empty()
            && let Some(text) = members::text(args)
        {
            // As generated requests have them.
            self.args = Args::Text(text);
            return Ok(());
        }
        let unwritten =
            |error| RequestError::caused("the arguments cannot be written as JSON", error);
        let finite = crate::written::check_numbers(args);
        let args = serde_json::to_value(args).map_err(unwritten)?;
        match args {
            Value::Null => Ok(()),
            Value::Object(args) => {
                // What is not set is left out by the caller's types, so a null here is a number
                // that JSON does not have. To leave it out would ask for something else.
                if let Some((name, _)) = args.iter().find(|(_, value)| value.is_null()) {
                    return Err(RequestError::new(format!(
                        "the argument `{name}` is null, or a number that is not finite, and Rill takes neither: leave it unset"
                    )));
                }
                // A number further in would be written as a null too.
                finite.map_err(unwritten)?;
                for (name, value) in args {
                    self.add(name, value);
                }
                Ok(())
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(RequestError::new(
                    "the arguments are not a JSON object, and Rill takes nothing else",
                ))
            }
        }
    }

    pub(crate) fn add(&mut self, name: String, value: Value) {
        let args = self.args.each_mut();
        match args.binary_search_by(|(known, _)| known.as_str().cmp(&name)) {
            Ok(at) => args[at].1 = value,
            Err(at) => args.insert(at, (name, value)),
        }
    }

    /// An argument that is set.
    pub(crate) fn arg(&self, name: &str) -> Option<Value> {
        let args = self.args.each();
        let found = args.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    /// Decides where every argument goes.
    pub(crate) fn place(&self) -> Sent {
        let via = self.chosen.unwrap_or(self.declared);
        let mut query = String::new();
        if let (Via::Body, Args::Text(text)) = (via, &self.args) {
            return Sent {
                method: Method::POST,
                query,
                body: Some(text.clone()),
            };
        }
        let goes_in_query =
            |name: &str, value: &Value| via == Via::Query || self.is_declared_in_query(name, value);
        let args = self.args.each();
        let given = || args.iter().filter(|(_, value)| !value.is_null());
        for (name, value) in given() {
            if goes_in_query(name, value) || (self.exact_integers && is_large(value)) {
                append(&mut query, name, value);
            }
        }
        match via {
            Via::Query => Sent {
                method: Method::GET,
                query,
                body: None,
            },
            Via::Body => Sent {
                method: Method::POST,
                query,
                body: Some(json(
                    given().filter(|(name, value)| !goes_in_query(name, value)),
                )),
            },
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

fn json<'a>(body: impl Iterator<Item = &'a (String, Value)>) -> Bytes {
    let mut bytes = Vec::with_capacity(128);
    serde_json::Serializer::new(&mut bytes)
        .collect_map(body.map(|(name, value)| (name, value)))
        .expect("JSON values with text keys are always written");
    bytes.into()
}

/// Appends `name=value`: a string as it is, anything else as compact JSON.
fn append(query: &mut String, name: &str, value: &Value) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, STRICT));
    query.push('=');
    match value {
        Value::String(text) => query.extend(utf8_percent_encode(text, STRICT)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            query.extend(utf8_percent_encode(&value.to_string(), STRICT));
        }
    }
}

/// [`is_large`] of a value that is written as this.
fn is_large_integer(json: &[u8]) -> bool {
    let digits = json.strip_prefix(b"-").unwrap_or(json);
    digits.len() > 6 && digits.iter().all(u8::is_ascii_digit)
}

fn is_large(value: &Value) -> bool {
    let Value::Number(number) = value else {
        return false;
    };
    let size = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
    size.is_some_and(|size| size > LARGEST_PLAIN)
}

#[cfg(test)]
mod tests;
