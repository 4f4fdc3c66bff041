//! Calls of one API, and what their answers mean.

use std::time::{Duration, Instant};

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Error, RillError, Via};
use rill_codegen::ir::{self, Call};
use serde_json::{Map, Value};

use super::{ApiCheck, Checked, Fault, Mismatch};
use rill_console::{Problem, Progress, chain};

use crate::live;

impl ApiCheck<'_> {
    /// Calls the API with each of its samples.
    pub(super) fn check(
        &self,
        core: &Core,
        timeout: Duration,
        progress: &Progress,
    ) -> Result<Checked, Problem> {
        let mut checked = Checked {
            api: self.name.to_owned(),
            samples: self.samples.len(),
            status: "not called".to_owned(),
            time: Duration::ZERO,
            rows: 0,
            mismatches: Vec::new(),
        };
        let none = [Map::new()];
        let samples = match (self.samples, self.required.first()) {
            ([], Some(name)) => {
                let what = format!(
                    "it requires `{name}`, and no sample gives it: add [client.sample.{}] to the config",
                    live::toml_key(self.name)
                );
                checked
                    .mismatches
                    .push(Mismatch::of(self.name, "no-sample", what, Fault::Trap));
                return Ok(checked);
            }
            ([], None) => &none[..],
            (samples, _) => samples,
        };
        for (index, sample) in samples.iter().enumerate() {
            let start = Instant::now();
            let answer = live::run(progress.watch(self.call(core, timeout, sample)))?;
            checked.time += start.elapsed();
            let mismatches = match answer {
                Ok((status, rows)) => {
                    checked.status = status;
                    checked.rows += rows.len();
                    let schema = self.schema.as_ref();
                    schema.map_or_else(Vec::new, |schema| schema.check(&rows))
                }
                Err(error) => {
                    checked.status = status_of(&error);
                    vec![refused(&error)]
                }
            };
            let mismatches = mismatches.into_iter().map(|mismatch| Mismatch {
                api: self.name.to_owned(),
                sample: (samples.len() > 1).then_some(index + 1),
                ..mismatch
            });
            checked.mismatches.extend(mismatches);
        }
        if checked.rows == 0 && checked.mismatches.is_empty() {
            let what = "no rows came, so nothing was compared".to_owned();
            let found = Mismatch::of(self.name, "nothing-to-compare", what, Fault::Trap);
            checked.mismatches.push(found);
        }
        Ok(checked)
    }

    async fn call(
        &self,
        core: &Core,
        timeout: Duration,
        sample: &Map<String, Value>,
    ) -> Result<(String, Vec<Value>), Error<RillError>> {
        let via = match &self.operation.call {
            Call::CustomApi {
                via: ir::Via::Body, ..
            } => Via::Body,
            _ => Via::Query,
        };
        let call = core.custom_api::<_, Value>(live::kept(self.name), via, sample);
        let response = call.timeout(timeout).retries(0).send().await?;
        let status = response.status().as_u16().to_string();
        Ok((status, response.into_value()))
    }
}

fn status_of(error: &Error<RillError>) -> String {
    match error.status() {
        Some(status) => status.as_u16().to_string(),
        None if error.is_timeout() => "timeout".to_owned(),
        None => "no answer".to_owned(),
    }
}

/// Converts a failed call into a mismatch.
fn refused(error: &Error<RillError>) -> Mismatch {
    let said = chain(error);
    let status = error.status().map_or(0, |status| status.as_u16());
    let (code, fault) = match (error, status) {
        (Error::Request(_), _) => ("bad-sample", Fault::Arguments),
        (Error::Transport(error), _) if error.is_timeout() => ("timeout", Fault::Network),
        (Error::Transport(error), _) if error.is_connect() => ("unreachable", Fault::Network),
        (Error::Transport(_), _) => ("broken-off", Fault::Network),
        (Error::Decode(_), _) => ("no-rows", Fault::Rill),
        (_, 300..=399) => ("redirect", Fault::Rill),
        (_, 401) => ("unauthorized", Fault::Token),
        (_, 403) => ("forbidden", Fault::Token),
        (_, 404) => ("not-served", Fault::Committed),
        (_, 400) if said.contains("result cap exceeded") => ("too-many-rows", Fault::Arguments),
        (_, 400) => ("call-refused", Fault::Arguments),
        (_, 429) => ("rate-limit", Fault::Rill),
        _ => ("server-error", Fault::Rill),
    };
    Mismatch::of("", code, said, fault)
}
