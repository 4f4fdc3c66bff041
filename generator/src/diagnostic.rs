//! Messages about a document: [`Diagnostic`]s, which leave something out or assume something, and
//! the [`FatalError`], after which nothing can be generated.

mod code;
mod example;
mod fix;
mod span;

use std::collections::BTreeMap;
use std::fmt;

pub use code::Code;
pub use example::CodeExample;
pub use fix::{Change, Fix};
pub(crate) use span::LineTable;
pub use span::Span;

use crate::pointer::Pointer;

/// The cost of a diagnostic to the user of the generated crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The config denies it: the run fails.
    Error,
    /// A part of the document is missing in the crate, or it is there by a guess, or with a looser type than was
    /// meant.
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

/// The treatment of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not shown.
    Allow,
    /// It is shown as a note.
    Note,
    /// It is shown as a warning.
    Warn,
    /// It is shown as an error and fails the run.
    Deny,
}

/// One problem at one place of the author's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its cost; follows from the code, and is an error where the config denies it.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// The place in the document as its author wrote it.
    pub at: Pointer,
    /// The problem and its consequence, in one sentence.
    pub message: String,
    /// The advice to the author.
    pub help: String,
    /// The overlay action that fixes the document, where there is one.
    pub fix: Option<Fix>,
    /// `true` if the config denies it, so that the run fails.
    pub denied: bool,
    /// The part of the text that it is about, where no place of the document is that close.
    pub span: Option<Span>,
}

impl Diagnostic {
    /// Creates a diagnostic of the code's severity, with the fix that is usual for the code.
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
            span: None,
        }
    }

    /// Sets the part of the text that it is about.
    #[must_use]
    pub fn at_span(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Replaces the usual fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }
}

/// Collects diagnostics, each once, sorted by place, then code, then message. So the order in which stages report has no influence on the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    found: BTreeMap<(Pointer, Code, String), Diagnostic>,
}

impl Diagnostics {
    /// Creates an empty collection.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic; the severity is the code's. `at` is a pointer into the author's document.
    pub fn report(
        &mut self,
        code: Code,
        at: Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Diagnostic::new(code, at, message, help));
    }

    /// Adds a diagnostic that is made already.
    pub fn add(&mut self, found: Diagnostic) {
        let key = (found.at.clone(), found.code, found.message.clone());
        self.found.entry(key).or_insert(found);
    }

    /// Applies the levels of a config: removes what it allows, and makes errors of what it denies.
    #[must_use]
    pub fn at_levels(mut self, levels: &BTreeMap<Code, Level>) -> Self {
        let level = |code: &Code| levels.get(code).copied().unwrap_or(code.level());
        self.found
            .retain(|(_, code, _), _| level(code) != Level::Allow);
        for found in self.found.values_mut() {
            (found.severity, found.denied) = match level(&found.code) {
                Level::Deny => (Severity::Error, true),
                Level::Warn => (Severity::Warning, false),
                Level::Note | Level::Allow => (Severity::Note, false),
            };
        }
        self
    }

    /// Returns the diagnostics that the config denies.
    pub fn denied(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter().filter(|found| found.denied)
    }

    /// Returns `true` if there is a diagnostic at a place, or at a keyword right below it.
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

    /// Returns all diagnostics, by place.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.values()
    }

    /// Counts the diagnostics.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Returns `true` if there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Counts the diagnostics of each code; codes that do not occur are absent.
    pub fn count_by_code(&self) -> BTreeMap<Code, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in self.iter() {
            *counts.entry(diagnostic.code).or_insert(0) += 1;
        }
        counts
    }
}

/// The one error after which nothing can be generated from a document.
///
/// `Display` is one line; `FatalError::render` shows the place as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FatalError {
    /// The problem, in a few words.
    pub message: String,
    /// The place of the problem, if it has one.
    pub place: Option<Box<ErrorLocation>>,
    /// The reason why that stops the generator.
    pub reason: String,
    /// The advice to the user.
    pub help: String,
}

/// The place of a [`FatalError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorLocation {
    /// A part of the text that could not be read.
    Span(Span),
    /// A part of the text of an overlay, by its name.
    SpanIn(String, Span),
    /// A place of the document.
    Pointer(Pointer),
}

impl FatalError {
    /// An error about the document as a whole.
    pub fn new(
        message: impl Into<String>,
        reason: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            message: message.into(),
            place: None,
            reason: reason.into(),
            help: help.into(),
        }
    }

    /// Sets the place, in the author's document.
    #[must_use]
    pub fn at(mut self, pointer: Pointer) -> Self {
        self.place = Some(Box::new(ErrorLocation::Pointer(pointer)));
        self
    }

    /// Sets the place, as a part of the text.
    #[must_use]
    pub fn at_span(mut self, span: Span) -> Self {
        self.place = Some(Box::new(ErrorLocation::Span(span)));
        self
    }
}

impl fmt::Display for FatalError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.message, self.reason)
    }
}

impl std::error::Error for FatalError {}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostics, Severity};
    use crate::pointer::Pointer;

    #[test]
    fn diagnostics_are_sorted_and_kept_once() {
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
