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
//! outcome          what came of it
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

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use rill_console::{Exit, Problem, Style, as_called, program_name};

mod args;
mod check;
mod client;
mod compare;
mod config;
#[cfg(feature = "demo")]
mod demo;
mod diagnostics;
mod diff;
mod document;
mod explain;
mod generate;
mod infer;
mod init;
mod kept;
mod lint;
mod live;
mod manifest;
mod output;
mod regenerate;
mod runtime_source;
mod samples;
#[cfg(feature = "demo")]
mod serve;
mod source;
mod vendor;
mod verify;
mod watch;
mod workspace;

pub use args::{RegenerateArgs, SingleArgs};
pub use check::CheckArgs;
pub use client::{Dialect, Service};
pub use compare::{DiffArgs, FailOn};
pub use generate::Dump;
pub use lint::LintArgs;

use args::{ClientArgs, DocumentArgs, Env, GlobalArgs, InferArgs, VerifyArgs};

/// Items for the package `rill-lab`, not for others: they change without notice.
#[doc(hidden)]
pub mod internal {
    pub use crate::args::Env;
    pub use crate::config::VARIABLE;
    pub use crate::manifest::RUNTIME;
    pub use crate::regenerate::run as regenerate;
    pub use crate::runtime_source::checkout;

    /// Reads the text of a config, and says what is wrong with it.
    ///
    /// # Errors
    ///
    /// As the config's reader.
    pub fn check_config(path: &std::path::Path, text: &str) -> Result<(), rill_console::Problem> {
        crate::config::parse(path, text).map(drop)
    }

    /// Returns the command line, to parse commands that messages name.
    pub fn command() -> clap::Command {
        <crate::Cli as clap::CommandFactory>::command()
    }
}

/// The installed program.
const PROGRAM: &str = "rill-client";

/// Keeps the clients generated from API documents up to date.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented rill-client.toml for the documents that are there
    Init(init::InitArgs),
    /// Download documents, generate crates, write what changed
    Regenerate(Box<RegenerateArgs>),
    /// Regenerate whenever a local document, a Rill project's file or the config changes
    Watch(Box<ClientArgs>),
    /// Print the document that a source gives, as it is fetched or made
    Document(Box<DocumentArgs>),
    /// Print the report on a document: diagnostics, what fixes them, what is untyped
    Check(Box<CheckArgs>),
    /// Say what a new document does to callers: what breaks, what is added, what goes wrong on the wire
    Diff(Box<DiffArgs>),
    /// Infer the schemas of undeclared rows and arguments from the rows that APIs give
    Infer(Box<InferArgs>),
    /// Call every API of a live project and compare its answers with the document and the generated types
    Verify(Box<VerifyArgs>),
    /// Explain a code and what to write; without one, list all codes
    Explain(explain::ExplainArgs),
    /// Show the whole way on a made-up project: serve, download, generate, build, call
    #[cfg(feature = "demo")]
    Demo,
    /// Serve a made-up Rill project on this machine, and print its address, document and token
    #[cfg(feature = "demo")]
    Standin(serve::StandinArgs),
    /// Print the JSON schema of rill-client.toml, for editors
    Schema,
    /// Print the completions of a shell for the installed program
    Completions {
        /// The shell to write them for
        shell: clap_complete::Shell,
    },
}

/// Returns the command line, with the name and the examples as this program was called.
fn command() -> clap::Command {
    let named = |command: clap::Command| match command.get_after_help().map(ToString::to_string) {
        Some(text) => command.after_help(as_called(&text).into_owned()),
        None => command,
    };
    Cli::command()
        .name(program_name())
        .bin_name(program_name())
        .mut_subcommands(named)
}

/// Returns the completions of a shell.
fn completions(shell: clap_complete::Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command(), PROGRAM, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

/// Runs the whole program: reads the command line, runs the command, prints its outcome.
///
/// It ends with 0 when all is well, 1 when a crate is stale or something is at fault, 2 when the flags or the config
/// cannot be followed, 3 when a server does not answer as it should or a token is not good.
pub fn main() -> ExitCode {
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return end_at_flags(&error),
    };
    let name = matches.subcommand_name().unwrap_or_default().to_owned();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return end_at_flags(&error),
    };
    let env = Env::from_process().with_token(cli.global.token.as_deref());
    rill_console::run_in_style(&name, cli.global.style(), |console| match cli.command {
        Command::Regenerate(args) => regenerate::run(&args, &env, console),
        Command::Init(args) => init::run(&args, &env, console),
        Command::Watch(args) => watch::run(&args, &env, console),
        Command::Document(args) => document::run(&args, &env, console),
        Command::Check(args) => check::run(&args, &env, console),
        Command::Diff(args) => compare::run(&args, &env, console),
        Command::Infer(args) => infer::run(&args, &env, console),
        Command::Verify(args) => verify::run(&args, &env, console),
        Command::Explain(args) => explain::run(&args, console),
        #[cfg(feature = "demo")]
        Command::Demo => demo::run(console),
        #[cfg(feature = "demo")]
        Command::Standin(args) => serve::run(&args, console),
        Command::Schema => {
            console.result(&config::schema::text());
            Ok(Exit::Done)
        }
        Command::Completions { shell } => {
            console.result(&completions(shell));
            Ok(Exit::Done)
        }
    })
}

/// Prints a help text, or what is wrong with the flags.
fn end_at_flags(error: &clap::Error) -> ExitCode {
    let is_json = std::env::args_os().any(|word| word == "--json");
    if !is_json {
        return match error.print() {
            // A reader that has gone away is no failure.
            Err(failure) if failure.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
            _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
        };
    }
    let style = Style {
        json: true,
        ..Style::default()
    };
    let name = std::env::args().nth(1).unwrap_or_default();
    rill_console::run_in_style(&name, style, |console| {
        let text = error.render().to_string();
        if error.use_stderr() {
            let first = text.lines().next().unwrap_or_default();
            let what = first.trim_start_matches("error: ").to_owned();
            return Err(Problem::rendered(what, text).of_kind(rill_console::ProblemKind::Usage));
        }
        console.result(&text);
        Ok(Exit::Done)
    })
}

/// Runs `cargo xtask regenerate` for a program with a command line of its own.
///
/// Speaks on standard output and standard error. Not to be called from async code: a download waits for its end.
pub fn regenerate(args: &RegenerateArgs) -> ExitCode {
    rill_console::run(|console| regenerate::run(args, &Env::from_process(), console))
}

/// The README's examples, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
