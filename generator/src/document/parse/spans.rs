//! The spans of a text's values, found by pointer.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::{Format, SpanStep, json, lenient, yaml};
use crate::pointer::Pointer;

/// The values of a text with their spans.
pub(crate) enum SpanTree<'a> {
    Json(json::JsonSpans<'a>),
    Yaml(yaml::YamlSpans<'a>),
}

impl<'a> SpanTree<'a> {
    /// Takes a text without a byte order mark.
    pub(crate) fn new(text: &'a str) -> Self {
        let format = Format::of(text);
        if format == Format::Json && serde_json::from_str::<IgnoredAny>(text).is_ok() {
            return Self::Json(json::JsonSpans::new(text));
        }
        // JSON with something in it that does not belong there is YAML without it.
        let mut faults = lenient::faults(text, format);
        if format == Format::Yaml && faults.is_empty() {
            return Self::Yaml(yaml::YamlSpans::parse(text, text));
        }
        let blanked = lenient::blanked(text, &faults);
        faults = lenient::faults(&blanked, Format::Yaml);
        Self::Yaml(yaml::YamlSpans::parse(
            text,
            &lenient::blanked(&blanked, &faults),
        ))
    }

    /// Returns the bytes of a place, or of the nearest place around it, and the steps to it.
    pub(crate) fn find(&mut self, pointer: &Pointer) -> Option<(Range<usize>, Vec<SpanStep>)> {
        match self {
            Self::Json(spans) => Some(spans.find(pointer)),
            Self::Yaml(spans) => spans.find(pointer),
        }
    }
}
