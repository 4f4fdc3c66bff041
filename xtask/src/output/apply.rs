//! The only code that writes into a crate.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::{Change, Changes};
use crate::paths::shown;
use crate::problem::Problem;

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
    for (from, to) in staged {
        from.persist(&to)
            .map_err(|error| failed("a file cannot be put in place", &to, &error.error))?;
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

fn stage(changes: &Changes, made: &mut Vec<PathBuf>) -> Result<Vec<(TempPath, PathBuf)>, Failure> {
    let mut staged = Vec::new();
    for (name, change) in &changes.files {
        let Change::Write { new, .. } = change else {
            continue;
        };
        let path = changes.root.join(name);
        let folder = path.parent().unwrap_or(&changes.root);
        make_folders(folder, made).map_err(|error| (folder.to_owned(), error))?;
        let file = stage_file(folder, &path, new).map_err(|error| (path.clone(), error))?;
        staged.push((file, path));
    }
    Ok(staged)
}

fn stage_file(folder: &Path, path: &Path, text: &str) -> io::Result<TempPath> {
    let mut file = as_usual(Builder::new().prefix(".rill-codegen-")).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Ok(found) = fs::metadata(path) {
        if found.permissions().readonly() {
            return Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "the file there is write-protected",
            ));
        }
        fs::set_permissions(file.path(), found.permissions())?;
    }
    Ok(file.into_temp_path())
}

/// Gives a temporary file what any new file gets, less the process's mask; it would otherwise be private.
#[cfg(unix)]
fn as_usual<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

/// Gives a temporary file what any new file gets, which it has here.
#[cfg(not(unix))]
fn as_usual<'a, 'b>(builder: &'a mut Builder<'b, 'b>) -> &'a mut Builder<'b, 'b> {
    builder
}

/// Makes the folder and those above it, and notes each that was not there.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        make_folders(parent, made)?;
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
