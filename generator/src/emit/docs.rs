//! The author's Markdown as documentation that rustdoc takes without a warning.
//!
//! Markdown is kept: it is parsed by the parser that rustdoc uses and written out again, with
//! what rustdoc would misread changed on the way. Code blocks are marked as text (they are no
//! doctests), HTML and brackets are escaped, links that lead nowhere become their text, and bare
//! addresses become links. Characters that could hide what a reviewer reads are dropped.

mod plain;

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::ir::Docs;

/// A line of documentation, as the document has it where nothing had to change.
pub(super) type Line<'a> = Cow<'a, str>;

/// The lines of a documentation comment; none where nothing is said.
pub(super) fn render(docs: &Docs) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let summary = docs.summary.iter().map(|text| one_line(text));
    let description = docs.description.iter().map(|text| text.as_str().into());
    for text in summary.chain(description) {
        let block = markdown(text);
        if !block.is_empty() && block != lines {
            separate(&mut lines);
            lines.extend(block);
        }
    }
    if !docs.notes.is_empty() {
        let notes = markdown(docs.notes.join(" ").into());
        add_notes(&mut lines, notes);
    }
    lines
}

/// The first line of a documentation comment; empty where nothing is said.
pub(super) fn first_line(docs: &Docs) -> Line<'_> {
    let summary = docs.summary.iter().map(|text| one_line(text));
    let mut summary = summary.flat_map(markdown);
    let line = summary.next().or_else(|| render(docs).into_iter().next());
    line.unwrap_or_default()
}

/// The length of the longest line that notes are added to.
const WIDTH: usize = 100;

/// Adds what the schema says to what the author says: to the last sentence if that ends like one, else as a paragraph.
fn add_notes<'a>(lines: &mut Vec<Line<'a>>, notes: Vec<Line<'a>>) {
    let last = lines.iter().rposition(|line| line.is_empty());
    let paragraph = &lines[last.map_or(0, |at| at + 1)..];
    let is_text = |line: &Line<'_>| line.starts_with(|first: char| first.is_alphabetic());
    let is_sentence = |line: &Line<'_>| line.ends_with(['.', '!', '?']);
    if !(paragraph.iter().all(is_text) && paragraph.last().is_some_and(is_sentence)) {
        separate(lines);
    } else if let (Some(last), [note]) = (lines.last_mut(), notes.as_slice())
        && last.len() + note.len() < WIDTH
    {
        *last = format!("{last} {note}").into();
        return;
    }
    lines.extend(notes);
}

fn separate(lines: &mut Vec<Line<'_>>) {
    if !lines.is_empty() {
        lines.push("".into());
    }
}

/// Text that stands between backticks.
pub(super) fn code(text: &str) -> Line<'_> {
    let is_usual = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'`';
    if text.bytes().all(is_usual) {
        return one_line(text);
    }
    Cow::Owned(one_line(&clean(text)).replace('`', "'"))
}

/// A text as one line of Markdown: what it says first.
pub(super) fn sentence(text: &str) -> String {
    let lines = markdown(text.into());
    let paragraph = lines.iter().take_while(|line| !line.is_empty());
    let starts_block = |line: &&Line<'_>| line.starts_with(['-', '|', '>', '#', '`', ' ']);
    let words: Vec<&str> = paragraph
        .take_while(|line| !starts_block(line))
        .map(AsRef::as_ref)
        .collect();
    words.join(" ")
}

fn one_line(text: &str) -> Line<'_> {
    let is_usual = |byte: u8| matches!(byte, b' '..=b'~');
    let is_line = text.bytes().all(is_usual) && !text.contains("  ");
    if is_line && text.trim_ascii().len() == text.len() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Markdown as lines, ready to be documentation.
pub(super) fn markdown(text: Cow<'_, str>) -> Vec<Line<'_>> {
    let text = match text {
        Cow::Borrowed(text) => clean(text),
        Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
    };
    let is_plain = plain::is_plain(text.trim());
    match text {
        text if !is_plain => {
            let lines = rewritten(text.trim()).into_iter();
            lines.map(Cow::Owned).collect()
        }
        Cow::Borrowed(text) => text.trim().lines().map(Cow::Borrowed).collect(),
        Cow::Owned(text) => {
            let lines = text.trim().lines();
            lines.map(|line| Cow::Owned(line.to_owned())).collect()
        }
    }
}

/// Markdown, parsed and written again.
fn rewritten(text: &str) -> Vec<String> {
    let mut rewriter = Rewriter::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let events: Vec<Event<'_>> = Parser::new_ext(text, options)
        .flat_map(|event| rewriter.event(event))
        .collect();
    let mut written = String::with_capacity(text.len() + 16);
    // Writing into a string fails only where the events are not well formed; then the text stands
    // as code, which nothing misreads.
    let fence =
        pulldown_cmark_to_cmark::calculate_code_block_token_count(events.iter()).unwrap_or(3);
    let style = pulldown_cmark_to_cmark::Options {
        code_block_token_count: fence,
        list_token: '-',
        ..Default::default()
    };
    if pulldown_cmark_to_cmark::cmark_with_options(events.iter(), &mut written, options, style)
        .is_err()
    {
        return vec![format!("`{}`", code(text))];
    }
    written
        .lines()
        .map(|line| without_marker(line).trim_end().to_owned())
        .collect()
}

/// Drops what the writer of Markdown puts into a list item without text: to clippy it is a link that nothing refers to.
fn without_marker(line: &str) -> &str {
    let marker = line.strip_suffix("]: <>");
    match marker.and_then(|line| line.rsplit_once("[cmark-loose-")) {
        Some((before, _)) if !before.ends_with('\\') => before,
        _ => line,
    }
}

/// Without characters that are no text: controls, and those that change the reading direction.
fn clean(text: &str) -> Cow<'_, str> {
    let is_usual = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(is_usual) || !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ");
    let text = text.replace(['\u{2028}', '\u{2029}'], " ");
    Cow::Owned(text.chars().filter(|c| !is_odd(*c)).collect())
}

