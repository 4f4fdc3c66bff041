//! The verdicts on the wire beside what becomes of values and of calls.

use std::path::Path;

use rill_codegen::compare::{Change, Comparison, Rule, WireEffect};
use rill_conformance::Faults;
use rill_console::{Console, Problem};

use super::Prepared;

/// Pairs whose verdict differs from what becomes of values, and why that is as it should be.
const EXPECTED: [(&str, &str); 2] = [
    (
        "discriminator-removed",
        "values that are made have the property still, which the new document does not promise",
    ),
    (
        "schemas/Nobody/",
        "a schema that contains itself always has no finite value that could be tried",
    ),
];

/// Compares the verdicts on the wire with what becomes of values and calls.
pub(super) fn compare(
    prepared: &[Prepared<'_>],
    root: &Path,
    failures: &mut Vec<String>,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let documents: Vec<_> = prepared
        .iter()
        .map(|one| (&one.pair.old, &one.pair.new))
        .collect();
    let observed = crate::oracle::observe(&documents, root, console)?;
    let mut agreed = 0;
    for (one, observed) in prepared.iter().zip(observed) {
        let Some(observed) = observed else {
            failures.push(format!("{}: its programs do not compile", one.pair.name));
            continue;
        };
        let before = failures.len();
        differences(one, &one.of_values, &observed.values, &|_| true, failures);
        let is_called = |change: &Change| {
            let mut operations = change.operations.iter();
            operations.any(|operation| observed.called.contains(operation))
        };
        differences(one, &one.comparison, &observed.calls, &is_called, failures);
        agreed += usize::from(failures.len() == before);
    }
    console.result(&format!(
        "{agreed} of {} verdicts agree with what becomes of values and calls\n",
        prepared.len()
    ));
    Ok(())
}

/// Adds the effects that are said and do not occur, or occur and are not said.
fn differences(
    one: &Prepared<'_>,
    comparison: &Comparison,
    seen: &Faults,
    is_tried: &dyn Fn(&Change) -> bool,
    failures: &mut Vec<String>,
) {
    let name = &one.pair.name;
    if EXPECTED.iter().any(|(kind, _)| name.contains(kind)) {
        return;
    }
    for (effect, seen) in [
        (WireEffect::Undecodable, &seen.undecodable),
        (WireEffect::Refused, &seen.refused),
    ] {
        let is_said =
            |change: &&Change| change.rules.iter().any(|rule| is_of_values(*rule, effect));
        let mut said = comparison.changes.iter().filter(is_said);
        let said = said.find(|change| is_tried(change));
        if said.is_some() != seen.is_some() {
            let said = said.map(|one| format!("{} {:?}", one.item, one.rules));
            let word = effect.word();
            failures.push(format!("{name}: {word}: said {said:?}, seen {seen:?}"));
        }
    }
}

fn is_of_values(rule: Rule, effect: WireEffect) -> bool {
    let id = rule.id();
    rule.wire() == effect && (id.starts_with("input-") || id.starts_with("output-"))
}
