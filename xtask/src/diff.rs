//! Unified diff of a stale crate.

use std::time::Duration;

use similar::TextDiff;

use rill_console::shown;

use crate::output::{Change, Changes};

/// A file larger than this and unlike is not compared to the end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Returns a diff for each file, from its present text to that of a run.
pub(crate) fn unified(changes: &Changes) -> String {
    let mut text = String::new();
    for (name, change) in &changes.files {
        let path = shown(&changes.root.join(name)).replace('\\', "/");
        let (from, to) = (format!("a/{path}"), format!("b/{path}"));
        let (old, new, from, to) = match change {
            Change::Write {
                old: Some(old),
                new,
            } => (old.as_str(), new.as_str(), from, to),
            Change::Write { old: None, new } => ("", new.as_str(), "/dev/null".to_owned(), to),
            Change::Remove { old } => (old.as_str(), "", from, "/dev/null".to_owned()),
        };
        let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
        text.push_str(&diff.unified_diff().header(&from, &to).to_string());
    }
    text
}

/// Returns a diff with the colors that git has, or as it is.
pub(crate) fn colored(text: &str, in_color: bool) -> String {
    if !in_color {
        return text.to_owned();
    }
    let paint = |line: &str| {
        let color = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => "\u{1b}[1m",
            [b'@', ..] => "\u{1b}[36m",
            [b'-', ..] => "\u{1b}[31m",
            [b'+', ..] => "\u{1b}[32m",
            _ => return format!("{line}\n"),
        };
        format!("{color}{line}\u{1b}[0m\n")
    };
    text.lines().map(paint).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn colors_are_those_of_git() {
        let text = "--- a\n+++ b\n@@ -1 +1 @@\n same\n-old\n+new\n";
        assert_eq!(colored(text, false), text);
        let colors = colored(text, true);
        let expected = "\u{1b}[31m-old\u{1b}[0m\n\u{1b}[32m+new\u{1b}[0m\n";
        assert!(colors.ends_with(expected), "{colors:?}");
        assert!(colors.contains("\n same\n"), "{colors:?}");
    }

    #[test]
    fn a_stale_a_new_and_a_leftover_file() {
        let write = |old: Option<&str>, new: &str| Change::Write {
            old: old.map(Into::into),
            new: new.into(),
        };
        let changes = Changes {
            root: "made-up/crate".into(),
            files: BTreeMap::from([
                (
                    "src/a.rs".to_owned(),
                    write(Some("1\n2\n3\n"), "1\n2b\n3\n"),
                ),
                ("src/b.rs".to_owned(), write(None, "new\n")),
                (
                    "src/c.rs".to_owned(),
                    Change::Remove {
                        old: "old\n".into(),
                    },
                ),
            ]),
            unchanged: 0,
        };
        expect_test::expect![[r"
            --- a/made-up/crate/src/a.rs
            +++ b/made-up/crate/src/a.rs
            @@ -1,3 +1,3 @@
             1
            -2
            +2b
             3
            --- /dev/null
            +++ b/made-up/crate/src/b.rs
            @@ -0,0 +1 @@
            +new
            --- a/made-up/crate/src/c.rs
            +++ /dev/null
            @@ -1 +0,0 @@
            -old
        "]]
        .assert_eq(&unified(&changes));
    }
}
