//! Shared parts of this project's commands: the two streams they write to, messages, progress, paths, tables.
//!
//! The packages beside this one use it: `rill-client-xtask`, `rill-project` and `rill-lab`. It knows no command and
//! nothing of the generator.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

use std::io::{IsTerminal, stderr, stdout};
use std::process::ExitCode;

mod cargo;
mod console;
mod files;
mod paths;
mod problem;
mod program;
mod progress;
mod table;

pub use cargo::{cargo, cargo_problem, target_folder};
pub use console::Console;
pub use files::{MANIFEST, StagedFile, files_below, read_file, write_file};
pub use paths::{absolute, relative, shown};
pub use problem::{Problem, chain, nearest, nearest_few};
pub use program::{as_called, program_name};
pub use progress::{Progress, Steps, during, during_steps};
pub use table::new_table;

/// The end of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything is as it should be.
    Done,
    /// A crate is stale, or something went wrong.
    Failed,
    /// The flags or the config cannot be followed.
    Usage,
    /// A program that was run ended with this code.
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

/// Runs a command on standard output and standard error, and prints the problem it ends with.
pub fn run(command: impl FnOnce(&mut Console<'_>) -> Result<Exit, Problem>) -> ExitCode {
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
