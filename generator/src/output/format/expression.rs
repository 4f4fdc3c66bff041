//! Expressions: operators, and chains of calls.

use super::Formatter;
use super::chain::{Chain, Link};
use crate::tokens::{Kind, mark};

/// Operators between two operands. `<` and `>` may stand twice.
const OPERATORS: [u64; 16] = [
    mark("+"),
    mark("-"),
    mark("*"),
    mark("/"),
    mark("%"),
    mark("^"),
    mark("&"),
    mark("|"),
    mark("&&"),
    mark("||"),
    mark("=="),
    mark("!="),
    mark("<"),
    mark(">"),
    mark("<="),
    mark(">="),
];

const ASSIGNMENTS: [u64; 9] = [
    mark("="),
    mark("+="),
    mark("-="),
    mark("*="),
    mark("/="),
    mark("%="),
    mark("^="),
    mark("&="),
    mark("|="),
];

impl Formatter<'_> {
    /// An expression. `is_first` says whether it stands at the begin of a line.
    pub(super) fn expression(&mut self, is_first: bool) {
        while self.is_attribute() {
            self.attribute();
            self.page.word(" ");
        }
        if self.is_closure() {
            self.closure();
        } else if self.is("return") || self.is("break") || self.is("continue") {
            self.token();
            if self.next().kind == Kind::Lifetime {
                self.page.word(" ");
                self.token();
            }
            if !self.is_done() && !self.is(",") && !self.is(";") {
                self.page.word(" ");
                self.expression(false);
            }
        } else if self.is("let") {
            self.takes_word("let");
            self.pattern();
            if self.is("=") {
                self.page.word(" ");
                self.takes_word("=");
                self.never_break();
                self.expression(false);
            }
        } else if self.is("..") || self.is("..=") {
            self.token();
            if self.begins_operand() {
                self.operation(false);
            }
        } else {
            self.operation(is_first);
            if self.is("..") || self.is("..=") {
                self.token();
                if self.begins_operand() {
                    self.operation(false);
                }
            }
        }
    }

    fn begins_operand(&self) -> bool {
        let is_end = self.is_done() || self.is(",") || self.is(";") || self.is("=>");
        !(is_end || self.is_head && self.is("{"))
    }

    /// Operands and the operators between them.
    fn operation(&mut self, is_first: bool) {
        let start = self.prefix_end(self.at);
        let chain = self.chain(start);
        let operator = self.tokens.get(chain.end).mark;
        if ASSIGNMENTS.contains(&operator) {
            self.operand(is_first, &chain);
            self.page.word(" ");
            self.token();
            self.page.word(" ");
            self.never_break();
            self.expression(false);
        } else if OPERATORS.contains(&operator) || operator == const { mark("as") } {
            self.page.begin(1, false);
            self.page.begin(-1, false);
            self.operand(is_first, &chain);
            self.page.end();
            while self.operator() {}
            self.page.end();
        } else {
            self.operand(is_first, &chain);
        }
    }

    /// An operator and what follows it, where there is one.
    fn operator(&mut self) -> bool {
        if self.is("as") {
            self.space_break();
            self.takes_word("as");
            self.ty();
            return true;
        }
        if !OPERATORS.contains(&self.next().mark) {
            return false;
        }
        self.space_break();
        while self.next().joint && self.peek(1).kind == Kind::Sign {
            self.token();
        }
        self.token();
        self.page.word(" ");
        if self.is("let") {
            self.expression(false);
            return false;
        }
        let chain = self.chain(self.prefix_end(self.at));
        self.operand(false, &chain);
        true
    }

    /// Behind the signs before an operand.
    fn prefix_end(&self, start: usize) -> usize {
        const PREFIXES: [u64; 5] = [mark("&"), mark("&&"), mark("*"), mark("-"), mark("!")];
        let mut at = start;
        loop {
            let is_reference = at > start
                && [const { mark("&") }, const { mark("&&") }]
                    .contains(&self.tokens.get(at - 1).mark);
            let next = self.tokens.get(at).mark;
            if PREFIXES.contains(&next) || is_reference && next == const { mark("mut") } {
                at += 1;
            } else {
                return at;
            }
        }
    }

    /// One operand with the signs before it.
    fn operand(&mut self, is_first: bool, chain: &Chain) {
        let start = self.prefix_end(self.at);
        let is_first = is_first && start == self.at;
        while self.at < start {
            if !self.takes_word("mut") {
                self.token();
            }
        }
        if self.is_closure() {
            self.closure();
        } else {
            self.links(is_first, chain);
        }
    }

    /// An expression with all that is called on it, each call on its own line where they do not fit on one.
    fn links(&mut self, is_first: bool, chain: &Chain) {
        let start = self.at;
        if chain.last_dot.is_none() {
            self.first();
        } else {
            self.page.begin(1, true);
            self.page.begin(-1, true);
            self.first();
            self.page.end();
        }
        // A name that is no longer than a step needs no line of its own.
        let is_short = is_first
            && self.at == start + 1
            && self.tokens.get(start).kind == Kind::Word
            && self.tokens.text(self.tokens.get(start)).len() <= super::super::page::STEP;
        let mut is_beside = is_short;
        let mut is_open = chain.last_dot.is_some();
        while self.at < chain.end {
            if self.is(".") {
                self.dot(is_beside, is_short && chain.dots == 1 && is_beside);
                if chain.last_dot.is_some_and(|last| self.at >= last) && is_open {
                    self.page.end();
                    is_open = false;
                }
            } else if self.is("(") {
                self.calls();
            } else if self.is("[") {
                let is_head = std::mem::take(&mut self.is_head);
                self.token();
                self.expression(false);
                self.rest(&[]);
                self.token();
                self.is_head = is_head;
            } else {
                self.token();
            }
            is_beside = false;
        }
        if is_open {
            self.page.end();
        }
    }

    /// `.name`, `.name::<T>(…)`
    fn dot(&mut self, is_beside: bool, is_short: bool) {
        if self.page.ends_with('.') {
            self.page.word(" ");
        }
        if !is_beside {
            self.zero_break();
        }
        self.token();
        self.name();
        if self.is("::") && self.peeks(1, "<") {
            self.token();
            self.arguments();
        }
        if self.is("(") {
            self.page.begin(if is_short { -1 } else { 0 }, true);
            self.calls();
            self.page.end();
        }
    }

    /// The arguments of a call. What brings its own brackets needs no lines of its own where it is the only one.
    pub(super) fn calls(&mut self) {
        let is_head = std::mem::take(&mut self.is_head);
        if self.is_only_block(self.at + 1) {
            self.token();
            self.expression(false);
            self.at += usize::from(self.is(","));
            self.token();
        } else {
            self.list(|formatter| formatter.expression(false));
        }
        self.is_head = is_head;
    }

    /// Whether the arguments that begin at a place are one that brings its own brackets.
    fn is_only_block(&self, start: usize) -> bool {
        match self.tokens.get(start).kind {
            Kind::Close | Kind::Literal | Kind::Lifetime => return false,
            Kind::Word | Kind::Sign | Kind::Open => {}
        }
        if self.is_closure_at(start) {
            let (commas, is_last) = self.commas(start);
            return commas == 0 || commas == 1 && is_last;
        }
        self.form(start) == Form::Block && self.is_last_element(self.chain(start).end)
    }

    fn is_last_element(&self, end: usize) -> bool {
        let next = self.tokens.get(end);
        next.kind == Kind::Close
            || next.mark == const { mark(",") } && self.tokens.get(end + 1).kind == Kind::Close
    }

    /// What kind of expression begins at a place.
    pub(super) fn form(&self, start: usize) -> Form {
        if self.is_closure_at(start) {
            return Form::Block;
        }
        let chain = self.chain(start);
        let next = self.tokens.get(chain.end);
        let is_end = next.kind == Kind::Close
            || [const { mark(",") }, const { mark(";") }].contains(&next.mark);
        if !is_end || chain.end == start {
            return Form::Plain;
        }
        match chain.link {
            Link::Call => Form::Call,
            Link::First => self.form_of_first(start, chain.end),
            Link::Dot | Link::Index | Link::Try => Form::Plain,
        }
    }

    fn form_of_first(&self, start: usize, end: usize) -> Form {
        let first = self.tokens.get(start);
        let last = self.tokens.get(end - 1);
        if first.kind == Kind::Open {
            let is_tuple = end == start + 2 || self.commas(start + 1).0 > 0;
            let is_held = first.mark == const { mark("(") } && !is_tuple;
            return if is_held { Form::Plain } else { Form::Block };
        }
        if self.has_block(start) {
            const BARE: [u64; 3] = [mark("unsafe"), mark("async"), mark("const")];
            return match first.mark {
                bare if BARE.contains(&bare) => Form::Block,
                matched if matched == const { mark("match") } => Form::Match,
                _ => Form::Branch,
            };
        }
        if last.mark != const { mark("}") } {
            return Form::Plain;
        }
        let before = self.tokens.get(self.tokens.close(end - 1) - 1);
        if before.mark == const { mark("!") } {
            Form::Plain
        } else {
            Form::Block
        }
    }
}

/// What an expression is, as far as the lines around it depend on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It brings its own brackets: an array, a tuple, a struct, a block, a closure.
    Block,
    /// A call of a function.
    Call,
    Match,
    /// `if`, or a loop.
    Branch,
    /// Any other.
    Plain,
}
