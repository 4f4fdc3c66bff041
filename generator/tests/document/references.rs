//! References and discriminators: where they lead, and what becomes of those that lead nowhere.

use expect_test::expect;
use serde_json::{Value, json};

use crate::{check, check_at, document_with, load, source_of};

/// A document whose one request has a schema, with component schemas.
fn with_components(schema: &Value, components: &Value) -> Value {
    let mut document = document_with(schema);
    document["components"] = json!({"schemas": components});
    document
}

fn check_with(schema: &Value, components: &Value, expect: &expect_test::Expect) {
    check_at(&with_components(schema, components), crate::REQUEST, expect);
}

#[test]
fn what_stands_beside_a_reference_counts() {
    check_with(
        &json!({"properties": {
            "a": {"$ref": "#/components/schemas/A", "description": "d", "nullable": true},
            "b": {"$ref": "#/components/schemas/A", "allOf": [{"minLength": 1}], "type": ["string", "null"]},
            "c": {"$ref": "#/components/schemas/A", "$comment": "of no meaning"}
        }}),
        &json!({"A": {"type": "string"}}),
        &expect![[r##"
            {
              "properties": {
                "a": {
                  "allOf": [
                    {
                      "$ref": "#/components/schemas/A"
                    }
                  ],
                  "description": "d",
                  "nullable": true
                },
                "b": {
                  "allOf": [
                    {
                      "$ref": "#/components/schemas/A"
                    },
                    {
                      "minLength": 1,
                      "type": "string",
                      "x-codegen-inferred": true
                    }
                  ],
                  "nullable": true,
                  "type": "string"
                },
                "c": {
                  "$ref": "#/components/schemas/A"
                }
              },
              "type": "object"
            }
        "##]],
    );
}

#[test]
fn a_reference_may_start_at_the_schema_around_it() {
    check(
        &json!({"properties": {
            "self": {"$ref": "#"},
            "sibling": {"$ref": "#/properties/inner/$defs/In"},
            "inner": {"$defs": {"In": {"type": "string"}}, "properties": {"x": {"$ref": "#/$defs/In"}}},
            "own": {"$id": "https://example.com/own", "properties": {
                "again": {"$ref": "#"}, "by_id": {"$ref": "https://example.com/own#/properties/again"}
            }},
            "anchored": {"$anchor": "here", "type": "integer"},
            "by_anchor": {"$ref": "#here"}
        }}),
        &expect![[r##"
            {
              "properties": {
                "self": {
                  "$ref": "#…"
                },
                "sibling": {
                  "$ref": "#…/properties/inner/$defs/In"
                },
                "inner": {
                  "$defs": {
                    "In": {
                      "type": "string"
                    }
                  },
                  "properties": {
                    "x": {
                      "$ref": "#…/properties/inner/$defs/In"
                    }
                  },
                  "type": "object"
                },
                "own": {
                  "properties": {
                    "again": {
                      "$ref": "#…/properties/own"
                    },
                    "by_id": {
                      "$ref": "#…/properties/own/properties/again"
                    }
                  },
                  "type": "object"
                },
                "anchored": {
                  "type": "integer"
                },
                "by_anchor": {
                  "$ref": "#…/properties/anchored"
                }
              },
              "type": "object"
            }
        "##]],
    );
}

#[test]
fn hash_in_a_row_means_the_row() {
    let mut document = document_with(&json!({}));
    document["paths"]["/my-api"]["post"]["responses"] = json!({"200": {"description": "", "content": {
        "application/json": {"schema": {"type": "array", "items": {
            "type": "object", "properties": {"next": {"$ref": "#"}, "name": {"$ref": "#/properties/next"}}
        }}}
    }}});
    let row = "/paths/~1my-api/post/responses/200/content/application~1json/schema/items";
    check_at(
        &document,
        row,
        &expect![[r##"
            {
              "properties": {
                "next": {
                  "$ref": "#…"
                },
                "name": {
                  "$ref": "#…/properties/next"
                }
              },
              "type": "object"
            }
        "##]],
    );
}

#[test]
fn definitions_that_rill_lifted_are_found_by_name() {
    check_with(
        &json!({"properties": {
            "a": {"$ref": "#/$defs/A"},
            "deep": {"$ref": "#/$defs/A/properties/x"},
            "only_one_ends_so": {"$ref": "#/definitions/Odd"},
            "spaced": {"$ref": "#/components/schemas/MyApiMy%20Type"}
        }}),
        &json!({
            "MyApiA": {"properties": {"x": {"type": ["string", "null"]}, "b": {"$ref": "#/$defs/B"}}},
            "MyApiB": {"type": "integer"}, "OtherA": {}, "OtherB": {},
            "CustomOdd": {"type": "boolean"}, "MyApiMy Type": {"type": "string"}
        }),
        &expect![[r##"
            {
              "properties": {
                "a": {
                  "$ref": "#/components/schemas/MyApiA"
                },
                "deep": {
                  "$ref": "#/components/schemas/MyApiA/properties/x"
                },
                "only_one_ends_so": {
                  "$ref": "#/components/schemas/CustomOdd"
                },
                "spaced": {
                  "$ref": "#/components/schemas/MyApiMy Type"
                }
              },
              "type": "object"
            }
        "##]],
    );
    let document = with_components(
        &json!({}),
        &json!({"MyApiA": {"properties": {"b": {"$ref": "#/$defs/B"}}}, "MyApiB": {}, "OtherB": {}}),
    );
    check_at(
        &document,
        "/components/schemas/MyApiA",
        &expect![[r##"
        {
          "properties": {
            "b": {
              "$ref": "#/components/schemas/MyApiB"
            }
          },
          "type": "object"
        }
    "##]],
    );
}

#[test]
fn hash_in_a_lifted_definition_means_the_schema_it_was_in() {
    let node = json!({"Node": {"properties": {"root": {"$ref": "#"}}}});
    let used_once = with_components(
        &json!({"properties": {"n": {"$ref": "#/components/schemas/Node"}}}),
        &node,
    );
    check_at(
        &used_once,
        "/components/schemas/Node",
        &expect![[r##"
        {
          "properties": {
            "root": {
              "$ref": "#/paths/~1my-api/post/requestBody/content/application~1json/schema"
            }
          },
          "type": "object"
        }
    "##]],
    );
    check_at(
        &with_components(&json!({}), &node),
        "/components/schemas/Node",
        &expect![[r##"
        {
          "properties": {
            "root": {
              "$ref": "#…"
            }
          },
          "type": "object"
        }
        ambiguous-reference #…/properties/root/$ref: Rill moved this schema out of the one that `#` means; it is taken to mean this one
    "##]],
    );
}

#[test]
fn references_to_nowhere() {
    check(
        &json!({"properties": {
            "dangling": {"$ref": "#/$defs/Missing", "description": "kept"},
            "remote": {"$ref": "https://example.com/x.json"},
            "file": {"$ref": "./x.yaml#/A"},
            "anchor": {"$ref": "#nowhere"},
            "no_schema": {"$ref": "#/paths/~1my-api/post"},
            "text": {"$ref": "#/info/title"}
        }}),
        &expect![[r#"
            {
              "properties": {
                "dangling": {
                  "description": "kept"
                },
                "remote": {},
                "file": {},
                "anchor": {},
                "no_schema": {},
                "text": {}
              },
              "type": "object"
            }
            dangling-reference #…/properties/anchor/$ref: `#nowhere` names nothing in the document; any value is taken
            dangling-reference #…/properties/dangling/$ref: `#/$defs/Missing` names nothing in the document; any value is taken
            external-reference #…/properties/file/$ref: `./x.yaml#/A` is outside the document and nothing is fetched; any value is taken
            dangling-reference #…/properties/no_schema/$ref: `#/paths/~1my-api/post` names nothing in the document; any value is taken
            external-reference #…/properties/remote/$ref: `https://example.com/x.json` is outside the document and nothing is fetched; any value is taken
            dangling-reference #…/properties/text/$ref: `#/info/title` names nothing in the document; any value is taken
        "#]],
    );
}

#[test]
fn circles_of_nothing_but_references() {
    let document = with_components(
        &json!({"$ref": "#/components/schemas/A"}),
        &json!({
            "A": {"$ref": "#/components/schemas/B"},
            "B": {"$ref": "#/components/schemas/A", "description": "kept"},
            "Self": {"$ref": "#/components/schemas/Self"},
            "Into": {"$ref": "#/components/schemas/A"},
            "Recursive": {"properties": {"r": {"$ref": "#/components/schemas/Recursive"}}}
        }),
    );
    check_at(
        &document,
        "/components/schemas",
        &expect![[r##"
        {
          "A": {},
          "B": {
            "description": "kept"
          },
          "Into": {
            "$ref": "#…/A"
          },
          "Recursive": {
            "properties": {
              "r": {
                "$ref": "#…/Recursive"
              }
            },
            "type": "object"
          },
          "Self": {}
        }
        circular-reference #…/A/$ref: `#…/B` leads back here and never to a schema; any value is taken
        circular-reference #…/B/$ref: `#…/A` leads back here and never to a schema; any value is taken
        circular-reference #…/Self/$ref: `#…/Self` leads back here and never to a schema; any value is taken
    "##]],
    );
}

#[test]
fn references_follow_what_rewriting_moved() {
    check(
        &json!({"properties": {
            "choice": {"anyOf": [{"type": "null"}, {"type": "string"}, {"items": {"type": "integer"}}]},
            "kinds": {"type": ["object", "array"], "items": {"type": "boolean"}},
            "tuple": {"prefixItems": [{"type": "string"}]},
            "to_branch": {"$ref": "#/properties/choice/anyOf/2/items"},
            "to_first": {"$ref": "#/properties/choice/anyOf/1"},
            "to_null": {"$ref": "#/properties/choice/anyOf/0"},
            "to_items": {"$ref": "#/properties/kinds/items"},
            "to_element": {"$ref": "#/properties/tuple/prefixItems/0"},
            "never": false,
            "to_never": {"$ref": "#/properties/never"}
        }}),
        &expect![[r##"
            {
              "properties": {
                "choice": {
                  "anyOf": [
                    {
                      "type": "string"
                    },
                    {
                      "items": {
                        "type": "integer"
                      },
                      "type": "array"
                    }
                  ],
                  "nullable": true
                },
                "kinds": {
                  "anyOf": [
                    {
                      "type": "object"
                    },
                    {
                      "items": {
                        "type": "boolean"
                      },
                      "type": "array"
                    }
                  ]
                },
                "tuple": {
                  "type": "array",
                  "x-codegen-tuple": [
                    {
                      "type": "string"
                    }
                  ],
                  "x-codegen-tuple-open": true
                },
                "to_branch": {
                  "$ref": "#…/properties/choice/anyOf/1/items"
                },
                "to_first": {
                  "$ref": "#…/properties/choice/anyOf/0"
                },
                "to_null": {
                  "$ref": "#…/properties/choice/anyOf/0"
                },
                "to_items": {
                  "$ref": "#…/properties/kinds/anyOf/1/items"
                },
                "to_element": {
                  "$ref": "#…/properties/tuple/x-codegen-tuple/0"
                },
                "to_never": {}
              },
              "type": "object"
            }
            forbidden-property #…/properties/never: no value is valid for this property, so it is left out
            dangling-reference #…/properties/to_never/$ref: `#…/properties/never` names nothing in the document; any value is taken
        "##]],
    );
}

#[test]
fn schemas_in_unusual_places_are_rewritten_too() {
    let mut document = document_with(&json!({"properties": {"a": {"$ref": "#/definitions/A"}}}));
    document["definitions"] = json!({
        "A": {"type": ["string", "null"], "anyOf": [{"$ref": "#/definitions/B"}]},
        "B": {"const": 1}, "Unused": {"const": 2}
    });
    check_at(
        &document,
        "/definitions",
        &expect![[r##"
            {
              "A": {
                "allOf": [
                  {
                    "$ref": "#…/B"
                  }
                ],
                "nullable": true,
                "type": "string"
              },
              "B": {
                "enum": [
                  1
                ],
                "type": "integer",
                "x-codegen-const": true
              },
              "Unused": {
                "const": 2
              }
            }
        "##]],
    );
}

#[test]
fn mappings_of_discriminators() {
    let branches = json!([{"$ref": "#/components/schemas/MyApiCat"}, {"$ref": "#/components/schemas/MyApiDog"}]);
    check_with(
        &json!({"properties": {"p": {"oneOf": branches, "discriminator": {"propertyName": "kind", "mapping": {
            "cat": "#/$defs/Cat", "dog": "MyApiDog", "short": "Dog", "exact": "#/components/schemas/MyApiCat",
            "gone": "#/$defs/Bird", "file": "bird.json", "number": 7
        }}}}}),
        &json!({
            "MyApiCat": {"type": "object", "properties": {"kind": {"type": "string"}}},
            "MyApiDog": {"type": "object", "properties": {"kind": {"type": "string"}}},
            "OtherCat": {"type": "object"}
        }),
        &expect![[r##"
            {
              "properties": {
                "p": {
                  "discriminator": {
                    "mapping": {
                      "cat": "#/components/schemas/MyApiCat",
                      "dog": "#/components/schemas/MyApiDog",
                      "exact": "#/components/schemas/MyApiCat",
                      "short": "#/components/schemas/MyApiDog"
                    },
                    "propertyName": "kind"
                  },
                  "oneOf": [
                    {
                      "$ref": "#/components/schemas/MyApiCat"
                    },
                    {
                      "$ref": "#/components/schemas/MyApiDog"
                    }
                  ]
                }
              },
              "type": "object"
            }
            discriminator-mapping #…/properties/p/discriminator/mapping/file: the value `file` is mapped to "bird.json", which names no schema; the entry is left out
            discriminator-mapping #…/properties/p/discriminator/mapping/gone: the value `gone` is mapped to "#/$defs/Bird", which names no schema; the entry is left out
            discriminator-mapping #…/properties/p/discriminator/mapping/number: the value `number` is mapped to 7, which names no schema; the entry is left out
        "##]],
    );
}

#[test]
fn parameters_responses_and_bodies_that_are_not_there_are_left_out() {
    let mut document = document_with(&json!({}));
    document["paths"]["/my-api"]["post"] = json!({
        "parameters": [
            {"$ref": "#/components/parameters/Gone"},
            {"name": "a", "in": "query", "schema": {"type": ["x", "string"]}},
            {"$ref": "other.yaml#/Limit"},
            {"$ref": "#/components/parameters/There"}
        ],
        "requestBody": {"$ref": "#/components/requestBodies/Gone"},
        "responses": {"200": {"$ref": "#/components/responses/Gone"}, "400": {"$ref": "#/components/responses/There"}}
    });
    document["components"] = json!({
        "parameters": {"There": {"name": "b", "in": "query", "schema": {"type": "string"}}},
        "responses": {"There": {"description": "d"}}
    });
    check_at(
        &document,
        "/paths/~1my-api/post",
        &expect![[r##"
        {
          "parameters": [
            {
              "in": "query",
              "name": "a",
              "schema": {
                "type": "string"
              }
            },
            {
              "$ref": "#/components/parameters/There"
            }
          ],
          "responses": {
            "400": {
              "$ref": "#/components/responses/There"
            }
          }
        }
        dangling-reference #…/parameters/0/$ref: `#/components/parameters/Gone` names nothing in the document; it is left out
        unknown-type #…/parameters/1/schema/type: `x` is no type; it is left out
        external-reference #…/parameters/2/$ref: `other.yaml#/Limit` is outside the document and nothing is fetched; it is left out
        dangling-reference #…/requestBody/$ref: `#/components/requestBodies/Gone` names nothing in the document; it is left out
        dangling-reference #…/responses/200/$ref: `#/components/responses/Gone` names nothing in the document; it is left out
    "##]],
    );
}

#[test]
fn a_reference_is_read_as_it_is_written() {
    let key = "a~b/c%d e";
    let document = with_components(
        &json!({"$ref": "#/components/schemas/a~0b~1c%25d%20e"}),
        &json!({key: {"type": "string"}}),
    );
    let (loaded, cx) = load(&source_of(&document));
    assert!(cx.is_empty());
    let reference = loaded
        .value
        .pointer(crate::REQUEST)
        .and_then(|schema| schema["$ref"].as_str());
    assert_eq!(reference, Some("#/components/schemas/a~0b~1c%25d e"));
}
