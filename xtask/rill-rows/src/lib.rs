//! The columns of a Rill project's APIs, and their types, from the project's own files: no server, and no SQL is run.
//!
//! ```text
//! types         what JSON tells apart  │ arithmetic  │ shape: columns
//! template      a Go template → the texts that it can give, with placeholders for its outputs
//! sql           a query → columns, by the rules of DuckDB
//! branches      every text of a template, read and brought together
//! catalogue     models, sources and connectors, read when they are asked for
//! metrics_view  a metrics view → dimensions and measures with types, names and units
//! resolver      an API → columns, or why Rill refuses it
//! document      columns → schemas, marked with `x-rill-inferred`, in the document that the project makes
//! ```
//!
//! The rules are those of RILL-ROWS.md. A type that is not certain is left out: its column is untyped JSON, and the
//! reason is told. One thing is taken for certain that is not quite: what a template writes into a select list has none of
//! the names that stand beside it.

#![allow(
    clippy::match_same_arms,
    reason = "each arm of a table of types is a rule of its own"
)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test"),
    allow(clippy::too_many_lines, reason = "tests are tables")
)]

mod arithmetic;
mod branches;
mod catalogue;
mod document;
mod memo;
mod metrics_view;
mod placeholder;
mod resolver;
mod shape;
mod sql;
mod template;
mod types;

pub use document::{ROW_SCHEMA, is_open, row_schema};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rill_codegen::pointer::Pointer;
use rill_console::{Problem, shown};
use rill_project::{Project, Resource};
use serde_json::Value;

use catalogue::Catalogue;
use metrics_view::Views;

/// Stack of the thread that reads SQL, whose parts lie inside of each other as deep as its author likes.
const STACK_BYTES: usize = 256 << 20;

/// The rows of a project's APIs.
#[derive(Debug, Default)]
pub struct Rows {
    /// APIs by their names.
    pub apis: BTreeMap<String, ApiRows>,
}

/// The rows of one API, as far as they are known.
#[derive(Debug)]
pub struct ApiRows {
    /// The file of the API.
    pub path: PathBuf,
    /// `true` if the file declares the schema of a row, which wins.
    pub is_declared: bool,
    /// Columns that it has, in the order of the query.
    pub columns: Vec<ColumnRow>,
    /// Why it may have others too.
    pub open: Option<String>,
    /// Why Rill refuses its query.
    pub refused: Option<String>,
    /// Schemas of arguments, by their names.
    pub arguments: BTreeMap<String, Value>,
}

/// A column of an API.
#[derive(Debug)]
pub struct ColumnRow {
    /// Its name.
    pub name: String,
    /// The schema of its values; empty where nothing is certain.
    pub schema: Value,
    /// Why its type is not known.
    pub unknown: Option<String>,
    /// `false` if only some branches of the API's template have it.
    pub is_certain: bool,
    /// The words of the project's author and of Rill about it.
    pub docs: Option<String>,
}

impl ColumnRow {
    /// Returns a word for its type: the format or type of its schema, `untyped` where nothing is certain.
    pub fn kind(&self) -> &str {
        let word = |key: &str| self.schema[key].as_str();
        word("format").or_else(|| word("type")).unwrap_or("untyped")
    }

    /// Returns `true` if its values have a type.
    pub fn is_typed(&self) -> bool {
        self.schema
            .as_object()
            .is_some_and(|schema| !schema.is_empty())
    }
}

/// Reads the rows of every API of a project.
///
/// # Errors
///
/// A file cannot be read.
pub fn read_rows(folder: &Path) -> Result<Rows, Problem> {
    let project = rill_project::read_project(folder)?;
    std::thread::scope(|scope| {
        let reading = std::thread::Builder::new()
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || rows(&project))
            .map_err(|error| Problem::new("no thread can be started").note(error.to_string()))?;
        reading
            .join()
            .map_err(|_| Problem::new("the SQL of the project cannot be read").at(shown(folder)))
    })
}

fn rows(project: &Project) -> Rows {
    let catalogue = Catalogue::new(project);
    let views = Views::new(&catalogue);
    let mut apis = BTreeMap::new();
    for api in project
        .resources
        .iter()
        .filter(|resource| resource.kind == "api")
    {
        apis.entry(api.name.clone())
            .or_insert_with(|| one(api, &catalogue, &views));
    }
    Rows { apis }
}

fn one(api: &Resource, catalogue: &Catalogue<'_>, views: &Views<'_>) -> ApiRows {
    let found = resolver::read(api, catalogue, views);
    let declared = Pointer::root()
        .push("openapi")
        .push("response_schema")
        .find(api.value());
    let columns = found.shape.columns.into_iter().map(|column| ColumnRow {
        schema: column.kind.schema(),
        unknown: column.kind.reason().map(str::to_owned),
        docs: match (column.docs, column.kind.note()) {
            (Some(docs), Some(note)) => Some(format!("{docs}\n\n{note}")),
            (docs, note) => docs.or_else(|| note.map(str::to_owned)),
        },
        is_certain: column.is_certain,
        name: column.name,
    });
    ApiRows {
        path: api.path.clone(),
        is_declared: declared
            .and_then(Value::as_object)
            .is_some_and(|schema| !schema.is_empty()),
        columns: columns.collect(),
        open: found.shape.open,
        refused: found.refused,
        arguments: found
            .arguments
            .iter()
            .map(|(name, kind)| (name.clone(), document::argument(kind)))
            .collect(),
    }
}

#[cfg(test)]
mod tests;
