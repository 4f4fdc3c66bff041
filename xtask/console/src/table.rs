//! Tables of results.

use comfy_table::{Table, presets};

/// Returns a table without rows: drawn on a terminal, Markdown elsewhere.
pub fn new_table(is_terminal: bool) -> Table {
    let mut table = Table::new();
    table.load_style(if is_terminal {
        presets::UTF8_FULL_CONDENSED
    } else {
        presets::ASCII_MARKDOWN
    });
    table
}
