//! Places of a JSON text. Nothing but the objects and lists on the way to a place is listed, each once.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::SpanStep;
use crate::pointer::Pointer;

/// The containers that were listed so far, each by its first byte.
pub(crate) struct JsonSpans<'a> {
    text: &'a str,
    known: BTreeMap<usize, Container<'a>>,
}

/// A member with its key, or an element of a list.
#[derive(Clone, Copy)]
struct JsonEntry<'a> {
    key: Option<&'a str>,
    value: &'a str,
}

enum Container<'a> {
    Object(BTreeMap<String, JsonEntry<'a>>),
    List(Vec<JsonEntry<'a>>),
    None,
}

impl<'a> JsonSpans<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            known: BTreeMap::new(),
        }
    }

    /// Returns the bytes of a place, or of the nearest place around it, and the steps to it.
    pub(super) fn find(&mut self, pointer: &Pointer) -> (Range<usize>, Vec<SpanStep>) {
        let mut here = JsonEntry {
            key: None,
            value: self.text.trim_ascii(),
        };
        let mut steps = Vec::new();
        for segment in pointer.segments() {
            let start = self.start(here.value);
            let container = self.known.entry(start);
            let (next, step) = match container.or_insert_with(|| Container::of(here.value)) {
                Container::Object(members) => (members.get(segment.as_ref()), SpanStep::Key),
                Container::List(elements) => {
                    let element = segment.parse().ok().and_then(|at: usize| elements.get(at));
                    (element, SpanStep::Index)
                }
                Container::None => break,
            };
            let Some(next) = next else { break };
            steps.push(step);
            here = *next;
        }
        let is_container = here.value.starts_with(['{', '[']);
        let shown = match here.key {
            Some(key) if is_container => key,
            _ if is_container => here.value.get(..1).unwrap_or_default(),
            _ => here.value,
        };
        let start = self.start(shown);
        (start..start + shown.len(), steps)
    }

    /// Returns the first byte of a part of the text.
    fn start(&self, part: &str) -> usize {
        part.as_ptr()
            .addr()
            .saturating_sub(self.text.as_ptr().addr())
    }
}

impl<'a> Container<'a> {
    /// Lists a container; what is neither an object nor a list has no members.
    fn of(text: &'a str) -> Self {
        if !text.starts_with(['{', '[']) {
            return Self::None;
        }
        serde_json::from_str(text).unwrap_or(Self::None)
    }
}

impl<'de> Deserialize<'de> for Container<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContainerVisitor)
    }
}

struct ContainerVisitor;

impl<'de> Visitor<'de> for ContainerVisitor {
    type Value = Container<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(value) = items.next_element::<&RawValue>()? {
            let value = value.get();
            elements.push(JsonEntry { key: None, value });
        }
        Ok(Container::List(elements))
    }

    /// Of two equal keys the last counts.
    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((key, value)) = items.next_entry::<&RawValue, &RawValue>()? {
            let (key, value) = (key.get(), value.get());
            let name = serde_json::from_str(key).unwrap_or_default();
            let key = Some(key);
            members.insert(name, JsonEntry { key, value });
        }
        Ok(Container::Object(members))
    }
}
