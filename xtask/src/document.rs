//! `cargo xtask document`: the document that a source gives, before any rewriting.

use crate::cli::{DocumentArgs, RegenerateArgs, Surroundings};
use crate::client::DocumentSource;
use crate::console::Console;
use crate::problem::Problem;
use crate::project::{self, Undeclared};
use crate::{Exit, regenerate};

/// Prints the document of the one client that is meant.
pub(crate) fn run(
    args: &DocumentArgs,
    around: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let wanted = RegenerateArgs {
        config: args.config.clone(),
        client: args.client.clone(),
        single: args.single.clone(),
        // Neither a name nor a folder is needed to look at a document.
        dump: Some(crate::Dump::Document),
        ..RegenerateArgs::default()
    };
    let clients = wanted.clients(around)?;
    let [client] = clients.as_slice() else {
        return Err(Problem::usage("one document is printed at a time")
            .help("choose the client with --client NAME"));
    };
    if let DocumentSource::Project(folder) = &client.source {
        let undeclared = if args.inferred {
            Undeclared::Inferred
        } else {
            Undeclared::LeftOut
        };
        let made = project::make(folder, undeclared)?;
        made.tell(console);
        console.result(&format!("{:#}\n", made.document));
        return Ok(Exit::Done);
    }
    let source = regenerate::document(client, &wanted, around, console)?;
    console.result(&String::from_utf8_lossy(&source.bytes));
    Ok(Exit::Done)
}
