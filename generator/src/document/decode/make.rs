//! What the reader of YAML makes of what it reads: values, or the places where they stand.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::scalar::{self, Meaning};

/// Where something starts and ends, told by how much of the text is left there: who reads the rest
/// of a text knows that much.
#[derive(Clone, Copy, Debug)]
pub(in crate::document) struct Extent {
    pub(in crate::document) start: usize,
    pub(in crate::document) end: usize,
}

impl Extent {
    /// From the start of one rest of the text to that of another.
    pub(super) fn between(from: &str, behind: &str) -> Self {
        Self {
            start: from.len(),
            end: behind.len(),
        }
    }
}

/// What is made of a node. Whatever is not certain is `None`, and so is the whole text then.
pub(in crate::document) trait Make: Sized {
    type Items: Default;
    type Members: Default;

    /// A text in quotes or under a mark.
    fn text(text: Cow<'_, str>, extent: Extent) -> Self;

    /// A text without quotes, or what it means instead; an empty one where nothing is written.
    fn plain(text: &str, extent: Extent) -> Option<Self>;

    fn push(list: &mut Self::Items, item: Self);

    fn insert(
        map: &mut Self::Members,
        key: Cow<'_, str>,
        extent: Extent,
        value: Self,
    ) -> Option<()>;

    /// All items; `start` is what is left of the text where they begin.
    fn list(items: Self::Items, start: usize) -> Self;

    /// All members; `start` is what is left of the text where they begin.
    fn map(members: Self::Members, start: usize) -> Self;
}

impl Make for Value {
    type Items = Vec<Self>;
    type Members = Map<String, Self>;

    fn text(text: Cow<'_, str>, _: Extent) -> Self {
        Self::String(text.into_owned())
    }

    fn plain(text: &str, _: Extent) -> Option<Self> {
        Some(match scalar::meaning(text)? {
            Meaning::Text => Self::String(text.to_owned()),
            Meaning::Value(value) => value,
        })
    }

    fn push(list: &mut Self::Items, item: Self) {
        list.push(item);
    }

    fn insert(map: &mut Self::Members, key: Cow<'_, str>, _: Extent, value: Self) -> Option<()> {
        map.insert(key.into_owned(), value).is_none().then_some(())
    }

    fn list(items: Self::Items, _: usize) -> Self {
        Self::Array(items)
    }

    fn map(members: Self::Members, _: usize) -> Self {
        Self::Object(members)
    }
}
