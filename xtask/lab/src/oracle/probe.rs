//! The crate of a document with a program beside it that decodes and encodes values of its types.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use rill_codegen::{
    Config, Dialect, Generated, Selection, Source, analyze, document, ir, lower, names,
};
use serde_json::Value;

use rill_conformance::{Package, Workshop};
use rill_console::{Problem, target_folder};

/// A document whose types are put to the test.
#[derive(Debug)]
pub(super) struct Probe {
    /// The package, and the program in it.
    pub(super) name: String,
    /// The author's document.
    pub(super) author: Value,
    /// The Rust type of each component, in the order of the program's table.
    pub(super) types: BTreeMap<String, String>,
    /// Components that may be null: a reference to one is to an `Option` of its type.
    pub(super) nullable: BTreeSet<String>,
    generated: Generated,
    /// Bytes of the stack that values are decoded with.
    stack: usize,
}

/// Why there is no answer where the program aborts, or is late.
const ENDED: &str = "the program ended without an answer";

/// Returns `true` if a value was not refused by its type: the program aborted, panicked or was late.
pub(super) fn is_abort(why: &str) -> bool {
    why == ENDED || why == "it panicked"
}

impl Probe {
    /// Returns the crate with its program.
    pub(super) fn package(&self) -> Package {
        Package::new(&self.name, self.generated.clone(), program(self))
    }
}

/// Outcome of one value.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// It was decoded, and encoded as this.
    Value(Value),
    /// It was refused.
    Refused(String),
}

/// Generates the types of a document.
pub(super) fn probe(name: &str, source: &Source) -> Result<Probe, String> {
    // Types may be nested deeper than a thread's stack is meant for.
    prepare(name, source, true, 256 << 20)
}

/// Generates all of a document.
pub(super) fn whole(name: &str, source: &Source, stack: usize) -> Result<Probe, String> {
    prepare(name, source, false, stack)
}

fn prepare(name: &str, source: &Source, types_only: bool, stack: usize) -> Result<Probe, String> {
    let config = Config {
        dialect: Dialect::Auto,
        selection: Selection {
            types_only,
            ..Selection::default()
        },
        ..Config::new(name)
    };
    let refused = |refusal: rill_codegen::FatalError| refusal.render(source);
    let generated = rill_codegen::generate(source, &config).map_err(refused)?;
    let mut cx = rill_codegen::Diagnostics::default();
    let document = document::load(&mut cx, source, config.dialect).map_err(refused)?;
    let api = lower::lower(&mut cx, &document, &config);
    let facts = analyze::analyze(&api);
    let names = names::assign(&mut cx, &api, &config);
    let mut types = BTreeMap::new();
    for id in api.type_ids() {
        let usage = facts.usage[id.0];
        let def = api.def(id);
        let is_component = |key: &String| {
            let escaped = rill_conformance::pointer::escape(key);
            let origin = def.pointer.to_string();
            origin.ends_with(&format!("/schemas/{escaped}"))
                || origin.ends_with(&format!("/definitions/{escaped}"))
        };
        if let ir::TypeOrigin::Component(key) = &def.origin
            && is_component(key)
            && (usage.sent || usage.received)
        {
            types
                .entry(key.clone())
                .or_insert_with(|| names.ty(id).to_owned());
        }
    }
    Ok(Probe {
        name: name.to_owned(),
        author: serde_json::from_str(&document.snapshot).map_err(|error| error.to_string())?,
        types,
        nullable: BTreeSet::new(),
        generated,
        stack,
    })
}

/// Returns the folder of a run's crates, below the target folder.
pub(super) fn workshop(checkout: &Path, name: &str) -> Result<Workshop, Problem> {
    let target = target_folder(checkout)?;
    Ok(Workshop {
        root: target.join("oracle").join(name),
        target: target.join("crates/build"),
        runtime: format!("path = \"{}\"", checkout.join("runtime").display()),
        lock: checkout.join("Cargo.lock"),
        address: None,
    })
}

/// Lets the program of a document decode and encode values of its types; none where it did not compile.
pub(super) fn ask(
    workshop: &Workshop,
    probe: &Probe,
    values: &[(&str, &Value)],
) -> Result<Option<Vec<Answer>>, Problem> {
    let places: BTreeMap<&str, usize> = probe
        .types
        .keys()
        .enumerate()
        .map(|(index, key)| (key.as_str(), index))
        .collect();
    let lines = values.iter().map(|(component, value)| {
        let place = places.get(component).copied().unwrap_or(usize::MAX);
        format!("{place} {value}")
    });
    let answers = workshop.ask(&probe.name, &lines.collect::<Vec<_>>())?;
    let ended = || Answer::Refused(ENDED.to_owned());
    let read = |line: Option<String>| line.and_then(|line| answer(&line)).unwrap_or_else(ended);
    Ok(answers.map(|lines| lines.into_iter().map(read).collect()))
}

fn answer(line: &str) -> Option<Answer> {
    if let Some(text) = line.strip_prefix('+') {
        return serde_json::from_str(text).ok().map(Answer::Value);
    }
    line.strip_prefix('-')
        .map(|why| Answer::Refused(why.to_owned()))
}

fn program(probe: &Probe) -> String {
    let krate = probe.name.replace('-', "_");
    let mut table = String::new();
    for (component, name) in &probe.types {
        _ = if probe.nullable.contains(component) {
            writeln!(table, "    through::<Option<{krate}::{name}>>,")
        } else {
            writeln!(table, "    through::<{krate}::{name}>,")
        };
    }
    include_str!("program.rs.txt")
        .replace("/* table */", table.trim())
        .replace("/* stack */", &probe.stack.to_string())
}
