//! `cargo xtask verify`: a live project against the document, the committed crate and the generated types.
//!
//! ```text
//! document     fetched, as `regenerate` would → drift against the snapshot beside the crate
//! traps        what of it will surprise somebody
//! for each API and sample of its arguments:
//!   call       through the runtime that generated crates call, once, without retries
//!   rows       each row against its schema and formats, by a JSON Schema library
//! report       a table or JSON; nothing at all where everything is sound and nobody looks
//! ```

mod call;
mod drift;
mod report;
pub(crate) mod rows;
mod table;
mod traps;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use rill_codegen::ir::{self, Call, Operation};
use rill_codegen::pointer::Pointer;
use serde_json::{Map, Value};

use rill_console::{Console, Exit, Problem, Progress, as_called, nearest, read_file, shown};
use rill_project::Undeclared;

use crate::args::{Env, RegenerateArgs, VerifyArgs};
use crate::client::{Client, DocumentSource};
use crate::generate::SNAPSHOT;
use crate::{generate, live, source};

use rows::RowSchema;
use traps::Declared;

/// Cause of a mismatch, that is, the one who has to fix it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No answer came.
    Network,
    /// The token is not good, or may not do this.
    Token,
    /// Rill refused what was sent: the sample's arguments, or the API's own SQL.
    Arguments,
    /// Rill or what stands before it.
    Rill,
    /// Whoever wrote the API: its rows are not what it declares.
    Api,
    /// The committed crate is behind.
    Committed,
    /// Nobody yet; a warning.
    Trap,
}

impl Fault {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Token => "token",
            Self::Arguments => "arguments or SQL",
            Self::Rill => "Rill",
            Self::Api => "the API's schema",
            Self::Committed => "the committed crate",
            Self::Trap => "trap",
        }
    }

    fn is_warning(self) -> bool {
        self == Self::Trap
    }
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) api: String,
    pub(crate) code: &'static str,
    /// Which sample, from 1, where an API has several.
    pub(crate) sample: Option<usize>,
    /// Row and column, such as `[3].price`.
    pub(crate) place: Option<String>,
    pub(crate) what: String,
    pub(crate) fault: Fault,
}

impl Mismatch {
    fn of(api: &str, code: &'static str, what: String, fault: Fault) -> Self {
        Self {
            api: api.to_owned(),
            code,
            sample: None,
            place: None,
            what,
            fault,
        }
    }

    fn at(row: usize, path: &str, code: &'static str, what: String, fault: Fault) -> Self {
        Self {
            place: Some(format!("[{row}]{path}")),
            ..Self::of("", code, what, fault)
        }
    }

    /// Returns the place without the numbers of rows and elements.
    fn column(&self) -> String {
        let place = self.place.as_deref().unwrap_or_default();
        place.chars().filter(|c| !c.is_ascii_digit()).collect()
    }

    /// Place and words.
    pub(crate) fn shown(&self) -> String {
        match &self.place {
            Some(place) => format!("{place}: {}", self.what),
            None => self.what.clone(),
        }
    }
}

/// Outcome of the calls of one API.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) api: String,
    pub(crate) samples: usize,
    /// The status of the last answer, or a word where there is none.
    pub(crate) status: String,
    pub(crate) time: Duration,
    pub(crate) rows: usize,
    pub(crate) mismatches: Vec<Mismatch>,
}

/// Everything about one client.
#[derive(Debug)]
pub(crate) struct Verdict {
    client: String,
    target: String,
    drift: Vec<Mismatch>,
    apis: Vec<Checked>,
    traps: Vec<Mismatch>,
}

impl Verdict {
    fn is_sound(&self) -> bool {
        let mut all = self.apis.iter().flat_map(|checked| &checked.mismatches);
        self.drift.is_empty() && all.all(|mismatch| mismatch.fault.is_warning())
    }

    fn is_silent(&self) -> bool {
        self.is_sound()
            && self.traps.is_empty()
            && self
                .apis
                .iter()
                .all(|checked| checked.mismatches.is_empty())
    }
}

