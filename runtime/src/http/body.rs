//! Request bodies: nothing, bytes, or pieces of which some come from a stream.

mod file;

use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use http_body::{Body as HttpBody, Frame, SizeHint};

pub use file::File;
use file::{BoxError, BytesStream, Once};

use crate::error::RequestError;
use crate::sync::lock;

/// A body before it is sent. Empty where there is none.
#[derive(Clone, Default)]
pub(crate) struct Body {
    pieces: Vec<Piece>,
}

#[derive(Clone)]
enum Piece {
    Bytes(Bytes),
    Stream(Once),
}

impl Body {
    pub(crate) fn push(&mut self, bytes: impl Into<Bytes>) {
        self.pieces.push(Piece::Bytes(bytes.into()));
    }

    pub(crate) fn push_file(&mut self, file: &File) {
        self.pieces.push(file.content.clone());
    }

    /// Returns the known bytes, without those of streams.
    pub(crate) fn known(&self) -> Bytes {
        if let [Piece::Bytes(bytes)] = &self.pieces[..] {
            return bytes.clone();
        }
        let mut all = BytesMut::new();
        for piece in &self.pieces {
            if let Piece::Bytes(bytes) = piece {
                all.extend_from_slice(bytes);
            }
        }
        all.freeze()
    }

    /// Returns the body piece by piece; `None` where all of it is known bytes.
    ///
    /// # Errors
    ///
    /// A stream of it was already sent.
    pub(crate) fn streamed(&self) -> Result<Option<Pieces>, RequestError> {
        let mut pieces = self.pieces.iter();
        if !pieces.any(|piece| matches!(piece, Piece::Stream(_))) {
            return Ok(None);
        }
        let (mut streams, mut left) = (Vec::new(), Some(0));
        for piece in &self.pieces {
            let (stream, length) = match piece {
                Piece::Bytes(bytes) => {
                    let piece = Ok(bytes.clone());
                    let stream = stream::once(async { piece }).boxed();
                    (stream, Some(bytes.len() as u64))
                }
                Piece::Stream(once) => (once.take()?, once.length),
            };
            left = left.zip(length).map(|(left, length)| left + length);
            streams.push(stream);
        }
        let stream = Mutex::new(stream::iter(streams).flatten().boxed());
        Ok(Some(Pieces { stream, left }))
    }
}

/// A body on its way out. The HTTP client wants one that can be shared between threads, which callers' streams need not
/// be; the lock is never waited for.
pub(crate) struct Pieces {
    stream: Mutex<BytesStream>,
    /// The number of bytes that are still to come.
    left: Option<u64>,
}

#[cfg(target_arch = "wasm32")]
impl Pieces {
    /// Returns the pieces, for browsers, which take none one by one.
    pub(crate) fn into_stream(self) -> BytesStream {
        self.stream
            .into_inner()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let piece = ready!(lock(&self.stream).as_mut().poll_next(cx));
        if let (Some(Ok(bytes)), Some(left)) = (&piece, &mut self.left) {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map(SizeHint::with_exact).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
