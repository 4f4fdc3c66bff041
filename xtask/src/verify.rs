//! `cargo xtask verify`: a live project against the document, the committed crate and the generated types.
//!
//! ```text
//! document     fetched, as `regenerate` would → drift against the snapshot beside the crate
//! traps        what of it will surprise somebody
//! for each API and sample of its arguments:
//!   call       through the runtime that generated crates call, once, without retries
//!   rows       each row against its schema and formats, by a JSON Schema library
//! mock         in place of all this: every operation of any document, over a mock transport
//! report       a table or JSON; nothing at all where everything is sound and nobody looks
//! ```

mod call;
mod drift;
mod mock;
mod report;
pub(crate) mod rows;
mod traps;
mod verdict;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use rill_codegen::ir::{self, Call, Operation};
use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value, json};

use rill_console::{Console, Exit, Problem, Progress, as_called, read_file, shown};
use rill_project::Undeclared;

use crate::args::{Env, RegenerateArgs, VerifyArgs};
use crate::client::SNAPSHOT;
use crate::client::{Client, DocumentSource};
use crate::{generate, live, samples, source};

use rows::RowSchema;
use traps::Declared;
use verdict::{Checked, Verdict};
pub(crate) use verdict::{Fault, Mismatch};

/// Verifies the clients that are meant.
pub(crate) fn run(
    args: &VerifyArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let wanted = RegenerateArgs {
        timeout: args.timeout,
        lints: args.lints.clone(),
        ..args.clients.looked_at()
    };
    let clients = wanted.clients(env)?;
    if args.mock {
        return mock::run(&clients, &wanted, env, console);
    }
    let is_meant = |client: &Client| {
        args.at.is_some() || args.clients.single.is_given() || live::serves_rows(&client.source)
    };
    let (clients, others): (Vec<Client>, Vec<Client>) = clients.into_iter().partition(is_meant);
    if clients.is_empty() {
        return Err(serves_nothing(&others));
    }
    for client in &others {
        console.say(format!(
            "note: `{}` is skipped: its source serves no rows; --at URL says where its APIs answer",
            client.name
        ));
    }
    let mut exits = Vec::new();
    let mut reports: Vec<Value> = others.iter().map(|client| skipped(&client.name)).collect();
    for client in &clients {
        match one(client, args, &wanted, env, console) {
            Ok(Some(verdict)) => {
                exits.push(verdict.exit());
                reports.push(report::json(&verdict));
                let is_told = !verdict.is_silent() || console.draws() || console.is_verbose();
                if !console.is_json() && is_told {
                    console.result(&as_called(&report::text(&verdict, console.draws())));
                }
            }
            Ok(None) => {
                console.say(format!(
                    "note: `{}` is skipped: its document describes no APIs of a Rill project",
                    client.name
                ));
                reports.push(skipped(&client.name));
            }
            Err(problem) if clients.len() > 1 => {
                console.problem(&problem);
                exits.push(problem.kind().exit());
                let error = problem.to_json();
                console.report(json!({"error": error}));
                reports.push(json!({"client": client.name, "outcome": "error", "error": error}));
            }
            Err(problem) => return Err(problem),
        }
    }
    if exits.is_empty() {
        return Err(live::no_project());
    }
    let outcome = outcome(&reports);
    console.report(json!({"version": report::VERSION, "outcome": outcome, "clients": reports}));
    Ok(rill_console::Exit::common(&exits))
}

fn skipped(client: &str) -> Value {
    json!({"client": client, "outcome": "skipped"})
}

/// Returns the gravest outcome of all clients.
fn outcome(reports: &[Value]) -> &'static str {
    let order = ["error", "faults", "sound", "nothing-to-compare"];
    let is_there = |word: &&str| reports.iter().any(|report| report["outcome"] == **word);
    order.into_iter().find(is_there).unwrap_or("skipped")
}

fn serves_nothing(clients: &[Client]) -> Problem {
    let names: Vec<&str> = clients.iter().map(|client| client.name.as_str()).collect();
    Problem::usage("no client has a source that serves rows")
        .note(format!(
            "documents in files and folders come with no server: {}",
            names.join(", ")
        ))
        .help("say where the APIs answer with --at URL")
}

