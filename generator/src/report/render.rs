//! Findings and refusals as text, with an excerpt of the author's file.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::{LocatedDiagnostic, locate};
use crate::diagnostic::{ErrorLocation, FatalError, Severity, Span};
use crate::document::{Input, Source};
use crate::pointer::Pointer;

/// The most characters of a message: the names in it are the document's, and of any length.
const LONGEST: usize = 1000;
/// Characters of a line shown before and after the place: Rill sends its document as one line.
const AROUND: usize = 60;

/// The parts of a diagnostic that are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The message, the place and the advice.
    Help,
    /// The overlay action that fixes it as well.
    Fixes,
}

/// The form of a rendered text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Text alone.
    Plain,
    /// Text with the escape sequences of a terminal's colors.
    Ansi,
}

/// Renders all diagnostics, a blank line between them.
pub(super) fn diagnostics(found: &[LocatedDiagnostic<'_>], detail: Detail) -> String {
    let mut text = String::new();
    for (index, found) in found.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        let _ = writeln!(text, "{}", diagnostic(found, detail, None, Paint::Plain));
    }
    text
}

/// Renders one diagnostic, with a last line about others that say the same.
pub(super) fn diagnostic(
    located: &LocatedDiagnostic<'_>,
    detail: Detail,
    others: Option<&str>,
    paint: Paint,
) -> String {
    let (found, source) = (located.found, located.source);
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let span = located.span.as_ref();
    let excerpt = span.and_then(|span| Excerpt::of(source, span));
    let action = match (detail, &located.action) {
        (Detail::Fixes, Some(action)) => Some(action.to_yaml()),
        _ => None,
    };
    let group = level
        .primary_title(clipped(&found.message))
        .id(found.code.as_str());
    let group = group
        .elements(place(source, span, excerpt.as_ref()))
        .element(at(&found.at))
        .element(Level::HELP.message(clipped(&found.help)))
        .elements(action.map(|action| Level::HELP.with_name("overlay").message(action)))
        .elements(others.map(|others| Level::NOTE.with_name("also").message(others)));
    print(group, paint)
}

/// Renders a fatal error: message, excerpt, reason and advice.
pub(super) fn refusal(refusal: &FatalError, input: &Input, paint: Paint) -> String {
    let (file, pointer) = match refusal.place.as_deref() {
        None | Some(ErrorLocation::Span(_)) => (None, None),
        Some(ErrorLocation::SpanIn(file, _)) => (Some(file.as_str()), None),
        Some(ErrorLocation::Pointer(pointer)) => (pointer.file(), Some(pointer)),
    };
    let source = input.source(file);
    let span = match refusal.place.as_deref() {
        None => None,
        Some(ErrorLocation::Span(span) | ErrorLocation::SpanIn(_, span)) => Some(span.clone()),
        Some(ErrorLocation::Pointer(pointer)) => locate(&source.bytes, pointer),
    };
    let excerpt = span.as_ref().and_then(|span| Excerpt::of(source, span));
    let group = Level::ERROR
        .primary_title(clipped(&refusal.message))
        .elements(place(source, span.as_ref(), excerpt.as_ref()))
        .elements(pointer.map(at))
        .element(Level::NOTE.message(clipped(&refusal.reason)))
        .element(Level::HELP.message(clipped(&refusal.help)));
    format!("{}\n", print(group, paint))
}

fn print(group: Group<'_>, paint: Paint) -> String {
    let renderer = match paint {
        Paint::Plain => Renderer::plain(),
        Paint::Ansi => Renderer::styled(),
    };
    let lines = renderer.term_width(4 * AROUND).render(&[group]);
    // An excerpt's empty frame lines end in spaces, which golden texts cannot hold well. The mark
    // `:::` would say that lines are left out between the place and the excerpt, and none are.
    let lines = lines
        .lines()
        .map(str::trim_end)
        .filter(|line| uncolored(line).trim() != ":::");
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns a line without the escape sequences of colors.
fn uncolored(line: &str) -> String {
    let parts = line.split('\u{1b}').enumerate();
    let texts = parts.map(|(index, part)| match part.split_once('m') {
        Some((_, text)) if index > 0 => text,
        _ => part,
    });
    texts.collect()
}

fn at(pointer: &Pointer) -> Element<'_> {
    Level::NOTE
        .with_name("at")
        .message(clipped(&pointer.to_string()))
        .into()
}

/// The line `--> name:line:column` and the excerpt, as far as they are known.
fn place<'a>(
    source: &'a Source,
    span: Option<&Span>,
    excerpt: Option<&'a Excerpt>,
) -> Vec<Element<'a>> {
    let origin = Origin::path(source.name.as_str());
    let Some(span) = span else {
        return vec![origin.into()];
    };
    let mut elements = vec![origin.line(span.line).char_column(span.column).into()];
    if let Some(excerpt) = excerpt {
        let marked = AnnotationKind::Primary.span(excerpt.marked.clone());
        let snippet = Snippet::source(excerpt.text.as_str())
            .line_start(span.line)
            .fold(false)
            .annotation(marked);
        elements.push(snippet.into());
    }
    elements
}

/// More bytes than the characters of an excerpt on one side of the place can have.
const MOST_BYTES: usize = 4 * (AROUND + 2);

/// One line of the file, clipped around the place, and the bytes of it to underline.
struct Excerpt {
    text: String,
    marked: Range<usize>,
}

impl Excerpt {
    fn of(source: &Source, span: &Span) -> Option<Self> {
        // A document may be one line, of which no more is looked at than is shown.
        let before = source.bytes.get(..span.bytes.start)?;
        let first = before.len().saturating_sub(MOST_BYTES);
        let begin = before
            .get(first..)?
            .iter()
            .rposition(|byte| matches!(byte, b'\n' | b'\r'))
            .map_or(first, |at| first + at + 1);
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let marked = source.bytes.get(span.bytes.clone())?;
        let marked_end = span.bytes.start + marked.iter().position(is_end).unwrap_or(marked.len());
        let rest = source.bytes.get(marked_end..)?;
        let tail = rest.get(..MOST_BYTES.min(rest.len()))?;
        let line_end = marked_end + tail.iter().position(is_end).unwrap_or(tail.len());
        let text = |range: Range<usize>| {
            let bytes = source.bytes.get(range).unwrap_or_default();
            String::from_utf8_lossy(bytes).into_owned()
        };
        let mut head = text(begin..span.bytes.start)
            .trim_start_matches('\u{feff}')
            .to_owned();
        let mut marked = text(span.bytes.start..marked_end);
        let mut tail = text(marked_end..line_end);
        if let Some((cut, _)) = head.char_indices().rev().nth(AROUND) {
            head.replace_range(..cut, "…");
        }
        clip(&mut marked, AROUND);
        clip(&mut tail, AROUND);
        let underline = head.len()..head.len() + marked.len();
        Some(Self {
            text: format!("{head}{marked}{tail}"),
            marked: underline,
        })
    }
}

fn clipped(text: &str) -> String {
    let mut text = text.to_owned();
    clip(&mut text, LONGEST);
    text
}

fn clip(text: &mut String, most: usize) {
    if let Some((cut, _)) = text.char_indices().nth(most) {
        text.truncate(cut);
        text.push('…');
    }
}
