//! Calls: a plain value until it is awaited.

mod authorize;
pub(crate) mod builder;
pub(crate) mod core;
pub(crate) mod pages;
pub(crate) mod reconnect;
mod request;
pub(crate) mod response;
pub(crate) mod rows;
pub(crate) mod send;
pub(crate) mod state;

use std::convert::Infallible;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use serde::de::DeserializeOwned;

use self::pages::Pages;
use self::reconnect::Reconnecting;
use self::request::build_request;
use self::response::Response;
use self::rows::Rows;
use self::state::{CallState, Decoders};
use crate::auth::credential::Credential;
use crate::error::{Error, RequestError};
use crate::http::platform::BoxFuture;
use crate::operation::Operation;
use crate::operation::responses::Responses;
use crate::stream::events::Events;

/// One call of an API, not yet sent.
///
/// `.await` it for the value, or [`send`](Self::send) it for the value with status and headers. It owns all it needs,
/// so it can be spawned, kept and cloned. An operation without declared errors has none of its own to give
/// ([`Infallible`]).
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<T, E = Infallible, P = ()> {
    // Boxed, so that the setters move a pointer.
    state: Box<CallState>,
    decoders: Decoders<T, E>,
    pages: PhantomData<fn() -> P>,
}

/// A [`Call`] of an operation that gives a list in pages; see its method `pages`.
pub type PagedCall<T, E = Infallible> = Call<T, E, Paged>;

/// Marks a [`Call`] that has pages.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Paged;

impl Operation {
    /// Makes the call, with its declared responses.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "generated code makes them where it hands them over"
    )]
    pub fn call<T, E>(self, success: Responses<T>, failure: Responses<E>) -> Call<T, E> {
        let (client, mut request) = self.into_parts();
        request.mark_secrets();
        let decoders = Decoders {
            success: success.decode,
            failure: failure.decode,
        };
        let state = CallState::new(client, request, success.cases, failure.cases);
        Call::new(state, decoders)
    }
}

impl<T, E, P> Call<T, E, P> {
    pub(crate) fn new(state: Box<CallState>, decoders: Decoders<T, E>) -> Self {
        Self {
            state,
            decoders,
            pages: PhantomData,
        }
    }

    pub(crate) fn state_mut(&mut self) -> &mut CallState {
        &mut self.state
    }

    /// Sets the longest that this call may take, reading the response included; see
    /// [`Options::timeout`](crate::Options::timeout). It ends with the response's head, where the body is handed over
    /// as it comes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.state.timeout = Some(timeout);
        self
    }

    /// Sets how often this call is sent again at most; [`Options::retries`] says when, and after which pauses.
    ///
    /// [`Options::retries`]: crate::Options::retries
    pub fn retries(mut self, retries: u32) -> Self {
        self.state.retries = Some(retries);
        self
    }

    /// Makes this call with another token than the client's, for example that of the person it is made for
    /// ([`EphemeralPool`]). [`Credential::none`] makes it without.
    ///
    /// [`EphemeralPool`]: crate::EphemeralPool
    pub fn credential(mut self, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        if let Err(error) = credential.check() {
            self.state
                .request
                .add_flaw(RequestError::new(error.to_string()));
        }
        self.state.credential = Some(credential);
        self
    }

    /// Sets a header, in place of one of that name that would go out otherwise.
    ///
    /// A name or value that HTTP does not allow, and a header that says how long the body is, are an
    /// [`Error::Request`] when the call is sent. An `authorization` header is guarded like a [`Credential`].
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.state.request.set_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sends the call and gives the value together with status and headers.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<Response<T>, Error<E>> {
        let raw = send::send(self.state).await?;
        self.decoders.decode_response(raw)
    }

    /// Returns the request without sending it, and without token and keys. The bytes of a stream are not shown.
    ///
    /// # Errors
    ///
    /// [`Error::Request`], where the call cannot be sent.
    pub fn request(&self) -> Result<http::Request<Bytes>, Error<E>> {
        let mut request = build_request(&self.state).map_err(Error::Request)?;
        request.headers_mut().remove(AUTHORIZATION);
        Ok(request)
    }
}

impl<T, E> Call<T, E> {
    /// Says that the operation takes the parameters that pages are asked for with.
    #[doc(hidden)]
    pub fn paged(self) -> PagedCall<T, E> {
        Call::new(self.state, self.decoders)
    }
}

impl<T, E, P> Call<Events<T>, E, P> {
    /// Returns the events of this call and, when its response ends, of the same call made again: see [`Reconnecting`].
    pub fn reconnecting(self) -> Reconnecting<T, E> {
        Reconnecting::new(self.state, self.decoders)
    }
}

impl<R: DeserializeOwned, E, P> Call<Vec<R>, E, P> {
    /// Returns the rows of the response one by one, as their bytes come, in memory of the size of one row.
    pub fn rows(self) -> Rows<R, E> {
        Rows::new(self.state, self.decoders)
    }
}

impl<R: DeserializeOwned, E> PagedCall<Vec<R>, E> {
    /// Returns all rows, page by page, by the parameters `limit` and `offset`: see [`Pages`]. An operation without the
    /// two has no such method:
    ///
    /// ```compile_fail,E0599
    /// # use rill_client_runtime::{Call, RillError};
    /// fn all(call: Call<Vec<i64>, RillError>) {
    ///     call.pages(100);
    /// }
    /// ```
    pub fn pages(self, size: u32) -> Pages<R, E> {
        Pages::new(self.state, self.decoders, size)
    }
}

impl<T: 'static, E: 'static, P: 'static> IntoFuture for Call<T, E, P> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.send().await.map(Response::into_value) })
    }
}

/// Forgets that the call has pages.
impl<T, E> From<PagedCall<T, E>> for Call<T, E> {
    fn from(call: PagedCall<T, E>) -> Self {
        Self::new(call.state, call.decoders)
    }
}

impl<T, E, P> Clone for Call<T, E, P> {
    fn clone(&self) -> Self {
        Self::new(self.state.clone(), self.decoders)
    }
}

impl_debug!(<T, E, P> Call<T, E, P>: this => finish_non_exhaustive {
    api = this.state.request,
    headers = this.state.request.headers,
    timeout = this.state.timeout,
    flaw = this.state.request.flaw,
});
