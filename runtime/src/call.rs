//! One call: a plain value until it is awaited.

use std::convert::Infallible;
use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, COOKIE, PROXY_AUTHORIZATION, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::answers::{Cases, Found};
use crate::core::Shared;
use crate::credential::Credential;
use crate::error::{ApiError, DecodeError, Error, Misfit, RequestError, UnexpectedResponse};
use crate::headers::{FromHeaders, HeaderError};
use crate::keyring::SchemeKind;
use crate::operation::Outline;
use crate::pages::Pages;
use crate::payload::Payload;
use crate::rill::{CustomApi, RillError, Via};
use crate::stream::{Events, Reconnecting, Rows};
use crate::transport::{self, Arrived};

/// One call of an API, not yet sent.
///
/// `.await` it for the value, or [`send`](Self::send) it for the value with status and headers. It owns all it needs,
/// so it can be spawned, kept and cloned. An operation without declared errors has none of its own to give
/// ([`Infallible`]).
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<T, E = Infallible, P = ()> {
    // Boxed, so that the setters move a pointer.
    draft: Box<Draft>,
    decode: Decode<T>,
    decode_error: Decode<E>,
    pages: PhantomData<fn() -> P>,
}

/// A [`Call`] of an operation that gives a list in pages; see its method `pages`.
pub type PagedCall<T, E = Infallible> = Call<T, E, Paged>;

/// Marks a [`Call`] that has pages.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Paged;

/// Makes a value of the body of one of the declared cases.
pub(crate) type Decode<T> = fn(usize, Payload) -> Result<T, Misfit>;

/// The part of a call that knows no types.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) shared: Arc<Shared>,
    pub(crate) ask: Ask,
    /// The declared answers.
    pub(crate) success: Cases,
    pub(crate) failure: Cases,
    /// Headers set on this call, in place of the usual ones.
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retries: Option<u32>,
    /// A success that is a list is handed over as it comes.
    pub(crate) as_rows: bool,
    /// In place of the client's.
    pub(crate) credential: Option<Credential>,
    /// The first thing that was wrong with what the call was given; told when it is sent.
    pub(crate) flaw: Option<RequestError>,
}

/// What a call asks for.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    CustomApi(CustomApi),
    Operation(Outline),
}

impl Ask {
    /// The path as the document has it, or the API's name: never a value.
    #[cfg(feature = "tracing")]
    pub(crate) fn template(&self) -> &'static str {
        match self {
            Self::CustomApi(custom_api) => custom_api.name,
            Self::Operation(outline) => outline.template,
        }
    }
}

impl Draft {
    pub(crate) fn new(shared: Arc<Shared>, ask: Ask, success: Cases, failure: Cases) -> Box<Self> {
        Box::new(Self {
            shared,
            ask,
            success,
            failure,
            headers: HeaderMap::new(),
            timeout: None,
            retries: None,
            as_rows: false,
            credential: None,
            flaw: None,
        })
    }

    fn custom_api(&mut self) -> Option<&mut CustomApi> {
        match &mut self.ask {
            Ask::CustomApi(custom_api) => Some(custom_api),
            Ask::Operation(_) => None,
        }
    }

    pub(crate) fn add_header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self.mark_secrets();
            }
            Err(error) => {
                self.flaw.get_or_insert(error);
            }
        }
    }

    /// Keeps keys that were set by hand out of `Debug`.
    pub(crate) fn mark_secrets(&mut self) {
        let Ask::Operation(outline) = &self.ask else {
            return;
        };
        for scheme in outline.security.iter().copied().flatten() {
            if let SchemeKind::ApiKey { name, .. } = scheme.kind
                && let Some(value) = self.headers.get_mut(name)
            {
                value.set_sensitive(true);
            }
        }
    }
}

impl<T, E> Call<T, E> {
    pub(crate) fn new(draft: Box<Draft>, decode: Decode<T>, decode_error: Decode<E>) -> Self {
        Self {
            draft,
            decode,
            decode_error,
            pages: PhantomData,
        }
    }

