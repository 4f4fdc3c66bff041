//! The document of a client, from wherever its source is.

use std::time::Duration;

use rill_codegen::Source;
use rill_console::{Console, Problem, Progress, read_file, shown};
use rill_project::Undeclared;

use super::address::Address;
use super::download::{self, Limits};
use crate::args::{Env, RegenerateArgs};
use crate::client::{Client, DocumentSource};
use crate::generate::SNAPSHOT;

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
        let path = client.output.join(SNAPSHOT);
        let text = read_file(&path)?.ok_or_else(|| {
            Problem::new(format!("`{}` has no snapshot to use offline", client.name))
                .at(shown(&path))
                .help("run once without --offline, which writes it")
        })?;
        return Ok(Source {
            name: shown(&path),
            bytes: text.into_bytes(),
        });
    }
    if let DocumentSource::File(path) = client.source.place() {
        let bytes = std::fs::read(path).map_err(|error| {
            Problem::new(format!("the document of `{}` cannot be read", client.name))
                .at(shown(path))
                .note(error.to_string())
        })?;
        return Ok(Source {
            name: shown(path),
            bytes,
        });
    }
    if let DocumentSource::Project(folder) = &client.source {
        let made = rill_project::generate_document(folder, Undeclared::Inferred)?;
        made.print(console);
        return Ok(Source {
            name: shown(folder),
            bytes: format!("{:#}\n", made.document).into_bytes(),
        });
    }
    let address = Address::of(&client.source)?.expect("only files have no address");
    console.say(format!("{}: downloading {address}", client.name));
    let limits = Limits {
        token: env.token.as_ref(),
        timeout: Duration::from_secs(args.timeout.unwrap_or(TIMEOUT)),
        max_bytes: download::MAX_BYTES,
    };
    let progress = Progress::new(console.is_interactive());
    let bytes = download::download(&address, &limits, &progress)?;
    console.say(format!("{}: received {} bytes", client.name, bytes.len()));
    Ok(Source {
        name: address.to_string(),
        bytes,
    })
}
