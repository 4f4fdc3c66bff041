//! Verdicts on the components of one document.

use std::collections::BTreeMap;

use rill_conformance::equal::{self, Passed};
use rill_conformance::standard::{SAMPLES, Standard};
use rill_conformance::{Judge, sample};
use serde_json::Value;

use super::probe::{Answer, Probe};

/// A value that a component's type should hold.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) component: String,
    pub(super) value: Value,
}

/// The values of a document, and what was left out of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples {
    pub(super) values: Vec<Sample>,
    /// Components with the reason why there is no value of them.
    pub(super) without: BTreeMap<String, String>,
    /// Values that authors give and their own schemas refuse: component and reason.
    pub(super) refused: Vec<(String, String)>,
    /// Values that were made and do not fit after all.
    pub(super) dropped: usize,
}

/// Makes and collects the values of all components.
pub(super) fn samples(standard: &Standard, judge: &Judge, is_wide: bool) -> Samples {
    let mut samples = Samples::default();
    for (component, pointer) in &standard.components {
        let Some(schema) = standard.document.pointer(pointer) else {
            continue;
        };
        let before = samples.values.len();
        let mut last_flaw = None;
        let mut take = |samples: &mut Samples, value: &Value| match judge.flaw(pointer, value) {
            None => {
                samples.values.push(Sample {
                    component: component.clone(),
                    value: value.clone(),
                });
                true
            }
            Some(flaw) => {
                last_flaw = Some(flaw);
                false
            }
        };
        for value in sample::samples(&standard.document, schema, is_wide) {
            if !take(&mut samples, &value) {
                samples.dropped += 1;
            }
        }
        for value in schema
            .get(SAMPLES)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            if !take(&mut samples, value) {
                let flaw = judge.flaw(pointer, value).unwrap_or_default();
                samples.refused.push((component.clone(), flaw));
            }
        }
        if samples.values.len() == before {
            let why = last_flaw.unwrap_or_else(|| "its schema takes no finite value".to_owned());
            samples.without.insert(component.clone(), why);
        }
    }
    samples
}

/// A value that did not come back as it was.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    pub(super) component: String,
    /// The kind of fault, the same for all of its kind.
    pub(super) kind: String,
    /// Error message, or location of the difference.
    pub(super) detail: String,
    pub(super) sent: String,
    pub(super) back: String,
}

/// The numbers of a document.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdict {
    pub(super) components: usize,
    pub(super) tested: usize,
    pub(super) passed: usize,
    pub(super) values: usize,
    pub(super) held: usize,
    pub(super) let_pass: Passed,
    pub(super) failures: Vec<Failure>,
}

/// Compares what came back with what was sent.
pub(super) fn verdict(
    standard: &Standard,
    probe: &Probe,
    samples: &Samples,
    answers: &[Answer],
) -> Verdict {
    let mut verdict = Verdict {
        components: standard.components.len(),
        ..Verdict::default()
    };
    let mut held: BTreeMap<&str, bool> = BTreeMap::new();
    for (sample, answer) in samples.values.iter().zip(answers) {
        let failure = judge(standard, probe, sample, answer, &mut verdict.let_pass);
        verdict.values += 1;
        verdict.held += usize::from(failure.is_none());
        *held.entry(&sample.component).or_insert(true) &= failure.is_none();
        verdict.failures.extend(failure);
    }
    verdict.tested = held.len();
    verdict.passed = held.values().filter(|held| **held).count();
    verdict
}

fn judge(
    standard: &Standard,
    probe: &Probe,
    sample: &Sample,
    answer: &Answer,
    let_pass: &mut Passed,
) -> Option<Failure> {
    let failure = |kind: &str, detail: String, back: String| {
        Some(Failure {
            component: sample.component.clone(),
            kind: kind.to_owned(),
            detail,
            sent: sample.value.to_string(),
            back,
        })
    };
    if !probe.types.contains_key(&sample.component) {
        return failure("no type", String::new(), String::new());
    }
    let schema = standard
        .components
        .get(&sample.component)
        .and_then(|pointer| standard.document.pointer(pointer))?;
    match answer {
        Answer::Refused(why) => failure(
            &format!("refused: {}", plain(why)),
            why.clone(),
            String::new(),
        ),
        Answer::Value(back) => {
            match equal::compare(&standard.document, &[schema], &sample.value, back) {
                Ok(passed) => {
                    let_pass.reformed += passed.reformed;
                    let_pass.ignored += passed.ignored;
                    None
                }
                Err(difference) => failure(difference.kind, difference.at, back.to_string()),
            }
        }
    }
}

/// Returns a message without what differs from value to value.
fn plain(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    let mut plain = String::new();
    let mut is_quoted = false;
    for c in message.chars() {
        if matches!(c, '`' | '"') {
            is_quoted = !is_quoted;
            if is_quoted {
                plain.push('…');
            }
        } else if !is_quoted && !c.is_ascii_digit() {
            plain.push(c);
        }
    }
    plain.chars().take(120).collect()
}
