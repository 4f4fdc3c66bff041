//! Rows against the schema of the document, by a JSON Schema library.
//!
//! Any column can be null whatever the schema says (RILL.md, section 3), and so can what stands in its objects; such
//! nulls are no fault. Formats are asserted where a generated type reads them, by the parser that it uses.

use std::collections::BTreeMap;
use std::error::Error;

use boon::{
    Compiler, ErrorKind, Format, SchemaIndex, Schemas, SchemeUrlLoader, Type, ValidationError,
};
use rill_client_runtime::codegen::v1::{Codec, RillDate};
use rill_client_runtime::{Base64, Moment};
use rill_codegen::pointer::Pointer;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{Fault, Mismatch};

/// The address of the document while its schemas are compiled.
const DOCUMENT: &str = "document:/openapi.json";

/// Formats that generated types read, each with its parser.
const FORMATS: [Format; 8] = [
    format("date-time", parse::<Moment>),
    format("date", parse_date),
    format("uuid", parse::<uuid::Uuid>),
    format("byte", parse::<Base64>),
    format("int32", parse_number::<i32>),
    format("int64", parse_number::<i64>),
    format("uint32", parse_number::<u32>),
    format("uint64", parse_number::<u64>),
];

type Parsed = Result<(), Box<dyn Error>>;

const fn format(name: &'static str, func: fn(&Value) -> Parsed) -> Format {
    Format { name, func }
}

fn parse<T: DeserializeOwned>(value: &Value) -> Parsed {
    if value.is_string() {
        T::deserialize(value)?;
    }
    Ok(())
}

/// Parses a date, or a time at midnight, as Rill serves days.
fn parse_date(value: &Value) -> Parsed {
    if value.is_string() {
        <RillDate as Codec<Option<jiff::civil::Date>>>::read(value)?;
    }
    Ok(())
}

fn parse_number<T: DeserializeOwned>(value: &Value) -> Parsed {
    if value.is_number() {
        T::deserialize(value)?;
    }
    Ok(())
}

/// The schema of the rows of one API.
pub(crate) struct RowSchema {
    schemas: Schemas,
    row: SchemaIndex,
    /// Declared columns, where the schema lists them all.
    columns: Option<Vec<String>>,
}

impl RowSchema {
    /// Compiles the schema at `at` in the rewritten document; returns `None` if there is none, or it does not compile.
    pub(crate) fn new(document: &Value, at: &Pointer) -> Option<Self> {
        let columns = columns(document, at.find(document)?);
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        for format in FORMATS {
            compiler.register_format(format);
        }
        // Nothing is fetched: references to other files were resolved before.
        compiler.use_loader(Box::new(SchemeUrlLoader::new()));
        compiler.add_resource(DOCUMENT, plain(document)).ok()?;
        let mut schemas = Schemas::new();
        let address = format!("{DOCUMENT}{}", at.to_reference());
        let row = compiler.compile(&address, &mut schemas).ok()?;
        Some(Self {
            schemas,
            row,
            columns,
        })
    }

    /// Returns the mismatches of rows, each kind once, with the place of the first.
    pub(crate) fn check(&self, rows: &[Value]) -> Vec<Mismatch> {
        let mut found: BTreeMap<(&'static str, String), (usize, Mismatch)> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            for mismatch in self.row(index, row) {
                let key = (mismatch.code, mismatch.column());
                let entry = found.entry(key).or_insert((0, mismatch));
                entry.0 += 1;
            }
        }
        let all = rows.len();
        let counted = found.into_values().map(|(count, mut mismatch)| {
            if all > 1 {
                mismatch.what = format!("{}; so in {count} of {all} rows", mismatch.what);
            }
            mismatch
        });
        counted.collect()
    }

    fn row(&self, index: usize, row: &Value) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        let mut errors = Vec::new();
        let result = self.schemas.validate(row, self.row);
        if let Err(error) = &result {
            leaves(error, &mut errors);
        }
        for error in errors {
            let place = Pointer::parse(&error.instance_location.to_string()).unwrap_or_default();
            let value = place.find(row).unwrap_or(&Value::Null);
            let (code, what) = describe(error, value);
            mismatches.push(Mismatch::at(
                index,
                &path(&place),
                code,
                clip(&what),
                Fault::Api,
            ));
        }
        mismatches.extend(self.undeclared(index, row));
        mismatches
    }

    /// Columns that the generated types pass over in silence.
    fn undeclared(&self, index: usize, row: &Value) -> Vec<Mismatch> {
        let (Some(columns), Value::Object(row)) = (&self.columns, row) else {
            return Vec::new();
        };
        let unknown = row.keys().filter(|key| !columns.contains(key));
        let mismatch = |key: &String| {
            let what = "the document does not declare this column, so the types leave it out";
            Mismatch::at(
                index,
                &inside("", key),
                "undeclared-column",
                what.to_owned(),
                Fault::Api,
            )
        };
        unknown.map(mismatch).collect()
    }
}

