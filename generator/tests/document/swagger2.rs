//! Swagger 2.0 in, the dialect of 3.0 out.

use expect_test::{Expect, expect};
use serde_json::{Value, json};

use crate::{check_at, load, source_of};

fn old(paths: &Value, rest: &Value) -> Value {
    let mut document = json!({
        "swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": paths
    });
    for (name, value) in rest.as_object().expect("an object") {
        document[name] = value.clone();
    }
    document
}

fn operation(operation: &Value, rest: &Value, expect: &Expect) {
    let document = old(&json!({"/a": {"post": operation}}), rest);
    check_at(&document, "/paths/~1a/post", expect);
}

#[test]
fn servers_from_host_and_schemes() {
    let servers = |rest: &Value| {
        let (document, _) = load(&source_of(&old(&json!({}), rest)));
        let urls = document.model.servers.iter();
        urls.map(|server| server.url.clone()).collect::<Vec<_>>()
    };
    let whole = json!({"host": "h.test", "basePath": "/v1/", "schemes": ["http", "wss", "https"]});
    assert_eq!(servers(&whole), ["https://h.test/v1", "http://h.test/v1"]);
    assert_eq!(servers(&json!({"host": "h.test"})), ["https://h.test"]);
    assert_eq!(servers(&json!({"basePath": "/v1"})), ["/v1"]);
    assert_eq!(servers(&json!({"basePath": "/"})), Vec::<String>::new());
}

#[test]
fn bodies() {
    operation(
        &json!({
            "consumes": ["application/json", "text/plain"],
            "parameters": [
                {"name": "b", "in": "body", "required": true, "schema": {"$ref": "#/definitions/A"}},
                {"name": "q", "in": "query", "type": "integer", "x-nullable": true, "maximum": 3}
            ],
            "responses": {}
        }),
        &json!({"definitions": {"A": {"type": "object"}}}),
        &expect![[r##"
            {
              "parameters": [
                {
                  "in": "query",
                  "name": "q",
                  "schema": {
                    "maximum": 3,
                    "nullable": true,
                    "type": "integer",
                    "x-nullable": true
                  }
                }
              ],
              "requestBody": {
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/A"
                    }
                  },
                  "text/plain": {
                    "schema": {
                      "$ref": "#/components/schemas/A"
                    }
                  }
                },
                "required": true
              },
              "responses": {}
            }
        "##]],
    );
}

