//! Rows that a project's files tell, in a document that declares none.

use std::collections::BTreeSet;

use rill_console::{Console, Problem, read_file, shown};
use rill_project::Undeclared;
use serde_json::Value;

use crate::client::Client;

/// Adds the rows to a document, but for those that the client's file of inferred schemas has: there a person may have
/// said better.
///
/// # Errors
///
/// A file of the project cannot be read.
pub(crate) fn add(
    client: &Client,
    document: &mut Value,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let Some(folder) = &client.files else {
        return Ok(());
    };
    let rows = rill_rows::read_rows(folder)?;
    for (name, api) in &rows.apis {
        if let Some(reason) = api.refused.as_ref().filter(|_| !api.is_declared) {
            console.say(
                Problem::new(format!("Rill refuses the query of the API `{name}`"))
                    .at(shown(&api.path))
                    .note(reason)
                    .help("mend the query or the metrics view; until then every call fails"),
            );
        }
    }
    let known = targets(client)?;
    rows.apply(document, |name| {
        let name = name.replace('\\', r"\\").replace('\'', r"\'");
        let start = format!("$['paths']['/{name}'][");
        known
            .iter()
            .any(|target| target.starts_with(&start) && target.ends_with("['items']"))
    });
    Ok(())
}

/// Adds the rows to a document that was downloaded, and the arguments of APIs that declare nothing at all.
///
/// # Errors
///
/// A file of the project cannot be read.
pub(super) fn added(
    client: &Client,
    bytes: Vec<u8>,
    console: &mut Console<'_>,
) -> Result<Vec<u8>, Problem> {
    let Some(folder) = &client.files else {
        return Ok(bytes);
    };
    // A document that is none is refused later, with its own message.
    let Ok(mut document) = rill_project::parse_value(&bytes) else {
        return Ok(bytes);
    };
    let made = rill_project::generate_document(folder, Undeclared::Inferred)?;
    let paths = document["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        let own = &made.document["paths"][path];
        if declares_nothing(item) && declares_no_rows(own) {
            *item = own.clone();
        }
    }
    add(client, &mut document, console)?;
    Ok(format!("{document:#}\n").into_bytes())
}

/// Returns `true` for a path whose one operation declares neither arguments nor rows.
fn declares_nothing(item: &Value) -> bool {
    let operations = item.as_object().into_iter().flatten();
    let mut open = operations.map(|(_, operation)| {
        operation.get("parameters").is_none() && operation.get("requestBody").is_none()
    });
    declares_no_rows(item) && open.next() == Some(true) && open.next().is_none()
}

fn declares_no_rows(item: &Value) -> bool {
    let mut operations = item.as_object().into_iter().flatten();
    operations.next().is_some_and(|(_, operation)| {
        let row = operation
            .pointer(rill_rows::ROW_SCHEMA)
            .and_then(Value::as_object);
        row.is_some_and(|row| row.len() == 1 && row.contains_key("type"))
    })
}

/// Returns the targets of the client's file of inferred schemas.
fn targets(client: &Client) -> Result<BTreeSet<String>, Problem> {
    let text = read_file(&client.inferred_overlay())?.unwrap_or_default();
    let overlay: Value = serde_yaml::from_str(&text).unwrap_or_default();
    let actions = overlay["actions"].as_array().into_iter().flatten();
    let targets = actions.filter_map(|action| action["target"].as_str().map(str::to_owned));
    Ok(targets.collect())
}
