//! `cargo xtask infer`: schemas for APIs that declare none, from the rows they give.
//!
//! ```text
//! undeclared     document → APIs whose rows or arguments nothing describes
//! live           samples from the config → rows      (or --from: recorded rows)
//! observations   rows → common properties → schema
//! disagree       schema that the project's files tell + schema → what differs
//! widen          schema of an earlier run + schema → one that takes both
//! overlay        the file beside the config, applied by `regenerate`
//! ```

mod disagree;
mod observations;
mod overlay;
mod table;
mod undeclared;
mod widen;

use std::collections::BTreeSet;
use std::path::Path;

use rill_client_runtime::codegen::v1::Core;
use rill_codegen::ir::Call;
use rill_codegen::pointer::Pointer;
use rill_codegen::{Input, Selection, Source};
use serde_json::{Map, Value, json};

use rill_console::{Console, Exit, Problem, Progress, read_file, shown, write_file};

use crate::args::{Env, InferArgs, RegenerateArgs};
use crate::client::Client;
use crate::{generate, live, samples, source};

use observations::Observations;
use overlay::Overlay;
use undeclared::Open;

/// Outcome of one API.
#[derive(Debug)]
pub(crate) struct Inferred {
    pub(crate) api: String,
    pub(crate) samples: usize,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) open_columns: Vec<String>,
    /// The columns whose rows differ from the project's files.
    pub(crate) notes: Vec<String>,
}

impl Inferred {
    fn to_json(&self) -> Value {
        json!({
            "api": self.api,
            "samples": self.samples,
            "rows": self.rows,
            "columns": self.columns,
            "open_columns": self.open_columns,
            "confidence": self.confidence(),
        })
    }

    /// Returns the confidence: few rows may miss a null or a fraction that later ones have.
    pub(crate) fn confidence(&self) -> &'static str {
        match self.rows {
            0 => "none",
            1..10 => "low",
            10..100 => "fair",
            _ => "good",
        }
    }
}

/// Infers what the documents of the clients leave open.
pub(crate) fn run(args: &InferArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let wanted = args.clients.wanted();
    let mut exit = Exit::Done;
    let mut reports = Vec::new();
    for client in &wanted.clients(env)? {
        let outcome = one(client, args, &wanted, env, console)?;
        if let Some(error) = outcome.error {
            console.report(json!({"error": error}));
        }
        reports.push(json!({"client": client.name, "apis": outcome.apis}));
        exit = Exit::common(&[exit, outcome.exit]);
    }
    console.report(json!({"clients": reports}));
    Ok(exit)
}

