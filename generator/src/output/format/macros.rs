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
        if is_braces {
            self.page.word(" ");
        }
        self.token();
        if !self.is_done() {
            self.page.begin(1, true);
            self.macro_break(is_braces);
            self.page.begin(0, false);
            self.macro_tokens();
            self.page.end();
            self.macro_break(is_braces);
            self.page.step_back();
            self.page.end();
        }
        self.token();
    }

    fn macro_break(&mut self, is_line: bool) {
        if is_line {
            self.page.newline();
        } else {
            self.zero_break();
        }
    }

    fn macro_tokens(&mut self) {
        let mut after = After::Start;
        let mut is_joint = true;
        while !self.is_done() {
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
            after = next;
        }
    }

    fn macro_group(&mut self) {
        let is_apart = self.is("{") && self.peek(1).kind != Kind::Close;
        self.token();
        if is_apart {
            self.space_break();
        }
        self.macro_tokens();
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
