//! Names of the types inside components that several sections call the same.

mod common;

use rill_codegen::{Config, generate};

#[test]
fn id3_a_schema_has_the_name_and_other_components_say_what_they_are() {
    let object = |name: &str| format!("{{type: object, properties: {{{name}: {{type: string}}}}}}");
    let document = format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
paths:
  /a:
    post:
      operationId: send
      parameters: [{{$ref: '#/components/parameters/Bar'}}]
      requestBody: {{$ref: '#/components/requestBodies/Bar'}}
      responses:
        '200': {{$ref: '#/components/responses/Bar'}}
        '201': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/Bar'}}}}}}}}
        default: {{$ref: '#/components/responses/ErrorResponse'}}
components:
  schemas: {{Bar: {schema}}}
  requestBodies: {{Bar: {{required: true, content: {{application/json: {{schema: {body}}}}}}}}}
  parameters: {{Bar: {{name: bar, in: query, schema: {{type: string, enum: [x, y]}}}}}}
  headers: {{Bar: {{schema: {{type: string, enum: [m, n]}}}}}}
  responses:
    Bar: {{description: '', headers: {{X-Bar: {{$ref: '#/components/headers/Bar'}}}}, content: {{application/json: {{schema: {response}}}}}}}
    ErrorResponse: {{description: '', content: {{application/json: {{schema: {error}}}}}}}
",
        schema = object("of_schema"),
        body = object("of_body"),
        response = object("of_response"),
        error = object("of_error"),
    );
    let source = common::text("document.yaml", &document);
    let generated = generate(&source, &Config::new("case")).expect("a crate");
    let text: String = generated.files.values().map(String::as_str).collect();
    for (name, field) in [
        ("Bar", "of_schema"),
        ("BarBody", "of_body"),
        ("BarResponse", "of_response"),
        ("ErrorResponse", "of_error"),
    ] {
        let start = format!("pub struct {name} {{");
        let body = text
            .split_once(&start)
            .unwrap_or_else(|| panic!("no {name}"))
            .1;
        let body = body.split_once('}').map_or(body, |(body, _)| body);
        assert!(body.contains(&format!("pub {field}:")), "{name}: {body}");
    }
    for name in ["BarParameter", "BarHeader"] {
        assert!(text.contains(&format!("pub enum {name} {{")), "no {name}");
    }
}