/// Returns the keys that a row's schema declares; none where it declares none, or takes others.
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

/// Returns the document with its schemas as JSON Schema has them, and every member of an object nullable.
fn plain(value: &Value) -> Value {
    let map = match value {
        Value::Array(list) => return list.iter().map(plain).collect(),
        Value::Object(map) => map,
        other => return other.clone(),
    };
    let mut out: Map<String, Value> = Map::new();
    for (key, value) in map {
        let converted = match (key.as_str(), value) {
            // Data is no schema.
            ("enum" | "const" | "default" | "example" | "examples", _) => value.clone(),
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(is)) => {
                let bound = key.replace("exclusiveM", "m");
                match map.get(&bound).filter(|_| *is) {
                    Some(limit) => limit.clone(),
                    None => continue,
                }
            }
            ("nullable", Value::Bool(_)) => continue,
            ("format", Value::String(name)) if !FORMATS.iter().any(|one| one.name == name) => {
                continue;
            }
            ("properties" | "patternProperties", Value::Object(members)) => members
                .iter()
                .map(|(key, schema)| (key.clone(), or_null(&plain(schema))))
                .collect(),
            ("additionalProperties", Value::Object(_)) => or_null(&plain(value)),
            _ => plain(value),
        };
        out.insert(key.clone(), converted);
    }
    if map.get("nullable") == Some(&Value::Bool(true)) {
        return or_null(&out.into());
    }
    out.into()
}

fn or_null(schema: &Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// Collects the errors that say something themselves: alternatives as a whole, everything else at its leaves.
fn leaves<'e>(error: &'e ValidationError<'e, 'e>, found: &mut Vec<&'e ValidationError<'e, 'e>>) {
    let is_null_wanted = |error: &&ValidationError<'_, '_>| matches!(&error.kind, ErrorKind::Type { want, .. } if want.iter().all(|one| one == Type::Null));
    let mut causes: Vec<_> = error.causes.iter().collect();
    if matches!(error.kind, ErrorKind::AnyOf) {
        // A nullable schema is written as a choice between the schema and null.
        causes.retain(|cause| !is_null_wanted(cause));
        if causes.len() > 1 {
            causes.clear();
        }
    }
    if causes.is_empty() || matches!(error.kind, ErrorKind::OneOf(_) | ErrorKind::Not) {
        found.push(error);
    } else {
        for cause in causes {
            leaves(cause, found);
        }
    }
}

/// Returns code and message of an error about `value`.
fn describe(error: &ValidationError<'_, '_>, value: &Value) -> (&'static str, String) {
    match &error.kind {
        ErrorKind::Required { want } => (
            "missing-column",
            format!("{} is required and not there", want.join(", ")),
        ),
        ErrorKind::Type { want, .. } => {
            let names: Vec<String> = want.iter().map(|one| format!("\"{one}\"")).collect();
            (
                "row-mismatch",
                format!("{value} is not of type {}", names.join(" or ")),
            )
        }
        ErrorKind::Enum { .. } | ErrorKind::Const { .. } => {
            ("unknown-value", format!("{value}: {}", error.kind))
        }
        ErrorKind::AdditionalProperties { .. } => ("undeclared-column", error.kind.to_string()),
        ErrorKind::Format { want, .. } => (
            "format-mismatch",
            format!("{value} is not a valid `{want}`"),
        ),
        ErrorKind::AnyOf | ErrorKind::OneOf(None) => (
            "row-mismatch",
            format!("{value} matches none of the alternatives"),
        ),
        kind => ("row-mismatch", format!("{value}: {kind}")),
    }
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

/// Appends a key to a path: `.key`, or `["a key"]` where it is not a plain word.
fn inside(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_');
    if is_plain {
        format!("{path}.{key}")
    } else {
        format!("{path}[{key:?}]")
    }
}
