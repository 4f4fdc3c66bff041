//! The table at the end of a run.

use comfy_table::CellAlignment;
use rill_console::new_table;

use super::Inferred;

/// Returns a table with a line for each API.
pub(super) fn table(outcomes: &[Inferred], is_terminal: bool) -> String {
    let mut table = new_table(is_terminal);
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
