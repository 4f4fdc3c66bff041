//! A namespace in which every name is valid and unique.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use crate::rust::is_keyword;

/// A namespace that is being filled.
#[derive(Clone, Debug)]
pub(super) struct NameScope {
    taken: HashSet<String>,
    /// Names that are not free, beside keywords.
    reserved: Vec<&'static str>,
    /// The suffix of a name that is reserved.
    escape: &'static str,
    /// The separator between a name and the number that makes it unique.
    separator: &'static str,
    /// The length of the longest name.
    longest: usize,
}

/// The longest name in source text, in bytes.
const LONGEST: usize = 200;
/// The longest name of a file, which stands in a path with others.
const LONGEST_FILE: usize = 60;

/// A request for a name.
#[derive(Clone, Debug)]
pub(super) struct NameRequest<'a> {
    /// The author's text, which decides the order of requests.
    pub(super) original: Cow<'a, str>,
    /// The name made from it.
    pub(super) name: String,
    /// `true` if the config pins the name; pinned names go before all others.
    pub(super) pinned: bool,
}

impl<'a> NameRequest<'a> {
    /// Requests the name that is made from the author's text.
    pub(super) fn new(original: impl Into<Cow<'a, str>>, name: String) -> Self {
        Self {
            original: original.into(),
            name,
            pinned: false,
        }
    }

    /// Requests a name that is pinned.
    pub(super) fn pinned(name: String) -> Self {
        Self {
            original: name.clone().into(),
            name,
            pinned: true,
        }
    }
}

