//! Versions and forms of documents.

use expect_test::expect_file;
use rill_codegen::{Config, generate};

use crate::{assert_has, common, crate_of, document, findings};

const ONE: &str = "info: {title: T, version: '1'}
paths: {/a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {type: string}}}}}}}}
";

#[test]
fn pg03_every_version_of_three() {
    for version in ["3.0.0", "3.0.4", "3.1.0", "3.1.1"] {
        let generated = crate_of(&format!("openapi: {version}\n{ONE}"));
        assert_has(&generated, &["pub fn a(&self) -> Call<String>"]);
        assert_eq!(findings(&generated), [""; 0], "{version}");
    }
    let later = crate_of(&format!("openapi: 3.2.0\n{ONE}"));
    assert_has(&later, &["pub fn a(&self) -> Call<String>"]);
    let refused = |version: &str| {
        let source = common::text("document.yaml", &format!("openapi: {version}\n{ONE}"));
        let refusal = generate(&source, &Config::new("case")).expect_err("another kind");
        refusal.render(&source)
    };
    assert!(refused("4.0.0").contains("4.0.0"), "{}", refused("4.0.0"));
}

#[test]
fn pg04_forms_of_another_version_than_the_label_says() {
    let generated = crate_of(&document(
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components: {schemas: {A: {type: object, required: [b], properties: {b: {type: [string, 'null']}, c: {const: x}}}}}",
    ));
    assert_has(&generated, &["pub b: Option<String>", "pub c: Option<AC>"]);
    assert_eq!(findings(&generated), [""; 0]);
    let old = crate_of(
        "swagger: '2.0'
info: {title: T, version: '1'}
paths: {/a: {get: {operationId: a, responses: {200: {description: d, schema: {$ref: '#/definitions/A'}}}}}}
definitions: {A: {type: object, properties: {b: {type: string}}}}",
    );
    assert_has(
        &old,
        &["pub fn a(&self) -> Call<A>", "pub b: Option<String>"],
    );
    assert_eq!(findings(&old), [""; 0]);
}

#[test]
fn pg05_names_from_method_and_path() {
    let generated = crate_of(&document(
        "paths:
  /x: {get: {responses: {'204': {description: d}}}, post: {responses: {'204': {description: d}}}}
  /x/{id}/y: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'204': {description: d}}}}
  /: {get: {responses: {'204': {description: d}}}}",
    ));
    assert_has(
        &generated,
        &["pub fn get_x(", "pub fn post_x(", "pub fn get_x_id_y("],
    );
    assert_eq!(generated.census.operations, 4);
}

#[test]
fn pg32_each_misfit_of_path_and_parameters_is_one_finding() {
    let generated = crate_of(&document(
        "paths:
  /x/{id}: {get: {operationId: a, parameters: [{name: ids, in: path, required: true, schema: {type: string}}], responses: {'204': {description: d}}}}
  /y/{id}: {get: {operationId: b, responses: {'204': {description: d}}}}",
    ));
    assert_eq!(
        findings(&generated),
        [
            "path-parameter-undeclared #/paths/~1x~1{id}/get",
            "path-parameter-unused #/paths/~1x~1{id}/get/parameters/0",
            "path-parameter-undeclared #/paths/~1y~1{id}/get",
        ]
    );
    assert_has(&generated, &[r#".path("id", &request.id)"#]);
}

#[test]
fn every_loss_of_the_fixture_is_found_where_it_stands() {
    let folder = common::fixtures()
        .join("clients/catalogue")
        .canonicalize()
        .expect("it is there");
    let source = common::source(&folder.join("document.yaml"));
    let generated = generate(&source, &Config::new("catalogue")).expect("a valid document");
    expect_file![folder.join("diagnostics.txt")].assert_eq(&generated.diagnostics.render(&source));
}
