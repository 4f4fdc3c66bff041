//! The only code that writes into a crate.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rill_console::{Problem, StagedFile, shown};

use super::{Change, Changes};

/// Makes the changes.
///
/// Every new text first lies complete beside its place, under a name of its own; then each is renamed into place. So a
/// full disk or a folder without write access shows before anything has changed.
///
/// # Errors
///
/// A file cannot be written or removed.
pub(crate) fn apply(changes: &Changes) -> Result<(), Problem> {
    let mut made = Vec::new();
    let staged = stage(changes, &mut made).map_err(|(path, error)| {
        // Innermost first; one that is not empty is not ours alone.
        for folder in made.iter().rev() {
            drop(fs::remove_dir(folder));
        }
        failed("a file cannot be written", &path, &error).note("the crate is as it was")
    })?;
    for file in staged {
        file.place()
            .map_err(|error| failed("a file cannot be put in place", file.target(), &error))?;
    }
    for (name, change) in &changes.files {
        if matches!(change, Change::Remove { .. }) {
            let path = changes.root.join(name);
            fs::remove_file(&path)
                .map_err(|error| failed("a stale file cannot be removed", &path, &error))?;
            remove_empty_folders(&changes.root, &path);
        }
    }
    Ok(())
}

type Failure = (PathBuf, io::Error);

fn stage(changes: &Changes, made: &mut Vec<PathBuf>) -> Result<Vec<StagedFile>, Failure> {
    let mut staged = Vec::new();
    for (name, change) in &changes.files {
        let Change::Write { new, .. } = change else {
            continue;
        };
        let path = changes.root.join(name);
        let folder = path.parent().unwrap_or(&changes.root);
        make_folders(folder, made).map_err(|error| (folder.to_owned(), error))?;
        staged.push(StagedFile::write(&path, new).map_err(|error| (path, error))?);
    }
    Ok(staged)
}

/// Makes the folder and those above it, and notes each that was not there.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        make_folders(parent, made)?;
    }
    // `a/..` is there as soon as `a` is.
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir(folder)?;
    made.push(folder.to_owned());
    Ok(())
}

/// Removes the folders above `path` that hold nothing any more, but never the crate's own.
fn remove_empty_folders(root: &Path, path: &Path) {
    let mut folder = path.parent();
    while let Some(empty) = folder.filter(|folder| *folder != root && folder.starts_with(root)) {
        // Removing a folder that holds something fails, which is how it is found out.
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Problem {
    Problem::new(what).at(shown(path)).note(error.to_string())
}