    /// Says that the operation takes the parameters that pages are asked for with.
    #[doc(hidden)]
    pub fn paged(self) -> PagedCall<T, E> {
        Call {
            draft: self.draft,
            decode: self.decode,
            decode_error: self.decode_error,
            pages: PhantomData,
        }
    }
}

impl<T, E, P> Call<T, E, P> {
    /// The longest this call may take, reading the answer included; see [`Options::timeout`](crate::Options::timeout).
    /// Where the answer is handed over as it comes, it ends when the answer's head is there.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.timeout = Some(timeout);
        self
    }

    /// How often this call is sent again at most; when that is, and after which pauses, [`Options::retries`] says.
    ///
    /// [`Options::retries`]: crate::Options::retries
    pub fn retries(mut self, retries: u32) -> Self {
        self.draft.retries = Some(retries);
        self
    }

    /// Makes this call with another token than the client's, for example that of the person it is made for
    /// ([`EphemeralPool`]). [`Credential::none`] makes it without.
    ///
    /// [`EphemeralPool`]: crate::EphemeralPool
    pub fn credential(mut self, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        if let Err(error) = credential.check() {
            let error = RequestError::new(error.to_string());
            self.draft.flaw.get_or_insert(error);
        }
        self.draft.credential = Some(credential);
        self
    }

    /// Sets a header, in place of one of that name that would go out otherwise.
    ///
    /// A name or value that HTTP does not allow, and a header that says how long the body is, are an
    /// [`Error::Request`] when the call is sent. An `authorization` header is guarded like a [`Credential`].
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.draft.add_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sends the call and gives the value together with status and headers.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Response<T>, Error<E>> {
        let (draft, decode, decode_error) = self.into_parts();
        let arrived = transport::exchange(draft).await?;
        settle(arrived, decode, decode_error)
    }

    pub(crate) fn into_parts(self) -> (Box<Draft>, Decode<T>, Decode<E>) {
        (self.draft, self.decode, self.decode_error)
    }

    /// What would be sent, without sending it, and without token and keys. What a stream would give is not shown.
    ///
    /// # Errors
    ///
    /// [`Error::Request`], where the call cannot be sent.
    pub fn request(&self) -> Result<http::Request<Bytes>, Error<E>> {
        let mut request = transport::request(&self.draft).map_err(Error::Request)?;
        request.headers_mut().remove(AUTHORIZATION);
        Ok(request)
    }
}

impl<T, E, P> Call<Events<T>, E, P> {
    /// The events of this call and, when its answer ends, of the same call made again: see [`Reconnecting`].
    pub fn reconnecting(self) -> Reconnecting<T, E> {
        Reconnecting::new(self.draft, self.decode, self.decode_error)
    }
}

impl<R: DeserializeOwned, E, P> Call<Vec<R>, E, P> {
    /// The rows of the answer one by one, as their bytes come, in memory of the size of one row.
    pub fn rows(self) -> Rows<R, E> {
        Rows::new(self.draft, self.decode, self.decode_error)
    }
}

impl<R: DeserializeOwned, E> PagedCall<Vec<R>, E> {
    /// All rows, page by page, by the parameters `limit` and `offset`: see [`Pages`]. An operation without the two
    /// has no such method:
    ///
    /// ```compile_fail,E0599
    /// # use rill_client_runtime::{Call, RillError};
    /// fn all(call: Call<Vec<i64>, RillError>) {
    ///     call.pages(100);
    /// }
    /// ```
    pub fn pages(self, size: u32) -> Pages<R, E> {
        Pages::new(self.draft, self.decode, self.decode_error, size)
    }
}

impl<T, P> Call<T, RillError, P> {
    /// Sets an argument that the document does not declare, or another value for one that it does. Rill hands every
    /// argument to the API; `null` leaves it out.
    pub fn arg(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        if let Some(custom_api) = self.draft.custom_api() {
            custom_api.add(name.into(), value.into());
        }
        self
    }

