//! A text that a pattern matches, for the patterns that say it themselves.

use boon::{Compiler, Schemas};
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};
use serde_json::json;

/// Returns the shortest text that a pattern spells out; none where it asks for what lies around (lookahead,
/// backreferences).
pub(crate) fn matching(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let mut text = String::new();
    spell(&hir, &mut text)?;
    Some(text)
}

/// Returns `true` if a pattern is one that can be checked.
pub(crate) fn is_checkable(pattern: &str) -> bool {
    let mut compiler = Compiler::new();
    let address = "document:/pattern.json";
    let added = compiler.add_resource(address, json!({"pattern": pattern}));
    added.is_ok() && compiler.compile(address, &mut Schemas::new()).is_ok()
}

/// Returns a pattern as far as it can be checked: without what it forbids at its start, which no library here can read.
pub(crate) fn checkable(pattern: &str) -> Option<&str> {
    let rest = pattern.strip_prefix("^(?!");
    let rest = rest.and_then(|rest| rest.split_once("$)"));
    let rest = rest.map_or(pattern, |(_, rest)| rest);
    is_checkable(rest).then_some(rest)
}

fn spell(hir: &Hir, text: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => text.push(character(class.ranges())?),
        HirKind::Class(Class::Bytes(_)) => return None,
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.min {
                spell(&repetition.sub, text)?;
            }
        }
        HirKind::Capture(capture) => spell(&capture.sub, text)?,
        HirKind::Concat(parts) => parts.iter().try_for_each(|part| spell(part, text))?,
        HirKind::Alternation(parts) => spell(parts.first()?, text)?,
    }
    Some(())
}

/// Returns a character that people can read, if the class has one.
fn character(ranges: &[ClassUnicodeRange]) -> Option<char> {
    let has = |wanted: &char| {
        ranges
            .iter()
            .any(|range| range.start() <= *wanted && *wanted <= range.end())
    };
    let plain = ('a'..='z')
        .chain('A'..='Z')
        .chain('1'..='9')
        .chain(['0', '-', '_', ' ']);
    plain
        .into_iter()
        .find(has)
        .or_else(|| ranges.first().map(ClassUnicodeRange::start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_at_the_start_is_left_out() {
        assert_eq!(checkable("^(?![0-9]{3}$)^[a-z0-9]+$"), Some("^[a-z0-9]+$"));
        assert_eq!(checkable("^[a-z]+$"), Some("^[a-z]+$"));
        assert_eq!(checkable("^a(?!b)"), None);
    }

    #[test]
    fn the_shortest_text_is_spelled_out() {
        for (pattern, expect) in [
            ("^AC[0-9a-fA-F]{4}$", Some("ACaaaa")),
            ("^(SM|MM)[0-9]{2}$", Some("SM11")),
            (r"^\d{3}-\w+$", Some("111-a")),
            ("^a*b+$", Some("b")),
            ("", Some("")),
            ("^(?!x)a$", None),
        ] {
            assert_eq!(matching(pattern).as_deref(), expect, "{pattern}");
        }
    }
}
