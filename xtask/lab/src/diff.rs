//! `cargo lab diff`: is the verdict of `cargo xtask diff` what the compiler says?
//!
//! ```text
//! mutate   one change of one place of a document, of every kind  (sites, edit)
//! program  a program that uses every public item of the old crate, made from its sources  (tokens)
//! compile  that program against the new crate
//! ```

mod compile;
mod edit;
mod mutate;
mod program;
mod sites;
mod tokens;

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;
use rill_client_xtask::internal::checkout;
use rill_codegen::compare::{CodeEffect, Comparison};
use rill_codegen::{Config, NamedApi, Source, compare, generate};
use rill_console::{Console, Exit, Problem};
use serde_json::Value;

use compile::Package;
use mutate::MUTATIONS;

/// Arguments of `cargo lab diff`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DiffArgs {
    /// Number of pairs, taken evenly from all
    #[arg(long, value_name = "NUMBER", default_value_t = 320)]
    pub(crate) pairs: usize,
    /// Only pairs whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
    /// Compile nothing; list the pairs and their verdicts
    #[arg(long)]
    pub(crate) list: bool,
}

/// A document before and after one change.
struct Pair {
    name: String,
    old: Value,
    new: Value,
}

/// Pairs whose verdict differs from the compiler's, and why that is as it should be.
const EXPECTED: [(&str, &str); 1] = [(
    "properties-reordered",
    "arguments of `new` that change places may be of one type, which the compiler takes and a reader would not",
)];

/// Compares the verdicts on many pairs with what the compiler says of them.
pub(crate) fn run(args: &DiffArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| {
        Problem::new("the pairs need a checkout of this project")
            .help("clone the repository and run `cargo lab diff` in it")
    })?;
    let pairs = chosen(pairs(&root), args);
    let mut packages = Vec::new();
    let mut verdicts: BTreeMap<String, (String, Comparison)> = BTreeMap::new();
    let mut failures = Vec::new();
    for (index, pair) in pairs.iter().enumerate() {
        let package = format!("pair-{index}");
        match prepared(&package, pair) {
            Ok((made, comparison)) => {
                packages.push(made);
                verdicts.insert(package, (pair.name.clone(), comparison));
            }
            Err(why) => failures.push(format!("{}: {why}", pair.name)),
        }
    }
    if args.list {
        for (name, comparison) in verdicts.values() {
            console.result(&format!(
                "{name}: {} {}\n",
                comparison.code().word(),
                comparison.wire().word()
            ));
        }
        return Ok(Exit::Done);
    }
    let compiled = compile::compile(&root, &packages)?;
    let mut agreed = 0;
    for (package, (name, comparison)) in &verdicts {
        if let Some(errors) = compiled.crates.get(package) {
            failures.push(format!(
                "{name}: the new crate does not compile: {errors:?}"
            ));
            continue;
        }
        let errors = compiled.programs.get(package).cloned().unwrap_or_default();
        let is_expected =
            EXPECTED.iter().any(|(kind, _)| name.ends_with(kind)) && errors.is_empty();
        if errors.is_empty() != (comparison.code() == CodeEffect::Breaks) || is_expected {
            agreed += 1;
            continue;
        }
        let said: Vec<String> = comparison
            .changes
            .iter()
            .map(|one| format!("{} {:?}", one.item, one.rules))
            .collect();
        failures.push(format!(
            "{name}: said {}: {said:?}; the compiler: {errors:?}",
            comparison.code().word()
        ));
    }
    console.result(&format!(
        "{agreed} of {} verdicts agree with the compiler\n",
        pairs.len()
    ));
    for failure in &failures {
        console.say(format!("error: {failure}"));
    }
    Ok(if failures.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// Takes so many of the pairs, from all over.
fn chosen(mut pairs: Vec<Pair>, args: &DiffArgs) -> Vec<Pair> {
    if let Some(text) = &args.only {
        pairs.retain(|pair| pair.name.contains(text.as_str()));
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
fn pairs(root: &Path) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (number, (name, document)) in documents(root).into_iter().enumerate() {
        pairs.push(Pair {
            name: format!("{name} as it is"),
            old: document.clone(),
            new: document.clone(),
        });
        for mutation in &MUTATIONS {
            if let Some((new, at)) = mutation.apply(&document, number) {
                pairs.push(Pair {
                    name: format!("{name}{at} {}", mutation.name),
                    old: document.clone(),
                    new,
                });
            }
        }
    }
    pairs
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

/// Returns the new crate with the program of the old one, and the verdict.
fn prepared(package: &str, pair: &Pair) -> Result<(Package, Comparison), String> {
    let config = Config::new("client");
    let source = |value: &Value| Source {
        name: "document.json".to_owned(),
        bytes: value.to_string().into_bytes(),
    };
    let (old, new) = (source(&pair.old), source(&pair.new));
    let refused = |error: rill_codegen::FatalError| error.to_string();
    let before = generate(&old, &config).map_err(refused)?;
    let after = generate(&new, &config).map_err(refused)?;
    let apis = [&old, &new].map(|source| NamedApi::new(source, &config).map_err(refused));
    let [one, other] = apis;
    let comparison = compare(&one?, &other?);
    let package = Package {
        name: package.to_owned(),
        program: program::program(&before.files)?,
        files: after.files,
        dependencies: after.dependencies,
    };
    Ok((package, comparison))
}
