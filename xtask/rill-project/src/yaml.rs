//! YAML as Rill reads it: into JSON values, with the line of each place.
//!
//! It differs from other readers in three ways that reach the document (RILL.md, section 1): an unquoted date becomes
//! a timestamp, a key that is no text makes the block unreadable, and numbers pass through 64-bit floats.

use std::collections::BTreeMap;
use std::io::Read as _;

use libyaml_safer::{EventData, Mark, Parser, ScalarStyle};
use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

mod scalar;

use scalar::{is_beyond_json, plain};

/// A file's value, and where its parts stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Read {
    pub(super) value: Value,
    /// The first byte of each place, by its pointer.
    pub(super) starts: BTreeMap<Pointer, usize>,
    /// Source text of scalars whose value is not a string, or another one: `007`, `yes`, `2024-01-01`.
    written: BTreeMap<Pointer, String>,
    /// Objects with a key that is no text, and numbers such as `.inf`. JSON cannot hold them, and Rill refuses them.
    pub(super) odd: Vec<Pointer>,
    /// Keys that stand twice in one object, which is an error in Rill's reader.
    pub(super) repeated: Vec<Pointer>,
}

impl Read {
    /// Returns the string at a place as Rill's reader decodes it: scalars as written, and `None` for a null.
    pub(super) fn text(&self, at: &Pointer) -> Option<String> {
        match at.find(&self.value)? {
            Value::String(text) => Some(self.written.get(at).unwrap_or(text).clone()),
            Value::Bool(_) | Value::Number(_) => self.written.get(at).cloned(),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// Returns `true` if something below a place, but not at it, cannot be JSON.
    pub(super) fn is_odd_below(&self, at: &Pointer) -> bool {
        self.odd.iter().any(|odd| odd != at && odd.starts_with(at))
    }

    /// Lays `over`, or what it holds at `at`, on top: structures key by key, everything else as a whole, as Rill's
    /// reader decodes one text after another into the same value. Nulls leave texts as they are.
    pub(super) fn lay(&mut self, over: &Self, at: &Pointer, same_file: bool) {
        self.lay_at(&Pointer::root(), over, at, same_file);
    }

    fn lay_at(&mut self, here: &Pointer, over: &Self, there: &Pointer, same_file: bool) {
        let Some(Value::Object(fresh)) = there.find(&over.value) else {
            return;
        };
        for (key, value) in fresh {
            let (to, from) = (here.push(key), there.push(key));
            let known = to.find(&self.value);
            if is_structure(&to) && value.is_object() && known.is_some_and(Value::is_object) {
                self.lay_at(&to, over, &from, same_file);
            } else if !value.is_null() || !known.is_some_and(Value::is_string) {
                self.replace(here, key, over, &from, same_file);
            }
        }
    }

    fn replace(&mut self, here: &Pointer, key: &str, over: &Self, from: &Pointer, same_file: bool) {
        let to = here.push(key);
        self.starts.retain(|place, _| !place.starts_with(&to));
        self.written.retain(|place, _| !place.starts_with(&to));
        self.odd.retain(|place| !place.starts_with(&to));
        let moved = |place: &Pointer| Some(to.join(&place.strip_prefix(from)?));
        if same_file {
            let places = over.starts.iter();
            self.starts
                .extend(places.filter_map(|(place, start)| Some((moved(place)?, *start))));
        }
        let written = over.written.iter();
        self.written
            .extend(written.filter_map(|(place, text)| Some((moved(place)?, text.clone()))));
        self.odd.extend(over.odd.iter().filter_map(moved));
        let value = from.find(&over.value).cloned();
        if let Some(Value::Object(map)) = here.find_mut(&mut self.value) {
            map.insert(key.to_owned(), value.unwrap_or_default());
        }
    }
}

/// Returns `true` if Rill's reader fills what stands here key by key.
fn is_structure(at: &Pointer) -> bool {
    matches!(
        at.as_str(),
        "/openapi"
            | "/openapi/request_schema"
            | "/openapi/response_schema"
            | "/security"
            | "/metrics"
            | "/args"
            | "/resource_status"
            | "/ai"
    )
}

/// Why a text is no YAML, and at which byte.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) message: String,
    pub(super) at: usize,
}

/// Nesting that no API's file has; what is deeper is refused, so that reading ends.
const MAX_DEPTH: usize = 200;

/// Highest number of values in a file, with aliases expanded.
const MAX_VALUES: usize = 200_000;

/// The most characters of a key that is not a text.
const LONGEST_KEY: usize = 200;

/// Reads one document.
pub(super) fn read(text: &str) -> Result<Read, Broken> {
    let mut parser = Parser::new();
    // A block scalar must end in a line break for the parser.
    parser.set_input(text.as_bytes().chain(&b"\n"[..]));
    let mut events = Vec::new();
    loop {
        let event = parser.parse().map_err(|error| Broken {
            message: error.to_string(),
            at: error.problem_mark().map_or(0, byte),
        })?;
        match event.data {
            // Of several documents the first one counts.
            EventData::DocumentEnd { .. } | EventData::StreamEnd => break,
            EventData::StreamStart { .. } | EventData::DocumentStart { .. } => {}
            data => events.push((data, byte(event.start_mark))),
        }
    }
    let mut reader = Reader {
        events: &events,
        anchors: BTreeMap::new(),
        made: 0,
        read: Read::default(),
    };
    (reader.read.value, _) = reader.node(0, &Pointer::root(), 0)?;
    Ok(reader.read)
}

struct Reader<'a> {
    /// The events of the nodes and the first byte of each.
    events: &'a [(EventData, usize)],
    /// The node of each anchor.
    anchors: BTreeMap<&'a str, usize>,
    made: usize,
    read: Read,
}

