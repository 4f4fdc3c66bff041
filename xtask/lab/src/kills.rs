//! `cargo lab kills`: the test of killed runs, more often than a test run has time for.

use clap::Args;
use rill_console::{Console, Exit, Problem, cargo, cargo_problem};

/// Arguments of `cargo lab kills`.
#[derive(Args, Clone, Debug)]
pub(crate) struct KillsArgs {
    /// Number of runs to kill
    #[arg(long, default_value_t = 200)]
    times: usize,
}

/// Kills runs of `regenerate` at random moments and says what was left of the crate.
pub(crate) fn run(args: &KillsArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    console.say(format!("killing {} runs", args.times));
    let status = cargo()
        .args([
            "test",
            "--quiet",
            "--package",
            "rill-client-xtask",
            "--test",
            "kill",
        ])
        .args(["--", "--nocapture", "a_killed_run_leaves_one_crate_whole"])
        .env("KILLS", args.times.to_string())
        .status()
        .map_err(|error| cargo_problem(&error))?;
    Ok(if status.success() {
        Exit::Done
    } else {
        Exit::Failed
    })
}
