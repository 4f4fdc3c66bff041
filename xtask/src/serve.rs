//! `cargo xtask standin`: a made-up Rill project, served until the program is stopped.

use clap::Args;
use rill_console::{Console, Exit, Problem, as_called};
use serde_json::json;
use standin::Standin;

/// Arguments of `cargo xtask standin`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct StandinArgs {
    /// Port to listen on [default: a free one]
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true
    )]
    port: u16,
}

/// Serves the project.
pub(crate) fn run(args: &StandinArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let rill = Standin::spawn_on(args.port).map_err(|error| {
        Problem::new("the stand-in for Rill cannot start")
            .note(error.to_string())
            .help("leave out --port to get a free one")
    })?;
    let [origin, document, token] = facts(&rill);
    if console.is_json() {
        console.report(
            json!({"outcome": "serving", "address": origin, "document": document, "token": token}),
        );
        console.event(Ok(Exit::Done));
    } else {
        console.result(&as_called(&greeting(&origin, &document, &token)));
    }
    loop {
        std::thread::park();
    }
}

/// Returns its address, that of its document, and its token.
fn facts(rill: &Standin) -> [String; 3] {
    let (org, project, origin) = (standin::ORG, standin::PROJECT, rill.origin());
    let document = format!("{origin}/v1/orgs/{org}/projects/{project}/runtime/api/openapi");
    [origin.to_owned(), document, rill.token().to_owned()]
}

fn greeting(origin: &str, document: &str, token: &str) -> String {
    let (org, project) = (standin::ORG, standin::PROJECT);
    format!(
        "\
A stand-in for Rill serves the project {org}/{project} until Ctrl-C.

address   {origin}
document  {document}
token     {token}

In another terminal:

export RILL_TOKEN={token}
cargo xtask regenerate --rill {org}/{project} --host {origin} --name acme-ads --output acme-ads
"
    )
}
