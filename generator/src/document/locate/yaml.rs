//! Follows one pointer through the events of a YAML text, aliases and merge keys included.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, Span};

use crate::pointer::Pointer;

/// Merge keys may lead through other merge keys; a text that nests them deeper leads in circles.
const MAX_MERGES: usize = 16;

/// The bytes of the place, or of the nearest place around it.
pub(super) fn find(text: &str, pointer: &Pointer) -> Option<Range<usize>> {
    let events = Events::read(text);
    let mut here = Found {
        key: None,
        value: events.root()?,
    };
    for segment in pointer.segments() {
        let next = match events.list.get(here.value).map(|(event, _)| event) {
            Some(Event::MappingStart(..)) => events.member(here.value, &segment, MAX_MERGES),
            Some(Event::SequenceStart(..)) => segment
                .parse()
                .ok()
                .and_then(|index| events.element(here.value, index)),
            _ => None,
        };
        let Some(next) = next else { break };
        here = next;
    }
    let value = events.resolve(here.value);
    let is_scalar = matches!(events.list.get(value), Some((Event::Scalar(..), _)));
    let shown = if is_scalar {
        here.value
    } else {
        here.key.unwrap_or(here.value)
    };
    let (_, span) = events.list.get(shown)?;
    Some(bytes(text, span))
}

/// The marker's own index is not used: it counts characters, and lines are quicker to find.
fn bytes(text: &str, span: &Span) -> Range<usize> {
    let start = offset(text, &span.start);
    let rest = &text[start..];
    let line_end = start + rest.find(['\n', '\r']).unwrap_or(rest.len());
    let end = offset(text, &span.end).clamp(start, line_end);
    if end == start {
        // Collections have an empty span at their start; one character is shown.
        let width = rest.chars().next().map_or(0, char::len_utf8);
        return start..(start + width).min(line_end);
    }
    start..end
}

fn offset(text: &str, marker: &Marker) -> usize {
    let mut start = 0;
    for _ in 1..marker.line() {
        let Some(length) = text[start..].find('\n') else {
            break;
        };
        start += length + 1;
    }
    let line = text[start..]
        .chars()
        .take_while(|character| *character != '\n');
    start + line.take(marker.col()).map(char::len_utf8).sum::<usize>()
}

struct Found {
    key: Option<usize>,
    value: usize,
}

struct Events<'a> {
    list: Vec<(Event<'a>, Span)>,
    /// Where the node of an anchor starts.
    anchors: BTreeMap<usize, usize>,
}

impl<'a> Events<'a> {
    /// The events up to the first error.
    fn read(text: &'a str) -> Self {
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
        Self { list, anchors }
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
        let mut depth = 0_usize;
        for (index, (event, _)) in self.list.iter().enumerate().skip(at) {
            match event {
                Event::SequenceStart(..) | Event::MappingStart(..) => depth += 1,
                Event::SequenceEnd | Event::MappingEnd => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return index + 1;
            }
        }
        self.list.len()
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
    fn member(&self, mapping: usize, wanted: &str, merges: usize) -> Option<Found> {
        let mut base = None;
        let mut found = None;
        let mut key = mapping + 1;
        while !self.is_end(key) {
            let value = self.after(key);
            if let Some((Event::Scalar(name, ..), _)) = self.list.get(self.resolve(key)) {
                if name == wanted {
                    found = Some(Found {
                        key: Some(key),
                        value: self.resolve(value),
                    });
                } else if name == "<<" {
                    base = Some(self.resolve(value));
                }
            }
            key = self.after(value);
        }
        found.or_else(|| self.merged_member(base?, wanted, merges.checked_sub(1)?))
    }

    fn merged_member(&self, base: usize, wanted: &str, merges: usize) -> Option<Found> {
        match self.list.get(base)?.0 {
            Event::MappingStart(..) => self.member(base, wanted, merges),
            Event::SequenceStart(..) => (0..)
                .map_while(|index| self.element(base, index))
                .find_map(|one| self.merged_member(one.value, wanted, merges.checked_sub(1)?)),
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
