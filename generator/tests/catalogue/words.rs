//! Names that come to the same, and text that is written like code.

use std::fmt::Write as _;

use crate::{assert_has, code, common, crate_of, crate_of_input, document, findings, sources};

#[test]
fn ts15_tags_that_come_to_the_same_name() {
    let operation = |id: &str, tag: &str| {
        format!(
            "get: {{operationId: {id}, tags: ['{tag}'], responses: {{'204': {{description: d}}}}}}"
        )
    };
    let generated = crate_of(&document(&format!(
        "paths: {{/a: {{{}}}, /b: {{{}}}, /c: {{{}}}}}",
        operation("a", "a b"),
        operation("b", "a-b"),
        operation("c", "client")
    )));
    assert_has(&generated, &["pub fn a(", "pub fn b(", "pub fn c("]);
    let modules: Vec<&String> = generated
        .files
        .keys()
        .filter(|path| path.starts_with("src/apis/"))
        .collect();
    // Tags that come to the same name share a module, and none has that of the client's own.
    assert_eq!(modules, ["src/apis/a_b.rs", "src/apis/client_api.rs"]);
}

#[test]
fn pl09_features_of_a_document_with_many_tags() {
    let mut paths = String::from("paths:\n");
    for tag in [
        "self", "default", "std", "d", "e", "f", "g", "h", "i i", "i-i",
    ] {
        let id = tag.replace([' ', '-'], "_x");
        let answer = "description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Loop'}}}";
        let _ = writeln!(
            paths,
            "  '/{tag}': {{get: {{operationId: 'get {id}', tags: ['{tag}'], responses: {{'200': {{{answer}}}}}}}}}"
        );
    }
    paths.push_str("components: {schemas: {Loop: {type: object, properties: {loop: {$ref: '#/components/schemas/Loop'}}}}}\n");
    let generated = crate_of(&document(&paths));
    let mut names: Vec<&str> = generated
        .features
        .iter()
        .map(|feature| feature.name.as_str())
        .collect();
    // Tags that come to the same name share a feature.
    assert_eq!(names.len(), 9, "{names:?}");
    for (feature, gate) in names
        .iter()
        .map(|name| (name, format!("#[cfg(feature = \"{name}\")]")))
    {
        assert!(code(&generated).contains(&gate), "{feature}");
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 9, "{names:?}");
    // `default` is what Cargo calls the features that are on.
    assert!(!names.contains(&"default"), "{names:?}");
}

#[test]
fn pl04_names_that_differ_by_a_suffix() {
    let generated = crate_of(&document(
        "paths: {/a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/All'}}}}}}}}
components: {schemas: {
  All: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/A2'}, c: {$ref: '#/components/schemas/A_2'}, d: {$ref: '#/components/schemas/a'}}},
  A: {type: object, properties: {w: {type: string}}}, A2: {type: object, properties: {x: {type: string}}},
  A_2: {type: object, properties: {y: {type: string}}}, a: {type: object, properties: {z: {type: string}}}}}",
    ));
    let all = &code(&generated);
    let types: Vec<&str> = all
        .split("pub struct ")
        .skip(1)
        .filter_map(|rest| rest.split(' ').next())
        .filter(|name| name.starts_with('A') && *name != "All")
        .collect();
    let distinct: std::collections::BTreeSet<&&str> = types.iter().collect();
    assert_eq!((types.len(), distinct.len()), (4, 4), "{types:?}");
    assert!(
        distinct.contains(&"A") && distinct.contains(&"A2"),
        "{types:?}"
    );
}

#[test]
fn ts04_text_of_the_document_is_never_code() {
    let hostile = common::source(&common::fixtures().join("clients/catalogue/document.yaml"));
    assert!(String::from_utf8_lossy(&hostile.bytes).contains("boom("));
    let generated = crate_of(&document(
        r#"servers: [{url: 'https://h/"); boom("'}]
paths:
  '/say/"); boom("/{x}':
    get:
      operationId: '"); boom("'
      summary: '*/ boom(); /*'
      description: "end\n*/\n#[boom]\n```\nboom()\n```\n\u2028boom"
      parameters:
        - {name: 'x', in: path, required: true, schema: {type: string}}
        - {name: '"); boom("', in: query, schema: {type: string, enum: ['"', "\\", '"); boom("', '`${boom}`'], default: '"'}}
      responses: {'204': {description: 'boom */ boom'}}"#,
    ));
    for (path, text) in sources(&generated) {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let tokens = quote::quote!(#file).to_string();
        // What is written like code stands in literals; only names are made of it.
        let outside: String = outside_of_literals(&tokens);
        assert!(!outside.contains("boom ()"), "{path}: {outside}");
        assert!(!outside.contains("[boom"), "{path}: {outside}");
    }
    let called = r#""/say/\"); boom(\"/{x}""#;
    assert_has(&generated, &[called]);
    assert_eq!(generated.census.operations, 1);
    assert!(!findings(&generated).iter().any(|it| it.contains("panic")));
}

/// The text of tokens with every string literal emptied.
fn outside_of_literals(tokens: &str) -> String {
    let mut outside = String::new();
    let mut inside = false;
    let mut chars = tokens.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => {
                chars.next();
            }
            '"' => inside = !inside,
            c if !inside => outside.push(c),
            _ => {}
        }
    }
    outside
}

