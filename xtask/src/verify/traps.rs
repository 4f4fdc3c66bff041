//! Traps: declarations that work today and will surprise somebody (RILL.md, sections 1 to 3).

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

use super::{Fault, Mismatch};

/// Rill's own APIs, and the route of the document, which no API of that name gets past.
const TAKEN: [&str; 4] = ["metrics", "metrics-sql", "sql", "openapi"];

/// From here on Rill prints a number of a body with an exponent.
const LARGE: f64 = 1e6;

/// An API of the document as its author wrote it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declared<'a> {
    pub(super) name: &'a str,
    pub(super) document: &'a Value,
    pub(super) operation: &'a Value,
    pub(super) samples: &'a [Map<String, Value>],
}

impl Declared<'_> {
    fn schema(&self) -> &Value {
        let mut schema = &self.operation["requestBody"]["content"]["application/json"]["schema"];
        for _ in 0..32 {
            let reference = schema["$ref"].as_str().and_then(Pointer::parse_fragment);
            match reference.and_then(|at| at.find(self.document)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }

    fn parameters(&self) -> Vec<&str> {
        let parameters = self.operation["parameters"].as_array();
        let is_declared = |one: &&Value| one.get("x-rill-inferred").is_none();
        let parameters = parameters.into_iter().flatten().filter(is_declared);
        parameters.filter_map(|one| one["name"].as_str()).collect()
    }

    fn properties(&self) -> Vec<&str> {
        let schema = self.schema();
        let properties = schema["properties"].as_object();
        let is_declared = schema.get("x-rill-inferred").is_none();
        let properties = properties.into_iter().flatten().filter(|_| is_declared);
        properties.map(|(name, _)| name.as_str()).collect()
    }
}

/// Returns the traps of one API. `used` are the arguments that its template uses, where the files are at hand.
pub(super) fn of(api: Declared<'_>, used: Option<&(PathBuf, Vec<String>)>) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let mut trap = |code, what: String| found.push(Mismatch::of(api.name, code, what, Fault::Trap));
    if TAKEN.contains(&api.name) {
        let code = if api.name == "openapi" {
            "api-unreachable"
        } else {
            "builtin-shadowed"
        };
        trap(
            code,
            format!(
                "`{}` is Rill's own: the document shows this API, and Rill runs its own",
                api.name
            ),
        );
    }
    let names: Vec<&str> = api
        .parameters()
        .into_iter()
        .chain(api.properties())
        .collect();
    let mut seen = BTreeSet::new();
    for name in names.iter().filter(|name| !seen.insert(**name)) {
        trap(
            "argument-duplicate",
            format!("the argument `{name}` is declared twice"),
        );
    }
    if let Some((path, used)) = used {
        for name in used.iter().filter(|name| !names.contains(&name.as_str())) {
            trap(
                "undeclared-argument",
                format!(
                    "the template in {} uses `{name}`, and the document does not declare it",
                    rill_console::shown(path)
                ),
            );
        }
    }
    let row = &api.operation["responses"]["200"]["content"]["application/json"]["schema"]["items"];
    if row["type"] == "array" {
        trap(
            "row-array",
            "response_schema is declared as an array; it is the schema of one row".to_owned(),
        );
    }
    for place in large_integers(&api) {
        trap(
            "large-integer",
            format!(
                "{place} goes in a body, where Rill turns a million into 1e+06; send it as text"
            ),
        );
    }
    found
}

/// Integers that no query can take out of the body: those inside its objects and lists. What stands right in it, a
/// generated client sends in the query too.
fn large_integers(api: &Declared<'_>) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    if api.operation.get("requestBody").is_none() {
        return places;
    }
    for (name, value) in api.samples.iter().flatten() {
        if !value.is_number() {
            inside(value, name, &mut places);
        }
    }
    for (name, schema) in api.schema()["properties"].as_object().into_iter().flatten() {
        for key in ["default", "example"] {
            let value = &schema[key];
            if !value.is_number() {
                inside(value, name, &mut places);
            }
        }
    }
    places
}

fn inside(value: &Value, at: &str, places: &mut BTreeSet<String>) {
    match value {
        Value::Number(number) if number.as_f64().is_some_and(|number| number.abs() >= LARGE) => {
            places.insert(format!("`{at}` ({number})"));
        }
        Value::Array(list) => list
            .iter()
            .for_each(|value| inside(value, &format!("{at}[]"), places)),
        Value::Object(map) => {
            for (key, value) in map {
                inside(value, &format!("{at}.{key}"), places);
            }
        }
        _ => {}
    }
}

/// APIs that differ in case alone, of which a running Rill keeps one.
pub(super) fn repeated<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Mismatch> {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for name in names {
        if let Some(first) = known.insert(name.to_lowercase(), name) {
            let what = format!(
                "its name and `{first}` differ in case alone, and Rill compares them without"
            );
            found.push(Mismatch::of(name, "repeated-name", what, Fault::Trap));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Declared, of, repeated};

    /// An operation, a sample, the arguments that its template uses, and the traps of it.
    const CASES: &str = r##"
a | {} | {} | |
sql | {} | {} | | builtin-shadowed
openapi | {} | {} | | api-unreachable
a | {"parameters": [{"name": "x"}]} | {} | x y | undeclared-argument
a | {"parameters": [{"name": "x", "x-rill-inferred": true}]} | {} | x | undeclared-argument
a | {"parameters": [{"name": "x"}, {"name": "x"}]} | {} | | argument-duplicate
a | BODY{"$ref": "#/components/schemas/Body"}END | {} | x |
a | BODY{}END | {"x": 1000000} | x | undeclared-argument
a | BODY{}END | {"x": {"y": [999999, 1000000]}} | | large-integer
a | BODY{"properties": {"x": {"default": [-1e7]}}}END | {} | | large-integer
a | {} | {"x": [1000000]} | |
a | {"responses": {"200": {"content": {"application/json": {"schema": {"items": {"type": "array"}}}}}}} | {} | | row-array
"##;

    #[test]
    fn every_trap() {
        let document = json!({"components": {"schemas": {"Body": {"properties": {"x": {}}}}}});
        for case in CASES.trim().lines() {
            let case = case
                .replace(
                    "BODY",
                    r#"{"requestBody": {"content": {"application/json": {"schema": "#,
                )
                .replace("END", "}}}}");
            let parts: Vec<&str> = case.split('|').map(str::trim).collect();
            let [name, operation, sample, used, expected] = parts[..] else {
                panic!("{case}");
            };
            let api = Declared {
                name,
                document: &document,
                operation: &serde_json::from_str(operation).unwrap(),
                samples: &[serde_json::from_str(sample).unwrap()],
            };
            let used = used.split_whitespace().map(str::to_owned).collect();
            let found = of(api, Some(&("a.yaml".into(), used)));
            let codes: Vec<&str> = found.iter().map(|mismatch| mismatch.code).collect();
            assert_eq!(codes.join(" "), expected, "{case}");
        }
        assert_eq!(repeated(["a", "b", "A"].into_iter()).len(), 1);
    }
}
