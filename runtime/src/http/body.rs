//! Request bodies: nothing, bytes, or pieces of which some come from a stream.

mod file;

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Body as HttpBody, Frame, SizeHint};

pub use file::File;
use file::{BoxError, Once, Running};

use crate::error::RequestError;

/// A body before it is sent. Empty where there is none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
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
        if !self
            .pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Stream(_)))
        {
            return Ok(None);
        }
        let mut left = Vec::new();
        for piece in &self.pieces {
            left.push(match piece {
                Piece::Bytes(bytes) => Left::Bytes(bytes.clone()),
                Piece::Stream(once) => Left::Stream(once.take()?, once.length),
            });
        }
        left.reverse();
        Ok(Some(Pieces { left }))
    }
}

/// A body on its way out, the next piece last.
#[derive(Debug)]
pub(crate) struct Pieces {
    left: Vec<Left>,
}

#[derive(Debug)]
enum Left {
    Bytes(Bytes),
    Stream(Running, Option<u64>),
}

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            match self.left.last_mut() {
                None => return Poll::Ready(None),
                Some(Left::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.left.pop();
                    if !bytes.is_empty() {
                        return Poll::Ready(Some(Ok(Frame::data(bytes))));
                    }
                }
                Some(Left::Stream(running, _)) => match running.poll_next(cx) {
                    Poll::Pending => return Poll::Pending,
                    Poll::Ready(Some(piece)) => return Poll::Ready(Some(piece.map(Frame::data))),
                    Poll::Ready(None) => {
                        self.left.pop();
                    }
                },
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        let sizes = self.left.iter().map(|left| match left {
            Left::Bytes(bytes) => Some(bytes.len() as u64),
            Left::Stream(_, length) => *length,
        });
        sizes
            .sum::<Option<u64>>()
            .map(SizeHint::with_exact)
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
