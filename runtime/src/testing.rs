//! For the tests of apps: responses without a server, from a closure or from a file of recorded ones.
//!
//! ```
//! use rill_client_runtime::testing::{self, MockTransport};
//! use serde_json::json;
//!
//! let double = MockTransport::new(|request| match request.uri().path() {
//!     path if path.ends_with("/ad-bid-stats") => testing::json(200, &json!([{"publisher": "a", "total_records": 3}])),
//!     _ => testing::json(404, &json!({"error": "no such API"})),
//! });
//! // let client = acme_ads::Client::builder().transport(double.clone()).build()?;
//! // let rows = client.ad_bid_stats("news.example").await?;
//! assert_eq!(double.requests().len(), 0);
//! ```
//!
//! Everything but the network is as in production: retries, timeouts, tokens (the double is asked for them too),
//! decoding.

mod cassette;
mod redaction;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use serde::Serialize;

pub use self::cassette::CassetteError;
use self::cassette::{Cassette, Key};
use self::redaction::Redaction;
use crate::error::TransportError;
use crate::http::byte_stream::ByteStream;
use crate::http::middleware::{Middleware, Next, ResponseFuture};
use crate::sync::lock;

/// Responds in place of the network; give it to [`Options::transport`](crate::Options::transport). Clones share what
/// they saw.
#[derive(Clone)]
pub struct MockTransport {
    respond: Respond,
    seen: Arc<Mutex<Vec<Request<Bytes>>>>,
}

type Respond =
    Arc<dyn Fn(&Request<Bytes>) -> Result<Response<Bytes>, TransportError> + Send + Sync>;

impl MockTransport {
    /// Creates a transport that responds by a closure; [`json`] and [`text`] write responses.
    pub fn new(
        respond: impl Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Self {
        Self::fallible(move |request| Ok(respond(request)))
    }

    /// Creates a transport that responds by a closure, or not: [`TransportError::broken`] is a connection that broke.
    pub fn fallible(
        respond: impl Fn(&Request<Bytes>) -> Result<Response<Bytes>, TransportError>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self {
            respond: Arc::new(respond),
            seen: Arc::default(),
        }
    }

    /// Creates a transport that responds as a file says that a [`Recorder`] wrote, whatever the client's address is.
    /// Requests that are the same get their responses in the order in which they were recorded, and the last of them
    /// from then on; one that was not recorded is an error that says so.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is no such file.
    pub fn recorded(path: impl Into<PathBuf>) -> Result<Self, CassetteError> {
        let path = path.into();
        let cassette = Mutex::new(Cassette::read(&path)?);
        Ok(Self::fallible(move |request| {
            let key = Key::of(request, &mut Redaction::of(request));
            let whole = Key::with_base(request, &mut Redaction::of(request));
            let mut cassette = lock(&cassette);
            let response = cassette
                .response(&key)
                .or_else(|| cassette.response(&whole));
            response.ok_or_else(|| {
                TransportError::refused(format!(
                    "{} holds no response to {key}: record it anew",
                    path.display()
                ))
            })
        }))
    }

    /// Returns the requests so far, without their tokens, keys and cookies.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        lock(&self.seen).clone()
    }
}

impl Middleware for MockTransport {
    fn handle<'a>(&'a self, mut request: Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        let response = (self.respond)(&request);
        let redaction = Redaction::of(&request);
        redaction.strip(&mut request);
        lock(&self.seen).push(request);
        Box::pin(async { response.map(|response| response.map(ByteStream::from)) })
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MockTransport({} requests)", lock(&self.seen).len())
    }
}

/// Creates a response of JSON; `null` where the value cannot be written as JSON, and 500 for an invalid status.
pub fn json(status: u16, body: &(impl Serialize + ?Sized)) -> Response<Bytes> {
    let body = serde_json::to_vec(body).unwrap_or_else(|_| b"null".to_vec());
    whole(status, "application/json", body.into())
}

/// Creates a response of text.
pub fn text(status: u16, body: impl Into<String>) -> Response<Bytes> {
    whole(status, "text/plain; charset=utf-8", body.into().into())
}

fn whole(status: u16, kind: &'static str, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// Writes what goes over the network into a file, for [`MockTransport::recorded`]; give it to
/// [`Options::middleware`](crate::Options::middleware). The file is written anew with each response.
///
/// Of a request it keeps method, path after the base URL, query and body, of a response status, body and the headers but for cookies.
/// Tokens, passwords and keys that the client added are cut out wherever they stand, in this response and all later
/// ones, and so are the values of arguments, fields and headers with names such as `token`, `password` or `api_key`,
/// user names and passwords in addresses, and what looks like a token; [`redact`](Self::redact) names more. Look
/// through a file before it is committed: all else is kept as it is.
///
/// Answers that come piece by piece are read whole first, so a stream without an end cannot be recorded.
#[derive(Clone)]
pub struct Recorder {
    path: PathBuf,
    names: Vec<String>,
    cassette: Arc<Mutex<Cassette>>,
}

impl Recorder {
    /// Records into this file, in place of what is there. Its folder is made with the first response.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            names: Vec::new(),
            cassette: Arc::default(),
        }
    }

    /// Cuts out the values of arguments and fields of this name too. Requests are then told apart without them, and
    /// a [`MockTransport`] does not know of it: name what only responses hold.
    #[must_use]
    pub fn redact(mut self, name: impl Into<String>) -> Self {
        self.names.push(name.into());
        self
    }
}

impl Middleware for Recorder {
    fn handle<'a>(&'a self, request: Request<Bytes>, next: Next<'a>) -> ResponseFuture<'a> {
        let mut redaction = Redaction::of(&request).with_secrets(&lock(&self.cassette).secrets);
        let key = Key::of(&request, &mut redaction);
        let redaction = redaction.with_names(&self.names);
        Box::pin(async move {
            let (head, body) = next.send(request).await?.into_parts();
            let body = body.bytes().await?;
            let response = Response::from_parts(head, body);
            let mut cassette = lock(&self.cassette);
            cassette.add(key, &response, redaction);
            cassette.write(&self.path).map_err(|error| {
                let path = self.path.display();
                TransportError::refused(format!("{path} cannot be written: {error}"))
            })?;
            Ok(response.map(ByteStream::from))
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({})", self.path.display())
    }
}
