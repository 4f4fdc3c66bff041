//! What the generator has to say about a document: findings that leave something out or assume
//! something ([`Diagnostic`]), and the one error after which nothing can be generated
//! ([`Refusal`]). Every text a user reads about a document is laid out here.

mod code;
mod example;
mod fix;
mod located;
mod render;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

pub use code::Code;
pub use example::Example;
pub use fix::{Change, Fix};
pub use located::{Action, Located, Places, overlay};

use crate::config::Level;
use crate::document::Input;
use crate::document::locate::Span;
use crate::pointer::Pointer;

/// How much a finding costs the user of the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A part of the document is missing in the crate.
    Error,
    /// A part is there, but by a guess, or with a looser type than was meant.
    Warning,
    /// Nothing the crate's types could hold is lost.
    Note,
}

impl Severity {
    /// The word before a message.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// One finding about one place of the author's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it costs; follows from the code, and is an error where the config denies it.
    pub severity: Severity,
    /// Which kind of finding this is.
    pub code: Code,
    /// The place in the document as its author wrote it.
    pub at: Pointer,
    /// What was found and what was done about it, in one sentence.
    pub message: String,
    /// What the author can do.
    pub help: String,
    /// The action of an overlay that mends the document, where there is one.
    pub fix: Option<Fix>,
    /// Whether the config denies it, so that the run fails.
    pub denied: bool,
}

impl Diagnostic {
    /// A finding of the code's severity, with the fix that is usual for the code.
    pub fn new(
        code: Code,
        at: Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            severity: code.severity(),
            code,
            fix: fix::usual(code, &at),
            at,
            message: message.into(),
            help: help.into(),
            denied: false,
        }
    }

    /// The same with a fix of its own.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Collects findings. They are kept sorted by place, then code, then message, and the same
/// finding is kept once, so the order in which stages report has no influence on the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    found: BTreeMap<(Pointer, Code, String), Diagnostic>,
}

impl Diagnostics {
    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding; the severity is the code's. `at` is a pointer into the author's document.
    pub fn report(
        &mut self,
        code: Code,
        at: Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Diagnostic::new(code, at, message, help));
    }

    /// Adds a finding that is made already.
    pub fn add(&mut self, found: Diagnostic) {
        let key = (found.at.clone(), found.code, found.message.clone());
        self.found.entry(key).or_insert(found);
    }

    /// The findings as a config has them: without those it allows, and with those it denies as
    /// errors.
    #[must_use]
    pub fn at_levels(mut self, levels: &BTreeMap<Code, Level>) -> Self {
        let level = |code: &Code| levels.get(code).copied().unwrap_or(Level::Warn);
        self.found
            .retain(|(_, code, _), _| level(code) != Level::Allow);
        for found in self.found.values_mut() {
            if level(&found.code) == Level::Deny {
                found.severity = Severity::Error;
                found.denied = true;
            }
        }
        self
    }

    /// Findings that the config denies.
    pub fn denied(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().filter(|found| found.denied)
    }

    /// Whether something was found at a place, or at a keyword right below it.
    pub fn covers(&self, at: &Pointer) -> bool {
        let Some(first) = Code::ALL.first() else {
            return false;
        };
        self.found
            .range((at.clone(), *first, String::new())..)
            .map(|((found, _, _), _)| found)
            .take_while(|found| found.as_str().starts_with(at.as_str()))
            .any(|found| found == at || found.parent().as_ref() == Some(at))
    }

    /// All findings, by place.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.values()
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How often each code occurs; codes that do not occur are absent.
    pub fn count_by_code(&self) -> BTreeMap<Code, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in self.iter() {
            *counts.entry(diagnostic.code).or_insert(0) += 1;
        }
        counts
    }

    /// All findings with their places in the author's files.
    pub fn located<'a>(&'a self, input: &'a Input) -> Vec<Located<'a>> {
        let mut places = Places::new(input);
        self.iter()
            .map(|found| Located::new(found, &mut places))
            .collect()
    }

    /// All findings as text with line, column and the author's words; empty when there are none.
    pub fn render<'i>(&self, input: impl Into<Cow<'i, Input>>) -> String {
        render::diagnostics(&self.located(&input.into()), render::Detail::Help)
    }

    /// The same with the action of an overlay that mends each, where there is one.
    pub fn render_with_fixes<'i>(&self, input: impl Into<Cow<'i, Input>>) -> String {
        render::diagnostics(&self.located(&input.into()), render::Detail::Fixes)
    }
}

/// Why nothing can be generated from a document: what is wrong, where, why that is so, and what
/// to do.
///
/// `Display` is one line; [`Refusal::render`] shows the place as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, in a few words.
    pub what: String,
    /// Where, if it can be said.
    pub place: Option<Box<Place>>,
    /// Why that stops the generator.
    pub why: String,
    /// What the user can do.
    pub help: String,
}

/// Where a [`Refusal`] stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A part of the text that could not be read.
    Span(Span),
    /// The same in an overlay, by its name.
    SpanIn(String, Span),
    /// A place of the document.
    Pointer(Pointer),
}

impl Refusal {
    /// A refusal of the document as a whole.
    pub fn new(what: impl Into<String>, why: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            place: None,
            why: why.into(),
            help: help.into(),
        }
    }

    /// The same, at a place of the author's document.
    #[must_use]
    pub fn at(mut self, pointer: Pointer) -> Self {
        self.place = Some(Box::new(Place::Pointer(pointer)));
        self
    }

    /// The same, at a part of the text.
    #[must_use]
    pub fn at_span(mut self, span: Span) -> Self {
        self.place = Some(Box::new(Place::Span(span)));
        self
    }

    /// Several lines: what, the place with an excerpt, why, and what to do.
    pub fn render<'i>(&self, input: impl Into<Cow<'i, Input>>) -> String {
        render::refusal(self, &input.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.what, self.why)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostics, Severity};
    use crate::pointer::Pointer;

    #[test]
    fn findings_are_sorted_and_kept_once() {
        let mut cx = Diagnostics::new();
        let at = |key: &str| Pointer::root().push(key);
        cx.report(Code::DuplicateKey, at("b"), "twice", "remove one");
        cx.report(Code::DanglingReference, at("a"), "gone", "add it");
        cx.report(Code::DuplicateKey, at("b"), "twice", "remove one");
        let places: Vec<_> = cx.iter().map(|found| found.at.to_string()).collect();
        assert_eq!(places, ["#/a", "#/b"]);
        assert_eq!(
            cx.count_by_code().into_iter().collect::<Vec<_>>(),
            [(Code::DuplicateKey, 1), (Code::DanglingReference, 1)]
        );
        assert_eq!(
            cx.iter().next().map(|found| found.severity),
            Some(Severity::Warning)
        );
    }

    #[test]
    fn every_code_has_its_own_text_and_an_explanation() {
        let mut texts: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(*code));
            assert!(!code.explanation().is_empty(), "{code} has no explanation");
        }
    }
}
