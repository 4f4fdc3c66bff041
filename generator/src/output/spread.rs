//! Blank lines between items, which tokens do not carry.

/// What a line that stands at the top of a file, or in an implementation, is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// Documentation of the file.
    Docs,
    /// An attribute of the file.
    Attribute,
    /// `mod name;`
    Module,
    /// `use path;`
    Use,
    /// `pub use path;`
    Export,
    /// The first or a middle line of any other item.
    Item,
    /// The last line of an item.
    End,
}

/// What the first and the last line of a text are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spread {
    first: Option<Kind>,
    last: Option<Kind>,
}

impl Spread {
    /// Whether a blank line belongs before the next line: where the kind of item changes at the top of a file, and
    /// before an item that follows the end of another.
    pub(super) fn next(&mut self, next: Kind) -> bool {
        let previous = self.last.replace(next);
        let Some(previous) = previous else {
            self.first = Some(next);
            return false;
        };
        match (previous, next) {
            (Kind::End, Kind::End) | (Kind::Item, _) => false,
            (Kind::End, _) => true,
            _ => previous != next && next != Kind::End,
        }
    }

    /// Notes a line that no blank line belongs before.
    pub(super) fn pass(&mut self, kind: Kind) {
        self.last = Some(kind);
    }

    /// Whether a blank line belongs between this text and another.
    pub(super) fn then(&mut self, other: Spread) -> bool {
        let is_apart = other.first.is_some_and(|first| self.next(first));
        self.last = other.last.or(self.last);
        is_apart
    }
}
