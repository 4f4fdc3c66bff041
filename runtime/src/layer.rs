//! What sees every request before it goes out and every answer before it is read.

use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::Url;

use crate::error::TransportError;
use crate::options::Options;
use crate::platform::{self, HttpSettings, Outgoing};
use crate::stream::ByteStream;

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
    pub fn send(mut self, request: http::Request<Bytes>) -> Exchange<'a> {
        match self.wire.layers.get(self.passed) {
            Some(layer) => {
                self.passed += 1;
                layer.handle(request, self)
            }
            None => Box::pin(self.wire.execute(request, self.streamed)),
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
    /// How much of an answer is read.
    limit: u64,
}

impl Wire {
    pub(crate) fn new(options: &Options, http: reqwest::Client, settings: &HttpSettings) -> Self {
        #[cfg(not(all(feature = "blocking", not(target_arch = "wasm32"))))]
        let _ = settings;
        Self {
            layers: options.layers(),
            http,
            #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
            apart: crate::blocking::Apart::new(options, settings.clone()),
            is_given: options.http_client.is_some(),
            limit: options.max_response_bytes,
        }
    }

    fn http(&self) -> &reqwest::Client {
        #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
        if crate::blocking::is_here() {
            return self.apart.http(&self.http);
        }
        &self.http
    }

    pub(crate) async fn send(
        &self,
        request: http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        if self.layers.is_empty() {
            return self.execute(request, streamed).await;
        }
        let next = Next {
            wire: self,
            passed: 0,
            streamed,
        };
        next.send(request).await
    }

    async fn execute(
        &self,
        request: http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|_| TransportError::refused("the address is not a URL"))?;
        let uri = parts.uri;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        if self.is_given {
            platform::without_timeout(&mut request);
        }
        let answer = platform::execute(self.http(), request, streamed, &uri).await?;
        Ok(answer.map(|body| ByteStream::live(body, uri, self.limit)))
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wire({} layers)", self.layers.len())
    }
}
