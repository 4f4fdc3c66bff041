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
        separate(&mut lines);
        lines.extend(markdown(docs.notes.join(" ").into()));
    }
    lines
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
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// Without characters that are no text: controls, and those that change the reading direction.
fn clean(text: &str) -> Cow<'_, str> {
    let odd = |c: char| (c.is_control() && c != '\n') || is_invisible(c);
    let is_usual = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    if text.bytes().all(is_usual) || !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let text = text
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\t', "    ");
    let text = text.replace(['\u{2028}', '\u{2029}'], " ");
    Cow::Owned(text.chars().filter(|c| !odd(*c)).collect())
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
}

/// Changes what rustdoc would misread.
#[derive(Default)]
struct Rewriter {
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
                vec![Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(
                    "text".into(),
                )))]
            }
            Event::End(TagEnd::CodeBlock) => {
                self.verbatim -= 1;
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
                    title,
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
                addresses(text.trim_end())
            }
            Event::Html(text) | Event::InlineHtml(text) => {
                vec![Event::Text(text.trim_end().to_owned().into())]
            }
            Event::Text(text) if self.verbatim == 0 => addresses(&text),
            other => vec![other],
        }
    }
}

fn is_address(target: &str) -> bool {
    ["https://", "http://", "mailto:"]
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
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expect: &Expect) {
        expect.assert_eq(&markdown(text.into()).join("\n"));
    }

    #[test]
    fn plain_text_is_kept() {
        check(
            "Page size, at most 100.\nSecond line.",
            &expect![[r#"
            Page size, at most 100.
            Second line."#]],
        );
    }

    #[test]
    fn addresses_in_html_are_links() {
        check(
            "<p>See <a href=\"https://example.com/a\">the docs</a>, or <a href=\"/b\">b</a>.</p>",
            &expect![[
                r#"\<p>See \<a href="<https://example.com/a>">the docs\</a>, or \<a href="/b">b\</a>.\</p>"#
            ]],
        );
    }

    #[test]
    fn markdown_is_kept_and_made_safe() {
        check(
            "a <b> & \"q\" \u{2028} */ end\nnewline",
            &expect![[r#"
            a \<b> &amp; "q"   \*/ end
            newline"#]],
        );
        check(
            "</script> & ]] `x` \\ {}",
            &expect![[r#"\</script> &amp; \]\] `x` \ {}"#]],
        );
        check(
            "multi\nline\n\n    indented\n```rust\nfn x(){}\n```",
            &expect![[r#"
            multi
            line

            ```text
            indented
            ```

            ```text
            fn x(){}
            ```"#]],
        );
        check(
            "see [foo], [bar](Baz), [ok](https://example.com/a_b) and https://example.com/x_y.",
            &expect![[
                r#"see \[foo\], bar, [ok](https://example.com/a_b) and <https://example.com/x_y>."#
            ]],
        );
        check(
            "- one\ncontinued\n  - two\n    - three\n\n1. first\n2. second",
            &expect![[r#"
            - one
              continued
              - two
                - three

            1. first
            1. second"#]],
        );
        check(
            "![img](https://example.com/i.png) <div>block</div>\n\n<div>\nhtml\n</div>",
            &expect![[r#"
            img \<div>block\</div>

            \<div>html\</div>"#]],
        );
        check(
            "| a | b |\n|---|---|\n| `x` | [y] |",
            &expect![[r#"
            |a|b|
            |-|-|
            |`x`|\[y\]|"#]],
        );
        check(
            "\u{202e}evil\ttab\r\nnext",
            &expect![[r#"
            evil    tab
            next"#]],
        );
        check("[^1] note\n\n[^1]: text", &expect![[r#"\^1 note"#]]);
    }

    /// Strings under `description` and `summary` of a document.
    fn texts(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    match value.as_str() {
                        Some(text) if ["description", "summary"].contains(&key.as_str()) => {
                            found.push(text.to_owned());
                        }
                        _ => texts(value, found),
                    }
                }
            }
            serde_json::Value::Array(values) => {
                for value in values {
                    texts(value, found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn what_is_taken_as_it_is_would_be_written_so() {
        let mut found: Vec<String> = [
            "plain text",
            "one\ntwo\n\nthree",
            "`code` and `more [code]` here.",
            "See [the docs](https://example.com/a-b/c#d).",
            "It's 5 o'clock; 3.5 at most: (yes), \"no\" - 100%, $x = {y} @z ^ /w",
            "end with `code`",
            "`code` at the begin",
            "`a` `b`\n`c`",
            "[a](https://example.com)",
            "a  \nb \nc",
            "a\n\n\nb",
            "`` two ``",
            "` space `",
            "`open",
            "a `b\nc` d",
            "Setext\n===\nheading\n---",
            "1. one\n2) two",
            "[x](y) [a] [b](https://example.com \"t\")",
            "[`x`](https://example.com)",
            "![x](https://example.com)",
            "https://example.com",
            "a_b _c_ *d*",
            "term\n: definition",
            "a\\\nb",
        ]
        .map(str::to_owned)
        .to_vec();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus");
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let bytes = std::fs::read(entry.path()).expect("a readable file");
            if let Ok(document) = serde_json::from_slice(&bytes) {
                texts(&document, &mut found);
            }
        }
        let mut plain = 0;
        for text in &found {
            let text = clean(text);
            let text = text.trim();
            if plain::is_plain(text) {
                plain += 1;
                let lines: Vec<&str> = text.lines().collect();
                assert_eq!(lines, rewritten(text), "{text:?}");
            }
        }
        assert!(plain >= 8, "{plain} of {} are plain", found.len());
    }
}
