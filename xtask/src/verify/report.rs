//! Report as a table and as JSON.

use std::fmt::Write as _;

use comfy_table::CellAlignment;
use rill_console::{new_table, terminal_width, wrapped};
use serde_json::{Value, json};

use super::{Fault, Mismatch, Verdict};

/// The version of the JSON form: since the second, clients are listed in one object.
pub(super) const VERSION: u32 = 2;

fn told<'a>(found: impl IntoIterator<Item = &'a Mismatch>) -> Vec<Value> {
    let one = |mismatch: &Mismatch| {
        json!({
            "api": mismatch.api,
            "code": mismatch.code,
            "sample": mismatch.sample,
            "place": mismatch.place,
            "what": mismatch.what,
            "fault": mismatch.fault.word(),
        })
    };
    found.into_iter().map(one).collect()
}

/// Returns the object about a client.
pub(super) fn json(verdict: &Verdict) -> Value {
    let calls = verdict.apis.iter().flat_map(|checked| &checked.mismatches);
    let warnings = calls.chain(&verdict.traps).filter(|one| one.is_warning());
    let api = |checked: &super::Checked| {
        json!({
            "api": checked.api,
            "samples": checked.samples,
            "status": checked.status,
            "milliseconds": u64::try_from(checked.time.as_millis()).unwrap_or(u64::MAX),
            "rows": checked.rows,
            "faults": told(checked.mismatches.iter().filter(|one| !one.is_warning())),
        })
    };
    json!({
        "client": verdict.client,
        "target": verdict.target,
        "outcome": verdict.outcome(),
        "drift": told(&verdict.drift),
        "apis": verdict.apis.iter().map(api).collect::<Vec<_>>(),
        "warnings": told(warnings),
    })
}

/// Returns the table of APIs, and below it all that was found, faults first.
pub(super) fn text(verdict: &Verdict, is_terminal: bool) -> String {
    let mut table = new_table(is_terminal);
    table.set_header(["API", "status", "time", "rows", "faults"]);
    for checked in &verdict.apis {
        let faults = checked.mismatches.iter().filter(|one| !one.is_warning());
        table.add_row([
            checked.api.clone(),
            checked.status.clone(),
            format!("{} ms", checked.time.as_millis()),
            checked.rows.to_string(),
            faults.count().to_string(),
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!("{}{}\n{table}\n", verdict.prefix, verdict.target);
    let width = terminal_width().filter(|_| is_terminal);
    let width = width.map_or(usize::MAX, usize::from);
    let line = |one: &Mismatch| {
        let (severity, shown, code) = (one.severity(), one.shown(), one.code);
        let sample = one.sample.map(|sample| format!("sample {sample}: "));
        let sample = sample.unwrap_or_default();
        let fault = match one.fault {
            Fault::Trap => String::new(),
            fault => format!("; fault: {}", fault.word()),
        };
        let line = format!("{severity}: {}: {sample}{shown} [{code}]{fault}", one.api);
        wrapped(&line, width, 2) + "\n"
    };
    let (warnings, faults): (Vec<&Mismatch>, _) = verdict.all().partition(|one| one.is_warning());
    text.extend(faults.into_iter().map(line));
    if !verdict.drift.is_empty() {
        let see = &verdict.see;
        _ = writeln!(text, "to see what changes for callers, run: {see}");
    }
    text.extend(warnings.into_iter().map(line));
    text
}