/// Returns `true` for a character that a reader does not see, or that changes what others look like.
fn is_odd(c: char) -> bool {
    let is_invisible = matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    );
    (c.is_control() && c != '\n') || is_invisible
}

/// Changes what rustdoc would misread.
#[derive(Default)]
struct Rewriter {
    is_code_block: bool,
    /// Depth of links whose text is kept and whose target is not.
    dropped: usize,
    /// The depth of links and code blocks, in which addresses stay as they are.
    verbatim: usize,
}

impl Rewriter {
    fn event<'a>(&mut self, event: Event<'a>) -> Vec<Event<'a>> {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                self.verbatim += 1;
                self.is_code_block = true;
                vec![Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(
                    "text".into(),
                )))]
            }
            Event::End(TagEnd::CodeBlock) => {
                self.verbatim -= 1;
                self.is_code_block = false;
                vec![Event::End(TagEnd::CodeBlock)]
            }
            Event::Start(Tag::Link { dest_url, .. }) if !is_address(&dest_url) => {
                self.dropped += 1;
                Vec::new()
            }
            Event::Start(Tag::Link {
                dest_url, title, ..
            }) => {
                self.verbatim += 1;
                vec![Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    title: inline(&title),
                    id: "".into(),
                })]
            }
            Event::End(TagEnd::Link) if self.dropped > 0 && self.verbatim == 0 => {
                self.dropped -= 1;
                Vec::new()
            }
            Event::End(TagEnd::Link) => {
                self.verbatim = self.verbatim.saturating_sub(1);
                vec![Event::End(TagEnd::Link)]
            }
            // A picture would be loaded from wherever the document says.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Vec::new(),
            Event::Start(Tag::HtmlBlock) => vec![Event::Start(Tag::Paragraph)],
            Event::End(TagEnd::HtmlBlock) => vec![Event::End(TagEnd::Paragraph)],
            // HTML stands there as text, and an address in it is one like any other.
            Event::Html(text) | Event::InlineHtml(text) if self.verbatim == 0 => {
                addresses(&inline(text.trim_end()))
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                vec![Event::Text(inline(text.trim_end()))]
            }
            Event::Text(text) if self.verbatim == 0 => addresses(&inline(&text)),
            Event::Text(text) if !self.is_code_block => vec![Event::Text(inline(&text))],
            other => vec![other],
        }
    }
}

/// Returns a text as it stands within a line, without what its entities (`&#x202e;`, `&NewLine;`) must not stand for.
fn inline<'a>(text: &str) -> CowStr<'a> {
    clean(text).replace('\n', " ").into()
}

fn is_address(target: &str) -> bool {
    let is_whole = !target.contains(|c: char| c.is_whitespace() || is_odd(c));
    is_whole
        && ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| target.starts_with(scheme))
}

/// Turns bare addresses in a text into links.
fn addresses<'a>(text: &str) -> Vec<Event<'a>> {
    let mut events = Vec::new();
    let mut rest = text;
    while let Some(start) = rest
        .find("https://")
        .into_iter()
        .chain(rest.find("http://"))
        .min()
    {
        let (before, from) = rest.split_at(start);
        let end = from
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | '\\'))
            .unwrap_or(from.len());
        let address = from
            .get(..end)
            .unwrap_or(from)
            .trim_end_matches(['.', ',', ';', ':', ')', ']', '}', '\'', '!', '?', '*', '_']);
        if !before.is_empty() {
            events.push(Event::Text(before.to_owned().into()));
        }
        let target: CowStr<'a> = address.to_owned().into();
        events.push(Event::Start(Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: target.clone(),
            title: "".into(),
            id: "".into(),
        }));
        events.push(Event::Text(target));
        events.push(Event::End(TagEnd::Link));
        rest = from.get(address.len()..).unwrap_or_default();
    }
    if !rest.is_empty() || events.is_empty() {
        events.push(Event::Text(rest.to_owned().into()));
    }
    events
}

#[cfg(test)]
mod tests;
