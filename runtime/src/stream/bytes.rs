//! Bytes as they come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::Uri;

use crate::error::TransportError;
use crate::platform::{self, Incoming, Sleep};

/// The body of an answer, piece by piece: a `Stream`, with methods of its own for those who want no more than that.
pub struct ByteStream {
    source: Source,
    limit: u64,
}

enum Source {
    Whole(Bytes),
    // Boxed: a `Result` of every call is as large as its value.
    Live(Box<Live>),
    Ended,
}

/// The body of an answer that is still coming.
pub(crate) struct Live {
    body: Incoming,
    uri: Uri,
    idle: Option<Idle>,
}

struct Idle {
    timeout: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl ByteStream {
    /// A body that is already there.
    pub(crate) fn whole(body: Bytes) -> Self {
        Self {
            source: Source::Whole(body),
            limit: u64::MAX,
        }
    }

    /// A body that comes in pieces, cut at these bytes.
    #[cfg(test)]
    pub(super) fn pieces(body: &[u8], cuts: &[usize]) -> Self {
        let mut pieces: Vec<Bytes> = Vec::new();
        let mut start = 0;
        for cut in cuts.iter().copied().chain([body.len()]) {
            pieces.push(Bytes::copy_from_slice(&body[start..cut]));
            start = cut;
        }
        let body = crate::body::File::stream(Ready(pieces.into_iter())).into_body();
        let body = reqwest::Body::wrap(body.streamed().unwrap().unwrap());
        let live = Live::new(body.into(), Uri::default());
        Self {
            source: Source::Live(Box::new(live)),
            limit: u64::MAX,
        }
    }

    pub(crate) fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// A body that is still coming. `limit` is how much [`bytes`](Self::bytes) collects.
    pub(crate) fn live(live: Live, limit: u64) -> Self {
        Self {
            source: Source::Live(Box::new(live)),
            limit,
        }
    }

    /// How long the pauses between pieces may be.
    pub(crate) fn idle(mut self, timeout: Option<Duration>) -> Self {
        if let Source::Live(live) = &mut self.source {
            live.idle = timeout.map(|timeout| Idle {
                timeout,
                sleep: Box::pin(platform::sleep(timeout)),
            });
        }
        self
    }

    /// The next piece; `None` at the end. After an error comes the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|cx| self.poll_piece(cx)).await
    }

    /// All that is left, within [`Options::max_response_bytes`](crate::Options::max_response_bytes).
    ///
    /// # Errors
    ///
    /// The answer broke off, or is larger.
    pub async fn bytes(self) -> Result<Bytes, TransportError> {
        match self.source {
            Source::Whole(body) => Ok(body),
            Source::Live(live) => live.bytes(self.limit).await,
            Source::Ended => Ok(Bytes::new()),
        }
    }

    /// All that is left as text; what is not UTF-8 is replaced.
    ///
    /// # Errors
    ///
    /// The answer broke off, or is larger than [`bytes`](Self::bytes) takes.
    pub async fn text(self) -> Result<String, TransportError> {
        let bytes = self.bytes().await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// How much one item may hold.
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// The error of an item that is larger, after which nothing comes.
    pub(super) fn refuse(&mut self) -> TransportError {
        let uri = match &self.source {
            Source::Live(live) => Some(&live.uri),
            Source::Whole(_) | Source::Ended => None,
        };
        let error = TransportError::too_large(uri, self.limit);
        self.source = Source::Ended;
        error
    }

    pub(super) fn poll_piece(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let polled = match &mut self.source {
            Source::Ended => None,
            Source::Whole(body) => {
                let body = std::mem::take(body);
                self.source = Source::Ended;
                (!body.is_empty()).then_some(Ok(body))
            }
            Source::Live(live) => ready!(live.poll(cx)),
        };
        if !matches!(polled, Some(Ok(_))) {
            self.source = Source::Ended;
        }
        Poll::Ready(polled)
    }
}

impl Live {
    pub(crate) fn new(body: Incoming, uri: Uri) -> Self {
        Self {
            body,
            uri,
            idle: None,
        }
    }

    /// All of it, up to so many bytes.
    pub(crate) async fn bytes(mut self, limit: u64) -> Result<Bytes, TransportError> {
        let announced = self.body.announced().unwrap_or_default();
        if announced > limit {
            return Err(TransportError::too_large(Some(&self.uri), limit));
        }
        // What is announced need not come.
        let capacity = usize::try_from(announced.min(1 << 20)).unwrap_or_default();
        let (mut first, mut all, mut length) = (Bytes::new(), BytesMut::new(), 0);
        while let Some(piece) = poll_fn(|cx| self.poll(cx)).await {
            let piece = piece?;
            length += piece.len() as u64;
            if length > limit {
                return Err(TransportError::too_large(Some(&self.uri), limit));
            }
            if first.is_empty() {
                // The usual answer comes in one piece, and stays where it lies.
                first = piece;
                continue;
            }
            if all.is_empty() {
                all.reserve(capacity);
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&piece);
        }
        if all.is_empty() {
            return Ok(first);
        }
        Ok(all.freeze())
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self.body.poll_piece(cx) {
            Poll::Ready(Some(Err(error))) => {
                let error = TransportError::cut(&self.uri, error);
                Poll::Ready(Some(Err(error)))
            }
            Poll::Ready(piece) => {
                if let Some(idle) = &mut self.idle {
                    idle.sleep = Box::pin(platform::sleep(idle.timeout));
                }
                Poll::Ready(piece.and_then(Result::ok).map(Ok))
            }
            Poll::Pending => {
                let Some(idle) = &mut self.idle else {
                    return Poll::Pending;
                };
                ready!(idle.sleep.as_mut().poll(cx));
                let error = TransportError::idle(&self.uri, idle.timeout);
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}

/// A body that is already there, as layers and doubles give it.
impl From<Bytes> for ByteStream {
    fn from(body: Bytes) -> Self {
        Self::whole(body)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_piece(cx)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream(")?;
        match &self.source {
            Source::Whole(body) => write!(f, "{} bytes)", body.len()),
            Source::Live(_) => f.write_str("coming)"),
            Source::Ended => f.write_str("ended)"),
        }
    }
}

#[cfg(test)]
struct Ready(std::vec::IntoIter<Bytes>);

#[cfg(test)]
impl Stream for Ready {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}
