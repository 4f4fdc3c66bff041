//! The JSON Schema Test Suite, draft 2020-12: whatever it calls valid has to pass through the type of its schema.
//!
//! Each group of tests becomes a component of one document of `OpenAPI` 3.1, and all of them one crate. Types are looser
//! than schemas, so what the suite calls invalid may be decoded; how much is refused is counted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rill_codegen::Source;
use rill_conformance::view::View;
use rill_conformance::{Judge, equal, standard};
use serde_json::{Map, Value, json};

use super::exempt::Exemptions;
use super::probe::{self, Answer};
use rill_console::{Console, Problem, during};

/// The variable that names the suite's folder.
pub(super) const VARIABLE: &str = "JSON_SCHEMA_TEST_SUITE";

/// Files about schemas that find each other by address, which is no part of one document, and about what a validator
/// declares of itself.
const ADDRESSES: [&str; 4] = ["anchor", "dynamicRef", "refRemote", "vocabulary"];

/// Keywords of the same kind.
const ADDRESSING: [&str; 6] = [
    "$id",
    "$anchor",
    "$dynamicRef",
    "$dynamicAnchor",
    "$vocabulary",
    "$recursiveRef",
];

/// One instance of the suite.
#[derive(Clone, Debug)]
struct Case {
    /// The group, as a component.
    component: String,
    /// Place of the instance in its group.
    index: usize,
    value: Value,
    is_valid: bool,
}

impl Case {
    fn id(&self) -> String {
        format!("{} {}", self.component, self.index)
    }
}

/// Outcome of the suite.
#[derive(Debug, Default)]
pub(super) struct SuiteOutcome {
    pub(super) groups: usize,
    /// Groups that a document cannot hold.
    pub(super) left_out: usize,
    pub(super) valid: usize,
    /// Instances that lost only what is ignored by design.
    pub(super) ignoring: usize,
    pub(super) invalid: usize,
    pub(super) refused: usize,
    pub(super) tried: BTreeSet<String>,
    pub(super) failed: BTreeSet<String>,
    /// Failures where the schema's keywords concern another type.
    pub(super) told: BTreeSet<String>,
    /// Details of each failure.
    pub(super) details: Vec<String>,
}

/// Returns the folder of the draft's tests: the given one, else that of the variable, else where people put it.
pub(super) fn find(given: Option<&Path>, checkout: &Path) -> Option<PathBuf> {
    let variable = std::env::var_os(VARIABLE).map(PathBuf::from);
    let candidates = match (given, variable) {
        (Some(given), _) => vec![given.to_owned()],
        (None, Some(named)) => vec![named],
        (None, None) => {
            let home = std::env::var_os("HOME")
                .map(PathBuf::from)
                .unwrap_or_default();
            vec![
                checkout.join("../JSON-Schema-Test-Suite"),
                checkout.join("target/JSON-Schema-Test-Suite"),
                home.join(".cache/JSON-Schema-Test-Suite"),
            ]
        }
    };
    let inside = [
        "tests/draft2020-12",
        "json/tests/draft2020-12",
        "draft2020-12",
        ".",
    ];
    candidates
        .iter()
        .flat_map(|folder| inside.map(|inside| folder.join(inside)))
        .find(|folder| folder.join("allOf.json").is_file())
}

/// Says how to get it.
pub(super) fn absent() -> Problem {
    Problem::new("the JSON Schema Test Suite is not here")
        .note("it is not part of this project")
        .help(format!(
            "get it, for instance with `pip download --no-deps --no-binary :all: jsonschema` and `tar xf`, and name its \
             folder with --suite DIR or {VARIABLE}, or put it into ~/.cache/JSON-Schema-Test-Suite"
        ))
}

/// Runs the suite.
pub(super) fn run(
    folder: &Path,
    checkout: &Path,
    console: &mut Console<'_>,
) -> Result<SuiteOutcome, Problem> {
    let mut outcome = SuiteOutcome::default();
    let (mut schemas, cases) = read(folder, &mut outcome)?;
    hold_in_fields(&mut schemas);
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "suite", "version": "1"},
        "paths": {},
        "components": {"schemas": schemas},
    });
    let source = Source {
        name: "suite".to_owned(),
        bytes: document.to_string().into_bytes(),
    };
    let mut probe = probe::probe("suite", &source)
        .map_err(|text| Problem::rendered("the suite cannot be read", text))?;
    let standard = standard::standard(&probe.author, BTreeSet::new());
    probe.nullable = Judge::new(&standard).nullable();
    let workshop = probe::workshop(checkout, "suite")?;
    let errors = during(
        console.is_interactive(),
        "compiling the suite's types",
        || workshop.build(&[probe.package()]),
    )?;
    let held: Vec<_> = cases
        .iter()
        .map(|case| (holder(&case.component), json!({ FIELD: case.value })))
        .collect();
    let values: Vec<_> = held
        .iter()
        .map(|(name, value)| (name.as_str(), value))
        .collect();
    let Some(answers) = probe::ask(&workshop, &probe, &values)? else {
        console.say(errors);
        return Err(Problem::new("the types of the suite do not compile"));
    };
    for (case, answer) in cases.iter().zip(answers) {
        if !case.is_valid {
            outcome.invalid += 1;
            outcome.refused += usize::from(matches!(answer, Answer::Refused(_)));
            continue;
        }
        outcome.valid += 1;
        outcome.tried.insert(case.id());
        let schema = standard
            .components
            .get(&case.component)
            .and_then(|at| standard.document.pointer(at));
        let schemas: Vec<&Value> = schema.into_iter().collect();
        let flaw = match &answer {
            Answer::Refused(why) => Some(why.clone()),
            Answer::Value(back) => {
                let back = &back[FIELD];
                match equal::compare(&standard.document, &schemas, &case.value, back) {
                    Ok(passed) => {
                        outcome.ignoring += usize::from(passed.ignored > 0);
                        None
                    }
                    Err(difference) => Some(format!(
                        "{} at {:?}, back came {back}",
                        difference.kind, difference.at
                    )),
                }
            }
        };
        if let Some(flaw) = flaw {
            outcome.details.push(format!(
                "{}: {} of {}: {flaw}",
                case.id(),
                case.value,
                schemas.first().copied().unwrap_or(&Value::Null)
            ));
            outcome.failed.insert(case.id());
            if is_told(&standard.document, &schemas, &case.value) {
                outcome.told.insert(case.id());
            }
        }
    }
    Ok(outcome)
}

