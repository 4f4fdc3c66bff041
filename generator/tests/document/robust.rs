//! Whatever the bytes are, loading ends with a document or a refusal, and every finding can be
//! shown.

use rill_codegen::Dialect;
use rill_codegen::diagnostic::Diagnostics;
use rill_codegen::document::{self, Source};
use rill_codegen::pointer::Pointer;
use rill_codegen::report::locate;
use serde_json::{Value, json};

use crate::{document_with, load, source_of};

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
}

/// Bytes that mean something to a reader.
const ODD: &[u8] = b"{}[]\":,0-#/ \nntx\\\xc3\x00";

/// A document that uses what the rewrites look for.
fn busy() -> Value {
    let mut document = document_with(&json!({
        "$id": "x", "type": ["object", "null"], "required": ["a"], "discriminator": {"propertyName": "k", "mapping": {"c": "#/$defs/C"}},
        "properties": {
            "a": {"type": ["string", "array", "null"], "items": {"$ref": "#"}, "minLength": 1.0, "enum": ["x", null]},
            "b": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/C", "description": "d"}]},
            "c": {"prefixItems": [{"const": 1}, true], "items": false, "examples": [1]},
            "d": {"exclusiveMinimum": 1, "type": "integer", "required": true},
            "e": false, "f": {"$ref": "#/components/schemas/MyApiC/properties/k"}, "g": {"not": {}, "allOf": []}
        },
        "$defs": {"C": {"type": "object", "properties": {"k": {"const": "c"}}}}
    }));
    document["components"] = json!({
        "schemas": {"MyApiC": {"type": "object", "properties": {"k": {"type": "string"}}}, "Loop": {"$ref": "#/components/schemas/Loop"}},
        "parameters": {"P": {"name": "p", "in": "query", "schema": {"type": "string"}}}
    });
    document["paths"]["/my-api"]["post"]["parameters"] = json!([{"$ref": "#/components/parameters/P"}, {"name": "q", "in": "path", "style": "label"}]);
    document
}

fn survives(bytes: Vec<u8>) -> bool {
    let source = Source {
        name: "fuzz".to_owned(),
        bytes,
    };
    let mut cx = Diagnostics::new();
    match document::load(&mut cx, &source, Dialect::Rill) {
        Ok(document) => {
            let shown = cx.render(&source);
            assert_eq!(shown.is_empty(), cx.is_empty());
            let again = Source {
                name: "again".to_owned(),
                bytes: document.value.to_string().into_bytes(),
            };
            let same = document::load(&mut Diagnostics::new(), &again, Dialect::Rill);
            let same = same.map(|same| same.value);
            assert_eq!(
                same,
                Ok(document.value),
                "{}",
                String::from_utf8_lossy(&source.bytes)
            );
            true
        }
        Err(refusal) => {
            assert!(!refusal.render(&source).is_empty());
            assert_ne!(
                refusal.message,
                "the document cannot be read",
                "{}",
                String::from_utf8_lossy(&source.bytes)
            );
            false
        }
    }
}

#[test]
fn cut_and_flipped_bytes() {
    let mut numbers = Numbers::new();
    let json = busy().to_string().into_bytes();
    let yaml = to_yaml(&busy(), 0).into_bytes();
    let mut read = 0;
    for round in 0..rounds() {
        let mut bytes = if round % 2 == 0 {
            json.clone()
        } else {
            yaml.clone()
        };
        match numbers.next(4) {
            0 => bytes.truncate(numbers.next(bytes.len())),
            1 => {
                let at = numbers.next(bytes.len());
                let piece: Vec<u8> = bytes
                    .iter()
                    .skip(at)
                    .take(numbers.next(40))
                    .copied()
                    .collect();
                let to = numbers.next(bytes.len());
                bytes.splice(to..to, piece);
            }
            flips => {
                for _ in 0..flips {
                    let at = numbers.next(bytes.len());
                    bytes[at] = ODD[numbers.next(ODD.len())];
                }
            }
        }
        read += usize::from(survives(bytes));
    }
    assert!(read > 10, "only {read} were documents");
}

#[test]
fn values_in_wrong_places() {
    let mut numbers = Numbers::new();
    let document = busy();
    let mut places = Vec::new();
    collect(&document, &Pointer::root(), &mut places);
    for _ in 0..rounds() {
        let mut changed = document.clone();
        let from = &places[numbers.next(places.len())];
        let to = &places[numbers.next(places.len())];
        let odd = [
            json!(null),
            json!([]),
            json!({}),
            json!("x"),
            json!(-1),
            json!(true),
            json!(1.5),
        ];
        let piece = match numbers.next(2) {
            0 => document.pointer(from.as_str()).cloned().unwrap_or_default(),
            _ => odd[numbers.next(odd.len())].clone(),
        };
        if let Some(value) = changed.pointer_mut(to.as_str()) {
            *value = piece;
        }
        survives(changed.to_string().into_bytes());
    }
}

/// More by hand: `FUZZ_ROUNDS=100000 FUZZ_SEED=2 cargo test -p rill-codegen --test document robust`.
fn rounds() -> usize {
    setting("FUZZ_ROUNDS").unwrap_or(200)
}

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

fn collect(value: &Value, at: &Pointer, places: &mut Vec<Pointer>) {
    places.push(at.clone());
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, inner)| collect(inner, &at.push(key), places)),
        Value::Array(list) => {
            list.iter()
                .enumerate()
                .for_each(|(index, inner)| collect(inner, &at.index(index), places));
        }
        _ => {}
    }
}

/// Block style for the outer levels, so that indentation is broken too.
fn to_yaml(value: &Value, depth: usize) -> String {
    match value {
        Value::Object(map) if depth < 6 && !map.is_empty() => {
            let pad = " ".repeat(depth * 2);
            map.iter().fold(String::new(), |text, (key, inner)| {
                text + &format!("\n{pad}{}: {}", json!(key), to_yaml(inner, depth + 1))
            })
        }
        other => other.to_string(),
    }
}

#[test]
fn schemas_inside_each_other() {
    let mut schema = json!({"type": "string"});
    for _ in 0..100 {
        schema = json!({"items": schema});
    }
    let (document, cx) = load(&source_of(&document_with(&schema)));
    let codes: Vec<_> = cx.iter().map(|found| found.code.as_str()).collect();
    assert_eq!(codes, ["nested-too-deep"]);
    assert_eq!(document.model.operations().count(), 1);

    let mut schema = json!({"type": "string"});
    for _ in 0..37 {
        schema = json!({"type": ["array", "object"], "items": schema, "title": 1});
    }
    let (document, _) = load(&source_of(&document_with(&schema)));
    assert_eq!(document.model.operations().count(), 1);
}

#[test]
fn places_are_found_in_any_bytes() {
    let mut numbers = Numbers::new();
    let json = busy().to_string().into_bytes();
    let mut places = Vec::new();
    collect(&busy(), &Pointer::root(), &mut places);
    for _ in 0..rounds() {
        let mut bytes = json.clone();
        let at = numbers.next(bytes.len());
        bytes[at] = ODD[numbers.next(ODD.len())];
        bytes.truncate(numbers.next(bytes.len()));
        let place = &places[numbers.next(places.len())];
        if let Some(span) = locate(&bytes, place) {
            assert!(span.bytes.start <= span.bytes.end && span.bytes.end <= bytes.len());
            assert!(span.line >= 1 && span.column >= 1);
        }
    }
}
