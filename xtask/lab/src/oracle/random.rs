//! Small documents at random, whose schemas refer to each other in every way and stand in every place of an operation.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The specifications in which documents are written.
const VERSIONS: [(&str, &str); 4] = [
    ("openapi", "3.0.3"),
    ("openapi", "3.1.0"),
    ("openapi", "3.2.0"),
    ("swagger", "2.0"),
];

/// Levels of schemas inside a component.
const LEVELS: usize = 2;

/// Returns the document of a seed. Each group is some schemas and the operations that use them; no group refers to
/// another.
pub(super) fn document(seed: u64, groups: usize) -> Value {
    let mut rng = Rng::with_seed(seed);
    let (keyword, version) = VERSIONS[rng.usize(..VERSIONS.len())];
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for group in 0..groups {
        let names = (0..4 + rng.usize(..2)).map(|index| {
            let letter = char::from(b'A' + u8::try_from(index).unwrap_or_default());
            format!("G{group}{letter}")
        });
        let mut maker = Maker {
            rng: rng.fork(),
            version,
            names: names.collect(),
        };
        for name in maker.names.clone() {
            let levels = maker.rng.usize(..=LEVELS);
            schemas.insert(name, maker.schema(levels));
        }
        for name in ["one", "two"] {
            let mut item = maker.path();
            item["put"] = maker.by_id();
            paths.insert(format!("/g{group}/{name}/{{id}}"), item);
        }
    }
    let info = json!({"title": "Random", "version": "1"});
    if version == "2.0" {
        json!({keyword: version, "info": info, "paths": paths, "definitions": schemas})
    } else {
        json!({keyword: version, "info": info, "paths": paths, "components": {"schemas": schemas}})
    }
}

/// Makes the schemas of one group.
struct Maker {
    rng: Rng,
    version: &'static str,
    names: Vec<String>,
}

