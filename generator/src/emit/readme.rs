//! `README.md`

use std::fmt::Write as _;

use super::{Model, docs, example, has_client, servers};
use crate::ir::{OperationId, SchemeKind};
use crate::output::README_HEADER;

/// What the crate is, how to call it, and what there is to call.
pub(super) fn readme(model: Model<'_>) -> String {
    let title = docs::code(&model.api.title);
    let (name, krate) = (&model.config.name, &model.names.krate);
    let mut text = format!(
        "{README_HEADER}\n# {name}\n\n\
         Typed client for `{title}`, made from `openapi.json` beside this file.\n"
    );
    if !model.api.operations.is_empty() {
        let lines = example::call(model, OperationId(0));
        let (uses, call): (Vec<_>, Vec<_>) =
            lines.into_iter().partition(|line| line.starts_with("use "));
        let (imports, made) = client(model);
        let _ = write!(
            text,
            "\n```rust\nuse {krate}::{{{imports}}};\n{}\n\
             let client = {};\n{}```\n",
            joined(&uses),
            made,
            joined(&call)
        );
    }
    if !has_client(model) {
        return text;
    }
    text.push_str("\n| method | API | |\n| --- | --- | --- |\n");
    for (operation, method) in model.api.operations.iter().zip(&model.names.operations) {
        let summary = docs::render(&operation.docs)
            .first()
            .cloned()
            .unwrap_or_default();
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

/// What a client is made of, and how.
fn client(model: Model<'_>) -> (String, String) {
    const HOST: &str = "\"https://api.example.com\"";
    if model.api.rill {
        return (
            "Client, Credential, Target".to_owned(),
            "Client::new(Target::local(), Credential::none())?".to_owned(),
        );
    }
    let (credentials, who) = match model.names.schemes.first() {
        None => ("Credential", "Credential::none()".to_owned()),
        Some(_) => ("Credentials", who(model)),
    };
    let (target, place) = match (servers::first(model), model.names.servers.first()) {
        (Some(_), _) => ("Server", "Server::default()".to_owned()),
        (None, Some(relative)) => ("Server", format!("Server::{relative}().host({HOST})")),
        (None, None) => ("Target", format!("Target::url({HOST})")),
    };
    (
        format!("Client, {credentials}, {target}"),
        format!("Client::new({place}, {who})?"),
    )
}

/// The first secret that the document knows of.
fn who(model: Model<'_>) -> String {
    let named = model.api.schemes.iter().zip(&model.names.schemes);
    let first = named.map(|(scheme, name)| match scheme.kind {
        SchemeKind::Basic => format!("Credentials::new().{name}(\"user\", \"password\")"),
        SchemeKind::Bearer | SchemeKind::ApiKey { .. } => {
            format!("Credentials::new().{name}(\"secret\")")
        }
    });
    first.take(1).collect()
}

fn joined(lines: &[String]) -> String {
    lines
        .iter()
        .flat_map(|line| {
            [
                line.as_str(),
                "
",
            ]
        })
        .collect()
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
