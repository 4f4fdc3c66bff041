//! Facts about the outcome of each document.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use rill_codegen::pointer::Pointer;
use rill_codegen::{Code, Config, Generated, Input, Source};

use super::Document;

/// Generators are tried with as much stack as a main thread has.
const STACK: usize = 8 << 20;

/// One document, and the numbers of its crate or why there is none.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) name: String,
    pub(super) outcome: Result<Numbers, String>,
    time: Duration,
}

/// The most lines that a generated file has.
const MOST_LINES: usize = 3_000;

/// Counts of a generated crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) declared: usize,
    pub(super) methods: usize,
    /// Operations that have no method.
    pub(super) without: Vec<String>,
    /// Lost operations without a diagnostic that explains them.
    unexplained: Vec<String>,
    pub(super) types: usize,
    pub(super) untyped: usize,
    pub(super) lines: usize,
    /// Files that are longer than a reader bears, with their lines.
    too_long: Vec<(String, usize)>,
    findings: BTreeMap<Code, usize>,
}

impl Facts {
    /// Returns the line of the snapshot.
    pub(super) fn line(&self) -> String {
        match &self.outcome {
            Err(why) => format!("{}: {why}", self.name),
            Ok(numbers) => {
                let findings: Vec<String> = numbers
                    .findings
                    .iter()
                    .map(|(code, count)| format!("{code} {count}"))
                    .collect();
                format!(
                    "{}: {} operations, {} without a method, {} methods, {} types, {} untyped, {} lines; {}",
                    self.name,
                    numbers.declared,
                    numbers.without.len(),
                    numbers.methods,
                    numbers.types,
                    numbers.untyped,
                    numbers.lines,
                    if findings.is_empty() {
                        "no diagnostics".to_owned()
                    } else {
                        findings.join(", ")
                    }
                )
            }
        }
    }

    /// Returns the line of the snapshot, followed by the time taken.
    pub(super) fn shown(&self) -> String {
        format!("{} [{:.1} s]", self.line(), self.time.as_secs_f64())
    }

    /// Returns the failures: a refused document, an operation lost without a diagnostic.
    pub(super) fn failures(&self) -> Vec<String> {
        match &self.outcome {
            Err(why) => vec![format!("{}: {why}", self.name)],
            Ok(numbers) => {
                let unexplained = numbers.unexplained.iter().map(|place| {
                    format!(
                        "{}: {place} has no method, and no diagnostic says why",
                        self.name
                    )
                });
                let too_long = numbers.too_long.iter().map(|(path, lines)| {
                    format!(
                        "{}: {path} has {lines} lines; a file has at most {MOST_LINES}",
                        self.name
                    )
                });
                unexplained.chain(too_long).collect()
            }
        }
    }
}

/// Generates all documents, several at a time, and tells of each as soon as those before it are done.
pub(super) fn of_all(documents: &[Document], tell: &mut dyn FnMut(&Facts)) -> Vec<Facts> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            let worker = move || {
                while let Some((index, document)) = take(documents, next) {
                    if sender.send((index, of(document))).is_err() {
                        return;
                    }
                }
            };
            let spawned = std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, worker);
            drop(spawned);
        }
        drop(sender);
        let mut waiting = BTreeMap::new();
        let mut done = Vec::new();
        for (index, facts) in receiver {
            waiting.insert(index, facts);
            while let Some(facts) = waiting.remove(&done.len()) {
                tell(&facts);
                done.push(facts);
            }
        }
        done
    })
}

fn take<'a>(documents: &'a [Document], next: &AtomicUsize) -> Option<(usize, &'a Document)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    Some((index, documents.get(index)?))
}

fn of(document: &Document) -> Facts {
    let start = Instant::now();
    let outcome = std::fs::read(&document.path)
        .map_err(|error| format!("cannot be read: {error}"))
        .and_then(|bytes| {
            let name = document.name.clone();
            generate(&Source { name, bytes }.into(), document)
        });
    Facts {
        name: document.name.clone(),
        outcome,
        time: start.elapsed(),
    }
}

fn generate(input: &Input, document: &Document) -> Result<Numbers, String> {
    let config = Config::new(document.crate_name());
    // A panic is a bug of the generator; the other documents have nothing to do with it.
    let generated = catch_unwind(AssertUnwindSafe(|| rill_codegen::generate(input, &config)))
        .map_err(|_| "the generator panicked".to_owned())?
        .map_err(|refusal| format!("refused: {refusal}"))?;
    Ok(numbers(&generated))
}

fn numbers(generated: &Generated) -> Numbers {
    let without: Vec<&Pointer> = generated
        .declared
        .iter()
        .filter(|place| generated.called.binary_search(place).is_err())
        .collect();
    let unexplained = without.iter().filter(|place| !explained(generated, place));
    let sources = generated
        .files
        .iter()
        .filter(|(path, _)| path.starts_with("src/"));
    let lengths: Vec<(String, usize)> = sources
        .map(|(path, text)| (path.clone(), text.lines().count()))
        .collect();
    Numbers {
        declared: generated.declared.len(),
        methods: generated.census.operations,
        unexplained: unexplained.map(ToString::to_string).collect(),
        without: without.iter().map(ToString::to_string).collect(),
        types: generated.census.types,
        untyped: generated.untyped.len(),
        lines: lengths.iter().map(|(_, lines)| lines).sum(),
        too_long: lengths
            .into_iter()
            .filter(|(_, lines)| *lines > MOST_LINES)
            .collect(),
        findings: generated.diagnostics.count_by_code(),
    }
}

/// Returns `true` if a finding stands at an operation, inside it, or at its path.
fn explained(generated: &Generated, operation: &Pointer) -> bool {
    generated.diagnostics.iter().any(|found| {
        found.at.starts_with(operation) || operation.parent().as_ref() == Some(&found.at)
    })
}
