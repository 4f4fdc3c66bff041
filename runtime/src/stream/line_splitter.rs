//! Cutting bytes into lines, wherever the pieces they come in were cut.

use bytes::{Buf, Bytes, BytesMut};

/// Collects pieces and gives out whole lines.
#[derive(Debug, Default)]
pub(super) struct LineSplitter {
    buffer: BytesMut,
    /// The length of the buffer's beginning that is known to hold no line end.
    searched: usize,
    /// `\r` alone ends a line too, as in event streams.
    bare_cr: bool,
    /// The last line ended in `\r`, so that a `\n` first in what follows belongs to it.
    after_cr: bool,
}

impl LineSplitter {
    /// Lines that end in LF or CRLF.
    pub(super) fn new() -> Self {
        Self::default()
    }

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

    /// Returns the number of bytes that wait for the end of their line.
    pub(super) fn waiting(&self) -> u64 {
        self.buffer.len() as u64
    }

    /// The next whole line, without its end.
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
