//! `cargo xtask oracle`: are the generated types what the schemas say?
//!
//! ```text
//! standard   the author's document as JSON Schema, by rules that are not the generator's
//! sample     values of each component, each kind of value it can have  (view, scalar, pattern)
//! check      those that a validator takes, and the examples that authors give
//! probe      a program of the generated types: decodes, encodes
//! equal      what came back against what was sent
//! verdict    what became of a document's components  │ corpus   of all documents
//! ```

use std::path::PathBuf;

use clap::Args;

use crate::Exit;
use crate::console::Console;
use crate::problem::Problem;
use crate::runtime_source::checkout;

mod check;
mod corpus;
mod equal;
mod pattern;
mod pointer;
mod probe;
mod sample;
mod scalar;
mod standard;
mod verdict;
mod view;

/// What `cargo xtask oracle` takes.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct OracleArgs {
    /// Documents to try: files, or beginnings of names in the corpus [default: the small ones]
    #[arg(value_name = "DOCUMENT")]
    pub(crate) documents: Vec<PathBuf>,
    /// Try all documents; the largest take minutes to compile
    #[arg(long)]
    pub(crate) all: bool,
    /// Folder of documents [default: ../shared/corpus and ../shared/rill]
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
    /// Where to write what went wrong and what was skipped [default: target/oracle/report.txt]
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
}

/// Sends values of each schema through the types made of it and compares.
pub(crate) fn run(args: &OracleArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| {
        Problem::new("the oracle needs a checkout of this project")
            .note("it builds generated crates against the runtime in it")
            .help("clone the repository and run `cargo xtask oracle` in it")
    })?;
    let documents = corpus::documents(args, &root);
    if documents.is_empty() {
        return Err(Problem::new("there are no documents to try")
            .help("name files, or a folder of documents with --corpus DIR"));
    }
    let tried = corpus::run(&documents, &root, console)?;
    console.result(&corpus::table(&tried));
    let report = args
        .report
        .clone()
        .unwrap_or_else(|| root.join("target/oracle/report.txt"));
    std::fs::write(&report, corpus::details(&tried)).map_err(|error| {
        Problem::new("the report cannot be written")
            .at(crate::paths::shown(&report))
            .note(error.to_string())
    })?;
    console.say(format!(
        "what went wrong and what was skipped: {}",
        crate::paths::shown(&report)
    ));
    let is_whole = tried.iter().all(|one| {
        one.verdict
            .as_ref()
            .is_some_and(|verdict| verdict.failures.is_empty())
    });
    Ok(if is_whole { Exit::Done } else { Exit::Failed })
}
