//! Follows pointers through the events of a YAML text, aliases and merge keys included.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::{Step, first_line};
use crate::document::decode::scalar;
use crate::pointer::Pointer;

/// Merge keys may lead through other merge keys; a text that nests them deeper leads in circles.
const MAX_MERGES: usize = 16;

impl Events<'_> {
    /// The bytes of the place, or of the nearest place around it, and what the steps to it are.
    pub(super) fn find(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<Step>)> {
        let mut here = Found {
            key: None,
            value: self.root()?,
        };
        let mut steps = Vec::new();
        for segment in pointer.segments() {
            let (next, step) = match self.list.get(here.value).map(|(event, _)| event) {
                Some(Event::MappingStart(..)) => {
                    (self.member(here.value, &segment, MAX_MERGES), Step::Key)
                }
                Some(Event::SequenceStart(..)) => {
                    let index = segment.parse().ok();
                    (
                        index.and_then(|index| self.element(here.value, index)),
                        Step::Index,
                    )
                }
                _ => (None, Step::Key),
            };
            let Some(next) = next else { break };
            steps.push(step);
            here = next;
        }
        let value = self.resolve(here.value);
        let is_scalar = matches!(self.list.get(value), Some((Event::Scalar(..), _)));
        let shown = if is_scalar {
            here.value
        } else {
            here.key.unwrap_or(here.value)
        };
        let (_, span) = self.list.get(shown)?;
        Some((self.bytes(span), steps))
    }

    /// The marker's own index is not used: it counts characters, and lines are quicker to find.
    fn bytes(&self, span: &Span) -> Range<usize> {
        first_line(self.text, self.offset(&span.start)..self.offset(&span.end))
    }

    fn offset(&self, marker: &Marker) -> usize {
        let last = self.lines.last().copied().unwrap_or_default();
        let line = marker.line().saturating_sub(1);
        let start = self.lines.get(line).copied().unwrap_or(last);
        let line = self.text.get(start..).unwrap_or_default().chars();
        let line = line.take_while(|character| *character != '\n');
        start + line.take(marker.col()).map(char::len_utf8).sum::<usize>()
    }
}

#[derive(Clone, Copy)]
struct Found {
    key: Option<usize>,
    value: usize,
}

/// The events of a text, and what is known of its mappings so far.
pub(super) struct Events<'a> {
    text: &'a str,
    /// Where each line starts.
    lines: Vec<usize>,
    list: Vec<(Event<'a>, Span)>,
    /// For each event the first one behind the node that starts there.
    ends: Vec<usize>,
    /// Where the node of an anchor starts.
    anchors: BTreeMap<usize, usize>,
    /// The mappings on the way to a place asked for, by their start.
    mappings: BTreeMap<usize, Mapping>,
}

struct Mapping {
    members: BTreeMap<String, Found>,
    base: Option<usize>,
}

impl<'a> Events<'a> {
    /// The events up to the first error.
    pub(super) fn read(text: &'a str) -> Self {
        let mut list = Vec::new();
        let mut anchors = BTreeMap::new();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            if let Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _) = &event
                && *anchor > 0
            {
                anchors.insert(*anchor, list.len());
            }
            list.push((event, span));
        }
        let newlines = text.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            text,
            lines: std::iter::once(0).chain(newlines).collect(),
            ends: ends(&list),
            list,
            anchors,
            mappings: BTreeMap::new(),
        }
    }

    fn root(&self) -> Option<usize> {
        self.list.iter().position(|(event, _)| {
            matches!(
                event,
                Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..)
            )
        })
    }

    /// Where an alias leads; the node itself for anything else.
    fn resolve(&self, at: usize) -> usize {
        match self.list.get(at) {
            Some((Event::Alias(anchor), _)) => self.anchors.get(anchor).copied().unwrap_or(at),
            _ => at,
        }
    }

    /// The first event behind the node that starts at `at`.
    fn after(&self, at: usize) -> usize {
        self.ends.get(at).copied().unwrap_or(self.list.len())
    }

    fn is_end(&self, at: usize) -> bool {
        !matches!(
            self.list.get(at),
            Some((
                Event::Scalar(..)
                    | Event::Alias(_)
                    | Event::SequenceStart(..)
                    | Event::MappingStart(..),
                _
            ))
        )
    }

    /// The value of a key, else of the same key in what is merged into the mapping.
    fn member(&mut self, mapping: usize, wanted: &str, merges: usize) -> Option<Found> {
        let known = match self.mappings.remove(&mapping) {
            Some(known) => known,
            None => self.mapping(mapping),
        };
        let (found, base) = (known.members.get(wanted).copied(), known.base);
        self.mappings.insert(mapping, known);
        found.or_else(|| self.merged_member(base?, wanted, merges.checked_sub(1)?))
    }

    fn mapping(&self, start: usize) -> Mapping {
        let mut known = Mapping {
            members: BTreeMap::new(),
            base: None,
        };
        let mut key = start + 1;
        while !self.is_end(key) {
            let value = self.after(key);
            if let Some((Event::Scalar(name, style, ..), _)) = self.list.get(self.resolve(key)) {
                let found = Found {
                    key: Some(key),
                    value: self.resolve(value),
                };
                if name == "<<" {
                    known.base = Some(found.value);
                }
                let is_plain = *style == ScalarStyle::Plain;
                let read = is_plain.then(|| scalar::key_text(name)).flatten();
                let name = read.unwrap_or(Cow::Borrowed(name));
                known.members.insert(name.into_owned(), found);
            }
            key = self.after(value);
        }
        known
    }

    fn merged_member(&mut self, base: usize, wanted: &str, merges: usize) -> Option<Found> {
        match self.list.get(base)?.0 {
            Event::MappingStart(..) => self.member(base, wanted, merges),
            Event::SequenceStart(..) => {
                let mut index = 0;
                while let Some(one) = self.element(base, index) {
                    let found = self.merged_member(one.value, wanted, merges.checked_sub(1)?);
                    if found.is_some() {
                        return found;
                    }
                    index += 1;
                }
                None
            }
            _ => None,
        }
    }

    fn element(&self, sequence: usize, wanted: usize) -> Option<Found> {
        let mut at = sequence + 1;
        for _ in 0..wanted {
            if self.is_end(at) {
                return None;
            }
            at = self.after(at);
        }
        (!self.is_end(at)).then(|| Found {
            key: None,
            value: self.resolve(at),
        })
    }
}

/// For each event the first one behind the node that starts there.
fn ends(list: &[(Event<'_>, Span)]) -> Vec<usize> {
    let mut ends: Vec<usize> = (1..=list.len()).collect();
    let mut open = Vec::new();
    for (index, (event, _)) in list.iter().enumerate() {
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => open.push(index),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(end) = open.pop().and_then(|start| ends.get_mut(start)) {
                    *end = index + 1;
                }
            }
            _ => {}
        }
    }
    // A text that breaks off leaves them open to its end.
    for start in open {
        if let Some(end) = ends.get_mut(start) {
            *end = list.len();
        }
    }
    ends
}
