//! Tokens of a text.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::{Kind, Tokens, mark, short};

impl Tokens {
    /// The tokens of a text; none where it is no Rust.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let stream: TokenStream = text.parse().ok()?;
        let mut tokens = Self::new();
        tokens.stream(stream);
        Some(tokens)
    }

    fn stream(&mut self, stream: TokenStream) {
        let mut written = String::new();
        for tree in stream {
            written.clear();
            match tree {
                TokenTree::Group(group) => self.group(group.delimiter(), group.stream()),
                TokenTree::Ident(word) => {
                    let _ = write!(written, "{word}");
                    self.word(&written);
                }
                TokenTree::Punct(punct) => {
                    self.sign(punct.as_char(), punct.spacing() == Spacing::Joint);
                }
                TokenTree::Literal(literal) => {
                    let _ = write!(written, "{literal}");
                    self.push(Kind::Literal, &written);
                }
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, inner: TokenStream) {
        let (open, close) = match delimiter {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => return self.stream(inner),
        };
        let opened = self.open(open);
        self.stream(inner);
        self.close(opened, close);
    }

    /// Adds a word, as a part of the token before where both are a lifetime.
    fn word(&mut self, word: &str) {
        match self.list.last_mut() {
            Some(last) if last.mark == const { mark("'") } => {
                last.kind = Kind::Lifetime;
                last.joint = false;
                last.length += short(word.len());
                last.mark = 0;
                self.text.push_str(word);
            }
            _ => self.push(Kind::Word, word),
        }
    }

    /// Adds a sign, as a part of the one before where both are one operator. `<` and `>` stand for
    /// themselves, since they may be brackets.
    fn sign(&mut self, sign: char, joint: bool) {
        if let Some(last) = self.list.last_mut()
            && last.joint
        {
            let start = self.text.len() - last.length as usize;
            self.text.push(sign);
            let both = &self.text[start..];
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
                last.length = short(both.len());
                last.joint = joint;
                return;
            }
            self.text.pop();
        }
        let mut bytes = [0; 4];
        let sign = sign.encode_utf8(&mut bytes);
        if joint {
            self.push_joint(sign);
        } else {
            self.push(Kind::Sign, sign);
        }
    }
}
