//! One file of a Rill project as the API that Rill makes of it, or why Rill refuses it.

use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

use super::schema;
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

/// An API as its file describes it.
#[derive(Debug)]
pub(super) struct Api {
    /// The name it is called by.
    pub(super) name: String,
    pub(super) summary: Option<String>,
    pub(super) parameters: Option<Vec<Value>>,
    pub(super) request: Option<Value>,
    pub(super) response: Option<Value>,
    /// Definitions under the names they have in the document.
    pub(super) definitions: Map<String, Value>,
    /// Whether it has an `openapi` block of the form Rill had until May 2025, which it passes over today.
    pub(super) is_old_form: bool,
}

/// Why Rill refuses a file, and where.
#[derive(Debug)]
pub(super) struct Rejected {
    pub(super) reason: String,
    pub(super) at: Pointer,
}

/// Whether a file describes an API: `type: api`, or `kind: api` as it was once called.
pub(super) fn is_api(value: &Value) -> bool {
    let word = |key: &str| value.get(key).and_then(Value::as_str);
    word("type").or_else(|| word("kind")) == Some("api")
}

/// Reads a file that [`is_api`].
pub(super) fn read(stem: &str, read: &Read) -> Result<Api, Rejected> {
    let root = Pointer::root();
    let value = &read.value;
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let own = text("name").filter(|name| !name.is_empty()).unwrap_or(stem);
    let name = match text("namespace").filter(|namespace| !namespace.is_empty()) {
        Some(namespace) => format!("{namespace}:{own}"),
        None => own.to_owned(),
    };
    check_resolver(value)?;
    check_security(value)?;
    let at = root.push("openapi");
    let mut api = Api {
        name,
        summary: None,
        parameters: None,
        request: None,
        response: None,
        definitions: Map::new(),
        is_old_form: false,
    };
    let block = match value.get("openapi") {
        None | Some(Value::Null) => return Ok(api),
        Some(Value::Object(block)) => block,
        Some(_) => return Err(rejected(&at, "`openapi` has to be a map")),
    };
    api.is_old_form = block.contains_key("request") || block.contains_key("response");
    api.summary = summary(block, &at)?;
    api.parameters = parameters(block, &at, read)?;
    let prefix = match block.get("defs_prefix").and_then(Value::as_str) {
        Some(prefix) => prefix.to_owned(),
        None => prefix(&api.name),
    };
    for key in ["request_schema", "response_schema"] {
        let main = match block.get(key) {
            None | Some(Value::Null) => continue,
            Some(main) => main,
        };
        let place = at.push(key);
        let (main, definitions) = lift(main, &place, &prefix, read)?;
        // The definitions of the response come second and win, as in Rill.
        api.definitions.extend(definitions);
        let slot = if key == "request_schema" {
            &mut api.request
        } else {
            &mut api.response
        };
        *slot = Some(main);
    }
    Ok(api)
}

fn rejected(at: &Pointer, reason: impl Into<String>) -> Rejected {
    Rejected {
        reason: reason.into(),
        at: at.clone(),
    }
}

fn check_resolver(value: &Value) -> Result<(), Rejected> {
    let root = Pointer::root();
    let present: Vec<&str> = RESOLVERS
        .into_iter()
        .filter(|key| value.get(key).is_some_and(|value| !value.is_null()))
        .collect();
    match present.as_slice() {
        [_] => Ok(()),
        [] => Err(rejected(
            &root,
            format!(
                "no resolver: one of {} has to say where the rows come from",
                RESOLVERS.join(", ")
            ),
        )),
        [_, second, ..] => Err(rejected(
            &root.push(second),
            format!(
                "more than one resolver: {}; an API has one",
                present.join(", ")
            ),
        )),
    }
}

/// For APIs, Rill's parser takes `access` rules alone.
fn check_security(value: &Value) -> Result<(), Rejected> {
    let Some(Value::Object(security)) = value.get("security") else {
        return Ok(());
    };
    match ["row_filter", "include", "exclude"]
        .into_iter()
        .find(|key| security.contains_key(*key))
    {
        None => Ok(()),
        Some(key) => Err(rejected(
            &Pointer::root().push("security").push(key),
            format!("an API's `security` takes `access` alone, and this is `{key}`"),
        )),
    }
}

fn summary(block: &Map<String, Value>, at: &Pointer) -> Result<Option<String>, Rejected> {
    match block.get("summary") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok((!text.is_empty()).then(|| text.clone())),
        // A YAML reader takes these for the text they are written as.
        Some(other @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(other.to_string())),
        Some(_) => Err(rejected(
            &at.push("summary"),
            "`openapi.summary` has to be text",
        )),
    }
}

