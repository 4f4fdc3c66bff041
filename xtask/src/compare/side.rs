//! The two documents that are compared.

use rill_codegen::{Input, Source};
use rill_console::{Console, Problem};

use super::{DiffArgs, git};
use crate::args::{Env, RegenerateArgs};
use crate::client::{Client, Dialect, DocumentSource};
use crate::source;

/// Returns the old document: by default the snapshot in the crate.
pub(super) fn old(
    client: &Client,
    args: &DiffArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    if let Some(text) = &args.old {
        return given(client, text, args, env, console);
    }
    let snapshot = RegenerateArgs {
        offline: true,
        ..download(args)
    };
    source::load(client, &snapshot, env, console)
}

/// Returns the new document: by default that of the client's source.
pub(super) fn new(
    client: &Client,
    args: &DiffArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    match &args.new {
        Some(text) => given(client, text, args, env, console),
        None => source::load(client, &download(args), env, console),
    }
}

fn download(args: &DiffArgs) -> RegenerateArgs {
    RegenerateArgs {
        timeout: args.timeout,
        ..RegenerateArgs::default()
    }
}

/// Returns a document by what the command line says: an address, a path or a git revision.
fn given(
    client: &Client,
    text: &str,
    args: &DiffArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    match DocumentSource::named(text, &env.here) {
        Some(place) => source::load(&moved(client, place), &download(args), env, console),
        None => revision(client, text, args, env, console),
    }
}

/// Returns the client with its document at another place, read by the same rules.
fn moved(client: &Client, place: DocumentSource) -> Client {
    let mut client = client.clone();
    if client.source.is_rill() {
        client.dialect = Dialect::Rill;
    }
    client.source = match client.source {
        DocumentSource::Own(service, _) => DocumentSource::Own(service, Box::new(place)),
        _ => place,
    };
    client
}

/// Returns the document of a git revision: that of the project's folder, or the snapshot in the crate.
fn revision(
    client: &Client,
    revision: &str,
    args: &DiffArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Input, Problem> {
    if let DocumentSource::Project(folder) = &client.source {
        let copy = git::checkout(folder, revision)?;
        let place = DocumentSource::Project(copy.path().to_owned());
        return source::load(&moved(client, place), &download(args), env, console);
    }
    let bytes = git::snapshot(&client.output, revision)?;
    let name = format!("{revision}:{}", crate::client::SNAPSHOT);
    source::with_files(client, Source { name, bytes }, console)
}
