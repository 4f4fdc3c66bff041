//! The config's selection of operations.

use std::collections::BTreeSet;

use openapiv3::Operation as Operation3;

use crate::config::{Selection, Selector};
use crate::diagnostic::{Code, Diagnostics};
use crate::pointer::Pointer;

/// The operations that the config includes and excludes.
#[derive(Debug)]
pub(super) struct OperationFilter<'c> {
    selection: &'c Selection,
    /// Selectors that match an operation, by list and index.
    matched: BTreeSet<(&'static str, usize)>,
}

impl<'c> OperationFilter<'c> {
    pub(super) fn new(selection: &'c Selection) -> Self {
        Self {
            selection,
            matched: BTreeSet::new(),
        }
    }

    /// Returns `true` if the config selects an operation.
    pub(super) fn accepts(&mut self, method: &str, path: &str, operation: &Operation3) -> bool {
        let mut matches_any = |list: &'static str, selectors: &[Selector]| {
            let mut is_matched = false;
            for (index, selector) in selectors.iter().enumerate() {
                if meets(selector, method, path, operation) {
                    self.matched.insert((list, index));
                    is_matched = true;
                }
            }
            is_matched
        };
        let include = &self.selection.include;
        let is_included = matches_any("include", include) || include.is_empty();
        let is_excluded = matches_any("exclude", &self.selection.exclude);
        is_included && !is_excluded
    }

    /// Reports the selectors that match no operation; they are likely misspelt.
    pub(super) fn report_unused(&self, cx: &mut Diagnostics) {
        let lists = [
            ("include", &self.selection.include),
            ("exclude", &self.selection.exclude),
        ];
        for (list, selectors) in lists {
            for (index, selector) in selectors.iter().enumerate() {
                if self.matched.contains(&(list, index)) {
                    continue;
                }
                cx.report(
                    Code::SelectorUnused,
                    Pointer::root(),
                    format!(
                        "`{list}` of the config names {}, and no operation is meant by it",
                        text(selector)
                    ),
                    "correct it or remove it; `*` stands for any characters".to_owned(),
                );
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

/// Returns `true` if a text matches a pattern, in which `*` stands for any characters.
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
