//! Whatever JSON value a document is, generating from it ends, soon, with files and findings or with
//! a refusal. `FUZZ_ROUNDS=10000 FUZZ_SEED=2 cargo test -p rill-codegen --test anything` tries more.

mod common;

use std::time::{Duration, Instant};

use rill_codegen::document::Source;
use rill_codegen::{Config, Diagnostics, document, generate};
use serde_json::{Map, Value, json};

/// Numbers that look random and are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15 ^ setting::<u64>("FUZZ_SEED").unwrap_or(0))
    }

    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below.max(1)).expect("small")).expect("small")
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.next(words.len())]
    }
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

/// Longer than any of these takes on a busy machine, and much shorter than what does not end.
const SOON: Duration = Duration::from_secs(60);

/// Generates, and shows every finding. Whether there were files.
#[track_caller]
fn ends(name: &str, bytes: Vec<u8>) -> bool {
    let source = Source {
        name: name.to_owned(),
        bytes,
    };
    let start = Instant::now();
    let ended = match generate(&source, &Config::new("case")) {
        Ok(generated) => {
            let shown = generated.diagnostics.render(&source);
            assert_eq!(shown.is_empty(), generated.diagnostics.is_empty());
            true
        }
        Err(refusal) => {
            assert!(!refusal.render(&source).is_empty());
            false
        }
    };
    assert!(start.elapsed() < SOON, "{name}: {:?}", start.elapsed());
    ended
}

const KEYS: &[&str] = &[
    "paths",
    "/a/{id}",
    "/b",
    "get",
    "post",
    "parameters",
    "requestBody",
    "responses",
    "200",
    "4XX",
    "default",
    "content",
    "application/json",
    "multipart/form-data",
    "text/event-stream",
    "schema",
    "headers",
    "components",
    "schemas",
    "definitions",
    "A",
    "B",
    "a-b",
    "$ref",
    "$defs",
    "type",
    "properties",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "enum",
    "const",
    "format",
    "nullable",
    "required",
    "discriminator",
    "propertyName",
    "mapping",
    "name",
    "in",
    "style",
    "explode",
    "encoding",
    "contentType",
    "security",
    "securitySchemes",
    "scheme",
    "servers",
    "url",
    "variables",
    "tags",
    "operationId",
    "description",
    "example",
    "examples",
    "minimum",
    "exclusiveMaximum",
    "maxLength",
    "readOnly",
    "callbacks",
    "links",
    "webhooks",
    "consumes",
    "produces",
    "collectionFormat",
    "host",
    "basePath",
    "additionalOperations",
    "query",
];

const TEXTS: &[&str] = &[
    "",
    "a",
    "object",
    "array",
    "string",
    "integer",
    "number",
    "boolean",
    "null",
    "file",
    "int64",
    "date-time",
    "uuid",
    "byte",
    "binary",
    "query",
    "path",
    "header",
    "cookie",
    "body",
    "formData",
    "deepObject",
    "csv",
    "multi",
    "#",
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#/definitions/A",
    "#/paths/~1b/get",
    "#/components",
    "x.yaml#/A",
    "http",
    "bearer",
    "apiKey",
    "oauth2",
    "/v1/{x}",
    "r#type",
    "Self",
    "\u{202e}\"*/ ü",
    "99999999999999999999",
];

/// Any value, of words that mean something to a reader.
fn anything(numbers: &mut Numbers, depth: usize) -> Value {
    let most = if depth == 0 { 6 } else { 12 };
    match numbers.next(most) {
        0 => Value::Null,
        1 => json!(numbers.next(2) == 0),
        2 => json!([-1, 0, 1, 200, i64::MAX][numbers.next(5)]),
        3 => json!([0.5, -1e300, 1e19, 3.0][numbers.next(4)]),
        4 | 5 => json!(numbers.pick(TEXTS)),
        6 | 7 => (0..numbers.next(4))
            .map(|_| anything(numbers, depth - 1))
            .collect(),
        _ => Value::Object(object(numbers, depth)),
    }
}

fn object(numbers: &mut Numbers, depth: usize) -> Map<String, Value> {
    (0..numbers.next(7))
        .map(|_| {
            let key = numbers.pick(KEYS).to_owned();
            (key, anything(numbers, depth.saturating_sub(1)))
        })
        .collect()
}

