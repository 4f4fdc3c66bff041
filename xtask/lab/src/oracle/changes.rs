//! Values of a changed document through the types of the old one, and what the old types write through the new schemas.

use std::collections::BTreeSet;
use std::path::Path;

use rill_codegen::{Config, Input, Source};
use serde_json::Value;

use super::probe::{self, Answer, Probe};
use super::verdict::{self, Samples};
use rill_conformance::standard::{self, Standard};
use rill_conformance::{Caller, Crossing, Faults, Judge, Workshop};
use rill_console::{Console, Problem, during};

/// Faults between a crate of the old document and a server of the new one.
#[derive(Debug)]
pub(crate) struct Observed {
    /// Values of the components.
    pub(crate) values: Faults,
    /// Calls of the operations.
    pub(crate) calls: Faults,
    /// Operations that were called.
    pub(crate) called: BTreeSet<String>,
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
        let mut samples = verdict::samples(&standard, &judge, true);
        // That a component may be null is said where it is used.
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
    let (mut probes, mut callers) = (Vec::new(), Vec::new());
    for (index, old) in olds.iter().enumerate() {
        let source = Source {
            name: "document.json".to_owned(),
            bytes: old.to_string().into_bytes(),
        };
        let mut probe = probe::probe(&format!("old-{index}"), &source).map_err(Problem::new)?;
        probe.nullable = Judge::new(&standard::standard(old, BTreeSet::new())).nullable();
        probes.push(probe);
        let name = format!("caller-{index}");
        let caller = Caller::new(&name, &Input::from(&source), &Config::new(&name));
        callers.push(caller.map_err(|refusal| Problem::new(refusal.render(&source)))?);
    }
    let workshop = probe::workshop(checkout, "changes")?;
    let mut packages: Vec<_> = probes.iter().map(Probe::package).collect();
    packages.extend(
        callers
            .iter_mut()
            .map(|one| std::mem::take(&mut one.package)),
    );
    let errors = during(console.is_interactive(), "compiling", || {
        workshop.build(&packages)
    })?;
    if errors.contains("error") {
        console.say(errors);
    }
    let mut all = Vec::new();
    for (old, new) in pairs {
        let Some(index) = olds.iter().position(|known| known == old) else {
            continue;
        };
        let crossing = Crossing::new(&callers[index], new);
        let answers = workshop.ask(&format!("caller-{index}"), &crossing.lines())?;
        let values = values(&workshop, &probes[index], (old, new))?;
        all.push(values.zip(answers).map(|(values, answers)| Observed {
            values,
            calls: crossing.faults(&answers),
            called: crossing.called(),
        }));
    }
    Ok(all)
}

/// Sends values of the components of both documents through the old types.
fn values(
    workshop: &Workshop,
    probe: &Probe,
    (old, new): (&Value, &Value),
) -> Result<Option<Faults>, Problem> {
    let (one, other) = (Side::new(old), Side::new(new));
    let (read, written) = (
        other.through(workshop, probe)?,
        one.through(workshop, probe)?,
    );
    Ok(read.zip(written).map(|(read, written)| {
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
        Faults {
            undecodable,
            refused,
        }
    }))
}
