//! One file of a Rill project as the API that Rill makes of it, or why Rill refuses it.

use std::collections::BTreeMap;

use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

use super::fields::{RESOLVERS, Rejected, check_types, rejected};
use super::prefix::prefix;
use super::yaml::Read;
use super::{annotations, json_schema, references, schema, template};

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
    /// The places of the definitions in the file.
    pub(super) places: BTreeMap<String, Pointer>,
    /// `true` if it has an `openapi` block of the form Rill had until May 2025, which it passes over today.
    pub(super) is_old_form: bool,
    /// Arguments that its templates use, as parameters.
    pub(super) used: Vec<Value>,
    /// The API that it calls, and the arguments that it gives itself.
    pub(super) calls: Option<(String, Vec<String>)>,
}

impl Api {
    /// Declares the arguments that its templates use, where it declares none.
    pub(super) fn take_used(&mut self) {
        if self.parameters.is_none() && self.request.is_none() {
            self.request = super::arguments::as_body(&self.used);
            let has_some = self.request.is_none() && !self.used.is_empty();
            self.parameters = has_some.then(|| self.used.clone());
        }
    }
}

/// Returns `true` if a word is Rill's for an API.
pub(super) fn is_api_word(word: &str) -> bool {
    word.trim().eq_ignore_ascii_case("api")
}

/// Returns `true` if a file describes an API: `type: api`, or `kind: api` as it was once called; a comment in its SQL
/// can say it too, and is heard last.
pub(super) fn is_api(read: &Read, sql: Option<&str>) -> bool {
    let word = |key: &str| read.text(&Pointer::root().push(key));
    let of_sql = sql.and_then(annotations::kind);
    let own = || word("type").or_else(|| word("kind"));
    of_sql.or_else(own).is_some_and(|word| is_api_word(&word))
}

/// Reads what [`is_api`]: a file, and the SQL that stands beside it.
pub(super) fn read(stem: &str, read: &Read, beside: Option<&str>) -> Result<Api, Rejected> {
    let root = Pointer::root();
    let text = |key: &str| read.text(&root.push(key)).filter(|text| !text.is_empty());
    check_types(read)?;
    let sql = match (text("sql"), beside) {
        (Some(_), Some(_)) => {
            return Err(rejected(
                &root.push("sql"),
                "SQL provided using both a YAML key and a companion file",
            ));
        }
        (own, beside) => own.or_else(|| beside.map(str::to_owned)),
    };
    let annotated = |key: &str| annotations::of(sql.as_deref().unwrap_or_default(), key);
    let own = annotated("name").or_else(|| text("name"));
    let own = own
        .filter(|name| !name.is_empty())
        .unwrap_or(stem.to_owned());
    let name = match text("namespace") {
        Some(namespace) => format!("{namespace}:{own}"),
        None => own,
    };
    check_template(read, sql.as_deref())?;
    check_resolver(read, sql.is_some())?;
    check_security(&read.value)?;
    let mut api = Api {
        used: super::arguments::inferred(&read.value, sql.as_deref()),
        calls: text("api").map(|target| (target, keys(&read.value["args"]))),
        name,
        summary: annotated("openapi.summary").filter(|text| !text.is_empty()),
        parameters: None,
        request: None,
        response: None,
        definitions: Map::new(),
        places: BTreeMap::new(),
        is_old_form: false,
    };
    block(&mut api, read)?;
    Ok(api)
}

