//! The first part of an expression: literals, paths, brackets, closures, `match` and its like.

use super::super::page::Break;
use super::Formatter;
use super::expression::Form;
use crate::tokens::{Kind, mark};

/// The widest struct that is written on one line.
const SHORT_STRUCT: i64 = 34;

impl Formatter<'_> {
    /// The first part of an expression, to which calls are added.
    pub(super) fn first(&mut self) {
        let next = self.next();
        match next.kind {
            Kind::Literal => self.token(),
            Kind::Open if self.is("(") => self.in_brackets(|formatter| {
                formatter.tuple(|formatter| formatter.expression(false));
            }),
            Kind::Open if self.is("[") => self.in_brackets(Self::array),
            Kind::Open => self.block(),
            Kind::Lifetime => {
                self.token();
                if self.takes_word(":") {
                    self.first();
                }
            }
            Kind::Word if self.has_block(self.at) => self.block_expression(),
            Kind::Word => self.path_expression(),
            Kind::Sign if self.is("<") || self.is("::") => self.path_expression(),
            Kind::Sign | Kind::Close => {}
        }
    }

    /// Inside brackets, a brace after a path holds fields again.
    fn in_brackets(&mut self, write: fn(&mut Self)) {
        let is_head = std::mem::take(&mut self.is_head);
        write(self);
        self.is_head = is_head;
    }

    fn array(&mut self) {
        if self.is_repeat() {
            self.token();
            self.expression(false);
            if self.takes_word(";") {
                self.expression(false);
            }
            self.rest(&[]);
            self.token();
        } else if self.is_simple_array() {
            self.page.begin(1, true);
            self.token();
            self.zero_break();
            self.page.begin(0, false);
            while !self.is_done() {
                self.token();
                if self.is(",") && self.peek(1).kind != Kind::Close {
                    self.token();
                    self.space_break();
                } else {
                    self.at += usize::from(self.is(","));
                }
            }
            self.page.end();
            self.last_comma(false);
            self.page.step_back();
            self.token();
            self.page.end();
        } else {
            self.list(|formatter| formatter.expression(false));
        }
    }

    fn is_repeat(&self) -> bool {
        let mut at = self.at + 1;
        loop {
            let token = self.tokens.get(at);
            at = match token.kind {
                Kind::Close => return false,
                Kind::Open => self.tokens.close(at) + 1,
                _ if token.mark == const { mark(";") } => return true,
                _ if token.mark == const { mark(",") } => return false,
                _ => at + 1,
            };
        }
    }

    /// Whether all elements are numbers and their like, of which many go on one line.
    fn is_simple_array(&self) -> bool {
        let end = self.tokens.close(self.at);
        let is_simple = |at: usize| {
            let token = self.tokens.get(at);
            let text = self.tokens.text(token);
            match token.kind {
                Kind::Literal => {
                    text.starts_with(['\'']) || text.starts_with("b'") || is_integer(text)
                }
                Kind::Word => text == "true" || text == "false",
                _ => false,
            }
        };
        let is_comma = |at: usize| self.tokens.get(at).mark == const { mark(",") };
        self.at + 1 < end
            && (self.at + 1..end).all(|at| {
                if (at - self.at) % 2 == 1 {
                    is_simple(at)
                } else {
                    is_comma(at)
                }
            })
    }

    /// A path, a macro call or a struct.
    fn path_expression(&mut self) {
        let end = self.skip_first(self.at);
        let is_struct = self.tokens.get(end - 1).mark == const { mark("}") }
            && self.tokens.get(self.tokens.close(end - 1) - 1).mark != const { mark("!") };
        if !is_struct {
            self.path(false);
            if self.is("!") && self.at < end {
                self.macro_call();
            }
            return;
        }
        self.page.begin(1, true);
        self.page.begin(-1, false);
        self.path(false);
        self.page.end();
        self.page.word(" ");
        self.token();
        if !self.is_done() {
            self.space_break();
            while !self.is_done() {
                self.field_value();
            }
            self.page.step_back();
        }
        self.page.end_within(SHORT_STRUCT);
        self.token();
    }

    /// `name: value`, `name`, `..rest`
    fn field_value(&mut self) {
        if self.is("..") {
            self.token();
            if !self.is_done() {
                self.expression(false);
            }
            self.rest(&[]);
            self.space_break();
            return;
        }
        while self.is_attribute() {
            self.attribute();
            self.space_break();
        }
        self.name();
        if self.takes_word(":") {
            self.page.begin(0, false);
            self.expression(false);
            self.page.end();
        }
        self.rest(&[","]);
        self.comma(true);
    }

    pub(super) fn is_closure(&self) -> bool {
        self.is_closure_at(self.at)
    }

    pub(super) fn is_closure_at(&self, at: usize) -> bool {
        let is_bar = |at: usize| {
            let next = self.tokens.get(at).mark;
            next == const { mark("|") } || next == const { mark("||") }
        };
        let next = self.tokens.get(at).mark;
        if next == const { mark("move") } || next == const { mark("async") } {
            return is_bar(at + 1)
                || self.tokens.get(at + 1).mark == const { mark("move") } && is_bar(at + 2);
        }
        is_bar(at)
    }

    /// `move |a, b| body`
    pub(super) fn closure(&mut self) {
        self.page.begin(0, false);
        self.takes_word("async");
        self.takes_word("move");
        self.page.begin(1, true);
        if !self.takes("||") {
            self.takes("|");
            if !self.is("|") {
                self.zero_break();
            }
            while !self.is_done() && !self.is("|") {
                self.input();
            }
            self.takes("|");
        }
        if self.is("->") {
            self.page.end();
            self.output();
            self.page.word(" ");
            self.never_break();
            self.expression(false);
        } else {
            self.space_break();
            self.page.step_back();
            self.page.end();
            self.never_break();
            if self.form(self.at) == Form::Plain || self.form(self.at) == Form::Branch {
                self.in_braces(|formatter| formatter.expression(false), None);
            } else {
                self.expression(false);
            }
        }
        self.page.end();
    }

    fn input(&mut self) {
        self.single_pattern();
        if self.takes_word(":") {
            self.ty();
        }
        self.rest(&[",", "|"]);
        if self.is(",") && !self.peeks(1, "|") {
            self.token();
            self.space_break();
        } else {
            self.at += usize::from(self.is(","));
        }
    }

    /// An expression that gets braces where it does not fit on the line, else what follows it there.
    fn in_braces(&mut self, write: fn(&mut Self), whole: Option<char>) {
        self.page.begin(1, true);
        self.page.push_break(Break {
            before: Some('{'),
            ..Break::default()
        });
        write(self);
        self.page.push_break(Break {
            after: Some('}'),
            back: true,
            whole,
            ..Break::default()
        });
        self.page.end();
    }

    /// `match`, `if`, a loop, `unsafe` and `async`: what stands before the block, and the block.
    pub(super) fn block_expression(&mut self) {
        if self.is("if") {
            self.branches();
        } else if self.is("match") {
            self.takes_word("match");
            self.head();
            self.lines(Self::arms);
        } else if self.is("while") {
            self.takes_word("while");
            self.head();
            self.lines(Self::statements);
        } else if self.is("for") {
            self.takes_word("for");
            self.pattern();
            self.page.word(" ");
            self.takes_word("in");
            self.never_break();
            self.head();
            self.lines(Self::statements);
        } else if self.is("loop") {
            self.takes_word("loop");
            self.lines(Self::statements);
        } else {
            self.takes_word("const");
            self.takes_word("unsafe");
            self.takes_word("async");
            self.takes_word("move");
            self.block();
        }
    }

    /// The expression before a block, and the space after it.
    fn head(&mut self) {
        let is_head = std::mem::replace(&mut self.is_head, true);
        self.page.begin(0, true);
        let needs_line = {
            let chain = self.chain(self.at);
            let is_plain = self.tokens.get(chain.end).mark == const { mark("{") };
            !is_plain || matches!(chain.link, super::chain::Link::Dot)
        };
        self.expression(false);
        self.rest(&["{"]);
        if needs_line {
            self.space_break();
        } else {
            self.page.word(" ");
        }
        self.page.end();
        self.is_head = is_head;
    }

    fn branches(&mut self) {
        let has_else = {
            let end = self.skip_first(self.at);
            let mut at = self.at;
            // The first block ends before the whole does.
            while self.tokens.get(at).mark != const { mark("{") } && at < end {
                at = if self.tokens.get(at).kind == Kind::Open {
                    self.tokens.close(at) + 1
                } else {
                    at + 1
                };
            }
            self.tokens.close(at) + 1 < end
        };
        if !has_else {
            self.takes_word("if");
            self.head();
            self.lines(Self::statements);
            return;
        }
        self.page.begin(1, true);
        loop {
            if self.takes_word("if") {
                self.page.begin(-1, true);
                self.head();
                self.page.end();
            }
            self.small_block();
            if !self.is("else") {
                break;
            }
            self.page.word(" ");
            self.takes_word("else");
        }
        self.page.end();
    }

    fn arms(&mut self) {
        while !self.is_done() {
            self.arm();
            self.page.newline();
        }
    }

    fn arm(&mut self) {
        self.attributes();
        let is_inside = self.page.is_inside();
        if is_inside {
            self.page.begin(0, false);
        }
        self.pattern();
        if self.is("if") {
            self.page.word(" ");
            self.takes_word("if");
            self.expression(false);
        }
        self.rest(&["=>"]);
        self.page.word(" ");
        self.takes_word("=>");
        // As a statement does, an arm ends with its block, unless something is called on it.
        let is_block = self.is("{") || self.has_block(self.at);
        if !is_block || !self.is_whole_statement() {
            self.never_break();
            self.in_braces(|formatter| formatter.expression(true), Some(','));
        } else if self.is("{") {
            self.lines(Self::statements);
        } else {
            self.never_break();
            let is_async = self.is("async");
            self.in_braces(Self::block_expression, is_async.then_some(','));
        }
        self.at += usize::from(self.is(","));
        if is_inside {
            self.page.end();
        }
    }
}

/// Whether a number has neither a fraction nor an exponent.
fn is_integer(text: &str) -> bool {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    let is_prefixed = text.starts_with("0x") || text.starts_with("0b") || text.starts_with("0o");
    let is_float = text.contains('.')
        || !is_prefixed && text.contains(['e', 'E'])
        || !is_prefixed && text.contains("f32")
        || !is_prefixed && text.contains("f64");
    is_number && !is_float
}
