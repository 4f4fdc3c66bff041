//! The table of APIs that were called.

use comfy_table::CellAlignment;
use rill_console::new_table;

use super::Checked;

/// Returns a table with a line for each API, and one for each of its further faults.
pub(super) fn table(apis: &[Checked], is_terminal: bool) -> String {
    let mut table = new_table(is_terminal);
    table.set_header([
        "API",
        "status",
        "time",
        "rows",
        "what is wrong",
        "whose fault",
    ]);
    for checked in apis {
        let faults = checked.mismatches.iter().filter(|one| !one.is_warning());
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
