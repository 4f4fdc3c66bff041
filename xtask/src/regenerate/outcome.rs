//! The result of one client: a line for people, an object for programs.

use std::fmt::Write as _;

use rill_codegen::{Census, Diagnostics};
use serde_json::{Value, json};

use crate::diagnostics::{count, summary};
use crate::output::{Change, Changes};

/// Outcome of one client.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) name: String,
    pub(super) census: Census,
    pub(super) diagnostics: Diagnostics,
    /// Diagnostics that the committed crate does not have.
    pub(super) new: usize,
    pub(super) changes: Changes,
    /// The report on what the new document does to callers, if it is another one.
    pub(super) comparison: Option<String>,
    /// The command that shows all diagnostics.
    pub(super) see: String,
}

impl Outcome {
    /// Returns the one line about a client.
    pub(super) fn line(&self, is_check: bool) -> String {
        let made = format!(
            "{}: {}, {}, {}",
            self.name,
            count(self.census.operations, "operation"),
            count(self.census.types, "type"),
            count(self.census.untyped, "untyped location"),
        );
        let found = if self.diagnostics.is_empty() {
            String::new()
        } else {
            let new = if self.new > 0 && self.new < self.diagnostics.len() {
                format!(", {} new", self.new)
            } else {
                String::new()
            };
            format!("; {}{new}: `{}`", summary(&self.diagnostics), self.see)
        };
        format!("{made}; {}{found}", self.written(is_check))
    }

    fn written(&self, is_check: bool) -> String {
        let (written, removed) = (self.changes.written(), self.changes.removed());
        if written + removed == 0 {
            return "up to date".to_owned();
        }
        let verb = |done: &str, to_do: &str| {
            if is_check {
                to_do.to_owned()
            } else {
                done.to_owned()
            }
        };
        let files = count(written, "file");
        let mut text = format!("{files} {}", verb("written", "to write"));
        if removed > 0 {
            let _ = write!(text, ", {removed} {}", verb("removed", "to remove"));
        }
        text
    }

    /// Returns the object about a client.
    pub(super) fn to_json(&self, is_check: bool) -> Value {
        let names = |is_removed: bool| -> Vec<&String> {
            let files = self.changes.files.iter();
            let files =
                files.filter(|(_, change)| matches!(change, Change::Remove { .. }) == is_removed);
            files.map(|(name, _)| name).collect()
        };
        let by_code = self.diagnostics.count_by_code().into_iter();
        let by_code: serde_json::Map<String, Value> = by_code
            .map(|(code, count)| (code.as_str().to_owned(), count.into()))
            .collect();
        json!({
            "client": self.name,
            "outcome": match (self.changes.files.is_empty(), is_check) {
                (true, _) => "up-to-date",
                (false, true) => "stale",
                (false, false) => "written",
            },
            "operations": self.census.operations,
            "types": self.census.types,
            "untyped": self.census.untyped,
            "diagnostics_by_code": by_code,
            "new_diagnostics": self.new,
            "written": names(false),
            "removed": names(true),
            "unchanged": self.changes.unchanged,
            "error": null,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rill_codegen::Code;
    use rill_codegen::pointer::Pointer;

    use super::*;

    #[test]
    fn a_line_says_what_was_made_what_was_written_and_what_was_found() {
        let outcome = |files, keys: &[&str], new| {
            let mut diagnostics = Diagnostics::new();
            for key in keys {
                diagnostics.report(
                    Code::Untyped,
                    Pointer::root().push(key),
                    "no type",
                    "say it",
                );
            }
            Outcome {
                name: "ads".into(),
                census: Census {
                    operations: 10,
                    types: 1,
                    untyped: 1,
                },
                diagnostics,
                new,
                changes: Changes {
                    root: "x".into(),
                    files,
                    unchanged: 14,
                },
                comparison: None,
                see: "cargo xtask check --client ads".to_owned(),
            }
        };
        let write = Change::Write {
            old: None,
            new: "1".into(),
        };
        let changed = BTreeMap::from([
            ("a".to_owned(), write),
            ("b".to_owned(), Change::Remove { old: "1".into() }),
        ]);
        let lines = [
            outcome(BTreeMap::new(), &[], 0).line(true),
            outcome(BTreeMap::new(), &["a", "b"], 0).line(true),
            outcome(changed.clone(), &["a", "b"], 1).line(true),
            outcome(changed, &["a", "b"], 2).line(false),
        ];
        expect_test::expect![[r#"
            ads: 10 operations, 1 type, 1 untyped location; up to date
            ads: 10 operations, 1 type, 1 untyped location; up to date; 2 diagnostics (2 untyped): `cargo xtask check --client ads`
            ads: 10 operations, 1 type, 1 untyped location; 1 file to write, 1 to remove; 2 diagnostics (2 untyped), 1 new: `cargo xtask check --client ads`
            ads: 10 operations, 1 type, 1 untyped location; 1 file written, 1 removed; 2 diagnostics (2 untyped): `cargo xtask check --client ads`"#]].assert_eq(&lines.join("\n"));
    }
}
