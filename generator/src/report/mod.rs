//! Diagnostics as users read them: with their places in the author's file, as text, and as the
//! overlay that fixes the document.

mod group;
mod locate;
mod overlay;
mod render;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnostic::{Change, Diagnostic, Diagnostics, FatalError, Fix, Span};
use crate::document::{Input, Source};
use crate::pointer::Pointer;

pub use self::group::{DiagnosticGroup, group};
pub use self::locate::{Locator, locate};
pub use self::overlay::overlay;
pub use self::render::{Detail, Paint};

impl Diagnostics {
    /// Finds the places of all diagnostics in the author's files.
    pub fn located<'a>(&'a self, input: &'a Input) -> Vec<LocatedDiagnostic<'a>> {
        let mut places = InputLocator::new(input);
        self.iter()
            .map(|found| LocatedDiagnostic::new(found, &mut places))
            .collect()
    }

    /// Renders all diagnostics with line, column and the author's words; empty when there are none.
    pub fn render<'i>(&self, input: impl Into<Cow<'i, Input>>) -> String {
        render::diagnostics(&self.located(&input.into()), Detail::Help)
    }

    /// Renders all diagnostics, each with the action of an overlay that fixes it where there is one.
    pub fn render_with_fixes<'i>(&self, input: impl Into<Cow<'i, Input>>) -> String {
        render::diagnostics(&self.located(&input.into()), Detail::Fixes)
    }
}

impl FatalError {
    /// Renders the error in several lines: what is wrong, an excerpt, the reason, and what to do.
    pub fn render<'i>(&self, input: impl Into<Cow<'i, Input>>) -> String {
        render::refusal(self, &input.into(), Paint::Plain)
    }

    /// Renders the error in colors, or without.
    pub fn render_in(&self, input: &Input, paint: Paint) -> String {
        render::refusal(self, input, paint)
    }
}

/// A diagnostic with its place in the author's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocatedDiagnostic<'a> {
    /// The diagnostic.
    pub found: &'a Diagnostic,
    /// The file that it stands in.
    pub source: &'a Source,
    /// Its part of the text, or that of the nearest place around it.
    pub span: Option<Span>,
    /// Its fix.
    pub action: Option<OverlayAction>,
}

/// An action of an overlay (Overlay Specification 1.0, Action Object).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayAction {
    /// Its place.
    pub place: Pointer,
    /// Its place as `JSONPath`.
    pub target: String,
    /// The change at that place.
    pub change: Change,
}

/// Finds places in all files of an input; each file is read when it is first asked for.
#[derive(Debug)]
pub struct InputLocator<'a> {
    input: &'a Input,
    files: BTreeMap<Option<String>, Locator<'a>>,
}

impl<'a> InputLocator<'a> {
    /// Nothing is read yet.
    pub fn new(input: &'a Input) -> Self {
        Self {
            input,
            files: BTreeMap::new(),
        }
    }

    /// The file that a place stands in, and its part of that file's text.
    pub fn find(&mut self, place: &Pointer) -> (&'a Source, Option<Span>) {
        let source = self.input.source(place.file());
        (source, self.locator(place).find(place))
    }

    fn locator(&mut self, place: &Pointer) -> &mut Locator<'a> {
        let source = self.input.source(place.file());
        let file = place.file().map(str::to_owned);
        let new = || Locator::new(&source.bytes);
        self.files.entry(file).or_insert_with(new)
    }
}

impl<'a> LocatedDiagnostic<'a> {
    fn new(found: &'a Diagnostic, places: &mut InputLocator<'a>) -> Self {
        let (source, span) = places.find(&found.at);
        Self {
            found,
            source,
            span: found.span.clone().or(span),
            action: found
                .fix
                .as_ref()
                .and_then(|fix| OverlayAction::new(fix, places)),
        }
    }
}

impl OverlayAction {
    /// An overlay changes the document alone, not the files beside it, and only what is there: what
    /// rewriting made of other places is not.
    fn new(fix: &Fix, places: &mut InputLocator<'_>) -> Option<Self> {
        let is_there = fix.target.file().is_none() && places.locator(&fix.target).has(&fix.target);
        is_there.then(|| Self {
            place: fix.target.clone(),
            target: places.locator(&fix.target).json_path(&fix.target),
            change: fix.change.clone(),
        })
    }

    /// The action as an entry of an overlay's `actions`, in YAML.
    pub fn to_yaml(&self) -> String {
        // JSON's quoted texts and its objects are YAML as they stand.
        let target = Value::from(self.target.as_str());
        match &self.change {
            Change::Update(value) => format!("- target: {target}\n  update: {value}"),
            Change::Remove => format!("- target: {target}\n  remove: true"),
        }
    }

    /// By place with indexes as numbers, so that the last element of a list can go first.
    fn order(&self) -> Vec<(Option<usize>, String)> {
        let segments = self.place.segments();
        segments
            .map(|segment| (segment.parse().ok(), segment.into_owned()))
            .collect()
    }
}
