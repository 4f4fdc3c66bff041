//! The report for programs. Its form is stable: what is here stays, and more may come.

use std::collections::BTreeMap;

use rill_codegen::diagnostic::{Change, ErrorLocation};
use rill_codegen::pointer::Pointer;
use rill_codegen::report::{InputLocator, LocatedDiagnostic};
use rill_codegen::{FatalError, Input, Span};
use rill_rows::ApiRows;
use serde_json::{Value, json};

use super::Report;

/// Returns the report on a document that is taken.
pub(super) fn report(report: &Report<'_>) -> Value {
    let generated = report.generated;
    let by_code = generated.diagnostics.count_by_code().into_iter();
    let by_code: BTreeMap<_, _> = by_code
        .map(|(code, count)| (code.as_str(), count))
        .collect();
    let texts = |places: &mut dyn Iterator<Item = &Pointer>| -> Vec<String> {
        places.map(ToString::to_string).collect()
    };
    let mut object = json!({
        "document": report.input.document.name,
        "outcome": if report.verdict.is_none() { "fine" } else { "denied" },
        "refusal": null,
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "census": {
            "operations_declared": generated.declared.len(),
            "operations_without_method": texts(&mut report.missing.iter().copied()),
            "methods": generated.census.operations,
            "types": generated.census.types,
            "untyped": generated.untyped.len(),
            "untyped_places": texts(&mut generated.untyped.iter()),
            "findings_by_code": by_code,
        },
    });
    if let Some(rows) = report.rows {
        let apis = rows
            .apis
            .iter()
            .map(|(name, api)| (name.as_str(), rows_of(api)));
        object["rows"] = json!(apis.collect::<BTreeMap<_, _>>());
    }
    object
}

/// Returns the report on a document from which nothing can be generated.
pub(super) fn refusal(refusal: &FatalError, input: &Input) -> Value {
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
    let own = json!({
        "message": refusal.message,
        "reason": refusal.reason,
        "help": refusal.help,
    });
    json!({
        "document": name,
        "outcome": "refused",
        "refusal": at(file, pointer, span.as_ref(), own),
        "findings": [],
        "census": null,
    })
}

/// Returns the columns that a project's files tell of an API: why a type is not known, why there may be other columns,
/// and why Rill refuses the query.
fn rows_of(api: &ApiRows) -> Value {
    let columns = api.columns.iter().map(|column| {
        json!({
            "name": column.name,
            "type": column.kind(),
            "schema": column.schema,
            "unknown": column.unknown,
            "optional": !column.is_certain,
        })
    });
    json!({
        "declared": api.is_declared,
        "columns": columns.collect::<Vec<_>>(),
        "open": api.open,
        "refused": api.refused,
    })
}

fn finding(located: &LocatedDiagnostic<'_>) -> Value {
    let found = located.found;
    let overlay = located.action.as_ref().map(|action| match &action.change {
        Change::Update(update) => json!({"target": action.target, "update": update}),
        Change::Remove => json!({"target": action.target, "remove": true}),
    });
    let own = json!({
        "code": found.code.as_str(),
        "severity": found.severity.as_str(),
        "denied": found.denied,
        "message": found.message,
        "help": found.help,
        "overlay": overlay,
    });
    at(
        &located.source.name,
        Some(&found.at),
        located.span.as_ref(),
        own,
    )
}

/// Adds a place to an object.
fn at(file: &str, pointer: Option<&Pointer>, span: Option<&Span>, mut object: Value) -> Value {
    object["file"] = file.into();
    object["pointer"] = json!(pointer.map(ToString::to_string));
    object["line"] = json!(span.map(|span| span.line));
    object["column"] = json!(span.map(|span| span.column));
    object
}
