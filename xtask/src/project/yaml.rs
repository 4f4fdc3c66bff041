//! YAML as Rill reads it: into JSON values, with the line of each place.
//!
//! It differs from other readers in three ways that reach the document (RILL.md, section 1): an unquoted date becomes
//! a timestamp, a key that is no text makes the block unreadable, and numbers pass through 64-bit floats.

use std::collections::BTreeMap;

use rill_codegen::pointer::Pointer;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Number, Value};

/// A file's value, and where its parts stand.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) value: Value,
    /// The first byte of each place, by its pointer.
    pub(super) starts: BTreeMap<Pointer, usize>,
    /// Objects with a key that is no text. JSON cannot hold them, and Rill refuses them.
    pub(super) odd_keys: Vec<Pointer>,
}

/// Why a text is no YAML, and at which byte.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) message: String,
    pub(super) at: usize,
}

/// Nesting that no API's file has; what is deeper is refused, so that reading ends.
const MAX_DEPTH: usize = 200;

/// How many values a file may come to, aliases written out.
const MAX_VALUES: usize = 200_000;

/// Reads one document.
pub(super) fn read(text: &str) -> Result<Read, Broken> {
    let mut events = Vec::new();
    for event in Parser::new_from_str(text) {
        match event {
            Ok(event) => events.push(event),
            Err(error) => {
                return Err(Broken {
                    message: error.to_string(),
                    at: byte(text, error.marker().line(), error.marker().col()),
                });
            }
        }
    }
    let mut reader = Reader {
        text,
        events: &events,
        anchors: BTreeMap::new(),
        made: 0,
        read: Read::default(),
    };
    let root = events.iter().position(|(event, _)| is_node(event));
    if let Some(root) = root {
        let (value, _) = reader.node(root, &Pointer::root(), 0)?;
        reader.read.value = value;
    }
    Ok(reader.read)
}

fn is_node(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) | Event::Alias(_)
    )
}

struct Reader<'a> {
    text: &'a str,
    events: &'a [(Event<'a>, Span)],
    anchors: BTreeMap<usize, usize>,
    made: usize,
    read: Read,
}

impl Reader<'_> {
    /// The value that starts at an event, and the event after it.
    fn node(&mut self, at: usize, place: &Pointer, depth: usize) -> Result<(Value, usize), Broken> {
        let Some((event, span)) = self.events.get(at) else {
            return Ok((Value::Null, at));
        };
        let start = byte(self.text, span.start.line(), span.start.col());
        self.made += 1;
        if depth > MAX_DEPTH || self.made > MAX_VALUES {
            return Err(Broken {
                message: "the file holds more than any API's file does".to_owned(),
                at: start,
            });
        }
        self.read.starts.entry(place.clone()).or_insert(start);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.anchors.insert(*anchor, at);
                let is_text = tag.as_ref().is_some_and(|tag| tag.suffix == "str");
                let value = if *style == ScalarStyle::Plain && !is_text {
                    plain(text)
                } else {
                    Value::String(text.to_string())
                };
                Ok((value, at + 1))
            }
            Event::SequenceStart(anchor, _) => {
                self.anchors.insert(*anchor, at);
                let mut list = Vec::new();
                let mut next = at + 1;
                while !matches!(self.events.get(next), None | Some((Event::SequenceEnd, _))) {
                    let (value, after) = self.node(next, &place.index(list.len()), depth + 1)?;
                    list.push(value);
                    next = after;
                }
                Ok((Value::Array(list), next + 1))
            }
            Event::MappingStart(anchor, _) => {
                self.anchors.insert(*anchor, at);
                self.mapping(at + 1, place, depth)
            }
            Event::Alias(anchor) => match self.anchors.get(anchor).copied() {
                // An anchor inside itself would never end; the depth stops it.
                Some(target) => Ok((self.node(target, place, depth + 1)?.0, at + 1)),
                None => Ok((Value::Null, at + 1)),
            },
            _ => Ok((Value::Null, at + 1)),
        }
    }

    fn mapping(
        &mut self,
        mut next: usize,
        place: &Pointer,
        depth: usize,
    ) -> Result<(Value, usize), Broken> {
        let mut map = Map::new();
        let mut merged = Map::new();
        while !matches!(self.events.get(next), None | Some((Event::MappingEnd, _))) {
            let is_merge = matches!(
                self.events.get(next),
                Some((Event::Scalar(text, ScalarStyle::Plain, ..), _)) if text == "<<"
            );
            let (key, after) = self.node(next, &place.push("\u{0}key"), depth + 1)?;
            let name = match key {
                Value::String(name) => name,
                other => {
                    self.read.odd_keys.push(place.clone());
                    other.to_string()
                }
            };
            let (value, after) = self.node(after, &place.push(&name), depth + 1)?;
            next = after;
            match value {
                Value::Object(more) if is_merge => merged.extend(more),
                Value::Array(list) if is_merge => {
                    for more in list.into_iter().rev() {
                        if let Value::Object(more) = more {
                            merged.extend(more);
                        }
                    }
                }
                value => {
                    map.insert(name, value);
                }
            }
        }
        for (name, value) in merged {
            map.entry(name).or_insert(value);
        }
        Ok((Value::Object(map), next + 1))
    }
}

