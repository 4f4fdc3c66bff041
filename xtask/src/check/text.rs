//! The report for people.

use std::fmt::Write as _;

use rill_codegen::report::InputLocator;

use super::Report;

/// Returns the diagnostics, the counts, and every untyped location.
pub(super) fn report(report: &Report<'_>) -> String {
    let generated = report.generated;
    let mut text = generated.diagnostics.render_with_fixes(report.input);
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}: {}", report.input.document.name, summary(report));
    for (code, count) in generated.diagnostics.count_by_code() {
        let _ = writeln!(text, "  {count} of {code} ({})", code.severity());
    }
    if !report.missing.is_empty() {
        text.push_str(
            "operations without a method, left out by the config or for a reason that a diagnostic gives:\n",
        );
        for place in report.missing {
            let _ = writeln!(text, "  {place}");
        }
    }
    if !generated.untyped.is_empty() {
        text.push_str("untyped places:\n");
        let mut places = InputLocator::new(report.input);
        for place in &generated.untyped {
            let line = places.find(place).1.map_or(0, |span| span.line);
            let _ = writeln!(text, "  line {line}: {place}");
        }
    }
    text
}

fn summary(report: &Report<'_>) -> String {
    let generated = report.generated;
    let declared = generated.declared.len();
    let (types, untyped) = (generated.census.types, generated.untyped.len());
    format!(
        "{} of {} with a method, {}, {}, {}",
        declared - report.missing.len(),
        counted(declared, "operation"),
        counted(types, "type"),
        counted(untyped, "untyped place"),
        counted(report.findings.len(), "diagnostic"),
    )
}

fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
