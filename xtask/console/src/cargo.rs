//! Cargo, run as a program.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::files::MANIFEST;
use crate::paths::shown;
use crate::problem::Problem;

/// Returns the folder that Cargo builds the workspace at `root` in, whatever sets it.
///
/// # Errors
///
/// Cargo cannot be run, or knows no workspace there.
pub fn target_folder(root: &Path) -> Result<PathBuf, Problem> {
    #[derive(serde::Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let asked = cargo()
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(root.join(MANIFEST))
        .output()
        .map_err(|error| cargo_problem(&error))?;
    serde_json::from_slice::<Metadata>(&asked.stdout)
        .map(|metadata| metadata.target_directory)
        .map_err(|_| {
            Problem::new("cargo does not tell where it builds")
                .at(shown(&root.join(MANIFEST)))
                .note(String::from_utf8_lossy(&asked.stderr).trim())
        })
}

/// Returns the cargo that runs this program, else the one in the path.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// Returns the message for a cargo that cannot be run.
pub fn cargo_problem(error: &io::Error) -> Problem {
    Problem::new("cargo cannot be run")
        .note(error.to_string())
        .help("install Rust from https://rustup.rs, or put `cargo` into the PATH")
}