impl<'a> Reader<'a> {
    /// The value that starts at an event, and the event after it.
    fn node(&mut self, at: usize, place: &Pointer, depth: usize) -> Result<(Value, usize), Broken> {
        let Some((event, start)) = self.events.get(at) else {
            return Ok((Value::Null, at));
        };
        let start = *start;
        self.made += 1;
        if depth > MAX_DEPTH || self.made > MAX_VALUES {
            return Err(Broken {
                message: "the file holds more than any API's file does".to_owned(),
                at: start,
            });
        }
        self.read.starts.entry(place.clone()).or_insert(start);
        match event {
            EventData::Scalar {
                value,
                style,
                anchor,
                tag,
                ..
            } => {
                self.anchor(anchor.as_deref(), at);
                let is_text = tag.as_ref().is_some_and(|tag| tag.ends_with(":str"));
                let is_plain = *style == ScalarStyle::Plain && !is_text;
                Ok((self.scalar(value, is_plain, place), at + 1))
            }
            EventData::SequenceStart { anchor, .. } => {
                self.anchor(anchor.as_deref(), at);
                let mut list = Vec::new();
                let mut next = at + 1;
                while !self.is_end(next) {
                    let (value, after) = self.node(next, &place.index(list.len()), depth + 1)?;
                    list.push(value);
                    next = after;
                }
                Ok((Value::Array(list), next + 1))
            }
            EventData::MappingStart { anchor, .. } => {
                self.anchor(anchor.as_deref(), at);
                self.mapping(at + 1, place, depth)
            }
            EventData::Alias { anchor } => match self.anchors.get(anchor.as_str()).copied() {
                // An anchor inside itself would never end; the depth stops it.
                Some(target) => Ok((self.node(target, place, depth + 1)?.0, at + 1)),
                None => Ok((Value::Null, at + 1)),
            },
            _ => Ok((Value::Null, at + 1)),
        }
    }

    fn anchor(&mut self, name: Option<&'a str>, at: usize) {
        if let Some(name) = name {
            self.anchors.insert(name, at);
        }
    }

    /// Returns `true` if no node starts at an event.
    fn is_end(&self, at: usize) -> bool {
        let event = self.events.get(at).map(|(event, _)| event);
        matches!(
            event,
            None | Some(EventData::SequenceEnd | EventData::MappingEnd)
        )
    }

    fn scalar(&mut self, text: &str, is_plain: bool, place: &Pointer) -> Value {
        if !is_plain {
            return Value::String(text.to_owned());
        }
        let value = plain(text);
        if value.as_str() != Some(text) {
            self.read.written.insert(place.clone(), text.to_owned());
        }
        if is_beyond_json(text) {
            self.read.odd.push(place.clone());
        }
        value
    }

