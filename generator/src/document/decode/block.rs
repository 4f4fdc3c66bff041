//! The YAML that documents are written in, read in one pass: block style, without what points
//! elsewhere.
//!
//! Nothing is read here that `serde_yaml` would read otherwise, or refuse. Whatever is not certain
//! is left to it: anchors, aliases, tags and merge keys, keys that are no texts or stand twice,
//! directives and further documents, tabs, line breaks of YAML 1.1, and every error.

use std::borrow::Cow;

use memchr::{memchr, memchr3_iter};

use super::make::{Extent, Make};
use super::scalar::{self, is_blank};

/// How deep values are read; documents nest about 20 levels.
pub(super) const MOST_LEVELS: usize = 100;

/// Longer keys are not keys to every reader.
pub(super) const LONGEST_KEY: usize = 500;

/// What is made of a text, if that is certain.
pub(in crate::document) fn read<M: Make>(text: &str) -> Option<M> {
    if !is_read_alike(text) {
        return None;
    }
    let mut reader = Reader {
        text,
        at: 0,
        end: 0,
        column: None,
    };
    let start = text.strip_prefix("---\n").unwrap_or(text);
    reader.next_line(text.len() - start.len())?;
    let column = reader.column?;
    reader.key()?;
    let value = reader.mapping(column, 0)?;
    reader.column.is_none().then_some(value)
}

/// Whether all versions of YAML see the same characters and lines. Tabs are looked at where they
/// stand.
fn is_read_alike(text: &str) -> bool {
    let is_control = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == 0x7f;
    // Without a way out, so that many bytes are compared at once.
    let has_control = text.bytes().fold(false, |has, byte| has | is_control(byte));
    let is_odd = |letter: char| {
        matches!(
            letter,
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
    };
    // What each of them begins with.
    let mut starts = memchr3_iter(0xc2, 0xe2, 0xef, text.as_bytes());
    let is_odd_at = |at| text.get(at..).is_some_and(|rest| rest.starts_with(is_odd));
    !has_control && !starts.any(is_odd_at)
}

/// A text, and how far it is read.
struct Reader<'a> {
    text: &'a str,
    /// Where the next token stands.
    at: usize,
    /// Where its line ends.
    end: usize,
    /// The column of the next token; `None` at the end.
    column: Option<usize>,
}