/// The field that holds an instance.
const FIELD: &str = "value";

fn holder(component: &str) -> String {
    format!("{component}Holder")
}

/// Adds an object around each schema: a type without a name of its own is read by the codec of the field that has it.
fn hold_in_fields(schemas: &mut Map<String, Value>) {
    let names: Vec<String> = schemas.keys().cloned().collect();
    for name in names {
        let schema = json!({
            "type": "object",
            "required": [FIELD],
            "properties": {FIELD: {"$ref": format!("#/components/schemas/{name}")}},
        });
        schemas.insert(holder(&name), schema);
    }
}

/// Returns the groups as components, and their instances.
fn read(
    folder: &Path,
    outcome: &mut SuiteOutcome,
) -> Result<(Map<String, Value>, Vec<Case>), Problem> {
    let unreadable = |path: &Path, why: String| {
        Problem::new("a file of the suite cannot be read")
            .at(rill_console::shown(path))
            .note(why)
    };
    let mut schemas = Map::new();
    let mut cases = Vec::new();
    let entries =
        std::fs::read_dir(folder).map_err(|error| unreadable(folder, error.to_string()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
    {
        let text =
            std::fs::read_to_string(path).map_err(|error| unreadable(path, error.to_string()))?;
        let groups: Vec<Value> =
            serde_json::from_str(&text).map_err(|error| unreadable(path, error.to_string()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        for (index, group) in groups.iter().enumerate() {
            outcome.groups += 1;
            let component = format!("{name}-{index}");
            let schema = &group["schema"];
            if ADDRESSES.contains(&name.as_ref()) || is_addressed(schema) {
                outcome.left_out += 1;
                continue;
            }
            schemas.insert(component.clone(), moved(schema, &component));
            let tests = group["tests"].as_array().into_iter().flatten().enumerate();
            cases.extend(tests.map(|(index, test)| Case {
                component: component.clone(),
                index,
                value: test["data"].clone(),
                is_valid: test["valid"] == Value::Bool(true),
            }));
        }
    }
    Ok((schemas, cases))
}

/// Returns `true` if a schema has an address of its own, or refers to one elsewhere.
fn is_addressed(schema: &Value) -> bool {
    match schema {
        Value::Object(map) => map.iter().any(|(key, value)| {
            let is_reference =
                matches!(value, Value::String(text) if key == "$ref" && !text.starts_with('#'));
            let is_address = value.is_string() && ADDRESSING.contains(&key.as_str());
            is_reference || is_address || is_addressed(value)
        }),
        Value::Array(list) => list.iter().any(is_addressed),
        _ => false,
    }
}

/// Returns a schema whose references lead to itself where it stands as a component.
fn moved(schema: &Value, component: &str) -> Value {
    match schema {
        Value::Object(map) => {
            let moved = map
                .iter()
                .filter(|(key, _)| *key != "$schema")
                .map(|(key, value)| {
                    let value = match (key.as_str(), value) {
                        ("$ref", Value::String(text)) => {
                            let place = text.trim_start_matches('#');
                            format!("#/components/schemas/{component}{place}").into()
                        }
                        ("const" | "enum" | "default", value) => value.clone(),
                        (_, value) => self::moved(value, component),
                    };
                    (key.clone(), value)
                });
            Value::Object(moved.collect())
        }
        Value::Array(list) => list.iter().map(|schema| moved(schema, component)).collect(),
        other => other.clone(),
    }
}

/// Returns `true` if a part of a value is of another type than the keywords of its schema concern, and the schema
/// declares no type.
fn is_told(document: &Value, schemas: &[&Value], value: &Value) -> bool {
    let view = View::spread(document, schemas);
    let is_free = view.kinds().is_empty() || view.said("type").next().is_some();
    let has_kind = view.kinds().into_iter().any(|kind| kind.has(value));
    if !is_free && !has_kind {
        return true;
    }
    match value {
        Value::Object(map) => map
            .iter()
            .any(|(key, value)| is_told(document, &view.property(key), value)),
        Value::Array(list) => {
            let mut elements = list.iter().enumerate();
            elements.any(|(index, value)| is_told(document, &view.element(index), value))
        }
        _ => false,
    }
}

/// Returns the outcome in a few lines.
pub(super) fn summary(outcome: &SuiteOutcome, exemptions: &Exemptions) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "{} groups, {} of them about schemas with addresses and left out\n\
         {} valid instances: {} hold, {} of these without properties that no schema describes\n\
         {} invalid instances: {} refused\n",
        outcome.groups,
        outcome.left_out,
        outcome.valid,
        outcome.valid - outcome.failed.len(),
        outcome.ignoring,
        outcome.invalid,
        outcome.refused,
    );
    for (key, count) in exemptions.count(&outcome.failed) {
        _ = writeln!(text, "{count} do not hold: {}", exemptions.reason(key));
    }
    text
}
