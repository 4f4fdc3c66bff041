//! `cargo lab bench`: what generating costs, and compiling what is generated, beside other generators.
//!
//! ```text
//! documents    those of the corpus, else the fixtures
//! subject      this project's generator and the peers that are installed
//! process      one run of a program, measured
//! generation   every document through every subject, in turns
//! check        the generated crates under `cargo check`, their dependencies built
//! report       what came of it as tables and as JSON  │ save   into the README
//! ```
//!
//! Some things are measured by themselves, each with a bar that its ratio has to keep below:
//!
//! ```text
//! growth         two synthetic documents, one ten times the other
//! instructions   counted by callgrind and compared with fixtures/ledgers/instructions.txt: what a pipeline can hold
//! touch          a changed description: generated anew, checked with what the compiler kept
//! app            an app that calls little of a large crate, for release
//! runtime        the runtime beside the HTTP client alone
//! ```
//!
//! Programs are measured as their users run them: a whole process, started anew for each run. Each document goes
//! through all subjects before the next run begins, so that what else the machine does meets all of them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rill_client_xtask::internal::{Env, checkout};
use rill_console::{Console, Exit, Problem, during, target_folder};

mod app;
mod check;
mod documents;
mod figures;
mod generation;
mod growth;
mod instructions;
mod outcome;
mod process;
mod report;
mod runtime;
mod save;
mod subject;
mod synthetic;
mod touch;

/// Arguments of `cargo lab bench`.
#[derive(clap::Args, Clone, Debug)]
#[command(after_help = AFTER_HELP)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct BenchArgs {
    /// Documents, or folders of them [default: ../shared/corpus, else the documents of the fixtures]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Only documents whose name contains one of these, with commas between
    #[arg(long, value_name = "TEXT", value_delimiter = ',')]
    pub(crate) documents: Vec<String>,
    /// Only so many of the largest documents
    #[arg(long, value_name = "NUMBER")]
    pub(crate) largest: Option<usize>,
    /// Number of runs for each document; the medians are shown
    #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) runs: u16,
    /// Check the crates too, each so often
    #[arg(long, value_name = "RUNS", num_args = 0..=1, default_missing_value = "1")]
    pub(crate) check: Option<u16>,
    /// Folder with other generators, as `cargo install --root DIR` fills it
    #[arg(long, value_name = "DIR")]
    pub(crate) against: Option<PathBuf>,
    /// Time limit of a generator for one document
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub(crate) timeout: u64,
    /// Time limit of the compiler for one crate
    #[arg(long, value_name = "SECONDS", default_value_t = 1800)]
    pub(crate) check_timeout: u64,
    /// Measure growth instead: two synthetic documents, of which one is ten times the other
    #[arg(long, help_heading = INSTEAD, group = "instead")]
    pub(crate) growth: bool,
    /// Count instructions instead, and compare with fixtures/ledgers/instructions.txt
    #[arg(long, help_heading = INSTEAD, group = "instead")]
    pub(crate) instructions: bool,
    /// With --instructions: take the counts as they are
    #[arg(long, help_heading = INSTEAD, requires = "instructions")]
    pub(crate) update: bool,
    /// Measure instead what a changed description costs, beside a full check
    #[arg(long, help_heading = INSTEAD, group = "instead")]
    pub(crate) touch: bool,
    /// Measure instead an app that calls 3 operations of oxide-nexus.json, beside the same on progenitor's crate
    #[arg(long, help_heading = INSTEAD, group = "instead", requires = "against")]
    pub(crate) release_app: bool,
    /// Measure instead the clean build of the runtime, beside that of reqwest
    #[arg(long, help_heading = INSTEAD, group = "instead")]
    pub(crate) runtime: bool,
    /// Print one JSON object instead of tables
    #[arg(long)]
    pub(crate) json: bool,
    /// Put the tables into the README, between the marks that are there for them
    #[arg(long)]
    pub(crate) save: bool,
}

