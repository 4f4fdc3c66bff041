//! `README.md`

use std::fmt::Write as _;

use super::{EmitContext, README_HEADER, docs, has_client, tour};

/// Writes the README: how to call the crate, and what there is to call.
pub(super) fn readme(model: EmitContext<'_>) -> String {
    let title = docs::code(&model.api.title);
    let name = &model.config.name;
    let kind = if has_client(model) {
        "Client for"
    } else {
        "Types of"
    };
    let mut text = format!(
        "{README_HEADER}\n# {name}\n\n\
         {kind} `{title}`, generated from `openapi.json` beside this file.\n"
    );
    if !has_client(model) {
        return text;
    }
    if let Some(tour) = tour::tour(model) {
        let _ = write!(
            text,
            "\n```rust\n{}\n```\n",
            tour.function(model).join("\n")
        );
    }
    let mut modules = model.names.modules.iter();
    if let Some(feature) = modules.find_map(|module| module.feature.as_ref()) {
        let _ = write!(
            text,
            "\nAn app compiles what it needs with `default-features = false, features = [\"{feature}\"]`; \
             `Cargo.toml` lists the features.\n"
        );
    }
    text.push_str("\n| method | operation | |\n| --- | --- | --- |\n");
    for (operation, method) in model.api.operations.iter().zip(&model.names.operations) {
        let summary = docs::first_line(&operation.docs);
        let _ = writeln!(
            text,
            "| `{method}` | `{} {}` | {} |",
            operation.method,
            cell(&docs::code(&operation.path)),
            cell(&summary)
        );
    }
    text
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
