//! The table at the end of a run.

use comfy_table::CellAlignment;
use rill_console::new_table;

use super::Outcome;

/// Returns a table with a line for each client.
///
/// On a terminal it is drawn with lines, elsewhere as Markdown, which a pipeline can show as it is.
pub(super) fn table(outcomes: &[Outcome], is_check: bool, is_terminal: bool) -> String {
    let (write, remove) = if is_check {
        ("to write", "to remove")
    } else {
        ("written", "removed")
    };
    let mut table = new_table(is_terminal);
    table.set_header([
        "client",
        "operations",
        "types",
        "diagnostics",
        "untyped fields",
        write,
        "unchanged",
        remove,
    ]);
    for outcome in outcomes {
        let numbers = [
            outcome.operations,
            outcome.types,
            outcome.diagnostics,
            outcome.untyped,
            outcome.changes.written(),
            outcome.changes.unchanged,
            outcome.changes.removed(),
        ];
        table.add_row(
            std::iter::once(outcome.name.clone()).chain(numbers.map(|number| number.to_string())),
        );
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::output::{Change, Changes};

    #[test]
    fn a_line_for_each_client() {
        let outcome = |name: &str, files| Outcome {
            name: name.into(),
            operations: 10,
            types: 31,
            diagnostics: 2,
            untyped: 1,
            changes: Changes {
                root: "x".into(),
                files,
                unchanged: 14,
            },
            comparison: None,
        };
        let changed = BTreeMap::from([
            (
                "a".to_owned(),
                Change::Write {
                    old: None,
                    new: "1".into(),
                },
            ),
            ("b".to_owned(), Change::Remove { old: "1".into() }),
        ]);
        let outcomes = [outcome("acme-ads", BTreeMap::new()), outcome("b", changed)];
        expect_test::expect![[r"
            | client   | operations | types | diagnostics | untyped fields | written | unchanged | removed |
            |----------|------------|-------|-------------|----------------|---------|-----------|---------|
            | acme-ads |         10 |    31 |           2 |              1 |       0 |        14 |       0 |
            | b        |         10 |    31 |           2 |              1 |       1 |        14 |       1 |
        "]].assert_eq(&table(&outcomes, false, false));
        assert!(table(&outcomes, true, false).contains("to write"));
    }
}
