//! Random documents through the generator and the comparison, and some of them through the compiler and with hostile values.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use rill_codegen::{Config, FatalError, NamedApi, Source, compare, generate};
use rill_console::{Console, Exit, Problem, shown};
use serde_json::Value;

use super::probe::{self, Answer};
use super::random;

/// The most time of processors that a document may take, and the most that the process may hold meanwhile.
const LONGEST: Duration = Duration::from_secs(1);
const LARGEST: u64 = 200 << 20;

/// Groups of schemas in a document that is compiled.
const GROUPS: usize = 30;

/// Stack that hostile values are decoded with: what threads have where nothing else is said.
const STACK: usize = 2 << 20;

/// Seed of the first document that is compiled.
const COMPILED: u64 = 1 << 32;

/// Generates so many documents, and compiles so many crates.
pub(super) fn run(
    (documents, crates, seed): (u64, u64, u64),
    root: &Path,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let mut is_well = true;
    let start = spent();
    let mut slowest = (Duration::ZERO, seed);
    let mut largest = 0;
    // An abort leaves the document that it comes from.
    let path = root.join("target/oracle/random.json");
    for seed in seed..seed + documents {
        super::write(&path, &String::from_utf8_lossy(&source(seed, 1).bytes))?;
        match generated(seed) {
            Ok((time, memory)) if time > LONGEST || memory > LARGEST => {
                is_well = false;
                let (time, memory) = (time.as_millis(), memory >> 20);
                console.result(&format!("document {seed}: {time} ms, {memory} MB\n"));
            }
            Ok((time, memory)) => {
                slowest = slowest.max((time, seed));
                largest = largest.max(memory);
            }
            Err(why) => {
                is_well = false;
                console.result(&format!("document {seed}: {why}\n"));
            }
        }
    }
    console.result(&format!(
        "{documents} documents in {:.1} s of CPU: the slowest took {:.2} s (seed {}), the most memory was {} MB\n",
        spent().saturating_sub(start).as_secs_f64(),
        slowest.0.as_secs_f64(),
        slowest.1,
        largest >> 20,
    ));
    if crates > 0 {
        let failures = compiled(seed..seed + crates, root, console)?;
        is_well &= failures.is_empty();
        console.result(&(failures.join("\n") + "\n"));
    }
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

fn source(seed: u64, groups: usize) -> Source {
    Source {
        name: format!("random-{seed}.json"),
        bytes: format!("{:#}", random::document(seed, groups)).into_bytes(),
    }
}

/// Generates from the document of a seed; returns its time and the most memory of the process meanwhile.
fn generated(seed: u64) -> Result<(Duration, u64), String> {
    // The peak counts anew from here, where the system knows of one.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    let (sender, receiver) = mpsc::channel();
    let start = spent();
    std::thread::spawn(move || {
        let source = source(seed, 1);
        let outcome = generate(&source, &Config::new("random")).and_then(|_| compared(seed));
        drop(sender.send(outcome.map_err(|refusal| refusal.render(&source))));
    });
    let taken = || spent().saturating_sub(start);
    loop {
        match receiver.recv_timeout(LONGEST) {
            Ok(outcome) => {
                outcome?;
                return Ok((taken(), peak()));
            }
            Err(RecvTimeoutError::Disconnected) => return Err("it panics".to_owned()),
            // Other programs may keep the machine busy, so that only its own time tells.
            Err(RecvTimeoutError::Timeout) if taken() < LONGEST * 60 => {}
            Err(RecvTimeoutError::Timeout) => return Err("it does not end".to_owned()),
        }
    }
}

/// Compares the document of a seed with the next one, whose components have the same names.
fn compared(seed: u64) -> Result<(), FatalError> {
    let read = |seed| NamedApi::new(&source(seed, 1), &Config::new("random"));
    compare(&read(seed)?, &read(seed + 1)?);
    Ok(())
}

/// Returns the time of all processors that this process spent, as far as Linux tells.
fn spent() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ');
    let hundredths = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(hundredths.sum::<u64>() * 10)
}

/// Returns the most memory that this process held, as far as Linux tells.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse::<u64>().ok())
        .unwrap_or(0)
        << 10
}

/// Compiles documents of many groups, and decodes hostile values of each of their types.
fn compiled(
    seeds: std::ops::Range<u64>,
    root: &Path,
    console: &mut Console<'_>,
) -> Result<Vec<String>, Problem> {
    let mut failures = Vec::new();
    let mut probes = Vec::new();
    for seed in seeds {
        match probe::whole(
            &format!("random-{seed}"),
            &source(COMPILED + seed, GROUPS),
            STACK,
        ) {
            Ok(probe) => probes.push(probe),
            Err(why) => failures.push(format!("crate {seed}: {why}")),
        }
    }
    let workshop = probe::workshop(root, "random")?;
    let packages: Vec<_> = probes.iter().map(probe::Probe::package).collect();
    let said = workshop.build(&packages)?;
    console.result(&said);
    let hostile = random::hostile();
    let mut values = 0;
    for probe in &probes {
        let asked: Vec<(&str, &Value)> = probe
            .types
            .keys()
            .flat_map(|component| hostile.iter().map(|value| (component.as_str(), value)))
            .collect();
        let Some(answers) = probe::ask(&workshop, probe, &asked)? else {
            failures.push(format!("{}: it does not compile", probe.name));
            continue;
        };
        values += answers.len();
        for ((component, value), answer) in asked.iter().zip(answers) {
            if let Answer::Refused(why) = answer
                && probe::is_abort(&why)
            {
                let value: String = value.to_string().chars().take(60).collect();
                failures.push(format!("{} {component}: {why}: {value}", probe.name));
            }
        }
    }
    console.result(&format!(
        "{} crates of {GROUPS} groups each, {values} hostile values decoded; they are in {}\n",
        probes.len(),
        shown(&workshop.root),
    ));
    Ok(failures)
}

#[cfg(test)]
mod tests {
    /// How long each takes is for the command, which does nothing else meanwhile.
    #[test]
    fn schemas_that_refer_to_each_other_end() {
        let failures: Vec<_> = (0..30)
            .filter_map(|seed| super::generated(seed).err().map(|why| (seed, why)))
            .collect();
        assert_eq!(failures, []);
    }
}