/// Verifies the clients that are meant.
pub(crate) fn run(
    args: &VerifyArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let wanted = RegenerateArgs {
        config: args.config.clone(),
        client: args.client.clone(),
        single: args.single.clone(),
        timeout: args.timeout,
        // A client by flags needs neither a name nor a folder here.
        dump: args.single.is_given().then_some(crate::Dump::Document),
        ..RegenerateArgs::default()
    };
    let mut is_sound = true;
    for client in &wanted.clients(env)? {
        let verdict = one(client, args, &wanted, env, console)?;
        is_sound &= verdict.is_sound();
        if args.json {
            console.result(&report::json(&verdict));
        } else if !verdict.is_silent() || console.draws() {
            console.result(&as_called(&report::text(&verdict, console.draws())));
        }
    }
    Ok(if is_sound { Exit::Done } else { Exit::Failed })
}

fn one(
    client: &Client,
    args: &VerifyArgs,
    wanted: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Verdict, Problem> {
    let core = live::connection(client, args.at.as_deref(), env.token.as_ref())?;
    let input = {
        // Where everything is sound, nothing is said.
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut quiet = Console::new(&mut out, &mut err);
        let loaded = source::load(client, wanted, env, &mut quiet);
        if loaded.is_err() {
            console.say(String::from_utf8_lossy(&err).trim_end());
        }
        loaded?
    };
    let model = generate::model(client, &input)?;
    let document = generate::rewritten(client, &input)?;
    let author = rill_project::parse_value(&input.document.bytes).unwrap_or_default();
    let used = used(client, args)?;
    let apis = chosen(&model, &args.api)?;
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
            required: required(declared),
            schema,
        };
        let timeout = Duration::from_secs(args.timeout.unwrap_or(crate::source::TIMEOUT));
        checked.push(api.check(&core, timeout, &progress)?);
        progress.advance(1);
    }
    drop(progress);
    let names = checked.iter().map(|checked| checked.api.as_str());
    found.extend(traps::repeated(names));
    Ok(Verdict {
        client: client.name.clone(),
        target: live::shown_target(client, args.at.as_deref()),
        drift: drifted(client, &input, args)?,
        apis: checked,
        traps: found,
    })
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

/// Returns the APIs of the model, or those that were named: operation and name.
fn chosen<'m>(
    model: &'m ir::Api,
    names: &[String],
) -> Result<Vec<(&'m Operation, &'m str)>, Problem> {
    let apis = model
        .operations
        .iter()
        .filter_map(|operation| match &operation.call {
            Call::CustomApi { name, .. } => Some((operation, name.as_str())),
            Call::Http(_) => None,
        });
    let apis: Vec<_> = apis.collect();
    if apis.is_empty() {
        return Err(live::no_project());
    }
    for wanted in names {
        if !apis.iter().any(|(_, name)| name == wanted) {
            let problem = Problem::usage(format!("the document has no API `{wanted}`"));
            let known = apis.iter().map(|(_, name)| *name);
            return Err(match nearest(wanted, known) {
                Some(known) => problem.help(format!("did you mean `{known}`?")),
                None => problem,
            });
        }
    }
    let is_meant = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    Ok(apis
        .into_iter()
        .filter(|(_, name)| is_meant(name))
        .collect())
}

/// Required arguments, which a sample has to give.
fn required(operation: Option<&Value>) -> Vec<String> {
    let Some(operation) = operation else {
        return Vec::new();
    };
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters
        .filter(|one| one["required"] == true)
        .map(|one| &one["name"]);
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["required"];
    let body = body.as_array().into_iter().flatten();
    let names = parameters.chain(body);
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Compiles the schema of an API's rows, which may stand in one array too many.
fn row_schema(document: &Value, operation: &Pointer) -> Option<RowSchema> {
    let steps = [
        "responses",
        "200",
        "content",
        "application/json",
        "schema",
        "items",
    ];
    let mut at = steps
        .into_iter()
        .fold(operation.clone(), |at, step| at.push(step));
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
    if args.single.is_given() || !args.api.is_empty() {
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