const INSTEAD: &str = "Measured by itself";

const AFTER_HELP: &str = "\
Examples:
  cargo lab bench --documents oxide-nexus,nomad --check
  cargo install --root ../peers oas3-gen ploidy openapi-to-rust cargo-progenitor
  cargo lab bench --against ../peers --largest 10 --save";

/// Folders of one run of the command.
#[derive(Debug)]
struct Place {
    /// The checkout.
    root: PathBuf,
    /// Folder of intermediate files, below Cargo's target folder.
    folder: PathBuf,
}

impl Place {
    fn find() -> Result<Self, Problem> {
        let root = checkout().ok_or_else(|| {
            Problem::usage("a benchmark needs a checkout of this project")
                .note("it builds the generator for release, and crates against the runtime")
                .help("clone the repository and run `cargo lab bench` in it")
        })?;
        let folder = target_folder(&root)?.join("bench");
        std::fs::create_dir_all(&folder).map_err(|error| unwritten(&folder, &error))?;
        Ok(Self { root, folder })
    }

    /// Returns the folder of one subject's crates.
    fn crates(&self, subject: &subject::Subject) -> PathBuf {
        self.folder.join(subject.name())
    }

    /// Returns the folder that all crates are built in, so that they share their dependencies.
    fn build(&self) -> PathBuf {
        self.folder.join("build")
    }

    /// Returns the path of the last program's output.
    fn log(&self) -> PathBuf {
        self.folder.join("last.log")
    }
}

/// Measures.
pub(crate) fn run(args: &BenchArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let place = Place::find()?;
    let is_interactive = console.is_interactive();
    if args.instructions {
        return instructions::run(args, &place, console);
    }
    if args.runtime {
        let figures = during(is_interactive, "building the runtime", || {
            runtime::run(args, &place)
        })?;
        return told(args, &place, &figures, console);
    }
    if cfg!(debug_assertions) {
        return subject::again_for_release(&place.root, console);
    }
    let mut subjects = vec![subject::ours(&place.root)?];
    if args.growth {
        let run = || growth::run(args, &place, &subjects[0]);
        let figures = during(is_interactive, "generating", run)?;
        return told(args, &place, &figures, console);
    }
    if let Some(folder) = &args.against {
        subjects.extend(subject::peers(folder, env)?);
    }
    let documents = documents::find(args, &place.root, env, console)?;
    if args.touch {
        let run = || touch::run(args, &place, &documents, &subjects[0]);
        let figures = during(is_interactive, "generating and checking", run)?;
        return told(args, &place, &figures, console);
    }
    if args.release_app {
        let run = || app::run(args, &place, &documents, &subjects);
        let figures = during(is_interactive, "building apps", run)?;
        return told(args, &place, &figures, console);
    }
    let rows = generation::all(args, &place, &documents, &subjects, console);
    let report = report::Report::new(&subjects, args, rows);
    console.result(&if args.json {
        report.json()
    } else {
        report.tables(console.draws())
    });
    if args.save {
        save::write(&place.root, &report.saved())?;
    }
    Ok(ended(&report.failures(), console))
}

/// Prints what was measured by itself, and says which bars do not hold.
fn told(
    args: &BenchArgs,
    place: &Place,
    figures: &figures::Figures,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    console.result(&if args.json {
        figures.json()
    } else {
        figures.tables(console.draws())
    });
    if args.save {
        save::write(&place.root, &[figures.saved()])?;
    }
    Ok(ended(&figures.failures(), console))
}

fn ended(failures: &[String], console: &mut Console<'_>) -> Exit {
    for failure in failures {
        console.say(format!("error: {failure}"));
    }
    if failures.is_empty() {
        Exit::Done
    } else {
        Exit::Failed
    }
}

fn seconds(number: u64) -> Duration {
    Duration::from_secs(number)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Problem {
    Problem::new("a file of the benchmark cannot be written")
        .at(rill_console::shown(path))
        .note(error.to_string())
}
