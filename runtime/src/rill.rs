//! What is particular to Rill's custom APIs: how arguments travel, what rows and errors look like.

mod arguments;
mod error_body;
mod rows;

use crate::answers::{Case, ContentKind, DEFAULT, SUCCESSES};

pub use arguments::Via;
pub(crate) use arguments::{CustomApi, Sent};
pub use error_body::RillError;
pub(crate) use rows::decode_rows;

/// A success: rows.
pub(crate) const ROWS: Case = Case::new(&[SUCCESSES], ContentKind::Json);
/// Any other status: an error body, where Rill wrote it.
pub(crate) const ERRORS: Case = Case::new(&[DEFAULT], ContentKind::Json);
