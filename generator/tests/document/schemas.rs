//! One rewrite a test: a schema in, the schema and the findings out.

use expect_test::expect;
use serde_json::json;

use crate::{check, document_with, load, source_of};

#[test]
fn nullable_type_list() {
    check(
        &json!({"type": ["string", "null"], "minLength": 1}),
        &expect![[r#"
        {
          "minLength": 1,
          "nullable": true,
          "type": "string"
        }
    "#]],
    );
}

#[test]
fn several_types_are_branches() {
    check(
        &json!({"type": ["string", "integer", "null"], "description": "d", "minLength": 1, "minimum": 0, "enum": ["a", 1], "format": "int64"}),
        &expect![[r#"
        {
          "anyOf": [
            {
              "enum": [
                "a"
              ],
              "minLength": 1,
              "type": "string"
            },
            {
              "enum": [
                1
              ],
              "format": "int64",
              "minimum": 0,
              "type": "integer"
            }
          ],
          "description": "d",
          "nullable": true
        }
    "#]],
    );
}

#[test]
fn each_branch_keeps_what_speaks_of_its_type() {
    check(
        &json!({"type": ["object", "array"], "properties": {"a": {"type": ["string", "null"]}}, "required": ["a"], "items": {"const": 1}}),
        &expect![[r#"
        {
          "anyOf": [
            {
              "properties": {
                "a": {
                  "nullable": true,
                  "type": "string"
                }
              },
              "required": [
                "a"
              ],
              "type": "object"
            },
            {
              "items": {
                "enum": [
                  1
                ],
                "type": "integer",
                "x-codegen-const": true
              },
              "type": "array"
            }
          ]
        }
    "#]],
    );
}

#[test]
fn integer_beside_number_adds_nothing() {
    check(
        &json!({"type": ["integer", "number"]}),
        &expect![[r#"
        {
          "type": "number"
        }
    "#]],
    );
}

#[test]
fn every_type_is_no_type() {
    check(
        &json!({"type": ["string", "number", "boolean", "array", "object", "null"]}),
        &expect![[r#"
        {
          "nullable": true
        }
    "#]],
    );
}

#[test]
fn a_list_of_types_beside_alternatives() {
    check(
        &json!({"type": ["string", "integer"], "anyOf": [{"type": "string"}, {"type": "integer"}]}),
        &expect![[r#"
        {
          "anyOf": [
            {
              "type": "string"
            },
            {
              "type": "integer"
            }
          ]
        }
        ignored-keyword #…/type: ignored: a list of types beside other alternatives
    "#]],
    );
}

#[test]
fn null_alone() {
    check(
        &json!({"properties": {"a": {"type": "null", "description": "d"}, "b": {"type": ["null"]}, "c": {"const": null}, "d": {"enum": [null]}, "e": {"anyOf": [{"type": "null"}]}}}),
        &expect![[r#"
        {
          "properties": {
            "a": {
              "description": "d",
              "nullable": true,
              "x-codegen-null": true
            },
            "b": {
              "nullable": true,
              "x-codegen-null": true
            },
            "c": {
              "nullable": true,
              "x-codegen-null": true
            },
            "d": {
              "nullable": true,
              "x-codegen-null": true
            },
            "e": {
              "nullable": true,
              "x-codegen-null": true
            }
          },
          "type": "object"
        }
    "#]],
    );
}

#[test]
fn unknown_types() {
    check(
        &json!({"properties": {"a": {"type": "strng"}, "b": {"type": ["strng", "integer"]}, "c": {"type": 7}, "d": {"type": []}, "e": {"type": ["string", 3]}}}),
        &expect![[r#"
        {
          "properties": {
            "a": {},
            "b": {
              "type": "integer"
            },
            "c": {},
            "d": {},
            "e": {
              "type": "string"
            }
          },
          "type": "object"
        }
        unknown-type #…/properties/a/type: `strng` is no type; it is left out
        unknown-type #…/properties/b/type: `strng` is no type; it is left out
        invalid-keyword #…/properties/c/type: `type` takes a string or a list of strings, not `7`; it is left out
        empty-alternatives #…/properties/d/type: `type` is empty; it is left out
        invalid-keyword #…/properties/e/type/1: `type` takes a string, not `3`; it is left out
    "#]],
    );
}

#[test]
fn constants() {
    check(
        &json!({"properties": {"a": {"const": "x"}, "b": {"const": 1, "type": "integer"}, "c": {"const": {"k": 1}}}}),
        &expect![[r#"
        {
          "properties": {
            "a": {
              "enum": [
                "x"
              ],
              "type": "string",
              "x-codegen-const": true
            },
            "b": {
              "enum": [
                1
              ],
              "type": "integer",
              "x-codegen-const": true
            },
            "c": {
              "enum": [
                {
                  "k": 1
                }
              ],
              "x-codegen-const": true
            }
          },
          "type": "object"
        }
    "#]],
    );
}

#[test]
fn enums_with_null() {
    check(
        &json!({"enum": ["a", null, "b"]}),
        &expect![[r#"
        {
          "enum": [
            "a",
            "b"
          ],
          "nullable": true,
          "type": "string"
        }
    "#]],
    );
}

#[test]
fn exclusive_bounds() {
    check(
        &json!({"properties": {"a": {"exclusiveMinimum": 0, "type": "integer"}, "b": {"exclusiveMaximum": 5.0, "maximum": 9, "type": "integer"}, "c": {"exclusiveMinimum": 1, "minimum": 4, "type": "number"}, "d": {"exclusiveMinimum": true, "minimum": 0, "type": "integer"}}}),
        &expect![[r#"
        {
          "properties": {
            "a": {
              "exclusiveMinimum": true,
              "minimum": 0,
              "type": "integer"
            },
            "b": {
              "exclusiveMaximum": true,
              "maximum": 5,
              "type": "integer"
            },
            "c": {
              "minimum": 4,
              "type": "number"
            },
            "d": {
              "exclusiveMinimum": true,
              "minimum": 0,
              "type": "integer"
            }
          },
          "type": "object"
        }
    "#]],
    );
}

#[test]
fn null_branches() {
    check(
        &json!({"properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "null"}]}, "b": {"oneOf": [{"type": "null"}, {"type": "string"}, {"type": ["integer", "null"]}]}, "c": {"anyOf": [{"type": "null"}, {"type": "string"}], "allOf": [{"description": "d"}]}}}),
        &expect![[r#"
        {
          "properties": {
            "a": {
              "allOf": [
                {
                  "type": "integer"
                }
              ],
              "nullable": true
            },
            "b": {
              "nullable": true,
              "oneOf": [
                {
                  "type": "string"
                },
                {
                  "nullable": true,
                  "type": "integer"
                }
              ]
            },
            "c": {
              "allOf": [
                {
                  "description": "d"
                },
                {
                  "type": "string"
                }
              ],
              "nullable": true
            }
          },
          "type": "object"
        }
    "#]],
    );
}

#[test]
fn empty_lists() {
    check(
        &json!({"allOf": [], "anyOf": [], "oneOf": [], "enum": [], "prefixItems": []}),
        &expect![[r#"
        {}
        empty-alternatives #…/allOf: `allOf` is empty; it is left out
        empty-alternatives #…/anyOf: `anyOf` is empty; it is left out
        empty-alternatives #…/enum: `enum` is empty; it is left out
        empty-alternatives #…/oneOf: `oneOf` is empty; it is left out
        empty-alternatives #…/prefixItems: `prefixItems` is empty; it is left out
    "#]],
    );
}

#[test]
fn boolean_schemas() {
    check(
        &json!({"properties": {"a": true, "b": false, "c": {"type": "array", "items": true}, "d": {"type": "array", "items": false}}, "additionalProperties": false}),
        &expect![[r#"
        {
          "additionalProperties": false,
          "properties": {
            "a": {},
            "c": {
              "items": {},
              "type": "array"
            },
            "d": {
              "items": {
                "not": {}
              },
              "type": "array"
            }
          },
          "type": "object"
        }
        forbidden-property #…/properties/b: no value is valid for this property, so it is left out
    "#]],
    );
}

#[test]
fn tuples() {
    check(
        &json!({"properties": {"a": {"prefixItems": [{"type": ["string", "null"]}, true], "items": false}, "b": {"type": "array", "items": [{"type": "integer"}]}, "c": {"items": [{"type": "integer"}], "additionalItems": false}, "d": {"prefixItems": [{"type": "integer"}], "maxItems": 1}, "e": {"prefixItems": [{}], "items": {"type": "string"}}}}),
        &expect![[r#"
            {
              "properties": {
                "a": {
                  "type": "array",
                  "x-codegen-tuple": [
                    {
                      "nullable": true,
                      "type": "string"
                    },
                    {}
                  ],
                  "x-codegen-tuple-open": false
                },
                "b": {
                  "type": "array",
                  "x-codegen-tuple": [
                    {
                      "type": "integer"
                    }
                  ],
                  "x-codegen-tuple-open": true
                },
                "c": {
                  "type": "array",
                  "x-codegen-tuple": [
                    {
                      "type": "integer"
                    }
                  ],
                  "x-codegen-tuple-open": false
                },
                "d": {
                  "maxItems": 1,
                  "type": "array",
                  "x-codegen-tuple": [
                    {
                      "type": "integer"
                    }
                  ],
                  "x-codegen-tuple-open": false
                },
                "e": {
                  "items": {
                    "type": "string"
                  },
                  "type": "array",
                  "x-codegen-tuple": [
                    {}
                  ],
                  "x-codegen-tuple-open": true
                }
              },
              "type": "object"
            }
        "#]],
    );
}

#[test]
fn encodings_and_examples() {
    check(
        &json!({"properties": {"a": {"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}, "b": {"type": "string", "contentEncoding": "base64", "format": "binary"}, "c": {"type": "string", "examples": ["x", "y"]}, "d": {"type": "string", "examples": ["x"], "example": "z"}}}),
        &expect![[r#"
        {
          "properties": {
            "a": {
              "format": "byte",
              "type": "string"
            },
            "b": {
              "format": "binary",
              "type": "string"
            },
            "c": {
              "example": "x",
              "type": "string"
            },
            "d": {
              "example": "z",
              "type": "string"
            }
          },
          "type": "object"
        }
    "#]],
    );
}

#[test]
fn annotations_go_silently() {
    check(
        &json!({"$schema": "s", "$id": "i", "$comment": "c", "$anchor": "a", "type": "string"}),
        &expect![[r#"
        {
          "type": "string"
        }
    "#]],
    );
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one table, whose expected text is pasted by the tool"
)]
fn missing_types() {
    check(
        &json!({"properties": {"any": {"description": "d"}, "array": {"items": {}}, "map": {"additionalProperties": {"type": "string"}}, "date": {"format": "date-time"}, "int": {"format": "int64"}, "text": {"minLength": 1}, "enum_text": {"enum": ["a"]}, "enum_int": {"enum": [1, 2]}, "enum_number": {"enum": [1, 2.5]}, "enum_mixed": {"enum": ["a", 1]}, "required": {"required": ["a"]}, "branches": {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, "mixed": {"minLength": 1, "minItems": 1}, "number": {"minimum": 1}}}),
        &expect![[r#"
            {
              "properties": {
                "any": {
                  "description": "d"
                },
                "array": {
                  "items": {},
                  "type": "array"
                },
                "map": {
                  "additionalProperties": {
                    "type": "string"
                  },
                  "type": "object"
                },
                "date": {
                  "format": "date-time",
                  "type": "string"
                },
                "int": {
                  "format": "int64",
                  "type": "integer"
                },
                "text": {
                  "minLength": 1,
                  "type": "string"
                },
                "enum_text": {
                  "enum": [
                    "a"
                  ],
                  "type": "string"
                },
                "enum_int": {
                  "enum": [
                    1,
                    2
                  ],
                  "type": "integer"
                },
                "enum_number": {
                  "enum": [
                    1,
                    2.5
                  ],
                  "type": "number"
                },
                "enum_mixed": {
                  "enum": [
                    "a",
                    1
                  ]
                },
                "required": {
                  "required": [
                    "a"
                  ],
                  "type": "object"
                },
                "branches": {
                  "oneOf": [
                    {
                      "required": [
                        "a"
                      ]
                    },
                    {
                      "required": [
                        "b"
                      ]
                    }
                  ]
                },
                "mixed": {
                  "minItems": 1,
                  "minLength": 1,
                  "type": "string"
                },
                "number": {
                  "minimum": 1,
                  "type": "number"
                }
              },
              "type": "object"
            }
        "#]],
    );
}

#[test]
fn old_required_flags() {
    check(
        &json!({"type": "object", "properties": {"a": {"type": "string", "required": true}, "b": {"type": "string", "required": false}}, "required": ["c"]}),
        &expect![[r#"
        {
          "properties": {
            "a": {
              "type": "string"
            },
            "b": {
              "type": "string"
            }
          },
          "required": [
            "c",
            "a"
          ],
          "type": "object"
        }
        required-boolean #…/properties/a/required: `required` is true on a property; the object's list of required properties is taken to say so
        required-boolean #…/properties/b/required: `required` is false on a property; the object's list of required properties is taken to say so
    "#]],
    );
}

#[test]
fn a_required_flag_that_is_on_no_property() {
    check(
        &json!({"type": "array", "items": {"type": "string", "required": true}}),
        &expect![[r#"
        {
          "items": {
            "type": "string"
          },
          "type": "array"
        }
        required-boolean #…/items/required: `required` is true, but this schema is no property; it is left out
    "#]],
    );
}

#[test]
fn keywords_of_the_wrong_kind() {
    check(
        &json!({"description": 7, "title": ["a"], "properties": {"a": {"type": "string", "minLength": "3", "maxLength": -1, "pattern": 1}, "b": {"enum": "x"}, "c": {"properties": [1]}, "d": {"type": "object", "required": "a"}, "e": {"type": "object", "required": ["a", 1]}, "f": {"items": "x"}, "g": null, "h": [{}], "i": {"allOf": {"type": "string"}}, "j": {"nullable": "yes", "$ref": 1}, "k": {"type": "array", "minItems": 3.0, "maxItems": 1.5}, "l": {"discriminator": {}}, "m": {"type": "integer", "minimum": 1.0, "enum": [1.0, 2]}}}),
        &expect![[r#"
            {
              "description": "7",
              "properties": {
                "a": {
                  "type": "string"
                },
                "b": {},
                "c": {},
                "d": {
                  "type": "object"
                },
                "e": {
                  "required": [
                    "a"
                  ],
                  "type": "object"
                },
                "f": {},
                "g": {},
                "h": {},
                "i": {},
                "j": {},
                "k": {
                  "minItems": 3,
                  "type": "array"
                },
                "l": {},
                "m": {
                  "enum": [
                    1,
                    2
                  ],
                  "minimum": 1,
                  "type": "integer"
                }
              },
              "title": "a",
              "type": "object"
            }
            invalid-keyword #…/description: `description` takes a string, not an integer; the text is used
            invalid-keyword #…/properties/a/maxLength: `maxLength` takes a whole number from 0, not `-1`; it is left out
            invalid-keyword #…/properties/a/minLength: `minLength` takes a whole number from 0, not `3`; it is left out
            invalid-keyword #…/properties/a/pattern: `pattern` takes a string, not `1`; it is left out
            invalid-keyword #…/properties/b/enum: `enum` takes a list, not `x`; it is left out
            invalid-keyword #…/properties/c/properties: `properties` takes an object, not a list; it is left out
            invalid-keyword #…/properties/d/required: `required` takes a list of strings, not `a`; it is left out
            invalid-keyword #…/properties/e/required/1: `required` takes a string, not `1`; it is left out
            invalid-keyword #…/properties/f/items: `items` takes a schema or a list of schemas, not `x`; it is left out
            invalid-keyword #…/properties/g: a schema is an object, not null; any value is taken
            invalid-keyword #…/properties/h: a schema is an object, not a list; any value is taken
            invalid-keyword #…/properties/i/allOf: `allOf` takes a list, not an object; it is left out
            invalid-keyword #…/properties/j/$ref: `$ref` takes a string, not `1`; it is left out
            invalid-keyword #…/properties/j/nullable: `nullable` takes true or false, not `yes`; it is left out
            invalid-keyword #…/properties/k/maxItems: `maxItems` takes a whole number from 0, not `1.5`; it is left out
            invalid-keyword #…/properties/l/discriminator: `propertyName` takes the name of a property, not `null`; it is left out
            invalid-keyword #…/title: `title` takes a string, not a list; the text is used
        "#]],
    );
}

#[test]
fn what_types_cannot_hold_is_named() {
    check(
        &json!({"type": "object", "patternProperties": {"^x": {"type": "string"}}, "propertyNames": {"pattern": "x"}, "if": {"required": ["a"]}, "then": {"required": ["b"]}, "dependentRequired": {"a": ["b"]}, "unevaluatedProperties": false, "not": {"required": ["z"]}, "properties": {"l": {"type": "array", "contains": {"type": "string"}}}}),
        &expect![[r#"
            {
              "additionalProperties": true,
              "dependentRequired": {
                "a": [
                  "b"
                ]
              },
              "if": {
                "required": [
                  "a"
                ],
                "type": "object"
              },
              "not": {
                "required": [
                  "z"
                ]
              },
              "properties": {
                "l": {
                  "contains": {
                    "type": "string"
                  },
                  "type": "array"
                }
              },
              "propertyNames": {
                "pattern": "x",
                "type": "string"
              },
              "then": {
                "required": [
                  "b"
                ],
                "type": "object"
              },
              "type": "object",
              "unevaluatedProperties": false
            }
            ignored-keyword #…/dependentRequired: ignored: types do not hold what `dependentRequired` says
            ignored-keyword #…/if: ignored: types do not hold what `if` says
            ignored-keyword #…/not: ignored: types do not hold what `not` says
            ignored-keyword #…/patternProperties: types do not hold properties apart by the pattern of their names; they are held with all further ones, untyped
            ignored-keyword #…/properties/l/contains: ignored: types do not hold what `contains` says
            ignored-keyword #…/propertyNames: ignored: types do not hold what `propertyNames` says
            ignored-keyword #…/unevaluatedProperties: ignored: types do not hold what `unevaluatedProperties` says
        "#]],
    );
}

#[test]
fn nested_definitions_stay() {
    check(
        &json!({"type": "object", "$defs": {"A": {"type": ["string", "null"]}}, "definitions": {"B": {"const": 1}}, "properties": {"a": {"$ref": "#/$defs/A"}, "b": {"$ref": "#/definitions/B"}}}),
        &expect![[r##"
        {
          "$defs": {
            "A": {
              "nullable": true,
              "type": "string"
            }
          },
          "definitions": {
            "B": {
              "enum": [
                1
              ],
              "type": "integer",
              "x-codegen-const": true
            }
          },
          "properties": {
            "a": {
              "$ref": "#…/$defs/A"
            },
            "b": {
              "$ref": "#…/definitions/B"
            }
          },
          "type": "object"
        }
    "##]],
    );
}

#[test]
fn discriminator_as_text() {
    check(
        &json!({"discriminator": "kind", "properties": {"kind": {"type": "string"}}, "type": "object"}),
        &expect![[r#"
        {
          "discriminator": {
            "propertyName": "kind"
          },
          "properties": {
            "kind": {
              "type": "string"
            }
          },
          "type": "object"
        }
    "#]],
    );
}

#[test]
fn a_plain_document_is_left_as_it_is() {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1", "description": "d", "x-note": [1]},
        "servers": [{"url": "/v1/instances/default/api"}],
        "tags": [{"name": "a"}],
        "paths": {"/a/{id}": {
            "summary": "s",
            "parameters": [{"$ref": "#/components/parameters/Id"}],
            "post": {
                "operationId": "a", "tags": ["a"], "deprecated": true, "security": [{"key": []}],
                "parameters": [
                    {"name": "q", "in": "query", "style": "form", "explode": false, "schema": {"type": "array", "items": {"type": "string"}}},
                    {"name": "c", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}}
                ],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}, "example": {"$ref": 1}}}},
                "responses": {
                    "200": {"description": "d", "headers": {"X": {"schema": {"type": "integer", "format": "int32"}}}, "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}, "minItems": 1}}}},
                    "4XX": {"$ref": "#/components/responses/Bad"},
                    "default": {"description": ""}
                },
                "x-extra": true
            }
        }},
        "components": {
            "parameters": {"Id": {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}},
            "responses": {"Bad": {"description": "bad"}},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}},
                "Cat": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "required": ["meow"], "properties": {"meow": {"type": "number", "minimum": 0, "exclusiveMinimum": true, "maximum": 1.5, "multipleOf": 0.5}}}], "description": "d"},
                "Dog": {"type": "object", "nullable": true, "additionalProperties": {"type": "boolean"}, "minProperties": 1, "example": {"type": ["a"]}},
                "Base": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["cat", "dog"], "default": "cat", "readOnly": true}, "parent": {"$ref": "#/components/schemas/Base/properties/kind"}}, "additionalProperties": false, "not": {"type": "string"}, "externalDocs": {"url": "u"}, "xml": {"name": "n"}}
            }
        }
    });
    let (loaded, cx) = load(&source_of(&document));
    assert_eq!(loaded.value, document);
    let codes: Vec<_> = cx.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(codes, ["ignored-keyword"], "only `not` is beyond types");
}

#[test]
fn findings_stand_at_the_authors_place() {
    let schema = json!({"type": ["object", "null", "array"], "items": {"anyOf": [{"type": "null"}, {"properties": {"a": {"type": ["x", "string", "integer"], "minLength": "1"}}}]}});
    let (loaded, cx) = load(&source_of(&document_with(&schema)));
    let places: Vec<_> = cx
        .iter()
        .map(|found| {
            found
                .at
                .as_str()
                .rsplit_once("/schema")
                .map(|(_, rest)| rest)
        })
        .collect();
    assert_eq!(
        places,
        [
            Some("/items/anyOf/1/properties/a/minLength"),
            Some("/items/anyOf/1/properties/a/type")
        ]
    );
    let rewritten = "/anyOf/1/items/allOf/0/properties/a/anyOf/0";
    assert!(
        loaded
            .value
            .pointer(&format!("{}{rewritten}", crate::REQUEST))
            .is_some()
    );
}

#[test]
fn keys_are_kept_and_patterns_become_further_properties() {
    check(
        &json!({"type": "object", "properties": {
            "typed": {"type": "object", "propertyNames": {"format": "uuid"}, "additionalProperties": {"type": "integer"}},
            "text": {"type": "object", "propertyNames": {"type": "string", "description": "A name."}},
            "one": {"patternProperties": {"^x": {"type": ["string", "null"]}}},
            "two": {"type": "object", "patternProperties": {"^y": {"const": 1}, "^x": true}, "additionalProperties": {"type": "string"}},
            "beside": {"properties": {"a": true}, "patternProperties": {"^x": {"type": "string"}}}
        }}),
        &expect![[r#"
            {
              "properties": {
                "typed": {
                  "additionalProperties": {
                    "type": "integer"
                  },
                  "type": "object",
                  "x-codegen-keys": {
                    "format": "uuid",
                    "type": "string"
                  }
                },
                "text": {
                  "type": "object"
                },
                "one": {
                  "additionalProperties": {
                    "nullable": true,
                    "type": "string"
                  },
                  "type": "object",
                  "x-codegen-key-pattern": "^x"
                },
                "two": {
                  "additionalProperties": {
                    "anyOf": [
                      {},
                      {
                        "enum": [
                          1
                        ],
                        "type": "integer",
                        "x-codegen-const": true
                      },
                      {
                        "type": "string"
                      }
                    ]
                  },
                  "type": "object"
                },
                "beside": {
                  "additionalProperties": true,
                  "properties": {
                    "a": {}
                  },
                  "type": "object"
                }
              },
              "type": "object"
            }
            ignored-keyword #…/properties/beside/patternProperties: types do not hold properties apart by the pattern of their names; they are held with all further ones, untyped
            ignored-keyword #…/properties/two/patternProperties: types do not hold properties apart by the pattern of their names; a further property is of any of their types
        "#]],
    );
}

#[test]
fn a_reference_into_keys_and_patterns_follows_them() {
    check(
        &json!({"type": "object", "properties": {
            "map": {"type": "object", "propertyNames": {"enum": ["a"]}, "patternProperties": {"^x": {"type": "string"}}},
            "key": {"$ref": "#/paths/~1my-api/post/requestBody/content/application~1json/schema/properties/map/propertyNames"},
            "value": {"$ref": "#/paths/~1my-api/post/requestBody/content/application~1json/schema/properties/map/patternProperties/%5Ex"}
        }}),
        &expect![[r##"
            {
              "properties": {
                "map": {
                  "additionalProperties": {
                    "type": "string"
                  },
                  "type": "object",
                  "x-codegen-key-pattern": "^x",
                  "x-codegen-keys": {
                    "enum": [
                      "a"
                    ],
                    "type": "string"
                  }
                },
                "key": {
                  "$ref": "#…/properties/map/x-codegen-keys"
                },
                "value": {
                  "$ref": "#…/properties/map/additionalProperties"
                }
              },
              "type": "object"
            }
        "##]],
    );
}
