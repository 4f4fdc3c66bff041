//! The laws of the algebra over random schemas, with a validator of JSON Schema as the judge.

use fastrand::Rng;
use serde_json::{Map, json};

use super::*;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostics};
use crate::document::{self, Document};
use crate::lower::schema::{SchemaLowerer, collect};
use crate::{Dialect, Source};

/// Makes schemas whose objects all list the same properties: what one part says of additional ones is not applied to
/// what only the other lists.
fn schema(rng: &mut Rng, levels: usize) -> Value {
    let typed = |rng: &mut Rng, kind: &str| match rng.u8(..3) {
        0 => json!([kind, "null"]),
        _ => json!(kind),
    };
    let Some(inner) = levels.checked_sub(1) else {
        let kind = ["string", "integer", "boolean"][rng.usize(..3)];
        return json!({"type": typed(rng, kind)});
    };
    match rng.u8(..14) {
        0 => {
            json!({"type": typed(rng, "string"), "minLength": rng.u8(..3), "maxLength": rng.u8(1..4)})
        }
        1 => json!({"type": typed(rng, "string"), "pattern": (["^a", "b$"][rng.usize(..2)])}),
        2 => {
            json!({"type": typed(rng, "integer"), "minimum": rng.u8(..3), "exclusiveMaximum": rng.u8(2..5)})
        }
        3 => {
            json!({"type": typed(rng, "number"), "exclusiveMinimum": rng.u8(..2), "multipleOf": ([0.5, 2.0][rng.usize(..2)])})
        }
        4 => json!({"enum": some(rng, &[json!("a"), json!("ab"), json!(""), json!(null)])}),
        5 => json!({"enum": some(rng, &[json!(1), json!(2), json!(3.0), json!(null)])}),
        6 | 7 => {
            let mut object = json!({
                "type": typed(rng, "object"),
                "properties": {"a": schema(rng, inner), "b": schema(rng, inner)},
                "required": some(rng, &[json!("a"), json!("b")]),
            });
            match rng.u8(..4) {
                0 => object["additionalProperties"] = json!(rng.bool()),
                1 => object["additionalProperties"] = schema(rng, 0),
                2 => object["minProperties"] = json!(rng.u8(..4)),
                _ => {}
            }
            object
        }
        8 => {
            json!({"type": "array", "items": schema(rng, inner), "minItems": rng.u8(..2), "uniqueItems": rng.bool()})
        }
        9 => {
            json!({"type": "array", "prefixItems": [schema(rng, 0), schema(rng, inner)], "items": rng.bool()})
        }
        10 => json!({"anyOf": [schema(rng, inner), schema(rng, inner)]}),
        11 => json!({"allOf": [schema(rng, inner), schema(rng, inner)]}),
        12 => {
            json!({"$ref": (["#/components/schemas/C", "#/components/schemas/D"][rng.usize(..2)])})
        }
        _ => [
            json!({}),
            json!({"type": "null"}),
            json!({"description": "Any."}),
        ][rng.usize(..3)]
        .clone(),
    }
}

fn some(rng: &mut Rng, values: &[Value]) -> Vec<Value> {
    let chosen: Vec<Value> = values.iter().filter(|_| rng.bool()).cloned().collect();
    if chosen.is_empty() {
        values.to_vec()
    } else {
        chosen
    }
}

fn instance(rng: &mut Rng, levels: usize) -> Value {
    match rng.u8(..if levels == 0 { 5 } else { 9 }) {
        0 => json!(null),
        1 => json!(rng.bool()),
        2 => json!(rng.i8(-1..6)),
        3 => [json!(0.5), json!(2.0), json!(2.25)][rng.usize(..3)].clone(),
        4 => json!(["", "a", "b", "ab", "abcd"][rng.usize(..5)]),
        5 | 6 => (0..rng.usize(..4))
            .map(|_| instance(rng, levels - 1))
            .collect(),
        _ => {
            let keys = ["a", "b", "c"].into_iter().filter(|_| rng.bool());
            let keys: Vec<&str> = keys.collect();
            let object = keys
                .into_iter()
                .map(|key| (key.to_owned(), instance(rng, levels - 1)));
            Value::Object(object.collect())
        }
    }
}

/// Views of the components of a document.
struct Views<'a, 'cx> {
    lowerer: SchemaLowerer<'a, 'cx>,
}

