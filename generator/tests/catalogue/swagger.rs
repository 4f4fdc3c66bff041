//! Swagger 2.0.

use crate::{assert_has, crate_of, findings};

fn old(rest: &str) -> String {
    format!(
        "swagger: '2.0'\ninfo: {{title: T, version: '1'}}\nhost: api.example.com\nbasePath: /v1\nschemes: [https]\n{rest}"
    )
}

#[test]
fn og19_null_by_extension_empty_values_and_maps_of_objects() {
    let generated = crate_of(&old(
        "paths: {/a: {get: {operationId: a, produces: [application/json], responses: {200: {description: d, schema: {$ref: '#/definitions/A'}}}}}}
definitions:
  A:
    type: object
    required: [id]
    properties:
      id: {type: string, x-nullable: true}
      restart: {type: string, enum: ['', 'no', always]}
      ports: {type: object, additionalProperties: {type: object, enum: [{}], default: {}}}
      labels: {type: object, additionalProperties: {type: string}}",
    ));
    assert_has(
        &generated,
        &[
            "pub id: Option<String>",
            "pub restart: Option<ARestart>",
            r#" = "","#,
            "pub labels: Option<BTreeMap<String, String>>",
            "pub ports: Option<BTreeMap<String, ",
            r#"api_example_com("https://api.example.com/v1")"#,
        ],
    );
}

#[test]
fn ts19_lists_in_forms_and_queries() {
    let generated = crate_of(&old(
        "paths:
  /a:
    post:
      operationId: a
      consumes: [application/x-www-form-urlencoded]
      parameters:
        - {name: many, in: formData, type: array, items: {type: string}, collectionFormat: multi}
        - {name: one, in: formData, required: true, type: array, items: {type: string}, collectionFormat: csv}
        - {name: piped, in: query, type: array, items: {type: integer}, collectionFormat: pipes}
        - {name: spaced, in: query, type: array, items: {type: integer}, collectionFormat: ssv}
        - {name: tabbed, in: query, type: array, items: {type: integer}, collectionFormat: tsv}
        - {name: plain, in: query, type: array, items: {type: integer}}
      responses: {204: {description: d}}",
    ));
    assert_has(
        &generated,
        &[
            r#"("one", v1::Form::FORM)"#,
            "v1::Form::PIPE,",
            "v1::Form::SPACE,",
            "v1::Form::TAB,",
            "pub many: Option<Vec<String>>",
            "pub one: Vec<String>",
        ],
    );
    // `multi` is the usual style of a form's fields.
    assert!(!crate::code(&generated).contains(r#"("many", v1::"#));
    assert_eq!(findings(&generated), [""; 0]);
}

#[test]
fn ha09_a_body_with_a_default() {
    let generated = crate_of(&old(
        "consumes: [application/json]
paths:
  /a:
    post:
      operationId: a
      parameters:
        - {name: thing, in: body, required: true, schema: {type: object, required: [n], properties: {n: {type: integer, default: 3}, s: {type: string}}}}
      responses: {204: {description: d}}",
    ));
    assert_has(
        &generated,
        &[
            r#".json("application/json", request)"#,
            "n: i64 as v1::Integer = \"n\" default(3)",
        ],
    );
}

#[test]
fn ts19_lists_in_parts() {
    let generated = crate_of(&old("paths:
  /a:
    post:
      operationId: a
      consumes: [multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file}
        - {name: many, in: formData, type: array, items: {type: string}, collectionFormat: multi}
        - {name: plain, in: formData, type: array, items: {type: integer}}
        - {name: piped, in: formData, type: array, items: {type: string}, collectionFormat: pipes}
        - {name: spaced, in: formData, type: array, items: {type: string}, collectionFormat: ssv}
        - {name: tabbed, in: formData, type: array, items: {type: string}, collectionFormat: tsv}
      responses: {204: {description: d}}"));
    assert_has(
        &generated,
        &[
            r#"many: texts = "many","#,
            r#"plain: joined(",") = "plain","#,
            r#"piped: joined("|") = "piped","#,
            r#"spaced: joined(" ") = "spaced","#,
            r#"tabbed: joined("\t") = "tabbed","#,
        ],
    );
}

#[test]
fn ts19_formats_that_no_style_has() {
    let generated = crate_of(&old(
        "paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: odd, in: query, type: array, items: {type: string}, collectionFormat: odd}
        - {name: inner, in: query, type: array, items: {type: array, collectionFormat: pipes, items: {type: string}}}
        - {name: header, in: header, type: array, items: {type: string}, collectionFormat: pipes}
      responses: {204: {description: d}}",
    ));
    assert_eq!(
        findings(&generated),
        [
            "invalid-keyword #/paths/~1a/get/parameters/0/collectionFormat",
            "ignored-keyword #/paths/~1a/get/parameters/1/items/collectionFormat",
            "ignored-keyword #/paths/~1a/get/parameters/2/collectionFormat",
        ]
    );
}

#[test]
fn ts19_fields_of_a_form_beside_a_body() {
    let generated = crate_of(&old("paths:
  /a:
    post:
      operationId: a
      parameters:
        - {name: lost, in: formData, type: string}
        - {name: thing, in: body, schema: {type: array, items: {type: integer}}}
      responses: {204: {description: d}}"));
    assert_has(&generated, &["pub body: Option<Vec<i64>>"]);
    assert_eq!(
        findings(&generated),
        ["left-out #/paths/~1a/post/parameters/0"]
    );
}

#[test]
fn o304_kinds_of_a_base_that_names_only_the_tag() {
    let generated = crate_of(&old(
        "paths: {/a: {get: {operationId: a, responses: {200: {description: d, schema: {$ref: '#/definitions/Pet'}}}}}}
definitions:
  Pet: {type: object, discriminator: kind, required: [kind], properties: {kind: {type: string}}}
  Cat: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
  Dog: {allOf: [{$ref: '#/definitions/Pet'}, {type: object, properties: {tricks: {type: integer}}}]}",
    ));
    assert_has(
        &generated,
        &[
            "pub enum Pet {",
            "Cat(Cat),",
            "Dog(Dog),",
            "Base(PetBase),",
            "Call<Pet>",
            r#"preset kind(String) = "kind" default("Cat".to_owned())"#,
        ],
    );
    assert_eq!(findings(&generated), Vec::<String>::new());
}
