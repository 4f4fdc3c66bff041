//! Exemptions with their reasons: a committed list that is neither too short nor too long.
//!
//! ```text
//! [key] the reason, in one line
//! id
//! id
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use rill_console::{Problem, shown};

/// The key of what nobody has explained yet.
const UNEXPLAINED: &str = "unexplained";

/// The key of values that are of another type than the keywords of their schema speak of.
const TOLD: &str = "told";

/// A list of exemptions.
#[derive(Clone, Debug, Default)]
pub(super) struct Exemptions {
    /// Comment at the head of the list.
    head: String,
    /// Reasons by key.
    reasons: BTreeMap<String, String>,
    /// Keys of reasons by id.
    ids: BTreeMap<String, String>,
}

/// Differences between a list and a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ExemptionDiff {
    /// Failures that are not on the list, or without a reason there.
    pub(super) unexplained: Vec<String>,
    /// Entries of the list that were tried and did not fail.
    pub(super) unneeded: Vec<String>,
    /// Failures with the one reason that a program can recognize.
    pub(super) told: BTreeSet<String>,
}

impl Exemptions {
    /// Reads a list; an absent one is empty.
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        match std::fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Problem::new("the list of exemptions cannot be read")
                .at(shown(path))
                .note(error.to_string())),
        }
    }

    fn parse(text: &str) -> Self {
        let mut list = Self::default();
        let mut key = UNEXPLAINED.to_owned();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if line.starts_with('#') {
                list.head.push_str(line);
                list.head.push('\n');
            } else if let Some((name, reason)) =
                line.strip_prefix('[').and_then(|line| line.split_once(']'))
            {
                name.clone_into(&mut key);
                list.reasons.insert(key.clone(), reason.trim().to_owned());
            } else {
                list.ids.insert(line.to_owned(), key.clone());
            }
        }
        list
    }

    /// Compares the list with what failed of what was tried.
    pub(super) fn odds(
        &self,
        tried: &BTreeSet<String>,
        failed: &BTreeSet<String>,
    ) -> ExemptionDiff {
        let is_explained = |id: &&String| self.ids.get(*id).is_some_and(|key| key != UNEXPLAINED);
        ExemptionDiff {
            unexplained: failed
                .iter()
                .filter(|id| !is_explained(id))
                .cloned()
                .collect(),
            unneeded: self
                .ids
                .keys()
                .filter(|id| tried.contains(*id) && !failed.contains(*id))
                .cloned()
                .collect(),
            told: BTreeSet::new(),
        }
    }

    /// Returns the ids of a document.
    pub(super) fn ids_of(&self, document: &str) -> impl Iterator<Item = &String> {
        let prefix = format!("{document} ");
        self.ids.keys().filter(move |id| id.starts_with(&prefix))
    }

    /// Counts the ids for each reason.
    pub(super) fn count<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a String>,
    ) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for id in ids {
            let key = self.ids.get(id).map_or(UNEXPLAINED, String::as_str);
            *counts.entry(key).or_insert(0) += 1;
        }
        counts
    }

    /// Returns the text of a reason.
    pub(super) fn reason(&self, key: &str) -> &str {
        self.reasons
            .get(key)
            .map_or("nobody has said why", String::as_str)
    }

    /// Returns the list as a run would have it: without what is not needed, with what is new.
    #[must_use]
    pub(super) fn updated(&self, odds: &ExemptionDiff) -> String {
        let mut ids = self.ids.clone();
        ids.retain(|id, _| !odds.unneeded.contains(id));
        for id in &odds.unexplained {
            let key = if odds.told.contains(id) {
                TOLD
            } else {
                UNEXPLAINED
            };
            ids.insert(id.clone(), key.to_owned());
        }
        let mut sections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, key) in &ids {
            sections.entry(key).or_default().push(id);
        }
        let mut text = self.head.clone();
        for (key, mut ids) in sections {
            ids.sort_by_cached_key(|id| numbers_padded(id));
            _ = write!(text, "\n[{key}] {}\n{}\n", self.reason(key), ids.join("\n"));
        }
        text
    }
}

/// Returns a key that sorts numbers by value.
fn numbers_padded(id: &str) -> String {
    let mut padded = String::new();
    let mut digits = String::new();
    for c in id.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else {
            if !digits.is_empty() {
                _ = write!(padded, "{digits:0>6}");
                digits.clear();
            }
            padded.push(c);
        }
    }
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_neither_too_short_nor_too_long() {
        let text = "# Head\n\n[a] Because.\nx 2\nx 10\n\n[b] So it is.\ny\n";
        let list = Exemptions::parse(text);
        let set = |ids: &[&str]| {
            ids.iter()
                .map(ToString::to_string)
                .collect::<BTreeSet<String>>()
        };
        let odds = list.odds(&set(&["x 2", "x 10", "z", "w"]), &set(&["x 10", "z"]));
        assert_eq!(odds.unexplained, ["z"]);
        assert_eq!(odds.unneeded, ["x 2"]);
        assert_eq!(
            list.count(&set(&["x 10", "z"])),
            BTreeMap::from([("a", 1), ("unexplained", 1)])
        );
        assert_eq!(list.updated(&ExemptionDiff::default()), text);
        let updated = list.updated(&odds);
        assert_eq!(
            updated,
            "# Head\n\n[a] Because.\nx 10\n\n[b] So it is.\ny\n\n[unexplained] nobody has said why\nz\n"
        );
        let again = Exemptions::parse(&updated).odds(&set(&["z"]), &set(&["z"]));
        assert_eq!(again.unexplained, ["z"]);
    }
}