/// Takes what stands under `openapi`.
fn block(api: &mut Api, read: &Read) -> Result<(), Rejected> {
    let at = Pointer::root().push("openapi");
    let Some(Value::Object(block)) = at.find(&read.value) else {
        return Ok(());
    };
    api.is_old_form = block.contains_key("request") || block.contains_key("response");
    let summary = read
        .text(&at.push("summary"))
        .filter(|text| !text.is_empty());
    api.summary = api.summary.take().or(summary);
    api.parameters = parameters(block, &at, read)?;
    let own = read.text(&at.push("defs_prefix"));
    let prefix = own.unwrap_or_else(|| prefix(&api.name));
    for key in ["request_schema", "response_schema"] {
        let main = match block.get(key) {
            // An empty one is none.
            Some(main @ Value::Object(map)) if !map.is_empty() => main,
            _ => continue,
        };
        let at = at.push(key);
        let (main, definitions) = lift(main, &at, &prefix, read)?;
        // The definitions of the response come second and win, as in Rill.
        let at = at.push("$defs");
        let place = |name: &String| (name.clone(), at.push(&name[prefix.len()..]));
        api.places.extend(definitions.keys().map(place));
        api.definitions.extend(definitions);
        let slot = match key {
            "request_schema" => &mut api.request,
            _ => &mut api.response,
        };
        *slot = Some(main);
    }
    Ok(())
}

fn keys(value: &Value) -> Vec<String> {
    value
        .as_object()
        .into_iter()
        .flat_map(|map| map.keys().cloned())
        .collect()
}

/// Rill reads the template of `sql` at once, unless the file turns that off.
fn check_template(read: &Read, sql: Option<&str>) -> Result<(), Rejected> {
    if read.value["parser"]["templating"] == false {
        return Ok(());
    }
    let parsed = sql.map(template::parse).transpose();
    parsed
        .map(drop)
        .map_err(|flaw| rejected(&Pointer::root().push("sql"), flaw))
}

fn check_resolver(read: &Read, has_sql: bool) -> Result<(), Rejected> {
    let root = Pointer::root();
    let value = &read.value;
    let is_there = |key: &str| match (key, &value[key]) {
        ("sql", _) => has_sql,
        ("glob", _) => value.get(key).is_some(),
        (_, Value::Null) => false,
        ("metrics", Value::Object(map)) => !map.is_empty(),
        (_, Value::String(text)) => !text.is_empty(),
        (_, Value::Array(list)) => !list.is_empty(),
        _ => true,
    };
    let present: Vec<&str> = RESOLVERS.into_iter().filter(|key| is_there(key)).collect();
    if present.contains(&"metrics") && !value["metrics"]["metrics_view"].is_string() {
        return Err(rejected(
            &root.push("metrics"),
            "metrics resolver requires a metrics_view to be specified",
        ));
    }
    match present.as_slice() {
        [_] => Ok(()),
        [] => Err(rejected(
            &root,
            format!(
                "the API definition does not specify a resolver: one of {} has to say where the rows come from",
                RESOLVERS.join(", ")
            ),
        )),
        [_, second, ..] => Err(rejected(
            &root.push(second),
            format!(
                "the API definition specifies more than one resolver: {}",
                present.join(", ")
            ),
        )),
    }
}

/// For APIs, Rill's parser takes `access` rules alone.
fn check_security(value: &Value) -> Result<(), Rejected> {
    let at = Pointer::root().push("security");
    let Some(Value::Object(security)) = value.get("security") else {
        return Ok(());
    };
    let is_filled = |key: &str| match security.get(key) {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Array(list)) => list.iter().any(|one| !one.is_null()),
        _ => false,
    };
    if let Some(key) = ["row_filter", "include", "exclude"]
        .into_iter()
        .find(|key| is_filled(key))
    {
        return Err(rejected(
            &at.push(key),
            format!(
                "the 'api' resource type only supports 'access' security rules, and this is `{key}`"
            ),
        ));
    }
    let rules = security.get("rules").and_then(Value::as_array);
    for (index, rule) in rules.into_iter().flatten().enumerate() {
        let at = at.push("rules").index(index);
        let action = rule["action"].as_str().unwrap_or_default();
        let reason = match (rule["type"].as_str().unwrap_or_default(), action) {
            _ if rule.is_null() => continue,
            ("access", "allow" | "deny") => continue,
            ("access", _) => {
                "invalid security rule of type \"access\": must specify an action".to_owned()
            }
            ("field_access" | "row_filter", _) => {
                "the 'api' resource type only supports 'access' security rules".to_owned()
            }
            (other, _) => format!("invalid security rule type {other:?}"),
        };
        return Err(rejected(&at, reason));
    }
    Ok(())
}

