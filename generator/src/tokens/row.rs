//! Tokens with their places, so that a formatter can look ahead and skip groups.

use super::{Kind, Token, Tokens, short};

/// All tokens of a piece, and the text of each.
#[derive(Debug)]
pub(crate) struct Row {
    list: Vec<Token>,
    text: String,
}

impl From<Tokens> for Row {
    fn from(tokens: Tokens) -> Self {
        let Tokens { mut list, text } = tokens;
        let mut start = 0;
        for (at, token) in list.iter_mut().enumerate() {
            token.start = start;
            start += token.length;
            token.pair = match token.kind {
                Kind::Open => short(at) + token.pair,
                Kind::Close => short(at) - token.pair,
                Kind::Word | Kind::Lifetime | Kind::Literal | Kind::Sign => 0,
            };
        }
        list.push(Token {
            start,
            ..Token::new(Kind::Close, "", false)
        });
        Self { list, text }
    }
}

impl Row {
    /// The token at a place; behind the last one stands an end.
    pub(crate) fn get(&self, at: usize) -> Token {
        self.list[at.min(self.last())]
    }

    /// The place behind the last token.
    pub(crate) fn last(&self) -> usize {
        self.list.len() - 1
    }

    /// How much text the tokens have.
    pub(crate) fn length(&self) -> usize {
        self.text.len()
    }

    /// Where the group ends that begins at a place.
    pub(crate) fn close(&self, open: usize) -> usize {
        self.get(open).pair as usize
    }

    pub(crate) fn text(&self, token: Token) -> &str {
        let start = token.start as usize;
        &self.text[start..start + token.length as usize]
    }
}
