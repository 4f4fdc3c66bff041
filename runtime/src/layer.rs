//! What sees every request before it goes out and every answer before it is read.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Uri;
use http::uri::PathAndQuery;
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
    /// The target's address in both forms.
    base: (Uri, Url),
    /// The address before, which is often the next one: to read a path takes as long as to write a request.
    last: Mutex<Option<(PathAndQuery, Url)>>,
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
            limit: options.max_response_bytes,
            base: (base.as_str().parse().unwrap_or_default(), base),
            last: Mutex::default(),
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

    /// Sends a request at once, past all layers, and gives the head of its answer when it is awaited.
    pub(crate) fn execute(
        &self,
        request: http::Request<Bytes>,
        streamed: Option<Outgoing>,
    ) -> impl Future<Output = Result<http::Response<ByteStream>, TransportError>> {
        let sent = self.outbound(request).map(|(mut request, uri)| {
            if self.is_given {
                platform::without_timeout(&mut request);
            }
            platform::execute(self.http(), request, streamed, uri)
        });
        async move {
            let answer = sent?.await?;
            Ok(answer.map(|(body, uri)| ByteStream::live(body, uri, self.limit)))
        }
    }

    /// The HTTP client's own form of a request.
    fn outbound(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<(reqwest::Request, Uri), TransportError> {
        let (parts, body) = request.into_parts();
        let mut request = reqwest::Request::new(parts.method, self.url(&parts.uri)?);
        *request.headers_mut() = parts.headers;
        if !body.is_empty() {
            *request.body_mut() = Some(body.into());
        }
        Ok((request, parts.uri))
    }

    /// What reading the whole text gives, without reading the host again: that takes a tenth of a call's time.
    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let (base, url) = &self.base;
        if uri.scheme() != base.scheme() || uri.authority() != base.authority() {
            // The address of a token, or of a layer.
            return Url::parse(&uri.to_string())
                .map_err(|_| TransportError::refused("the address is not a URL"));
        }
        // A query is another one every time, and may hold a key.
        let path = uri.path_and_query().filter(|_| uri.query().is_none());
        // Nobody waits for it.
        if let Ok(last) = self.last.try_lock()
            && let Some((known, url)) = &*last
            && path == Some(known)
        {
            return Ok(url.clone());
        }
        let mut url = url.clone();
        url.set_path(uri.path());
        url.set_query(uri.query());
        if let (Some(path), Ok(mut last)) = (path, self.last.try_lock()) {
            *last = Some((path.clone(), url.clone()));
        }
        Ok(url)
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Wire({} layers)", self.layers.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_what_reading_their_text_gives() {
        let settings = HttpSettings {
            connect_timeout: std::time::Duration::from_secs(1),
            is_clear: true,
            is_loopback: false,
        };
        for base in [
            "http://a.example/v1/orgs/acme",
            "http://A.example:80",
            "http://127.0.0.1:8080/x",
        ] {
            let http = reqwest::Client::new();
            let parsed = Url::parse(base).unwrap();
            let wire = Wire::new(&Options::default(), http, &settings, parsed);
            for rest in [
                "",
                "/",
                "/ads",
                "/ads?",
                "/ads?a=b%20c&d='e'",
                "?a=1",
                "/ä%2F%C3%A9/~'!$&()*+,;=:@|^",
                "//two///slashes/",
                "/a/./b/../c/%2e%2E/d",
                "/a%zz%",
            ] {
                for origin in [base, "http://b.example", "https://a.example/v1/orgs/acme"] {
                    let text = format!("{origin}{rest}");
                    let Ok(uri) = Uri::try_from(&text) else {
                        continue;
                    };
                    let expected = Url::parse(&uri.to_string()).unwrap();
                    for _ in 0..2 {
                        assert_eq!(wire.url(&uri).unwrap(), expected, "{text} on {base}");
                    }
                }
            }
        }
    }
}