impl NameScope {
    /// Returns a scope of `snake_case` names: `type` becomes `type_`, a second `a_b` becomes
    /// `a_b_2`, and a second `type_` becomes `type_2`.
    pub(super) fn values(reserved: &[&'static str]) -> Self {
        Self::new(reserved, "_", "_")
    }

    /// Returns a scope of `PascalCase` names: `Option` becomes `OptionType`, a second `AB` becomes
    /// `AB2`.
    pub(super) fn types(reserved: &[&'static str]) -> Self {
        Self::new(reserved, "Type", "")
    }

    /// Returns a scope of files and features: `type` becomes `type_api`.
    pub(super) fn modules(reserved: &[&'static str]) -> Self {
        Self {
            longest: LONGEST_FILE,
            ..Self::new(reserved, "_api", "_")
        }
    }

    fn new(reserved: &[&'static str], escape: &'static str, separator: &'static str) -> Self {
        let reserved = reserved.to_vec();
        Self {
            taken: HashSet::new(),
            reserved,
            escape,
            separator,
            longest: LONGEST,
        }
    }

    /// Cuts a name that is too long; a hash of the whole of it tells it from others that begin alike.
    fn shorten(&self, name: &mut String) {
        if name.len() <= self.longest {
            return;
        }
        // FNV-1a.
        let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let is_end = |at: &usize| name.is_char_boundary(*at);
        let end = (0..self.longest - 8).rev().find(is_end);
        name.truncate(end.unwrap_or_default());
        name.truncate(name.trim_end_matches('_').len());
        name.push_str(self.separator);
        let _ = write!(name, "{hash:08x}");
    }

    fn is_reserved(&self, name: &str) -> bool {
        is_keyword(name) || self.reserved.contains(&name)
    }

    /// Returns `true` if a name is neither reserved nor taken.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.is_reserved(name) && !self.taken.contains(name)
    }

    /// Assigns the names that are kept, then the others in turn, so that a name that is appended changes none before it.
    pub(super) fn assign_in_turn(
        &mut self,
        names: impl Iterator<Item = String>,
        kept: &[Option<String>],
    ) -> Vec<String> {
        let kept: Vec<_> = kept
            .iter()
            .map(|kept| self.take_kept(kept.as_ref()))
            .collect();
        let mut kept = kept.into_iter();
        let names = names.map(|name| kept.next().flatten().unwrap_or_else(|| self.take(name)));
        names.collect()
    }

    /// Takes a name that is kept, if one is.
    pub(super) fn take_kept(&mut self, kept: Option<&String>) -> Option<String> {
        kept.map(|name| self.take(name))
    }

    /// Assigns a name to each request. Pinned names go first, then those that are the author's text
    /// already, those that are it but for a keyword, then by text: an order that does not depend on the document's.
    pub(super) fn assign(&mut self, wishes: Vec<NameRequest<'_>>) -> Vec<String> {
        let mut order: Vec<(bool, u8, Cow<'_, str>, usize)> = Vec::with_capacity(wishes.len());
        let mut names = Vec::with_capacity(wishes.len());
        for (index, wish) in wishes.into_iter().enumerate() {
            let rank = match (wish.name == wish.original, self.is_reserved(&wish.name)) {
                (true, false) => 0,
                (true, true) => 1,
                (false, _) => 2,
            };
            order.push((!wish.pinned, rank, wish.original, index));
            names.push(wish.name);
        }
        order.sort();
        self.taken.reserve(names.len());
        for (.., index) in order {
            names[index] = self.take(std::mem::take(&mut names[index]));
        }
        names
    }

    /// Takes a name, changed as little as needed.
    pub(super) fn take(&mut self, wanted: impl Into<String>) -> String {
        let mut name: String = wanted.into();
        self.shorten(&mut name);
        if self.is_reserved(&name) {
            name.push_str(self.escape);
        }
        let stem = name.trim_end_matches('_').len();
        let mut number = 1;
        while self.is_reserved(&name) || !self.taken.insert(name.clone()) {
            number += 1;
            name.truncate(stem);
            name.push_str(self.separator);
            name.push_str(&number.to_string());
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assign(scope: &mut NameScope, wishes: &[(&str, &str)]) -> Vec<String> {
        let wishes = wishes
            .iter()
            .map(|(original, name)| NameRequest::new(*original, (*name).to_owned()))
            .collect();
        scope.assign(wishes)
    }

    #[test]
    fn clashes_are_resolved_the_same_in_any_order() {
        let forward = assign(
            &mut NameScope::values(&[]),
            &[("a-b", "a_b"), ("a_b", "a_b"), ("a b", "a_b")],
        );
        assert_eq!(forward, ["a_b_3", "a_b", "a_b_2"]);
        let backward = assign(
            &mut NameScope::values(&[]),
            &[("a b", "a_b"), ("a_b", "a_b"), ("a-b", "a_b")],
        );
        assert_eq!(backward, ["a_b_2", "a_b", "a_b_3"]);
    }

    #[test]
    fn long_names_are_cut_and_still_differ() {
        let (one, other) = (
            format!("{}_b", "a".repeat(253)),
            format!("{}_c", "a".repeat(253)),
        );
        let mut scope = NameScope::modules(&[]);
        let names = [scope.take(&*one), scope.take(&*other)];
        assert!(
            names.iter().all(|name| name.len() == LONGEST_FILE),
            "{names:?}"
        );
        assert_ne!(names[0], names[1]);
        assert_eq!(NameScope::modules(&[]).take(&*other), names[1]);
        assert_eq!(
            NameScope::types(&[]).take("A".repeat(500)).len(),
            LONGEST - 1
        );
    }

    #[test]
    fn reserved_names_are_escaped_and_may_clash_again() {
        let names = assign(
            &mut NameScope::values(&[]),
            &[("type", "type"), ("type_", "type_"), ("Self", "self")],
        );
        assert_eq!(names, ["type_2", "type_", "self_"]);
        let types = assign(
            &mut NameScope::types(&["Option"]),
            &[("Option", "Option"), ("A", "A"), ("A2", "A2"), ("a", "A")],
        );
        assert_eq!(types, ["OptionType", "A", "A2", "A3"]);
    }
}
