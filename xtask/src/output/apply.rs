//! The only code that writes into a crate: all of a run's changes, or none.
//!
//! ```text
//! .rill-client-run/       beside the crate's files, as long as a run writes
//!   new/0, new/1, …       every new text, complete
//!   record                what is to be done; from here on a run that ends early is undone by the next one
//!   old/0, old/1, …       what was in place
//!   done                  the record, once everything is in place
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rill_console::{MANIFEST, Problem, shown};
use serde::{Deserialize, Serialize};

use super::{Change, Changes};

/// The folder of a run that writes.
const RUN: &str = ".rill-client-run";

/// The changes that a run makes to the crate.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Record {
    /// The files, by their number.
    files: Vec<Entry>,
    /// Folders that are new, outermost first.
    folders: Vec<String>,
    /// The new manifest: a person may edit it before a run is undone, and then it stays.
    manifest: Option<String>,
}

/// The change that a run makes to one file.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    name: String,
    /// `true` if there was such a file.
    had: bool,
    /// `true` if there will be one.
    has: bool,
}

/// Makes the changes. A failure in the middle is undone.
///
/// # Errors
///
/// A file cannot be written, replaced or removed; the crate is as it was.
pub(crate) fn apply(changes: &Changes) -> Result<(), Problem> {
    if changes.files.is_empty() {
        return Ok(());
    }
    let run = Run(&changes.root);
    let done = run.stage(changes).and_then(|record| run.swap(&record));
    let undone = match &done {
        Ok(()) => run.clear(),
        Err(_) => run.undo().and_then(|()| run.clear()),
    };
    match (done, undone) {
        (Ok(()), _) => Ok(()),
        (Err((path, error)), Ok(())) => {
            Err(failed("a file cannot be written", &path, &error).note("the crate is as it was"))
        }
        (Err((path, error)), Err((_, undo))) => {
            Err(failed("a file cannot be written", &path, &error)
                .note(format!("what was written cannot be undone: {undo}"))
                .help("make the folder writable; the next run puts the old files back first"))
        }
    }
}

/// Undoes a run that was killed while it wrote; returns `true` if there was one. Only under the lock of the folder.
///
/// # Errors
///
/// A file cannot be put back.
pub(crate) fn recover(root: &Path) -> Result<bool, Problem> {
    let run = Run(root);
    if !run.folder().is_dir() {
        return Ok(false);
    }
    run.undo()
        .and_then(|()| run.clear())
        .map_err(|(path, error)| {
            failed("an interrupted run cannot be undone", &path, &error)
                .help("make the folder writable and run this again")
        })?;
    Ok(true)
}

/// Returns `true` if a run was interrupted while it wrote, or is writing now.
pub(crate) fn is_interrupted(root: &Path) -> bool {
    Run(root).folder().is_dir()
}

type Failure = (PathBuf, io::Error);

/// A run that writes into a crate's folder.
struct Run<'a>(&'a Path);