impl Maker {
    fn section(&self) -> &'static str {
        if self.version == "2.0" {
            "#/definitions"
        } else {
            "#/components/schemas"
        }
    }

    fn reference(&mut self) -> Value {
        let name = &self.names[self.rng.usize(..self.names.len())];
        json!({"$ref": format!("{}/{name}", self.section())})
    }

    fn list(&mut self, levels: usize) -> Vec<Value> {
        let length = 1 + self.rng.usize(..3);
        (0..length).map(|_| self.schema(levels)).collect()
    }

    fn scalar(&mut self) -> Value {
        const SCALARS: [&str; 22] = [
            r#"{"type": "string"}"#,
            r#"{"type": "string", "format": "date-time"}"#,
            r#"{"type": "integer"}"#,
            r#"{"type": "number"}"#,
            r#"{"type": "boolean"}"#,
            r#"{"type": "string", "enum": ["G0A", "x", ""]}"#,
            r#"{"enum": [1, 2, null]}"#,
            r#"{"const": "x"}"#,
            r#"{"type": "string", "format": "binary"}"#,
            r#"{"type": "string", "format": "byte"}"#,
            r#"{"type": "number", "format": "decimal"}"#,
            r#"{"type": "integer", "minimum": 1, "maximum": 9007199254740993}"#,
            r#"{"type": "string", "pattern": "^a+$", "minLength": 2}"#,
            r#"{"type": "object"}"#,
            r#"{"type": ["string", "null", "object"]}"#,
            r#"{"type": "string", "format": "decimal"}"#,
            r#"{"type": "string", "format": "int64"}"#,
            r#"{"type": "integer", "format": "uint8", "enum": [-1, 300]}"#,
            r#"{"type": "number", "enum": [-7, 0.5]}"#,
            r#"{"type": "string", "contentMediaType": "application/json", "contentSchema": {"type": "object"}}"#,
            r##"{"$ref": "#/components/schemas/G0B/properties/a"}"##,
            "{}",
        ];
        serde_json::from_str(SCALARS[self.rng.usize(..SCALARS.len())]).unwrap_or_default()
    }

    fn properties(&mut self, levels: usize) -> Value {
        let keys = ["a", "b", "kind"].into_iter().filter(|_| self.rng.bool());
        let keys: Vec<&str> = keys.collect();
        let properties: Map<String, Value> = keys
            .iter()
            .map(|key| ((*key).to_owned(), self.schema(levels)))
            .collect();
        let required: Vec<&str> = keys.into_iter().filter(|_| self.rng.u8(..3) == 0).collect();
        json!({"type": "object", "properties": properties, "required": required})
    }

    fn choice(&mut self, levels: usize) -> Value {
        let keyword = ["oneOf", "anyOf"][self.rng.usize(..2)];
        if self.rng.u8(..3) > 0 {
            return json!({keyword: self.list(levels)});
        }
        let references: Vec<Value> = (0..3).map(|_| self.reference()).collect();
        let mut discriminator = json!({"propertyName": "kind"});
        if self.rng.bool() {
            discriminator["mapping"] = json!({"x": references[0]["$ref"]});
        }
        if self.version == "3.2.0" && self.rng.bool() {
            discriminator["defaultMapping"] = references[1]["$ref"].clone();
        }
        json!({keyword: references, "discriminator": discriminator})
    }

    /// Returns a schema of at most so many levels.
    fn schema(&mut self, levels: usize) -> Value {
        let Some(inner) = levels.checked_sub(1) else {
            return if self.rng.u8(..4) > 0 {
                self.reference()
            } else {
                self.scalar()
            };
        };
        let mut schema = match self.rng.u8(..20) {
            0 => self.reference(),
            1 => self.scalar(),
            2 | 3 => self.properties(inner),
            4 => json!({"type": "object", "additionalProperties": self.schema(inner)}),
            5 => json!({"type": "array", "items": self.schema(inner)}),
            6 => json!({"type": "array", "prefixItems": self.list(inner)}),
            7 => json!({"allOf": self.list(inner)}),
            8 | 9 => self.choice(inner),
            10 => json!({"not": self.schema(inner)}),
            11 => joined(self.reference(), self.properties(inner)),
            12 => joined(self.properties(inner), self.choice(inner)),
            13 => joined(
                json!({"type": "array", "prefixItems": self.list(inner), "minItems": 1}),
                json!({"items": self.schema(inner)}),
            ),
            14 => json!({"type": "array", "items": self.list(inner)}),
            15 => json!({"type": "object", "patternProperties": {"^x": self.schema(inner)},
                "propertyNames": self.schema(inner)}),
            16 => joined(
                self.properties(inner),
                json!({"if": {"required": ["a"]}, "then": self.schema(inner), "else": self.schema(inner)}),
            ),
            17 => joined(
                self.properties(inner),
                json!({"dependentSchemas": {"a": self.schema(inner)}, "unevaluatedProperties": false}),
            ),
            18 => joined(self.reference(), self.scalar()),
            _ => joined(self.schema(inner), json!({"allOf": self.list(inner)})),
        };
        match self.rng.u8(..20) {
            0 | 1 => schema["nullable"] = true.into(),
            2 => schema["x-nullable"] = true.into(),
            3 => schema = json!({"anyOf": [schema, {"type": "null"}]}),
            4 => schema["default"] = plain().swap_remove(self.rng.usize(..6)),
            5 => schema["additionalProperties"] = self.rng.bool().into(),
            6 => schema["discriminator"] = json!({"propertyName": "kind"}),
            7 => schema["required"] = json!(["a", "b"]),
            8 => schema[["readOnly", "writeOnly"][self.rng.usize(..2)]] = true.into(),
            9 => schema["enum"] = plain()[..6].into(),
            10 => schema["example"] = plain().swap_remove(self.rng.usize(..8)),
            11 => schema["unevaluatedProperties"] = false.into(),
            12 => {
                schema["xml"] = json!({"name": "x", "wrapped": true, "attribute": self.rng.bool()});
            }
            13 => schema["minProperties"] = 1.into(),
            14 => schema["title"] = ["G0A", "x", ""][self.rng.usize(..3)].into(),
            _ => {}
        }
        schema
    }

    /// Returns an operation with a parameter of its path.
    fn by_id(&mut self) -> Value {
        if self.version == "2.0" {
            return json!({"parameters": [{"name": "id", "in": "path", "required": true, "type": "array",
                "items": {"type": "string", "format": "date-time"}}], "responses": {"204": {"description": ""}}});
        }
        json!({"parameters": [{"name": "id", "in": "path", "required": true, "schema": self.schema(1)}],
            "responses": {"204": {"description": ""}}})
    }

    fn path(&mut self) -> Value {
        if self.version == "2.0" {
            return json!({
                "post": {
                    "parameters": [{"name": "body", "in": "body", "schema": self.schema(1)}],
                    "responses": {"200": {"description": "", "schema": self.schema(1)},
                        "default": {"description": "", "schema": self.schema(1)}},
                },
            });
        }
        let events = if self.version == "3.2.0" {
            "itemSchema"
        } else {
            "schema"
        };
        let media = [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "text/plain",
            "application/xml",
        ];
        let body = media[self.rng.usize(..media.len())];
        let stream = ["text/event-stream", "application/jsonl"][self.rng.usize(..2)];
        let returned = json!({"X-Back": {"schema": self.schema(1)}});
        json!({
            "get": {
                "parameters": [
                    {"name": "ids", "in": "query", "style": "pipeDelimited", "explode": false, "schema": self.schema(1)},
                    {"name": "filter", "in": "query", "style": "deepObject", "explode": true, "schema": self.schema(1)},
                    {"name": "q", "in": "query", "schema": self.schema(1)},
                    {"name": "X-Head", "in": "header", "schema": self.schema(1)},
                    {"name": "c", "in": "cookie", "content": {"application/json": {"schema": self.schema(1)}}},
                ],
                "responses": {
                    "200": {"description": "", "headers": returned,
                        "content": {"application/json": {"schema": self.schema(1)}}},
                    "404": {"description": "", "headers": {"X-Why": {"schema": self.schema(1)}}, "content": {"application/json": {"schema": self.schema(1)}}},
                    "default": {"description": "", "content": {"application/problem+json": {"schema": self.schema(1)}}},
                },
            },
            "post": {
                "requestBody": {"required": self.rng.bool(), "content": {body: {"schema": self.schema(1)}}},
                "responses": {"200": {"description": "", "content": {stream: {events: self.schema(1)}}},
                    "201": {"description": "", "content": {"application/json": {"schema": self.schema(1)}}},
                    "202": {"description": "", "content": {"application/xml": {"schema": self.schema(1)}}},
                    "203": {"description": "", "content": {"text/plain": {"schema": self.schema(1)}}}},
                "callbacks": {"done": {"{$request.query.q}": {"post": {
                    "requestBody": {"content": {"application/json": {"schema": self.schema(1)}}},
                    "responses": {"200": {"description": ""}},
                }}}},
            },
        })
    }
}

