//! Answers that are errors.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::message::message;
use super::text::clip;
use crate::headers::{FromHeaders, HeaderError};

/// A whole answer as it came.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &clip(&self.body))
            .finish()
    }
}

/// An error answer of the form that the API declares.
#[derive(Clone, Debug)]
pub struct ApiError<E> {
    // Boxed, so that a `Result` of every call does not carry an empty header map around.
    answer: Box<Answer>,
    error: E,
}

impl<E> ApiError<E> {
    pub(crate) fn new(answer: Answer, error: E) -> Self {
        Self {
            answer: Box::new(answer),
            error,
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

    /// The headers that the document declares for errors.
    ///
    /// # Errors
    ///
    /// A header is not of its type, or one that has to be there is not.
    pub fn typed_headers<H: FromHeaders>(&self) -> Result<H, HeaderError> {
        H::from_headers(&self.answer.headers)
    }

    /// What the server said.
    pub fn error(&self) -> &E {
        &self.error
    }

    /// What the server said, without the rest.
    pub fn into_error(self) -> E {
        self.error
    }

    pub(super) fn answer(&self) -> &Answer {
        &self.answer
    }
}

/// The status, and what the body says in one of the fields that error bodies say it in.
impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.answer.status)?;
        match message(&self.answer.body).as_str() {
            "" => Ok(()),
            message => write!(f, ": {message}"),
        }
    }
}

impl<E: fmt::Debug + 'static> StdError for ApiError<E> {}

/// An error answer of another form than the declared one: a plain text, a proxy's page, a redirect (which is not
/// followed).
#[derive(Clone, Debug)]
pub struct UnexpectedResponse {
    answer: Box<Answer>,
}

impl UnexpectedResponse {
    pub(crate) fn new(answer: Answer) -> Self {
        Self {
            answer: Box::new(answer),
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

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.answer.body)
    }

    pub(super) fn answer(&self) -> &Answer {
        &self.answer
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.answer.status)?;
        if self.answer.status.is_redirection() {
            f.write_str(" (redirects are not followed)")?;
        }
        let text = clip(&self.answer.body);
        if text.is_empty() {
            Ok(())
        } else {
            write!(f, ": {text}")
        }
    }
}

impl StdError for UnexpectedResponse {}
