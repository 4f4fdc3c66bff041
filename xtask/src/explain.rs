//! `cargo xtask explain`: what a code means and what to write.

use std::fmt::Write as _;

use rill_codegen::compare::Rule;
use rill_codegen::{Code, Level};

use rill_console::{Console, Exit, Problem, ProblemKind, as_called, terminal_width, wrapped};

use crate::lint::{self, AnyCode, LIVE_CODES};

/// Arguments of `cargo xtask explain`.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct ExplainArgs {
    /// Code of a diagnostic, such as `untyped`; without one all are listed
    pub(crate) code: Option<String>,
}

/// Explains one code, or lists all of them.
pub(crate) fn run(args: &ExplainArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let width = terminal_width().map_or(80, usize::from);
    let text = match &args.code {
        None => list(width),
        Some(text) => match Rule::all().into_iter().find(|rule| rule.id() == *text) {
            Some(rule) => rule_page(rule, width.min(WIDEST)),
            None => page(lint::code(text)?, width.min(WIDEST)),
        },
    };
    console.result(&as_called(&text));
    Ok(Exit::Done)
}

/// Lines that are longer read badly, however wide the terminal is.
const WIDEST: usize = 100;

/// A code with what is said of it.
struct Entry {
    code: &'static str,
    level: Level,
    explanation: &'static str,
}

fn entries() -> Vec<Entry> {
    let document = Code::ALL.iter().copied().map(AnyCode::Document);
    let live = LIVE_CODES.iter().map(AnyCode::Live);
    document.chain(live).map(entry).collect()
}

fn entry(code: AnyCode) -> Entry {
    match code {
        AnyCode::Document(code) => Entry {
            code: code.as_str(),
            level: lint::default_level(code),
            explanation: code.explanation(),
        },
        AnyCode::Live(code) => Entry {
            code: code.code,
            level: code.level,
            explanation: code.explanation,
        },
    }
}

/// Returns the first sentence of each code.
fn list(width: usize) -> String {
    let entries = entries();
    let longest = entries
        .iter()
        .map(|entry| entry.code.len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for entry in &entries {
        let sentences = unwrapped(entry.explanation);
        let first = sentences.split_inclusive(". ").next().unwrap_or_default();
        let level = lint::word(entry.level);
        let start = format!("{:longest$}  {level:5}  ", entry.code);
        let indent = start.len();
        let lines = wrapped(first.trim(), width.saturating_sub(indent).max(24), 0);
        let _ = writeln!(
            text,
            "{start}{}",
            lines.replace('\n', &format!("\n{:indent$}", ""))
        );
    }
    text.push_str("\nRules of `cargo xtask diff` (effect on code/on the wire):\n\n");
    for rule in Rule::all() {
        let effects = format!("{}/{}", rule.code().word(), rule.wire().word());
        let _ = writeln!(text, "{:longest$}  {effects}", rule.id());
    }
    text.push_str("\nMore about one: cargo xtask explain CODE\n");
    text
}

/// Returns what a rule of `diff` means.
fn rule_page(rule: Rule, width: usize) -> String {
    let (code, wire) = (rule.code().word(), rule.wire().word());
    let mut text = format!(
        "A change between two documents, as `cargo xtask diff` reports it. Its effect on code that uses the crate: {code}; on programs that are not rebuilt: {wire}."
    );
    if !rule.advice().is_empty() {
        let _ = write!(text, " What to do: {}.", rule.advice());
    }
    format!(
        "{} ({code}/{wire})\n\n{}\n",
        rule.id(),
        wrapped(&text, width, 0)
    )
}

fn page(code: AnyCode, width: usize) -> String {
    let Entry {
        code: name,
        level,
        explanation,
    } = entry(code);
    let default = if is_failure(name) {
        String::new()
    } else {
        format!(" ({} by default)", lint::word(level))
    };
    let mut text = format!("{name}{default}\n\n{}\n", wrapped(explanation, width, 0));
    let example = match code {
        AnyCode::Document(code) => code.example(),
        AnyCode::Live(_) => None,
    };
    if let Some(example) = example {
        let _ = write!(
            text,
            "\nInstead of\n\n{}\nwrite\n\n{}",
            indented(example.before),
            indented(example.after)
        );
    }
    if is_failure(name) {
        return text;
    }
    let other = if level == Level::Deny { "warn" } else { "deny" };
    let all = "\"allow\", \"note\", \"warn\", \"deny\"";
    let _ = write!(
        text,
        "\nIn rill-client.toml a client can set another level ({all}):\n\n    [client.lints]\n    {name} = \"{other}\"\n"
    );
    text
}

/// Returns `true` for the codes of failures in JSON, which have no level.
fn is_failure(code: &str) -> bool {
    ProblemKind::ALL.iter().any(|kind| kind.code() == code)
}

/// Returns a doc comment as one line.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "    {line}");
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_why_and_what_to_write() {
        expect_test::expect![[r#"
            untyped (note by default)

            The document does not say what a value is: no type, an object without
            properties, an array without elements, or an answer without a schema. The value
            is untyped JSON.

            Instead of

                properties: {tags: {type: array}}

            write

                properties: {tags: {type: array, items: {type: string}}}

            In rill-client.toml a client can set another level ("allow", "note", "warn", "deny"):

                [client.lints]
                untyped = "deny"
        "#]]
        .assert_eq(&page(AnyCode::Document(Code::Untyped), 80));
        expect_test::expect![[r#"
            network

            In JSON: a server does not answer, or not with what was asked for. Exit code 3.
        "#]]
        .assert_eq(&page(lint::code("network").unwrap(), 80));
    }

    #[test]
    fn what_is_denied_by_default_says_so() {
        let page = page(AnyCode::Document(Code::ExternalReference), 80);
        assert!(
            page.starts_with("external-reference (deny by default)\n"),
            "{page}"
        );
        assert!(page.ends_with("external-reference = \"warn\"\n"), "{page}");
    }

    #[test]
    fn every_code_is_listed_once_and_explained_within_the_width() {
        for width in [60, 80, 120] {
            let list = list(width);
            assert!(
                list.lines().all(|line| line.chars().count() <= width),
                "{list}"
            );
            for entry in entries() {
                let starts = |line: &&str| line.split(' ').next() == Some(entry.code);
                assert_eq!(list.lines().filter(starts).count(), 1, "{}", entry.code);
                let page = page(lint::code(entry.code).unwrap(), width);
                let text = page.split("\nInstead of").next().unwrap_or_default();
                let text = text.split("\nIn rill").next().unwrap_or_default();
                assert!(
                    text.lines().all(|line| line.chars().count() <= width),
                    "{page}"
                );
            }
        }
    }
}
