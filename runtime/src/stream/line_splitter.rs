//! Lines of bytes that come in pieces, wherever these were cut.

use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};

use crate::error::StreamError;
use crate::http::byte_stream::ByteStream;

/// The most lines without an item that are passed over before others have their turn: a body may hold no end of
/// comments.
pub(super) const MAX_LINES: usize = 1000;

/// Lets other tasks run, then goes on.
pub(super) fn yield_now<T>(cx: &Context<'_>) -> Poll<T> {
    cx.waker().wake_by_ref();
    Poll::Pending
}

/// Collects pieces and gives out whole lines, by default those that end in LF or CRLF.
#[derive(Debug, Default)]
pub(super) struct LineSplitter {
    buffer: BytesMut,
    /// The length of the buffer's beginning that is known to hold no line end.
    searched: usize,
    /// `\r` alone ends a line too, as in event streams.
    bare_cr: bool,
    /// The last line ended in `\r`, so that a `\n` first in what follows belongs to it.
    after_cr: bool,
    /// The first line was given out.
    is_past_first: bool,
}

impl LineSplitter {
    /// Lines that end in LF, CRLF or CR.
    pub(super) fn with_bare_cr() -> Self {
        Self {
            bare_cr: true,
            ..Self::default()
        }
    }

    pub(super) fn push(&mut self, piece: &[u8]) {
        self.buffer.extend_from_slice(piece);
    }

    /// Returns the next line of a body. The rest behind the last line end is one too, but not in an event stream. A
    /// line may hold as much as the body's limit, with the bytes that are `held` already.
    pub(super) fn poll_line(
        &mut self,
        body: &mut ByteStream,
        held: usize,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            if let Some(line) = self.next() {
                return Poll::Ready(Some(Ok(self.without_mark(line))));
            }
            let error = if (self.buffer.len() + held) as u64 > body.limit() {
                body.refuse()
            } else {
                match ready!(body.poll_item(cx)) {
                    Some(Ok(piece)) => {
                        self.push(&piece);
                        continue;
                    }
                    Some(Err(error)) => error,
                    None => {
                        let rest = self.rest().filter(|_| !self.bare_cr);
                        return Poll::Ready(rest.map(|line| Ok(self.without_mark(line))));
                    }
                }
            };
            // The part that came is not the line.
            self.rest();
            return Poll::Ready(Some(Err(StreamError::Transport(error))));
        }
    }

    /// Takes the mark that some editors put before UTF-8 from the first line.
    fn without_mark(&mut self, line: Bytes) -> Bytes {
        let is_first = !std::mem::replace(&mut self.is_past_first, true);
        match line.strip_prefix(b"\xEF\xBB\xBF") {
            Some(_) if is_first => line.slice(3..),
            _ => line,
        }
    }

    /// Returns the next whole line, without its end.
    pub(super) fn next(&mut self) -> Option<Bytes> {
        if self.after_cr && !self.buffer.is_empty() {
            self.after_cr = false;
            if self.buffer[0] == b'\n' {
                self.buffer.advance(1);
                self.searched = self.searched.saturating_sub(1);
            }
        }
        let is_end = |byte: &u8| *byte == b'\n' || (self.bare_cr && *byte == b'\r');
        let Some(found) = self.buffer[self.searched..].iter().position(is_end) else {
            self.searched = self.buffer.len();
            return None;
        };
        let end = self.searched + found;
        self.searched = 0;
        let mut line = self.buffer.split_to(end + 1);
        self.after_cr = line[end] == b'\r';
        line.truncate(end);
        if !self.bare_cr && line.last() == Some(&b'\r') {
            line.truncate(end - 1);
        }
        Some(line.freeze())
    }

    /// Returns the rest behind the last line end.
    pub(super) fn rest(&mut self) -> Option<Bytes> {
        self.searched = 0;
        let rest = self.buffer.split();
        (!rest.is_empty()).then(|| rest.freeze())
    }
}
