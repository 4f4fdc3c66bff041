//! A document with its overlays and with the files it refers to.
//!
//! The generator lists what it misses and reads nothing itself. Here it is decided what may be read: files in the
//! folder of the document and below, and what `references.allow` names. Everything else is refused, with the reason
//! shown where the document refers to it. No token goes along.

use rill_codegen::{Code, Input, Level, MissingFiles, Source};
use serde_json::json;

use rill_console::{Console, MAX_BYTES, Problem, Progress, read_capped, shown};

use crate::args::{Env, RegenerateArgs};
use crate::client::{Client, DocumentSource, Service};

mod address;
mod download;
mod fetch;
mod reader;
mod rows;

pub(crate) use address::{Address, cloud_target};
pub(crate) use fetch::{TIMEOUT, document};
pub(crate) use rows::add as add_rows;

use reader::{Limit, Reader, Unread};

/// Everything that a client's crate is made from.
///
/// # Errors
///
/// The document or an overlay cannot be read, or the document leads to more than `references` allows. A single file
/// that cannot be read is a diagnostic where the document refers to it.
pub(crate) fn load(
    client: &Client,
    args: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    let document = document(client, args, env, console)?;
    with_files(client, document, console)
}

/// Adds overlays and referenced files to a document that was read already.
pub(crate) fn with_files(
    client: &Client,
    document: Source,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    let mut input = Input::from(document);
    input.overlays = overlays(client)?;
    if let DocumentSource::Own(service, _) = &client.source {
        // First, so that a person's own overlays can say otherwise.
        let own = of_service(*service, &input.document.bytes);
        input.overlays.splice(0..0, own);
    }
    read_files(client, &mut input, console)?;
    Ok(input)
}

/// Reads the files that the document leads to, round by round.
///
/// # Errors
///
/// There is more to read than a limit allows, and the client does not say that gaps are fine.
fn read_files(
    client: &Client,
    input: &mut Input,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let accepts_gaps = matches!(
        client.lints.document.get(&Code::ExternalReference),
        Some(Level::Allow | Level::Note | Level::Warn)
    );
    let mut reader = Reader::new(client, Progress::new(console.is_interactive()));
    let mut files = MissingFiles::default();
    for depth in 0.. {
        let missing = files.list(input);
        if missing.is_empty() {
            break;
        }
        for address in missing {
            match reader.read(&address, depth) {
                Ok(source) => drop(input.others.insert(address, source)),
                Err(Unread::Limit(limit)) if !accepts_gaps => {
                    return Err(beyond(limit, client, &input.document.name, &address));
                }
                Err(unread) => drop(input.refused.insert(address, unread.to_string())),
            }
        }
    }
    Ok(())
}

/// Refuses a document that leads to more than may be read.
fn beyond(limit: Limit, client: &Client, document: &str, address: &str) -> Problem {
    let key = limit.key();
    let (most, enough) = limit.values(&client.references);
    Problem::new(format!(
        "the document leads to more than `references.{key}` allows"
    ))
    .at(document)
    .note(format!(
        "`{key}` is {most}, and `{address}` is beyond it; nothing was written"
    ))
    .help(format!(
        "write `references = {{ {key} = {enough} }}` for the client in the config, or \
         `external-reference = \"warn\"` under [client.lints] to go without the rest"
    ))
}

/// Returns the overlays of a client: what was inferred first, so that what a person wrote wins.
fn overlays(client: &Client) -> Result<Vec<Source>, Problem> {
    let inferred = client.inferred_overlay();
    let inferred = inferred.is_file().then_some(inferred);
    let paths = inferred.into_iter().chain(client.overlays.iter().cloned());
    paths
        .map(|path| {
            let bytes = read_capped(&path, MAX_BYTES).map_err(|error| {
                Problem::usage(format!("an overlay of `{}` cannot be read", client.name))
                    .at(shown(&path))
                    .note(error.to_string())
                    .help("correct `overlays` in the config, or --overlay")
            })?;
            Ok(Source {
                name: shown(&path),
                bytes,
            })
        })
        .collect()
}

/// Returns an overlay with what a document of Rill's own services leaves out: the server, and that answers which it
/// calls `Stream result of …` come as events (RILL.md, section 6). What an event holds it does not tell, so that is
/// text.
fn of_service(service: Service, document: &[u8]) -> Option<Source> {
    let value = rill_project::parse_value(document).ok()?;
    let mut actions = Vec::new();
    let is_open = value.get("openapi").is_some() && value.get("servers").is_none();
    if let Some(url) = service.server().filter(|_| is_open) {
        let servers = json!([{"url": url, "description": "Rill Cloud"}]);
        actions.push(json!({"target": "$", "update": {"servers": servers}}));
    }
    for (path, item) in value["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let title = operation["responses"]["200"]["schema"]["title"].as_str();
            if title.is_some_and(|title| title.starts_with("Stream result of ")) {
                let at = format!("$['paths']['{path}']['{method}']");
                let answer = json!({"description": "Events.", "schema": {"type": "string"}});
                // Answers of one operation share their media types here, and errors are no events.
                actions.push(json!({"target": format!("{at}['responses']"), "remove": true}));
                let update =
                    json!({"produces": ["text/event-stream"], "responses": {"200": answer}});
                actions.push(json!({"target": at, "update": update}));
            }
        }
    }
    let overlay = json!({
        "overlay": "1.0.0",
        "info": {"title": "What Rill's documents leave out", "version": "1.0.0"},
        "actions": actions,
    });
    (!actions.is_empty()).then(|| Source {
        name: "what Rill's documents leave out (built in)".to_owned(),
        bytes: overlay.to_string().into_bytes(),
    })
}

#[cfg(test)]
mod tests;
