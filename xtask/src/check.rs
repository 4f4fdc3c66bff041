//! `cargo xtask check`: what the generator has to say about a document, and nothing written.

mod json;
mod text;

use std::io::Read;
use std::path::{Path, PathBuf};

use rill_codegen::pointer::Pointer;
use rill_codegen::report::{self, LocatedDiagnostic};
use rill_codegen::{FatalError, Generated, Input};
use rill_rows::Rows;

use rill_console::{Console, Exit, Problem, during, read_file, shown};

use crate::args::{Env, RegenerateArgs};
use crate::client::{Client, Dialect, DocumentSource, SNAPSHOT};
use crate::diagnostics::{self, Places};
use crate::generate::Source;
use crate::lint::LintArgs;
use crate::{generate, lint, samples, source};

/// Arguments of `cargo xtask check`.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_help = AFTER_HELP)]
pub struct CheckArgs {
    /// Document to look at: a file, an address, the folder of a Rill project, or `-` for standard input
    #[arg(value_name = "DOCUMENT", required_unless_present = "client")]
    pub document: Option<String>,
    /// Settings of this client of a config; its own document, unless one is given
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// Config to read for --client [default: `RILL_CLIENT_CONFIG`, else the nearest rill-client.toml]
    #[arg(long, value_name = "FILE", requires = "client")]
    pub config: Option<PathBuf>,
    /// Which rules the document follows [default: auto]
    #[arg(long, value_name = "DIALECT")]
    pub dialect: Option<Dialect>,
    /// Look at Rill's own /metrics, /metrics-sql and /sql too
    #[arg(long)]
    pub builtins: bool,
    /// Write an overlay to begin with: an action for each diagnostic that has one
    #[arg(long, value_name = "FILE")]
    pub write_overlay: Option<PathBuf>,
    /// Time limit of a download [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
    /// Levels of diagnostics.
    #[command(flatten)]
    pub lints: LintArgs,
}

const AFTER_HELP: &str = "\
Exit codes: 0 fine, 1 refused, denied diagnostics or more untyped places than --max-untyped, 2 wrong flags or config,
3 the network or the token.

Examples:
  cargo xtask check openapi.yaml
  cargo xtask check openapi.yaml --json --deny dangling-reference
  cargo xtask check --client acme-ads
  curl -s https://example.com/openapi.json | cargo xtask check -";

/// Everything there is to say of one document.
struct Report<'a> {
    client: &'a Client,
    input: &'a Input,
    generated: &'a Generated,
    findings: &'a [LocatedDiagnostic<'a>],
    places: &'a Places,
    /// Operations without a method.
    missing: &'a [&'a Pointer],
    /// Why it is not taken, in the config's view.
    verdict: Option<&'a Problem>,
    /// Rows that the project's files tell.
    rows: Option<&'a Rows>,
}

/// Prints the report on a document.
pub(crate) fn run(args: &CheckArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let client = client(args, env)?;
    let source = if args.document.as_deref() == Some("-") {
        standard_input()?
    } else {
        let download = RegenerateArgs {
            timeout: args.timeout,
            ..RegenerateArgs::default()
        };
        // A document among the flags is no mistake of the config.
        let config = client.config.clone().filter(|_| args.document.is_none());
        let named = Client {
            config,
            ..client.clone()
        };
        source::document(&named, &download, env, console)?
    };
    let input = source::with_files(&client, source, console)?;
    let generated = during(console.is_interactive(), "generating", || {
        generate::whole(&client, &input)
    });
    let generated = match generated {
        Ok(generated) => generated,
        Err(refusal) => return Ok(refused(&refusal, &input, console)),
    };
    samples::warn_unused(&client, &generated.declared, console);
    let snapshot = committed(&client, &generated)?;
    let places = Places::new(&client, snapshot);
    let findings = places.locate(&generated.diagnostics, &input);
    let missing: Vec<&Pointer> = generated
        .declared
        .iter()
        .filter(|place| generated.called.binary_search(place).is_err())
        .collect();
    let verdict = lint::verdict(&generated, client.max_untyped);
    let rows = client.files.as_deref().map(rill_rows::read_rows);
    let rows = rows.transpose()?;
    let report = Report {
        client: &client,
        rows: rows.as_ref(),
        input: &input,
        generated: &generated,
        findings: &findings,
        places: &places,
        missing: &missing,
        verdict: verdict.as_ref(),
    };
    console.report(json::report(&report));
    if !console.is_json() {
        let paint = diagnostics::paint(console.colors_results());
        console.result(&text::report(&report, console.is_verbose(), paint));
    }
    if let Some(path) = &args.write_overlay {
        write_overlay(&env.here.join(path), &findings, console)?;
    }
    Ok(match verdict {
        None => Exit::Done,
        Some(problem) => {
            console.problem(&problem);
            Exit::Failed
        }
    })
}

