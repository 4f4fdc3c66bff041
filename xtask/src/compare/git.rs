//! Files of a git revision.

use std::path::Path;
use std::process::{Command, Output};

use rill_console::{Problem, shown};
use tempfile::TempDir;

use crate::client::SNAPSHOT;

/// Returns the snapshot of a crate as of a revision.
pub(super) fn snapshot(folder: &Path, revision: &str) -> Result<Vec<u8>, Problem> {
    if !folder.is_dir() {
        return Err(neither(revision, folder));
    }
    let file = format!("{revision}:./{SNAPSHOT}");
    let output = run(Command::new("git")
        .current_dir(folder)
        .args(["show", &file]))?;
    checked(output, revision, folder)
}

/// Returns a copy of a folder as of a revision, which is removed when it is dropped.
pub(super) fn checkout(folder: &Path, revision: &str) -> Result<TempDir, Problem> {
    let copy = tempfile::tempdir().map_err(|error| {
        Problem::new("a temporary folder cannot be made").note(error.to_string())
    })?;
    let words = ["rev-parse", "--absolute-git-dir", "--show-prefix"];
    let found = run(Command::new("git").current_dir(folder).args(words))?;
    let found = checked(found, revision, folder)?;
    let found = String::from_utf8_lossy(&found);
    let (repository, prefix) = found
        .trim_end()
        .split_once('\n')
        .unwrap_or((found.trim_end(), ""));
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(copy.path()).args(words);
        // With an index of its own, so that what is staged stays as it is.
        command.env("GIT_INDEX_FILE", copy.path().join(".index"));
        command
            .env("GIT_DIR", repository)
            .env("GIT_WORK_TREE", copy.path());
        checked(run(&mut command)?, revision, folder)
    };
    git(&["read-tree", &format!("{revision}:{prefix}")])?;
    git(&["checkout-index", "--all"])?;
    Ok(copy)
}

fn run(command: &mut Command) -> Result<Output, Problem> {
    command.output().map_err(|error| {
        Problem::new("git cannot be run")
            .note(error.to_string())
            .help("install git, or name files in place of revisions")
    })
}

fn checked(output: Output, revision: &str, folder: &Path) -> Result<Vec<u8>, Problem> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(neither(revision, folder).note(said.trim()))
}

fn neither(revision: &str, folder: &Path) -> Problem {
    Problem::usage(format!(
        "`{revision}` is neither a file nor a git revision with the document"
    ))
    .at(shown(folder))
    .help("name a file, an address, or a revision in which the crate has its openapi.json")
}