impl<'a> Views<'a, '_> {
    /// The view of schemas, as a schema: `false` where they contradict each other.
    fn rendered(&mut self, sites: &[LocatedSchema<'a>]) -> Value {
        let merged = self.merged(sites);
        merged.map_or(Value::Bool(false), |merged| self.render(&merged))
    }

    fn merged(&mut self, sites: &[LocatedSchema<'a>]) -> Option<MergedSchema<'a>> {
        std::mem::take(self.lowerer.cx);
        let merged = self.lowerer.merge(sites);
        let mut found = self.lowerer.cx.iter();
        if found.all(|found| found.code != Code::AllOfConflict) {
            return Some(merged);
        }
        // Null may be allowed beside members that contradict each other.
        merged.nullable.then(|| MergedSchema {
            only_null: true,
            nullable: true,
            ..MergedSchema::default()
        })
    }

    fn component(&mut self, key: &str) -> Option<MergedSchema<'a>> {
        let (at, schema) = self
            .lowerer
            .target(&format!("#/components/schemas/{key}"))
            .expect("a component");
        self.merged(&[LocatedSchema::new(at, schema)])
    }

    fn render(&mut self, merged: &MergedSchema<'a>) -> Value {
        let mut schema = merged.limits.keywords();
        let null = merged.nullable.then_some("null");
        if merged.only_null {
            schema.insert("type".to_owned(), json!("null"));
        } else if let Some(kind) = merged.kind {
            let kinds: Vec<&str> = null.into_iter().chain([kind.name()]).collect();
            schema.insert("type".to_owned(), json!(kinds));
        }
        if let Some(values) = merged.values.as_ref().filter(|_| !merged.only_null) {
            let null = null.map(|_| Value::Null);
            schema.insert(
                "enum".to_owned(),
                values.iter().cloned().chain(null).collect(),
            );
        }
        let properties = merged.properties.iter();
        let properties: Map<String, Value> = properties
            .map(|(key, sites)| (key.clone(), self.rendered(sites)))
            .collect();
        schema.insert("properties".to_owned(), properties.into());
        schema.insert("required".to_owned(), json!(merged.required));
        let additional = match &merged.additional {
            Additional::Unevaluated | Additional::Forbidden => Value::Bool(false),
            Additional::Typed(sites) => self.rendered(sites),
            Additional::Any | Additional::Unsaid => Value::Bool(true),
        };
        schema.insert("additionalProperties".to_owned(), additional);
        if !merged.items.is_empty() {
            schema.insert("items".to_owned(), self.rendered(&merged.items));
        }
        let mut all: Vec<Value> = vec![schema["allOf"].take()];
        for tuple in &merged.tuples {
            let positions = (0..tuple.len).map(|index| {
                let at = tuple.at.index(index);
                let schema = &self.lowerer.extra[&at];
                self.rendered(&[LocatedSchema::new(at, schema)])
            });
            let positions: Vec<Value> = positions.collect();
            all.push(json!({"prefixItems": positions, "items": tuple.is_open}));
        }
        for group in &merged.alternatives {
            let branches = group.branches.iter();
            let branches: Vec<Value> = branches
                .map(|branch| self.rendered(std::slice::from_ref(branch)))
                .collect();
            all.push(json!({"anyOf": branches}));
        }
        all[0] = json!({"allOf": all[0]});
        schema.insert("allOf".to_owned(), all.into());
        schema.into()
    }
}

fn load(schemas: &Value) -> Document {
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Laws", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let source = Source {
        name: "laws.json".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    document::load(&mut Diagnostics::default(), &source, Dialect::Auto).expect("a document")
}

/// Tells for each instance if it is valid under a schema.
fn judged(schema: &Value, instances: &[Value]) -> Vec<bool> {
    let validator =
        jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{schema}: {error}"));
    instances
        .iter()
        .map(|instance| validator.is_valid(instance))
        .collect()
}

/// Checks the laws on the schemas of a seed.
fn check(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let schemas = json!({
        "A": schema(&mut rng, 2),
        "B": schema(&mut rng, 2),
        "C": {"type": "object", "properties": {"a": {"type": "string"}, "b": {}}, "required": ["a"]},
        "D": {"anyOf": [{"type": "integer", "minimum": 2}, {"type": ["string", "null"]}]},
        "Any": {},
    });
    let instances: Vec<Value> = (0..80).map(|_| instance(&mut rng, 2)).collect();
    let author = |key: &str| {
        let root = json!({"$ref": format!("#/components/schemas/{key}"), "components": {"schemas": schemas}});
        judged(&root, &instances)
    };
    let (document, config) = (load(&schemas), Config::new("laws"));
    let collected = collect(&document);
    let mut cx = Diagnostics::default();
    let lowerer = SchemaLowerer::new(
        &mut cx,
        &document,
        &config,
        &collected,
        crate::ir::Conventions::default(),
    );
    let mut views = Views { lowerer };
    let mut met = |keys: &[&str]| {
        let mut parts = keys.iter().map(|key| views.component(key));
        let parts: Option<Vec<_>> = parts.by_ref().collect();
        let rendered = parts.and_then(|parts| {
            let mut whole = MergedSchema::default();
            let fits = parts.into_iter().all(|part| whole.meet(part).is_none());
            fits.then(|| views.render(&whole))
        });
        judged(&rendered.unwrap_or(Value::Bool(false)), &instances)
    };
    let (one, other) = (author("A"), author("B"));
    let both: Vec<bool> = one
        .iter()
        .zip(&other)
        .map(|(one, other)| *one && *other)
        .collect();
    for (law, keys, expect) in [
        ("a view is its schema", vec!["A"], &one),
        ("of both", vec!["A", "B"], &both),
        ("in either order", vec!["B", "A"], &both),
        ("idempotent", vec!["A", "A"], &one),
        ("with an identity", vec!["Any", "A", "Any"], &one),
        ("absorbing what was said", vec!["A", "B", "A"], &both),
    ] {
        for ((instance, found), expect) in instances.iter().zip(met(&keys)).zip(expect) {
            assert_eq!(
                found, *expect,
                "{law} (seed {seed}): {instance} of {schemas:#}"
            );
        }
    }
    if let (Some(one), Some(any)) = (views.component("A"), views.component("Any")) {
        assert!(
            one.absorbs(&any) && one.absorbs(&one),
            "absorbs (seed {seed}): {schemas:#}"
        );
    }
}

/// `LAWS=100000` tries more.
#[test]
fn the_intersection_is_what_json_schema_says() {
    let most = std::env::var("LAWS")
        .ok()
        .and_then(|most| most.parse().ok());
    (0..most.unwrap_or(200)).for_each(check);
}