fn refused(refusal: &FatalError, input: &Input, console: &mut Console<'_>) -> Exit {
    console.report(json::refusal(refusal, input));
    let paint = diagnostics::paint(console.colors_messages());
    let problem = Problem::rendered(refusal.to_string(), refusal.render_in(input, paint));
    console.problem(&problem);
    Exit::Failed
}

/// Returns the document's text beside the crate of a config's client, if it is the one that is checked.
fn committed<'g>(client: &Client, generated: &'g Generated) -> Result<Option<&'g str>, Problem> {
    if client.config.is_none() {
        return Ok(None);
    }
    let committed = read_file(&client.output.join(SNAPSHOT))?;
    let served = generated.files.get(SNAPSHOT);
    Ok(served
        .filter(|served| committed.as_ref() == Some(served))
        .map(String::as_str))
}

/// Returns the settings: those of a config's client, or the defaults, and what the flags say.
fn client(args: &CheckArgs, env: &Env) -> Result<Client, Problem> {
    let document = args.document.as_deref().map(|text| {
        let named = DocumentSource::named(text, &env.here);
        named.unwrap_or_else(|| DocumentSource::File(env.here.join(text)))
    });
    if let Some(DocumentSource::Project(folder)) = &document
        && !folder.join("rill.yaml").is_file()
    {
        return Err(
            Problem::usage(format!("there is no rill.yaml in `{}`", shown(folder)))
                .help("name a document, or the folder of a Rill project, which holds rill.yaml"),
        );
    }
    let mut client = match (&args.client, document) {
        (None, source) => {
            Client::for_inspection(source.unwrap_or_else(|| DocumentSource::File(env.here.clone())))
        }
        (Some(name), source) => {
            let chosen = RegenerateArgs {
                config: args.config.clone(),
                client: vec![name.clone()],
                ..RegenerateArgs::default()
            };
            let mut clients = chosen.clients(env)?;
            let mut client = clients.swap_remove(0);
            client.source = source.unwrap_or(client.source);
            client
        }
    };
    client.dialect = args.dialect.unwrap_or(client.dialect);
    client.builtins |= args.builtins;
    args.lints
        .apply(&mut client.lints, &mut client.max_untyped)?;
    Ok(client)
}

fn standard_input() -> Result<Source, Problem> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| Problem::usage("standard input cannot be read").note(error.to_string()))?;
    Ok(Source {
        name: "standard input".to_owned(),
        bytes,
    })
}

fn write_overlay(
    path: &Path,
    findings: &[LocatedDiagnostic<'_>],
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let Some(text) = report::overlay(findings) else {
        console.say("no diagnostic has an overlay action, so no overlay is written");
        return Ok(());
    };
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
    written.map_err(|error| {
        Problem::usage("the overlay cannot be written")
            .at(shown(path))
            .note(error.to_string())
            .help("name a file that is not there yet")
    })?;
    console.say(format!(
        "wrote {}; change its values to what is meant, then name it under `overlays` in the config",
        shown(path)
    ));
    Ok(())
}
