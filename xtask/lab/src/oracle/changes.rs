//! Values of a changed document through the types of the old one, and what the old types write through the new schemas.

use std::collections::BTreeSet;
use std::path::Path;

use rill_codegen::Source;
use serde_json::Value;

use super::probe::{self, Answer, Probe};
use super::verdict::{self, Samples};
use rill_conformance::standard::{self, Standard};
use rill_conformance::{Judge, Workshop};
use rill_console::{Console, Problem, during};

/// What went wrong between a crate of the old document and a server of the new one, each with a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observed {
    /// A value of the new schemas that the old types do not read.
    pub(crate) undecodable: Option<String>,
    /// A value that the old types write, and the new schemas do not take.
    pub(crate) refused: Option<String>,
}

/// A document as JSON Schema, with values.
struct Side {
    standard: Standard,
    judge: Judge,
    samples: Samples,
}

impl Side {
    fn new(document: &Value) -> Self {
        let standard = standard::standard(document, BTreeSet::new());
        let judge = Judge::new(&standard);
        let mut samples = verdict::samples(&standard, &judge);
        // Whether a component may be null is said where it is used.
        samples.values.retain(|sample| !sample.value.is_null());
        Self {
            standard,
            judge,
            samples,
        }
    }

    fn flaw(&self, component: &str, value: &Value) -> Option<String> {
        let place = self.standard.components.get(component)?;
        self.judge.flaw(place, value)
    }

    fn takes(&self, component: &str, value: &Value) -> bool {
        self.standard.components.contains_key(component) && self.flaw(component, value).is_none()
    }

    /// Lets the types of a program read the values of the schemas; returns what each is written as.
    fn through(
        &self,
        workshop: &Workshop,
        probe: &Probe,
    ) -> Result<Option<Vec<Passed<'_>>>, Problem> {
        let values = self.samples.values.iter();
        let values = values.filter(|sample| probe.types.contains_key(&sample.component));
        let values: Vec<_> = values
            .map(|one| (one.component.as_str(), &one.value))
            .collect();
        let answers = probe::ask(workshop, probe, &values)?;
        let with = |answers: Vec<Answer>| {
            let all = values.into_iter().zip(answers);
            all.map(|((component, value), answer)| (component, value, answer))
                .collect()
        };
        Ok(answers.map(with))
    }
}

/// One component's value, and what a type wrote it as.
type Passed<'a> = (&'a str, &'a Value, Answer);

/// Observes pairs of documents, the old one first; none where the types of the old one do not compile.
pub(crate) fn observe(
    pairs: &[(&Value, &Value)],
    checkout: &Path,
    console: &mut Console<'_>,
) -> Result<Vec<Option<Observed>>, Problem> {
    let mut olds: Vec<&Value> = Vec::new();
    for (old, _) in pairs {
        if !olds.contains(old) {
            olds.push(old);
        }
    }
    let mut probes = Vec::new();
    for (index, old) in olds.iter().enumerate() {
        let source = Source {
            name: "document.json".to_owned(),
            bytes: old.to_string().into_bytes(),
        };
        let mut probe = probe::probe(&format!("old-{index}"), &source).map_err(Problem::new)?;
        probe.nullable = Judge::new(&standard::standard(old, BTreeSet::new())).nullable();
        probes.push(probe);
    }
    let workshop = probe::workshop(checkout, "changes")?;
    let packages: Vec<_> = probes.iter().map(Probe::package).collect();
    let errors = during(console.is_interactive(), "compiling", || {
        workshop.build(&packages)
    })?;
    if errors.contains("error") {
        console.say(errors);
    }
    let mut all = Vec::new();
    for (old, new) in pairs {
        let probe = olds
            .iter()
            .position(|known| known == old)
            .map(|index| &probes[index]);
        let (one, other) = (Side::new(old), Side::new(new));
        let Some(probe) = probe else { continue };
        let read = other.through(&workshop, probe)?;
        let written = one.through(&workshop, probe)?;
        all.push(read.zip(written).map(|(read, written)| {
            let undecodable = read
                .iter()
                .find_map(|(component, value, answer)| match answer {
                    // What both schemas take is for the oracle to judge.
                    Answer::Refused(why) if !one.takes(component, value) => {
                        Some(format!("{component} {value}: {why}"))
                    }
                    _ => None,
                });
            let refused = written.iter().find_map(|(component, _, answer)| {
                let Answer::Value(value) = answer else {
                    return None;
                };
                let is_known = other.standard.components.contains_key(*component);
                let is_lost = is_known && one.takes(component, value);
                let flaw = other.flaw(component, value).filter(|_| is_lost)?;
                Some(format!("{component} {value}: {flaw}"))
            });
            Observed {
                undecodable,
                refused,
            }
        }));
    }
    Ok(all)
}
