//! Calls of macros, whose arguments can be anything.

use super::Formatter;
use crate::tokens::{Kind, Token, mark};

/// What the last token of a macro's arguments was, as far as the space after it depends on that.
#[derive(Clone, Copy, PartialEq)]
enum After {
    /// Nothing, or what an operand follows: an opening bracket, a comma.
    Start,
    Dot,
    Path,
    /// A word or a literal.
    Operand,
    /// The name of a macro.
    Bang,
    Group,
    /// A sign that belongs to the operand after it.
    Prefix,
    Other,
}

impl Formatter<'_> {
    /// `!(arguments)` after the name.
    pub(super) fn macro_call(&mut self) {
        self.token();
        if self.next().kind == Kind::Word {
            self.page.word(" ");
            self.token();
        }
        let is_braces = self.is("{");
        let is_lines = is_braces && self.is_of_runtime();
        if is_braces {
            self.page.word(" ");
        }
        self.token();
        if self.next().kind == Kind::Word && (self.peeks(1, "{") || self.peeks(1, "by")) {
            self.macro_table();
        } else if !self.is_done() {
            self.page.begin(1, true);
            self.macro_break(is_braces);
            self.page.begin(0, false);
            self.macro_tokens(is_lines);
            self.page.end();
            self.macro_break(is_braces);
            self.page.step_back();
            self.page.end();
        }
        self.token();
    }

    /// Returns `true` if the macro whose name and `!` were written is one of the runtime's (`v1::name!`).
    fn is_of_runtime(&self) -> bool {
        let door = self.at.checked_sub(4).map(|at| self.tokens.get(at).mark);
        door == Some(const { mark("v1") })
    }

    /// `Name { one line, each other line }`, which says something of each field or variant of a type.
    fn macro_table(&mut self) {
        while !self.is("{") {
            self.token();
            self.page.word(" ");
        }
        self.token();
        if !self.is_done() {
            self.page.begin(1, true);
            self.space_break();
            self.elements(true, Self::macro_line);
            self.page.step_back();
            self.page.end();
        }
        self.token();
    }

    /// `required name(String) as Codec = "wire" default(value)`
    fn macro_line(&mut self) {
        self.page.begin(1, false);
        self.page.keep_line(true);
        while !self.is_done() && !self.is(",") {
            if self.is("#") {
                if self.page.ends_with_name() {
                    self.page.word(" ");
                }
                self.attribute();
                self.page.word(" ");
            } else if self.takes(":") {
                self.page.word(" ");
                self.ty();
            } else if self.is("as") {
                self.page.word(" ");
                self.takes_word("as");
                self.ty();
            } else if self.is("=") {
                self.page.word(" ");
                self.takes_word("=");
            } else if self.is("default") && self.peeks(1, "(") {
                self.page.word(" ");
                self.token();
                self.token();
                self.expression(false);
                self.token();
            } else if self.is("|") || self.is("&") {
                self.page.word(" ");
                self.token();
                self.page.word(" ");
            } else if self.is("[") && self.peek(1).kind == Kind::Literal {
                self.page.word(" ");
                self.expression(false);
            } else if self.next().kind == Kind::Open {
                self.token();
                if !self.is_done() {
                    self.ty();
                }
                self.token();
            } else {
                self.token();
            }
        }
        self.page.keep_line(false);
        self.page.end();
    }

    fn macro_break(&mut self, is_line: bool) {
        if is_line {
            self.page.newline();
        } else {
            self.zero_break();
        }
    }

    /// The arguments of a macro; with braces each on lines of its own, below its attributes.
    fn macro_tokens(&mut self, is_lines: bool) {
        let mut after = After::Start;
        let mut is_joint = true;
        while !self.is_done() {
            if is_lines && after == After::Start {
                self.attributes();
            }
            let token = self.next();
            let (is_apart, next) = spacing(after, token, self.tokens.text(token));
            if !is_joint && is_apart {
                self.space_break();
            } else if !is_joint && token.mark == const { mark(".") } {
                self.zero_break();
            }
            is_joint = token.joint || next == After::Start && token.kind == Kind::Open;
            if token.kind == Kind::Open {
                self.macro_group();
                is_joint = false;
            } else {
                self.token();
            }
            if is_lines && next == After::Start && token.kind == Kind::Sign && !self.is_done() {
                self.page.newline();
                is_joint = true;
            }
            after = next;
        }
    }

    fn macro_group(&mut self) {
        let is_apart = self.is("{") && self.peek(1).kind != Kind::Close;
        self.token();
        if is_apart {
            self.space_break();
        }
        self.macro_tokens(false);
        if is_apart {
            self.space_break();
        }
        self.token();
    }
}

/// Whether a token is kept apart from the one before, and what it is to the next one.
fn spacing(after: After, token: Token, text: &str) -> (bool, After) {
    match token.kind {
        Kind::Open if text == "{" => (true, After::Other),
        Kind::Open => {
            let is_apart = !matches!(after, After::Operand | After::Bang | After::Prefix);
            (is_apart, After::Group)
        }
        Kind::Word | Kind::Literal | Kind::Lifetime => {
            let is_apart = !matches!(after, After::Dot | After::Path | After::Prefix);
            let is_open = text.ends_with('.');
            (
                is_apart,
                if is_open {
                    After::Other
                } else {
                    After::Operand
                },
            )
        }
        Kind::Sign | Kind::Close => match text {
            "," | ";" => (false, After::Start),
            "." => (!matches!(after, After::Operand | After::Group), After::Dot),
            "::" => (after != After::Operand, After::Path),
            "!" if after == After::Operand => (false, After::Bang),
            "?" => (false, After::Group),
            "&" | "*" | "-" | "!" if matches!(after, After::Start | After::Prefix) => {
                (after != After::Prefix, After::Prefix)
            }
            _ => (true, After::Other),
        },
    }
}