fn parameters(
    block: &Map<String, Value>,
    at: &Pointer,
    read: &Read,
) -> Result<Option<Vec<Value>>, Rejected> {
    let at = at.push("parameters");
    let invalid = |place: &Pointer, reason: String| {
        rejected(place, format!("invalid openapi.parameters: {reason}"))
    };
    match block.get("parameters") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(list)) => {
            check_keys(&at, read).map_err(|reason| invalid(&at, reason))?;
            let list: Result<Vec<Value>, Rejected> = list
                .iter()
                .enumerate()
                .map(|(index, one)| {
                    schema::parameter(one).map_err(|reason| invalid(&at.index(index), reason))
                })
                .collect();
            Ok(Some(list?).filter(|list| !list.is_empty()))
        }
        Some(_) => Err(invalid(&at, "it has to be a list".to_owned())),
    }
}

/// A main schema with its definitions taken out.
fn lift(
    main: &Value,
    at: &Pointer,
    prefix: &str,
    read: &Read,
) -> Result<(Value, Map<String, Value>), Rejected> {
    let key = at.last().unwrap_or_default().into_owned();
    let invalid = |reason: String| rejected(at, format!("invalid openapi.{key}: {reason}"));
    check_keys(at, read).map_err(&invalid)?;
    check_json_schema(main).map_err(|(place, reason)| Rejected {
        reason: format!("invalid openapi.{key}: {reason}"),
        at: at.join(&place),
    })?;
    let mut main = main.clone();
    rewrite(&mut main, prefix);
    let mut definitions = Map::new();
    if let Value::Object(map) = &mut main
        && let Some(Value::Object(lifted)) = map.remove("$defs")
    {
        for (name, definition) in lifted {
            let definition = schema::schema(&definition).map_err(|reason| {
                invalid(format!(
                    "failed to convert definition {name:?} to OpenAPI: {reason}"
                ))
            })?;
            definitions.insert(format!("{prefix}{name}"), definition);
        }
    }
    let main = schema::schema(&main).map_err(|reason| {
        invalid(format!(
            "failed to convert main schema to OpenAPI: {reason}"
        ))
    })?;
    Ok((main, definitions))
}

/// Rill hands the block on as JSON, which has text keys alone.
fn check_keys(at: &Pointer, read: &Read) -> Result<(), String> {
    if read.odd_keys.iter().any(|place| place.starts_with(at)) {
        Err("a key is no text, and JSON has no other keys: put it in quotes".to_owned())
    } else {
        Ok(())
    }
}

/// Whether it is a JSON Schema whose references all lead somewhere inside it.
fn check_json_schema(main: &Value) -> Result<(), (Pointer, String)> {
    // Rill's library takes any characters in a reference.
    let mut main = main.clone();
    references(&mut main, &mut |text| text.replace(' ', "%20"));
    let main = &main;
    if let Err(error) = jsonschema::meta::validate(main) {
        let at = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
        return Err((at, format!("invalid JSON schema: {error}")));
    }
    match jsonschema::options().build(main) {
        Ok(_) => Ok(()),
        Err(error) => Err((Pointer::root(), format!("invalid JSON schema: {error}"))),
    }
}

/// Lets references to the definitions lead to where they will stand.
fn rewrite(value: &mut Value, prefix: &str) {
    references(value, &mut |text| match text.strip_prefix("#/$defs/") {
        Some(rest) => format!("#/components/schemas/{prefix}{rest}"),
        None => text.to_owned(),
    });
}

fn references(value: &mut Value, change: &mut impl FnMut(&str) -> String) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| references(value, change)),
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "$ref" => *text = change(text),
                    value => references(value, change),
                }
            }
        }
        _ => {}
    }
}

/// The name in Pascal case as Rill has it: it splits at `_`, `-` and spaces alone, and raises the first byte.
fn prefix(name: &str) -> String {
    let words = name.split(['_', '-', ' ']);
    words
        .map(|word| {
            let mut characters = word.chars();
            match characters.next() {
                Some(first) if first.is_ascii() => {
                    format!("{}{}", first.to_ascii_uppercase(), characters.as_str())
                }
                _ => word.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn prefixes() {
        for (name, expected) in [
            ("campaign_performance", "CampaignPerformance"),
            ("13.dotted.name", "13.dotted.name"),
            ("ns:x", "Ns:x"),
            ("12 name with spaces", "12NameWithSpaces"),
            ("a--b", "AB"),
        ] {
            assert_eq!(prefix(name), expected);
        }
    }
}