/// Values where operations, components and schemas belong.
fn document(numbers: &mut Numbers, head: &Value) -> Value {
    let mut document = head.clone();
    let schemas: Map<String, Value> = ["A", "B", "a-b"]
        .into_iter()
        .map(|key| (key.to_owned(), Value::Object(object(numbers, 5))))
        .collect();
    let operations: Map<String, Value> = ["get", "post"]
        .into_iter()
        .map(|method| (method.to_owned(), Value::Object(object(numbers, 6))))
        .collect();
    document["paths"] = json!({"/b": operations, "/a/{id}": anything(numbers, 6)});
    document["definitions"] = Value::Object(schemas.clone());
    document["components"] = Value::Object(object(numbers, 5));
    document["components"]["schemas"] = Value::Object(schemas);
    if numbers.next(4) == 0 {
        let key = numbers.pick(KEYS);
        document[key] = anything(numbers, 6);
    }
    document
}

fn rounds() -> usize {
    setting("FUZZ_ROUNDS").unwrap_or(150)
}

#[test]
fn any_value_ends_in_findings_or_a_refusal() {
    let mut numbers = Numbers::new();
    let mut read = 0;
    for round in 0..rounds() {
        let value = match round % 4 {
            0 => anything(&mut numbers, 6),
            1 => document(&mut numbers, &json!({"swagger": "2.0"})),
            2 => document(&mut numbers, &json!({"openapi": "3.0.3"})),
            _ => document(&mut numbers, &json!({"openapi": "3.1.0"})),
        };
        read += usize::from(ends("any value", value.to_string().into_bytes()));
    }
    assert!(read * 2 > rounds(), "only {read} were documents");
}

/// The author's text of a fixture as a value.
fn fixture(path: &str) -> Value {
    let source = common::source(&common::fixtures().join(path));
    let config = Config::new("case");
    let document = document::load(&mut Diagnostics::default(), &source, config.dialect)
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(&source)));
    serde_json::from_str(&document.snapshot).expect("a snapshot is JSON")
}

fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                places(inner, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(list) => {
            for (index, inner) in list.iter().enumerate() {
                places(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// Puts something else in one place: a part from elsewhere, any value, or another key.
fn mutate(numbers: &mut Numbers, value: &mut Value, places: &[String]) {
    let other = value.pointer(&places[numbers.next(places.len())]).cloned();
    let Some(part) = value.pointer_mut(&places[numbers.next(places.len())]) else {
        return;
    };
    match (numbers.next(4), &mut *part) {
        (0, part) => *part = other.unwrap_or_default(),
        (1, Value::Object(map)) => {
            let key = numbers.pick(KEYS).to_owned();
            map.insert(key, other.unwrap_or_default());
        }
        (2, Value::Object(map)) => {
            if let Some(key) = map.keys().nth(numbers.next(map.len())).cloned() {
                map.remove(&key);
            }
        }
        (_, part) => *part = anything(numbers, 3),
    }
}

#[test]
fn fixtures_with_parts_in_wrong_places() {
    let mut numbers = Numbers::new();
    let fixtures = [
        "clients/petstore/openapi.yaml",
        "clients/rill/openapi.json",
        "cases/all-of/document.yaml",
        "cases/unions/document.yaml",
        "cases/newer/document.yaml",
        "cases/operations/document.yaml",
    ];
    for path in fixtures {
        let whole = fixture(path);
        let mut all = Vec::new();
        places(&whole, "", &mut all);
        for _ in 0..rounds() / 10 {
            let mut changed = whole.clone();
            for _ in 0..=numbers.next(5) {
                mutate(&mut numbers, &mut changed, &all);
            }
            ends(path, changed.to_string().into_bytes());
        }
    }
}

/// A document with one schema, as text.
fn around(schema: &str) -> String {
    format!(
        r##"{{"openapi": "3.1.0", "info": {{"title": "t", "version": "1"}}, "paths": {{"/a": {{"get": {{"responses": {{"200": {{"description": "d",
        "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/A"}}}}}}}}}}}}}}}}, "components": {{"schemas": {{"A": {schema}}}}}}}"##
    )
}