/// Infers for one client.
fn one(
    client: &Client,
    args: &InferArgs,
    wanted: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Outcome, Problem> {
    let source = source::document(client, wanted, env, console)?;
    let bytes = source.bytes.clone();
    // First, since it says best what is wrong with a document.
    let known = project_apis(client, source)?;
    let document = rill_project::parse_value(&bytes).map_err(|why| {
        Problem::new("the document cannot be read")
            .note(why)
            .help("see what is wrong with it: cargo xtask check")
    })?;
    let mut apis = undeclared::all(&document);
    samples::warn_unused(client, &places(&document), console);
    apis.retain(|api| known.contains(&api.name));
    let apis = chosen(apis, &args.api)?;
    let path = client.inferred_overlay();
    let text = read_file(&path)?;
    let mut overlay = Overlay::read(text.as_deref()).map_err(|why| {
        Problem::usage("this file holds no overlay")
            .at(shown(&path))
            .note(why)
            .help("mend it, or remove it and let it be written anew")
    })?;
    if args.from_files {
        return told(client, &apis, overlay, &wanted.command(), console);
    }
    let recorded = args.from.as_deref().map(recorded).transpose()?;
    let core = match &recorded {
        Some(_) => None,
        None if apis.is_empty() => None,
        None => Some(connection(client, args, env)?),
    };
    let mut session = Session {
        client,
        recorded,
        core,
    };
    let progress = Progress::count(console.is_interactive(), apis.len());
    let (mut outcomes, mut failed, mut errors) = (Vec::new(), None, Vec::new());
    for api in &apis {
        match session.api(api, &mut overlay, &progress) {
            Ok(outcome) => outcomes.push(outcome),
            Err(problem) => {
                console.problem(&problem);
                let exit = problem.kind().exit();
                failed = Some(Exit::common(&[failed.unwrap_or(Exit::Done), exit]));
                if errors.is_empty() {
                    errors.push(problem.to_json());
                }
                // What is not there for one is not there for the next.
                if exit == Exit::Network {
                    break;
                }
            }
        }
        progress.advance(1);
    }
    drop(progress);
    if outcomes.is_empty() && failed.is_none() {
        console.say("every API declares its rows: there is nothing to infer");
    }
    report(&outcomes, console);
    if let (Some(exit), true) = (failed, outcomes.is_empty()) {
        return Ok(Outcome {
            exit,
            apis: Vec::new(),
            error: errors.pop(),
        });
    }
    write(&path, &overlay, &wanted.command(), console)?;
    Ok(Outcome {
        exit: failed.unwrap_or(Exit::Done),
        apis: outcomes.iter().map(Inferred::to_json).collect(),
        error: errors.pop(),
    })
}

/// The result of one client.
struct Outcome {
    exit: Exit,
    apis: Vec<Value>,
    error: Option<Value>,
}

fn write(
    path: &Path,
    overlay: &Overlay,
    next: &str,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    match overlay.text() {
        Some(text) => {
            write_file(path, &text)?;
            console.say(format!("wrote {}; now run: {next}", shown(path)));
        }
        None => console.say(format!("{}: nothing new", shown(path))),
    }
    Ok(())
}

/// Writes the schemas that the project's files tell.
fn told(
    client: &Client,
    apis: &[Open],
    mut overlay: Overlay,
    next: &str,
    console: &mut Console<'_>,
) -> Result<Outcome, Problem> {
    if client.files.is_none() {
        return Err(Problem::usage(format!(
            "`{}` names no files of a project",
            client.name
        ))
        .help("write `project = \"DIR\"` as its source, or `files = \"DIR\"` for `rill` and `local`"));
    }
    let mut outcomes = Vec::new();
    for api in apis {
        let columns = api
            .told
            .as_ref()
            .and_then(|told| told["properties"].as_object());
        let columns = columns.map_or(0, Map::len);
        console.say(format!(
            "{}: {columns} columns by the project's files",
            api.name
        ));
        if let (Some(at), Some(schema)) = (&api.row, &api.told) {
            overlay.widen(at, schema);
        }
        outcomes.push(json!({"api": api.name, "columns": columns}));
    }
    write(&client.inferred_overlay(), &overlay, next, console)?;
    Ok(Outcome {
        exit: Exit::Done,
        apis: outcomes,
        error: None,
    })
}

/// Returns the places of all operations of a document.
fn places(document: &Value) -> Vec<Pointer> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let paths = paths.map(|(path, _)| Pointer::root().push("paths").push(path).push("get"));
    paths.collect()
}

/// Returns the names of the APIs that a Rill project serves, which can be called without harm: they run SQL and answer
/// rows. A `POST` of any other document may create, change or charge something.
///
/// # Errors
///
/// The document is not that of a Rill project, or cannot be read.
fn project_apis(client: &Client, source: Source) -> Result<BTreeSet<String>, Problem> {
    let all = Client {
        selection: Selection::default(),
        ..client.clone()
    };
    let model = generate::model(&all, &Input::from(source))?;
    let names: BTreeSet<String> = model
        .operations
        .into_iter()
        .filter_map(|operation| match operation.call {
            Call::CustomApi { name, .. } => Some(name),
            Call::Http(_) => None,
        })
        .collect();
    if names.is_empty() {
        return Err(live::no_project());
    }
    Ok(names)
}

/// Returns the APIs that are open, or those that were named.
fn chosen(apis: Vec<Open>, names: &[String]) -> Result<Vec<Open>, Problem> {
    let known: Vec<&str> = apis.iter().map(|api| api.name.as_str()).collect();
    live::check_names(names, &known)?;
    let is_meant = |api: &Open| {
        if names.is_empty() {
            api.row.is_some()
        } else {
            names.contains(&api.name)
        }
    };
    Ok(apis.into_iter().filter(is_meant).collect())
}

/// Rows from a file: a list of them, or the answer of Rill's query API, which holds them under `result.data`.
fn recorded(path: &Path) -> Result<Vec<Value>, Problem> {
    let problem = |what: &str| Problem::usage(what).at(shown(path));
    let text = read_file(path)?.ok_or_else(|| problem("there is no such file"))?;
    let value: Value = serde_json::from_str(&text)
        .map_err(|error| problem("this file is not valid JSON").note(error.to_string()))?;
    for place in ["", "/result/data", "/data"] {
        if let Some(Value::Array(rows)) = value.pointer(place) {
            return Ok(rows.clone());
        }
    }
    Err(problem("no list of rows is in this file").help("record the answer of the API as it comes"))
}

