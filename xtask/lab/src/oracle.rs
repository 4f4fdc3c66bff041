//! `cargo lab oracle`: are the generated types what the schemas say?
//!
//! ```text
//! conformance  its schemas by rules that are not the generator's, and the values that a validator takes
//! probe      a program of the generated types: decodes, encodes
//! verdict    what became of a document's components  │ corpus   of all documents
//! calls      the operations of documents, over a mock transport
//! suite      the same with the instances of the JSON Schema Test Suite
//! recursion  random documents: none may hang, abort or fail to compile  (random)
//! changes    the same with the values of a changed document
//! exempt     what is known not to hold, and why
//! ```

use std::path::{Path, PathBuf};

use clap::Args;

use rill_client_xtask::internal::checkout;
use rill_console::{Console, Exit, Problem, shown};

pub(crate) mod calls;
mod changes;
mod corpus;
pub(crate) mod examples;
mod exempt;
mod probe;
mod random;
mod recursion;
mod suite;
mod verdict;

pub(crate) use changes::observe;
use exempt::{ExemptionDiff, Exemptions};

/// Arguments of `cargo lab oracle`.
///
/// Without anything it tries the small documents, and the JSON Schema Test Suite where that is found.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct OracleArgs {
    /// Documents to try: files, or beginnings of names in the corpus
    #[arg(value_name = "DOCUMENT", conflicts_with = "all")]
    pub(crate) documents: Vec<PathBuf>,
    /// Try all documents of the corpus; the largest take minutes to compile
    #[arg(long)]
    pub(crate) all: bool,
    /// Folder of documents [default: ../shared/corpus and ../shared/rill]
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,
    /// Try the JSON Schema Test Suite in this folder alone [default: `JSON_SCHEMA_TEST_SUITE`, else where it usually is]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["documents", "all", "corpus"])]
    pub(crate) suite: Option<PathBuf>,
    /// Generate this many random documents of schemas that refer to each other, and nothing else
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["documents", "all", "corpus", "suite"])]
    pub(crate) random: Option<u64>,
    /// Crates of random documents to compile and to send hostile values
    #[arg(long, value_name = "NUMBER", requires = "random", default_value_t = 0)]
    pub(crate) crates: u64,
    /// Number of the first random document
    #[arg(long, value_name = "NUMBER", requires = "random", default_value_t = 0)]
    pub(crate) seed: u64,
    /// File for failures and skipped values [default: target/oracle/report.txt]
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Bring the lists of what is known not to hold up to date (fixtures/ledgers/oracle)
    #[arg(long)]
    pub(crate) update: bool,
}

/// Sends values of each schema through the types made of it and compares.
pub(crate) fn run(args: &OracleArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(no_checkout)?;
    if let Some(documents) = args.random {
        return recursion::run((documents, args.crates, args.seed), &root, console);
    }
    let mut is_well = true;
    if args.suite.is_none() {
        is_well &= try_documents(args, &root, console)?;
    }
    if args.documents.is_empty() {
        match suite::find(args.suite.as_deref(), &root) {
            Some(folder) => is_well &= try_suite(args, &folder, &root, console)?,
            None if args.suite.is_some() => return Err(suite::absent()),
            None => console.say(suite::absent()),
        }
    }
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

fn no_checkout() -> Problem {
    Problem::new("the oracle needs a checkout of this project")
        .note("it builds generated crates against the runtime in it")
        .help("clone the repository and run `cargo lab` in it")
}

fn try_documents(
    args: &OracleArgs,
    root: &Path,
    console: &mut Console<'_>,
) -> Result<bool, Problem> {
    let documents = corpus::documents(args, root);
    if documents.is_empty() {
        return Err(Problem::new("there are no documents to try")
            .help("name files, or a folder of documents with --corpus DIR"));
    }
    let tried = corpus::run(&documents, root, console)?;
    let list = list(root, "corpus");
    let exemptions = Exemptions::read(&list)?;
    let odds = exemptions.odds(&corpus::tried(&tried), &corpus::failed(&tried));
    console.result(&corpus::table(&tried));
    console.result(&corpus::summary(&tried, &exemptions));
    let report = args
        .report
        .clone()
        .unwrap_or_else(|| root.join("target/oracle/report.txt"));
    write(&report, &corpus::details(&tried))?;
    console.say(format!(
        "what went wrong and what was skipped: {}",
        shown(&report)
    ));
    settle(args, &list, &exemptions, &odds, console)
}

fn try_suite(
    args: &OracleArgs,
    folder: &Path,
    root: &Path,
    console: &mut Console<'_>,
) -> Result<bool, Problem> {
    let outcome = suite::run(folder, root, console)?;
    let list = list(root, "suite");
    let exemptions = Exemptions::read(&list)?;
    let odds = ExemptionDiff {
        told: outcome.told.clone(),
        ..exemptions.odds(&outcome.tried, &outcome.failed)
    };
    console.result(&suite::summary(&outcome, &exemptions));
    let report = root.join("target/oracle/suite.txt");
    write(&report, &(outcome.details.join("\n") + "\n"))?;
    console.say(format!("what does not hold: {}", shown(&report)));
    settle(args, &list, &exemptions, &odds, console)
}

/// Tells where the list and the run differ, or mends the list.
fn settle(
    args: &OracleArgs,
    list: &Path,
    exemptions: &Exemptions,
    odds: &ExemptionDiff,
    console: &mut Console<'_>,
) -> Result<bool, Problem> {
    if args.update {
        write(list, &exemptions.updated(odds))?;
        return Ok(true);
    }
    for (ids, what) in [
        (
            &odds.unexplained,
            "does not hold, and the list says no reason",
        ),
        (&odds.unneeded, "holds, but is on the list"),
    ] {
        for id in ids {
            console.say(format!("{id} {what}"));
        }
    }
    let is_well = odds.unexplained.is_empty() && odds.unneeded.is_empty();
    if !is_well {
        console.say(format!("the list is {}; `--update` mends it", shown(list)));
    }
    Ok(is_well)
}

/// Returns the list of what is known not to hold.
fn list(root: &Path, name: &str) -> PathBuf {
    root.join("fixtures/ledgers/oracle")
        .join(format!("{name}.txt"))
}

fn write(path: &Path, text: &str) -> Result<(), Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| {
            Problem::new("a file cannot be written")
                .at(shown(path))
                .note(error.to_string())
        })
}
