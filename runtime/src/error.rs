//! Errors of calls, by phase, and of all that is set up before a call.
//!
//! A `Display` text says the whole of its own error and nothing of its `source()`, so that printing a chain says
//! everything once. No text holds a token or a query string, and none holds a secret of this process where a server
//! echoes it, or a character that would change what a terminal shows.

mod decode;
mod message;
mod response;
mod secrets;
mod setup;
mod stream;
mod text;
mod transport;

use std::error::Error as StdError;
use std::sync::Arc;

use http::{HeaderMap, StatusCode};

pub use decode::{DecodeError, Mismatch};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use message::message_suffix;
pub(crate) use response::FullResponse;
pub use response::{ApiError, HeaderError, UnexpectedResponse};
pub(crate) use secrets::{KnownSecret, Masked, know_secret};
#[cfg(feature = "testing")]
pub(crate) use secrets::{SHORTEST, decoded, secret_parts};
use setup::Cause;
pub use setup::{BuildError, CredentialError, TargetError, TokenError};
pub use stream::{EventError, ItemError, StreamError};
pub(crate) use text::{clip, quoted};
pub use transport::TransportError;

/// The reason why a call gave no value. `E` is the error body that the API declares, such as
/// [`RillError`](crate::RillError).
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum Error<E> {
    /// The call was not sent: its address, arguments, headers or token cannot go out.
    Request(RequestError),
    /// The call was sent and no whole response came back: no connection, a timeout, a cut, too many bytes.
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
    /// Returns the status of the response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        self.response().map(|response| response.status)
    }

    /// Returns the headers of the response, if there is one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response().map(|response| &response.headers)
    }

    /// Returns `true` if the time for the call, or for the connection, ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Returns `true` if no connection could be made, so that the server has seen nothing of the call.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// Returns `true` if the same call may succeed a little later: no connection, a timeout, a response that broke off,
    /// or one of the statuses 408, 429, 502, 503 and 504. It says nothing about whether repeating the call is safe;
    /// reading is.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_retryable(),
            Self::Api(_) | Self::Unexpected(_) => self.status().is_some_and(is_transient),
            Self::Request(error) => error.0.is_transient,
            Self::Decode(_) => false,
        }
    }

    fn response(&self) -> Option<&FullResponse> {
        match self {
            Self::Request(_) | Self::Transport(_) => None,
            Self::Decode(error) => Some(&error.response),
            Self::Api(error) => Some(&error.response),
            Self::Unexpected(error) => Some(&error.response),
        }
    }
}

/// Returns an error and its sources in one text.
pub(crate) fn with_sources(error: &dyn StdError) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", with_sources(source)),
        None => error.to_string(),
    }
}

/// Returns `true` if a response of this status may be another one a little later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// The reason why a call could not be sent.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct RequestError(Cause);

impl RequestError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(Cause::new(message))
    }

    pub(crate) fn caused(
        message: impl Into<String>,
        source: impl StdError + Send + Sync + 'static,
    ) -> Self {
        Self(Cause::caused(message, Arc::new(source)))
    }

    /// Creates the error of a credential that gave no token.
    pub(crate) fn no_token(error: TokenError) -> Self {
        let is_transient = error.is_transient();
        let mut error = Self::caused("there is no token for the call", error);
        error.0.is_transient = is_transient;
        error
    }
}

/// An error of the two phases that do not depend on the call's types.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum Failure {
    Request(#[from] RequestError),
    Transport(#[from] TransportError),
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
