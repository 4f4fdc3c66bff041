//! Finds places of a YAML text that can be read in one pass: the reader of values makes a tree of
//! places from it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::{Step, first_line};
use crate::document::decode::block;
use crate::document::decode::make::{Extent, Make};
use crate::document::decode::scalar;
use crate::pointer::Pointer;

/// Where a node of a text stands.
pub(super) enum Place {
    Scalar(Extent),
    /// What is left of the text at the start, and the items.
    List(usize, Vec<Place>),
    /// The same, and the members with their keys.
    Map(usize, Vec<(Extent, Place)>),
}

impl Make for Place {
    type Items = Vec<Self>;
    type Members = Vec<(Extent, Self)>;

    fn text(_: Cow<'_, str>, extent: Extent) -> Self {
        Self::Scalar(extent)
    }

    fn plain(_: &str, extent: Extent) -> Option<Self> {
        Some(Self::Scalar(extent))
    }

    fn push(list: &mut Self::Items, item: Self) {
        list.push(item);
    }

    /// A key that stands twice is no matter here: the last is the one kept.
    fn insert(map: &mut Self::Members, _: Cow<'_, str>, extent: Extent, value: Self) -> Option<()> {
        map.push((extent, value));
        Some(())
    }

    fn list(items: Self::Items, start: usize) -> Self {
        Self::List(start, items)
    }

    fn map(members: Self::Members, start: usize) -> Self {
        Self::Map(start, members)
    }
}

/// The places of a text.
pub(super) struct Tree<'a> {
    text: &'a str,
    root: Place,
    /// The keys of each mapping on the way to a place asked for, by its start.
    known: BTreeMap<usize, Names<'a>>,
}

type Names<'a> = BTreeMap<Cow<'a, str>, usize>;

impl<'a> Tree<'a> {
    /// `None` where the text is not read in one pass.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        Some(Self {
            text,
            root: block::read(text)?,
            known: BTreeMap::new(),
        })
    }

    /// The bytes of the place, or of the nearest place around it, and what the steps to it are.
    pub(super) fn find(&mut self, pointer: &Pointer) -> (Range<usize>, Vec<Step>) {
        let (mut key, mut value) = (None, &self.root);
        let mut steps = Vec::new();
        for segment in pointer.segments() {
            let (next, step) = match value {
                Place::Map(start, members) => {
                    let names = || names(self.text, members);
                    let names = self.known.entry(*start).or_insert_with(names);
                    let at = names.get(segment.as_ref());
                    let member = at.and_then(|at| members.get(*at));
                    (member.map(|(key, value)| (Some(*key), value)), Step::Key)
                }
                Place::List(_, items) => {
                    let at = segment.parse::<usize>().ok();
                    let item = at.and_then(|at| items.get(at));
                    (item.map(|item| (None, item)), Step::Index)
                }
                Place::Scalar(_) => break,
            };
            let Some(next) = next else { break };
            steps.push(step);
            (key, value) = next;
        }
        (first_line(self.text, shown(self.text, key, value)), steps)
    }
}

fn shown(text: &str, key: Option<Extent>, value: &Place) -> Range<usize> {
    let extent = match (value, key) {
        (Place::Scalar(extent), _) => *extent,
        (_, Some(extent)) => extent,
        (Place::List(start, _) | Place::Map(start, _), None) => Extent {
            start: *start,
            end: *start,
        },
    };
    bytes(text, extent)
}

fn bytes(text: &str, extent: Extent) -> Range<usize> {
    text.len() - extent.start..text.len() - extent.end
}

/// Of two equal keys the last, as it is the one kept.
fn names<'a>(text: &'a str, members: &[(Extent, Place)]) -> Names<'a> {
    let written = members
        .iter()
        .map(|(key, _)| text.get(bytes(text, *key)).unwrap_or_default());
    let names = written.map(|written| scalar::key(written).unwrap_or(Cow::Borrowed(written)));
    names.enumerate().map(|(at, name)| (name, at)).collect()
}