#[test]
fn forms() {
    operation(
        &json!({
            "consumes": ["application/x-www-form-urlencoded"],
            "parameters": [
                {"$ref": "#/parameters/F"},
                {"name": "list", "in": "formData", "type": "array", "items": {"type": "string", "collectionFormat": "csv"}, "collectionFormat": "multi"}
            ],
            "responses": {}
        }),
        &json!({"parameters": {"F": {"name": "f", "in": "formData", "type": "string", "required": true, "description": "d"}}}),
        &expect![[r#"
            {
              "parameters": [],
              "requestBody": {
                "content": {
                  "application/x-www-form-urlencoded": {
                    "encoding": {
                      "list": {
                        "explode": true,
                        "style": "form"
                      }
                    },
                    "schema": {
                      "properties": {
                        "f": {
                          "description": "d",
                          "type": "string"
                        },
                        "list": {
                          "items": {
                            "type": "string"
                          },
                          "type": "array"
                        }
                      },
                      "required": [
                        "f"
                      ],
                      "type": "object"
                    }
                  }
                },
                "required": true
              },
              "responses": {}
            }
            ignored-keyword #…/parameters/1/items/collectionFormat: ignored: no style says how a list inside a list is written; it goes out as JSON text
        "#]],
    );
    operation(
        &json!({"parameters": [{"name": "file", "in": "formData", "type": "file"}], "responses": {}}),
        &json!({}),
        &expect![[r#"
            {
              "parameters": [],
              "requestBody": {
                "content": {
                  "multipart/form-data": {
                    "schema": {
                      "properties": {
                        "file": {
                          "format": "binary",
                          "type": "string"
                        }
                      },
                      "type": "object"
                    }
                  }
                }
              },
              "responses": {}
            }
        "#]],
    );
}

#[test]
fn collection_formats() {
    let list = |name: &str, place: &str, format: &str| json!({"name": name, "in": place, "required": true, "type": "array", "items": {"type": "string"}, "collectionFormat": format});
    operation(
        &json!({"parameters": [
            list("csv", "query", "csv"), list("ssv", "query", "ssv"), list("tsv", "query", "tsv"),
            list("pipes", "query", "pipes"), list("multi", "query", "multi"), list("h", "header", "csv")
        ], "responses": {}}),
        &json!({}),
        &expect![[r#"
            {
              "parameters": [
                {
                  "explode": false,
                  "in": "query",
                  "name": "csv",
                  "required": true,
                  "schema": {
                    "items": {
                      "type": "string"
                    },
                    "type": "array"
                  },
                  "style": "form"
                },
                {
                  "explode": false,
                  "in": "query",
                  "name": "ssv",
                  "required": true,
                  "schema": {
                    "items": {
                      "type": "string"
                    },
                    "type": "array"
                  },
                  "style": "spaceDelimited"
                },
                {
                  "explode": false,
                  "in": "query",
                  "name": "tsv",
                  "required": true,
                  "schema": {
                    "items": {
                      "type": "string"
                    },
                    "type": "array"
                  },
                  "style": "form",
                  "x-codegen-style": "tabDelimited"
                },
                {
                  "explode": false,
                  "in": "query",
                  "name": "pipes",
                  "required": true,
                  "schema": {
                    "items": {
                      "type": "string"
                    },
                    "type": "array"
                  },
                  "style": "pipeDelimited"
                },
                {
                  "explode": true,
                  "in": "query",
                  "name": "multi",
                  "required": true,
                  "schema": {
                    "items": {
                      "type": "string"
                    },
                    "type": "array"
                  },
                  "style": "form"
                },
                {
                  "in": "header",
                  "name": "h",
                  "required": true,
                  "schema": {
                    "items": {
                      "type": "string"
                    },
                    "type": "array"
                  }
                }
              ],
              "responses": {}
            }
        "#]],
    );
}

#[test]
fn responses() {
    operation(
        &json!({"responses": {
            "200": {
                "description": "",
                "schema": {"$ref": "#/definitions/A"},
                "headers": {"x-n": {"type": "integer", "format": "int32"}},
                "examples": {"application/json": {"a": 1}}
            },
            "201": {"$ref": "#/responses/R"},
            "202": {"description": "", "schema": {"type": "file"}},
            "204": {"description": "none"}
        }}),
        &json!({
            "produces": ["application/json"],
            "definitions": {"A": {"discriminator": "k", "properties": {"k": {"type": "string", "x-nullable": true}}}},
            "responses": {"R": {"description": "r", "schema": {"type": "string"}}}
        }),
        &expect![[r##"
            {
              "responses": {
                "200": {
                  "content": {
                    "application/json": {
                      "example": {
                        "a": 1
                      },
                      "schema": {
                        "$ref": "#/components/schemas/A"
                      }
                    }
                  },
                  "description": "",
                  "headers": {
                    "x-n": {
                      "schema": {
                        "format": "int32",
                        "type": "integer"
                      }
                    }
                  }
                },
                "201": {
                  "$ref": "#/components/responses/R"
                },
                "202": {
                  "content": {
                    "application/json": {
                      "schema": {
                        "format": "binary",
                        "type": "string"
                      }
                    }
                  },
                  "description": ""
                },
                "204": {
                  "description": "none"
                }
              }
            }
        "##]],
    );
}

#[test]
fn components_and_schemes() {
    check_at(
        &old(
            &json!({"/a": {"post": {"parameters": [{"$ref": "#/parameters/B"}], "responses": {}}}}),
            &json!({
                "definitions": {"A": {"properties": {"p": {"type": "string"}}}},
                "parameters": {
                    "B": {"name": "b", "in": "body", "schema": {"$ref": "#/definitions/A/properties/p"}},
                    "Q": {"name": "q", "in": "query", "type": "string"}
                },
                "responses": {"R": {"description": "r", "schema": {"type": "string"}}},
                "securityDefinitions": {
                    "basic": {"type": "basic"},
                    "key": {"type": "apiKey", "in": "header", "name": "k"},
                    "o": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://h/a", "tokenUrl": "https://h/t", "scopes": {"s": "d"}}
                }
            }),
        ),
        "",
        &expect![[r##"
            {
              "components": {
                "parameters": {
                  "Q": {
                    "in": "query",
                    "name": "q",
                    "schema": {
                      "type": "string"
                    }
                  }
                },
                "requestBodies": {
                  "B": {
                    "content": {
                      "application/json": {
                        "schema": {
                          "$ref": "#/components/schemas/A/properties/p"
                        }
                      }
                    }
                  }
                },
                "responses": {
                  "R": {
                    "content": {
                      "application/json": {
                        "schema": {
                          "type": "string"
                        }
                      }
                    },
                    "description": "r"
                  }
                },
                "schemas": {
                  "A": {
                    "properties": {
                      "p": {
                        "type": "string"
                      }
                    },
                    "type": "object"
                  }
                },
                "securitySchemes": {
                  "basic": {
                    "scheme": "basic",
                    "type": "http"
                  },
                  "key": {
                    "in": "header",
                    "name": "k",
                    "type": "apiKey"
                  },
                  "o": {
                    "flows": {
                      "authorizationCode": {
                        "authorizationUrl": "https://h/a",
                        "scopes": {
                          "s": "d"
                        },
                        "tokenUrl": "https://h/t"
                      }
                    },
                    "type": "oauth2"
                  }
                }
              },
              "info": {
                "title": "t",
                "version": "1"
              },
              "openapi": "3.0.3",
              "paths": {
                "/a": {
                  "post": {
                    "parameters": [],
                    "requestBody": {
                      "$ref": "#/components/requestBodies/B"
                    },
                    "responses": {}
                  }
                }
              }
            }
        "##]],
    );
}

#[test]
fn findings_stand_at_the_authors_places() {
    let document = old(
        &json!({"/a": {"post": {
            "parameters": [
                {"name": "q", "in": "query", "type": "magic"},
                {"name": "b", "in": "body", "schema": {"type": 1}},
                {"name": "h", "in": "header", "type": "odd"}
            ],
            "responses": {"200": {"description": "", "schema": {"type": 2}}}
        }}}),
        &json!({"definitions": {"A": {"$ref": "#/definitions/Gone"}}}),
    );
    let (_, cx) = load(&source_of(&document));
    let places: Vec<_> = cx.iter().map(|found| found.at.to_string()).collect();
    assert_eq!(
        places,
        [
            "#/definitions/A/$ref",
            "#/paths/~1a/post/parameters/0/type",
            "#/paths/~1a/post/parameters/1/schema/type",
            "#/paths/~1a/post/parameters/2/type",
            "#/paths/~1a/post/responses/200/schema/type",
        ]
    );
}

#[test]
fn leftovers_in_a_newer_document() {
    let (document, cx) = load(&source_of(&json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "", "content": {
            "application/json": {"schema": {"$ref": "#/definitions/A"}}
        }}}}}},
        "definitions": {"A": {"type": ["string", "null"]}}
    })));
    let found: Vec<String> = cx
        .iter()
        .map(|found| format!("{} {}", found.code, found.at))
        .collect();
    assert_eq!(found, ["mixed-dialect #/definitions"]);
    let schema = document.value.pointer("/components/schemas/A");
    assert_eq!(schema, Some(&json!({"type": "string", "nullable": true})));
}
