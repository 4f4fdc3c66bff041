//! What can go wrong with a call, by the phase it went wrong in.
//!
//! A `Display` text says the whole of its own error and nothing of its `source()`, so that printing a chain says
//! everything once. No text holds a token or a query string.

mod answer;
mod decode;
mod message;
mod text;
mod transport;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

pub(crate) use answer::Answer;
pub use answer::{ApiError, UnexpectedResponse};
pub use decode::DecodeError;
pub use decode::Misfit;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use message::answer_message;
pub(crate) use text::clip;
pub use transport::TransportError;

use crate::credential::{CredentialError, TokenError};
use crate::target::TargetError;

/// Why a call gave no value. `E` is the error body that the API declares, such as
/// [`RillError`](crate::RillError).
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The call was not sent: its address, arguments, headers or token cannot go out.
    Request(RequestError),
    /// The call was sent and no whole answer came back: no connection, a timeout, a cut, too many bytes.
    Transport(TransportError),
    /// The server answered with success, and with something else than the declared value.
    Decode(DecodeError),
    /// The server answered with an error of the declared form.
    Api(ApiError<E>),
    /// The server, or something before it, answered with an error of another form, or with a status that nobody
    /// declared.
    Unexpected(UnexpectedResponse),
}

impl<E> Error<E> {
    /// The status of the answer, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(|answer| answer.status)
    }

    /// The headers of the answer, if there is one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.answer().map(|answer| &answer.headers)
    }

    /// Whether the time for the call, or for the connection, ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether no connection could be made, so that the server has seen nothing of the call.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// Whether the same call may succeed a little later: no connection, a timeout, a cut answer, or one of the
    /// statuses 408, 429, 502, 503 and 504. It says nothing about whether repeating the call is safe; reading is.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_retryable(),
            Self::Api(_) | Self::Unexpected(_) => self
                .status()
                .is_some_and(|status| matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)),
            Self::Request(error) => error.passes,
            Self::Decode(_) => false,
        }
    }

    fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Decode(error) => Some(error.answer()),
            Self::Api(error) => Some(error.answer()),
            Self::Unexpected(error) => Some(error.answer()),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Unexpected(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + 'static> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The variants' texts are this error's text, so the chain goes on behind them.
        match self {
            Self::Request(error) => error.source(),
            Self::Transport(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Api(error) => error.source(),
            Self::Unexpected(error) => error.source(),
        }
    }
}

/// Why a call could not be sent.
#[derive(Clone, Debug)]
pub struct RequestError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// Whether it may go out a little later.
    passes: bool,
}

impl RequestError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            passes: false,
        }
    }

    /// The credential gave no token.
    pub(crate) fn no_token(error: TokenError) -> Self {
        Self {
            passes: error.passes,
            ..Self::caused("there is no token for the call", error)
        }
    }

    pub(crate) fn caused(
        message: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self {
            message: message.into(),
            source: Some(Arc::new(source)),
            passes: false,
        }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for RequestError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

/// Why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The target is not an address.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The credential cannot be used.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Http(String),
}

/// Why there is no answer to decode: the two phases that do not depend on the call's types.
#[derive(Debug)]
pub(crate) enum Failure {
    Request(RequestError),
    Transport(TransportError),
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Request(error) => Self::Request(error),
            Failure::Transport(error) => Self::Transport(error),
        }
    }
}

#[cfg(test)]
mod tests;
