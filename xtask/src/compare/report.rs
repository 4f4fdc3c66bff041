//! Reports on what changes for callers: text, Markdown and JSON.

use std::fmt::Write as _;

use rill_codegen::compare::{Change, CodeEffect, Comparison, WireEffect};
use serde_json::{Value, json};

use super::Compared;
use super::version::versions;

/// The most operations that are named of one change.
const NAMED: usize = 3;

/// The most changes that a run lists which was not asked for them.
const LISTED: usize = 20;

/// Returns the verdict on callers' code as a part of a sentence.
fn code_text(effect: CodeEffect) -> &'static str {
    match effect {
        CodeEffect::None => "callers' code compiles as before",
        CodeEffect::Adds => "callers' code compiles, and there is more to use",
        CodeEffect::Breaks => "callers' code breaks",
    }
}

/// Returns the verdict on programs that are not rebuilt as a part of a sentence.
fn wire_text(effect: WireEffect) -> &'static str {
    match effect {
        WireEffect::None => "old programs go on as before",
        WireEffect::Unknown => "old programs receive unknown values",
        WireEffect::Undecodable => "old programs cannot decode some responses",
        WireEffect::Refused => "old programs have some calls refused",
    }
}

/// Returns the report on a client: both verdicts, and the changes, the most serious first.
pub(crate) fn text(client: &str, comparison: &Comparison) -> String {
    listed(client, comparison, usize::MAX)
}

/// Returns the report with the most serious changes alone, and the command that lists the others.
pub(crate) fn excerpt(client: &str, comparison: &Comparison, see: &str) -> String {
    let mut text = listed(client, comparison, LISTED);
    let others = comparison.changes.len().saturating_sub(LISTED);
    if others > 0 {
        // Writing to a string cannot fail.
        _ = writeln!(text, "  and {others} more: `{see}`");
    }
    text
}

fn listed(client: &str, comparison: &Comparison, most: usize) -> String {
    let mut text = headline(client, comparison);
    text.push('\n');
    for change in comparison.changes.iter().take(most) {
        let effects = format!("{}/{}", change.code().word(), change.wire().word());
        // Writing to a string cannot fail.
        _ = writeln!(text, "  {effects:<18} {}: {}", change.item, values(change));
        let at = location(change, str::to_owned);
        if !at.is_empty() {
            _ = writeln!(text, "    at: {at}");
        }
        if !change.advice().is_empty() {
            _ = writeln!(text, "    help: {}", change.advice());
        }
    }
    text
}

fn headline(client: &str, comparison: &Comparison) -> String {
    let number = match comparison.changes.len() {
        0 => "no change".to_owned(),
        1 => "1 change".to_owned(),
        number => format!("{number} changes"),
    };
    let (code, wire) = (code_text(comparison.code()), wire_text(comparison.wire()));
    format!("{client}: {code}; {wire} ({number})")
}

/// Returns the old and the new value, with the rule.
pub(super) fn values(change: &Change) -> String {
    let rules: Vec<String> = change.rules.iter().map(|rule| rule.id()).collect();
    let rules = rules.join(", ");
    match [&change.old, &change.new].map(|text| text.as_ref().map(|text| code(text))) {
        [Some(old), Some(new)] => format!("{old} is now {new} [{rules}]"),
        [Some(old), None] => format!("was {old} [{rules}]"),
        [None, Some(new)] => format!("{new} [{rules}]"),
        [None, None] => format!("[{rules}]"),
    }
}

/// Returns a text as code of Markdown: in one line, between more backticks than it has in a row.
pub(super) fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let runs = text.split(|c| c != '`').map(str::len);
    match runs.max().unwrap_or_default() {
        0 => format!("`{text}`"),
        longest => {
            let marks = "`".repeat(longest + 1);
            format!("{marks} {text} {marks}")
        }
    }
}

/// Returns the operations and the place in the document, each marked in such a way.
fn location(change: &Change, mark: fn(&str) -> String) -> String {
    let named = change.operations.iter().take(NAMED);
    let mut parts: Vec<String> = named.map(|one| mark(one)).collect();
    if change.operations.len() > NAMED
        && let Some(last) = parts.last_mut()
    {
        _ = write!(last, " and {} more", change.operations.len() - NAMED);
    }
    let place = change.place.to_string();
    parts.extend((place != "#").then(|| mark(&place)));
    parts.join(", ")
}

/// Returns the report on a client as Markdown.
pub(super) fn markdown(one: &Compared) -> String {
    let mut text = format!("### {}\n\n", headline(&one.client.name, &one.comparison));
    if one.comparison.changes.is_empty() {
        return text;
    }
    text.push_str("| code | wire | item | change | at | what to do |\n|---|---|---|---|---|---|\n");
    for change in &one.comparison.changes {
        let cells = [
            change.code().word().to_owned(),
            change.wire().word().to_owned(),
            code(&change.item),
            values(change),
            location(change, code),
            change.advice(),
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|"));
        _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
    text
}

/// Returns the reports on all clients as a key of the JSON object.
pub(super) fn json(compared: &[Compared]) -> Value {
    json!({"clients": compared.iter().map(client).collect::<Vec<_>>()})
}

fn client(one: &Compared) -> Value {
    let versions = versions(one);
    let changes: Vec<Value> = one.comparison.changes.iter().map(change).collect();
    json!({
        "client": one.client.name,
        "code": one.comparison.code().word(),
        "wire": one.comparison.wire().word(),
        "version": versions.as_ref().map(|(old, _)| old.to_string()),
        "next_version": versions.as_ref().map(|(_, next)| next.to_string()),
        "changes": changes,
    })
}

fn change(change: &Change) -> Value {
    let rules: Vec<String> = change.rules.iter().map(|rule| rule.id()).collect();
    json!({
        "rules": rules,
        "code": change.code().word(),
        "wire": change.wire().word(),
        "item": change.item,
        "operations": change.operations,
        "old": change.old,
        "new": change.new,
        "place": change.place.to_string(),
        "help": change.advice(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stays_code_whatever_it_holds() {
        for (text, expected) in [
            ("Vec<String>", "`Vec<String>`"),
            ("GET /a_b/{c}_d", "`GET /a_b/{c}_d`"),
            ("a`b", "`` a`b ``"),
            ("``", "``` `` ```"),
            ("two\nlines", "`two lines`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn no_cell_of_markdown_has_code_without_marks() {
        let change = Change {
            rules: Vec::new(),
            item: "Client::a".to_owned(),
            operations: ["a", "b", "c", "d"]
                .map(|path| format!("GET /{{{path}}}|_"))
                .to_vec(),
            old: Some("a|b`".to_owned()),
            new: None,
            place: rill_codegen::pointer::Pointer::default(),
        };
        let text = location(&change, code);
        assert_eq!(text, "`GET /{a}|_`, `GET /{b}|_`, `GET /{c}|_` and 1 more");
        assert_eq!(values(&change), "was `` a|b` `` []");
        assert_eq!(location(&change, str::to_owned), text.replace('`', ""));
    }
}
