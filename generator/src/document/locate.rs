//! Line and column of a place in the author's file, found only when someone asks.
//!
//! Reading keeps no positions, since most runs have nothing to say. When there is something, the
//! file is read again by a [`Locator`], once for all the places that messages name.

mod json;
#[cfg(test)]
mod tests;
mod yaml;

use std::fmt::Write as _;
use std::ops::Range;

use memchr::memchr2_iter;

use crate::document::decode::{self, Format};
use crate::pointer::Pointer;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The bytes of the text.
    pub bytes: Range<usize>,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// What a segment of a pointer is in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Key,
    Index,
}

/// Finds places of one text, and remembers what it saw on the way.
pub struct Locator<'a> {
    bytes: &'a [u8],
    /// The bytes before the text: a mark that some editors put there.
    start: usize,
    /// Where each line starts.
    lines: Vec<usize>,
    /// How many characters begin before each block of the text.
    counted: Vec<usize>,
    tree: Option<Tree<'a>>,
}

enum Tree<'a> {
    Json(json::Tree<'a>),
    Yaml(yaml::Tree<'a>),
}

impl std::fmt::Debug for Locator<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Locator").finish_non_exhaustive()
    }
}

impl<'a> Locator<'a> {
    /// Takes any bytes; those that are no text have no places.
    pub fn new(bytes: &'a [u8]) -> Self {
        let text = std::str::from_utf8(bytes).ok();
        let body = text.map(decode::without_bom);
        Self {
            bytes,
            start: bytes.len() - body.map_or(bytes.len(), str::len),
            lines: line_starts(bytes),
            counted: counted(bytes),
            tree: body.map(|body| match Format::of(body) {
                Format::Json => Tree::Json(json::Tree::new(body)),
                Format::Yaml => Tree::Yaml(yaml::Tree::read(body)),
            }),
        }
    }

    /// Where a place stands. Objects and lists are shown by their key, other values by themselves;
    /// a place the text does not have is shown by the nearest one around it.
    ///
    /// `None` when the text cannot be read at all.
    pub fn find(&mut self, pointer: &Pointer) -> Option<Span> {
        let (found, _) = self.walk(pointer)?;
        let (start, end) = (self.start + found.start, self.start + found.end);
        Some(self.span(start..end))
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
            if steps.get(at) == Some(&Step::Index) {
                path.push_str(&segment);
            } else {
                push_quoted(&mut path, &segment);
            }
            path.push(']');
        }
        path
    }

    /// Whether the text has the place itself, and not only one around it.
    pub fn has(&mut self, pointer: &Pointer) -> bool {
        self.walk(pointer)
            .is_some_and(|(_, steps)| steps.len() == pointer.segments().count())
    }

    fn walk(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<Step>)> {
        match self.tree.as_mut()? {
            Tree::Json(tree) => Some(tree.find(pointer)),
            Tree::Yaml(tree) => tree.find(pointer),
        }
    }

    fn span(&self, bytes: Range<usize>) -> Span {
        let start = bytes.start.min(self.bytes.len());
        let line = self.lines.partition_point(|first| *first <= start).max(1);
        let line_start = self.lines.get(line - 1).copied().unwrap_or_default();
        Span {
            bytes: start..bytes.end.clamp(start, self.bytes.len()),
            line,
            column: self.column(line_start..start),
        }
    }

    /// The column behind the bytes of a line, in characters from 1. A document may be one line of
    /// megabytes with thousands of findings, so what is counted once is not counted again.
    fn column(&self, before: Range<usize>) -> usize {
        let text = |range: Range<usize>| self.bytes.get(range).unwrap_or_default();
        let (first, last) = (before.start.div_ceil(BLOCK), before.end / BLOCK);
        let known = self.counted.get(last).zip(self.counted.get(first));
        let Some((to, from)) = known.filter(|_| last > first) else {
            return column(text(before));
        };
        let ends = characters(text(before.start..first * BLOCK))
            + characters(text(last * BLOCK..before.end));
        let mark = usize::from(text(before).starts_with("\u{feff}".as_bytes()));
        to - from + ends - mark + 1
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

/// Where each line of a text starts; `\r\n` ends one line, and so does a lone `\r`.
fn line_starts(text: &[u8]) -> Vec<usize> {
    let ends = memchr2_iter(b'\n', b'\r', text).map(|at| at + 1);
    let ends =
        ends.filter(|end| text.get(end - 1) == Some(&b'\n') || text.get(*end) != Some(&b'\n'));
    std::iter::once(0).chain(ends).collect()
}

/// What of a place is shown: no more than its first line. Where objects and lists start nothing is
/// written of their own; one character is shown.
fn first_line(text: &str, place: Range<usize>) -> Range<usize> {
    let start = place.start;
    let rest = text.get(start..).unwrap_or_default();
    let line_end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
    let width = rest.chars().next().map_or(0, char::len_utf8);
    let end = match place.end {
        end if end <= start => start + width,
        end => end,
    };
    start..end.min(line_end)
}

/// How many bytes are counted at a time.
const BLOCK: usize = 4096;

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// How many characters begin before each block of a text.
fn counted(text: &[u8]) -> Vec<usize> {
    let mut sum = 0;
    let blocks = text.chunks(BLOCK).map(|block| {
        let before = sum;
        sum += characters(block);
        before
    });
    blocks.collect()
}

/// The column behind the bytes of a line, in characters from 1.
fn column(before: &[u8]) -> usize {
    let before = String::from_utf8_lossy(before);
    before.trim_start_matches('\u{feff}').chars().count() + 1
}

/// Where one place stands in a JSON or YAML text, as [`Locator::find`] says it.
pub fn locate(bytes: &[u8], pointer: &Pointer) -> Option<Span> {
    Locator::new(bytes).find(pointer)
}

/// The span of some bytes of a text, with line and column counted.
pub(crate) fn span(text: &[u8], bytes: Range<usize>) -> Span {
    let locator = Locator {
        bytes: text,
        start: 0,
        lines: line_starts(text),
        counted: counted(text),
        tree: None,
    };
    locator.span(bytes)
}

/// The span of one character, given by line and column in characters (both from 1).
pub(crate) fn span_at(text: &[u8], line: usize, column: usize) -> Span {
    let mut start = 0;
    for _ in 1..line {
        let rest = text.get(start..).unwrap_or_default();
        let Some(length) = rest.iter().position(|byte| *byte == b'\n') else {
            break;
        };
        start += length + 1;
    }
    let rest = String::from_utf8_lossy(text.get(start..).unwrap_or_default());
    let offset: usize = rest
        .chars()
        .take_while(|character| *character != '\n')
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let at = (start + offset).min(text.len());
    span(text, at..(at + 1).min(text.len()))
}
