//! The report for programs. Its form is stable: what is here stays, and more may come.

use std::collections::BTreeMap;

use rill_codegen::diagnostic::{Change, ErrorLocation};
use rill_codegen::pointer::Pointer;
use rill_codegen::report::{InputLocator, LocatedDiagnostic};
use rill_codegen::{FatalError, Input, Span};
use rill_rows::ApiRows;
use serde::Serialize;
use serde_json::{Map, Value};

use super::Report;

#[derive(Serialize)]
struct CheckReport<'a> {
    document: &'a str,
    /// `fine`, `denied` (by code or by the budget), or `refused`.
    outcome: &'static str,
    refusal: Option<Refused<'a>>,
    findings: Vec<DiagnosticReport<'a>>,
    census: Option<Census>,
    /// Of a Rill project: the columns that its files tell, by API.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<BTreeMap<&'a str, RowsReport<'a>>>,
}

#[derive(Serialize)]
struct RowsReport<'a> {
    declared: bool,
    columns: Vec<ColumnReport<'a>>,
    /// Why there may be other columns.
    open: Option<&'a str>,
    /// Why Rill refuses the query.
    refused: Option<&'a str>,
}

#[derive(Serialize)]
struct ColumnReport<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    /// Why the type is not known.
    unknown: Option<&'a str>,
    optional: bool,
}

#[derive(Serialize)]
struct DiagnosticReport<'a> {
    code: &'static str,
    severity: &'static str,
    denied: bool,
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
    help: &'a str,
    overlay: Option<OverlayAction<'a>>,
}

#[derive(Serialize)]
struct At<'a> {
    file: &'a str,
    pointer: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
}

/// An action of an overlay, as it stands in one.
#[derive(Serialize)]
#[serde(untagged)]
enum OverlayAction<'a> {
    Update { target: &'a str, update: &'a Value },
    Remove { target: &'a str, remove: bool },
}

#[derive(Serialize)]
struct Refused<'a> {
    #[serde(flatten)]
    at: At<'a>,
    message: &'a str,
    reason: &'a str,
    help: &'a str,
}

#[derive(Serialize)]
struct Census {
    operations_declared: usize,
    operations_without_method: Vec<String>,
    methods: usize,
    types: usize,
    untyped: usize,
    untyped_places: Vec<String>,
    findings_by_code: BTreeMap<&'static str, usize>,
}

/// Returns the report on a document that is taken.
pub(super) fn report(report: &Report<'_>) -> Map<String, Value> {
    let generated = report.generated;
    let name = report.input.document.name.as_str();
    let by_code = generated.diagnostics.count_by_code();
    keys(&CheckReport {
        document: name,
        outcome: match report.verdict {
            None => "fine",
            Some(_) => "denied",
        },
        refusal: None,
        findings: report.findings.iter().map(finding).collect(),
        census: Some(Census {
            operations_declared: generated.declared.len(),
            operations_without_method: report.missing.iter().map(ToString::to_string).collect(),
            methods: generated.census.operations,
            types: generated.census.types,
            untyped: generated.untyped.len(),
            untyped_places: generated.untyped.iter().map(ToString::to_string).collect(),
            findings_by_code: by_code
                .into_iter()
                .map(|(code, count)| (code.as_str(), count))
                .collect(),
        }),
        rows: report.rows.map(|rows| {
            let apis = rows.apis.iter();
            apis.map(|(name, api)| (name.as_str(), rows_of(api)))
                .collect()
        }),
    })
}

/// Returns the report on a document from which nothing can be generated.
pub(super) fn refusal(refusal: &FatalError, input: &Input) -> Map<String, Value> {
    let name = input.document.name.as_str();
    let (file, pointer, span) = match refusal.place.as_deref() {
        None => (name, None, None),
        Some(ErrorLocation::Span(span)) => (name, None, Some(span.clone())),
        Some(ErrorLocation::SpanIn(file, span)) => (file.as_str(), None, Some(span.clone())),
        Some(ErrorLocation::Pointer(pointer)) => {
            let (source, span) = InputLocator::new(input).find(pointer);
            (source.name.as_str(), Some(pointer), span)
        }
    };
    keys(&CheckReport {
        document: name,
        outcome: "refused",
        refusal: Some(Refused {
            at: at(file, pointer, span.as_ref()),
            message: &refusal.message,
            reason: &refusal.reason,
            help: &refusal.help,
        }),
        findings: Vec::new(),
        census: None,
        rows: None,
    })
}

fn rows_of(api: &ApiRows) -> RowsReport<'_> {
    let columns = api.columns.iter().map(|column| ColumnReport {
        name: &column.name,
        kind: column.kind(),
        unknown: column.unknown.as_deref(),
        optional: !column.is_certain,
    });
    RowsReport {
        declared: api.is_declared,
        columns: columns.collect(),
        open: api.open.as_deref(),
        refused: api.refused.as_deref(),
    }
}

fn finding<'a>(located: &'a LocatedDiagnostic<'a>) -> DiagnosticReport<'a> {
    let found = located.found;
    DiagnosticReport {
        code: found.code.as_str(),
        severity: found.severity.as_str(),
        denied: found.denied,
        at: at(&located.source.name, Some(&found.at), located.span.as_ref()),
        message: &found.message,
        help: &found.help,
        overlay: located.action.as_ref().map(|action| match &action.change {
            Change::Update(update) => OverlayAction::Update {
                target: &action.target,
                update,
            },
            Change::Remove => OverlayAction::Remove {
                target: &action.target,
                remove: true,
            },
        }),
    }
}

fn at<'a>(file: &'a str, pointer: Option<&Pointer>, span: Option<&Span>) -> At<'a> {
    At {
        file,
        pointer: pointer.map(ToString::to_string),
        line: span.map(|span| span.line),
        column: span.map(|span| span.column),
    }
}

/// Returns the keys of the report.
fn keys(whole: &CheckReport<'_>) -> Map<String, Value> {
    match serde_json::to_value(whole) {
        Ok(Value::Object(keys)) => keys,
        // It is a struct of texts, numbers and maps keyed by text, all of which JSON has.
        _ => Map::new(),
    }
}
