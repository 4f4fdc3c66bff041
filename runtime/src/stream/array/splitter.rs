//! Finding the values of a JSON list in bytes that come piece by piece.

use bytes::{Buf, Bytes, BytesMut};

/// The first token among the bytes that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArrayToken {
    /// A value, or its beginning.
    Value,
    /// Not enough to tell.
    More,
    /// The list has ended, and so far nothing follows.
    End,
    /// Something else than a list: `None` where the list itself never began.
    Broken(Option<&'static str>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ArrayPosition {
    Start,
    /// Behind `[`.
    First,
    /// Behind `,`.
    Next,
    /// Behind a value.
    After,
    /// Behind `]`.
    Tail,
}

/// The bytes of a list that are there and not yet taken.
#[derive(Debug)]
pub(super) struct ArraySplitter {
    pub(super) buffer: BytesMut,
    position: ArrayPosition,
    /// `null` is an empty list.
    null_is_empty: bool,
}

impl ArraySplitter {
    pub(super) fn new(null_is_empty: bool) -> Self {
        Self {
            buffer: BytesMut::new(),
            position: ArrayPosition::Start,
            null_is_empty,
        }
    }

    /// Takes the text between values, and returns the token that follows.
    pub(super) fn find(&mut self) -> ArrayToken {
        if self.position == ArrayPosition::Start
            && let Some(found) = self.begin()
        {
            return found;
        }
        let mut passed = 0;
        let found = loop {
            let Some(byte) = self.buffer.get(passed).copied() else {
                break match self.position {
                    ArrayPosition::Tail => ArrayToken::End,
                    _ => ArrayToken::More,
                };
            };
            match (self.position, byte) {
                (_, b' ' | b'\n' | b'\r' | b'\t') => {}
                (ArrayPosition::After, b',') => self.position = ArrayPosition::Next,
                (ArrayPosition::First | ArrayPosition::After, b']') => {
                    self.position = ArrayPosition::Tail;
                }
                (ArrayPosition::First | ArrayPosition::Next, _) => break ArrayToken::Value,
                (ArrayPosition::Start | ArrayPosition::After, _) => {
                    break ArrayToken::Broken(Some("expected `,` or `]`"));
                }
                (ArrayPosition::Tail, _) => break ArrayToken::Broken(Some("trailing characters")),
            }
            passed += 1;
        };
        self.buffer.advance(passed);
        found
    }

    /// Appends the next piece.
    pub(super) fn push(&mut self, piece: Bytes) {
        if self.buffer.is_empty() {
            // A piece that nobody else has stays where it is.
            self.buffer = piece.into();
        } else {
            self.buffer.extend_from_slice(&piece);
        }
    }

    /// Takes the text before the first value. Returns a token where it is broken, or not all there.
    fn begin(&mut self) -> Option<ArrayToken> {
        loop {
            let Some(byte) = self.buffer.first().copied() else {
                return Some(ArrayToken::More);
            };
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => self.buffer.advance(1),
                b'[' => {
                    self.buffer.advance(1);
                    self.position = ArrayPosition::First;
                    return None;
                }
                _ => match self.start() {
                    Ok(ArrayPosition::Start) => {}
                    Ok(position) => {
                        self.position = position;
                        return None;
                    }
                    Err(found) => return Some(found),
                },
            }
        }
    }

    /// Takes the beginning of a body that is not `[`: a mark that some editors write, or `null`.
    fn start(&mut self) -> Result<ArrayPosition, ArrayToken> {
        for (text, position) in [
            (&b"\xEF\xBB\xBF"[..], ArrayPosition::Start),
            (b"null", ArrayPosition::Tail),
        ] {
            if position == ArrayPosition::Tail && !self.null_is_empty {
                continue;
            }
            if self.buffer.starts_with(text) {
                self.buffer.advance(text.len());
                return Ok(position);
            }
            if text.starts_with(&self.buffer) {
                return Err(ArrayToken::More);
            }
        }
        Err(ArrayToken::Broken(None))
    }

    /// Takes a value of so many bytes.
    pub(super) fn take(&mut self, length: usize) {
        self.buffer.advance(length);
        self.position = ArrayPosition::After;
    }

    /// Returns `true` if nothing has come but space.
    pub(super) fn is_empty(&self) -> bool {
        self.position == ArrayPosition::Start && self.buffer.is_empty()
    }
}
