//! Middleware, and the way of a request through it to the network.

use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use reqwest::Url;

use crate::error::TransportError;
use crate::http::byte_stream::{ByteStream, LiveBody};
use crate::http::platform::{self, BoxFuture, HttpSettings, Outgoing};

/// A response on its way, or the error in place of one.
pub type ResponseFuture<'a> = BoxFuture<'a, Result<http::Response<ByteStream>, TransportError>>;

/// Sees the request of every attempt before, and its response after it; see
/// [`Options::middleware`](crate::Options::middleware).
///
/// A middleware may change the request, respond by itself, send the request more than once, and change the response. It
/// stands inside retries, timeouts and tokens: the request has its secrets, in headers marked sensitive. One that signs
/// requests:
///
/// ```
/// use rill_client_runtime::{Bytes, ResponseFuture, HeaderValue, Middleware, Next, Options, TransportError};
///
/// struct Sign;
///
/// impl Middleware for Sign {
///     fn handle<'a>(&'a self, mut request: http::Request<Bytes>, next: Next<'a>) -> ResponseFuture<'a> {
///         let signature = format!("{}:{}", request.uri().path(), request.body().len());
///         Box::pin(async move {
///             let signature = HeaderValue::try_from(signature)
///                 .map_err(|_| TransportError::refused("the signature is no header"))?;
///             request.headers_mut().insert("x-signature", signature);
///             next.send(request).await
///         })
///     }
/// }
///
/// let options = Options::default().middleware(Sign);
/// ```
///
/// One that caches responses, and reads them for that:
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use rill_client_runtime::{ByteStream, Bytes, ResponseFuture, Middleware, Next};
///
/// #[derive(Default)]
/// struct Cache(Mutex<HashMap<(String, Bytes), Bytes>>);
///
/// impl Middleware for Cache {
///     fn handle<'a>(&'a self, request: http::Request<Bytes>, next: Next<'a>) -> ResponseFuture<'a> {
///         let key = (request.uri().to_string(), request.body().clone());
///         Box::pin(async move {
///             let kept = self.0.lock().unwrap().get(&key).cloned();
///             if let Some(body) = kept {
///                 return Ok(http::Response::new(ByteStream::from(body)));
///             }
///             let (head, body) = next.send(request).await?.into_parts();
///             let body = body.bytes().await?;
///             if head.status.is_success() {
///                 self.0.lock().unwrap().insert(key, body.clone());
///             }
///             Ok(http::Response::from_parts(head, ByteStream::from(body)))
///         })
///     }
/// }
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Gives the response to a request; `next` sends it on.
    fn handle<'a>(&'a self, request: http::Request<Bytes>, next: Next<'a>) -> ResponseFuture<'a>;
}

/// The rest of the way: further middleware, and the network.
pub struct Next<'a> {
    stack: &'a HttpStack,
    /// The number of middleware already passed.
    passed: usize,
    /// The body, where it comes from a stream: the request shows only its known part.
    streamed: Option<Outgoing>,
}

impl<'a> Next<'a> {
    /// Sends the request on.
    pub fn send(mut self, mut request: http::Request<Bytes>) -> ResponseFuture<'a> {
        match self.stack.middleware.get(self.passed) {
            Some(middleware) => {
                self.passed += 1;
                middleware.handle(request, self)
            }
            None => Box::pin(async move {
                let response = self.stack.execute(&mut request, self.streamed).await?;
                Ok(response.map(|live| ByteStream::live(live, self.stack.limit)))
            }),
        }
    }
}

impl_debug!(Next<'_>: this => finish_non_exhaustive { stack = this.stack, passed = this.passed });

/// The number of bytes of a request's path that belong to the base URL. A recording keeps the rest, so that it holds
/// for every address.
#[derive(Clone, Copy)]
pub(crate) struct BasePath(
    #[cfg_attr(
        not(feature = "testing"),
        allow(dead_code, reason = "recordings alone read it")
    )]
    pub(crate) usize,
);

impl BasePath {
    /// Returns the length of the path of a base URL.
    pub(crate) fn of(base: &str) -> Self {
        let uri = Uri::try_from(base).unwrap_or_default();
        Self(uri.path().trim_end_matches('/').len())
    }
}

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
thread_local! {
    /// `true` for a thread that makes blocking calls, or works for those that do: their connections must not hang on a
    /// runtime that waits for them.
    pub(crate) static IS_APART: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// The way to the network: middleware, outermost first, then the HTTP client.
pub(crate) struct HttpStack {
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) http: reqwest::Client,
    /// The settings of the HTTP client; none where the caller gave it.
    pub(crate) settings: Option<HttpSettings>,
    /// The HTTP client of blocking calls, made when it is first needed.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    pub(crate) apart: std::sync::OnceLock<reqwest::Client>,
    /// The HTTP client may go where a response sends it.
    pub(crate) follows_redirects: bool,
    /// The largest body that is read, in bytes.
    pub(crate) limit: u64,
}

impl HttpStack {
    fn http(&self) -> &reqwest::Client {
        #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
        if IS_APART.get() {
            return self.apart.get_or_init(|| {
                let own = self.settings.as_ref().map(platform::http_client);
                own.and_then(Result::ok)
                    .unwrap_or_else(|| self.http.clone())
            });
        }
        &self.http
    }

    /// Returns `true` if no middleware stands between a call and the network.
    pub(crate) fn is_direct(&self) -> bool {
        self.middleware.is_empty()
    }

    /// Sends a request through all middleware.
    pub(crate) fn send(
        &self,
        request: http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> ResponseFuture<'_> {
        let next = Next {
            stack: self,
            passed: 0,
            streamed,
        };
        next.send(request)
    }

    /// Sends a request past all middleware, and gives the head of its response. The request is taken when this is
    /// awaited, so that the future has no room for it.
    pub(crate) async fn execute(
        &self,
        request: &mut http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> Result<http::Response<LiveBody>, TransportError> {
        let (mut outbound, uri) = self.outbound(std::mem::take(request))?;
        if let Some(streamed) = streamed {
            platform::put_body(&mut outbound, streamed).await?;
        }
        match self.http().execute(outbound).await {
            Ok(response) => Ok(platform::response(response).map(|body| LiveBody::new(body, uri))),
            Err(error) => Err(TransportError::exchange(&uri, error)),
        }
    }

    /// Returns the HTTP client's own form of a request.
    fn outbound(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<(reqwest::Request, Uri), TransportError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|_| TransportError::refused("the address is not a URL"))?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        if self.settings.is_none() {
            platform::without_timeout(&mut request);
        }
        Ok((request, parts.uri))
    }
}

impl std::fmt::Debug for HttpStack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "HttpStack({} middleware)", self.middleware.len())
    }
}
