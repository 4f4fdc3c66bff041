//! Answers that are handed over as they come.
//!
//! The whole-call timeout covers them until their head is there; then a pause between two pieces is limited by
//! [`Options::idle_timeout`](crate::Options::idle_timeout) alone.

mod bytes;
mod events;
mod lines;
mod reconnect;
mod rows;
mod split;

use std::fmt;

pub use self::bytes::ByteStream;
pub(crate) use self::bytes::Live;
pub use self::events::{Event, Events};
pub use self::lines::JsonLines;
pub use self::reconnect::{EventError, Reconnecting};
pub use self::rows::Rows;

use crate::error::TransportError;

/// Why an item of a stream is no value.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The stream broke off. Nothing comes after it.
    Transport(TransportError),
    /// One item is not of the declared type. The stream goes on behind it.
    Decode(ItemError),
}

impl StreamError {
    /// The text of the item, where it was there and did not fit. Servers that end a stream of JSON with a word of
    /// their own, such as `[DONE]`, are recognised by it.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Transport(_) => None,
            Self::Decode(error) => Some(&error.text),
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Decode(_) => None,
        }
    }
}

/// An item of a stream that is not of the declared type.
#[derive(Clone, Debug)]
pub struct ItemError {
    text: String,
    reason: String,
}

impl ItemError {
    fn new(text: String, error: &serde_json::Error) -> Self {
        Self {
            text,
            reason: error.to_string(),
        }
    }

    /// The item as it came.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, reason } = self;
        let text = crate::error::clip(text.as_bytes());
        write!(f, "an item of the stream does not fit: {reason} ({text})")
    }
}

impl std::error::Error for ItemError {}

#[cfg(test)]
mod tests;
