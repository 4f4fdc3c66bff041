//! `cargo xtask document`: the document that a source gives, before any rewriting.

use rill_console::{Console, Exit, Problem};
use rill_project::Undeclared;

use crate::args::{DocumentArgs, Env};
use crate::client::DocumentSource;
use crate::regenerate::one_at_a_time;
use crate::source;

/// Prints the document of the one client that is meant.
pub(crate) fn run(
    args: &DocumentArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let wanted = args.clients.looked_at();
    let clients = wanted.clients(env)?;
    let [client] = clients.as_slice() else {
        return Err(one_at_a_time("one document is printed at a time", &clients));
    };
    if let DocumentSource::Project(folder) = &client.source {
        let undeclared = if args.inferred {
            Undeclared::Inferred
        } else {
            Undeclared::LeftOut
        };
        let mut made = rill_project::generate_document(folder, undeclared)?;
        made.print(console);
        if args.inferred {
            source::add_rows(client, &mut made.document, console)?;
        }
        console.result(&format!("{:#}\n", made.document));
        return Ok(Exit::Done);
    }
    let source = source::document(client, &wanted, env, console)?;
    console.result(&String::from_utf8_lossy(&source.bytes));
    Ok(Exit::Done)
}
