//! One thread, and `fetch`.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use gloo_timers::future::TimeoutFuture;
pub(crate) use web_time::Instant;

use super::HttpSettings;
use crate::error::TransportError;
use crate::http::body::Pieces;

/// A body on its way out. Browsers send none in pieces, so it is collected first.
pub(crate) type Outgoing = Pieces;
pub(crate) type Sleep = TimeoutFuture;

/// A body on its way in.
pub(crate) struct Incoming(Pin<Box<dyn Stream<Item = Result<Bytes, reqwest::Error>>>>);

impl Incoming {
    /// Returns `None`: a body that a browser unpacks is of another length than it announces.
    pub(crate) fn announced(&self) -> Option<u64> {
        None
    }

    pub(crate) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, reqwest::Error>>> {
        loop {
            match ready!(self.0.as_mut().poll_next(cx)) {
                Some(Ok(piece)) if piece.is_empty() => {}
                other => return Poll::Ready(other),
            }
        }
    }
}

/// Gives a request its body, where that comes in pieces.
pub(crate) async fn put_body(
    request: &mut reqwest::Request,
    pieces: Outgoing,
) -> Result<(), TransportError> {
    let pieces = pieces.into_stream().try_collect::<Vec<Bytes>>().await;
    let pieces = pieces.map_err(|error| {
        TransportError::refused(format!("the stream to send broke off: {error}"))
    })?;
    *request.body_mut() = Some(pieces.concat().into());
    Ok(())
}

/// Returns a response whose body is still to come.
pub(crate) fn response(mut response: reqwest::Response) -> http::Response<Incoming> {
    let mut head = http::Response::new(());
    *head.status_mut() = response.status();
    *head.headers_mut() = std::mem::take(response.headers_mut());
    let body = Incoming(Box::pin(response.bytes_stream()));
    head.map(|()| body)
}

/// Does nothing: a browser's timer would take so long a time for none.
pub(crate) fn without_timeout(_: &mut reqwest::Request) {}

/// Makes the HTTP client of a client's calls. Connections, proxies, certificates and redirects are the browser's.
pub(crate) fn http_client(_: &HttpSettings) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().build()
}

/// Lets a task run by itself.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(task);
}

/// Sleeps for a time, 24 days at most, as browsers' timers do.
pub(crate) fn sleep(pause: Duration) -> Sleep {
    let longest = i32::MAX.unsigned_abs();
    TimeoutFuture::new(u32::try_from(pause.as_millis()).map_or(longest, |pause| pause.min(longest)))
}

/// Returns the output of a future, if it is ready by then.
pub(crate) async fn within<F: Future>(deadline: Option<Instant>, future: F) -> Option<F::Output> {
    let Some(deadline) = deadline else {
        return Some(future.await);
    };
    let mut future = pin!(future);
    let mut end = sleep(deadline.saturating_duration_since(Instant::now()));
    poll_fn(|cx| {
        if let Poll::Ready(value) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        Pin::new(&mut end).poll(cx).map(|()| None)
    })
    .await
}

/// Bits by chance, for pauses and names of spans: nothing secret hangs on them.
pub(crate) fn random_bits() -> u64 {
    // A number from 1 to 2 has 52 of them, behind its exponent.
    let fraction = || (1.0 + js_sys::Math::random()).to_bits() << 12;
    fraction() ^ (fraction() >> 12)
}
