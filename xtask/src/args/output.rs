//! Flags of every command: what it prints, and where the token goes.

use clap::{Args, ColorChoice};
use rill_console::{Style, Verbosity};

/// Flags of every command.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Every command")]
pub(crate) struct GlobalArgs {
    /// Print one JSON object, whatever happens
    #[arg(long, global = true)]
    json: bool,
    /// Print errors alone
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print every step and every diagnostic
    #[arg(long, short, global = true)]
    verbose: bool,
    /// When to use colors
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = false
    )]
    color: ColorChoice,
    /// Send `RILL_TOKEN`, or this token, to this machine and to the address of --url or --at too
    #[arg(long, global = true, value_name = "TOKEN", num_args = 0..=1, default_missing_value = "", hide_default_value = true)]
    pub(crate) token: Option<String>,
}

impl GlobalArgs {
    /// Returns the form of what the command prints.
    pub(crate) fn style(&self) -> Style {
        Style {
            json: self.json,
            verbosity: match (self.quiet, self.verbose) {
                (true, _) => Verbosity::Quiet,
                (false, true) => Verbosity::Verbose,
                (false, false) => Verbosity::Normal,
            },
            color: match self.color {
                ColorChoice::Auto => None,
                ColorChoice::Always => Some(true),
                ColorChoice::Never => Some(false),
            },
        }
    }
}
