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
mod terminal;

pub use cargo::{cargo, cargo_problem, target_folder};
pub use console::{Console, Style, Verbosity};
pub use files::{MANIFEST, MAX_BYTES, files_below, read_capped, read_file, write_file};
pub use paths::{absolute, relative, shell_word, shown};
pub use problem::{Problem, ProblemKind, chain, nearest_few};
pub use program::{as_called, program_name};
pub use progress::{Progress, Steps, during, during_steps};
pub use table::new_table;
pub use terminal::{folded, terminal_width, wrapped};

/// The end of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything is as it should be.
    Done,
    /// A crate is stale, or something went wrong.
    Failed,
    /// The flags or the config cannot be followed.
    Usage,
    /// A server does not answer as it should, or a token is not good.
    Network,
    /// A program that was run ended with this code.
    Code(u8),
}

impl Exit {
    /// Returns the end of several: that of all that failed, where it is one, else [`Self::Failed`].
    pub fn common(exits: &[Self]) -> Self {
        let mut failed = exits.iter().copied().filter(|exit| *exit != Self::Done);
        match failed.next() {
            None => Self::Done,
            Some(first) if failed.all(|exit| exit == first) => first,
            Some(_) => Self::Failed,
        }
    }

    /// Returns the exit code.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Network => 3,
            Self::Code(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Runs a command on standard output and standard error, and prints the problem it ends with.
pub fn run(command: impl FnOnce(&mut Console<'_>) -> Result<Exit, Problem>) -> ExitCode {
    run_in_style("", Style::default(), command)
}

/// Runs a command of this name on standard output and standard error; in JSON its end is the one object printed.
pub fn run_in_style(
    name: &str,
    style: Style,
    command: impl FnOnce(&mut Console<'_>) -> Result<Exit, Problem>,
) -> ExitCode {
    let (mut out, mut err) = (stdout().lock(), stderr());
    let (draws, interactive) = (out.is_terminal(), err.is_terminal());
    let style = Style {
        color: style.color.or_else(terminal::color_from_environment),
        ..style
    };
    let mut console = Console::new(&mut out, &mut err)
        .of_command(name)
        .in_style(style)
        .on_terminals(draws, interactive);
    let ended = command(&mut console);
    let exit = console.finish(ended);
    if let Some(error) = console.take_failure() {
        console.problem(&Problem::new("the result cannot be printed").note(error.to_string()));
        return Exit::Failed.into();
    }
    exit.into()
}
