//! What sees every request before it goes out and every answer before it is read.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use reqwest::Url;

use crate::addresses::Addresses;
use crate::error::TransportError;
use crate::options::Options;
use crate::platform::{self, HttpSettings, Outgoing};
use crate::stream::{ByteStream, Live};

/// An answer on its way, or why there is none.
#[cfg(not(target_arch = "wasm32"))]
pub type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<ByteStream>, TransportError>> + Send + 'a>>;
/// An answer on its way, or why there is none.
#[cfg(target_arch = "wasm32")]
pub type Exchange<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<ByteStream>, TransportError>> + 'a>>;

/// Sees the request of every attempt before, and its answer after it; see [`Options::layer`](crate::Options::layer).
///
/// A layer may change the request, answer it by itself, send it more than once, and change the answer. It stands inside
/// retries, timeouts and tokens: the request has its secrets, in headers marked sensitive. One that signs requests:
///
/// ```
/// use rill_client_runtime::{Bytes, Exchange, HeaderValue, Layer, Next, Options, TransportError};
///
/// struct Sign;
///
/// impl Layer for Sign {
///     fn handle<'a>(&'a self, mut request: http::Request<Bytes>, next: Next<'a>) -> Exchange<'a> {
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
/// let options = Options::default().layer(Sign);
/// ```
///
/// One that keeps answers, and reads them for that:
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
/// use rill_client_runtime::{ByteStream, Bytes, Exchange, Layer, Next};
///
/// #[derive(Default)]
/// struct Cache(Mutex<HashMap<(String, Bytes), Bytes>>);
///
/// impl Layer for Cache {
///     fn handle<'a>(&'a self, request: http::Request<Bytes>, next: Next<'a>) -> Exchange<'a> {
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
pub trait Layer: Send + Sync + 'static {
    /// Gives the answer to a request; `next` is the way to send it on.
    fn handle<'a>(&'a self, request: http::Request<Bytes>, next: Next<'a>) -> Exchange<'a>;
}

/// The layers further in, and the network.
#[derive(Debug)]
pub struct Next<'a> {
    wire: &'a Wire,
    /// How many layers are passed already.
    passed: usize,
    /// The body, where it comes from a stream: the request shows only what is known of it.
    streamed: Option<Outgoing>,
}

impl<'a> Next<'a> {
    /// Sends the request on.
    pub fn send(mut self, mut request: http::Request<Bytes>) -> Exchange<'a> {
        match self.wire.layers.get(self.passed) {
            Some(layer) => {
                self.passed += 1;
                layer.handle(request, self)
            }
            None => Box::pin(async move {
                let answer = self.wire.execute(&mut request, self.streamed).await?;
                Ok(answer.map(|live| ByteStream::live(live, self.wire.limit)))
            }),
        }
    }
}

/// The way to the network: layers, outermost first, then the HTTP client.
pub(crate) struct Wire {
    layers: Vec<Arc<dyn Layer>>,
    http: reqwest::Client,
    /// For blocking calls, whose connections must not hang on a runtime that waits for them.
    #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
    apart: crate::blocking::Apart,
    /// The HTTP client may have a clock.
    is_given: bool,
    /// The HTTP client goes where an answer sends it.
    pub(crate) follows_redirects: bool,
    /// How much of an answer is read.
    pub(crate) limit: u64,
    pub(crate) addresses: Addresses,
}

impl Wire {
    pub(crate) fn new(
        options: &Options,
        http: reqwest::Client,
        settings: &HttpSettings,
        base: Url,
    ) -> Self {
        #[cfg(not(all(feature = "blocking", not(target_arch = "wasm32"))))]
        let _ = settings;
        Self {
            layers: options.layers(),
            http,
            #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
            apart: crate::blocking::Apart::new(options, settings.clone()),
            is_given: options.http_client.is_some(),
            follows_redirects: options
                .http_client
                .as_ref()
                .is_some_and(platform::follows_redirects),
            limit: options.max_response_bytes,
            addresses: Addresses::new(base),
        }
    }

    fn http(&self) -> &reqwest::Client {
        #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
        if crate::blocking::is_here() {
            return self.apart.http(&self.http);
        }
        &self.http
    }

    /// Whether there is no layer between a call and the network.
    pub(crate) fn is_direct(&self) -> bool {
        self.layers.is_empty()
    }

    /// Sends a request through all layers.
    pub(crate) fn send(
        &self,
        request: http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> Exchange<'_> {
        let next = Next {
            wire: self,
            passed: 0,
            streamed,
        };
        next.send(request)
    }

    /// Sends a request past all layers, and gives the head of its answer. The request is taken when this is awaited,
    /// so that the future has no room for it.
    pub(crate) async fn execute(
        &self,
        request: &mut http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> Result<http::Response<Live>, TransportError> {
        let (mut outbound, uri) = self.outbound(std::mem::take(request))?;
        if let Some(streamed) = streamed {
            platform::put_body(&mut outbound, streamed).await?;
        }
        match self.http().execute(outbound).await {
            Ok(response) => Ok(platform::answer(response).map(|body| Live::new(body, uri))),
            Err(error) => Err(TransportError::exchange(&uri, error)),
        }
    }

    /// The HTTP client's own form of a request.
    fn outbound(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<(reqwest::Request, Uri), TransportError> {
        let (parts, body) = request.into_parts();
        let url = self.addresses.url(&parts.uri)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        if self.is_given {
            platform::without_timeout(&mut request);
        }
        Ok((request, parts.uri))
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wire({} layers)", self.layers.len())
    }
}
