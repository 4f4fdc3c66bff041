//! What references of parameters, responses and the like lead to.

use openapiv3::ReferenceOr;
use rill_codegen::document::Document;
use rill_codegen::pointer::Pointer;
use serde_json::{Value, json};

use crate::{load, source_of};

fn document(paths: &Value, rest: &Value) -> Value {
    let mut document = json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths
    });
    for (name, value) in rest.as_object().expect("an object") {
        document[name] = value.clone();
    }
    document
}

fn loaded(paths: &Value, rest: &Value) -> (Document, Vec<String>) {
    let (document, cx) = load(&source_of(&document(paths, rest)));
    let (again, _) = load(&source_of(&document.value));
    assert_eq!(again.value, document.value, "twice is not once");
    let codes = cx
        .iter()
        .map(|found| format!("{} {}", found.code, found.at));
    (document, codes.collect())
}

fn at(text: &str) -> Pointer {
    Pointer::parse(text).expect("a pointer")
}

/// The places that the parameters of `GET /a` have in the author's document.
fn parameters(document: &Document) -> Vec<String> {
    let (place, _, item) = document.path_items().next().expect("a path");
    let get = item.get.as_ref().expect("a method");
    let parameters = get.parameters.iter().enumerate().map(|(index, part)| {
        let here = place.push("get").push("parameters").index(index);
        let (found, parameter) = document.parameter(&here, part).expect("it leads somewhere");
        let name = &parameter.parameter_data_ref().name;
        format!("{name} {}", document.author(&found))
    });
    parameters.collect()
}

#[test]
fn references_lead_to_any_place() {
    let (document, found) = loaded(
        &json!({
            "/a": {"get": {"parameters": [
                {"$ref": "#/components/parameters/Chain"},
                {"$ref": "#/paths/~1b~1%7Bid%7D/get/parameters/0"},
                {"$ref": "#/x-shared/limit"},
                {"name": "own", "in": "query"}
            ], "responses": {
                "200": {"$ref": "#/paths/~1b~1%7Bid%7D/get/responses/200"},
                "404": {"$ref": "#/components/responses/a~1b%20c"}
            }}},
            "/b/{id}": {"get": {"parameters": [
                {"name": "id", "in": "path", "schema": {"type": "string"}}
            ], "responses": {"200": {"description": "", "headers": {
                "x-rate": {"$ref": "#/components/headers/Rate"}
            }, "content": {"application/json": {"schema": {"$ref": "#/x-shared/schema"}}}}}}}
        }),
        &json!({
            "components": {
                "parameters": {"Chain": {"$ref": "#/components/parameters/End"}, "End": {"name": "end", "in": "query"}},
                "responses": {"a/b c": {"description": "no"}},
                "headers": {"Rate": {"schema": {"type": "integer"}}}
            },
            "x-shared": {"limit": {"name": "limit", "in": "query"}, "schema": {"type": ["integer", "null"]}}
        }),
    );
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(
        parameters(&document),
        [
            "end #/components/parameters/End",
            "id #/paths/~1b~1{id}/get/parameters/0",
            "limit #/x-shared/limit",
            "own #/paths/~1a/get/parameters/3",
        ]
    );
    let items: Vec<_> = document.path_items().collect();
    let answers = |index: usize| {
        &items[index]
            .2
            .get
            .as_ref()
            .expect("a method")
            .responses
            .responses
    };
    let places: Vec<_> = answers(0)
        .iter()
        .map(|(status, part)| {
            let here = items[0]
                .0
                .push("get")
                .push("responses")
                .push(&status.to_string());
            let (place, response) = document.response(&here, part).expect("a response");
            (document.author(&place).to_string(), response.headers.len())
        })
        .collect();
    assert_eq!(
        places,
        [
            ("#/paths/~1b~1{id}/get/responses/200".to_owned(), 1),
            ("#/components/responses/a~1b c".to_owned(), 0)
        ]
    );
    // Both operations answer with one and the same response.
    let [first, second] = [0, 1].map(|index| answers(index).values().next());
    assert_eq!(first, second);
    assert!(matches!(first, Some(ReferenceOr::Reference { .. })));
}

#[test]
fn path_items_are_copied_to_where_they_are_used() {
    let (document, found) = loaded(
        &json!({
            "/a": {"$ref": "#/components/pathItems/Shared", "summary": "own"},
            "/b": {"$ref": "#/paths/~1a"},
            "/c": {"$ref": "#/components/pathItems/Gone"},
            "/d": {"$ref": "#/components/pathItems/Gone", "get": {"responses": {}}},
            "/e": {"$ref": "#/components/pathItems/Loop"}
        }),
        &json!({
            "components": {"pathItems": {
                "Shared": {"summary": "shared", "get": {"responses": {}}},
                "Loop": {"$ref": "#/components/pathItems/Pool"},
                "Pool": {"$ref": "#/components/pathItems/Loop"}
            }},
            "webhooks": {"created": {"$ref": "#/components/pathItems/Shared"}, "none": {}}
        }),
    );
    let items: Vec<_> = document
        .path_items()
        .map(|(place, path, item)| {
            let get = place.push("get");
            let origin = item.get.as_ref().map(|_| document.author(&get).to_string());
            (path.to_owned(), item.summary.clone(), origin)
        })
        .collect();
    let shared = Some("#/components/pathItems/Shared/get".to_owned());
    let own = Some("own".to_owned());
    assert_eq!(
        items,
        [
            ("/a".to_owned(), own.clone(), shared.clone()),
            ("/b".to_owned(), own, shared),
            ("/d".to_owned(), None, Some("#/paths/~1d/get".to_owned())),
        ]
    );
    let webhooks: Vec<_> = document
        .webhooks()
        .map(|(place, name, item)| format!("{place} {name} {}", item.iter().count()))
        .collect();
    assert_eq!(
        webhooks,
        ["#/webhooks/created created 1", "#/webhooks/none none 0"]
    );
    assert_eq!(
        found,
        [
            "circular-reference #/components/pathItems/Loop/$ref",
            "circular-reference #/components/pathItems/Pool/$ref",
            "dangling-reference #/paths/~1c/$ref",
            "dangling-reference #/paths/~1d/$ref",
            "dangling-reference #/paths/~1e/$ref",
        ]
    );
}

#[test]
fn schemas_of_stream_items() {
    let (document, found) = loaded(
        &json!({"/a": {"get": {"responses": {"200": {"description": "", "content": {
            "text/event-stream": {"itemSchema": {"type": ["object", "null"]}}
        }}}}}}),
        &json!({}),
    );
    assert_eq!(found, Vec::<String>::new());
    let media = at("/paths/~1a/get/responses/200/content/text~1event-stream");
    let (place, schema) = document.item_schema(&media).expect("a schema");
    assert_eq!(place, media.push("itemSchema"));
    let ReferenceOr::Item(schema) = schema else {
        panic!("it is written in place");
    };
    assert!(schema.schema_data.nullable);
    assert_eq!(document.item_schema(&place), None);
}
