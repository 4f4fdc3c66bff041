//! Tables of results.

use comfy_table::{ContentArrangement, Table, presets};

use crate::terminal::terminal_width;

/// Returns a table without rows: drawn on a terminal and as wide as that, Markdown elsewhere.
pub fn new_table(is_terminal: bool) -> Table {
    let mut table = Table::new();
    table.load_style(if is_terminal {
        presets::UTF8_FULL_CONDENSED
    } else {
        presets::ASCII_MARKDOWN
    });
    if let Some(width) = terminal_width().filter(|_| is_terminal) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width);
    }
    table
}
