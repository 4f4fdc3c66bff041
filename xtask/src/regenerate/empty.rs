//! Clients that would be empty: most often a wrong folder, or a selection with a slip of the pen.

use rill_codegen::pointer::Pointer;
use rill_codegen::{Generated, Selection};

use rill_console::{Problem, shown};

use crate::client::{Client, DocumentSource};
use crate::generate::is_built_in;

/// Refuses a client that has nothing to call, and for `types-only` no types.
///
/// A document of webhooks alone gives their types, and is no mistake.
pub(super) fn refusal(client: &Client, generated: &Generated) -> Option<Problem> {
    let selection = &client.selection;
    let is_empty = if selection.types_only {
        generated.census.types == 0
    } else {
        generated.census.operations == 0 && (generated.census.types == 0 || selects(selection))
    };
    if !is_empty {
        return None;
    }
    let what = if selection.types_only {
        "types"
    } else {
        "operations"
    };
    let (reason, help) = reason(client, generated);
    Some(
        Problem::new(format!("`{}` would be a crate without {what}", client.name))
            .note(format!("{reason}; nothing was written"))
            .help(format!("{help}, or pass `--allow-empty`")),
    )
}

fn selects(selection: &Selection) -> bool {
    !(selection.include.is_empty() && selection.exclude.is_empty())
}

/// Returns why there is nothing, and what to write instead.
fn reason(client: &Client, generated: &Generated) -> (String, &'static str) {
    let first = generated.declared.iter().find(|at| !is_built_in(at));
    let count = match generated.declared.len() {
        1 => "its one operation".to_owned(),
        number => format!("all of its {number} operations"),
    };
    match (&client.source, first) {
        _ if client.selection.types_only => (
            "the document has no schemas".to_owned(),
            "name a document with schemas",
        ),
        (_, Some(first)) if selects(&client.selection) => (
            format!(
                "`include` and `exclude` leave out {count}, such as `{}`",
                operation(first)
            ),
            "write a selector that matches, such as `GET /pets`, `operation:list*` or `tag:pets`",
        ),
        (_, Some(_)) => (
            format!("the diagnostics leave out {count}"),
            "mend the document",
        ),
        (DocumentSource::Project(folder), None) if !folder.join("rill.yaml").is_file() => (
            format!("there is no rill.yaml in `{}`", shown(folder)),
            "name the folder that holds rill.yaml",
        ),
        (DocumentSource::Project(folder), None) => (
            format!("Rill would serve no API of `{}`", shown(folder)),
            "add a file with `type: api` to the project",
        ),
        (_, None) if generated.declared.is_empty() => (
            "the document declares no operations under `paths`".to_owned(),
            "write `types-only = true` for the types of its schemas alone",
        ),
        (_, None) => (
            "the document describes no APIs but Rill's own".to_owned(),
            "write `builtins = true` for those",
        ),
    }
}

/// Returns the method and path of an operation, as a selector takes them.
fn operation(at: &Pointer) -> String {
    let method = at.last().unwrap_or_default().to_ascii_uppercase();
    let path = at.parent();
    let path = path.as_ref().and_then(Pointer::last).unwrap_or_default();
    format!("{method} {path}")
}
