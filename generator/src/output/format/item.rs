//! Items, and what stands in them.

use super::super::spread;
use super::Formatter;
use crate::tokens::Kind;

impl Formatter<'_> {
    /// Items to the end of the group; with blank lines between them where they stand at the top of a file.
    pub(super) fn items(&mut self, is_top: bool) {
        while !self.is_done() {
            self.spread_item(is_top);
            self.page.newline();
        }
    }

    /// One item with the blank line before it.
    fn spread_item(&mut self, is_top: bool) {
        let first = self.first_line();
        if is_top {
            self.spread(first);
        }
        if self.is("#") && self.peeks(1, "!") {
            self.attribute();
            return;
        }
        self.attributes();
        let is_type = self.is("pub") && self.peeks(1, "type");
        let named = self.keyword();
        self.item();
        if is_top {
            let is_end = is_type || self.is_after("}");
            self.spread
                .pass(if is_end { spread::Kind::End } else { named });
        }
    }

    fn spread(&mut self, kind: spread::Kind) {
        if self.spread.next(kind) && self.page.is_fresh() {
            self.page.blank_line();
        }
    }

    fn is_after(&self, text: &str) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.tokens.get(at).mark);
        before == Some(super::mark(text))
    }

    /// What the line is that an item begins with.
    fn first_line(&self) -> spread::Kind {
        if self.is("#") && self.peeks(1, "!") {
            let is_doc = self.peeks(3, "doc");
            return if is_doc {
                spread::Kind::Docs
            } else {
                spread::Kind::Attribute
            };
        }
        if !self.is("#") {
            return self.keyword_at(0);
        }
        match self.keyword_at(self.attributes_end()) {
            kind @ (spread::Kind::Module | spread::Kind::Export) => kind,
            _ => spread::Kind::Item,
        }
    }

    /// Returns the place of the first token after the attributes that come next.
    fn attributes_end(&self) -> usize {
        let (mut at, mut depth) = (0, 0_usize);
        while depth > 0 || self.peeks(at, "#") || (at > 0 && self.peeks(at, "[")) {
            match self.peek(at).kind {
                Kind::Open => depth += 1,
                Kind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        at
    }

    /// What an item is by the words that it begins with.
    fn keyword(&self) -> spread::Kind {
        self.keyword_at(0)
    }

    fn keyword_at(&self, at: usize) -> spread::Kind {
        let is_public = self.peeks(at, "pub");
        if self.peeks(at, "mod") || (is_public && self.peeks(at + 1, "mod")) {
            spread::Kind::Module
        } else if self.peeks(at, "use") {
            spread::Kind::Use
        } else if is_public && self.peeks(at + 1, "use") {
            spread::Kind::Export
        } else if is_public && self.peeks(at + 1, "type") {
            spread::Kind::End
        } else {
            spread::Kind::Item
        }
    }

    /// One item, whose attributes are written.
    pub(super) fn item(&mut self) {
        let begin = self.at;
        self.page.begin(1, true);
        self.visibility();
        self.modifiers();
        if self.is("fn") {
            self.signature();
            self.body_or_end(Self::statements);
        } else if self.is("struct") || self.is("enum") || self.is("union") {
            self.definition();
        } else if self.is("impl") {
            self.implementation();
        } else if self.is("trait") {
            self.named();
            self.bounds();
            self.body_or_end(Self::inner_items);
        } else if self.is("mod") {
            self.named();
            self.body_or_end(Self::inner_items);
        } else if self.is("type") {
            self.named();
            self.bounds();
            if self.is("=") {
                self.page.word(" ");
                self.takes_word("=");
                self.page.begin(-1, false);
                self.ty();
                self.page.end();
            }
            self.semicolon();
        } else if self.is("use") || self.is("extern") {
            self.import();
        } else if self.is_constant(begin) {
            self.constant();
        } else {
            self.other();
        }
    }

    /// A name after the word that says what it is the name of, with its parameters.
    fn named(&mut self) {
        self.token();
        self.page.word(" ");
        self.name();
        self.generics();
    }

    fn body_or_end(&mut self, lines: fn(&mut Self)) {
        if self.is("{") || self.is("where") {
            self.body(lines);
        } else {
            self.semicolon();
        }
    }

    /// Conditions, the semicolon, and the end of the block that the item is.
    fn semicolon(&mut self) {
        self.rest(&[";"]);
        self.takes(";");
        self.page.end();
    }

    fn definition(&mut self) {
        let is_enum = self.is("enum");
        self.named();
        if self.is("(") {
            self.fields_in_parentheses();
            self.semicolon();
        } else if self.is("{") || self.is("where") {
            self.body(if is_enum {
                Self::variants
            } else {
                Self::fields
            });
        } else {
            self.semicolon();
        }
    }

    /// `(pub A, B)` in a block that has begun before.
    fn fields_in_parentheses(&mut self) {
        self.token();
        if !self.is_done() {
            self.zero_break();
            self.elements(false, Self::field);
            self.page.step_back();
        }
        self.token();
    }

    fn fields(&mut self) {
        self.members(Self::field);
    }

    fn variants(&mut self) {
        self.members(Self::variant);
    }

    /// Elements that each have their own lines.
    fn members(&mut self, member: fn(&mut Self)) {
        while !self.is_done() {
            member(self);
            self.rest(&[","]);
            if !self.takes(",") {
                self.page.word(",");
            }
            self.page.newline();
        }
    }

    fn field(&mut self) {
        self.attributes();
        self.visibility();
        if self.next().kind == Kind::Word && self.peeks(1, ":") {
            self.token();
            self.takes_word(":");
        }
        self.ty();
    }

    fn variant(&mut self) {
        self.attributes();
        self.name();
        if self.is("(") {
            self.page.begin(1, true);
            self.fields_in_parentheses();
            self.page.end();
        } else if self.is("{") {
            self.page.word(" ");
            self.token();
            self.page.begin(1, true);
            self.space_break();
            self.elements(true, Self::field);
            self.page.step_back();
            self.page.end();
            self.token();
        }
        if self.is("=") {
            self.page.word(" ");
            self.takes_word("=");
            self.expression(false);
        }
    }

    fn implementation(&mut self) {
        self.page.begin(-1, false);
        self.page.begin(1, true);
        self.token();
        self.generics();
        self.page.end();
        self.page.word(" ");
        self.takes("!");
        self.ty();
        if self.is("for") {
            self.space_break();
            self.takes_word("for");
            self.ty();
        }
        self.page.end();
        let is_top = self.page.is_at_edge();
        self.body(if is_top {
            Self::members_of_top
        } else {
            Self::inner_items
        });
    }

    fn members_of_top(&mut self) {
        while !self.is_done() {
            let is_known = self.is("#") || self.is("fn") || self.is("pub") && self.peeks(1, "fn");
            if is_known {
                self.spread(spread::Kind::Item);
            }
            self.attributes();
            self.item();
            if self.is_after("}") {
                self.spread.pass(spread::Kind::End);
            }
            self.page.newline();
        }
    }

    fn inner_items(&mut self) {
        self.items(false);
    }

    /// `use a::{b, c};`
    fn import(&mut self) {
        self.token();
        self.page.word(" ");
        self.page.end();
        self.tree();
        self.rest(&[";"]);
        self.takes(";");
    }

    fn tree(&mut self) {
        while !self.is_done() && !self.is(",") && !self.is(";") {
            if self.is("{") {
                self.trees();
            } else if self.is("as") {
                self.page.word(" ");
                self.takes_word("as");
            } else if self.next().kind == Kind::Open {
                self.unknown();
            } else {
                self.token();
            }
        }
    }

    fn trees(&mut self) {
        if self.peek(1).kind == Kind::Close {
            self.token();
            self.token();
            return;
        }
        self.page.begin(1, true);
        self.token();
        self.zero_break();
        self.page.begin(0, false);
        while !self.is_done() {
            self.tree();
            self.rest(&[","]);
            let is_group = self.is_after("}");
            if self.is(",") && self.peek(1).kind != Kind::Close {
                self.token();
                if is_group {
                    self.page.newline();
                } else {
                    self.space_break();
                }
            } else {
                self.at += usize::from(self.is(","));
            }
        }
        self.page.end();
        self.last_comma(false);
        self.page.step_back();
        self.token();
        self.page.end();
    }

    /// Whether it is `const` or `static`, of which the first is a modifier as well.
    fn is_constant(&self, begin: usize) -> bool {
        self.is("static")
            || self.at > begin && self.is_after("const") && self.next().kind == Kind::Word
    }

    fn constant(&mut self) {
        self.page.end();
        self.takes_word("static");
        self.takes_word("mut");
        self.name();
        self.generics();
        if self.takes_word(":") {
            self.ty();
        }
        if self.is("=") {
            self.page.word(" ");
            self.takes_word("=");
            self.never_break();
            self.expression(false);
        }
        self.rest(&[";"]);
        self.takes(";");
    }

    /// A macro call, or what is none of these, to its semicolon or its braces.
    fn other(&mut self) {
        self.page.end();
        if self.next().kind == Kind::Word || self.is("::") {
            self.simple_path();
            let is_named = self.peek(1).kind == Kind::Word && self.peeks(2, "{");
            if self.is("!") && (self.peek(1).kind == Kind::Open || is_named) {
                self.macro_call();
            }
            if self.is_after("}") {
                return;
            }
        }
        while !self.is_done() && !self.is(";") {
            let is_group = self.is("{");
            self.unknown();
            if is_group {
                break;
            }
        }
        self.takes(";");
    }
}
