//! Success answers that are not the declared value.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_path_to_error::{Path, Segment};

use super::Answer;
use super::text::{clip, excerpt};
use crate::answers::{content_type, essence, is_json};

/// A success answer whose body is not the declared value. The text names the place (row and column where the body is
/// rows), what was expected and what stands there.
#[derive(Clone, Debug)]
pub struct DecodeError {
    answer: Box<Answer>,
    misfit: Box<Misfit>,
}

impl DecodeError {
    pub(crate) fn new(answer: Answer, misfit: Misfit) -> Self {
        Self {
            answer: Box::new(answer),
            misfit: Box::new(misfit),
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// The body as it came.
    pub fn body(&self) -> &Bytes {
        &self.answer.body
    }

    /// Where in the body the value stands that does not fit, such as `[17].total_records`; `None` where it is the
    /// body as a whole, or not JSON.
    pub fn path(&self) -> Option<&str> {
        self.misfit.place.as_ref().map(|place| place.path.as_str())
    }

    /// The row of that value, counted from 0, where the body is rows.
    pub fn row(&self) -> Option<usize> {
        self.misfit.place.as_ref()?.row
    }

    /// The column of that value, with what lies inside it: `total_records`, `geo.lat`.
    pub fn column(&self) -> Option<&str> {
        self.misfit.place.as_ref()?.column.as_deref()
    }

    /// What was expected and what came.
    pub fn reason(&self) -> &str {
        &self.misfit.reason
    }

    pub(super) fn answer(&self) -> &Answer {
        &self.answer
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Misfit { reason, .. } = &*self.misfit;
        let body = &self.answer.body;
        write!(f, "{}, but ", self.answer.status)?;
        if self.misfit.kind == Kind::Other {
            f.write_str(reason)?;
            return match clip(body).as_str() {
                "" => Ok(()),
                text => write!(f, ": {text}"),
            };
        }
        if body.is_empty() {
            return f.write_str("the body is empty where JSON was expected");
        }
        if self.misfit.kind == Kind::Syntax {
            return match foreign_type(&self.answer.headers) {
                Some(kind) => write!(
                    f,
                    "the body is {kind} where JSON was expected: {}",
                    clip(body)
                ),
                None => write!(f, "the body is not JSON ({reason}): {}", clip(body)),
            };
        }
        match &self.misfit.place {
            Some(Place {
                row: Some(row),
                column: Some(column),
                ..
            }) => {
                write!(f, "row {row}, column {column}: ")?;
            }
            Some(Place {
                row: Some(row),
                column: None,
                ..
            }) => write!(f, "row {row}: ")?,
            Some(Place {
                row: None, path, ..
            }) => write!(f, "at {path}: ")?,
            None => f.write_str("the body does not fit: ")?,
        }
        write!(f, "{reason} ({})", excerpt(body, self.misfit.offset))
    }
}

// No source: the reason is the JSON error's own text, and stands in this one's.
impl StdError for DecodeError {}

/// Why a body is not the declared value, without the answer it was found in.
#[derive(Clone, Debug)]
pub struct Misfit {
    reason: String,
    kind: Kind,
    place: Option<Place>,
    /// The byte of the body at which decoding stopped.
    offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// JSON of another type.
    Data,
    /// Not JSON.
    Syntax,
    /// Something else; the reason says all.
    Other,
}

#[derive(Clone, Debug)]
struct Place {
    path: String,
    row: Option<usize>,
    column: Option<String>,
}

impl Misfit {
    /// `path` is known for well-formed JSON of another type, not for a broken text.
    pub(crate) fn new(body: &[u8], error: &serde_json::Error, path: Option<&Path>) -> Self {
        let position = format!(" at line {} column {}", error.line(), error.column());
        let reason = error.to_string();
        Self {
            // The path and the excerpt say where.
            reason: reason.strip_suffix(&position).unwrap_or(&reason).to_owned(),
            kind: if error.is_data() {
                Kind::Data
            } else {
                Kind::Syntax
            },
            place: path.and_then(place),
            offset: offset(body, error.line(), error.column()),
        }
    }

    /// A list is not always one of rows.
    pub(crate) fn without_rows(mut self) -> Self {
        if let Some(place) = &mut self.place {
            (place.row, place.column) = (None, None);
        }
        self
    }

    /// It was found in one row, decoded by itself.
    pub(crate) fn in_row(mut self, index: usize) -> Self {
        let inside = self.place.take().map(|place| place.path);
        let dot = match &inside {
            Some(path) if !path.starts_with('[') => ".",
            Some(_) | None => "",
        };
        self.place = Some(Place {
            path: format!("[{index}]{dot}{}", inside.as_deref().unwrap_or_default()),
            row: Some(index),
            column: inside,
        });
        // The body is that of the row, and its text says no more than its reason.
        self.kind = Kind::Data;
        self
    }

    /// What is wrong with a body that is not read as JSON.
    pub(crate) fn other(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            kind: Kind::Other,
            place: None,
            offset: 0,
        }
    }
}

fn place(path: &Path) -> Option<Place> {
    let first = path.iter().next()?;
    let path = path.to_string();
    let row = match first {
        Segment::Seq { index } => Some(*index),
        Segment::Map { .. } | Segment::Enum { .. } | Segment::Unknown => None,
    };
    let column = row.and_then(|row| {
        let column = path.strip_prefix(&format!("[{row}]"))?;
        let column = column.strip_prefix('.').unwrap_or(column);
        (!column.is_empty()).then(|| column.to_owned())
    });
    Some(Place { path, row, column })
}

/// The byte that a line and a column (both from 1, the column in bytes) stand for.
fn offset(body: &[u8], line: usize, column: usize) -> usize {
    let start = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(<[u8]>::len)
        .sum::<usize>();
    (start + column).min(body.len())
}

/// The answer's media type where it is not JSON.
fn foreign_type(headers: &HeaderMap) -> Option<String> {
    let essence = essence(&content_type(headers));
    (!is_json(&essence) && !essence.is_empty()).then_some(essence)
}
