//! Single files.

use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use crate::paths::shown;
use crate::problem::Problem;

/// The name of a package's manifest.
pub const MANIFEST: &str = "Cargo.toml";

/// The size of the largest document that is taken. The largest known ones are a tenth of it.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The size of the largest file of any other kind: one that is generated may be larger than its document.
const MAX_FILE_BYTES: u64 = 8 * MAX_BYTES;

/// Reads a file of at most so many bytes.
///
/// # Errors
///
/// It cannot be read, or is larger.
pub fn read_capped(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A device has no length before it is read.
    let length = File::open(path)?
        .take(max_bytes + 1)
        .read_to_end(&mut bytes)?;
    if length as u64 > max_bytes {
        let message = format!("it is larger than {max_bytes} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// Writes a file whole or not at all, with the permissions that the file there has.
///
/// # Errors
///
/// Its folder is missing or cannot be written to, or the file there is write-protected.
pub fn write_file(path: &Path, text: &str) -> Result<(), Problem> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let staged = path.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let write = || {
        let permissions = fs::metadata(path).map(|found| found.permissions()).ok();
        if permissions.as_ref().is_some_and(fs::Permissions::readonly) {
            let kind = io::ErrorKind::PermissionDenied;
            return Err(io::Error::new(kind, "the file there is write-protected"));
        }
        File::create_new(&staged)?.write_all(text.as_bytes())?;
        if let Some(permissions) = permissions {
            fs::set_permissions(&staged, permissions)?;
        }
        fs::rename(&staged, path)
    };
    write().map_err(|error| {
        // It may not have been made.
        drop(fs::remove_file(&staged));
        Problem::new("a file cannot be written")
            .at(shown(path))
            .note(error.to_string())
    })
}

/// Returns the text of a file; `None` if there is no file.
///
/// # Errors
///
/// There is a file and it cannot be read, or is larger than any that is meant to be.
pub fn read_file(path: &Path) -> Result<Option<String>, Problem> {
    match read_capped(path, MAX_FILE_BYTES) {
        // What is no text is not ours either, and only compared.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::IsADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(Problem::new("a file cannot be read")
            .at(shown(path))
            .note(error.to_string())),
    }
}

/// Returns the files below a folder, sorted by path, without entries that are not wanted and what lies below them.
///
/// # Errors
///
/// A folder cannot be read.
pub fn files_below(folder: &Path, is_wanted: &dyn Fn(&Path) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if !is_wanted(&path) {
                continue;
            }
            // A link to a folder is not followed, since it may lead back.
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