#[test]
fn ten_thousand_levels() {
    const LEVELS: usize = 10_000;
    let levels: [(&str, &str); 6] = [
        (r#"{"allOf": ["#, "]}"),
        (r#"{"oneOf": [{"type": "string"}, "#, "]}"),
        (r#"{"properties": {"a": "#, "}}"),
        (r#"{"type": "array", "items": "#, "}"),
        (r#"{"$defs": {"A": "#, "}}"),
        (r#"{"example": ["#, "]}"),
    ];
    for (open, close) in levels {
        let schema = format!("{}{{}}{}", open.repeat(LEVELS), close.repeat(LEVELS));
        ends("deep.json", around(&schema).into_bytes());
        // Flow style is JSON; a comment makes it YAML.
        let yaml = format!("# deep\n{}", around(&schema));
        ends("deep.yaml", yaml.into_bytes());
    }
    let brackets = format!("{}{}", "[".repeat(LEVELS), "]".repeat(LEVELS));
    ends("brackets.json", brackets.into_bytes());
    let lines: Vec<String> = (0..2_000)
        .map(|depth| format!("{}a:", " ".repeat(depth)))
        .collect();
    let block = lines.join("\n");
    ends(
        "block.yaml",
        format!("openapi: 3.0.3\n{block}").into_bytes(),
    );
}

#[test]
fn a_long_way_through_references() {
    let chain = |list: &str, last: &str| -> String {
        let links: Vec<String> = (0..300)
            .map(|index| match list {
                "" => format!(r##""S{index}": {{"$ref": "#/components/schemas/S{}"}}"##, index + 1),
                "properties" => format!(
                    r##""S{index}": {{"properties": {{"a": {{"$ref": "#/components/schemas/S{}"}}}}}}"##,
                    index + 1
                ),
                list => format!(
                    r##""S{index}": {{"{list}": [{{"$ref": "#/components/schemas/S{}"}}, {{"properties": {{"p{index}": {{"type": "string"}}}}}}]}}"##,
                    index + 1
                ),
            })
            .collect();
        let schemas = links.join(",\n");
        around(&format!(
            r##"{{"$ref": "#/components/schemas/S0"}}, {schemas}, "S300": {last}"##
        ))
    };
    for list in ["", "properties", "allOf", "oneOf"] {
        let text = chain(list, r#"{"type": "string"}"#);
        ends(&format!("{list} chain.json"), text.into_bytes());
    }
    ends(
        "circle.json",
        chain("", r##"{"$ref": "#/components/schemas/S0"}"##).into_bytes(),
    );
}

#[test]
fn five_thousand_schemas() {
    let schemas: Vec<String> = (0..5_000)
        .map(|index| {
            format!(
                r##""S{index}": {{"type": "object", "required": ["a"], "properties": {{"a": {{"type": "string"}}, "next": {{"$ref": "#/components/schemas/S{}"}}}}}}"##,
                (index * 7 + 1) % 5_000
            )
        })
        .collect();
    let all = schemas.join(",\n");
    let document = around(&format!(
        r##"{{"$ref": "#/components/schemas/S0"}}, {all}"##
    ));
    assert!(ends("many.json", document.into_bytes()));
}

/// Alternatives that lead to the next two, and members that lead to the next twice: as many ways as
/// powers of two, and few places.
#[test]
fn many_ways_through_few_schemas() {
    const LEVELS: usize = 60;
    let schemas = |body: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..LEVELS)
            .map(|level| format!(r#""S{level}": {}"#, body(level)))
            .collect();
        let to = |name: &str| format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##);
        around(&format!(
            r#"{}, {}, "S{LEVELS}": {{"type": "object", "properties": {{"z": {{"type": "string"}}}}}}, "S{}": {{"type": "integer"}}"#,
            to("S0"),
            all.join(","),
            LEVELS + 1
        ))
    };
    let to = |level: usize| format!(r##"{{"$ref": "#/components/schemas/S{level}"}}"##);
    let choices = schemas(&|level| {
        let (one, two) = (to(level + 1), to(level + 2));
        format!(
            r#"{{"anyOf": [{one}, {two}, {{"type": "object", "required": ["k{level}"], "properties": {{"k{level}": {{"type": "string"}}}}}}]}}"#
        )
    });
    assert!(ends("choices.json", choices.into_bytes()));
    let tagged = schemas(&|level| {
        let (one, two) = (to(level + 1), to(level + 2));
        format!(r#"{{"oneOf": [{one}, {two}], "discriminator": {{"propertyName": "kind"}}}}"#)
    });
    assert!(ends("tagged.json", tagged.into_bytes()));
    let diamonds = schemas(&|level| {
        let next = to(level + 1);
        format!(r#"{{"allOf": [{next}, {next}]}}"#)
    });
    assert!(ends("diamonds.json", diamonds.into_bytes()));
    let kinds = schemas(&|level| {
        let next = to(level + 1);
        format!(
            r#"{{"allOf": [{next}, {{"properties": {{"p{level}": {next}}}}}], "discriminator": {{"propertyName": "kind"}}}}"#
        )
    });
    assert!(ends("kinds.json", kinds.into_bytes()));
}
