//! Parameters, operations, paths and the rest that is no schema.

use expect_test::expect;
use serde_json::json;

use crate::{check_at, document_with, load, source_of};

#[test]
fn parameters_that_cannot_be_used_are_left_out() {
    let mut document = document_with(&json!({}));
    document["paths"]["/my-api"]["post"] = json!({"parameters": [
        "text", {"in": "query"}, {"name": "", "in": "query"}, {"name": 1}, {"name": "b", "in": "body"},
        {"name": "nowhere"},
        {"name": "untyped", "in": "query"},
        {"name": "p", "in": "path", "schema": {"type": ["string", "null"]}},
        {"name": "odd", "in": "query", "required": "yes", "description": 1, "style": "simple", "explode": 1, "schema": 3},
        {"name": "both", "in": "query", "schema": {"type": "string"}, "content": {"text/plain": {}}},
        {"name": "content", "in": "query", "content": {"application/json": {"schema": {"const": 1}}, "text/x": 1}}
    ]});
    check_at(
        &document,
        "/paths/~1my-api/post",
        &expect![[r#"
            {
              "parameters": [
                {
                  "in": "query",
                  "name": "nowhere",
                  "schema": {}
                },
                {
                  "in": "query",
                  "name": "untyped",
                  "schema": {}
                },
                {
                  "in": "path",
                  "name": "p",
                  "required": true,
                  "schema": {
                    "nullable": true,
                    "type": "string"
                  }
                },
                {
                  "description": "1",
                  "in": "query",
                  "name": "odd",
                  "schema": {}
                },
                {
                  "in": "query",
                  "name": "both",
                  "schema": {
                    "type": "string"
                  }
                },
                {
                  "content": {
                    "application/json": {
                      "schema": {
                        "enum": [
                          1
                        ],
                        "type": "integer",
                        "x-codegen-const": true
                      }
                    }
                  },
                  "in": "query",
                  "name": "content"
                }
              ],
              "responses": {}
            }
            parameter-invalid #…/parameters/0: a parameter is an object, not a string; it is left out
            parameter-invalid #…/parameters/1: this parameter has no name; it is left out
            not-an-object #…/parameters/10/content/text~1x: an object belongs here, not an integer; it is left out
            parameter-invalid #…/parameters/2: this parameter has no name; it is left out
            parameter-invalid #…/parameters/3: this parameter has no name; it is left out
            parameter-invalid #…/parameters/4: "body" is no place for a parameter; it is left out
            parameter-location #…/parameters/5: this parameter does not say where it goes; Rill reads it from the query
            invalid-keyword #…/parameters/8/description: `description` takes a string, not an integer; the text is used
            invalid-keyword #…/parameters/8/explode: `explode` takes true or false, not `1`; it is left out
            invalid-keyword #…/parameters/8/required: `required` takes true or false, not `yes`; it is left out
            invalid-keyword #…/parameters/8/schema: `schema` takes a schema, not `3`; it is left out
            invalid-keyword #…/parameters/8/style: `style` takes one of `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`, not `simple`; it is left out
            invalid-keyword #…/parameters/9/content: `content` stands beside `schema`, and only one of them can be; `content` is left out
        "#]],
    );
}

#[test]
fn paths_and_operations_of_the_wrong_kind() {
    let mut document = document_with(&json!({}));
    document["paths"] = json!({
        "/a": [], "/b": {"get": "x", "post": {"responses": [], "tags": "t", "deprecated": 1, "parameters": {}},
        "query": {}, "x-note": 1, "parameters": [{"name": "q"}]}, "x-extra": 1, "/c": {"$ref": "#/paths/~1none"}
    });
    check_at(
        &document,
        "/paths",
        &expect![[r#"
            {
              "/a": {},
              "/b": {
                "parameters": [
                  {
                    "in": "query",
                    "name": "q",
                    "schema": {}
                  }
                ],
                "post": {
                  "parameters": [],
                  "responses": {}
                },
                "x-note": 1
              },
              "/b#QUERY": {
                "parameters": [
                  {
                    "in": "query",
                    "name": "q",
                    "schema": {}
                  }
                ],
                "post": {
                  "responses": {}
                },
                "x-codegen-method": "QUERY",
                "x-note": 1
              },
              "x-extra": 1
            }
            invalid-keyword #…/~1a: an object belongs here, not a list; it is read as an empty object
            not-an-object #…/~1b/get: an object belongs here, not a string; it is left out
            parameter-location #…/~1b/parameters/0: this parameter does not say where it goes; Rill reads it from the query
            invalid-keyword #…/~1b/post/deprecated: `deprecated` takes true or false, not `1`; it is left out
            invalid-keyword #…/~1b/post/parameters: `parameters` takes a list, not an object; it is read as an empty list
            invalid-keyword #…/~1b/post/responses: `responses` takes an object, not a list; it is read as an empty object
            invalid-keyword #…/~1b/post/tags: `tags` takes a list of strings, not `t`; it is left out
            dangling-reference #…/~1c/$ref: `#…/~1none` names nothing in the document; it is left out
        "#]],
    );
}

#[test]
fn bodies_and_responses_of_the_wrong_kind() {
    let mut document = document_with(&json!({}));
    document["paths"]["/my-api"]["post"] = json!({
        "requestBody": {"content": {"a/b": [], "c/d": {"schema": [], "examples": []}}, "required": 1, "description": 2},
        "responses": {"200": {"headers": {"X": 1, "Y": {"style": "form"}}, "content": 7, "links": []}, "400": "bad", "x-y": 1}
    });
    check_at(
        &document,
        "/paths/~1my-api/post",
        &expect![[r#"
            {
              "requestBody": {
                "content": {
                  "a/b": {},
                  "c/d": {
                    "schema": {}
                  }
                },
                "description": "2"
              },
              "responses": {
                "200": {
                  "description": "",
                  "headers": {
                    "Y": {
                      "schema": {}
                    }
                  },
                  "links": {}
                },
                "x-y": 1
              }
            }
            invalid-keyword #…/requestBody/content/a~1b: an object belongs here, not a list; it is read as an empty object
            invalid-keyword #…/requestBody/content/c~1d/schema: `schema` takes a schema, not a list; it is read as an empty object
            invalid-keyword #…/requestBody/description: `description` takes a string, not an integer; the text is used
            invalid-keyword #…/requestBody/required: `required` takes true or false, not `1`; it is left out
            invalid-keyword #…/responses/200/content: `content` takes an object, not `7`; it is left out
            not-an-object #…/responses/200/headers/X: an object belongs here, not an integer; it is left out
            invalid-keyword #…/responses/200/headers/Y/style: `style` takes one of `simple`, not `form`; it is left out
            invalid-keyword #…/responses/200/links: `links` takes an object, not a list; it is read as an empty object
            not-an-object #…/responses/400: an object belongs here, not a string; it is left out
        "#]],
    );
}

#[test]
fn the_rest_of_a_document() {
    let mut document = document_with(&json!({}));
    document["info"] = json!({"title": 7, "contact": []});
    document["tags"] = json!([{"name": "ok"}, {"title": "no name"}]);
    document["security"] = json!("none");
    document["externalDocs"] = json!({});
    document["paths"] = json!({});
    document["components"] = json!({
        "schemas": {"A": 1}, "parameters": {"P": {"name": "p"}, "Q": 1}, "responses": {"R": {}, "S": 1},
        "securitySchemes": {"ok": {"type": "http", "scheme": "bearer"}, "odd": {"type": "magic"}}, "headers": [], "x-own": 1
    });
    check_at(
        &document,
        "",
        &expect![[r#"
            {
              "components": {
                "headers": {},
                "parameters": {
                  "P": {
                    "in": "query",
                    "name": "p",
                    "schema": {}
                  }
                },
                "responses": {
                  "R": {
                    "description": ""
                  }
                },
                "schemas": {
                  "A": {}
                },
                "securitySchemes": {
                  "odd": {
                    "scheme": "magic",
                    "type": "http"
                  },
                  "ok": {
                    "scheme": "bearer",
                    "type": "http"
                  }
                },
                "x-own": 1
              },
              "tags": [
                {
                  "name": "ok"
                }
              ],
              "info": {
                "title": "7",
                "version": ""
              },
              "openapi": "3.0.3",
              "paths": {},
              "servers": [
                {
                  "url": "http://localhost:9009/v1/instances/default/api"
                }
              ]
            }
            invalid-keyword #/components/headers: an object belongs here, not a list; it is read as an empty object
            parameter-location #/components/parameters/P: this parameter does not say where it goes; Rill reads it from the query
            parameter-invalid #/components/parameters/Q: a parameter is an object, not an integer; it is left out
            not-an-object #/components/responses/S: an object belongs here, not an integer; it is left out
            invalid-keyword #/components/schemas/A: a schema is an object, not an integer; any value is taken
            unreadable #/externalDocs: `externalDocs` is not as OpenAPI 3.0 has it and is left out: missing field `url`
            unreadable #/info: a part of `info` is not as OpenAPI 3.0 has it and is left out: invalid type: sequence, expected struct Contact
            invalid-keyword #/security: `security` takes a list, not `none`; it is left out
            unreadable #/tags/1: this part is not as OpenAPI 3.0 has it and is left out: missing field `name`
        "#]],
    );
}

#[test]
fn rill_is_known_by_its_server() {
    for (url, is_rill) in [
        ("http://host/v1/instances/default/api", true),
        ("/v1/instances/abc-123/api/", true),
        ("https://host/prefix/v1/instances/x/api", true),
        ("https://host/v1/instances//api", false),
        ("https://host/v1/instances/x/api/more", false),
        ("https://host", false),
    ] {
        let mut document = document_with(&json!({}));
        document["servers"] = json!([{"url": url}]);
        let mut cx = rill_codegen::diagnostic::Diagnostics::new();
        let loaded = rill_codegen::document::load(
            &mut cx,
            &source_of(&document),
            rill_codegen::Dialect::Auto,
        );
        assert_eq!(loaded.is_ok_and(|document| document.rill), is_rill, "{url}");
    }
}

#[test]
fn a_number_as_version_is_read() {
    let mut document = document_with(&json!({}));
    document["openapi"] = json!(3.1);
    assert_eq!(load(&source_of(&document)).0.model.openapi, "3.1");
}

#[test]
fn yaml_merge_keys_and_keys_that_are_no_text() {
    let text = "openapi: 3.0.3\nservers: [{url: /v1/instances/x/api}]\ninfo: &info {title: t, version: '1'}\n\
                paths:\n  /a:\n    get:\n      responses:\n        200: &ok {description: d}\n        true: {}\n\
                \x20       404: {<<: *ok, description: other}\nx-copy: {<<: [*info, {version: 2, more: .inf}]}\n";
    let source = rill_codegen::document::Source {
        name: "a.yaml".into(),
        bytes: text.into(),
    };
    let (document, cx) = load(&source);
    assert!(cx.is_empty(), "{}", cx.render(&source));
    assert_eq!(
        document.value["x-copy"],
        json!({"title": "t", "version": "1", "more": "inf"})
    );
    assert_eq!(
        document.value["paths"]["/a"]["get"]["responses"],
        json!({"200": {"description": "d"}, "404": {"description": "other"}, "true": {"description": ""}})
    );
}