    /// Sends all arguments of this call in the query or all in the body, whatever the document declares.
    pub fn via(mut self, via: Via) -> Self {
        if let Some(custom_api) = self.draft.custom_api() {
            custom_api.chosen = Some(via);
        }
        self
    }

    /// Whether this call's integers beyond 999,999 in a body also go in the query; see
    /// [`Options::exact_integers`](crate::Options::exact_integers).
    pub fn exact_integers(mut self, exact: bool) -> Self {
        if let Some(custom_api) = self.draft.custom_api() {
            custom_api.exact_integers = exact;
        }
        self
    }
}

impl<T: 'static, E: 'static, P: 'static> IntoFuture for Call<T, E, P> {
    type Output = Result<T, Error<E>>;
    #[cfg(not(target_arch = "wasm32"))]
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;
    #[cfg(target_arch = "wasm32")]
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.send().await.map(Response::into_value) })
    }
}

/// Forgets that the call has pages.
impl<T, E> From<PagedCall<T, E>> for Call<T, E> {
    fn from(call: PagedCall<T, E>) -> Self {
        let (draft, decode, decode_error) = call.into_parts();
        Self::new(draft, decode, decode_error)
    }
}

impl<T, E, P> Clone for Call<T, E, P> {
    fn clone(&self) -> Self {
        Self {
            draft: self.draft.clone(),
            decode: self.decode,
            decode_error: self.decode_error,
            pages: PhantomData,
        }
    }
}

impl<T, E, P> fmt::Debug for Call<T, E, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("api", &self.draft.ask)
            .field("headers", &self.draft.headers)
            .field("timeout", &self.draft.timeout)
            .field("flaw", &self.draft.flaw)
            .finish_non_exhaustive()
    }
}

/// A success answer: the value, and what came with it.
#[derive(Clone, Debug)]
pub struct Response<T> {
    status: StatusCode,
    headers: HeaderMap,
    value: T,
}

impl<T> Response<T> {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers that the document declares.
    ///
    /// # Errors
    ///
    /// A header is not of its type, or one that has to be there is not.
    pub fn typed_headers<H: FromHeaders>(&self) -> Result<H, HeaderError> {
        H::from_headers(&self.headers)
    }

    /// The decoded value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The decoded value, without the rest.
    pub fn into_value(self) -> T {
        self.value
    }
}

/// Turns an answer into the call's value or error: the only step that knows both types.
pub(crate) fn settle<T, E>(
    arrived: Arrived,
    decode: Decode<T>,
    decode_error: Decode<E>,
) -> Result<Response<T>, Error<E>> {
    let Arrived {
        answer,
        found,
        live,
    } = arrived;
    let payload = Payload::new(&answer, live);
    match found {
        Found::Success(case) => match decode(case, payload) {
            Ok(value) => Ok(Response {
                status: answer.status,
                headers: answer.headers,
                value,
            }),
            Err(misfit) => Err(Error::Decode(DecodeError::new(answer, misfit))),
        },
        Found::Failure(case) => match decode_error(case, payload) {
            Ok(error) => Err(Error::Api(ApiError::new(answer, error))),
            Err(_) => Err(Error::Unexpected(UnexpectedResponse::new(answer))),
        },
        Found::Unexpected => Err(Error::Unexpected(UnexpectedResponse::new(answer))),
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let parsed = HeaderName::try_from(name)
        .map_err(|_| RequestError::new(format!("{name:?} is no name for a header")))?;
    if matches!(parsed, CONTENT_LENGTH | TRANSFER_ENCODING) {
        return Err(RequestError::new(format!(
            "the header {parsed} follows from the body and cannot be set"
        )));
    }
    // Neither the value nor the parser's error is shown: it may be a secret.
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        RequestError::new(format!(
            "the value of the header {parsed} holds a line break or another character that headers cannot carry"
        ))
    })?;
    value.set_sensitive(matches!(
        parsed,
        AUTHORIZATION | PROXY_AUTHORIZATION | COOKIE
    ));
    Ok((parsed, value))
}