/// Returns a schema with the keywords of both; the second's where both have one.
fn joined(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, other) {
        one.extend(other);
    }
    one
}

/// Returns small values of every kind.
fn plain() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!("x"),
        json!(-7),
        json!([]),
        json!({}),
        json!(1e300),
        json!({"kind": "x", "a": null, "b": {"kind": 1}}),
    ]
}

/// Returns values that no schema asked for: wrong types, deep nesting, long lists.
pub(super) fn hostile() -> Vec<Value> {
    let mut values = plain();
    values.extend([
        vec![json!({}); 20_000].into(),
        (0..20_000)
            .map(|index| (index.to_string(), json!([])))
            .collect::<Map<_, _>>()
            .into(),
    ]);
    let steps: [fn(Value) -> Value; 5] = [
        |inner| json!([inner]),
        |inner| json!({"a": inner}),
        |inner| json!({"b": inner}),
        |inner| json!({"kind": "x", "a": inner, "b": "x"}),
        |inner| json!([inner, 1]),
    ];
    for step in steps {
        for core in [json!(null), json!("x"), json!({"kind": false})] {
            values.push((0..120).fold(core, |inner, _| step(inner)));
        }
    }
    // As many parts as levels of two parts each have.
    let double = |inner: Value| json!({"a": inner, "b": inner});
    values.push((0..10).fold(json!({}), |inner, _| double(inner)));
    values
}
