//! Where expressions end: looking ahead, before anything is written.

use super::Formatter;
use crate::tokens::{Kind, Token, mark};

/// An expression with what follows it: calls, fields, `?`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain {
    /// The place behind it.
    pub(super) end: usize,
    /// The place behind the last `.name` and its arguments; none where there is none.
    pub(super) last_dot: Option<usize>,
    /// How often something follows a dot.
    pub(super) dots: usize,
    /// What stands last.
    pub(super) link: Link,
}

/// What an expression ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// Nothing follows the first part.
    First,
    /// `.name`, `.name(…)`
    Dot,
    /// `(…)`
    Call,
    /// `[…]`
    Index,
    /// `?`
    Try,
}

impl Formatter<'_> {
    fn mark_at(&self, at: usize) -> u64 {
        self.tokens.get(at).mark
    }

    fn token_at(&self, at: usize) -> Token {
        self.tokens.get(at)
    }

    /// Follows an expression that begins at a place.
    pub(super) fn chain(&self, start: usize) -> Chain {
        let mut chain = Chain {
            end: self.skip_first(start),
            last_dot: None,
            dots: 0,
            link: Link::First,
        };
        loop {
            let at = chain.end;
            let next = self.mark_at(at);
            let member = self.token_at(at + 1);
            let is_member = matches!(member.kind, Kind::Word | Kind::Literal);
            if next == const { mark(".") } && is_member {
                chain.end = at + 2;
                let is_turbofish = self.mark_at(chain.end) == const { mark("::") }
                    && self.mark_at(chain.end + 1) == const { mark("<") };
                if is_turbofish {
                    chain.end = self.skip_angles(chain.end + 1);
                }
                if self.mark_at(chain.end) == const { mark("(") } {
                    chain.end = self.tokens.close(chain.end) + 1;
                }
                chain.last_dot = Some(chain.end);
                chain.dots += 1;
                chain.link = Link::Dot;
            } else if next == const { mark("(") } {
                chain.end = self.tokens.close(at) + 1;
                chain.link = Link::Call;
            } else if next == const { mark("[") } {
                chain.end = self.tokens.close(at) + 1;
                chain.link = Link::Index;
            } else if next == const { mark("?") } {
                chain.end = at + 1;
                chain.link = Link::Try;
            } else {
                return chain;
            }
        }
    }

    /// Behind the first part of an expression: a path, a literal, a group, an expression with a block.
    pub(super) fn skip_first(&self, start: usize) -> usize {
        let token = self.token_at(start);
        match token.kind {
            Kind::Literal | Kind::Lifetime => start + 1,
            Kind::Open => self.tokens.close(start) + 1,
            Kind::Word if self.has_block(start) => self.skip_block(start),
            Kind::Word => self.skip_path(start),
            Kind::Sign if token.mark == const { mark("<") } => {
                self.skip_path(self.skip_angles(start))
            }
            Kind::Sign if token.mark == const { mark("::") } => self.skip_path(start),
            Kind::Sign | Kind::Close => start,
        }
    }

    /// Whether an expression begins with a word that a block belongs to.
    pub(super) fn has_block(&self, start: usize) -> bool {
        const WORDS: [u64; 6] = [
            mark("match"),
            mark("if"),
            mark("while"),
            mark("for"),
            mark("loop"),
            mark("unsafe"),
        ];
        let first = self.mark_at(start);
        let is_async = first == const { mark("async") }
            && (self.mark_at(start + 1) == const { mark("{") }
                || self.mark_at(start + 1) == const { mark("move") }
                    && self.mark_at(start + 2) == const { mark("{") });
        let is_const =
            first == const { mark("const") } && self.mark_at(start + 1) == const { mark("{") };
        WORDS.contains(&first) || is_async || is_const
    }

    /// Behind the block of such an expression, and all that `else` adds.
    fn skip_block(&self, start: usize) -> usize {
        let mut at = start;
        while self.mark_at(at) != const { mark("{") } {
            let token = self.token_at(at);
            match token.kind {
                Kind::Close => return at,
                Kind::Open => at = self.tokens.close(at) + 1,
                Kind::Word if at > start && self.has_block(at) => at = self.skip_block(at + 1),
                _ => at += 1,
            }
        }
        at = self.tokens.close(at) + 1;
        if self.mark_at(at) == const { mark("else") } {
            return self.skip_block(at + 1);
        }
        at
    }

    /// Behind a path.
    pub(super) fn skip_segments(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            let token = self.token_at(at);
            if token.kind == Kind::Word && at == start {
                at += 1;
            } else if token.mark == const { mark("::") } {
                at += 1;
                if self.token_at(at).kind == Kind::Word {
                    at += 1;
                } else if self.mark_at(at) == const { mark("<") } {
                    at = self.skip_angles(at);
                } else {
                    return at;
                }
            } else {
                return at;
            }
        }
    }

    /// Behind a path, and the arguments of a macro or the fields of a struct.
    fn skip_path(&self, start: usize) -> usize {
        let at = self.skip_segments(start);
        let is_macro =
            self.mark_at(at) == const { mark("!") } && self.token_at(at + 1).kind == Kind::Open;
        if is_macro {
            self.tokens.close(at + 1) + 1
        } else if self.mark_at(at) == const { mark("{") } && !self.is_head {
            self.tokens.close(at) + 1
        } else {
            at
        }
    }

    /// Behind the angle bracket that closes the one at a place.
    pub(super) fn skip_angles(&self, start: usize) -> usize {
        let mut depth = 0_usize;
        let mut at = start;
        loop {
            let token = self.token_at(at);
            if token.mark == const { mark("<") } {
                depth += 1;
            } else if token.mark == const { mark(">") } {
                depth = depth.saturating_sub(1);
            }
            at = match token.kind {
                Kind::Open => self.tokens.close(at) + 1,
                Kind::Close => return at,
                _ => at + 1,
            };
            if depth == 0 {
                return at;
            }
        }
    }

    /// How many commas separate elements from a place to the end of its group, and whether the last of them ends it. More
    /// than two are not told apart.
    pub(super) fn commas(&self, start: usize) -> (usize, bool) {
        let mut at = start;
        let mut count = 0;
        let mut is_operand = true;
        loop {
            let token = self.token_at(at);
            let was_operand = std::mem::take(&mut is_operand);
            match token.kind {
                Kind::Close => {
                    let is_last = self.mark_at(at - 1) == const { mark(",") };
                    return (count, count > 0 && is_last);
                }
                Kind::Open => at = self.tokens.close(at) + 1,
                Kind::Word => {
                    is_operand = token.mark == const { mark("move") };
                    at += 1;
                }
                Kind::Literal | Kind::Lifetime => at += 1,
                Kind::Sign => {
                    let is_angle = token.mark == const { mark("<") };
                    let is_type = at > start && self.mark_at(at - 1) == const { mark("::") };
                    if token.mark == const { mark(",") } {
                        count += 1;
                        if count > 2 {
                            return (count, false);
                        }
                    }
                    is_operand = token.mark != const { mark("?") };
                    at = if is_angle && (is_type || was_operand || self.is_generic(at)) {
                        is_operand = false;
                        self.skip_angles(at)
                    } else if was_operand && token.mark == const { mark("|") } {
                        self.skip_inputs(at)
                    } else {
                        at + 1
                    };
                }
            }
        }
    }

    /// Whether an angle bracket follows the name of a type, which begins with an upper-case letter.
    fn is_generic(&self, at: usize) -> bool {
        let before = self.token_at(at.saturating_sub(1));
        let text = self.tokens.text(before);
        before.kind == Kind::Word && text.starts_with(char::is_uppercase)
    }

    /// Behind the inputs of a closure.
    fn skip_inputs(&self, start: usize) -> usize {
        let mut at = start + 1;
        loop {
            let token = self.token_at(at);
            if token.mark == const { mark("|") } {
                return at + 1;
            }
            at = match token.kind {
                Kind::Open => self.tokens.close(at) + 1,
                Kind::Close => return at,
                _ => at + 1,
            };
        }
    }
}
