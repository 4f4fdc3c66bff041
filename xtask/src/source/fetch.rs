//! The document of a client, from wherever its source is.

use std::time::Duration;

use rill_codegen::Source;
use rill_console::{
    Console, MAX_BYTES, Problem, ProblemKind, Progress, read_capped, read_file, shown,
};
use rill_project::Undeclared;

use super::address::Address;
use super::download::{self, Limits};
use super::rows;
use crate::args::{Env, RegenerateArgs};
use crate::client::SNAPSHOT;
use crate::client::{Client, DocumentSource};

/// Default time limit of a download, in seconds.
pub(crate) const TIMEOUT: u64 = 60;

/// Returns the document: from the source, or with `--offline` the snapshot of the last run.
pub(crate) fn document(
    client: &Client,
    args: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Source, Problem> {
    if args.offline {
        return snapshot(client, args);
    }
    if let DocumentSource::File(path) = client.source.place() {
        let bytes = read_capped(path, MAX_BYTES).map_err(|error| {
            Problem::usage("the document cannot be read")
                .at(shown(path))
                .note(error.to_string())
                .help(match &client.config {
                    Some(_) => format!("correct `source` of `{}` in the config", client.name),
                    None => "name a file that is there".to_owned(),
                })
        })?;
        return Ok(Source {
            name: shown(path),
            bytes,
        });
    }
    if let DocumentSource::Project(folder) = &client.source {
        let mut made = rill_project::generate_document(folder, Undeclared::Inferred)?;
        made.print(console);
        rows::add(client, &mut made.document, console)?;
        return Ok(Source {
            name: shown(folder),
            bytes: format!("{:#}\n", made.document).into_bytes(),
        });
    }
    let address = Address::of(&client.source)
        .map_err(|problem| client.place(problem, client.source.host()))?
        .expect("only files have no address");
    console.step(format!("{}downloading {address}", client.prefix()));
    // A local Rill of a config takes no token of the cloud, which is among the flags for other clients.
    let is_local = matches!(client.source, DocumentSource::Local { .. });
    let is_meant = client.config.is_none() || address.is_on_this_machine() && !is_local;
    let consents = env.token_is_given && is_meant;
    let limits = Limits {
        token: env
            .token
            .as_ref()
            .filter(|_| consents || address.takes_token()),
        timeout: Duration::from_secs(args.timeout.unwrap_or(TIMEOUT)),
        max_bytes: MAX_BYTES,
    };
    let progress = Progress::new(console.is_interactive());
    let bytes = download::download(&address, &limits, &progress).map_err(|problem| {
        let is_committed = client.output.join(SNAPSHOT).is_file();
        if problem.kind() == ProblemKind::Network && takes_offline(console) && is_committed {
            problem.help("`--offline` takes the committed openapi.json instead")
        } else {
            problem
        }
    })?;
    console.step(format!("{}received {} bytes", client.prefix(), bytes.len()));
    Ok(Source {
        name: address.to_string(),
        bytes: rows::added(client, bytes, console)?,
    })
}

/// Returns `true` for commands that have the flag.
fn takes_offline(console: &Console<'_>) -> bool {
    matches!(console.command(), "" | "regenerate")
}

fn snapshot(client: &Client, args: &RegenerateArgs) -> Result<Source, Problem> {
    let path = client.output.join(SNAPSHOT);
    let text = read_file(&path)?.ok_or_else(|| {
        let online = RegenerateArgs {
            offline: false,
            check: false,
            ..args.clone()
        };
        Problem::usage(format!(
            "`{}` has no committed document to use offline",
            client.name
        ))
        .at(shown(&path))
        .help(format!(
            "run once without --offline, which writes it: {}",
            online.command()
        ))
    })?;
    Ok(Source {
        name: shown(&path),
        bytes: text.into_bytes(),
    })
}
