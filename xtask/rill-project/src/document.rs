//! APIs to the document that Rill makes of them (RILL.md, section 1).

use serde_json::{Map, Value, json};

use super::api::Api;
use rill_console::Problem;

/// The built-in part of every document: the operations of Rill's own three APIs and their schemas, verbatim, since the
/// document made here has to be the one that Rill serves.
const BUILT_IN: &str = include_str!("builtins.json");

/// Returns the document, and the definitions of which only one can stand in it.
pub(super) fn document(apis: &[Api]) -> (Value, Vec<Problem>) {
    let built_in: Map<String, Value> =
        serde_json::from_str(BUILT_IN).expect("the file beside this one is JSON");
    let part = |name: &str| {
        let part = built_in.get(name).and_then(Value::as_object);
        part.cloned().unwrap_or_default()
    };
    let (mut paths, mut schemas) = (part("paths"), part("schemas"));
    let mut clashes = Vec::new();
    for api in apis {
        // An API of the author's takes the place of Rill's own of that name.
        paths.insert(format!("/{}", api.name), path_item(api));
        for (name, definition) in &api.definitions {
            match schemas.get(name) {
                None => {
                    schemas.insert(name.clone(), definition.clone());
                }
                Some(known) if known == definition => {}
                Some(_) => clashes.push(clash(api, name)),
            }
        }
    }
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Rill project API", "version": "1.0.0"},
        "servers": [{"url": "http://localhost:9009/v1/instances/default/api"}],
        "paths": paths,
        "components": {"schemas": schemas},
    });
    document.sort_all_objects();
    (document, clashes)
}

fn clash(api: &Api, name: &str) -> Problem {
    Problem::new(format!(
        "the definition `{name}` of the API `{}` is another API's too, or Rill's own",
        api.name
    ))
    .note("Rill keeps one of them, not always the same one; here the first file's is kept, and Rill's own before all")
    .help("rename the definition, or give the API another `defs_prefix:`")
}

fn path_item(api: &Api) -> Value {
    let items = match &api.response {
        Some(schema) => schema.clone(),
        None => json!({"type": "object"}),
    };
    let name = &api.name;
    let mut operation = Map::new();
    let summary = api
        .summary
        .clone()
        .unwrap_or_else(|| format!("Query {name} resolver"));
    operation.insert("summary".to_owned(), summary.into());
    if let Some(parameters) = &api.parameters {
        operation.insert("parameters".to_owned(), parameters.clone().into());
    }
    if let Some(request) = &api.request {
        operation.insert(
            "requestBody".to_owned(),
            json!({"content": {"application/json": {"schema": request}}}),
        );
    }
    operation.insert(
        "responses".to_owned(),
        json!({
            "200": {
                "description": format!("Successful response of {name} resolver"),
                "content": {"application/json": {"schema": {"type": "array", "items": items}}},
            },
            "400": {
                "description": "Bad request",
                "content": {"application/json": {"schema": {
                    "type": "object", "properties": {"error": {"type": "string"}},
                }}},
            },
        }),
    );
    let method = if api.request.is_some() { "post" } else { "get" };
    json!({method: operation})
}
