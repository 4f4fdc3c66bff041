//! Report as a table and as JSON.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use super::{Mismatch, Verdict, table};

#[derive(Serialize)]
struct VerifyReport<'a> {
    client: &'a str,
    target: &'a str,
    /// `sound`, `faults` or `nothing-to-compare`.
    outcome: &'static str,
    drift: Vec<MismatchReport<'a>>,
    apis: Vec<ApiReport<'a>>,
    warnings: Vec<MismatchReport<'a>>,
}

#[derive(Serialize)]
struct ApiReport<'a> {
    #[serde(rename = "api")]
    name: &'a str,
    samples: usize,
    status: &'a str,
    milliseconds: u128,
    rows: usize,
    faults: Vec<MismatchReport<'a>>,
}

#[derive(Serialize)]
struct MismatchReport<'a> {
    api: &'a str,
    code: &'static str,
    sample: Option<usize>,
    place: Option<&'a str>,
    what: &'a str,
    fault: &'static str,
}

fn told(mismatch: &Mismatch) -> MismatchReport<'_> {
    MismatchReport {
        api: &mismatch.api,
        code: mismatch.code,
        sample: mismatch.sample,
        place: mismatch.place.as_deref(),
        what: &mismatch.what,
        fault: mismatch.fault.word(),
    }
}

/// Returns the object about a client.
pub(super) fn json(verdict: &Verdict) -> Value {
    let all = verdict.apis.iter().flat_map(|checked| &checked.mismatches);
    let warnings = all.chain(&verdict.traps).filter(|one| one.is_warning());
    let whole = VerifyReport {
        client: &verdict.client,
        target: &verdict.target,
        outcome: verdict.outcome(),
        drift: verdict.drift.iter().map(told).collect(),
        apis: verdict
            .apis
            .iter()
            .map(|checked| ApiReport {
                name: &checked.api,
                samples: checked.samples,
                status: &checked.status,
                milliseconds: checked.time.as_millis(),
                rows: checked.rows,
                faults: {
                    let mismatches = checked.mismatches.iter();
                    mismatches
                        .filter(|one| !one.is_warning())
                        .map(told)
                        .collect()
                },
            })
            .collect(),
        warnings: warnings.map(told).collect(),
    };
    // Texts and numbers, all of which JSON has.
    serde_json::to_value(&whole).unwrap_or_default()
}

/// Returns the table of APIs, and below it the problems of the project or the crate as a whole.
pub(super) fn text(verdict: &Verdict, is_terminal: bool) -> String {
    let mut text = format!("{}{}\n", verdict.prefix, verdict.target);
    text.push_str(&table::table(&verdict.apis, is_terminal));
    for mismatch in verdict
        .drift
        .iter()
        .chain(&verdict.traps)
        .filter(|one| !one.is_warning())
    {
        let _ = writeln!(
            text,
            "error: {}: {} [{}]",
            mismatch.api,
            mismatch.shown(),
            mismatch.code
        );
    }
    if !verdict.drift.is_empty() {
        let _ = writeln!(
            text,
            "to see what changes for callers, run: {}",
            verdict.see
        );
    }
    let all = verdict.apis.iter().flat_map(|checked| &checked.mismatches);
    for mismatch in all
        .chain(&verdict.traps)
        .chain(&verdict.drift)
        .filter(|one| one.is_warning())
    {
        let _ = writeln!(
            text,
            "{}: {}: {} [{}]",
            mismatch.severity(),
            mismatch.api,
            mismatch.shown(),
            mismatch.code
        );
    }
    text
}
