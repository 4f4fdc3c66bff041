//! Tokens in one row, so that a formatter can look ahead and skip groups without taking trees apart.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Whether nothing may stand between this sign and the next one.
    pub(super) joint: bool,
    start: u32,
    end: u32,
    /// The other end of a group.
    pair: u32,
    /// The text, where it is short enough for a keyword: what [`mark`] gives.
    pub(super) mark: u64,
}

/// Texts of up to eight bytes as numbers, so that a comparison is one instruction; 0 for longer ones.
pub(super) const fn mark(text: &str) -> u64 {
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

/// All tokens of a stream, and the text of each.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    list: Vec<Token>,
    text: String,
}

impl Tokens {
    pub(super) fn new(stream: TokenStream) -> Self {
        let mut tokens = Self::default();
        tokens.add(stream);
        tokens.push(Kind::Close, tokens.text.len(), false);
        tokens
    }

    /// The token at a place; behind the last one stands an end.
    pub(super) fn get(&self, at: usize) -> Token {
        self.list[at.min(self.last())]
    }

    /// The place behind the last token.
    pub(super) fn last(&self) -> usize {
        self.list.len() - 1
    }

    /// Where the group ends that begins at a place.
    pub(super) fn close(&self, open: usize) -> usize {
        self.get(open).pair as usize
    }

    pub(super) fn text(&self, token: Token) -> &str {
        &self.text[token.start as usize..token.end as usize]
    }

    fn add(&mut self, stream: TokenStream) {
        for tree in stream {
            let start = self.text.len();
            match tree {
                TokenTree::Group(group) => self.group(group.delimiter(), {
                    let inner = group.stream();
                    // Tokens that nobody else holds are taken out, others copied.
                    drop(group);
                    inner
                }),
                TokenTree::Ident(ident) => {
                    let _ = write!(self.text, "{ident}");
                    match self.list.last_mut() {
                        Some(last) if last.mark == const { mark("'") } => {
                            last.kind = Kind::Lifetime;
                            last.joint = false;
                            last.end = short(self.text.len());
                            last.mark = 0;
                        }
                        _ => self.push(Kind::Word, start, false),
                    }
                }
                TokenTree::Punct(punct) => {
                    self.text.push(punct.as_char());
                    self.sign(start, punct.spacing() == Spacing::Joint);
                }
                TokenTree::Literal(literal) => {
                    let _ = write!(self.text, "{literal}");
                    self.push(Kind::Literal, start, false);
                }
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, inner: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ('(', ')'),
            Delimiter::Brace => ('{', '}'),
            Delimiter::Bracket => ('[', ']'),
            Delimiter::None => return self.add(inner),
        };
        let opened = self.list.len();
        self.text.push(open);
        self.push(Kind::Open, self.text.len() - 1, false);
        self.add(inner);
        let closed = self.list.len();
        self.text.push(close);
        self.push(Kind::Close, self.text.len() - 1, false);
        self.list[opened].pair = short(closed);
        self.list[closed].pair = short(opened);
    }

    /// Adds a sign, as a part of the one before where both are one operator. `<` and `>` stand for
    /// themselves, since they may be brackets.
    fn sign(&mut self, start: usize, joint: bool) {
        if let Some(last) = self.list.last_mut()
            && last.joint
        {
            let both = &self.text[last.start as usize..];
            let is_one = matches!(
                both,
                "::" | "->"
                    | "=>"
                    | "=="
                    | "!="
                    | "<="
                    | ">="
                    | "&&"
                    | "||"
                    | ".."
                    | "..="
                    | "..."
                    | "+="
                    | "-="
                    | "*="
                    | "/="
                    | "%="
                    | "^="
                    | "&="
                    | "|="
            );
            if is_one {
                last.mark = mark(both);
                last.end = short(self.text.len());
                last.joint = joint;
                return;
            }
        }
        self.push(Kind::Sign, start, joint);
    }

    fn push(&mut self, kind: Kind, start: usize, joint: bool) {
        let text = &self.text[start..];
        let mark = match kind {
            Kind::Literal | Kind::Lifetime => 0,
            Kind::Word | Kind::Sign | Kind::Open | Kind::Close => mark(text),
        };
        self.list.push(Token {
            kind,
            joint,
            start: short(start),
            end: short(self.text.len()),
            pair: 0,
            mark,
        });
    }
}

/// Positions in a piece of a crate, which is far from the four gigabytes that these can count.
fn short(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
