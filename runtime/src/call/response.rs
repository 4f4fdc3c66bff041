//! Responses of calls.

use std::fmt;

use http::{HeaderMap, StatusCode};

use crate::error::{FullResponse, HeaderError, Masked};
use crate::http::byte_stream::ByteStream;
use crate::http::platform::Instant;
use crate::operation::headers::FromHeaders;
use crate::operation::responses::ResponseMatch;

/// A success response: the decoded value, with status and headers.
#[derive(Clone)]
pub struct Response<T> {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) value: T,
}

impl<T> Response<T> {
    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the headers that the document declares.
    ///
    /// # Errors
    ///
    /// A header is not of its type, or a required one is missing.
    pub fn typed_headers<H: FromHeaders>(&self) -> Result<H, HeaderError> {
        H::from_headers(&self.headers)
    }

    /// Returns the decoded value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the decoded value, without the rest.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl_debug!(<T: fmt::Debug> Response<T>: this => finish {
    status = this.status,
    headers = Masked(&this.headers),
    value = Masked(&this.value)
});

/// A response, and the declared one that it is.
pub(crate) struct RawResponse {
    pub(crate) response: FullResponse,
    pub(crate) matched: ResponseMatch,
    /// The body, where it is handed over as it comes; the response's own is empty then.
    pub(crate) live: Option<ByteStream>,
    /// The end of the time for the call.
    pub(crate) deadline: Option<Instant>,
    /// The size of the largest response.
    pub(crate) limit: u64,
}
