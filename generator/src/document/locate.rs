//! Line and column of a place in the author's file, found only when someone asks.
//!
//! Reading keeps no positions, since most runs have nothing to say. When there is something, the
//! file is read again by a [`Locator`], once for all the places that messages name.

mod json;
mod yaml;

use std::fmt::Write as _;
use std::ops::Range;

use crate::document::decode::{self, Format};
use crate::pointer::Pointer;

pub(in crate::document) use json::Scanner;

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
    Yaml(yaml::Events<'a>),
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
                Format::Yaml => Tree::Yaml(yaml::Events::read(body)),
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
            Tree::Json(tree) => tree.find(pointer),
            Tree::Yaml(events) => events.find(pointer),
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
    let ends = text.iter().enumerate().filter(|(at, byte)| {
        **byte == b'\n' || (**byte == b'\r' && text.get(at + 1) != Some(&b'\n'))
    });
    std::iter::once(0)
        .chain(ends.map(|(at, _)| at + 1))
        .collect()
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

#[cfg(test)]
mod tests {
    use super::{Locator, Span, locate};
    use crate::pointer::Pointer;

    fn place(text: &str, pointer: &str) -> (usize, usize, String) {
        let pointer = Pointer::parse(pointer).unwrap_or_default();
        let Span {
            bytes,
            line,
            column,
        } = locate(text.as_bytes(), &pointer).expect("a place");
        (line, column, text[bytes].to_owned())
    }

    const JSON: &str = "{\n  \"a\": {\"ü\": [1, {\"x\": \"y\"}]},\n  \"a/b\": true\n}\n";

    #[test]
    fn json_values_by_themselves_and_objects_by_key() {
        assert_eq!(place(JSON, "/a"), (2, 3, "\"a\"".into()));
        assert_eq!(place(JSON, "/a/ü"), (2, 9, "\"ü\"".into()));
        assert_eq!(place(JSON, "/a/ü/0"), (2, 15, "1".into()));
        assert_eq!(place(JSON, "/a/ü/1"), (2, 18, "{".into()));
        assert_eq!(place(JSON, "/a/ü/1/x"), (2, 24, "\"y\"".into()));
        assert_eq!(place(JSON, "/a~1b"), (3, 10, "true".into()));
        assert_eq!(place(JSON, ""), (1, 1, "{".into()));
    }

    #[test]
    fn a_missing_place_is_shown_by_the_one_around_it() {
        assert_eq!(place(JSON, "/a/none/deep"), (2, 3, "\"a\"".into()));
        assert_eq!(place(JSON, "/a/ü/7"), (2, 9, "\"ü\"".into()));
        assert_eq!(place(JSON, "/none"), (1, 1, "{".into()));
    }

    #[test]
    fn the_last_of_two_equal_keys_and_escaped_keys() {
        assert_eq!(
            place("{\"a\": 1, \"\\u0061\": 2}", "/a"),
            (1, 20, "2".into())
        );
    }

    #[test]
    fn a_mark_and_line_ends_do_not_count() {
        assert_eq!(place("\u{feff}{\"a\": 1}", "/a"), (1, 7, "1".into()));
        assert_eq!(place("{\r\n\"a\": 1}", "/a"), (2, 6, "1".into()));
    }

    const YAML: &str = "# first\na:\n  ü: [1, {x: y}]\n  list:\n    - k: v\nbase: &base\n  m: {deep: 1}\nuse:\n  <<: *base\n  200: ok\nother: *base\n";

    #[test]
    fn yaml_values_and_keys() {
        assert_eq!(place(YAML, "/a"), (2, 1, "a".into()));
        assert_eq!(place(YAML, "/a/ü/1/x"), (3, 14, "y".into()));
        assert_eq!(place(YAML, "/a/list/0/k"), (5, 10, "v".into()));
        assert_eq!(place(YAML, "/use/200"), (10, 8, "ok".into()));
        assert_eq!(place(YAML, "/use/none"), (8, 1, "use".into()));
    }

    fn path(text: &str, pointer: &str) -> String {
        let pointer = Pointer::parse(pointer).unwrap_or_default();
        Locator::new(text.as_bytes()).json_path(&pointer)
    }

    #[test]
    fn paths_tell_keys_from_indexes_by_what_stands_there() {
        assert_eq!(path(JSON, ""), "$");
        assert_eq!(path(JSON, "/a/ü/1/x"), "$['a']['ü'][1]['x']");
        assert_eq!(path(JSON, "/a~1b"), "$['a/b']");
        assert_eq!(path(YAML, "/use/200"), "$['use']['200']");
        assert_eq!(path(YAML, "/a/list/0/k"), "$['a']['list'][0]['k']");
        assert_eq!(path(JSON, "/none/0"), "$['none']['0']");
        assert_eq!(path("{}", "/it's/\\\n\u{1}"), r"$['it\'s']['\\\n\u0001']");
    }

    #[test]
    fn yaml_aliases_and_merged_keys() {
        assert_eq!(place(YAML, "/other/m"), (7, 3, "m".into()));
        assert_eq!(place(YAML, "/use/m/deep"), (7, 13, "1".into()));
    }

    #[test]
    fn columns_of_a_long_line_are_counted_in_characters() {
        let mark = "\u{feff}";
        let text = format!("{mark}{}\nä{}", "aä€𝄞".repeat(3000), "b€".repeat(5000));
        let locator = Locator::new(text.as_bytes());
        let second = text.find('\n').expect("two lines") + 1;
        for (at, _) in text.char_indices().step_by(97) {
            let line = if at < second { 0 } else { second };
            let before = text.get(line..at).expect("whole characters");
            let expected = before.trim_start_matches(mark).chars().count() + 1;
            assert_eq!(locator.span(at..at).column, expected, "byte {at}");
        }
    }
}
