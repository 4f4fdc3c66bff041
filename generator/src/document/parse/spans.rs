//! The spans of a text's values, found by pointer.

use std::ops::Range;

use super::{Format, SpanStep, json, yaml};
use crate::pointer::Pointer;

/// The values of a text with their spans.
pub(crate) enum SpanTree<'a> {
    Json(json::JsonSpans<'a>),
    Yaml(yaml::YamlSpans<'a>),
}

impl<'a> SpanTree<'a> {
    /// Takes a text without a byte order mark.
    pub(crate) fn new(text: &'a str) -> Self {
        match Format::of(text) {
            Format::Json => Self::Json(json::JsonSpans::new(text)),
            Format::Yaml => Self::Yaml(yaml::YamlSpans::parse(text)),
        }
    }

    /// Returns the bytes of a place, or of the nearest place around it, and the steps to it.
    pub(crate) fn find(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<SpanStep>)> {
        match self {
            Self::Json(spans) => Some(spans.find(pointer)),
            Self::Yaml(spans) => spans.find(pointer),
        }
    }
}