fn one(
    client: &Client,
    args: &VerifyArgs,
    wanted: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Option<Verdict>, Problem> {
    let core = live::connection(client, args.at.as_deref(), env)?;
    let input = source::load(client, wanted, env, console)?;
    let model = generate::model(client, &input)?;
    let document = generate::rewritten(client, &input)?;
    let author = rill_project::parse_value(&input.document.bytes).unwrap_or_default();
    let used = used(client, args)?;
    let apis = custom_apis(&model);
    if apis.is_empty() && args.api.is_empty() && client.config.is_some() {
        return Ok(None);
    }
    let paths = document["paths"].as_object().into_iter().flatten();
    let paths = paths.map(|(path, _)| Pointer::root().push("paths").push(path));
    samples::warn_unused(client, &paths.collect::<Vec<_>>(), console);
    let apis = chosen(apis, &args.api)?;
    let progress = Progress::count(console.is_interactive(), apis.len());
    let (mut checked, mut found) = (Vec::new(), Vec::new());
    for (operation, name) in apis {
        let samples = client.samples.get(name).cloned().unwrap_or_default();
        let operation_at = operation.pointer.clone();
        let declared = operation_at.find(&author);
        if let Some(operation) = declared {
            let declared = Declared {
                name,
                document: &author,
                operation,
                samples: &samples,
            };
            found.extend(traps::of(declared, used.get(name)));
        }
        let schema = row_schema(&document, &operation_at);
        let api = ApiCheck {
            name,
            operation,
            samples: &samples,
            required: live::required(declared.unwrap_or(&Value::Null)),
            schema,
        };
        let timeout = Duration::from_secs(args.timeout.unwrap_or(crate::source::TIMEOUT));
        checked.push(api.check(&core, timeout, &progress)?);
        progress.advance(1);
    }
    drop(progress);
    let names = checked.iter().map(|checked| checked.api.as_str());
    found.extend(traps::repeated(names));
    let mut verdict = Verdict {
        client: client.name.clone(),
        prefix: client.prefix(),
        see: client.command("diff", args.clients.config.as_deref()),
        target: live::shown_target(client, args.at.as_deref()),
        drift: drifted(client, &input, args)?,
        apis: checked,
        traps: found,
    };
    verdict.at_levels(&client.lints);
    Ok(Some(verdict))
}

/// Arguments that templates use, by API, where the project's files are at hand.
fn used(
    client: &Client,
    args: &VerifyArgs,
) -> Result<BTreeMap<String, (PathBuf, Vec<String>)>, Problem> {
    let ((Some(folder), _) | (None, DocumentSource::Project(folder))) =
        (&args.files, &client.source)
    else {
        return Ok(BTreeMap::new());
    };
    Ok(rill_project::generate_document(folder, Undeclared::LeftOut)?.used)
}

/// Returns the APIs of a Rill project that the model has: operation and name.
fn custom_apis(model: &ir::Api) -> Vec<(&Operation, &str)> {
    let operations = model.operations.iter();
    let apis = operations.filter_map(|operation| match &operation.call {
        Call::CustomApi { name, .. } => Some((operation, name.as_str())),
        Call::Http(_) => None,
    });
    apis.collect()
}

/// Returns the APIs that were named, else all.
fn chosen<'m>(
    apis: Vec<(&'m Operation, &'m str)>,
    names: &[String],
) -> Result<Vec<(&'m Operation, &'m str)>, Problem> {
    if apis.is_empty() {
        return Err(live::no_project());
    }
    let known: Vec<&str> = apis.iter().map(|(_, name)| *name).collect();
    live::check_names(names, &known)?;
    let is_meant = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    Ok(apis
        .into_iter()
        .filter(|(_, name)| is_meant(name))
        .collect())
}

/// Compiles the schema of an API's rows, which may stand in one array too many.
fn row_schema(document: &Value, operation: &Pointer) -> Option<RowSchema> {
    let mut at = rill_rows::row_schema(operation);
    if at
        .find(document)
        .is_some_and(|schema| schema["type"] == "array")
    {
        at = at.push("items");
    }
    RowSchema::new(document, &at)
}

/// Returns the changes that the committed crate lacks.
fn drifted(
    client: &Client,
    input: &rill_codegen::Input,
    args: &VerifyArgs,
) -> Result<Vec<Mismatch>, Problem> {
    if args.clients.single.is_given() || !args.api.is_empty() {
        return Ok(Vec::new());
    }
    let path = client.output.join(SNAPSHOT);
    let Some(committed) = read_file(&path)? else {
        let what = format!("there is no crate: {} is missing", shown(&path));
        return Ok(vec![Mismatch::of(
            &client.name,
            "drift",
            what,
            Fault::Committed,
        )]);
    };
    let generated = generate::generate(client, input)?;
    let served = generated.files.get(SNAPSHOT).map_or("", String::as_str);
    let value = |text: &str| serde_json::from_str(text).unwrap_or_default();
    Ok(drift::drift(&value(&committed), &value(served)))
}

/// An API to call.
struct ApiCheck<'a> {
    name: &'a str,
    operation: &'a Operation,
    samples: &'a [Map<String, Value>],
    required: Vec<String>,
    schema: Option<RowSchema>,
}
