//! Line and column of a place in the author's file, found only when someone asks.
//!
//! Reading keeps no positions, since most runs have nothing to say. The file is scanned again for
//! each place that a message names.

mod json;
mod yaml;

use std::ops::Range;

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

/// Where a place stands in a JSON or YAML text. Objects and lists are shown by their key, other
/// values by themselves; a place the text does not have is shown by the nearest one around it.
///
/// `None` when the text cannot be read at all. Takes any bytes.
pub fn locate(bytes: &[u8], pointer: &Pointer) -> Option<Span> {
    let text = std::str::from_utf8(bytes).ok()?;
    let start = text.len() - decode::without_bom(text).len();
    let body = &text[start..];
    let found = match Format::of(body) {
        Format::Json => json::find(body, pointer),
        Format::Yaml => yaml::find(body, pointer),
    }?;
    Some(span(bytes, start + found.start..start + found.end))
}

/// The span of some bytes of a text, with line and column counted.
pub(crate) fn span(text: &[u8], bytes: Range<usize>) -> Span {
    let end = bytes.end.min(text.len());
    let start = bytes.start.min(end);
    let mut line = 1;
    let mut line_start = 0;
    for (index, byte) in text[..start].iter().enumerate() {
        // `\r\n` ends one line, and so does a lone `\r`.
        if *byte == b'\n' || (*byte == b'\r' && text.get(index + 1) != Some(&b'\n')) {
            line += 1;
            line_start = index + 1;
        }
    }
    let before = String::from_utf8_lossy(&text[line_start..start]);
    let column = before.trim_start_matches('\u{feff}').chars().count() + 1;
    Span {
        bytes: start..end,
        line,
        column,
    }
}

/// The span of one character, given by line and column in characters (both from 1).
pub(crate) fn span_at(text: &[u8], line: usize, column: usize) -> Span {
    let mut start = 0;
    for _ in 1..line {
        let Some(length) = text[start..].iter().position(|byte| *byte == b'\n') else {
            break;
        };
        start += length + 1;
    }
    let rest = String::from_utf8_lossy(&text[start..]);
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
    use super::{Span, locate};
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

    #[test]
    fn yaml_aliases_and_merged_keys() {
        assert_eq!(place(YAML, "/other/m"), (7, 3, "m".into()));
        assert_eq!(place(YAML, "/use/m/deep"), (7, 13, "1".into()));
    }
}
