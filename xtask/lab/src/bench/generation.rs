//! Every document through every subject, in turns.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use super::outcome::{Measured, Outcome, Row};
use super::process::{Cost, measured};
use super::subject::{Subject, SubjectKind};
use super::{BenchArgs, Place, check, seconds};
use rill_console::{Console, during_steps};

use crate::corpus::Document;

/// Measures all documents, and tells of each as soon as it is done.
pub(super) fn all(
    args: &BenchArgs,
    place: &Place,
    documents: &[Document],
    subjects: &[Subject],
    console: &mut Console<'_>,
) -> Vec<Row> {
    during_steps(console.is_interactive(), documents.len(), |steps| {
        let mut rows = Vec::new();
        for document in documents {
            steps.now(&document.name);
            let row = one(args, place, document, subjects);
            steps.aside(|| console.say(line(&row, subjects)));
            steps.advance();
            rows.push(row);
        }
        rows
    })
}

fn one(args: &BenchArgs, place: &Place, document: &Document, subjects: &[Subject]) -> Row {
    let mut runs: Vec<Vec<Result<Cost, String>>> = vec![Vec::new(); subjects.len()];
    for _ in 0..args.runs {
        for (subject, runs) in subjects.iter().zip(&mut runs) {
            // What fails once fails each time.
            if runs.iter().all(Result::is_ok) {
                runs.push(generate(args, place, document, subject));
            }
        }
    }
    let generations = runs.into_iter().map(Measured::of);
    let mut outcomes: Vec<Outcome> = subjects
        .iter()
        .zip(generations)
        .map(|(subject, generation)| {
            let folder = place.crates(subject).join(document.crate_name());
            let is_there = generation.cost().is_some();
            let lines = is_there.then(|| lines(&folder));
            Outcome {
                generation,
                lines: lines.map(|lines| lines.total),
                largest: lines.map(|lines| lines.largest),
                untyped: (is_there && subject.kind == SubjectKind::Ours)
                    .then(|| untyped(&folder))
                    .flatten(),
                check: None,
            }
        })
        .collect();
    if let Some(turns) = args.check {
        check::all(args, place, document, subjects, turns, &mut outcomes);
    }
    Row {
        document: document.name.clone(),
        bytes: document.bytes,
        outcomes,
    }
}

/// Generates a crate into an empty folder, once.
pub(super) fn generate(
    args: &BenchArgs,
    place: &Place,
    document: &Document,
    subject: &Subject,
) -> Result<Cost, String> {
    let output = place.crates(subject).join(document.crate_name());
    let unwritten = |error: std::io::Error| format!("its folder cannot be made: {error}");
    match std::fs::remove_dir_all(&output) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(unwritten(error)),
        _ => std::fs::create_dir_all(place.crates(subject)).map_err(unwritten)?,
    }
    let mut command = subject.command(&place.root, &document.path, &output);
    let log = place.log();
    let cost = measured(&mut command, seconds(args.timeout), &log)?;
    if !output.join("src").is_dir() {
        return Err("it ends well and writes no crate".to_owned());
    }
    if subject.kind == SubjectKind::Ours {
        // The folder's owner is the crate; what was said of it is kept beside.
        drop(std::fs::copy(&log, said(&output)));
    }
    Ok(cost)
}

/// Reads the counts that this project's generator printed for a crate.
fn said(output: &Path) -> std::path::PathBuf {
    output.with_extension("log")
}

/// The lines of the Rust files of a crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lines {
    total: usize,
    largest: usize,
}

/// Counts lines of Rust below a folder, however deep. No file is held whole: see [`Cost::memory`].
fn lines(folder: &Path) -> Lines {
    let files = walkdir::WalkDir::new(folder.join("src")).into_iter();
    files
        .filter_map(Result::ok)
        .filter(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "rs")
        })
        .filter_map(|entry| File::open(entry.path()).ok())
        .map(|file| BufReader::new(file).split(b'\n').count())
        .fold(Lines::default(), |lines, count| Lines {
            total: lines.total + count,
            largest: lines.largest.max(count),
        })
}

/// Returns the number of untyped locations in the line that `regenerate` ends with.
fn untyped(folder: &Path) -> Option<usize> {
    untyped_in(&std::fs::read_to_string(said(folder)).ok()?)
}

fn untyped_in(text: &str) -> Option<usize> {
    let (before, _) = text.lines().last()?.split_once(" untyped location")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Returns one document in one line.
fn line(row: &Row, subjects: &[Subject]) -> String {
    let outcomes = subjects
        .iter()
        .zip(&row.outcomes)
        .map(|(subject, outcome)| {
            let name = subject.name();
            let generation = told(&outcome.generation);
            match &outcome.check {
                Some(check) => format!("{name} {generation}, check {}", told(check)),
                None => format!("{name} {generation}"),
            }
        });
    format!(
        "{}: {}",
        row.document,
        outcomes.collect::<Vec<_>>().join("; ")
    )
}

fn told(measured: &Measured) -> String {
    match measured {
        Measured::Cost(cost) => format!("{:.2} s", cost.wall),
        Measured::Fails(why) => format!("fails ({why})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_untyped_locations_is_read_from_the_line() {
        let text =
            "warning: something\na: 3 operations, 4 types, 12 untyped locations; 9 files written\n";
        assert_eq!(untyped_in(text), Some(12));
        assert_eq!(untyped_in("a: failed\n"), None);
    }

    #[test]
    fn one_failure_is_the_outcome() {
        let cost = Cost {
            wall: 1.0,
            cpu: 1.0,
            memory: 1,
        };
        assert_eq!(Measured::of(vec![Ok(cost)]), Measured::Cost(cost));
        let failed = Measured::of(vec![Ok(cost), Err("no".to_owned())]);
        assert_eq!(failed, Measured::Fails("no".to_owned()));
    }

    #[test]
    fn lines_of_every_rust_file_are_counted_and_the_largest_is_known() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("src/lib.rs", "//! A comment.\n\nmod a;\n"),
            ("src/apis/pets/mod.rs", "mod list;\n"),
            ("src/apis/pets/list.rs", "fn a() {\n\n\n\n}"),
            ("src/notes.md", "1\n2\n3\n4\n5\n6\n7\n8\n9\n"),
            ("build.rs", "fn main() {}\n"),
        ] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let expected = Lines {
            total: 9,
            largest: 5,
        };
        assert_eq!(lines(folder.path()), expected);
    }
}
