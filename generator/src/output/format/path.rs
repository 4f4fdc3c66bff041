//! Paths and types.

use super::Formatter;
use crate::tokens::Kind;

impl Formatter<'_> {
    /// A path without arguments.
    pub(super) fn simple_path(&mut self) {
        self.takes("::");
        while self.next().kind == Kind::Word {
            self.token();
            if !(self.is("::") && self.peek(1).kind == Kind::Word) {
                break;
            }
            self.token();
        }
    }

    /// A path, with arguments after `::` in an expression, and after any segment of a type.
    pub(super) fn path(&mut self, is_type: bool) {
        if self.is("<") {
            self.token();
            self.ty();
            if self.is("as") {
                self.page.word(" ");
                self.takes_word("as");
                self.path(true);
            }
            self.takes(">");
        }
        loop {
            self.takes("::");
            if self.next().kind == Kind::Word {
                self.token();
            }
            if self.is("<") && is_type || self.is("::") && self.peeks(1, "<") {
                self.takes("::");
                self.arguments();
            } else if self.is("(") && is_type {
                self.parameters();
            }
            if !self.is("::") || self.peek(1).kind != Kind::Word && !self.peeks(1, "<") {
                return;
            }
        }
    }

    /// `<A, B>`
    pub(super) fn arguments(&mut self) {
        self.bracketed(1, Self::argument_of_type);
    }

    /// A list in angle brackets.
    pub(super) fn bracketed(&mut self, steps: i8, element: fn(&mut Self)) {
        self.token();
        if self.takes(">") {
            return;
        }
        self.page.begin(steps, true);
        self.zero_break();
        while !self.is_done() && !self.is(">") {
            element(self);
            self.rest(&[",", ">"]);
            if self.is(",") && !self.peeks(1, ">") {
                self.token();
                self.space_break();
            } else {
                self.at += usize::from(self.is(","));
                self.last_comma(false);
            }
        }
        self.page.step_back();
        self.page.end();
        self.takes(">");
    }

    fn argument_of_type(&mut self) {
        let next = self.next();
        if next.kind == Kind::Literal || self.is("-") || self.is("{") {
            self.expression(false);
        } else if next.kind == Kind::Word && self.peeks(1, "=") {
            self.token();
            self.page.word(" ");
            self.takes_word("=");
            self.argument_of_type();
        } else if next.kind == Kind::Word && self.peeks(1, ":") {
            self.token();
            self.bounds();
        } else {
            self.ty();
        }
    }

    /// `(A, B) -> C`
    fn parameters(&mut self) {
        self.page.begin(1, true);
        self.token();
        if !self.is_done() {
            self.zero_break();
            self.elements(false, Self::ty);
            self.page.step_back();
        }
        self.token();
        self.output();
        self.page.end();
    }

    /// `-> T`, where it stands there.
    pub(super) fn output(&mut self) {
        if self.is("->") {
            self.page.word(" ");
            self.takes_word("->");
            self.ty();
        }
    }

    /// A type.
    pub(super) fn ty(&mut self) {
        if self.is("(") {
            self.tuple(Self::ty);
        } else if self.is("[") {
            self.token();
            self.ty();
            if self.takes_word(";") {
                self.expression(false);
            }
            self.rest(&[]);
            self.token();
        } else if self.is("&") || self.is("&&") {
            self.token();
            if self.next().kind == Kind::Lifetime {
                self.token();
                self.page.word(" ");
            }
            self.takes_word("mut");
            self.ty();
        } else if self.is("*") {
            self.token();
            let _ = self.takes_word("const") || self.takes_word("mut");
            self.ty();
        } else if self.is("impl") || self.is("dyn") {
            self.token();
            self.page.word(" ");
            self.bound();
            while self.is("+") {
                self.page.word(" ");
                self.takes_word("+");
                self.bound();
            }
        } else if self.is("!") || self.is("_") || self.next().kind == Kind::Lifetime {
            self.token();
        } else {
            self.function_type();
        }
    }

    /// `for<'a> unsafe extern "C" fn(A) -> B`, or a path.
    fn function_type(&mut self) {
        self.for_lifetimes();
        self.takes_word("unsafe");
        if self.takes_word("extern") && self.next().kind == Kind::Literal {
            self.token();
            self.page.word(" ");
        }
        if self.is("fn") {
            self.token();
            self.list(Self::ty);
            self.output();
        } else if self.next().kind == Kind::Word || self.is("<") || self.is("::") {
            self.path(true);
            if self.is("!") && self.peek(1).kind == Kind::Open {
                self.macro_call();
            }
        }
    }

    /// `for<'a>`
    pub(super) fn for_lifetimes(&mut self) {
        if self.is("for") && self.peeks(1, "<") {
            self.token();
            self.bracketed(1, Self::parameter);
            self.page.word(" ");
        }
    }

    /// Elements in parentheses: a tuple, or one element without a comma, which is only held together.
    pub(super) fn tuple(&mut self, element: fn(&mut Self)) {
        let (commas, is_last) = self.commas(self.at + 1);
        if commas == 0 {
            self.token();
            if !self.is_done() {
                element(self);
                self.rest(&[]);
            }
            self.token();
        } else if commas == 1 && is_last {
            self.token();
            self.page.begin(1, true);
            self.zero_break();
            element(self);
            self.rest(&[","]);
            self.token();
            self.zero_break();
            self.page.step_back();
            self.page.end();
            self.token();
        } else {
            self.list(element);
        }
    }
}
