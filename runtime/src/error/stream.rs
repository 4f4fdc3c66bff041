//! Errors of items of streams.

use std::error::Error as StdError;
use std::fmt;

use super::secrets::Masked;
use super::{Error, TransportError, clip, quoted};

/// The reason why an item of a stream is not a value.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum StreamError {
    /// The stream broke off. Nothing comes after it.
    Transport(TransportError),
    /// One item is not of the declared type. The stream goes on behind it.
    Decode(ItemError),
}

impl StreamError {
    /// Returns the text of an item that did not fit. Servers that end a stream of JSON with a word of their own, such
    /// as `[DONE]`, are recognised by it.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Transport(_) => None,
            Self::Decode(error) => Some(&error.text),
        }
    }
}

/// An item of a stream that is not of the declared type.
#[derive(Clone)]
pub struct ItemError {
    text: String,
    reason: String,
}

impl ItemError {
    pub(crate) fn new(text: String, error: &serde_json::Error) -> Self {
        let reason = quoted(&error.to_string());
        Self { text, reason }
    }

    /// Returns the text of the item.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, reason } = self;
        let text = clip(text.as_bytes());
        write!(f, "an item of the stream does not fit: {reason} ({text})")
    }
}

impl_debug!(ItemError: this => finish { text = Masked(&this.text), reason = this.reason });

impl StdError for ItemError {}

/// The reason why a reconnecting stream has no event.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum EventError<E> {
    /// The call failed. Nothing comes after it.
    Call(Error<E>),
    /// The event's data is not of its type. The next event follows.
    Item(ItemError),
}
