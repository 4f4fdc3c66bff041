//! Messages for the user: an error with its location, its reason, and what to type.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use crate::Exit;
use crate::program::as_called;

/// A message for the user.
///
/// It is boxed inside, since it is rare and every function of this crate can return one.
#[derive(Debug)]
pub struct Problem(Box<Parts>);

#[derive(Debug, Default)]
struct Parts {
    what: String,
    place: Option<Place>,
    notes: Vec<String>,
    help: Vec<String>,
    kind: ProblemKind,
    /// The code of a diagnostic.
    code: Option<String>,
    is_warning: bool,
    /// The whole message, where another renderer made it.
    rendered: Option<String>,
}

/// Whose fault it is, which decides the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProblemKind {
    /// The run failed: exit code 1.
    #[default]
    Failed,
    /// The command or the config cannot be followed: exit code 2.
    Usage,
    /// A server does not answer, or not with what was asked for: exit code 3.
    Network,
    /// A token is missing, not accepted or may not do this: exit code 3.
    Token,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Failed, Self::Usage, Self::Network, Self::Token];

    /// Returns the code that programs see.
    pub fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Network => "network",
            Self::Token => "token",
        }
    }

    /// Returns the end of a command that fails so.
    pub fn exit(self) -> Exit {
        match self {
            Self::Failed => Exit::Failed,
            Self::Usage => Exit::Usage,
            Self::Network | Self::Token => Exit::Network,
        }
    }
}

#[derive(Debug)]
struct Place {
    path: String,
    text: Option<(String, Range<usize>)>,
}

