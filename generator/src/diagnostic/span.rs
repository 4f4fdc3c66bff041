//! Parts of a text by their bytes, lines and columns.

use std::ops::Range;

use memchr::memchr2_iter;

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

impl Span {
    /// Counts line and column of some bytes of a text.
    pub(crate) fn of_bytes(text: &[u8], bytes: Range<usize>) -> Self {
        LineTable::new(text).span(bytes)
    }

    /// Finds one character by its line and column, both from 1.
    pub(crate) fn of_character(text: &[u8], line: usize, column: usize) -> Self {
        let lines = text.split_inclusive(|byte| *byte == b'\n');
        let start: usize = lines.take(line.saturating_sub(1)).map(<[u8]>::len).sum();
        let rest = String::from_utf8_lossy(text.get(start..).unwrap_or_default());
        let before = rest.chars().take_while(|character| *character != '\n');
        let before = before.take(column.saturating_sub(1));
        let at = (start + before.map(char::len_utf8).sum::<usize>()).min(text.len());
        Self::of_bytes(text, at..(at + 1).min(text.len()))
    }
}

/// The number of bytes that are counted at a time.
const BLOCK: usize = 4096;

/// Lines and characters of a text, counted once. A document may be one line of megabytes with
/// thousands of diagnostics.
#[derive(Debug)]
pub(crate) struct LineTable<'a> {
    bytes: &'a [u8],
    /// The first byte of each line.
    lines: Vec<usize>,
    /// The number of characters that begin before each block of the text.
    counted: Vec<usize>,
}

impl<'a> LineTable<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let mut sum = 0;
        let counted = bytes.chunks(BLOCK).map(|block| {
            let before = sum;
            sum += characters(block);
            before
        });
        Self {
            bytes,
            lines: line_starts(bytes),
            counted: counted.collect(),
        }
    }

    pub(crate) fn span(&self, bytes: Range<usize>) -> Span {
        let start = bytes.start.min(self.bytes.len());
        let line = self.lines.partition_point(|first| *first <= start).max(1);
        let line_start = self.lines.get(line - 1).copied().unwrap_or_default();
        Span {
            bytes: start..bytes.end.clamp(start, self.bytes.len()),
            line,
            column: self.column(line_start..start),
        }
    }

    /// Returns the column behind the bytes of a line, in characters from 1; a byte order mark is none.
    fn column(&self, before: Range<usize>) -> usize {
        let text = |range: Range<usize>| self.bytes.get(range).unwrap_or_default();
        let (first, last) = (before.start.div_ceil(BLOCK), before.end / BLOCK);
        let mark = usize::from(text(before.clone()).starts_with("\u{feff}".as_bytes()));
        let known = self.counted.get(last).zip(self.counted.get(first));
        let count = match known.filter(|_| last > first) {
            Some((to, from)) => {
                let head = characters(text(before.start..first * BLOCK));
                to - from + head + characters(text(last * BLOCK..before.end))
            }
            None => characters(text(before)),
        };
        count - mark + 1
    }
}

/// Counts the characters that begin in some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Lists where the lines of a text start; `\r\n` ends one line, and so does a lone `\r`.
fn line_starts(text: &[u8]) -> Vec<usize> {
    let ends = memchr2_iter(b'\n', b'\r', text).map(|at| at + 1);
    let ends =
        ends.filter(|end| text.get(end - 1) == Some(&b'\n') || text.get(*end) != Some(&b'\n'));
    std::iter::once(0).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::LineTable;

    #[test]
    fn columns_of_a_long_line_are_counted_in_characters() {
        let mark = "\u{feff}";
        let text = format!("{mark}{}\nä{}", "aä€𝄞".repeat(3000), "b€".repeat(5000));
        let lines = LineTable::new(text.as_bytes());
        let second = text.find('\n').expect("two lines") + 1;
        for (at, _) in text.char_indices().step_by(97) {
            let line = if at < second { 0 } else { second };
            let before = text.get(line..at).expect("whole characters");
            let expected = before.trim_start_matches(mark).chars().count() + 1;
            assert_eq!(lines.span(at..at).column, expected, "byte {at}");
        }
    }
}
