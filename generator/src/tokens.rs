//! Rust as tokens: what `emit` quotes and `output` formats.
//!
//! All tokens of a piece stand in one row, those of groups too, and their texts in one string, without the places where
//! they begin. So rows are put into others by copying two blocks of memory, and nothing is allocated for a token.
//!
//! `quote!` here takes what that of the crate `quote` takes, and a test compares the two. Streams of `proc-macro2` keep an
//! allocation for each token, and a third of all instructions of a generation went there; it still reads the texts that
//! come from outside, such as paths in the config.

mod parse;
mod quoted;
mod row;

use std::fmt;

pub(crate) use quoted::{Ident, Known, Quote, quote, quote_into};
pub(crate) use row::Row;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A keyword or an identifier.
    Word,
    /// `'de`
    Lifetime,
    /// A string, a number, a character.
    Literal,
    /// An operator or a separator, as a whole: `::`, `..=`.
    Sign,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`, and what stands after the last token.
    Close,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Whether nothing may stand between this sign and the next one.
    pub(crate) joint: bool,
    /// Where the text begins; only a [`Row`] knows.
    start: u32,
    length: u32,
    /// The other end of a group: how far away it is, in a [`Row`] where it is.
    pair: u32,
    /// The text, where it is short enough for a keyword: what [`mark`] gives.
    pub(crate) mark: u64,
}

/// Texts of up to eight bytes as numbers, so that a comparison is one instruction; 0 for longer ones.
pub(crate) const fn mark(text: &str) -> u64 {
    let bytes = text.as_bytes();
    if bytes.len() > 8 {
        return 0;
    }
    let mut mark = 0;
    let mut index = bytes.len();
    while index > 0 {
        index -= 1;
        mark = mark << 8 | bytes[index] as u64;
    }
    mark
}

impl Token {
    const fn new(kind: Kind, text: &str, joint: bool) -> Self {
        let mark = match kind {
            Kind::Literal | Kind::Lifetime => 0,
            Kind::Word | Kind::Sign | Kind::Open | Kind::Close => mark(text),
        };
        Self {
            kind,
            joint,
            start: 0,
            length: short(text.len()),
            pair: 0,
            mark,
        }
    }
}

/// Tokens in a row.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    text: String,
}

impl Tokens {
    /// None.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// None, with room for what a short quote has.
    pub(crate) fn with_room() -> Self {
        Self {
            list: Vec::with_capacity(16),
            text: String::with_capacity(64),
        }
    }

    pub(crate) fn push(&mut self, kind: Kind, text: &str) {
        self.text.push_str(text);
        self.list.push(Token::new(kind, text, false));
    }

    /// Adds a literal that is written into the text.
    pub(crate) fn push_literal(&mut self, write: impl FnOnce(&mut String)) {
        let start = self.text.len();
        write(&mut self.text);
        let text = &self.text[start..];
        self.list.push(Token::new(Kind::Literal, text, false));
    }

    /// Adds a sign that nothing may stand behind but the next one.
    pub(crate) fn push_joint(&mut self, sign: &str) {
        self.text.push_str(sign);
        self.list.push(Token::new(Kind::Sign, sign, true));
    }

    /// Begins a group, and says where.
    pub(crate) fn open(&mut self, bracket: &str) -> usize {
        self.push(Kind::Open, bracket);
        self.list.len() - 1
    }

    /// Ends the group that begins there.
    pub(crate) fn close(&mut self, open: usize, bracket: &str) {
        let pair = short(self.list.len() - open);
        self.push(Kind::Close, bracket);
        self.list[open].pair = pair;
        if let Some(close) = self.list.last_mut() {
            close.pair = pair;
        }
    }

    /// Adds a group in braces.
    pub(crate) fn braces(&mut self, inner: impl FnOnce(&mut Self)) {
        let open = self.open("{");
        inner(self);
        self.close(open, "}");
    }

    /// Adds all tokens of another row.
    pub(crate) fn append(&mut self, other: &Tokens) {
        self.list.extend_from_slice(&other.list);
        self.text.push_str(&other.text);
    }

    /// Each of these.
    pub(crate) fn all(&mut self, parts: impl IntoIterator<Item = impl Quote>) {
        for part in parts {
            part.quote(self);
        }
    }

    /// Each of these with a comma behind it.
    pub(crate) fn each_with_comma(&mut self, parts: impl IntoIterator<Item = impl Quote>) {
        for part in parts {
            part.quote(self);
            self.push(Kind::Sign, ",");
        }
    }

    /// Each of these with a comma before the next.
    pub(crate) fn between_commas(&mut self, parts: impl IntoIterator<Item = impl Quote>) {
        let mut is_first = true;
        for part in parts {
            if !std::mem::take(&mut is_first) {
                self.push(Kind::Sign, ",");
            }
            part.quote(self);
        }
    }
}

impl<T: Quote> Extend<T> for Tokens {
    fn extend<I: IntoIterator<Item = T>>(&mut self, parts: I) {
        self.all(parts);
    }
}

impl<T: Quote> FromIterator<T> for Tokens {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        let mut tokens = Self::new();
        tokens.all(parts);
        tokens
    }
}

/// Text that has these tokens.
impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut start = 0;
        for token in &self.list {
            let end = start + token.length as usize;
            f.write_str(&self.text[start..end])?;
            if !token.joint {
                f.write_str(" ")?;
            }
            start = end;
        }
        Ok(())
    }
}

/// Positions in a piece of a crate, which is far from the four gigabytes that these can count.
#[allow(
    clippy::cast_possible_truncation,
    reason = "constants are made by it, where there are no conversions that can fail"
)]
const fn short(position: usize) -> u32 {
    if position > u32::MAX as usize {
        u32::MAX
    } else {
        position as u32
    }
}

#[cfg(test)]
mod tests;
