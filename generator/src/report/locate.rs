//! Line and column of a place in the author's file, found only when someone asks.
//!
//! Reading keeps no positions, since most runs have nothing to say. When there is something, the
//! file is read again by a [`Locator`], once for all the places that messages name.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::ops::Range;

use crate::diagnostic::{LineTable, Span};
use crate::document::parse::{SpanStep, SpanTree, without_bom};
use crate::pointer::Pointer;

/// Finds places of one text, and remembers the parts that it came through.
pub struct Locator<'a> {
    lines: LineTable<'a>,
    /// The bytes before the text: a mark that some editors put there.
    start: usize,
    tree: Option<SpanTree<'a>>,
}

impl std::fmt::Debug for Locator<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Locator").finish_non_exhaustive()
    }
}

impl<'a> Locator<'a> {
    /// Takes any bytes; those that are no text have no places.
    pub fn new(bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(bytes).ok().map(without_bom);
        Self {
            lines: LineTable::new(bytes),
            start: bytes.len() - text.map_or(bytes.len(), str::len),
            tree: text.map(SpanTree::new),
        }
    }

    /// Finds a place. Objects and lists are shown by their key, other values by themselves;
    /// a place the text does not have is shown by the nearest one around it.
    ///
    /// `None` when the text cannot be read at all.
    pub fn find(&mut self, pointer: &Pointer) -> Option<Span> {
        let (found, _) = self.walk(pointer)?;
        let (start, end) = (self.start + found.start, self.start + found.end);
        Some(self.lines.span(start..end))
    }

    /// The place as a normalized path of `JSONPath` (RFC 9535, section 2.7), which targets of
    /// overlays are written in: `$['paths']['/pets']['get']['parameters'][0]`.
    ///
    /// Below what the text has, every segment is taken for a key.
    pub fn json_path(&mut self, pointer: &Pointer) -> String {
        let steps = self.walk(pointer).map_or(Vec::new(), |(_, steps)| steps);
        let mut path = "$".to_owned();
        for (at, segment) in pointer.segments().enumerate() {
            path.push('[');
            if steps.get(at) == Some(&SpanStep::Index) {
                path.push_str(&segment);
            } else {
                push_quoted(&mut path, &segment);
            }
            path.push(']');
        }
        path
    }

    /// Returns `true` if the text has the place itself, and not only one around it.
    pub fn has(&mut self, pointer: &Pointer) -> bool {
        self.walk(pointer)
            .is_some_and(|(_, steps)| steps.len() == pointer.segments().count())
    }

    fn walk(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<SpanStep>)> {
        self.tree.as_mut()?.find(pointer)
    }
}

/// A key as a normalized path has it: in single quotes, those and control characters escaped.
fn push_quoted(path: &mut String, key: &str) {
    path.push('\'');
    for character in key.chars() {
        match character {
            '\'' | '\\' => path.extend(['\\', character]),
            '\n' => path.push_str("\\n"),
            '\r' => path.push_str("\\r"),
            '\t' => path.push_str("\\t"),
            '\u{8}' => path.push_str("\\b"),
            '\u{c}' => path.push_str("\\f"),
            control if control.is_ascii_control() && control != '\u{7f}' => {
                let _ = write!(path, "\\u{:04x}", u32::from(control));
            }
            other => path.push(other),
        }
    }
    path.push('\'');
}

/// Finds one place in a JSON or YAML text, as [`Locator::find`] does.
pub fn locate(bytes: &[u8], pointer: &Pointer) -> Option<Span> {
    Locator::new(bytes).find(pointer)
}
