//! Benchmarks, the corpus of documents and the oracle: the commands that only this repository runs.
//!
//! ```text
//! bench    measures generating and compiling, beside other generators
//! calls    calls every operation of documents over a mock transport, or at a Prism of the document
//! corpus   generates the crates of many documents, and compares with the ledger of the last run
//! examples judges the values in examples of methods by their documents
//! fuzz     tries changed inputs on whatever reads inputs of others
//! kills    kills runs of `regenerate` and looks at what is left
//! diff     compares the verdicts on changed documents with what the compiler says
//! oracle   sends values of schemas through generated types, and compares what comes back
//! pictures  draws the pictures of the README from real runs
//! ```

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use rill_client_xtask::internal::Env;

mod bench;
mod corpus;
mod diff;
mod fuzz;
mod kills;
mod oracle;
mod pictures;

/// Measures and tests the generator of this repository.
#[derive(Debug, Parser)]
#[command(name = "cargo lab", bin_name = "cargo lab", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure generating and compiling, beside other generators
    Bench(bench::BenchArgs),
    /// Call every operation of real documents over a mock transport, and compare with what the documents say
    Calls(oracle::calls::CallsArgs),
    /// Generate every document of a folder and compare the outcome of each with the committed ledger
    Corpus(corpus::CorpusArgs),
    /// Judge the values in the examples of methods by their own documents
    Examples(oracle::examples::ExamplesArgs),
    /// Kill runs of `regenerate` at random moments and look at what is left
    Kills(kills::KillsArgs),
    /// Compare the verdicts of `cargo xtask diff` on changed documents with what the compiler says
    Diff(diff::DiffArgs),
    /// Try changed inputs on whatever reads documents, configs, projects and answers
    Fuzz(fuzz::FuzzArgs),
    /// Send values of the schemas of real documents through the generated types, and compare
    Oracle(oracle::OracleArgs),
    /// Draw the pictures of the README from real runs
    Pictures(pictures::PicturesArgs),
}

/// Runs the whole program: reads the command line, runs the command, prints its outcome.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let env = Env::from_process();
    rill_console::run(|console| match cli.command {
        Command::Bench(args) => bench::run(&args, &env, console),
        Command::Calls(args) => oracle::calls::run(&args, console),
        Command::Corpus(args) => corpus::run(&args, &env, console),
        Command::Examples(args) => oracle::examples::run(&args, console),
        Command::Kills(args) => kills::run(&args, console),
        Command::Diff(args) => diff::run(&args, console),
        Command::Fuzz(args) => fuzz::run(&args, console),
        Command::Oracle(args) => oracle::run(&args, console),
        Command::Pictures(args) => pictures::run(&args, console),
    })
}
