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

/// Types of the keys at the top of a file, as Rill's reader wants them.
const TYPES: [(&str, Wanted); 20] = [
    ("name", Wanted::Text),
    ("namespace", Wanted::Text),
    ("type", Wanted::Text),
    ("kind", Wanted::Text),
    ("connector", Wanted::Text),
    ("sql", Wanted::Text),
    ("metrics_sql", Wanted::Text),
    ("api", Wanted::Text),
    ("metrics", Wanted::Map),
    ("args", Wanted::Map),
    ("resource_status", Wanted::Map),
    ("ai", Wanted::Map),
    ("parser", Wanted::Map),
    ("openapi", Wanted::Map),
    ("security", Wanted::Map),
    ("environment_overrides", Wanted::Map),
    ("refs", Wanted::List),
    ("union", Wanted::List),
    ("version", Wanted::Integer),
    ("skip_nested_security", Wanted::Flag),
];

/// Types of the keys under `openapi` and `security`.
const INNER_TYPES: [(&str, &str, Wanted); 10] = [
    ("openapi", "summary", Wanted::Text),
    ("openapi", "defs_prefix", Wanted::Text),
    ("openapi", "parameters", Wanted::List),
    ("openapi", "request_schema", Wanted::Map),
    ("openapi", "response_schema", Wanted::Map),
    ("security", "access", Wanted::Text),
    ("security", "row_filter", Wanted::Text),
    ("security", "include", Wanted::List),
    ("security", "exclude", Wanted::List),
    ("security", "rules", Wanted::List),
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
    let top = TYPES.iter().map(|(key, wanted)| (root.push(key), *wanted));
    let inner = INNER_TYPES.iter();
    let inner = inner.map(|(outer, key, wanted)| (root.push(outer).push(key), *wanted));
    for (at, wanted) in top.chain(inner) {
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