impl Run<'_> {
    fn folder(&self) -> PathBuf {
        self.0.join(RUN)
    }

    fn new_file(&self, number: usize) -> PathBuf {
        self.folder().join("new").join(number.to_string())
    }

    fn old_file(&self, number: usize) -> PathBuf {
        self.folder().join("old").join(number.to_string())
    }

    /// Writes every new text beside the crate's files, and then the record.
    fn stage(&self, changes: &Changes) -> Result<Record, Failure> {
        for folder in ["new", "old"] {
            let folder = self.folder().join(folder);
            fs::create_dir_all(&folder).map_err(at(&folder))?;
        }
        let mut record = Record::default();
        for (number, (name, change)) in changes.files.iter().enumerate() {
            let target = self.0.join(name);
            let had = !matches!(change, Change::Write { old: None, .. });
            if had {
                check_writable(&target)?;
            } else {
                record.folders.extend(self.missing_folders(name));
            }
            if let Change::Write { new, .. } = change {
                self.stage_file(number, new, &target)?;
                if name == MANIFEST {
                    record.manifest = Some(new.clone());
                }
            }
            record.files.push(Entry {
                name: name.clone(),
                had,
                has: matches!(change, Change::Write { .. }),
            });
        }
        record.folders.sort();
        record.folders.dedup();
        let text = serde_json::to_string(&record).map_err(|error| (self.folder(), error.into()))?;
        let (draft, path) = (
            self.folder().join("record.new"),
            self.folder().join("record"),
        );
        fs::write(&draft, text).map_err(at(&draft))?;
        rename(&draft, &path)?;
        Ok(record)
    }

    /// Writes a new text, with the permissions that the file has.
    fn stage_file(&self, number: usize, text: &str, target: &Path) -> Result<(), Failure> {
        let staged = self.new_file(number);
        fs::write(&staged, text).map_err(at(target))?;
        match fs::metadata(target) {
            Ok(found) => fs::set_permissions(&staged, found.permissions()).map_err(at(target)),
            Err(_) => Ok(()),
        }
    }

    /// Returns the folders of a file that are not there, by their path below the crate's.
    fn missing_folders(&self, name: &str) -> Vec<String> {
        let folders = Path::new(name).ancestors().skip(1);
        folders
            .filter(|folder| !folder.as_os_str().is_empty() && !self.0.join(folder).is_dir())
            .map(|folder| folder.to_string_lossy().into_owned())
            .collect()
    }

    /// Puts every old file aside and every new one in place.
    fn swap(&self, record: &Record) -> Result<(), Failure> {
        for folder in &record.folders {
            let folder = self.0.join(folder);
            // `a/..` is there as soon as `a` is.
            if !folder.is_dir() {
                fs::create_dir(&folder).map_err(at(&folder))?;
            }
        }
        for (number, file) in record.files.iter().enumerate() {
            let target = self.0.join(&file.name);
            if file.had {
                rename(&target, &self.old_file(number))?;
            }
            if file.has {
                rename(&self.new_file(number), &target)?;
            }
        }
        rename(&self.folder().join("record"), &self.folder().join("done"))?;
        for file in record.files.iter().filter(|file| !file.has) {
            self.remove_empty_folders(&file.name);
        }
        Ok(())
    }

    /// Puts the old files back, if there is a record of what was begun.
    fn undo(&self) -> Result<(), Failure> {
        let path = self.folder().join("record");
        let Ok(text) = fs::read_to_string(&path) else {
            return Ok(());
        };
        let record: Record = serde_json::from_str(&text).map_err(|error| (path, error.into()))?;
        for (number, file) in record.files.iter().enumerate() {
            let target = self.0.join(&file.name);
            let is_edited = file.name == MANIFEST
                && target.is_file()
                && fs::read_to_string(&target).ok() != record.manifest;
            if is_edited {
                continue;
            }
            let aside = self.old_file(number);
            if aside.exists() {
                rename(&aside, &target)?;
            } else if !file.had && !self.new_file(number).exists() && target.exists() {
                fs::remove_file(&target).map_err(at(&target))?;
            }
        }
        for folder in record.folders.iter().rev() {
            // One that holds something is not this run's alone.
            drop(fs::remove_dir(self.0.join(folder)));
        }
        Ok(())
    }

    /// Removes what only the run needed.
    fn clear(&self) -> Result<(), Failure> {
        match fs::remove_dir_all(self.folder()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err((self.folder(), error)),
            _ => Ok(()),
        }
    }

    /// Removes the folders of a file that hold nothing any more, but never the crate's own.
    fn remove_empty_folders(&self, name: &str) {
        for folder in Path::new(name).ancestors().skip(1) {
            // Removing a folder that holds something fails, which is how it is found out.
            if folder.as_os_str().is_empty() || fs::remove_dir(self.0.join(folder)).is_err() {
                break;
            }
        }
    }
}

/// Refuses a file that is write-protected, which renaming would pass over.
fn check_writable(path: &Path) -> Result<(), Failure> {
    if fs::metadata(path).is_ok_and(|found| found.permissions().readonly()) {
        let error = io::Error::new(
            io::ErrorKind::PermissionDenied,
            "the file there is write-protected",
        );
        return Err((path.to_owned(), error));
    }
    let opened = fs::OpenOptions::new().write(true).open(path);
    opened.map(drop).map_err(at(path))
}

fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).map_err(at(to))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| (path, error)
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Problem {
    Problem::new(what).at(shown(path)).note(error.to_string())
}
