//! Types of the fields that Rill's reader decodes a file into.

use rill_codegen::pointer::Pointer;
use serde_json::Value;

use super::yaml::Read;

/// The keys that say where rows come from; an API has exactly one.
pub(super) const RESOLVERS: [&str; 8] = [
    "sql",
    "metrics_sql",
    "metrics",
    "api",
    "glob",
    "resource_status",
    "ai",
    "union",
];

/// Why Rill refuses a file, and where.
#[derive(Debug)]
pub(super) struct Rejected {
    pub(super) reason: String,
    pub(super) at: Pointer,
}

pub(super) fn rejected(at: &Pointer, reason: impl Into<String>) -> Rejected {
    Rejected {
        reason: reason.into(),
        at: at.clone(),
    }
}

/// Returns `true` if a list of words has this one.
pub(super) fn has_word(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// Types of the keys at the top of a file and in its tables, as Rill's reader wants them.
const TYPES: [(&str, Wanted, &str); 10] = [
    (
        "",
        Wanted::Text,
        "name namespace type kind connector sql metrics_sql api",
    ),
    (
        "",
        Wanted::Map,
        "metrics args resource_status ai parser openapi security environment_overrides",
    ),
    ("", Wanted::List, "refs union"),
    ("", Wanted::Integer, "version"),
    ("", Wanted::Flag, "skip_nested_security"),
    ("openapi", Wanted::Text, "summary defs_prefix"),
    ("openapi", Wanted::List, "parameters"),
    ("openapi", Wanted::Map, "request_schema response_schema"),
    ("security", Wanted::Text, "access row_filter"),
    ("security", Wanted::List, "include exclude rules"),
];

/// A kind of value.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Text,
    Map,
    List,
    Integer,
    Flag,
}

impl Wanted {
    fn takes(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null)
            | (Self::Text, Value::String(_) | Value::Number(_) | Value::Bool(_))
            | (Self::Map, Value::Object(_))
            | (Self::List, Value::Array(_))
            | (Self::Flag, Value::Bool(_)) => true,
            (Self::Integer, Value::Number(number)) => !number.is_f64(),
            // The older words of YAML for yes and no.
            (Self::Flag, Value::String(text)) => matches!(
                text.to_ascii_lowercase().as_str(),
                "y" | "yes" | "on" | "n" | "no" | "off"
            ),
            _ => false,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Map => "a map",
            Self::List => "a list",
            Self::Integer => "a whole number",
            Self::Flag => "true or false",
        }
    }
}

/// Returns the first value that does not fit the fields of Rill's reader.
pub(super) fn check_types(read: &Read) -> Result<(), Rejected> {
    let root = Pointer::root();
    if let Some(at) = read.repeated.first() {
        let key = at.last().unwrap_or_default();
        return Err(rejected(at, format!("mapping key {key:?} already defined")));
    }
    let places = TYPES.iter().flat_map(|(table, wanted, keys)| {
        let table = if table.is_empty() {
            root.clone()
        } else {
            root.push(table)
        };
        keys.split(' ').map(move |key| (table.push(key), *wanted))
    });
    for (at, wanted) in places {
        let value = at.find(&read.value).unwrap_or(&Value::Null);
        if !wanted.takes(value) {
            let key = at.last().unwrap_or_default();
            return Err(rejected(
                &at,
                format!("cannot unmarshal: `{key}` has to be {}", wanted.word()),
            ));
        }
    }
    Ok(())
}
