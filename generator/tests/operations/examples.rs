//! Values in the examples of methods: what the document's schemas accept.

use rill_codegen::{Config, NamedApi, generate};
use serde_json::{Value, json};

use crate::common;

/// Returns the value of a required query parameter of a schema.
fn value(schema: &str) -> Value {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: a\n      parameters: \
         [{{name: p, in: query, required: true, schema: {schema}}}]\n      responses: {{'204': {{description: d}}}}\n"
    );
    let api = NamedApi::new(&common::text("a.yaml", &text), &Config::new("case")).expect("an API");
    let values = api.example_values();
    let [(at, value)] = values.as_slice() else {
        panic!("one value: {values:?}");
    };
    assert!(
        at.as_str().starts_with("/paths/~1a/get/parameters/0"),
        "{at}"
    );
    value.clone()
}

#[test]
fn wi6_values_keep_the_constraints_of_their_schemas() {
    for (schema, expect) in [
        ("{type: string}", json!("text")),
        ("{type: string, minLength: 6}", json!("textte")),
        ("{type: string, maxLength: 3}", json!("tex")),
        ("{type: string, maxLength: 0}", json!("")),
        ("{type: string, minLength: 2, maxLength: 9}", json!("text")),
        (
            "{type: string, pattern: '^[A-Z]{2}[0-9]+$', minLength: 4}",
            json!("AA11"),
        ),
        (
            "{type: string, pattern: '^(a|b)\\.example$'}",
            json!("a.example"),
        ),
        (
            "{type: string, pattern: '^cus_', example: cus_9}",
            json!("cus_9"),
        ),
        (
            "{type: string, pattern: '^cus_', example: other}",
            json!("cus_"),
        ),
        ("{type: string, examples: [first, second]}", json!("first")),
        ("{type: string, format: email}", json!("name@example.com")),
        ("{type: string, format: uri}", json!("https://example.com")),
        (
            "{type: string, format: ipv4, example: 10.0.0.1}",
            json!("10.0.0.1"),
        ),
        (
            "{type: string, format: ipv4, example: none}",
            json!("192.0.2.1"),
        ),
        ("{type: integer}", json!(1)),
        ("{type: integer, minimum: 3}", json!(3)),
        ("{type: integer, exclusiveMinimum: 3}", json!(4)),
        ("{type: integer, maximum: -2}", json!(-2)),
        ("{type: integer, minimum: 5, multipleOf: 4}", json!(8)),
        ("{type: integer, minimum: 10, example: 12}", json!(12)),
        ("{type: integer, minimum: 10, example: 1}", json!(10)),
        (
            "{type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}",
            json!(0.5),
        ),
        ("{type: string, enum: [x, y]}", json!("x")),
        (
            "{type: array, items: {type: string, minLength: 5}}",
            json!(["textt"]),
        ),
        (
            "{type: array, minItems: 2, items: {type: integer, minimum: 7}}",
            json!([7, 7]),
        ),
        ("{type: boolean}", json!(true)),
    ] {
        assert_eq!(value(schema), expect, "{schema}");
    }
}

#[test]
fn wi6_what_is_shown_is_what_is_judged() {
    let text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: a\n      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}\n      responses: {'204': {description: d}}\ncomponents:\n  schemas:\n    Name: {type: string, pattern: '^[a-c]{3}$'}\n    A:\n      type: object\n      required: [name, inner, map, kind]\n      properties:\n        name: {$ref: '#/components/schemas/Name'}\n        inner: {type: array, minItems: 2, items: {$ref: '#/components/schemas/Name'}}\n        map: {type: object, minProperties: 1, additionalProperties: {type: integer, minimum: 9}}\n        kind: {type: string, enum: [only]}\n        other: {type: string}\n";
    let source = common::text("a.yaml", text);
    let api = NamedApi::new(&source, &Config::new("case")).expect("an API");
    let values = api.example_values();
    let expect =
        json!({"name": "aaa", "inner": ["aaa", "aaa"], "map": {"key1": 9}, "kind": "only"});
    let [(at, value)] = values.as_slice() else {
        panic!("one value: {values:?}");
    };
    assert_eq!((at.as_str(), value), ("/components/schemas/A", &expect));
    let files = generate(&source, &Config::new("case"))
        .expect("a crate")
        .files;
    let shown = files.values().find_map(|text| {
        text.lines()
            .find(|line| line.contains("let request = A::new("))
    });
    let expect = r#"let request = A::new("aaa".to_owned(), vec!["aaa".to_owned(); 2], [("key1".to_owned(), 9)].into_iter().collect());"#;
    assert!(
        shown.is_some_and(|line| line.ends_with(expect)),
        "{shown:?}"
    );
}

#[test]
fn patterns_that_repeat_without_end_are_not_spelled() {
    for (pattern, expect) in [
        ("a{4294967295}", "text"),
        ("((a|){60000}){60000}", "text"),
        ("((a?){60000}){60000}", ""),
        ("((((x{99}){99}){99}){99}){99}", "text"),
        ("(b{20}){30}", &"b".repeat(600)),
    ] {
        let schema = format!("{{type: string, pattern: '^{pattern}$'}}");
        assert_eq!(value(&schema), json!(expect), "{pattern}");
    }
}

/// Returns schemas of which each takes the next one by `step`.
fn chain(length: usize, step: impl Fn(String) -> String) -> String {
    let reference = |index| format!("{{$ref: '#/components/schemas/A{index}'}}");
    let schemas = (0..length)
        .map(|index| format!("    A{index}: {}", step(reference(index + 1))))
        .collect::<Vec<_>>()
        .join("\n");
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
         requestBody: {{required: true, content: {{application/json: {{schema: {}}}}}}}\n      \
         responses: {{'204': {{description: d}}}}\ncomponents:\n  schemas:\n{schemas}\n    A{length}: {{type: string}}\n",
        reference(0)
    )
}

#[test]
fn requests_that_multiply_are_given_to_their_example() {
    let twice = |next: String| {
        format!("{{type: object, required: [x, y], properties: {{x: {next}, y: {next}}}}}")
    };
    let list = |next: String| {
        format!(
            "{{type: object, required: [x], properties: {{x: {{type: array, minItems: 12, items: {next}}}}}}}"
        )
    };
    let map = |next: String| {
        format!(
            "{{type: object, required: [x], properties: {{x: {{type: object, minProperties: 12, additionalProperties: {next}}}}}}}"
        )
    };
    for (name, long, short) in [
        ("twice", chain(40, twice), chain(4, twice)),
        ("list", chain(40, list), chain(2, list)),
        ("map", chain(40, map), chain(2, map)),
    ] {
        for (text, is_given) in [(long, true), (short, false)] {
            let source = common::text("a.yaml", &text);
            let config = Config::new("case");
            let values = NamedApi::new(&source, &config)
                .expect("an API")
                .example_values();
            assert_eq!(values.is_empty(), is_given, "{name}: {}", values.len());
            let files = generate(&source, &config).expect("a crate").files;
            let has = |text: &str| files.values().any(|file| file.contains(text));
            assert_eq!(
                has("example(client: Client, request: A0)"),
                is_given,
                "{name}"
            );
        }
    }
}
