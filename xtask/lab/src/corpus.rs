//! `cargo lab corpus`: generates every document of a folder, tells what came of each, and compiles the crates.
//!
//! A committed snapshot holds one line a document, so that a change of the generator shows what it changes in the
//! world's documents. One document that fails does not stop the others.

mod compile;
mod facts;
mod snapshot;

use std::path::{Path, PathBuf};

use rill_client_xtask::internal::{Env, checkout};
use rill_console::{Console, Exit, Problem, during_steps, shown};

use facts::Facts;

/// Default number of crates to compile, those of the smallest documents.
const COMPILED: &str = "12";

/// Arguments of `cargo lab corpus`.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct CorpusArgs {
    /// Folder of documents, listed in its index.tsv or else by their ending [default: ../shared/corpus]
    pub(crate) folder: Option<PathBuf>,
    /// Only documents whose name contains this; may be repeated
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Vec<String>,
    /// Compile the crates of so many of the smallest documents, warnings denied
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, default_missing_value = COMPILED)]
    pub(crate) compile: Option<usize>,
    /// Compile all crates
    #[arg(long)]
    pub(crate) all: bool,
    /// Write the snapshot anew
    #[arg(long)]
    pub(crate) update: bool,
}

/// A document of the corpus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
}

impl Document {
    /// Name of its crate.
    pub(crate) fn crate_name(&self) -> String {
        let stem = self
            .name
            .rsplit_once('.')
            .map_or(self.name.as_str(), |(stem, _)| stem);
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        format!("of-{}", stem.chars().map(plain).collect::<String>())
    }
}

/// Goes through the corpus.
pub(crate) fn run(
    args: &CorpusArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| {
        Problem::usage("the corpus needs a checkout of this project")
            .note("it compares with a file of it, and compiles against the runtime in it")
            .help("clone the repository and run `cargo lab corpus` in it")
    })?;
    let folder = match &args.folder {
        Some(folder) => env.here.join(folder),
        None => root.join("../shared/corpus"),
    };
    let documents = documents(&folder, &args.only)?;
    let mut failures: Vec<String> = Vec::new();
    let facts = during_steps(console.is_interactive(), documents.len(), |steps| {
        facts::of_all(&documents, &mut |facts: &Facts| {
            steps.aside(|| console.result(&format!("{}\n", facts.shown())));
            steps.advance();
            failures.extend(facts.failures());
        })
    });
    console.result(&format!("{}\n", sum(&facts)));
    let snapshot = root.join(snapshot::PATH);
    if args.update {
        snapshot::write(&snapshot, &facts)?;
    } else {
        failures.extend(snapshot::differences(&snapshot, &facts)?);
    }
    let compiled = match (args.all, args.compile) {
        (true, _) => documents.len(),
        (false, number) => number.unwrap_or_default(),
    };
    if compiled > 0 {
        let smallest = smallest(&documents, compiled);
        failures.extend(compile::all(&root, &smallest, env, console)?);
    }
    if failures.is_empty() {
        return Ok(Exit::Done);
    }
    for failure in &failures {
        console.say(format!("error: {failure}"));
    }
    console.say(format!("error: {} failures", failures.len()));
    Ok(Exit::Failed)
}

/// Returns the documents of a folder, by name; and Rill's own beside it, where they are.
pub(crate) fn documents(folder: &Path, only: &[String]) -> Result<Vec<Document>, Problem> {
    let unreadable = |error: std::io::Error| {
        Problem::usage("there is no corpus to read")
            .at(shown(folder))
            .note(error.to_string())
            .help("name a folder of OpenAPI documents: cargo lab corpus DIR")
    };
    let mut paths: Vec<PathBuf> = match std::fs::read_to_string(folder.join("index.tsv")) {
        Ok(index) => index
            .lines()
            .skip(1)
            .filter_map(|line| line.split('\t').next())
            .map(|name| folder.join(name))
            .collect(),
        Err(_) => entries(folder).map_err(unreadable)?,
    };
    let rill = folder.join("../rill");
    let of_rill = entries(&rill).unwrap_or_default();
    paths.extend(of_rill.into_iter().filter(|path| {
        let name = name_of(path);
        name.starts_with("admin") || name.starts_with("runtime")
    }));
    let mut documents = Vec::new();
    for path in paths {
        let name = name_of(&path);
        if only.is_empty() || only.iter().any(|text| name.contains(text.as_str())) {
            let bytes = std::fs::metadata(&path).map_err(unreadable)?.len();
            documents.push(Document { name, path, bytes });
        }
    }
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(documents)
}

/// Files of a folder that look like documents.
fn entries(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if matches!(ending, Some("json" | "yaml" | "yml")) {
            paths.push(path);
        }
    }
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn smallest(documents: &[Document], number: usize) -> Vec<Document> {
    let mut sorted = documents.to_vec();
    sorted.sort_by_key(|document| document.bytes);
    sorted.truncate(number);
    sorted
}

fn sum(facts: &[Facts]) -> String {
    let taken: Vec<&facts::Numbers> = facts
        .iter()
        .filter_map(|facts| facts.outcome.as_ref().ok())
        .collect();
    let total = |number: fn(&facts::Numbers) -> usize| -> usize {
        taken.iter().map(|numbers| number(numbers)).sum()
    };
    format!(
        "{} of {} documents: {} of {} operations with a method, {} types, {} untyped, {} lines",
        taken.len(),
        facts.len(),
        total(|numbers| numbers.declared - numbers.without.len()),
        total(|numbers| numbers.declared),
        total(|numbers| numbers.types),
        total(|numbers| numbers.untyped),
        total(|numbers| numbers.lines),
    )
}

#[cfg(test)]
mod tests;