    fn mapping(
        &mut self,
        mut next: usize,
        place: &Pointer,
        depth: usize,
    ) -> Result<(Value, usize), Broken> {
        let mut map = Map::new();
        let mut merged = Map::new();
        while !self.is_end(next) {
            let is_merge = matches!(
                self.events.get(next),
                Some((EventData::Scalar { value, style: ScalarStyle::Plain, .. }, _)) if value == "<<"
            );
            let (name, after) = self.key(next, place, depth)?;
            let at = place.push(&name);
            if map.contains_key(&name) && !is_merge {
                self.read.repeated.push(at.clone());
            }
            let (value, after) = self.node(after, &at, depth + 1)?;
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

    /// A key as text, and the event after it. One that is no text makes its object odd.
    fn key(&mut self, at: usize, place: &Pointer, depth: usize) -> Result<(String, usize), Broken> {
        let here = place.push("\u{0}key");
        let (key, after) = self.node(at, &here, depth + 1)?;
        self.read.starts.remove(&here);
        let written = self.read.written.remove(&here);
        self.read.odd.retain(|odd| *odd != here);
        if written.is_some() || !key.is_string() {
            self.read.odd.push(place.clone());
        }
        let name = match (written, key) {
            (Some(text), _) | (None, Value::String(text)) => text,
            // A mapping in a key in a key has twice as many escapes each time.
            (None, other) => other.to_string().chars().take(LONGEST_KEY).collect(),
        };
        Ok((name, after))
    }
}

/// Returns the byte that a mark stands before.
fn byte(mark: Mark) -> usize {
    usize::try_from(mark.index).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use rill_codegen::pointer::Pointer;
    use serde_json::json;

    use super::read;

    #[test]
    fn where_a_text_is_wanted_it_is_as_written() {
        let read = read("a: 007\nb: 2024-01-01\nc: yes\nd: true\ne: ~\nf: [1]\ng: 1.50\n").unwrap();
        let text = |key: &str| read.text(&Pointer::root().push(key));
        let found: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(text).into();
        let shown = |text: &str| Some(text.to_owned());
        assert_eq!(
            found,
            [
                shown("007"),
                shown("2024-01-01"),
                shown("yes"),
                shown("true"),
                None,
                None,
                shown("1.50")
            ]
        );
    }

    #[test]
    fn structures_are_laid_over_key_by_key() {
        let mut below = read("sql: a\nopenapi: {summary: 1, parameters: [1, 2], request_schema: {a: 1, b: {c: 1}}}\n").unwrap();
        let over =
            read("p: {openapi: {parameters: [3], request_schema: {b: {d: 007}}}, sql: ~, x: 010}")
                .unwrap();
        below.lay(&over, &Pointer::root().push("p"), false);
        assert_eq!(
            below.value,
            json!({
                "sql": "a", "x": 8,
                "openapi": {"summary": 1, "parameters": [3], "request_schema": {"a": 1, "b": {"d": 7}}},
            })
        );
        assert_eq!(
            below.text(&Pointer::root().push("x")).as_deref(),
            Some("010")
        );
    }

    #[test]
    fn keys_that_stand_twice_and_second_documents() {
        let read = read("a: 1\nb: {c: 1, c: 2}\n---\n[\n").unwrap();
        assert_eq!(read.repeated.len(), 1);
        assert_eq!(read.repeated[0].as_str(), "/b/c");
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
    fn keys_in_keys_do_not_double() {
        let read = read(&format!("{}a: b\n", "? ".repeat(60))).unwrap();
        assert!(read.value.to_string().len() < 2_000);
    }

    #[test]
    fn keys_that_are_no_text_are_known() {
        let read = read("p:\n  1: a\n  true: b\nq: {2024-01-01: x, yes: y}\nr: [.inf]\n").unwrap();
        let odd: Vec<&str> = read.odd.iter().map(Pointer::as_str).collect();
        assert_eq!(odd, ["/p", "/p", "/q", "/r/0"]);
        assert!(read.is_odd_below(&Pointer::root()));
        assert!(!read.is_odd_below(&Pointer::root().push("p")));
    }
}