fn parameters(
    block: &Map<String, Value>,
    at: &Pointer,
    read: &Read,
) -> Result<Option<Vec<Value>>, Rejected> {
    let at = at.push("parameters");
    let Some(Value::Array(list)) = block.get("parameters") else {
        return Ok(None);
    };
    let one = |(index, one): (usize, &Value)| {
        let at = at.index(index);
        let invalid =
            |reason: String| rejected(&at, format!("invalid openapi.parameters: {reason}"));
        check_keys(&at, read).map_err(invalid)?;
        schema::parameter(one).map_err(invalid)
    };
    let list: Result<Vec<Value>, Rejected> = list.iter().enumerate().map(one).collect();
    Ok(Some(list?).filter(|list| !list.is_empty()))
}

/// Returns a main schema with its definitions taken out.
fn lift(
    main: &Value,
    at: &Pointer,
    prefix: &str,
    read: &Read,
) -> Result<(Value, Map<String, Value>), Rejected> {
    let key = at.last().unwrap_or_default().into_owned();
    let invalid = |reason: String| rejected(at, format!("invalid openapi.{key}: {reason}"));
    check_keys(at, read).map_err(&invalid)?;
    json_schema::check(main).map_err(|(place, reason)| Rejected {
        reason: format!("invalid openapi.{key}: {reason}"),
        at: at.join(&place),
    })?;
    let mut main = main.clone();
    let mut definitions = Map::new();
    if let Value::Object(map) = &mut main
        && map.get("$defs").is_some_and(Value::is_object)
        && let Some(Value::Object(lifted)) = map.remove("$defs")
    {
        for (name, mut definition) in lifted {
            rewrite(&mut definition, prefix).map_err(|reason| {
                invalid(format!("failed to rewrite refs for def {name:?}: {reason}"))
            })?;
            if !definition.is_object() {
                return Err(invalid(format!(
                    "failed to rewrite def {name:?}: expected map, got {}",
                    schema::go_kind(&definition)
                )));
            }
            let definition = schema::whole(&definition).map_err(|reason| {
                invalid(format!(
                    "failed to convert def {name:?} to OpenAPI: {reason}"
                ))
            })?;
            definitions.insert(format!("{prefix}{name}"), definition);
        }
    }
    rewrite(&mut main, prefix)
        .map_err(|reason| invalid(format!("failed to rewrite refs in main schema: {reason}")))?;
    let main = schema::whole(&main).map_err(|reason| {
        invalid(format!(
            "failed to convert main schema to OpenAPI: {reason}"
        ))
    })?;
    Ok((main, definitions))
}

/// Rill hands the block on as JSON, which has text keys alone, and only numbers that can be counted to. The keys right
/// in a block are texts however they are written.
fn check_keys(at: &Pointer, read: &Read) -> Result<(), String> {
    if read.is_odd_below(at) {
        Err("json: unsupported type or value: a key is no text (put it in quotes), or a number is infinite".to_owned())
    } else {
        Ok(())
    }
}

/// Lets references to the definitions lead to where they will stand. A property that is called `$ref` is refused.
fn rewrite(value: &mut Value, prefix: &str) -> Result<(), String> {
    if let Some(kind) = odd_reference(value) {
        return Err(format!("expected string value for $ref, got {kind}"));
    }
    references(value, &mut |text| match text.strip_prefix("#/$defs/") {
        Some(rest) => format!("#/components/schemas/{prefix}{rest}"),
        None => text.to_owned(),
    });
    Ok(())
}

fn odd_reference(value: &Value) -> Option<&'static str> {
    match value {
        Value::Array(list) => list.iter().find_map(odd_reference),
        Value::Object(map) => map.iter().find_map(|(key, value)| match value {
            Value::String(_) => None,
            value if key == "$ref" => Some(schema::go_kind(value)),
            value => odd_reference(value),
        }),
        _ => None,
    }
}