impl Problem {
    /// Creates the message of a failed run: exit code 1.
    pub fn new(what: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            what: what.into(),
            ..Parts::default()
        }))
    }

    /// Creates the message of a command or a config that cannot be followed: exit code 2.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(what).of_kind(ProblemKind::Usage)
    }

    /// Creates the message of a server that does not answer, or not with what was asked for: exit code 3.
    pub fn network(what: impl Into<String>) -> Self {
        Self::new(what).of_kind(ProblemKind::Network)
    }

    /// Creates the message of a token that is missing, not accepted or may not do this: exit code 3.
    pub fn token(what: impl Into<String>) -> Self {
        Self::new(what).of_kind(ProblemKind::Token)
    }

    /// Sets whose fault it is.
    #[must_use]
    pub fn of_kind(mut self, kind: ProblemKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Adds the code of a diagnostic.
    #[must_use]
    pub fn with_code(mut self, code: &str) -> Self {
        self.0.code = Some(code.to_owned());
        self
    }

    /// Makes it a warning of this code, which fails nothing.
    #[must_use]
    pub fn as_warning(mut self, code: &str) -> Self {
        self.0.is_warning = true;
        self.with_code(code)
    }

    /// Creates a message whose text is rendered already, such as the refusal of a document.
    pub fn rendered(what: impl Into<String>, text: impl Into<String>) -> Self {
        let mut problem = Self::new(what);
        problem.0.rendered = Some(text.into());
        problem
    }

    /// Adds a location: a file as a whole.
    #[must_use]
    pub fn at(mut self, path: impl fmt::Display) -> Self {
        self.0.place = Some(Place {
            path: path.to_string(),
            text: None,
        });
        self
    }

    /// Adds a location: the bytes `span` of `text`, the content of `path`.
    #[must_use]
    pub fn within(mut self, path: impl fmt::Display, text: &str, span: Range<usize>) -> Self {
        // The span of a broken file can end at or after its end, or inside a character.
        let start = floor(text, span.start);
        let end = floor(text, span.end.max(start));
        self.0.place = Some(Place {
            path: path.to_string(),
            text: Some((text.to_owned(), start..end)),
        });
        self
    }

    /// Adds the reason.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.0.notes.push(note.into());
        self
    }

    /// Adds a `help:` line with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help.push(help.into());
        self
    }

    /// Adds a `help:` line with the one of `known` that `word` most likely stands for, if one is near.
    #[must_use]
    pub fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(word, known) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Returns message and reason in one line.
    pub fn summary(&self) -> String {
        let parts = std::iter::once(&self.0.what).chain(&self.0.notes);
        parts.map(String::as_str).collect::<Vec<_>>().join(": ")
    }

    /// Returns whose fault it is.
    pub fn kind(&self) -> ProblemKind {
        self.0.kind
    }

    /// Returns the message for programs.
    pub fn to_json(&self) -> Value {
        let parts = &*self.0;
        let place = parts.place.as_ref();
        let position = place.and_then(|place| {
            let (text, span) = place.text.as_ref()?;
            let before = text.get(..span.start)?;
            let line_start = before.rfind('\n').map_or(0, |at| at + 1);
            let column = before.get(line_start..)?.chars().count() + 1;
            Some((before.matches('\n').count() + 1, column))
        });
        let called = |texts: &[String]| -> Vec<String> {
            texts
                .iter()
                .map(|text| as_called(text).into_owned())
                .collect()
        };
        json!({
            "code": parts.kind.code(),
            "message": as_called(&parts.what),
            "notes": called(&parts.notes),
            "help": called(&parts.help),
            "file": place.map(|place| &place.path),
            "line": position.map(|(line, _)| line),
            "column": position.map(|(_, column)| column),
        })
    }

    /// Returns the message as it is shown, in color where that is wanted.
    pub fn render(&self, in_color: bool) -> String {
        let parts = &*self.0;
        if let Some(text) = &parts.rendered {
            return with_margin(text);
        }
        let level = if parts.is_warning {
            Level::WARNING
        } else {
            Level::ERROR
        };
        let title = level.primary_title(parts.what.as_str());
        let title = match &parts.code {
            Some(code) => title.id(code.as_str()),
            None => title,
        };
        let mut group = match &parts.place {
            None => Group::with_title(title),
            Some(Place { path, text: None }) => title.element(Origin::path(path.as_str())),
            Some(Place {
                path,
                text: Some((text, span)),
            }) => title.element(
                Snippet::source(text.as_str())
                    .path(path.as_str())
                    .annotation(AnnotationKind::Primary.span(span.clone())),
            ),
        };
        for note in &parts.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        for help in &parts.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if in_color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let text = renderer.render(&[group]);
        with_margin(&text)
    }
}

/// Returns a message without spaces at the ends of lines. A file without an excerpt comes with no margin, which the
/// lines around it have.
fn with_margin(text: &str) -> String {
    let mut text = text.to_owned();
    for arrow in ["--> ", "\u{1b}[1m\u{1b}[94m--> "] {
        text = text.replacen(&format!("\n{arrow}"), &format!("\n {arrow}"), 1);
    }
    let lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.join("\n")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// Returns the nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

/// Returns the one of `known` that `word` most likely stands for.
fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(word, known).first().copied()
}

/// Returns at most three of `known` that `word` may stand for, the likeliest first.
pub fn nearest_few<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        // Below this, the two words share little more than their length.
        .filter(|(similarity, _)| *similarity >= 0.8)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    // What is much less alike than the best is noise.
    let least = near.first().map_or(0.0, |(best, _)| best - 0.1);
    let near = near
        .into_iter()
        .filter(|(similarity, _)| *similarity >= least);
    near.take(3).map(|(_, candidate)| candidate).collect()
}

/// Returns an error and its sources in one line, without repetition.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_beyond_the_text_is_cut() {
        let problem = Problem::new("broken").within("a.toml", "é", 1..900);
        assert!(problem.to_string().contains("a.toml:1:1"), "{problem}");
    }

    #[test]
    fn the_nearest_key_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("ouput", ["name", "output"]), Some("output"));
        assert_eq!(nearest("zzz", ["name", "output"]), None);
    }
}
