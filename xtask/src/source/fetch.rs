//! The document of a client, from wherever its source is.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::Duration;

use rill_codegen::Source;
use rill_console::{Console, Problem, Progress, read_file, shown};
use rill_project::Undeclared;

use super::address::Address;
use super::download::{self, Limits};
use crate::args::{Env, RegenerateArgs};
use crate::client::{Client, DocumentSource};
use crate::generate::SNAPSHOT;

/// Reads a file of at most so many bytes.
///
/// # Errors
///
/// It cannot be read, or is larger.
pub(super) fn read_capped(path: &Path, max_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A device has no length before it is read.
    let length = File::open(path)?
        .take(max_bytes + 1)
        .read_to_end(&mut bytes)?;
    if length as u64 > max_bytes {
        let message = format!("it is larger than {max_bytes} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

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
        let bytes = read_capped(path, download::MAX_BYTES).map_err(|error| {
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
