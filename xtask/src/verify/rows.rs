//! Rows against the document: its schema, by a JSON Schema library, and the generated types.
//!
//! Any column can be null whatever the schema says (RILL.md, section 3), and so can what stands in its objects; such
//! nulls are no fault. Formats are judged by the types, which read them.

use std::collections::BTreeMap;

use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use rill_codegen::ir::Type;
use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value, json};

use super::decode::{Types, inside};
use super::{Fault, Finding};

/// What rows of one API have to be.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    validator: Validator,
    types: Types<'a>,
    row: &'a Type,
    /// Declared columns, where the schema tells them all.
    columns: Option<Vec<String>>,
}

impl<'a> Rules<'a> {
    /// The rules of the rows whose schema stands at `at` in the rewritten document; none where that is no schema.
    pub(super) fn new(
        document: &Value,
        at: &Pointer,
        types: Types<'a>,
        row: &'a Type,
    ) -> Option<Self> {
        let mut whole = plain(document);
        let columns = columns(document, at.find(document)?);
        whole["$ref"] = at.to_reference().into();
        Some(Self {
            validator: jsonschema::options().build(&whole).ok()?,
            types,
            row,
            columns,
        })
    }

    /// What does not fit, each kind once, with the place of the first.
    pub(super) fn check(&self, rows: &[Value]) -> Vec<Finding> {
        let mut found: BTreeMap<(&'static str, String), (usize, Finding)> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            for finding in self.row(index, row) {
                let key = (finding.code, finding.column());
                let entry = found.entry(key).or_insert((0, finding));
                entry.0 += 1;
            }
        }
        let all = rows.len();
        let counted = found.into_values().map(|(count, mut finding)| {
            if all > 1 {
                finding.what = format!("{}; so in {count} of {all} rows", finding.what);
            }
            finding
        });
        counted.collect()
    }

    fn row(&self, index: usize, row: &Value) -> Vec<Finding> {
        let mut findings = Vec::new();
        let unread = self.types.row(self.row, row).err();
        let without_nulls = without_nulls(row);
        for error in self.validator.iter_errors(&without_nulls) {
            let place = Pointer::parse(error.instance_path().as_str()).unwrap_or_default();
            let (code, what) = match error.kind() {
                // It is there, and null.
                ValidationErrorKind::Required { property } if is_null_at(row, &place, property) => {
                    continue;
                }
                ValidationErrorKind::Required { property } => (
                    "missing-column",
                    format!("{property} is required and not there"),
                ),
                ValidationErrorKind::Enum { .. } | ValidationErrorKind::Constant { .. } => {
                    ("unknown-value", error.to_string())
                }
                ValidationErrorKind::AdditionalProperties { .. } => {
                    ("undeclared-column", error.to_string())
                }
                _ => ("misfit", error.to_string()),
            };
            findings.push(Finding::at(
                index,
                &path(&place),
                code,
                clip(&what),
                Fault::Api,
            ));
        }
        if let Some(misfit) = unread {
            let is_same = |finding: &&mut Finding| finding.is_at(index, &misfit.path);
            if let Some(known) = findings.iter_mut().find(is_same) {
                known.what = format!("{}; the generated types refuse it", known.what);
            } else {
                let fault = if misfit.is_format {
                    Fault::Api
                } else {
                    Fault::Generator
                };
                findings.push(Finding::at(
                    index,
                    &misfit.path,
                    "unreadable",
                    misfit.why,
                    fault,
                ));
            }
        }
        findings.extend(self.undeclared(index, row));
        findings
    }

    /// Columns that the generated types pass over in silence.
    fn undeclared(&self, index: usize, row: &Value) -> Vec<Finding> {
        let (Some(columns), Value::Object(row)) = (&self.columns, row) else {
            return Vec::new();
        };
        let unknown = row.keys().filter(|key| !columns.contains(key));
        let finding = |key: &String| {
            let what = "the document does not declare this column, so the types leave it out";
            Finding::at(
                index,
                &inside("", key),
                "undeclared-column",
                what.to_owned(),
                Fault::Api,
            )
        };
        unknown.map(finding).collect()
    }
}

/// The keys that a row's schema declares; none where it declares none, or takes others.
fn columns(document: &Value, schema: &Value) -> Option<Vec<String>> {
    let mut schema = schema;
    for _ in 0..32 {
        match schema["$ref"].as_str().and_then(Pointer::parse_fragment) {
            None => break,
            Some(at) => schema = at.find(document)?,
        }
    }
    if schema.get("allOf").is_some()
        || schema.get("anyOf").is_some()
        || schema.get("oneOf").is_some()
    {
        return None;
    }
    if schema
        .get("additionalProperties")
        .is_some_and(|more| *more != Value::Bool(false))
    {
        return None;
    }
    let properties = schema["properties"].as_object()?;
    Some(properties.keys().cloned().collect())
}

/// The document with its schemas in JSON Schema's own words.
fn plain(value: &Value) -> Value {
    let map = match value {
        Value::Array(list) => return list.iter().map(plain).collect(),
        Value::Object(map) => map,
        other => return other.clone(),
    };
    let mut out: Map<String, Value> = Map::new();
    for (key, value) in map {
        match (key.as_str(), value) {
            // Data is no schema.
            ("enum" | "const" | "default" | "example" | "examples", _) => {
                out.insert(key.clone(), value.clone());
            }
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(is)) => {
                let bound = if key == "exclusiveMinimum" {
                    "minimum"
                } else {
                    "maximum"
                };
                if let (true, Some(limit)) = (is, map.get(bound)) {
                    out.insert(key.clone(), limit.clone());
                }
            }
            ("nullable", Value::Bool(_)) => {}
            _ => {
                out.insert(key.clone(), plain(value));
            }
        }
    }
    if map.get("nullable") == Some(&Value::Bool(true)) {
        return json!({"anyOf": [out, {"type": "null"}]});
    }
    Value::Object(out)
}

/// The value without members that are null.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(_, value)| !value.is_null());
            kept.map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect()
        }
        Value::Array(list) => list.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

fn is_null_at(row: &Value, place: &Pointer, property: &Value) -> bool {
    let key = property.as_str().unwrap_or_default();
    place
        .find(row)
        .is_some_and(|object| object.get(key) == Some(&Value::Null))
}

fn path(place: &Pointer) -> String {
    let segments = place.segments();
    segments.fold(String::new(), |path, segment| {
        match segment.parse::<usize>() {
            Ok(index) => format!("{path}[{index}]"),
            Err(_) => inside(&path, &segment),
        }
    })
}

fn clip(text: &str) -> String {
    let start: String = text.chars().take(200).collect();
    if start.len() < text.len() {
        format!("{start}…")
    } else {
        start
    }
}
