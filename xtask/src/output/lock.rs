//! One run at a time writes into a crate's folder.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use rill_console::{Console, Problem, shown};

/// The lock of a crate's folder, until it is dropped. A folder that holds nothing by then is removed.
#[derive(Debug)]
pub(crate) struct FolderLock {
    root: PathBuf,
    _file: File,
}

impl FolderLock {
    /// Waits until no other run writes into the folder, which is made if it is not there.
    ///
    /// # Errors
    ///
    /// The folder cannot be made or locked.
    pub(crate) fn acquire(
        root: &Path,
        client: &str,
        console: &mut Console<'_>,
    ) -> Result<Self, Problem> {
        let waiting = || {
            format!(
                "{client}: waiting for another run that writes to {}",
                shown(root)
            )
        };
        loop {
            let locked = lock(root, &mut || console.say(waiting()));
            let locked = locked.map_err(|error| {
                Problem::new("the output cannot be written to")
                    .at(shown(root))
                    .note(error.to_string())
                    .help("make the folder writable, or give the client another output")
            })?;
            if let Some(file) = locked {
                return Ok(Self {
                    root: root.to_owned(),
                    _file: file,
                });
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        #[cfg(not(unix))]
        drop(fs::remove_file(self.root.join(LOCK)));
        // Removing a folder that holds something fails.
        drop(fs::remove_dir(&self.root));
    }
}

/// Locks the folder; none if the run that was waited for took the folder away.
fn lock(root: &Path, waits: &mut dyn FnMut()) -> io::Result<Option<File>> {
    fs::create_dir_all(root)?;
    let file = open(root)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waits();
            file.lock()?;
        }
        // A file system without locks has one run at a time anyway.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
        Err(TryLockError::Error(error)) => return Err(error),
    }
    Ok(is_there(&file, root).then_some(file))
}

/// Opens the folder itself, which leaves nothing behind.
#[cfg(unix)]
fn open(root: &Path) -> io::Result<File> {
    File::open(root)
}

#[cfg(unix)]
fn is_there(file: &File, root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let id = |found: io::Result<fs::Metadata>| found.map(|found| (found.dev(), found.ino())).ok();
    id(file.metadata()) == id(fs::metadata(root))
}

/// The file that stands for the folder, since folders have no locks here.
#[cfg(not(unix))]
const LOCK: &str = ".rill-client-lock";

#[cfg(not(unix))]
fn open(root: &Path) -> io::Result<File> {
    File::create(root.join(LOCK))
}

#[cfg(not(unix))]
fn is_there(_: &File, root: &Path) -> bool {
    root.is_dir()
}