/// A scalar without quotes, by YAML's core schema and Go's addition of timestamps.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    if let Some(number) = number(text) {
        return Value::Number(number);
    }
    match timestamp(text) {
        Some(timestamp) => Value::String(timestamp),
        None => Value::String(text.to_owned()),
    }
}

fn number(text: &str) -> Option<Number> {
    let bare = text.replace('_', "");
    let (sign, digits) = match bare.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, bare.strip_prefix('+').unwrap_or(&bare)),
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = digits.strip_prefix(prefix) {
            let whole = i64::from_str_radix(digits, radix).ok()?;
            return Some(Number::from(sign * whole));
        }
    }
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    let is_decimal = digits
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'));
    if !is_decimal {
        return None;
    }
    let plain = bare.strip_prefix('+').unwrap_or(&bare);
    if let Ok(whole) = plain.parse::<i64>() {
        return Some(Number::from(whole));
    }
    if let Ok(whole) = plain.parse::<u64>() {
        return Some(Number::from(whole));
    }
    Number::from_f64(plain.parse().ok()?)
}

/// What Go makes of an unquoted date or time: RFC 3339 in UTC where no offset stands.
fn timestamp(text: &str) -> Option<String> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) || text.len() < 8 {
        return None;
    }
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        return Some(format!("{date}T00:00:00Z"));
    }
    let (date, rest) = text.split_at_checked(10)?;
    date.parse::<jiff::civil::Date>().ok()?;
    let time = rest.trim_start_matches(['T', 't', ' ']);
    if time.len() == rest.len() {
        return None;
    }
    if let Ok(time) = time.parse::<jiff::civil::Time>() {
        return Some(format!("{date}T{time}Z"));
    }
    let whole = format!("{date}T{}", time.replace(' ', ""));
    whole.parse::<jiff::Timestamp>().ok()?;
    Some(whole)
}

/// The byte at a line (from 1) and a column (from 0, in characters).
fn byte(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or_default();
    start + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn scalars_are_read_as_rill_reads_them() {
        let text = "a: 2024-01-01\nb: '2024-01-01'\nc: 1\nd: 1.5\ne: yes\nf: true\ng: ~\nh: 0x10\n\
                    i: 2024-01-02 03:04:05\nj: 1e3\nk: -7\nl: 192.168.0.1\nm: 18446744073709551615\n";
        assert_eq!(
            read(text).unwrap().value,
            json!({
                "a": "2024-01-01T00:00:00Z", "b": "2024-01-01", "c": 1, "d": 1.5, "e": "yes", "f": true,
                "g": null, "h": 16, "i": "2024-01-02T03:04:05Z", "j": 1000.0, "k": -7, "l": "192.168.0.1",
                "m": 18_446_744_073_709_551_615_u64
            })
        );
    }

    #[test]
    fn aliases_and_merge_keys_are_written_out() {
        let text = "a: &x {p: 1, q: 2}\nb: *x\nc:\n  <<: *x\n  q: 3\n";
        assert_eq!(
            read(text).unwrap().value,
            json!({"a": {"p": 1, "q": 2}, "b": {"p": 1, "q": 2}, "c": {"p": 1, "q": 3}})
        );
    }

    #[test]
    fn an_alias_bomb_ends() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = vec![format!("*a{}", level - 1); 8].join(", ");
            text.push_str(
                &[
                    "a",
                    &level.to_string(),
                    ": &a",
                    &level.to_string(),
                    " [",
                    &before,
                    "]\n",
                ]
                .concat(),
            );
        }
        assert!(read(&text).is_err());
    }

    #[test]
    fn keys_that_are_no_text_are_known() {
        let read = read("p:\n  1: a\n  true: b\n").unwrap();
        assert_eq!(read.odd_keys.len(), 2);
        assert_eq!(read.odd_keys[0].as_str(), "/p");
    }
}
