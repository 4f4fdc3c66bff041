//! Threads and sockets.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::Body as _;
pub(crate) use tokio::time::{Instant, Sleep, sleep};

use super::HttpSettings;
use crate::error::TransportError;
use crate::http::body::Pieces;

/// A body on its way out, where it comes in pieces.
pub(crate) struct Outgoing(reqwest::Body);

impl From<Pieces> for Outgoing {
    fn from(pieces: Pieces) -> Self {
        Self(reqwest::Body::wrap(pieces))
    }
}

/// A body on its way in.
pub(crate) struct Incoming(reqwest::Body);

impl Incoming {
    /// Returns the announced length.
    pub(crate) fn announced(&self) -> Option<u64> {
        self.0.size_hint().exact()
    }

    pub(crate) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, reqwest::Error>>> {
        loop {
            match ready!(Pin::new(&mut self.0).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(piece) if !piece.is_empty() => return Poll::Ready(Some(Ok(piece))),
                    // Nothing, or trailers.
                    Ok(_) | Err(_) => {}
                },
            }
        }
    }
}

/// For tests of bodies that come in pieces.
impl From<reqwest::Body> for Incoming {
    fn from(body: reqwest::Body) -> Self {
        Self(body)
    }
}

/// Gives a request its body, where that comes in pieces.
pub(crate) async fn put_body(
    request: &mut reqwest::Request,
    Outgoing(body): Outgoing,
) -> Result<(), TransportError> {
    *request.body_mut() = Some(body);
    Ok(())
}

/// Returns a response whose body is still to come.
pub(crate) fn response(response: reqwest::Response) -> http::Response<Incoming> {
    http::Response::from(response).map(Incoming)
}

/// Switches the HTTP client's clock off, which would run until the end of a live response: the call has its own.
pub(crate) fn without_timeout(request: &mut reqwest::Request) {
    *request.timeout_mut() = Some(Duration::MAX);
}

/// Makes the HTTP client of a client's calls.
pub(crate) fn http_client(settings: &HttpSettings) -> Result<reqwest::Client, reqwest::Error> {
    let mut builder = reqwest::Client::builder()
        // A redirect turns POST into GET, and may lead to a host that has no business with the token.
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(settings.connect_timeout);
    if settings.is_loopback {
        // A proxy would carry what must not leave this machine.
        builder = builder.no_proxy();
    }
    #[cfg(feature = "rustls")]
    if settings.is_clear {
        // No certificate is ever looked at; a machine without any must still reach its own Rill.
        builder = builder.tls_certs_only([]);
    }
    builder.build()
}

/// Lets a task run by itself.
pub(crate) fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    tokio::spawn(task);
}

/// Returns the output of a future, if it is ready by then.
pub(crate) async fn within<F: Future>(deadline: Option<Instant>, future: F) -> Option<F::Output> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
        None => Some(future.await),
    }
}

/// Bits by chance, for pauses and names of spans: nothing secret hangs on them.
pub(crate) fn random_bits() -> u64 {
    // The standard library seeds its hash maps from the system, and gives each another state.
    RandomState::new().build_hasher().finish()
}
