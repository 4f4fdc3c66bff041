//! The report for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rill_codegen::pointer::Pointer;
use rill_codegen::report::{Detail, InputLocator, Paint};
use rill_console::{terminal_width, wrapped};
use rill_rows::Rows;

use super::Report;
use crate::diagnostics::{self, count};
use crate::generate::is_built_in;

/// Untyped places that are listed, unless all are wanted.
const LISTED: usize = 20;

/// Returns the diagnostics, the counts, and the untyped locations; with `all`, every one of them.
pub(super) fn report(report: &Report<'_>, all: bool, paint: Paint) -> String {
    let generated = report.generated;
    let mut text = if all {
        let each = report.findings.iter().map(std::slice::from_ref);
        let each = each
            .flat_map(|one| diagnostics::render(one, report.client, None, Detail::Fixes, paint));
        each.collect::<Vec<_>>().join("\n\n")
    } else {
        diagnostics::render(report.findings, report.client, None, Detail::Fixes, paint).join("\n\n")
    };
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let _ = writeln!(text, "{}: {}", report.input.document.name, summary(report));
    for (code, count) in generated.diagnostics.count_by_code() {
        let _ = writeln!(text, "  {count} of {code} ({})", code.severity());
    }
    list_missing(report, &mut text);
    list_untyped(report, all, &mut text);
    if let Some(rows) = report.rows.filter(|rows| !rows.apis.is_empty()) {
        add_rows(rows, &mut text);
    }
    text
}

/// Lists operations without a method, by the reason.
fn list_missing(report: &Report<'_>, text: &mut String) {
    let selection = &report.client.selection;
    let selects = !(selection.include.is_empty() && selection.exclude.is_empty());
    let is_rills_own = |place: &Pointer| !report.client.builtins && !selects && is_built_in(place);
    let (own, others): (Vec<&Pointer>, Vec<&Pointer>) = report
        .missing
        .iter()
        .copied()
        .partition(|place| is_rills_own(place));
    let reason = if selection.types_only {
        "left out by `types-only` of the config"
    } else if selects {
        "left out by `include` or `exclude` of the config, or as a diagnostic says"
    } else {
        "left out as a diagnostic says"
    };
    let reasons = [
        (own, "Rill's own, left out without `builtins`"),
        (others, reason),
    ];
    for (places, reason) in reasons {
        if places.is_empty() {
            continue;
        }
        let _ = writeln!(text, "operations without a method, {reason}:");
        for place in places {
            let _ = writeln!(text, "  {place}");
        }
    }
}

fn list_untyped(report: &Report<'_>, all: bool, text: &mut String) {
    let untyped = &report.generated.untyped;
    if untyped.is_empty() {
        return;
    }
    text.push_str("untyped locations:\n");
    let (mut places, mut finder) = (InputLocator::new(report.input), report.places.finder());
    let listed = if all { untyped.len() } else { LISTED };
    for place in untyped.iter().take(listed) {
        let (file, span) = match finder(place) {
            Some((source, span)) => (format!("{}:", source.name), span),
            None => ("line ".to_owned(), places.find(place).1),
        };
        let line = span.map_or(0, |span| span.line);
        let _ = writeln!(text, "  {file}{line}: {place}");
    }
    if let Some(more) = untyped.len().checked_sub(listed).filter(|more| *more > 0) {
        let _ = writeln!(text, "  and {more} more: --verbose lists all");
    }
}

/// Lists the columns that the project's files tell: types, and why one is unknown.
fn add_rows(rows: &Rows, text: &mut String) {
    let width = terminal_width().map_or(usize::MAX, |width| usize::from(width).saturating_sub(4));
    text.push_str("rows by the project's files:\n");
    for (name, api) in &rows.apis {
        let declared = if api.is_declared {
            " (declared; the file wins)"
        } else {
            ""
        };
        let _ = writeln!(text, "  {name}{declared}");
        let mut unknown: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for column in &api.columns {
            if let Some(why) = &column.unknown {
                unknown.entry(why).or_default().push(&column.name);
                continue;
            }
            let optional = if column.is_certain {
                ""
            } else {
                ", in some branches of the template"
            };
            let _ = writeln!(text, "    {}: {}{optional}", column.name, column.kind());
        }
        for (why, names) in unknown {
            let line = format!("untyped: {}: {why}", names.join(", "));
            let _ = writeln!(text, "    {}", wrapped(&line, width, 6));
        }
        if let Some(why) = api.refused.as_ref().or(api.open.as_ref()) {
            let what = match (&api.refused, api.columns.is_empty()) {
                (Some(_), _) => "Rill refuses it",
                (None, true) => "no column is known",
                (None, false) => "there may be other columns",
            };
            let _ = writeln!(text, "    {what}: {why}");
        }
    }
}

fn summary(report: &Report<'_>) -> String {
    let generated = report.generated;
    // A path that refers to another one has methods of its own.
    let called = generated.census.operations;
    format!(
        "{called} of {} with a method, {}, {}, {}",
        count(called + report.missing.len(), "operation"),
        count(generated.census.types, "type"),
        count(generated.untyped.len(), "untyped location"),
        count(report.findings.len(), "diagnostic"),
    )
}
