//! One run of a program, and what the whole process cost: its children included, such as formatters and compilers.

use std::fs::File;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde::Serialize;
use wait4::Wait4;

/// Cost of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct Cost {
    /// Seconds from start to end.
    pub(super) wall: f64,
    /// Seconds of all processors, in the program and for it in the system.
    pub(super) cpu: f64,
    /// Bytes that the largest of its processes held at once.
    ///
    /// Linux counts what the program that starts it held at that moment; nothing here reads a document, so that this
    /// stays below what any generator needs.
    pub(super) memory: u64,
}

/// Runs a program and measures it; what it says goes to the file `log`.
///
/// # Errors
///
/// Why it is no success, in one line: it cannot be run, ends with an error, or takes longer than `limit`.
pub(super) fn measured(command: &mut Command, limit: Duration, log: &Path) -> Result<Cost, String> {
    let told = |error: std::io::Error| format!("it cannot be run: {error}");
    let file = File::create(log).map_err(told)?;
    command
        .stdin(Stdio::null())
        .stdout(file.try_clone().map_err(told)?)
        .stderr(file);
    // What it starts ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let start = Instant::now();
    let mut child = command.spawn().map_err(told)?;
    let watch = watch(child.id(), limit);
    let used = child.wait4();
    let wall = start.elapsed().as_secs_f64();
    let is_late = watch.end();
    let used = used.map_err(told)?;
    if is_late {
        return Err(format!("it takes longer than {} s", limit.as_secs()));
    }
    if !used.status.success() {
        return Err(why(used.status, log));
    }
    Ok(Cost {
        wall,
        cpu: (used.rusage.utime + used.rusage.stime).as_secs_f64(),
        memory: used.rusage.maxrss,
    })
}

/// Someone who ends a program that takes too long.
struct Watch {
    done: mpsc::Sender<()>,
    thread: std::thread::JoinHandle<bool>,
}

fn watch(process: u32, limit: Duration) -> Watch {
    let (done, wait) = mpsc::channel::<()>();
    let thread = std::thread::spawn(move || {
        let is_late = wait.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout);
        if is_late {
            // The minus names the whole group.
            drop(
                Command::new("kill")
                    .args(["-KILL", "--", &format!("-{process}")])
                    .status(),
            );
        }
        is_late
    });
    Watch { done, thread }
}

impl Watch {
    /// Returns `true` if it took too long.
    fn end(self) -> bool {
        drop(self.done);
        self.thread.join().unwrap_or_default()
    }
}

/// Returns the error in the log, else its last line, else the exit status.
fn why(status: ExitStatus, log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let says = |line: &&str| {
        let line = line.to_lowercase();
        line.starts_with("error") || line.contains("fail:") || line.contains("panicked at")
    };
    let mut said = lines().skip_while(|line| !says(line));
    let first = said.next().or_else(|| lines().next_back());
    match (first, said.next()) {
        (Some(line), Some(next)) if line.contains("panicked at") => {
            format!("{line} {next}").chars().take(LONGEST).collect()
        }
        (Some(line), _) => line.chars().take(LONGEST).collect(),
        (None, _) => format!("it ends with {status}"),
    }
}

/// Characters of a reason that are shown.
const LONGEST: usize = 160;

/// Returns the middle of several runs, each number by itself.
pub(super) fn median(costs: &[Cost]) -> Cost {
    let middle = |number: fn(&Cost) -> f64| {
        let mut numbers: Vec<f64> = costs.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        numbers.get(numbers.len() / 2).copied().unwrap_or_default()
    };
    let mut memory: Vec<u64> = costs.iter().map(|cost| cost.memory).collect();
    memory.sort_unstable();
    Cost {
        wall: middle(|cost| cost.wall),
        cpu: middle(|cost| cost.cpu),
        memory: memory.get(memory.len() / 2).copied().unwrap_or_default(),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Result<Cost, String> {
        let log = tempfile::NamedTempFile::new().unwrap();
        measured(Command::new("sh").args(["-c", script]), limit, log.path())
    }

    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn a_run_has_a_cost_and_a_failure_a_reason() {
        let cost = shell("true", LONG).unwrap();
        assert!(cost.wall > 0.0 && cost.memory > 0, "{cost:?}");
        let said = "echo reading; echo 'Error: no such schema' >&2; exit 3";
        assert_eq!(shell(said, LONG).unwrap_err(), "Error: no such schema");
        let panics =
            "echo Generating error.rs; echo 'thread main panicked at a.rs:1:'; echo no; exit 3";
        let why = shell(panics, LONG).unwrap_err();
        assert_eq!(why, "thread main panicked at a.rs:1: no");
        assert_eq!(shell("echo a; echo b; exit 3", LONG).unwrap_err(), "b");
        let silent = shell("exit 3", LONG).unwrap_err();
        assert_eq!(silent, "it ends with exit status: 3");
    }

    #[test]
    fn what_takes_too_long_is_ended_with_all_that_it_started() {
        let late = shell("sleep 3000 & sleep 3000; true", Duration::from_millis(1)).unwrap_err();
        assert_eq!(late, "it takes longer than 0 s");
    }

    #[test]
    fn the_median_takes_each_number_by_itself() {
        let cost = |wall, cpu, memory| Cost { wall, cpu, memory };
        let costs = [cost(3.0, 1.0, 20), cost(1.0, 2.0, 30), cost(2.0, 9.0, 10)];
        assert_eq!(median(&costs), cost(2.0, 2.0, 20));
        assert_eq!(median(&[]), Cost::default());
    }
}
