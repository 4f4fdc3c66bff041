//! `cargo lab fuzz`: do readers of hostile input panic, hang, or use memory without bound?
//!
//! ```text
//! seeds    inputs of the fixtures, and those that failed, if any (fixtures/fuzz)
//! mutate   changes of bytes, and of trees of JSON and YAML
//! targets  what reads an input
//! worker   a process that tries inputs until its time is over; whatever ends it is a finding
//! ```

mod mutate;
mod seeds;
mod targets;
mod worker;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;
use rill_client_xtask::internal::checkout;
use rill_console::{Console, Exit, Problem, shown, target_folder};

use targets::TARGETS;

/// Arguments of `cargo lab fuzz`.
#[derive(Args, Clone, Debug)]
pub(crate) struct FuzzArgs {
    /// Targets to try; all without one
    #[arg(value_name = "TARGET", value_parser = TARGETS.map(|target| target.name))]
    targets: Vec<String>,
    /// Time for each target
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    seconds: u64,
    /// Number that the inputs follow from
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    start: u64,
    /// Try inputs in this process, and leave there what it does
    #[arg(long, hide = true, value_name = "DIR")]
    worker: Option<PathBuf>,
}

/// The most memory of a worker, in kilobytes of address space.
const MEMORY: u64 = 6 << 20;

/// Tries inputs on each target, and keeps those that fail below the target folder.
pub(crate) fn run(args: &FuzzArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root =
        checkout().ok_or_else(|| Problem::new("fuzzing needs a checkout of this project"))?;
    let meant = |name: &str| args.targets.is_empty() || args.targets.iter().any(|one| one == name);
    if let Some(folder) = &args.worker {
        let target = TARGETS.into_iter().find(|target| meant(target.name));
        let target = target.ok_or_else(|| Problem::usage("a worker needs a target"))?;
        worker::run(target, &root, folder, (args.start, args.seconds));
        return Ok(Exit::Done);
    }
    let folder = target_folder(&root)?.join("fuzz");
    let (mut all, mut failures) = (0, 0);
    for target in TARGETS.into_iter().filter(|target| meant(target.name)) {
        let here = folder.join(target.name);
        let (executions, found) = try_target(target.name, &here, args)
            .map_err(|error| Problem::new("a worker cannot be run").note(error.to_string()))?;
        console.result(&format!(
            "{}: {executions} executions, {} findings\n",
            target.name,
            found.len()
        ));
        for (path, reason) in &found {
            console.say(format!("error: {}: {reason}", shown(path)));
        }
        all += executions;
        failures += found.len();
    }
    console.result(&format!("all: {all} executions, {failures} findings\n"));
    Ok(if failures == 0 {
        Exit::Done
    } else {
        Exit::Failed
    })
}

/// Runs workers until the time is over; each that ends early has found something, which counts once.
fn try_target(
    name: &str,
    folder: &Path,
    args: &FuzzArgs,
) -> std::io::Result<(u64, Vec<(PathBuf, String)>)> {
    let (mut executions, mut found) = (0, Vec::new());
    let end = Instant::now() + Duration::from_secs(args.seconds);
    let mut start = args.start;
    loop {
        let seconds = end.saturating_duration_since(Instant::now()).as_secs();
        if seconds == 0 && start > args.start {
            return Ok((executions, found));
        }
        drop(std::fs::remove_dir_all(folder.join("now")));
        std::fs::create_dir_all(folder.join("now"))?;
        let limited = format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"");
        let status = Command::new("sh")
            .args(["-c", &limited])
            .arg(std::env::current_exe()?)
            .args([
                "fuzz",
                name,
                "--seconds",
                &seconds.to_string(),
                "--start",
                &start.to_string(),
            ])
            .arg("--worker")
            .arg(folder.join("now"))
            .status()?;
        let read =
            |file: &str| std::fs::read_to_string(folder.join("now").join(file)).unwrap_or_default();
        let told = read("executions").parse();
        executions += told.or_else(|_| read("so-far").parse()).unwrap_or(0);
        if status.success() {
            return Ok((executions, found));
        }
        let reason = read("reason");
        let reason = if reason.is_empty() {
            status.to_string()
        } else {
            reason
        };
        if found.iter().all(|(_, known)| *known != reason) {
            let kept = folder.join(format!("finding-{start}"));
            std::fs::copy(folder.join("now/input"), &kept)?;
            found.push((kept, reason));
        }
        start += 1000;
        if found.len() >= 20 {
            return Ok((executions, found));
        }
    }
}
