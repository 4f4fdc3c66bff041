//! Report as a table and as JSON.

use serde_json::{Value, json};

use super::{Mismatch, Verdict, table};

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

/// Returns the table of APIs, and below it the problems of the project or the crate as a whole.
pub(super) fn text(verdict: &Verdict, is_terminal: bool) -> String {
    let table = table::table(&verdict.apis, is_terminal);
    let mut text = format!("{}{}\n{table}", verdict.prefix, verdict.target);
    let line = |one: &Mismatch| {
        let (severity, shown) = (one.severity(), one.shown());
        format!("{severity}: {}: {shown} [{}]\n", one.api, one.code)
    };
    let whole = verdict.drift.iter().chain(&verdict.traps);
    text.extend(whole.filter(|one| !one.is_warning()).map(line));
    if !verdict.drift.is_empty() {
        let see = &verdict.see;
        text.push_str(&format!("to see what changes for callers, run: {see}\n"));
    }
    text.extend(verdict.all().filter(|one| one.is_warning()).map(line));
    text
}
