//! Success responses that are not the declared value.

use std::error::Error as StdError;
use std::fmt;

use http::HeaderMap;
use serde_path_to_error::{Path, Segment};

use super::FullResponse;
use super::message::suffix;
use super::response::response_accessors;
use super::secrets::Masked;
use super::text::{clip, excerpt, quoted};
use crate::media_type::{content_type, essence, is_json};

/// A success response whose body is not the declared value. The text names the location (row and column where the body
/// is rows), what was expected and what was found.
#[derive(Clone, Debug)]
pub struct DecodeError {
    pub(super) response: Box<FullResponse>,
    mismatch: Box<Mismatch>,
}

impl DecodeError {
    pub(crate) fn new(response: FullResponse, mismatch: Mismatch) -> Self {
        Self {
            response: Box::new(response),
            mismatch: Box::new(mismatch),
        }
    }

    /// Returns the path of the value that does not fit, such as `[17].total_records`; `None` where it is the body as a
    /// whole, or not JSON.
    pub fn path(&self) -> Option<&str> {
        self.mismatch.path.as_deref()
    }

    /// Returns the row of that value, counted from 0, where the body is rows.
    pub fn row(&self) -> Option<usize> {
        Some(self.mismatch.row()?.0)
    }

    /// Returns the column of that value, with the path inside it: `total_records`, `geo.lat`.
    pub fn column(&self) -> Option<&str> {
        let (_, column) = self.mismatch.row()?;
        (!column.is_empty()).then_some(column)
    }

    /// Returns the reason: what was expected and what was found.
    pub fn reason(&self) -> &str {
        &self.mismatch.reason
    }
}

response_accessors!(DecodeError);

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { reason, .. } = &*self.mismatch;
        let body = &self.response.body;
        write!(f, "{}, but ", self.response.status)?;
        if self.mismatch.kind == MismatchKind::Other {
            return write!(f, "{reason}{}", suffix(body));
        }
        if body.is_empty() {
            return f.write_str("the body is empty where JSON was expected");
        }
        if self.mismatch.kind == MismatchKind::Syntax {
            return match foreign_type(&self.response.headers) {
                Some(kind) => write!(
                    f,
                    "the body is {kind} where JSON was expected: {}",
                    clip(body)
                ),
                None => write!(f, "the body is not JSON ({reason}): {}", clip(body)),
            };
        }
        match (self.mismatch.row(), self.path()) {
            (Some((row, "")), _) => write!(f, "row {row}: ")?,
            (Some((row, column)), _) => write!(f, "row {row}, column {}: ", quoted(column))?,
            (None, Some(path)) => write!(f, "at {}: ", quoted(path))?,
            (None, None) => f.write_str("the body does not fit: ")?,
        }
        write!(f, "{reason} ({})", excerpt(body, self.mismatch.offset))
    }
}

// No source: the reason is the JSON error's own text, and stands in this one's.
impl StdError for DecodeError {}

/// The reason why a body is not the declared value, without its response.
#[derive(Clone)]
pub struct Mismatch {
    reason: String,
    kind: MismatchKind,
    path: Option<String>,
    /// The body is rows, so that the path begins with the number of one.
    is_of_rows: bool,
    /// The byte of the body at which decoding stopped.
    offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum MismatchKind {
    /// JSON of another type.
    Data,
    /// Not JSON.
    Syntax,
    /// Something else; the reason says all.
    Other,
}

impl Mismatch {
    /// Creates the mismatch of a JSON error; `path` is known for well-formed JSON of another type only.
    pub(crate) fn new(body: &[u8], error: &serde_json::Error, path: Option<&Path>) -> Self {
        let position = format!(" at line {} column {}", error.line(), error.column());
        let reason = error.to_string();
        let first = path.and_then(|path| path.iter().next());
        Self {
            // The path and the excerpt say where.
            reason: quoted(reason.strip_suffix(&position).unwrap_or(&reason)),
            kind: if error.is_data() {
                MismatchKind::Data
            } else {
                MismatchKind::Syntax
            },
            path: first.and(path).map(Path::to_string),
            is_of_rows: matches!(first, Some(Segment::Seq { .. })),
            offset: offset(body, error.line(), error.column()),
        }
    }

    /// Says that the body is not rows, as a list is not always one of them.
    pub(crate) fn without_rows(mut self) -> Self {
        self.is_of_rows = false;
        self
    }

    /// Returns the number of the row, and the path inside it.
    fn row(&self) -> Option<(usize, &str)> {
        let path = self.path.as_deref().filter(|_| self.is_of_rows)?;
        let (row, column) = path.strip_prefix('[')?.split_once(']')?;
        let column = column.strip_prefix('.').unwrap_or(column);
        Some((row.parse().ok()?, column))
    }

    /// Says that it was found in one row, decoded by itself.
    pub(crate) fn in_row(mut self, index: usize) -> Self {
        let inside = self.path.unwrap_or_default();
        let is_key = !inside.is_empty() && !inside.starts_with('[');
        let dot = if is_key { "." } else { "" };
        self.path = Some(format!("[{index}]{dot}{inside}"));
        self.is_of_rows = true;
        // The body is that of the row, and its text says no more than its reason.
        self.kind = MismatchKind::Data;
        self
    }

    /// Creates the mismatch of a body that is not read as JSON.
    pub(crate) fn other(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            kind: MismatchKind::Other,
            path: None,
            is_of_rows: false,
            offset: 0,
        }
    }
}

impl_debug!(Mismatch: this => finish_non_exhaustive {
    reason = this.reason,
    path = Masked(&this.path),
});

/// Returns the byte offset of a line and a column (both from 1, the column in bytes).
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    (start + column).min(body.len())
}

/// Returns the response's media type where it is not JSON.
fn foreign_type(headers: &HeaderMap) -> Option<String> {
    let essence = essence(&content_type(headers));
    (!is_json(&essence) && !essence.is_empty()).then_some(essence)
}
