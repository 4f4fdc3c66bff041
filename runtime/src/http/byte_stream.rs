//! Bytes as they come.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::Uri;

use crate::error::TransportError;
use crate::http::platform::{self, Incoming, Sleep};

/// The body of a response, piece by piece: a `Stream`, with methods of its own for those who want no more than that.
pub struct ByteStream {
    source: ByteSource,
    limit: u64,
}

enum ByteSource {
    Whole(Bytes),
    // Boxed: a `Result` of every call is as large as its value.
    Live(Box<LiveBody>),
    Ended,
}

/// The body of a response that is still coming.
pub(crate) struct LiveBody {
    body: Incoming,
    uri: Uri,
    idle: Option<IdleLimit>,
}

struct IdleLimit {
    timeout: Duration,
    sleep: Pin<Box<Sleep>>,
}

impl ByteStream {
    /// Creates a stream of a body that is already there.
    pub(crate) fn whole(body: Bytes) -> Self {
        Self {
            source: ByteSource::Whole(body),
            limit: u64::MAX,
        }
    }

    /// Creates a stream of a body that comes in pieces, cut at these bytes.
    #[cfg(test)]
    pub(crate) fn pieces(body: &[u8], cuts: &[usize]) -> Self {
        let mut pieces: Vec<Bytes> = Vec::new();
        let mut start = 0;
        for cut in cuts.iter().copied().chain([body.len()]) {
            pieces.push(Bytes::copy_from_slice(&body[start..cut]));
            start = cut;
        }
        let pieces = pieces.into_iter().map(Ok::<_, std::io::Error>);
        let stream = futures_util::stream::iter(pieces);
        let body = crate::http::body::File::stream(stream).into_body();
        let body = reqwest::Body::wrap(body.streamed().unwrap().unwrap());
        let live = LiveBody::new(body.into(), Uri::default());
        Self {
            source: ByteSource::Live(Box::new(live)),
            limit: u64::MAX,
        }
    }

    pub(crate) fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// Creates a stream of a body that is still coming. `limit` is how much [`bytes`](Self::bytes) collects.
    pub(crate) fn live(live: LiveBody, limit: u64) -> Self {
        Self {
            source: ByteSource::Live(Box::new(live)),
            limit,
        }
    }

    /// Returns the body, if it was all there from the beginning.
    pub(crate) fn into_whole(self) -> Option<Bytes> {
        match self.source {
            ByteSource::Whole(body) => Some(body),
            ByteSource::Live(_) | ByteSource::Ended => None,
        }
    }

    /// Sets the longest pause between pieces.
    pub(crate) fn idle(mut self, timeout: Option<Duration>) -> Self {
        if let ByteSource::Live(live) = &mut self.source {
            live.idle = timeout.map(|timeout| IdleLimit {
                timeout,
                sleep: Box::pin(platform::sleep(timeout)),
            });
        }
        self
    }

    /// Returns the rest, within [`Options::max_response_bytes`](crate::Options::max_response_bytes).
    ///
    /// # Errors
    ///
    /// The response broke off, or is larger.
    pub async fn bytes(self) -> Result<Bytes, TransportError> {
        match self.source {
            ByteSource::Whole(body) => Ok(body),
            ByteSource::Live(live) => live.bytes(self.limit).await,
            ByteSource::Ended => Ok(Bytes::new()),
        }
    }

    /// Returns the rest as text, in which invalid UTF-8 is replaced.
    ///
    /// # Errors
    ///
    /// The response broke off, or is larger than [`bytes`](Self::bytes) takes.
    pub async fn text(self) -> Result<String, TransportError> {
        let bytes = self.bytes().await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Returns the most bytes that one item may hold.
    pub(crate) fn limit(&self) -> u64 {
        self.limit
    }

    /// Ends the stream with the error of an item that is too large.
    pub(crate) fn refuse(&mut self) -> TransportError {
        let uri = match &self.source {
            ByteSource::Live(live) => Some(&live.uri),
            ByteSource::Whole(_) | ByteSource::Ended => None,
        };
        let error = TransportError::too_large(uri, self.limit);
        self.source = ByteSource::Ended;
        error
    }

    pub(crate) fn poll_item(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let polled = match &mut self.source {
            ByteSource::Ended => None,
            ByteSource::Whole(body) => {
                let body = std::mem::take(body);
                self.source = ByteSource::Ended;
                (!body.is_empty()).then_some(Ok(body))
            }
            ByteSource::Live(live) => ready!(live.poll(cx)),
        };
        if !matches!(polled, Some(Ok(_))) {
            self.source = ByteSource::Ended;
        }
        Poll::Ready(polled)
    }
}

impl LiveBody {
    pub(crate) fn new(body: Incoming, uri: Uri) -> Self {
        Self {
            body,
            uri,
            idle: None,
        }
    }

    /// Returns the whole body, up to so many bytes.
    pub(crate) async fn bytes(mut self, limit: u64) -> Result<Bytes, TransportError> {
        let announced = self.body.announced().unwrap_or_default();
        if announced > limit {
            return Err(TransportError::too_large(Some(&self.uri), limit));
        }
        // The announced length need not come.
        let capacity = usize::try_from(announced.min(1 << 20)).unwrap_or_default();
        let (mut first, mut all, mut length) = (Bytes::new(), BytesMut::new(), 0);
        while let Some(piece) = poll_fn(|cx| self.poll(cx)).await {
            let piece = piece?;
            length += piece.len() as u64;
            if length > limit {
                return Err(TransportError::too_large(Some(&self.uri), limit));
            }
            if first.is_empty() {
                // The usual response comes in one piece, and stays where it lies.
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

impl_stream! {
    /// Returns the next piece; `None` at the end. After an error comes the end.
    <> ByteStream => Result<Bytes, TransportError>
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ByteStream(")?;
        match &self.source {
            ByteSource::Whole(body) => write!(f, "{} bytes)", body.len()),
            ByteSource::Live(_) => f.write_str("coming)"),
            ByteSource::Ended => f.write_str("ended)"),
        }
    }
}
