//! Flags of every command: what it prints, and where the token goes.

use clap::{Args, ColorChoice};
use rill_console::{Style, Verbosity};

/// Flags of every command.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct GlobalArgs {
    /// Print one JSON object, whatever happens
    #[arg(long, global = true, help_heading = "Every command")]
    json: bool,
    /// Print errors alone
    #[arg(
        long,
        short,
        global = true,
        conflicts_with = "verbose",
        help_heading = "Every command"
    )]
    quiet: bool,
    /// Print every step and every diagnostic
    #[arg(long, short, global = true, help_heading = "Every command")]
    verbose: bool,
    /// When to use colors
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = false,
        help_heading = "Every command"
    )]
    color: ColorChoice,
    /// Send `RILL_TOKEN`, or this token, to this machine and to the address of --url or --at too
    #[arg(long, global = true, value_name = "TOKEN", num_args = 0..=1, default_missing_value = "", hide_default_value = true, help_heading = "Every command")]
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