struct Session<'a> {
    client: &'a Client,
    recorded: Option<Vec<Value>>,
    /// None where rows were recorded.
    core: Option<Core>,
}

impl Session<'_> {
    fn api(
        &mut self,
        api: &Open,
        overlay: &mut Overlay,
        progress: &Progress,
    ) -> Result<Inferred, Problem> {
        let samples = self.samples(api)?;
        let mut seen = Observations::default();
        if let Some(rows) = &self.recorded {
            for row in rows {
                seen.add(row);
            }
        } else {
            for sample in &samples {
                for row in self.call(api, sample, progress)? {
                    seen.add(&row);
                }
            }
        }
        let mut notes = Vec::new();
        if let Some(at) = &api.row
            && seen.objects > 0
        {
            let mut schema = seen.schema();
            if let Some(told) = &api.told {
                let mut both = told.clone();
                widen::widen(&mut both, &schema);
                notes = disagree::notes(&api.name, told, &schema, &both);
                schema = both;
            }
            overlay.widen(at, &schema);
        }
        if let Some(at) = &api.arguments {
            let parameters = parameters(&samples);
            if !parameters.is_empty() {
                overlay.declare(at, &parameters);
            }
        }
        let mut open = Vec::new();
        for (name, field) in &seen.fields {
            field.open(name, &mut open);
        }
        Ok(Inferred {
            api: api.name.clone(),
            samples: samples.len(),
            rows: seen.objects,
            columns: seen.fields.len(),
            open_columns: open,
            notes,
        })
    }

    /// Returns the arguments to call with: those of the config, else none.
    fn samples(&self, api: &Open) -> Result<Vec<Map<String, Value>>, Problem> {
        let given = self
            .client
            .samples
            .get(&api.name)
            .cloned()
            .unwrap_or_default();
        if !given.is_empty() || self.recorded.is_some() {
            return Ok(given);
        }
        match api.required.first() {
            None => Ok(vec![Map::new()]),
            Some(name) => Err(Problem::usage(format!(
                "the API `{}` requires `{name}`, and no sample gives it",
                api.name
            ))
            .help(format!(
                "add to the config:\n\n[client.sample.{}]\n{name} = …\n",
                live::toml_key(&api.name)
            ))),
        }
    }

    fn call(
        &mut self,
        api: &Open,
        sample: &Map<String, Value>,
        progress: &Progress,
    ) -> Result<Vec<Value>, Problem> {
        let Some(core) = &self.core else {
            return Ok(Vec::new());
        };
        let call = live::rows(core, &api.name, api.by_body, sample);
        live::run(progress.watch(call))?
    }
}

/// Returns the connection to where the APIs answer.
fn connection(client: &Client, args: &InferArgs, env: &Env) -> Result<Core, Problem> {
    live::connection(client, args.at.as_deref(), env).map_err(|problem| {
        if args.at.is_none() && !live::serves_rows(&client.source) {
            problem.help("or give recorded rows with --api NAME --from rows.json")
        } else {
            problem
        }
    })
}

/// Returns the arguments of the samples as parameters; those that every sample gives are required.
fn parameters(samples: &[Map<String, Value>]) -> Vec<Value> {
    let mut all = Observations::default();
    for sample in samples {
        all.add(&Value::Object(sample.clone()));
    }
    let parameter = |(name, seen): (&String, &Observations)| {
        json!({
            "name": name,
            "in": "query",
            "required": seen.values == samples.len(),
            "schema": seen.schema(),
        })
    };
    all.fields.iter().map(parameter).collect()
}

fn report(outcomes: &[Inferred], console: &mut Console<'_>) {
    if outcomes.is_empty() {
        return;
    }
    console.result(&table::table(outcomes, console.draws()));
    for outcome in outcomes {
        for note in &outcome.notes {
            console.say(note);
        }
        if !outcome.open_columns.is_empty() {
            console.say(format!(
                "note: {}: no value of {} was seen, so it stays untyped",
                outcome.api,
                outcome.open_columns.join(", ")
            ));
        }
    }
}

#[cfg(test)]
mod tests;
