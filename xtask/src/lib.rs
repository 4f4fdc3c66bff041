//! Downloads `OpenAPI` documents and keeps the client crates generated from them up to date.
//!
//! This is the one part of the project that reads, writes and talks to a network; the generator maps a document to
//! texts and the runtime is what generated code calls.
//!
//! An app has the commands in its own workspace with a package of three lines:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     rill_client_xtask::main()
//! }
//! ```
//!
//! # How `regenerate` goes
//!
//! ```text
//! cli, config      flags or rill-client.toml → the clients that are meant
//! regenerate       for each client:
//!    output          the folder it goes to, checked
//!    address         where its document is
//!    download        the document, within limits of time, size and trust
//!    generate        document → texts (the one place that calls the generator)
//!    manifest        Cargo.toml: the user's, with what generated code needs
//!    output          what differs, found out whole before anything is written
//!    output::apply   written whole or not at all   │ diff   shown, with --check
//! table            what came of it
//! ```
//!
//! # What holds
//!
//! 1. A file without the generator's mark is never changed or removed.
//! 2. Nothing is written before everything is known to be writable.
//! 3. The token of Rill goes to Rill alone, and never in clear beyond this machine.
//! 4. Every message says what to do, and a stale crate names the command that fixes it.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;

use clap::Parser;

mod address;
#[cfg(feature = "bench")]
mod bench;
mod check;
mod cli;
mod client;
mod config;
mod console;
mod corpus;
#[cfg(feature = "demo")]
mod demo;
mod diff;
mod document;
mod download;
mod explain;
mod generate;
mod infer;
mod input;
mod lint;
mod manifest;
#[cfg(feature = "oracle")]
mod oracle;
mod output;
mod paths;
mod problem;
mod progress;
mod project;
mod regenerate;
mod runtime_source;
mod table;
mod verify;
mod workspace;

pub use check::CheckArgs;
pub use cli::{RegenerateArgs, SingleArgs};
pub use client::{Dialect, Service};
pub use generate::Dump;
pub use lint::LintArgs;

use cli::{Cli, Command, Surroundings};
use console::Console;
use problem::Problem;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything is as it should be.
    Done,
    /// A crate is stale, or something went wrong.
    Failed,
    /// The flags or the config cannot be followed.
    Usage,
    /// A program that was run ended with this code.
    #[cfg_attr(
        not(any(feature = "bench", feature = "demo")),
        expect(dead_code, reason = "only the demo and benchmarks run programs")
    )]
    Code(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => ExitCode::SUCCESS,
            Exit::Failed => ExitCode::from(1),
            Exit::Usage => ExitCode::from(2),
            Exit::Code(code) => ExitCode::from(code),
        }
    }
}

/// The whole program: reads the command line, runs the command, tells what came of it.
///
/// It ends with 0 when all is well, 1 when a crate is stale or the run failed, 2 when the flags or the config cannot
/// be followed.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` comes here too, and a reader that has gone away is no failure.
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match cli.command {
        Command::Regenerate(args) => regenerate(&args),
        Command::Document(args) => {
            with_console(|console| document::run(&args, &Surroundings::of_process(), console))
        }
        Command::Check(args) => with_console(|console| {
            // What cannot even be read is refused as well.
            check::run(&args, &Surroundings::of_process(), console).or_else(|problem| {
                console.say(&problem);
                Ok(Exit::Usage)
            })
        }),
        Command::Corpus(args) => {
            with_console(|console| corpus::run(&args, &Surroundings::of_process(), console))
        }
        Command::Infer(args) => {
            with_console(|console| infer::run(&args, &Surroundings::of_process(), console))
        }
        Command::Verify(args) => {
            with_console(|console| verify::run(&args, &Surroundings::of_process(), console))
        }
        #[cfg(feature = "bench")]
        Command::Bench(args) => {
            with_console(|console| bench::run(&args, &Surroundings::of_process(), console))
        }
        Command::Explain(args) => with_console(|console| explain::run(&args, console)),
        #[cfg(feature = "demo")]
        Command::Demo => with_console(demo::run),
        #[cfg(feature = "oracle")]
        Command::Oracle(args) => with_console(|console| oracle::run(&args, console)),
    }
}

/// What `cargo xtask regenerate` does, for a program with a command line of its own.
///
/// Speaks on standard output and standard error. Not to be called from async code: a download waits for its end.
pub fn regenerate(args: &RegenerateArgs) -> ExitCode {
    with_console(|console| regenerate::run(args, &Surroundings::of_process(), console))
}

fn with_console(command: impl FnOnce(&mut Console<'_>) -> Result<Exit, Problem>) -> ExitCode {
    let (mut out, mut err) = (stdout().lock(), stderr());
    let (draws, interactive) = (out.is_terminal(), err.is_terminal());
    let mut console = Console::new(&mut out, &mut err).on_terminals(draws, interactive);
    let exit = command(&mut console).unwrap_or_else(|problem| {
        console.say(&problem);
        if problem.is_usage() {
            Exit::Usage
        } else {
            Exit::Failed
        }
    });
    if let Some(error) = console.take_failure() {
        console.say(Problem::new("the result cannot be printed").note(error.to_string()));
        return Exit::Failed.into();
    }
    exit.into()
}

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
