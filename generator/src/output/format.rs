//! Tokens → text, without a syntax tree: the formatter walks along the tokens and knows by the few next ones what stands
//! there.
//!
//! It knows the Rust that `emit` writes and some more. Every token is written in its order, whether it is understood
//! or not; beside spaces and line ends, only commas at the end of lists and braces around an expression that gets lines
//! of its own come and go. The style is prettyplease's, which tests compare it with.

mod attribute;
mod chain;
mod expression;
mod head;
mod item;
mod macros;
mod path;
mod pattern;
mod primary;
mod statement;

use super::page::{Break, Page, When};
use super::spread::Spread;
use crate::tokens::{Kind, Row, Token, Tokens, mark};

/// Items as text, and which blank lines belong around them.
pub(super) fn items(tokens: Tokens) -> (String, Spread) {
    let tokens = Row::from(tokens);
    let mut formatter = Formatter::new(&tokens);
    formatter.items(true);
    formatter.remaining();
    (formatter.page.finish(), formatter.spread)
}

/// Statements as they would stand in a function: line by line, without its indentation.
pub(crate) fn statements(tokens: Tokens) -> Vec<String> {
    let tokens = Row::from(tokens);
    let mut formatter = Formatter::new(&tokens);
    formatter.page.indent();
    formatter.statements();
    formatter.remaining();
    let text = formatter.page.finish();
    let lines = text.lines();
    let outdented = lines.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned());
    outdented.collect()
}

struct Formatter<'t> {
    tokens: &'t Row,
    /// The next token.
    at: usize,
    page: Page,
    spread: Spread,
    /// Whether a brace after a path begins a block and no fields: in the head of `match`, `if` and loops.
    is_head: bool,
}

impl<'t> Formatter<'t> {
    fn new(tokens: &'t Row) -> Self {
        Self {
            tokens,
            at: 0,
            page: Page::with_room(tokens.length() * 3 / 2),
            spread: Spread::default(),
            is_head: false,
        }
    }

    fn next(&self) -> Token {
        self.tokens.get(self.at)
    }

    fn peek(&self, ahead: usize) -> Token {
        self.tokens.get(self.at + ahead)
    }

    fn is(&self, text: &str) -> bool {
        self.next().mark == mark(text)
    }

    fn peeks(&self, ahead: usize, text: &str) -> bool {
        self.peek(ahead).mark == mark(text)
    }

    /// Whether the group or the stream ends here.
    fn is_done(&self) -> bool {
        self.next().kind == Kind::Close
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.tokens.last()
    }

    /// Writes the next token.
    fn token(&mut self) {
        let token = self.next();
        if !self.is_at_end() {
            let is_name = matches!(token.kind, Kind::Word | Kind::Lifetime | Kind::Literal);
            if is_name && self.page.ends_with_name() {
                self.page.word(" ");
            }
            self.page.word(self.tokens.text(token));
            self.at += 1;
        }
    }

    /// Writes what stands behind a bracket that was taken for something else.
    fn remaining(&mut self) {
        while !self.is_at_end() {
            self.token();
        }
    }

    /// Writes the next token where it is a name.
    fn name(&mut self) {
        if matches!(
            self.next().kind,
            Kind::Word | Kind::Lifetime | Kind::Literal
        ) {
            self.token();
        }
    }

    /// Writes the next token where it is this one.
    fn takes(&mut self, text: &str) -> bool {
        let is_there = self.is(text);
        if is_there {
            self.token();
        }
        is_there
    }

    /// Writes the next token and a space where it is this one.
    fn takes_word(&mut self, text: &str) -> bool {
        let is_there = self.takes(text);
        if is_there {
            self.page.word(" ");
        }
        is_there
    }

    /// Writes a token that is not understood, and all of a group.
    fn unknown(&mut self) {
        let previous = self.at.checked_sub(1).map(|at| self.tokens.get(at));
        let is_glued = previous.is_none_or(|token| token.joint || token.kind == Kind::Open)
            || matches!(self.next().kind, Kind::Close);
        if !is_glued && !self.page.is_fresh() && !self.page.ends_with(' ') {
            self.page.word(" ");
        }
        let is_group = self.next().kind == Kind::Open;
        self.token();
        if is_group {
            while !self.is_done() {
                self.unknown();
            }
            self.token();
        }
    }

    /// Writes what is left of an element that was understood in part.
    fn rest(&mut self, ends: &[&str]) {
        while !self.is_done() && !ends.iter().any(|end| self.is(end)) {
            self.unknown();
        }
    }

    fn zero_break(&mut self) {
        self.page.push_break(Break::default());
    }

    fn space_break(&mut self) {
        self.page.push_break(Break {
            space: true,
            ..Break::default()
        });
    }

    /// Ends what the blocks before are measured by, and breaks nothing.
    fn never_break(&mut self) {
        self.page.push_break(Break {
            when: When::Never,
            ..Break::default()
        });
    }

    /// The comma that stands behind the last element where each has its own line.
    fn last_comma(&mut self, space: bool) {
        self.page.push_break(Break {
            space,
            before: Some(','),
            ..Break::default()
        });
    }

    /// Elements between commas up to the end of the group, each on its own line where they do not fit on one. `space`
    /// says whether there is a space before the end.
    fn elements(&mut self, space: bool, element: fn(&mut Self)) {
        while !self.is_done() {
            element(self);
            self.rest(&[","]);
            self.comma(space);
        }
    }

    /// The comma after an element.
    fn comma(&mut self, space: bool) {
        let is_there = self.is(",");
        if is_there && self.peek(1).kind != Kind::Close {
            self.token();
            self.space_break();
        } else {
            self.at += usize::from(is_there);
            self.last_comma(space);
        }
    }

    /// A list of elements in brackets, which are the tokens around it; one step further in where it is broken.
    fn list(&mut self, element: fn(&mut Self)) {
        self.token();
        if !self.is_done() {
            self.page.begin(1, true);
            self.zero_break();
            self.elements(false, element);
            self.page.step_back();
            self.page.end();
        }
        self.token();
    }

    /// Lines of their own from here on, one step further in. Says whether a block was open before.
    fn begin_lines(&mut self) -> bool {
        let is_inside = self.page.is_inside();
        if is_inside {
            self.never_break();
            self.page.begin(1, true);
            self.page.newline();
        } else {
            self.page.newline();
            self.page.indent();
        }
        is_inside
    }

    /// The brace after such lines. `is_inside` says whether a block was open before them.
    fn close_lines(&mut self, is_inside: bool) {
        if is_inside {
            self.page.step_back();
            self.page.end();
        } else {
            self.page.unindent();
        }
        self.token();
    }

    /// Lines in braces; `{}` where there are none.
    fn lines(&mut self, lines: fn(&mut Self)) {
        if self.peek(1).kind == Kind::Close {
            self.token();
            self.token();
            return;
        }
        let is_head = std::mem::take(&mut self.is_head);
        self.token();
        let is_inside = self.begin_lines();
        lines(self);
        self.is_head = is_head;
        self.close_lines(is_inside);
    }
}
