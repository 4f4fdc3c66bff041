//! The verdicts on the wire beside what becomes of values and of calls.

use std::path::Path;

use rill_codegen::compare::{Change, Comparison, Rule, WireEffect};
use rill_conformance::Faults;
use rill_console::{Console, Problem};

use super::Prepared;

/// Pairs whose verdict differs from what becomes of values, and why that is as it should be.
const EXPECTED: [(&str, &str); 26] = [
    (
        "discriminator-removed",
        "values that are made have the property still, which the new document does not promise",
    ),
    (
        "schemas/Nobody",
        "a schema that contains itself always has no finite value that could be tried",
    ),
    (
        "schemas/KeysTree",
        "the whole document as a schema takes any value",
    ),
    (
        "cases/bases/document.yaml",
        "values that are made of a base lack what its kinds require",
    ),
    (
        "/responses/200/headers/",
        "declared headers are decoded when they are asked for",
    ),
    (
        "~1all-of/post/requestBody/content/application~1json/schema object-",
        "a part of `allOf` that is closed takes no property of the others, which nobody means",
    ),
    ("schemas/NewPet object-", "the same"),
    ("schemas/Info/oneOf/0 object-closed", "the same"),
    ("properties/beside/oneOf/0 object-closed", "the same"),
    (
        "~1objects/post/requestBody/content/application~1json/schema object-",
        "a property that is required and not described is of any type in the model",
    ),
    (
        "/properties/q list-limited",
        "a list of at least two and at most one element has no value",
    ),
    ("/properties/p list-limited", "the same"),
    (
        "newer/document.yaml/components/schemas/Cat",
        "a tag that is no text is kept as unknown, and the verdict asks for more care",
    ),
    (
        "schemas/Grantee/properties/",
        "what a response has as XML is not made",
    ),
    (
        "schemas/Types/properties/short keeps: ",
        "JSON Schema does not know `required: true`, which the model does, of another property",
    ),
    (
        " schema-removed",
        "nothing is known of what stands where a reference leads nowhere",
    ),
    (
        "storageLimitBytesPerDeployment format-removed",
        "JSON Schema takes any text for one of format `int64`",
    ),
    (
        "x-www-form-urlencoded/schema/properties/kinds property-made-free",
        "a form's property of any type is written as JSON text, and its schema does not show that",
    ),
    (
        "application~1octet-stream/schema format-",
        "a format says nothing of bytes",
    ),
    (
        "arguments/document.yaml/paths/~1declared/post",
        "a parameter and a property of one name want values of two types, so that no call is sound",
    ),
    (
        "properties/several alternative-removed",
        "a text that is an integer or a boolean has no value",
    ),
    (
        "content/form-data/schema",
        "`form-data` is no media type, and its operation is not called",
    ),
    (
        "properties/open/anyOf/0 value-removed",
        "values that are listed beside any text are listed alone in the model",
    ),
    (
        "schemas/CrucibleOpts/properties/",
        "not every value that lies four levels inside a body is tried",
    ),
    (
        "schemas/VolumeConstructionRequest/oneOf/2/properties/",
        "the same",
    ),
    (
        "tags/document.yaml/components/schemas/Pet alternative-removed",
        "a mapping that still names the alternative counts as one",
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
