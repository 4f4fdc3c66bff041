//! Which operations are generated: what the config includes and excludes.

use std::collections::BTreeSet;

use openapiv3::Operation as Operation3;

use super::Lowering;
use crate::config::Selector;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// Selectors that have met an operation, by list and index.
pub(super) type Met = BTreeSet<(&'static str, usize)>;

impl Lowering<'_, '_> {
    /// Whether the config wants an operation.
    pub(super) fn is_selected(&mut self, method: &str, path: &str, operation: &Operation3) -> bool {
        let selection = &self.config.selection;
        let mut meets = |list: &'static str, selectors: &[Selector]| {
            let mut is_met = false;
            for (index, selector) in selectors.iter().enumerate() {
                if meets(selector, method, path, operation) {
                    self.met.insert((list, index));
                    is_met = true;
                }
            }
            is_met
        };
        let is_included = meets("include", &selection.include) || selection.include.is_empty();
        let is_excluded = meets("exclude", &selection.exclude);
        is_included && !is_excluded
    }

    /// Says which selectors meet no operation: they are likely misspelt.
    pub(super) fn unused_selectors(&mut self) {
        let selection = &self.config.selection;
        let lists = [
            ("include", &selection.include),
            ("exclude", &selection.exclude),
        ];
        for (list, selectors) in lists {
            for (index, selector) in selectors.iter().enumerate() {
                if !self.met.contains(&(list, index)) {
                    self.report(
                        Code::SelectorUnused,
                        &Pointer::root(),
                        format!(
                            "`{list}` of the config names {}, and no operation is meant by it",
                            text(selector)
                        ),
                        "correct it or remove it; `*` stands for any characters",
                    );
                }
            }
        }
    }
}

fn meets(selector: &Selector, method: &str, path: &str, operation: &Operation3) -> bool {
    match selector {
        Selector::Operation(wanted) => operation
            .operation_id
            .as_deref()
            .is_some_and(|key| fits(wanted, key)),
        Selector::Tag(wanted) => operation.tags.iter().any(|tag| fits(wanted, tag)),
        Selector::Path(wanted) => match wanted.split_once(' ') {
            Some((verb, wanted)) => verb.eq_ignore_ascii_case(method) && fits(wanted.trim(), path),
            None => fits(wanted, path),
        },
    }
}

fn text(selector: &Selector) -> String {
    match selector {
        Selector::Operation(wanted) => format!("the operation `{wanted}`"),
        Selector::Tag(wanted) => format!("the tag `{wanted}`"),
        Selector::Path(wanted) => format!("the path `{wanted}`"),
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any characters.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some((_, after)) = text.split_once(piece) else {
            return false;
        };
        text = after;
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_star_stands_for_any_characters() {
        let check = |pattern, text, expect| assert_eq!(fits(pattern, text), expect, "{pattern}");
        check("/pets", "/pets", true);
        check("/pets", "/pets/1", false);
        check("/pets/*", "/pets/1/toys", true);
        check("*", "", true);
        check("a*b*c", "a-b-c", true);
        check("a*b*c", "a-c-b", false);
        check("a*a", "a", false);
        check("*x", "abc", false);
    }
}
