//! What stands before the braces of an item: parameters, bounds, and what a function takes and gives.

use super::Formatter;
use crate::tokens::Kind;

impl Formatter<'_> {
    /// `pub`, `pub(crate)`
    pub(super) fn visibility(&mut self) {
        if !self.takes("pub") {
            return;
        }
        let is_path = ["crate", "self", "super", "in"]
            .iter()
            .any(|word| self.peeks(1, word));
        if self.is("(") && is_path {
            self.token();
            self.takes_word("in");
            self.simple_path();
            self.rest(&[]);
            self.token();
        }
        self.page.word(" ");
    }

    /// Words that may stand before the one that says what an item is.
    pub(super) fn modifiers(&mut self) {
        loop {
            if self.is("extern") && self.peek(1).kind == Kind::Literal {
                self.token();
                self.page.word(" ");
                self.token();
                self.page.word(" ");
            } else if ![
                "default", "const", "async", "unsafe", "extern", "auto", "safe",
            ]
            .iter()
            .any(|word| self.takes_word(word))
            {
                return;
            }
        }
    }

    /// `<'a, T: Trait>`
    pub(super) fn generics(&mut self) {
        if self.is("<") {
            self.bracketed(0, Self::parameter);
        }
    }

    /// One parameter of an item.
    pub(super) fn parameter(&mut self) {
        while self.is_attribute() {
            self.attribute();
            self.page.word(" ");
        }
        if self.is("const") {
            self.takes_word("const");
            self.name();
            if self.takes_word(":") {
                self.ty();
            }
        } else {
            self.name();
            self.bounds();
        }
        if self.is("=") {
            self.page.word(" ");
            self.takes_word("=");
            self.ty();
        }
    }

    /// `: A + B`
    pub(super) fn bounds(&mut self) {
        if !self.is(":") {
            return;
        }
        self.page.begin(1, false);
        self.takes_word(":");
        self.bound();
        while self.is("+") {
            self.space_break();
            self.takes_word("+");
            self.bound();
        }
        self.page.end();
    }

    /// A trait or a lifetime.
    pub(super) fn bound(&mut self) {
        if self.is("(") {
            self.token();
            self.bound();
            self.rest(&[]);
            self.token();
            return;
        }
        self.for_lifetimes();
        self.takes("?");
        if self.next().kind == Kind::Lifetime {
            self.token();
        } else if self.next().kind == Kind::Word || self.is("::") || self.is("<") {
            self.path(true);
        }
    }

    /// `fn name<T>(argument: T) -> T`
    pub(super) fn signature(&mut self) {
        self.takes_word("fn");
        self.name();
        self.generics();
        if self.is("(") {
            self.token();
            self.never_break();
            if !self.is_done() {
                self.page.begin(0, true);
                self.zero_break();
                self.elements(false, Self::argument_of_function);
                self.page.step_back();
                self.page.end();
            }
            self.token();
        }
        if self.is("->") {
            self.page.begin(-1, true);
            self.output();
            self.page.end();
        }
    }

    fn argument_of_function(&mut self) {
        while self.is_attribute() {
            self.attribute();
            self.space_break();
        }
        self.pattern();
        if self.takes_word(":") {
            self.ty();
        }
    }

    /// The end of a head, which has been begun as a block, and what stands in braces after it.
    pub(super) fn body(&mut self, lines: fn(&mut Self)) {
        if self.is("where") {
            self.end_broken();
            self.conditions();
            if self.is("{") {
                self.lines(lines);
            }
            return;
        }
        self.page.word(" ");
        if !self.is("{") || self.peek(1).kind == Kind::Close {
            self.rest(&["{"]);
            self.token();
            self.token();
            self.page.end();
            return;
        }
        self.token();
        self.end_broken();
        let is_inside = self.begin_lines();
        lines(self);
        self.close_lines(is_inside);
    }

    /// Ends a block that is broken, whatever fits.
    fn end_broken(&mut self) {
        self.never_break();
        self.page.end_endless();
    }

    /// `where`, with each condition on its own line.
    pub(super) fn conditions(&mut self) {
        self.page.newline();
        self.token();
        let is_inside = self.begin_lines();
        while !self.is_done() && !self.is("{") && !self.is(";") {
            self.for_lifetimes();
            self.ty();
            self.bounds();
            self.rest(&[",", "{", ";"]);
            if !self.takes(",") {
                self.page.word(",");
            }
            self.page.newline();
        }
        if is_inside {
            self.page.step_back();
            self.page.end();
        } else {
            self.page.unindent();
        }
    }
}
