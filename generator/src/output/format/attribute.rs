//! Attributes, and documentation as comments.

use std::borrow::Cow;

use super::Formatter;
use crate::tokens::Kind;

impl Formatter<'_> {
    /// Attributes of the item that follows, or with `!` of the file around, each on its own line.
    pub(super) fn attributes(&mut self) {
        while self.is_attribute() {
            self.attribute();
            self.page.newline();
        }
    }

    pub(super) fn is_attribute(&self) -> bool {
        self.is("#") && (self.peeks(1, "[") || self.peeks(1, "!") && self.peeks(2, "["))
    }

    /// One attribute.
    pub(super) fn attribute(&mut self) {
        let is_inner = self.peeks(1, "!");
        let open = self.at + 1 + usize::from(is_inner);
        if self.comment(open, is_inner) {
            self.at = self.tokens.close(open) + 1;
            return;
        }
        self.token();
        if is_inner {
            self.token();
        }
        self.token();
        self.simple_path();
        if self.is("=") {
            self.page.word(" ");
            self.token();
            self.page.word(" ");
            self.expression(false);
        }
        let mut before = Before::Bracket;
        while !self.is_done() {
            self.argument(&mut before, false);
        }
        self.token();
    }

    /// Documentation, where it can be comments, one for each of its lines.
    fn comment(&mut self, open: usize, is_inner: bool) -> bool {
        let is_doc = self.tokens.get(open + 1).mark == const { super::mark("doc") }
            && self.tokens.get(open + 2).mark == const { super::mark("=") }
            && self.tokens.close(open) == open + 4;
        let literal = self.tokens.get(open + 3);
        if !is_doc || literal.kind != Kind::Literal {
            return false;
        }
        let Some(text) = content(self.tokens.text(literal)) else {
            return false;
        };
        // Four slashes begin a comment that documents nothing.
        let is_other = !is_inner && text.split('\n').any(|line| line.starts_with('/'));
        if is_other || text.contains('\r') {
            return false;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.page.newline();
            }
            self.page.word(if is_inner { "//!" } else { "///" });
            self.page.word(line);
        }
        true
    }

    /// A token of the arguments of an attribute, or a group of them.
    fn argument(&mut self, before: &mut Before, is_inside: bool) {
        match self.next().kind {
            Kind::Word | Kind::Literal | Kind::Lifetime => {
                if *before == Before::Word {
                    self.argument_space(is_inside);
                }
                self.token();
                *before = Before::Word;
            }
            Kind::Sign if is_inside && self.is(",") && self.peek(1).kind == Kind::Close => {
                self.at += 1;
                self.last_comma(false);
                *before = Before::Comma;
            }
            Kind::Sign => {
                let (is_equal, is_comma) = (self.is("="), self.is(","));
                if is_equal && *before == Before::Word {
                    self.page.word(" ");
                }
                self.token();
                if is_equal {
                    self.page.word(" ");
                } else if is_comma {
                    self.argument_space(is_inside);
                }
                *before = Before::Bracket;
            }
            Kind::Open => {
                self.argument_group();
                *before = Before::Bracket;
            }
            Kind::Close => {}
        }
    }

    fn argument_group(&mut self) {
        let is_list = self.is("(") && self.peek(1).kind != Kind::Close;
        self.token();
        if is_list {
            self.page.begin(1, true);
            self.zero_break();
        }
        let mut before = Before::Bracket;
        while !self.is_done() {
            self.argument(&mut before, true);
        }
        if is_list {
            if before != Before::Comma {
                self.zero_break();
            }
            self.page.step_back();
            self.page.end();
        }
        self.token();
    }

    fn argument_space(&mut self, is_inside: bool) {
        if is_inside {
            self.space_break();
        } else {
            self.page.word(" ");
        }
    }
}

/// What stands before an argument of an attribute.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// A bracket or a sign.
    Bracket,
    /// A word, from which another is kept apart.
    Word,
    /// The comma behind all arguments.
    Comma,
}

/// What a string literal stands for; none where it is another literal, or has escapes that documentation has no
/// need of.
fn content(literal: &str) -> Option<Cow<'_, str>> {
    if let Some(raw) = literal.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let end = raw.len().checked_sub(hashes + 1)?;
        return raw.get(hashes + 1..end).map(Cow::Borrowed);
    }
    let escaped = literal.strip_prefix('"')?.strip_suffix('"')?;
    let Some(first) = escaped.find('\\') else {
        return Some(Cow::Borrowed(escaped));
    };
    let (plain, escaped) = escaped.split_at(first);
    let mut text = plain.to_owned();
    let mut rest = escaped.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        text.push(match rest.next()? {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '0' => '\0',
            same @ ('"' | '\\' | '\'') => same,
            'u' => {
                let (digits, after) = rest.as_str().strip_prefix('{')?.split_once('}')?;
                rest = after.chars();
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            _ => return None,
        });
    }
    Some(Cow::Owned(text))
}
