//! Bytes that come in pieces, looked at as they lie.

use bytes::{Buf, Bytes};

/// The fewest bytes of a new piece that are put behind the rest of the old one.
const STEP: usize = 1024;

/// The bytes that are there and not yet taken: those of a piece, where they lie, or, where a value goes on from one
/// piece into the next, so much of both as it takes.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// The rest of pieces before, and behind it the copied part of this one.
    joined: Vec<u8>,
    /// The number of those bytes that were taken.
    taken: usize,
    /// The number of bytes that were copied of the piece.
    copied: usize,
    piece: Bytes,
}

impl Window {
    /// Returns the visible bytes. Empty where nothing is there at all.
    pub(super) fn bytes(&self) -> &[u8] {
        match self.joined.get(self.taken..) {
            None | Some([]) => &self.piece,
            Some(joined) => joined,
        }
    }

    /// Takes so many of them.
    pub(super) fn take(&mut self, count: usize) {
        if self.joined.is_empty() {
            self.piece.advance(count);
            return;
        }
        self.taken += count;
        let left = self.joined.len().saturating_sub(self.taken);
        // What is left is of the piece, and lies there too.
        if left <= self.copied {
            self.piece.advance(self.copied - left);
            self.joined.clear();
            (self.taken, self.copied) = (0, 0);
        }
    }

    /// Lets more be looked at of what is there; false where that is all.
    pub(super) fn widen(&mut self) -> bool {
        let left = self.joined.len().saturating_sub(self.taken);
        let more = self.piece.get(self.copied..).unwrap_or_default();
        if left == 0 || more.is_empty() {
            return false;
        }
        // By as much as there is, so that a large value is not looked at over and over.
        let count = left.max(STEP).min(more.len());
        self.joined.extend_from_slice(&more[..count]);
        self.copied += count;
        if self.copied == self.piece.len() {
            self.piece = Bytes::new();
            self.copied = 0;
        }
        true
    }

    /// Puts the next piece behind, when all before can be looked at.
    pub(super) fn push(&mut self, piece: Bytes) {
        if self.joined.is_empty() {
            self.joined.extend_from_slice(&self.piece);
        } else {
            self.joined.drain(..self.taken);
        }
        self.taken = 0;
        self.copied = 0;
        self.piece = piece;
        self.widen();
    }
}

#[cfg(test)]
mod tests {
    use super::Window;
    use bytes::Bytes;

    #[test]
    fn nothing_is_lost_however_it_is_taken() {
        let text: Vec<u8> = (0..=255).cycle().take(20_000).collect();
        for (piece, step) in [
            (1, 1),
            (7, 3),
            (100, 99),
            (3000, 1500),
            (5000, 64),
            (9000, 8000),
        ] {
            let mut window = Window::default();
            let mut pieces = text.chunks(piece);
            let mut seen = Vec::new();
            while seen.len() < text.len() {
                if window.bytes().len() >= step || (pieces.len() == 0 && !window.widen()) {
                    let count = window.bytes().len().min(step);
                    seen.extend_from_slice(&window.bytes()[..count]);
                    window.take(count);
                } else if !window.widen() {
                    window.push(Bytes::copy_from_slice(pieces.next().unwrap()));
                }
            }
            assert_eq!(seen, text, "pieces of {piece}, taken by {step}");
            assert_eq!(window.bytes(), b"");
        }
    }
}
