//! Report as a table and as JSON.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Mismatch, Verdict, table};

/// The version of the JSON form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct VerifyReport<'a> {
    version: u32,
    client: &'a str,
    target: &'a str,
    /// `sound` or `faults`.
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

/// Returns one JSON object.
pub(super) fn json(verdict: &Verdict) -> String {
    let all = verdict.apis.iter().flat_map(|checked| &checked.mismatches);
    let warnings = all
        .chain(&verdict.traps)
        .filter(|one| one.fault.is_warning());
    let whole = VerifyReport {
        version: VERSION,
        client: &verdict.client,
        target: &verdict.target,
        outcome: if verdict.is_sound() {
            "sound"
        } else {
            "faults"
        },
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
                        .filter(|one| !one.fault.is_warning())
                        .map(told)
                        .collect()
                },
            })
            .collect(),
        warnings: warnings.map(told).collect(),
    };
    // Texts and numbers, all of which JSON has.
    serde_json::to_string_pretty(&whole).map_or_else(|error| error.to_string(), |text| text + "\n")
}

/// Returns the table of APIs, and below it the problems of the project or the crate as a whole.
pub(super) fn text(verdict: &Verdict, is_terminal: bool) -> String {
    let mut text = format!("{}: {}\n", verdict.client, verdict.target);
    text.push_str(&table::table(&verdict.apis, is_terminal));
    for mismatch in &verdict.drift {
        let _ = writeln!(
            text,
            "error: {}: {} [{}]",
            mismatch.api, mismatch.what, mismatch.code
        );
    }
    if !verdict.drift.is_empty() {
        text.push_str("to bring the crate up to date, run: cargo xtask regenerate\n");
    }
    let all = verdict.apis.iter().flat_map(|checked| &checked.mismatches);
    for mismatch in all
        .chain(&verdict.traps)
        .filter(|one| one.fault.is_warning())
    {
        let _ = writeln!(
            text,
            "warning: {}: {} [{}]",
            mismatch.api,
            mismatch.shown(),
            mismatch.code
        );
    }
    text
}
