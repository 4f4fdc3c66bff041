//! `cargo lab diff`: is the verdict of `cargo xtask diff` what the compiler says?
//!
//! ```text
//! mutate   one change of one place of a document, of every kind  (sites, edit)
//! additions  one thing more, which must change nothing that there is
//! program  a program that uses every public item of the old crate, made from its sources  (tokens)
//! compile  that program against the new crate
//! wire     values and calls between the old crate and the new document
//! semver   both crates under cargo-semver-checks
//! ```

mod additions;
mod compile;
mod edit;
mod mutate;
mod program;
mod semver;
mod sites;
mod tokens;
mod wire;

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use rill_client_xtask::internal::checkout;
use rill_codegen::compare::{Change, CodeEffect, Comparison, ItemKind, Rule};
use rill_codegen::{Config, NamedApi, Source, compare, generate};
use rill_console::{Console, Exit, Problem};
use serde_json::Value;

use additions::ADDITIONS;
use compile::Package;
use mutate::MUTATIONS;

/// Arguments of `cargo lab diff`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DiffArgs {
    /// Number of pairs, taken evenly from all
    #[arg(long, value_name = "NUMBER", default_value_t = 320)]
    pub(crate) pairs: usize,
    /// Only pairs whose name contains this; may be repeated
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Vec<String>,
    /// Number of the place that each change is made at, where there are several
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) seed: usize,
    /// Compile nothing; list the pairs and their verdicts
    #[arg(long)]
    pub(crate) list: bool,
    /// Compare the verdicts on the wire instead: values and calls between the old crate and the new document
    #[arg(long)]
    pub(crate) values: bool,
    /// Compare with `cargo-semver-checks` instead, which has to be installed
    #[arg(long)]
    pub(crate) semver_checks: bool,
}

/// A document before and after one change.
struct Pair {
    name: String,
    /// The kind of the change.
    kind: &'static str,
    old: Value,
    new: Value,
}

/// Pairs whose verdict differs from the compiler's, and why that is as it should be.
const EXPECTED: [(&str, &str); 2] = [
    (
        "properties-reordered",
        "arguments of `new` that change places may be of one type, which the compiler takes and a reader would not",
    ),
    ("parameter-moved", "the same"),
];

/// Additions that change the type of something that was there, and why.
const CHANGED: [(&str, &str); 4] = [
    (
        "structure/document.yaml/paths/~1keys",
        "a type of responses that is sent too tells null from what is absent",
    ),
    (
        "recursion/document.yaml",
        "a new way into a circle of types can move its box",
    ),
    (
        "/status keeps: value",
        "an inline enum of two places is two types once one of them has a value more",
    ),
    ("findByStatus/get/parameters/0", "the same"),
];

