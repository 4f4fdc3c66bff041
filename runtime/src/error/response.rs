//! Responses that are errors.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::message::{message_suffix, suffix};
use super::secrets::Masked;
use super::text::{clip, quoted};

/// A response that was read whole.
#[derive(Clone)]
pub(crate) struct FullResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl_debug!(FullResponse: this => finish {
    status = this.status,
    headers = Masked(&this.headers),
    body = clip(&this.body)
});

/// Writes the accessors of an error that holds a response.
macro_rules! response_accessors {
    ($error:ident $(<$type:ident>)?) => {
        impl$(<$type>)? $error$(<$type>)? {
            /// Returns the status of the response.
            pub fn status(&self) -> http::StatusCode {
                self.response.status
            }

            /// Returns the headers of the response.
            pub fn headers(&self) -> &http::HeaderMap {
                &self.response.headers
            }

            /// Returns the body of the response.
            pub fn body(&self) -> &bytes::Bytes {
                &self.response.body
            }
        }
    };
}
pub(super) use response_accessors;

/// An error response of the form that the API declares.
#[derive(Clone)]
pub struct ApiError<E> {
    // Boxed, so that a `Result` of every call does not carry an empty header map around.
    pub(super) response: Box<FullResponse>,
    error: E,
}

impl<E> ApiError<E> {
    pub(crate) fn new(response: FullResponse, error: E) -> Self {
        let response = Box::new(response);
        Self { response, error }
    }

    /// Returns the decoded error body.
    pub fn error(&self) -> &E {
        &self.error
    }

    /// Returns the decoded error body without the rest.
    pub fn into_error(self) -> E {
        self.error
    }
}

response_accessors!(ApiError<E>);

/// The status, and the message in one of the usual fields of error bodies.
impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FullResponse { status, body, .. } = &*self.response;
        write!(f, "{status}{}", message_suffix(body))
    }
}

impl_debug!(<E: fmt::Debug> ApiError<E>: this => finish {
    response = this.response,
    error = Masked(&this.error)
});

impl<E: fmt::Debug + 'static> StdError for ApiError<E> {}

/// An error response of another form than the declared one: a plain text, a proxy's page, a redirect (which is not
/// followed).
#[derive(Clone, Debug)]
pub struct UnexpectedResponse {
    pub(super) response: Box<FullResponse>,
}

impl UnexpectedResponse {
    pub(crate) fn new(response: FullResponse) -> Self {
        let response = Box::new(response);
        Self { response }
    }

    /// Returns the body as text, in which invalid UTF-8 is replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.response.body)
    }
}

response_accessors!(UnexpectedResponse);

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.response.status)?;
        if self.response.status.is_redirection() {
            f.write_str(" (redirects are not followed)")?;
        }
        f.write_str(&suffix(&self.response.body))
    }
}

impl StdError for UnexpectedResponse {}

/// A header of a response that is not what the document declares.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the header {name}: {reason}")]
pub struct HeaderError {
    name: &'static str,
    reason: String,
}

impl HeaderError {
    pub(crate) fn new(name: &'static str, reason: impl AsRef<str>) -> Self {
        let reason = quoted(reason.as_ref());
        Self { name, reason }
    }

    /// Returns the header's name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}
