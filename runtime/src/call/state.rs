//! A call as the sending of it knows it, without its types.

use std::sync::Arc;
use std::time::Duration;

use super::response::{RawResponse, Response};
use crate::auth::credential::Credential;
use crate::client::ClientState;
use crate::error::{ApiError, DecodeError, Error, Mismatch, RequestError, UnexpectedResponse};
use crate::http::platform::Instant;
use crate::json::limits::{decode_sized, decode_within};
use crate::operation::request::OperationRequest;
use crate::operation::response_body::ResponseBody;
use crate::operation::responses::{ResponseCases, ResponseMatch};

/// The part of a call that knows no types.
#[derive(Clone)]
pub(crate) struct CallState {
    pub(crate) client: Arc<ClientState>,
    pub(crate) request: OperationRequest,
    pub(crate) success: ResponseCases,
    pub(crate) failure: ResponseCases,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retries: Option<u32>,
    /// A success that is a list is handed over as it comes.
    pub(crate) as_rows: bool,
    /// Rows are objects, and `null` is an empty list of them.
    pub(crate) rows_are_objects: bool,
    /// The call's credential, in place of the client's.
    pub(crate) credential: Option<Credential>,
    pub(crate) paging: Paging,
    /// Inputs that are placed in the request anew when one of them changes.
    pub(crate) arguments: http::Extensions,
}

/// The way in which a call is asked for a page of its rows.
#[derive(Clone, Copy)]
pub(crate) struct Paging {
    /// Returns the call's own offset.
    pub(crate) offset: fn(&CallState) -> Option<u64>,
    /// Sets limit and offset.
    pub(crate) set: fn(&mut CallState, u32, u64),
}

impl Paging {
    /// Pages by query parameters.
    const QUERY: Self = Self {
        offset: |state| state.request.query_value("offset")?.parse().ok(),
        set: |state, limit, offset| {
            state.request.set_query("limit", &limit.to_string());
            state.request.set_query("offset", &offset.to_string());
        },
    };
}

impl CallState {
    pub(crate) fn new(
        client: Arc<ClientState>,
        request: OperationRequest,
        success: ResponseCases,
        failure: ResponseCases,
    ) -> Box<Self> {
        Box::new(Self {
            client,
            request,
            success,
            failure,
            timeout: None,
            retries: None,
            as_rows: false,
            rows_are_objects: false,
            credential: None,
            paging: Paging::QUERY,
            arguments: http::Extensions::new(),
        })
    }

    /// Returns the longest that the call may take.
    pub(crate) fn max_duration(&self) -> Duration {
        self.timeout.unwrap_or(self.client.context.options.timeout)
    }

    /// Asks for the page of a token. Returns `false` if that is the page before.
    pub(crate) fn set_page_token(&mut self, token: &str) -> Result<bool, RequestError> {
        match self.request.page_token {
            Some(name) => Ok(self.request.set_query(name, token)),
            None => Err(RequestError::new(
                "the response names a next page, and the document has no parameter to ask for it with",
            )),
        }
    }
}

/// Makes a value of the body of one of the declared cases.
pub(crate) type Decode<T> = fn(usize, ResponseBody) -> Result<T, Mismatch>;

/// The decoders of a call's value and of its declared error.
pub(crate) struct Decoders<T, E> {
    pub(crate) success: Decode<T>,
    pub(crate) failure: Decode<E>,
}

impl<T, E> Clone for Decoders<T, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, E> Copy for Decoders<T, E> {}

impl<T, E> Decoders<T, E> {
    /// Turns a response into the call's value or error: the only step that knows both types.
    pub(crate) fn decode_response(self, raw: RawResponse) -> Result<Response<T>, Error<E>> {
        let left = raw.deadline.map_or(Duration::MAX, |deadline| {
            deadline.saturating_duration_since(Instant::now())
        });
        decode_within(left, || decode_sized(raw.limit, || self.decode(raw)))
    }

    fn decode(self, raw: RawResponse) -> Result<Response<T>, Error<E>> {
        let RawResponse {
            response,
            matched,
            live,
            deadline: _,
            limit: _,
        } = raw;
        let body = ResponseBody::new(&response, live);
        match matched {
            ResponseMatch::Success(case) => match (self.success)(case, body) {
                Ok(value) => Ok(Response {
                    status: response.status,
                    headers: response.headers,
                    value,
                }),
                Err(mismatch) => Err(Error::Decode(DecodeError::new(response, mismatch))),
            },
            ResponseMatch::Failure(case) => match (self.failure)(case, body) {
                Ok(error) => Err(Error::Api(ApiError::new(response, error))),
                Err(_) => Err(Error::Unexpected(UnexpectedResponse::new(response))),
            },
            ResponseMatch::Unexpected => Err(Error::Unexpected(UnexpectedResponse::new(response))),
        }
    }
}
