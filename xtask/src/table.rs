//! The table at the end of a run.

use comfy_table::{CellAlignment, Table, presets};

use crate::infer::Inferred;
use crate::regenerate::Outcome;
use crate::verify::Checked;

/// One line a client. On a terminal it is drawn with lines, elsewhere as Markdown, which a pipeline can show as it is.
pub(crate) fn of(outcomes: &[Outcome], is_check: bool, is_terminal: bool) -> String {
    let (write, remove) = if is_check {
        ("to write", "to remove")
    } else {
        ("written", "removed")
    };
    let mut table = empty(is_terminal);
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

/// One line an API that was looked at.
pub(crate) fn of_inferred(outcomes: &[Inferred], is_terminal: bool) -> String {
    let mut table = empty(is_terminal);
    table.set_header([
        "API",
        "samples",
        "rows",
        "columns",
        "never seen",
        "confidence",
    ]);
    for outcome in outcomes {
        table.add_row([
            outcome.api.clone(),
            outcome.samples.to_string(),
            outcome.rows.to_string(),
            outcome.columns.to_string(),
            outcome.open_columns.len().to_string(),
            outcome.confidence().to_owned(),
        ]);
    }
    for column in table.column_iter_mut().skip(1).take(4) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

/// One line an API that was called, and one for each of its faults.
pub(crate) fn of_verified(apis: &[Checked], is_terminal: bool) -> String {
    let mut table = empty(is_terminal);
    table.set_header([
        "API",
        "status",
        "time",
        "rows",
        "what did not fit",
        "whose fault",
    ]);
    for checked in apis {
        let faults = checked
            .findings
            .iter()
            .filter(|one| one.fault != crate::verify::Fault::Trap);
        let mut faults = faults.map(|one| {
            let sample = one
                .sample
                .map_or_else(String::new, |sample| format!("sample {sample}: "));
            let what = format!("{sample}{} [{}]", one.shown(), one.code);
            (what, one.fault.word())
        });
        let (what, fault) = faults.next().unwrap_or_default();
        let time = format!("{} ms", checked.time.as_millis());
        let rows = checked.rows.to_string();
        table.add_row([&checked.api, &checked.status, &time, &rows, &what, fault]);
        for (what, fault) in faults {
            table.add_row(["", "", "", "", &what, fault]);
        }
    }
    for column in table.column_iter_mut().skip(2).take(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

/// A table without lines: drawn on a terminal, Markdown elsewhere.
pub(crate) fn empty(is_terminal: bool) -> Table {
    let mut table = Table::new();
    table.load_style(if is_terminal {
        presets::UTF8_FULL_CONDENSED
    } else {
        presets::ASCII_MARKDOWN
    });
    table
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
        "]].assert_eq(&of(&outcomes, false, false));
        assert!(of(&outcomes, true, false).contains("to write"));
    }
}