/// Compares the verdicts on many pairs with what the compiler says of them.
pub(crate) fn run(args: &DiffArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| {
        Problem::new("the pairs need a checkout of this project")
            .help("clone the repository and run `cargo lab diff` in it")
    })?;
    let pairs = chosen(pairs(&root, args.seed), args);
    let (mut prepared, mut failures) = (Vec::new(), Vec::new());
    for (index, pair) in pairs.iter().enumerate() {
        match Prepared::new(&format!("pair-{index}"), pair) {
            Ok(one) => prepared.push(one),
            Err(why) => failures.push(format!("{}: {why}", pair.name)),
        }
    }
    if args.list {
        list(&prepared, console);
    } else if args.values {
        wire::compare(&prepared, &root, &mut failures, console)?;
    } else if args.semver_checks {
        semver::compare(&prepared, &root, &mut failures, console)?;
    } else {
        compiled(&root, &prepared, &mut failures, console)?;
    }
    for failure in &failures {
        console.say(format!("error: {failure}"));
    }
    Ok(if failures.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// Prints the verdicts on the pairs, and how many pairs there are of each kind.
fn list(prepared: &[Prepared<'_>], console: &mut Console<'_>) {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for one in prepared {
        let (code, wire) = (one.comparison.code().word(), one.comparison.wire().word());
        let changes = one.comparison.changes.iter();
        let kept = changes.filter(|change| change.rules.contains(&Rule::Kept));
        let (name, kept) = (&one.pair.name, kept.count());
        console.result(&format!("{name}: {code} {wire}, {kept} names kept\n"));
        *kinds.entry(one.pair.kind).or_default() += 1;
    }
    for (kind, count) in kinds {
        console.result(&format!("{count:5} {kind}\n"));
    }
}

/// Compares the verdicts with what the compiler says.
fn compiled(
    root: &Path,
    prepared: &[Prepared<'_>],
    failures: &mut Vec<String>,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let packages: Vec<&Package> = prepared.iter().map(|one| &one.new).collect();
    let compiled = compile::compile(root, &packages)?;
    let mut agreed = 0;
    for one in prepared {
        let (package, name, comparison) = (&one.new.name, &one.pair.name, &one.comparison);
        if let Some(errors) = compiled.crates.get(package) {
            failures.push(format!(
                "{name}: the new crate does not compile: {errors:?}"
            ));
            continue;
        }
        let errors = compiled.programs.get(package).cloned().unwrap_or_default();
        // What is added must not even be said to break something.
        let is_known = CHANGED.iter().any(|(pair, _)| name.contains(pair));
        let may_break = |one: &Change| one.rules.contains(&Rule::Removed(ItemKind::Trait));
        let mut breaks = comparison
            .changes
            .iter()
            .filter(|one| one.code() == CodeEffect::Breaks);
        if name.contains(" keeps: ") && !breaks.all(may_break) && !is_known {
            failures.push(format!("{name}: {:?}", said(comparison)));
            continue;
        }
        let is_expected =
            EXPECTED.iter().any(|(kind, _)| name.ends_with(kind)) && errors.is_empty();
        if errors.is_empty() != (comparison.code() == CodeEffect::Breaks) || is_expected {
            agreed += 1;
            continue;
        }
        failures.push(format!(
            "{name}: said {}: {:?}; the compiler: {errors:?}",
            comparison.code().word(),
            said(comparison)
        ));
    }
    console.result(&format!(
        "{agreed} of {} verdicts agree with the compiler\n",
        prepared.len()
    ));
    Ok(())
}

fn said(comparison: &Comparison) -> Vec<String> {
    let breaks = comparison
        .changes
        .iter()
        .filter(|one| one.code() == CodeEffect::Breaks);
    breaks
        .map(|one| format!("{} {:?}", one.item, one.rules))
        .collect()
}

/// Takes so many of the pairs, from all over.
fn chosen(mut pairs: Vec<Pair>, args: &DiffArgs) -> Vec<Pair> {
    if !args.only.is_empty() {
        let is_meant = |name: &str| args.only.iter().any(|text| name.contains(text.as_str()));
        pairs.retain(|pair| is_meant(&pair.name));
    }
    let (all, wanted) = (pairs.len(), args.pairs.min(pairs.len()));
    let mut index = 0;
    pairs.retain(|_| {
        let is_taken = (index + 1) * wanted / all.max(1) > index * wanted / all.max(1);
        index += 1;
        is_taken
    });
    pairs
}

/// Returns a pair for each document and each kind of change that it has a place for.
fn pairs(root: &Path, seed: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (number, (name, document)) in documents(root).into_iter().enumerate() {
        pairs.push(Pair {
            name: format!("{name} as it is"),
            kind: "as it is",
            old: document.clone(),
            new: document.clone(),
        });
        for mutation in MUTATIONS.iter().chain(&ADDITIONS) {
            if let Some((new, at)) = mutation.apply(&document, number + seed) {
                pairs.push(Pair {
                    name: format!("{name}{at} {}", mutation.name),
                    kind: mutation.name,
                    old: document.clone(),
                    new,
                });
            }
        }
    }
    pairs.extend(reported(root).into_iter().flatten());
    pairs
}

/// Returns the changes that users of generated clients have reported.
fn reported(root: &Path) -> Option<Vec<Pair>> {
    let text = std::fs::read_to_string(root.join("fixtures/changes.yaml")).ok()?;
    let changes: Value = serde_yaml::from_str(&text).ok()?;
    let old = &changes["document"];
    let mut pairs = Vec::new();
    for one in changes["reported"].as_array()? {
        let mut new = old.clone();
        for (at, value) in one["edits"].as_object()? {
            match at.rsplit_once('/')? {
                (list, "-") => new.pointer_mut(list)?.as_array_mut()?.push(value.clone()),
                _ if value.is_null() => drop(edit::remove(&mut new, at)),
                _ => drop(edit::put(&mut new, at, value.clone())),
            }
        }
        pairs.push(Pair {
            name: format!("reported {}", one["shape"]),
            kind: "reported",
            old: old.clone(),
            new,
        });
    }
    Some(pairs)
}

/// The largest document that pairs are made of.
const LARGEST: usize = 30_000;

/// Returns the documents of the fixtures, and the small ones of the corpus where it is.
fn documents(root: &Path) -> Vec<(String, Value)> {
    let mut paths = Vec::new();
    for folder in ["fixtures/cases", "fixtures/clients", "../shared/corpus"] {
        let files = walkdir::WalkDir::new(root.join(folder))
            .max_depth(2)
            .sort_by_file_name();
        paths.extend(
            files
                .into_iter()
                .filter_map(Result::ok)
                .map(walkdir::DirEntry::into_path),
        );
    }
    let mut documents = Vec::new();
    for path in paths {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        if text.len() > LARGEST {
            continue;
        }
        let Ok(value) = serde_yaml::from_str::<Value>(&text) else {
            continue;
        };
        if value.get("openapi").is_some() || value.get("swagger").is_some() {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .display()
                .to_string();
            documents.push((name, value));
        }
    }
    documents
}

/// A pair with the new crate and the verdicts.
struct Prepared<'a> {
    pair: &'a Pair,
    old: Package,
    /// The new crate with the program of the old one.
    new: Package,
    comparison: Comparison,
    /// The verdict on the values of schemas alone.
    of_values: Comparison,
}

impl<'a> Prepared<'a> {
    fn new(package: &str, pair: &'a Pair) -> Result<Self, String> {
        let config = Config::new("client");
        let source = |value: &Value| Source {
            name: "document.json".to_owned(),
            bytes: value.to_string().into_bytes(),
        };
        let (old, new) = (source(&pair.old), source(&pair.new));
        let refused = |error: rill_codegen::FatalError| error.to_string();
        let before = generate(&old, &config).map_err(refused)?;
        let apis = [&old, &new].map(|source| NamedApi::new(source, &config).map_err(refused));
        let [one, other] = apis;
        let (one, mut other) = (one?, other?);
        let kept = other.keep_names(&one).clone();
        let comparison = compare(&one, &other);
        let mut of_types = config.clone();
        of_types.selection.types_only = true;
        let apis = [&old, &new].map(|source| NamedApi::new(source, &of_types).map_err(refused));
        let [one, other] = apis;
        let (one, mut other) = (one?, other?);
        other.keep_names(&one);
        let of_values = compare(&one, &other);
        let after = generate(&new, &Config { kept, ..config }).map_err(refused)?;
        if pair.name.contains(" keeps: ") {
            let lost = program::lost(&before.files, &after.files)?;
            if !lost.is_empty() {
                return Err(format!("another meaning: {lost:?}"));
            }
        }
        let program = program::program(&before.files)?;
        Ok(Self {
            pair,
            old: Package::new(package, before, String::new()),
            new: Package::new(package, after, program),
            comparison,
            of_values,
        })
    }
}
