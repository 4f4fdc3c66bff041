//! Files that a document refers to: which may be read, and how much of them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Url;
use rill_codegen::Source;

use rill_console::{Progress, read_capped, shown};

use super::address::Address;
use super::download::{self, Limits};
use crate::client::{Client, DocumentSource, References};

/// A limit of `references`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Limit {
    Files,
    Bytes,
    Depth,
}

impl Limit {
    /// Returns the key of the config that raises it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Files => "max-files",
            Self::Bytes => "max-bytes",
            Self::Depth => "max-depth",
        }
    }

    /// Returns its value, and a larger one to write instead.
    pub(super) fn values(self, references: &References) -> (u64, u64) {
        let most = match self {
            Self::Files => references.max_files as u64,
            Self::Bytes => references.max_bytes,
            Self::Depth => references.max_depth as u64,
        };
        (most, most.saturating_mul(2).max(1))
    }
}

/// The reason why a file is not read.
#[derive(Clone, Debug)]
pub(super) enum Unread {
    Limit(Limit),
    Refused(String),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(limit) => {
                write!(f, "it is beyond what `references.{}` allows", limit.key())
            }
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl From<String> for Unread {
    fn from(why: String) -> Self {
        Self::Refused(why)
    }
}

/// Reads files within the limits of a client.
pub(super) struct Reader<'a> {
    client: &'a Client,
    files_left: usize,
    bytes_left: u64,
    progress: Progress,
}

impl<'a> Reader<'a> {
    pub(super) fn new(client: &'a Client, progress: Progress) -> Self {
        Self {
            client,
            files_left: client.references.max_files,
            bytes_left: client.references.max_bytes,
            progress,
        }
    }

    /// Reads the file at an address, to which `depth` other files lead.
    ///
    /// # Errors
    ///
    /// It is beyond a limit, is not allowed, or cannot be read.
    pub(super) fn read(&mut self, address: &str, depth: usize) -> Result<Source, Unread> {
        if depth >= self.client.references.max_depth {
            return Err(Unread::Limit(Limit::Depth));
        }
        if self.files_left == 0 {
            return Err(Unread::Limit(Limit::Files));
        }
        let bytes = match Url::parse(address) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => self.fetch(&url)?,
            // A drive of Windows looks like a scheme of one letter.
            Ok(url) if url.scheme().len() > 1 => {
                return Err(format!("`{}:` addresses are never read", url.scheme()).into());
            }
            _ => self.file(address)?,
        };
        let length = bytes.len() as u64;
        self.bytes_left = self
            .bytes_left
            .checked_sub(length)
            .ok_or(Unread::Limit(Limit::Bytes))?;
        self.files_left -= 1;
        Ok(Source {
            name: address.to_owned(),
            bytes,
        })
    }

    fn fetch(&self, url: &Url) -> Result<Vec<u8>, Unread> {
        let allowed =
            |entry: &String| Url::parse(entry).is_ok_and(|allowed| is_below(url, &allowed));
        if !self.client.references.allow.iter().any(allowed) {
            return Err(format!(
                "it is not fetched: add {:?} to `references.allow` if it may be",
                format!("{}/", url.origin().ascii_serialization())
            )
            .into());
        }
        let source = DocumentSource::Url(url.to_string());
        let address = Address::of(&source)
            .ok()
            .flatten()
            .ok_or_else(|| "it is not a valid address".to_owned())?;
        let limits = Limits {
            token: None,
            timeout: Duration::from_secs(super::TIMEOUT),
            max_bytes: self.bytes_left,
        };
        download::download(&address, &limits, &self.progress).map_err(|problem| {
            if download::is_too_large(&problem, &address, &limits) {
                Unread::Limit(Limit::Bytes)
            } else {
                problem.summary().into()
            }
        })
    }

    fn file(&self, address: &str) -> Result<Vec<u8>, Unread> {
        let folder = match self.client.source.place() {
            DocumentSource::File(path) => path.parent().unwrap_or(Path::new("")),
            _ => return Err("the document did not come from a file".to_owned().into()),
        };
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        let path = folder.join(address);
        // Links are followed before it is looked where they lead.
        let whole = path
            .canonicalize()
            .map_err(|error| format!("{}: {error}", shown(&path)))?;
        let allowed = self.client.references.allow.iter();
        let allowed = allowed
            .filter(|entry| Url::parse(entry).is_err_and(|_| true) || entry.starts_with('/'))
            .map(|entry| self.client.base.join(entry));
        let mut folders = std::iter::once(folder.to_owned()).chain(allowed);
        let is_inside = folders.any(|folder: PathBuf| {
            folder
                .canonicalize()
                .is_ok_and(|folder| whole.starts_with(folder))
        });
        if !is_inside {
            return Err(
                "it lies outside the document's folder: add its folder to `references.allow` if it may be read"
                    .to_owned()
                    .into(),
            );
        }
        if !whole.is_file() {
            // A pipe that nobody writes to would be read for ever.
            return Err(format!("{} is not a file", shown(&path)).into());
        }
        read_capped(&whole, self.bytes_left).map_err(|error| match error.kind() {
            std::io::ErrorKind::FileTooLarge => Unread::Limit(Limit::Bytes),
            _ => error.to_string().into(),
        })
    }
}

/// Returns `true` if an address stands at or below another one of the same origin.
pub(super) fn is_below(url: &Url, allowed: &Url) -> bool {
    let path = allowed.path();
    let is_inside = url.path() == path
        || url
            .path()
            .strip_prefix(path)
            .is_some_and(|rest| path.ends_with('/') || rest.starts_with('/'));
    url.origin() == allowed.origin()
        && is_inside
        && url.username().is_empty()
        && url.password().is_none()
}
