//! Statements.

use super::Formatter;
use crate::tokens::{Kind, mark};

/// Words that an item begins with where it is a statement.
const ITEMS: [u64; 9] = [
    mark("use"),
    mark("fn"),
    mark("struct"),
    mark("enum"),
    mark("impl"),
    mark("trait"),
    mark("mod"),
    mark("type"),
    mark("static"),
];

impl Formatter<'_> {
    /// Statements to the end of the group, each on its own lines.
    pub(super) fn statements(&mut self) {
        while !self.is_done() {
            self.statement();
            self.page.newline();
        }
    }

    fn statement(&mut self) {
        while self.is_attribute() {
            self.attribute();
            self.page.newline();
        }
        if self.is("let") {
            self.binding();
        } else if self.is_item() {
            self.item();
        } else if self.has_block(self.at) && self.is_whole_statement() {
            self.block_expression();
            self.takes(";");
        } else {
            let is_inside = self.page.is_inside();
            if is_inside {
                self.page.begin(0, false);
            }
            self.expression(true);
            self.rest(&[";"]);
            self.takes(";");
            if is_inside {
                self.page.end();
            }
        }
    }

    fn is_item(&self) -> bool {
        let is_constant = self.is("const") && self.peek(1).kind == Kind::Word;
        let is_unsafe = self.is("unsafe") && (self.peeks(1, "fn") || self.peeks(1, "impl"));
        ITEMS.contains(&self.next().mark) || self.is("pub") || is_constant || is_unsafe
    }

    /// Whether an expression with a block is a statement by itself: nothing is called on it.
    pub(super) fn is_whole_statement(&self) -> bool {
        let next = self.tokens.get(self.skip_first(self.at)).mark;
        next != const { mark(".") } && next != const { mark("?") }
    }

    /// `let pattern: T = value else { … };`
    fn binding(&mut self) {
        let is_inside = self.page.is_inside();
        if is_inside {
            self.page.begin(0, false);
        }
        self.takes_word("let");
        self.pattern();
        if self.takes_word(":") {
            self.ty();
        }
        if self.is("=") {
            self.page.word(" ");
            self.takes_word("=");
            self.never_break();
            self.expression(false);
        }
        let has_else = self.is("else");
        if has_else {
            self.space_break();
            self.takes_word("else");
        }
        if is_inside {
            self.page.end();
        }
        if has_else {
            self.never_break();
            self.block();
        }
        self.rest(&[";"]);
        self.takes(";");
    }

    /// A block that stands on one line where it is one expression and fits.
    pub(super) fn block(&mut self) {
        self.page.begin(1, true);
        self.small_block();
        self.page.end();
    }

    /// The same in a block that has begun before.
    pub(super) fn small_block(&mut self) {
        if !self.is("{") {
            return;
        }
        let is_head = std::mem::take(&mut self.is_head);
        self.token();
        if !self.is_done() {
            self.space_break();
            if self.is_one_expression() {
                self.page.begin(0, false);
                self.expression(true);
                self.rest(&[]);
                self.page.end();
                self.space_break();
            } else {
                self.statements();
            }
            self.page.step_back();
        }
        self.token();
        self.is_head = is_head;
    }

    /// Whether nothing but an expression stands to the end of the group.
    fn is_one_expression(&self) -> bool {
        if self.is("let") || self.is("#") || self.is_item() {
            return false;
        }
        if self.has_block(self.at) && self.is_whole_statement() {
            return self.tokens.get(self.skip_first(self.at)).kind == Kind::Close;
        }
        let mut at = self.at;
        loop {
            let token = self.tokens.get(at);
            if token.mark == const { mark(";") } {
                return false;
            }
            at = match token.kind {
                Kind::Open => self.tokens.close(at) + 1,
                Kind::Close => return true,
                _ => at + 1,
            };
        }
    }
}