/// A text that tries to leave where it stands, and to look like another one.
const HOSTILE: &str = "x\u{202e}&#x202e;&#8203;\u{ad}&shy;&Tab;&NewLine;/// &#13;*/ \"#]\n}} `\u{1b}&#27;` [l](java&Tab;script:a) [m](<https://e.com/&#x202e;>) {";

#[test]
fn hostile_text_stands_as_text_in_all_that_is_written() {
    let value = serde_json::json!({
        "openapi": "3.0.3",
        "info": {"title": HOSTILE, "version": HOSTILE, "description": HOSTILE},
        "tags": [{"name": HOSTILE, "description": HOSTILE}],
        "servers": [{"url": "https://{h}.example", "description": HOSTILE, "variables": {"h": {"default": "a", "enum": ["a", HOSTILE], "description": HOSTILE}}}],
        "paths": {format!("/{}", HOSTILE.replace(['{', '}'], "")): {"post": {
            "operationId": HOSTILE, "tags": [HOSTILE], "summary": HOSTILE, "description": HOSTILE,
            "parameters": [{"name": HOSTILE, "in": "query", "description": HOSTILE, "schema": {"type": "string", "default": HOSTILE, "enum": [HOSTILE, "b"]}}],
            "requestBody": {"description": HOSTILE, "content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/S"}}}},
            "responses": {
                "200": {"description": HOSTILE, "headers": {"X-A": {"description": HOSTILE, "schema": {"type": "string"}}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/S"}}}},
                "404": {"description": HOSTILE, "content": {"application/json": {"schema": {"oneOf": [{"type": "string", "description": HOSTILE}, {"$ref": "#/components/schemas/S"}]}}}},
            },
        }}},
        "components": {
            "schemas": {"S": {
                "type": "object", "title": HOSTILE, "description": HOSTILE, "example": HOSTILE,
                "properties": {HOSTILE: {"type": "string", "description": HOSTILE, "pattern": HOSTILE, "example": HOSTILE, "default": HOSTILE}},
            }},
            "securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "x-k", "description": HOSTILE}},
        },
        "security": [{"k": []}],
    });
    let generated = crate_of(&value.to_string());
    // The snapshot of the document is the document's own text.
    let files = generated
        .files
        .iter()
        .filter(|(path, _)| *path != "openapi.json");
    for (path, text) in files {
        let is_odd = |c: char| {
            (c.is_control() && c != '\n') || matches!(c, '\u{ad}' | '\u{200b}' | '\u{202e}')
        };
        let line = text.lines().find(|line| line.contains(is_odd));
        assert_eq!(line, None, "{path}");
        if path.starts_with("src/") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    assert_has(&generated, &["pub struct S {"]);
}

#[test]
fn the_docs_of_a_client_without_operations_name_no_module() {
    let generated = crate_of(&document("paths: {}"));
    let library = &generated.files["src/lib.rs"];
    assert!(
        !library.contains("[`apis`]") && !library.contains("pub mod"),
        "{library}"
    );
}

#[test]
fn a_name_as_long_as_a_file_system_allows_is_cut() {
    let (one, other) = ("a".repeat(253), format!("{}b", "a".repeat(252)));
    let operation = |tag: &str| {
        format!("{{get: {{tags: ['{tag}'], responses: {{'204': {{description: d}}}}}}}}")
    };
    let generated = crate_of(&document(&format!(
        "paths: {{/a: {}, /b: {}}}",
        operation(&one),
        operation(&other)
    )));
    let modules = generated
        .files
        .keys()
        .filter(|path| path.starts_with("src/apis/"));
    let modules: Vec<&String> = modules.collect();
    assert_eq!(modules.len(), 2, "{modules:?}");
    assert!(modules.iter().all(|path| path.len() < 80), "{modules:?}");
}

#[test]
fn a_name_without_end_does_not_fill_a_message() {
    let value = serde_json::json!({
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {
            "security": [{"n".repeat(100_000): []}],
            "responses": {"204": {"description": "d"}},
        }}},
    });
    let text = value.to_string();
    let input = common::text("document.yaml", &text).into();
    let shown = crate_of_input(&input).diagnostics.render(&input);
    assert!(
        shown.contains("no security scheme is named `nnn"),
        "{shown}"
    );
    assert!(shown.len() < 5000, "{}", shown.len());
}
