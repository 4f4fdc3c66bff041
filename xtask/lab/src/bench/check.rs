//! Generated crates under `cargo check`, their dependencies built, not incremental.

use std::path::{Path, PathBuf};
use std::process::Command;

use toml_edit::{DocumentMut, Item, Table};

use super::outcome::{Measured, Outcome};
use super::process::{Cost, measured};
use super::subject::{Peer, Subject, SubjectKind};
use super::{BenchArgs, Place, seconds};
use rill_console::{MANIFEST, cargo};

use crate::corpus::Document;

/// Checks the crates of a document, in turns.
pub(super) fn all(
    args: &BenchArgs,
    place: &Place,
    document: &Document,
    subjects: &[Subject],
    turns: u16,
    outcomes: &mut [Outcome],
) {
    let mut runs: Vec<Vec<Result<Cost, String>>> = Vec::new();
    for (subject, outcome) in subjects.iter().zip(outcomes.iter()) {
        let folder = place.crates(subject).join(document.crate_name());
        let ready = match &outcome.generation {
            Measured::Cost(_) => ready(args, place, subject, &folder),
            Measured::Fails(_) => Err("there is no crate".to_owned()),
        };
        runs.push(ready.err().map(Err).into_iter().collect());
    }
    for _ in 0..turns {
        for (subject, runs) in subjects.iter().zip(&mut runs) {
            if runs.iter().all(Result::is_ok) {
                let folder = place.crates(subject).join(document.crate_name());
                runs.push(again(args, place, &folder, &["check"]));
            }
        }
    }
    for (outcome, runs) in outcomes.iter_mut().zip(runs) {
        outcome.check = Some(Measured::of(runs));
    }
}

/// Makes a package of the generated crate that stands alone, and builds what it depends on.
///
/// # Errors
///
/// Why its dependencies do not build, in one line.
pub(super) fn ready(
    args: &BenchArgs,
    place: &Place,
    subject: &Subject,
    folder: &Path,
) -> Result<(), String> {
    complete(place, subject, folder).map_err(|error| format!("its manifest: {error}"))?;
    let library = library(folder);
    let unwritten = |error: std::io::Error| format!("its library cannot be written: {error}");
    let text = std::fs::read(&library).map_err(unwritten)?;
    std::fs::write(&library, "").map_err(unwritten)?;
    let built = measured(
        &mut command(place, folder, &["check"]),
        seconds(args.check_timeout),
        &place.log(),
    );
    std::fs::write(&library, text).map_err(unwritten)?;
    built
        .map(drop)
        .map_err(|why| format!("its dependencies: {why}"))
}

/// Compiles a crate that was compiled before, and nothing else.
///
/// # Errors
///
/// As [`measured`].
pub(super) fn again(
    args: &BenchArgs,
    place: &Place,
    folder: &Path,
    what: &[&str],
) -> Result<Cost, String> {
    touch(folder).map_err(|error| format!("its library cannot be written: {error}"))?;
    let mut command = command(place, folder, what);
    command.arg("--offline");
    measured(&mut command, seconds(args.check_timeout), &place.log())
}

/// Makes a crate newer than what was compiled of it, by which Cargo goes.
pub(super) fn touch(folder: &Path) -> std::io::Result<()> {
    let library = library(folder);
    std::fs::read(&library).and_then(|text| std::fs::write(&library, text))
}

fn library(folder: &Path) -> PathBuf {
    folder.join("src/lib.rs")
}

/// Returns Cargo for one crate, as a pipeline runs it, in the shared target folder.
pub(super) fn command(place: &Place, folder: &Path, what: &[&str]) -> Command {
    let mut command = plain(folder, what);
    command.arg("--target-dir").arg(place.build());
    command
}

/// Returns Cargo for one crate, without a target folder.
pub(super) fn plain(folder: &Path, what: &[&str]) -> Command {
    let mut command = cargo();
    command
        .args(what)
        .args(["--quiet", "--manifest-path"])
        .arg(folder.join(MANIFEST))
        .current_dir(folder)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TERM_COLOR", "never")
        .env_remove("RUSTC_WRAPPER")
        .env_remove("RUSTFLAGS");
    command
}

/// Adds what a crate needs to be a package by itself, and this project's exact versions where it has them.
pub(super) fn complete(place: &Place, subject: &Subject, folder: &Path) -> Result<(), String> {
    let path = folder.join(MANIFEST);
    let text = if subject.kind == SubjectKind::Peer(Peer::OpenapiToRust) {
        let needs = std::fs::read_to_string(folder.join("src/generated/REQUIRED_DEPS.toml"))
            .map_err(|error| error.to_string())?;
        std::fs::write(library(folder), "pub mod generated;\n")
            .map_err(|error| error.to_string())?;
        package(folder, &needs)
    } else {
        std::fs::read_to_string(&path).map_err(|error| error.to_string())?
    };
    let manifest = standalone(&text)?;
    std::fs::write(&path, manifest)
        .and_then(|()| std::fs::copy(place.root.join("Cargo.lock"), folder.join("Cargo.lock")))
        .map(drop)
        .map_err(|error| error.to_string())
}

/// Returns a manifest around a list of dependencies.
fn package(folder: &Path, needs: &str) -> String {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let head = format!("[package]\nname = {name:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n");
    let has_table = needs.lines().any(|line| line.trim() == "[dependencies]");
    let table = if has_table { "" } else { "[dependencies]\n" };
    format!("{head}{table}{needs}")
}

/// Returns a manifest that belongs to no workspace, whatever lies around it.
fn standalone(text: &str) -> Result<String, String> {
    let mut manifest: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    if !manifest.contains_key("workspace") {
        manifest.insert("workspace", Item::Table(Table::new()));
    }
    Ok(manifest.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_dependencies_becomes_a_package_of_no_workspace() {
        for needs in [
            "serde = \"1\"\n",
            "# these\n[dependencies]\nserde = \"1\"\n",
        ] {
            let text = standalone(&package(Path::new("x/of-a"), needs)).unwrap();
            let manifest: DocumentMut = text.parse().unwrap();
            assert_eq!(manifest["package"]["name"].as_str(), Some("of-a"));
            assert_eq!(manifest["dependencies"]["serde"].as_str(), Some("1"));
            assert!(manifest.contains_key("workspace"));
            assert_eq!(standalone(&text).unwrap(), text);
        }
    }
}
