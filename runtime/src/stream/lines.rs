//! JSON texts, one a line.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::line_splitter::LineSplitter;
use crate::error::{ItemError, StreamError};
use crate::http::byte_stream::ByteStream;

/// JSON texts, one a line (`application/x-ndjson`, `application/jsonl`, `application/json-seq`), as they come.
///
/// Empty lines are passed over. A line that is not of the type is a [`StreamError::Decode`] with its text, and the
/// next one follows.
pub struct JsonLines<T> {
    bytes: ByteStream,
    lines: LineSplitter,
    is_first: bool,
    item: PhantomData<fn() -> T>,
}

impl<T> JsonLines<T> {
    pub(crate) fn new(bytes: ByteStream) -> Self {
        Self {
            bytes,
            lines: LineSplitter::new(),
            is_first: true,
            item: PhantomData,
        }
    }

    /// Returns the body as it comes, where this is not read as lines.
    ///
    /// The part that was read before is gone.
    pub fn into_bytes(self) -> ByteStream {
        self.bytes
    }

    /// The next line that is not empty.
    fn poll_line(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            while let Some(line) = self.lines.next() {
                if let Some(line) = self.text(&line) {
                    return Poll::Ready(Some(Ok(line)));
                }
            }
            match ready!(self.bytes.poll_piece(cx)) {
                Some(Ok(piece)) => self.lines.push(&piece),
                Some(Err(error)) => {
                    // What came of the line is not the line.
                    self.lines.rest();
                    return Poll::Ready(Some(Err(StreamError::Transport(error))));
                }
                None => {
                    let rest = self.lines.rest();
                    return Poll::Ready(rest.and_then(|rest| self.text(&rest)).map(Ok));
                }
            }
            if self.lines.waiting() > self.bytes.limit() {
                let error = self.bytes.refuse();
                self.lines.rest();
                return Poll::Ready(Some(Err(StreamError::Transport(error))));
            }
        }
    }

    /// The JSON text of a line, if it has one.
    fn text(&mut self, line: &Bytes) -> Option<Bytes> {
        let mut line = &line[..];
        if std::mem::take(&mut self.is_first) {
            line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        }
        // A text sequence (RFC 7464) has a mark before each text.
        let line = line.trim_ascii_start();
        let line = line.strip_prefix(b"\x1E").unwrap_or(line);
        let line = line.trim_ascii();
        (!line.is_empty()).then(|| Bytes::copy_from_slice(line))
    }
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// The next item; `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, StreamError>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        let line = ready!(self.poll_line(cx));
        Poll::Ready(line.map(|line| {
            let line = line?;
            serde_json::from_slice(&line).map_err(|error| {
                let text = String::from_utf8_lossy(&line).into_owned();
                StreamError::Decode(ItemError::new(text, &error))
            })
        }))
    }
}

impl<T: DeserializeOwned> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(cx)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonLines").field(&self.bytes).finish()
    }
}