impl<'a> Reader<'a> {
    fn rest(&self, from: usize) -> &'a str {
        self.text.get(from..).unwrap_or_default()
    }

    /// What a line has from there on.
    fn line(&self, from: usize) -> &'a str {
        let rest = self.rest(from);
        let end = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    }

    /// What the line has from the next token on.
    fn here(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// How much of the text is left there.
    fn left(&self, at: usize) -> usize {
        self.text.len().saturating_sub(at)
    }

    fn extent(&self, start: usize, end: usize) -> Extent {
        Extent {
            start: self.left(start),
            end: self.left(end),
        }
    }

    /// Goes to the next token at or after the start of a line.
    fn next_line(&mut self, mut from: usize) -> Option<()> {
        loop {
            let rest = self.rest(from);
            let spaces = spaces(rest);
            self.at = from + spaces;
            match rest.as_bytes().get(spaces) {
                None => {
                    self.column = None;
                    return Some(());
                }
                Some(b'\n') => from = self.at + 1,
                Some(b'#') => from = self.at + self.line(self.at).len() + 1,
                Some(b'\t') => return None,
                Some(_) => {
                    self.end = self.at + self.line(self.at).len();
                    self.column = Some(spaces);
                    return (spaces > 0 || !scalar::starts_with_marker(rest)).then_some(());
                }
            }
        }
    }

    /// Goes on where nothing but a comment may follow on the line.
    fn end_line(&mut self, at: usize) -> Option<()> {
        let line = self.line(at);
        let behind = line.trim_start_matches(' ');
        let is_comment = behind.starts_with('#') && behind.len() < line.len();
        if !behind.is_empty() && !is_comment {
            return None;
        }
        self.next_line(at + line.len() + 1)
    }

    /// A value that begins with the next token and belongs to what stands in the column `parent`.
    fn node<M: Make>(&mut self, parent: usize, depth: usize) -> Option<M> {
        let column = self.column.filter(|_| depth < MOST_LEVELS)?;
        if self.is_item() {
            self.sequence(column, depth)
        } else if self.key().is_some() {
            self.mapping(column, depth)
        } else {
            self.value(parent, depth)
        }
    }

    /// Whether the next token is the dash of an item.
    fn is_item(&self) -> bool {
        let rest = self.rest(self.at).strip_prefix('-');
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n']))
    }

    fn sequence<M: Make>(&mut self, column: usize, depth: usize) -> Option<M> {
        let mut items = M::Items::default();
        let start = self.left(self.at);
        while self.column == Some(column) && self.is_item() {
            let mark = self.at;
            let spaces = spaces(self.rest(mark + 1)) + 1;
            self.at += spaces;
            self.column = Some(column + spaces);
            let item = if is_blank(self.here()) {
                self.below(column, mark, depth)?
            } else {
                self.node(column, depth + 1)?
            };
            M::push(&mut items, item);
        }
        Some(M::list(items, start))
    }

    fn mapping<M: Make>(&mut self, column: usize, depth: usize) -> Option<M> {
        let mut map = M::Members::default();
        let start = self.left(self.at);
        while self.column == Some(column) && !self.is_item() {
            let (key, mark) = self.key()?;
            let extent = self.extent(self.at, mark);
            self.at = mark + 1 + spaces(self.rest(mark + 1));
            let value = if is_blank(self.here()) {
                self.below(column, mark, depth)?
            } else {
                self.value(column, depth)?
            };
            M::insert(&mut map, key, extent, value)?;
        }
        // What stands further in, or begins items beside keys, belongs to nothing.
        let is_over = self.column.is_none_or(|next| next < column);
        is_over.then_some(M::map(map, start))
    }

    /// The value behind a colon or dash that has none on its own line. The items of a key's list may
    /// stand in the key's column.
    fn below<M: Make>(&mut self, column: usize, mark: usize, depth: usize) -> Option<M> {
        let of_key = self.rest(mark).starts_with(':');
        self.next_line(self.end + 1)?;
        match self.column {
            Some(next) if next > column => self.node(column, depth + 1),
            Some(next) if next == column && of_key && self.is_item() => {
                self.sequence(column, depth + 1)
            }
            _ => M::plain("", self.extent(mark, mark)),
        }
    }

    /// The key that the next token is, and where its colon stands.
    fn key(&self) -> Option<(Cow<'a, str>, usize)> {
        let line = self.here();
        let (key, length) = if line.starts_with(['"', '\'']) {
            scalar::quoted(line)?
        } else {
            scalar::plain_key(line)?
        };
        let behind = line.get(length..)?.strip_prefix(':')?;
        let is_key = behind.is_empty() || behind.starts_with(' ');
        let is_sure = is_key && key != "<<" && length <= LONGEST_KEY;
        is_sure.then_some((key, self.at + length))
    }

    /// A value that is neither a block mapping nor a block sequence.
    fn value<M: Make>(&mut self, parent: usize, depth: usize) -> Option<M> {
        let rest = self.rest(self.at);
        match rest.bytes().next()? {
            b'|' | b'>' => self.block_scalar(parent),
            b'"' | b'\'' => {
                let (text, length) = scalar::quoted(rest)?;
                let extent = self.extent(self.at, self.at + length);
                self.end_line(self.at + length)?;
                Some(M::text(text, extent))
            }
            b'[' | b'{' => {
                let (value, behind) = super::flow::value(rest, depth)?;
                self.end_line(self.text.len() - behind.len())?;
                Some(value)
            }
            _ => self.plain(parent),
        }
    }

    /// A text without quotes, with all lines further in than what it belongs to.
    fn plain<M: Make>(&mut self, parent: usize) -> Option<M> {
        let start = self.at;
        let line = self.here();
        if !scalar::starts_plain(line) {
            return None;
        }
        let (part, mut is_open) = scalar::plain_part(line)?;
        let (mut end, mut behind) = (self.end + 1, start + part.len());
        let mut whole = None;
        let (mut next, mut breaks) = (end, 0);
        while is_open && next < self.text.len() {
            let line = self.line(next);
            let words = line.trim_start_matches(' ');
            next += line.len() + 1;
            if words.is_empty() {
                breaks += 1;
                continue;
            }
            if line.len() - words.len() <= parent || words.starts_with('#') {
                break;
            }
            let text: &mut String = whole.get_or_insert_with(|| part.to_owned());
            scalar::push_fold(text, breaks);
            let (part, is_more) = scalar::plain_part(words)?;
            text.push_str(part);
            (end, behind) = (next, next - 1);
            (breaks, is_open) = (0, is_more);
        }
        self.next_line(end)?;
        let extent = self.extent(start, behind);
        M::plain(whole.as_deref().unwrap_or(part), extent)
    }

    /// A text under `|` or `>` (YAML 1.2.2, section 8.1).
    fn block_scalar<M: Make>(&mut self, parent: usize) -> Option<M> {
        let header = self.here();
        let is_folded = header.starts_with('>');
        let marks = header.split(' ').next()?.get(1..)?;
        let (mut chomping, mut given) = (None, None);
        for mark in marks.chars() {
            match mark {
                '+' | '-' if chomping.is_none() => chomping = Some(mark),
                '1'..='9' if given.is_none() => given = mark.to_digit(10),
                _ => return None,
            }
        }
        if !is_blank(header.get(1 + marks.len()..)?) {
            return None;
        }
        let given = given.map(|more| parent + more as usize);
        let mut gap = self.gap(self.end + 1, given)?;
        let indent = given.unwrap_or(gap.widest.max(parent + 1));
        let (mut text, mut has_break, mut was_indented) = (String::new(), false, false);
        let length = self.text.len();
        let is_inside = |gap: &Gap| gap.column == indent && gap.end < length;
        // The text stands where its first words do; without any only its mark can be shown.
        let start = if is_inside(&gap) { gap.end } else { self.at };
        while is_inside(&gap) {
            let line = self.line(gap.end);
            let is_indented = line.starts_with([' ', '\t']);
            if has_break && is_folded && !was_indented && !is_indented {
                scalar::push_fold(&mut text, gap.breaks);
            } else {
                let breaks = gap.breaks + usize::from(has_break);
                text.extend(std::iter::repeat_n('\n', breaks));
            }
            text.push_str(line);
            was_indented = is_indented;
            let end = gap.end + line.len();
            has_break = end < self.text.len();
            gap = self.gap(end + 1, Some(indent))?;
        }
        let breaks = match chomping {
            Some('-') => 0,
            Some(_) => usize::from(has_break) + gap.breaks,
            None => usize::from(has_break),
        };
        text.extend(std::iter::repeat_n('\n', breaks));
        self.next_line(gap.line)?;
        Some(M::text(Cow::Owned(text), self.extent(start, gap.line)))
    }

    /// The empty lines from the start of a line on, and the indentation of the line behind them.
    fn gap(&self, start: usize, indent: Option<usize>) -> Option<Gap> {
        let mut gap = Gap {
            line: start,
            ..Gap::default()
        };
        loop {
            let rest = self.rest(gap.line);
            let spaces = spaces(rest);
            gap.column = indent.map_or(spaces, |indent| spaces.min(indent));
            gap.widest = gap.widest.max(gap.column);
            gap.end = gap.line + gap.column;
            match rest.as_bytes().get(gap.column) {
                Some(b'\n') => {
                    gap.breaks += 1;
                    gap.line = gap.end + 1;
                }
                Some(b'\t') if indent.is_none_or(|indent| gap.column < indent) => return None,
                _ => return Some(gap),
            }
        }
    }
}

/// What stands between two lines of a block scalar.
#[derive(Default)]
struct Gap {
    /// How many lines are empty.
    breaks: usize,
    /// Where the line behind them starts, and where its indentation ends.
    line: usize,
    end: usize,
    /// The column where its indentation ends.
    column: usize,
    /// The widest indentation of all these lines.
    widest: usize,
}

fn spaces(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b' ').count()
}
