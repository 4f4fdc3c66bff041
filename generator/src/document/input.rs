//! The input: a document, its overlays, and the files it refers to.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// A text as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name in messages: the path or address the user gave.
    pub name: String,
    /// Its bytes, JSON or YAML.
    pub bytes: Vec<u8>,
}

/// A document with its overlays and the files it refers to.
///
/// A document alone is one too: whatever takes an input takes a `&Source`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    /// The document.
    pub document: Source,
    /// Files of the Overlay Specification 1.0 to 1.2, applied in this order.
    pub overlays: Vec<Source>,
    /// The files that the document refers to, by address as [`super::missing`] lists them.
    pub others: BTreeMap<String, Source>,
    /// The reasons why addresses are not among the others. An address in neither is reported to
    /// be outside the document.
    pub refused: BTreeMap<String, String>,
}

impl Input {
    /// Returns the file that a place of a diagnostic stands in.
    pub(crate) fn source(&self, file: Option<&str>) -> &Source {
        let Some(file) = file else {
            return &self.document;
        };
        let overlay = || self.overlays.iter().find(|overlay| overlay.name == file);
        self.others
            .get(file)
            .or_else(overlay)
            .unwrap_or(&self.document)
    }
}

impl From<Source> for Input {
    fn from(document: Source) -> Self {
        Self {
            document,
            ..Self::default()
        }
    }
}

impl From<&Source> for Input {
    fn from(document: &Source) -> Self {
        document.clone().into()
    }
}

impl<'i> From<&'i Input> for Cow<'i, Input> {
    fn from(input: &'i Input) -> Self {
        Self::Borrowed(input)
    }
}

impl<'i> From<&'i Source> for Cow<'i, Input> {
    fn from(document: &'i Source) -> Self {
        Self::Owned(document.into())
    }
}
