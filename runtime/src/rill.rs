//! What is particular to Rill's custom APIs: how arguments travel, what rows and errors look like.

mod arguments;
mod error_body;
mod rows;

pub use arguments::Via;
pub(crate) use arguments::{CustomApi, Sent};
pub use error_body::RillError;
pub(crate) use error_body::declared_error;
pub(crate) use rows::decode_rows;
