//! Patterns.

use super::Formatter;
use crate::tokens::{Kind, mark};

impl Formatter<'_> {
    /// A pattern, or several between bars.
    pub(super) fn pattern(&mut self) {
        if self.is("|") {
            self.token();
            self.page.word(" ");
        }
        if !self.has_bar() {
            self.single_pattern();
            return;
        }
        self.page.begin(0, self.has_names());
        self.single_pattern();
        while self.is("|") {
            self.space_break();
            self.takes_word("|");
            self.single_pattern();
        }
        self.page.end();
    }

    /// Whether a bar stands between this pattern and another.
    fn has_bar(&self) -> bool {
        self.tokens.get(self.pattern_end(self.at)).mark == const { mark("|") }
    }

    /// Whether any of the patterns is more than a literal.
    fn has_names(&self) -> bool {
        let mut at = self.at;
        loop {
            let first = self.tokens.get(at);
            let end = self.pattern_end(at);
            let is_literal = first.kind == Kind::Literal || first.mark == const { mark("_") };
            if !is_literal || end != at + 1 {
                return true;
            }
            if self.tokens.get(end).mark != const { mark("|") } {
                return false;
            }
            at = end + 1;
        }
    }

    /// Behind a pattern that has no bars of its own.
    fn pattern_end(&self, start: usize) -> usize {
        const ENDS: [u64; 7] = [
            mark("|"),
            mark(","),
            mark("=>"),
            mark("="),
            mark(":"),
            mark("if"),
            mark("in"),
        ];
        let mut at = start;
        loop {
            let token = self.tokens.get(at);
            if ENDS.contains(&token.mark) {
                return at;
            }
            at = match token.kind {
                Kind::Open => self.tokens.close(at) + 1,
                Kind::Close => return at,
                _ => at + 1,
            };
        }
    }

    pub(super) fn single_pattern(&mut self) {
        if self.is_attribute() {
            self.attributes();
        }
        if self.is("&") || self.is("&&") {
            self.token();
            if self.next().kind == Kind::Lifetime {
                self.token();
                self.page.word(" ");
            }
            self.takes_word("mut");
            return self.single_pattern();
        }
        self.takes_word("ref");
        self.takes_word("mut");
        if self.is("(") {
            self.tuple(Self::pattern);
        } else if self.is("[") {
            self.token();
            self.elements(false, Self::pattern);
            self.token();
        } else if self.is("-") || self.next().kind == Kind::Literal {
            self.takes("-");
            self.token();
        } else if self.is("const") && self.peeks(1, "{") {
            self.takes_word("const");
            self.block();
        } else if self.next().kind == Kind::Word || self.is("::") || self.is("<") {
            self.named_pattern();
        }
        if self.is("..") || self.is("..=") || self.is("...") {
            self.token();
            self.range_end();
        }
        if self.is("@") {
            self.page.word(" ");
            self.takes_word("@");
            self.single_pattern();
        }
    }

    fn range_end(&mut self) {
        self.takes("-");
        if self.next().kind == Kind::Literal {
            self.token();
        } else if self.next().kind == Kind::Word && !self.is("if") && !self.is("in") {
            self.path(false);
        }
    }

    /// A path, with what it holds.
    fn named_pattern(&mut self) {
        let end = self.skip_segments(self.at);
        if self.tokens.get(end).mark == const { mark("{") } {
            self.page.begin(1, true);
            self.path(false);
            self.page.word(" ");
            self.field_patterns();
            return;
        }
        self.path(false);
        if self.is("(") {
            self.list(Self::pattern);
        } else if self.is("!") && self.peek(1).kind == Kind::Open {
            self.macro_call();
        }
    }

    fn field_patterns(&mut self) {
        self.token();
        if !self.is_done() {
            self.space_break();
            while !self.is_done() {
                let is_rest = self.takes("..");
                if !is_rest {
                    self.field_pattern();
                }
                self.rest(&[","]);
                if is_rest && self.is_done() {
                    self.space_break();
                } else {
                    self.comma(true);
                }
            }
            self.page.step_back();
        }
        self.page.end();
        self.token();
    }

    fn field_pattern(&mut self) {
        let is_named = self.peeks(1, ":");
        if is_named {
            self.token();
            self.takes_word(":");
        }
        self.pattern();
    }
}
