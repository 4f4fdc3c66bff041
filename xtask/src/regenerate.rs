//! `cargo xtask regenerate`: for each client a document in, a crate out.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::address::Address;
use crate::cli::{RegenerateArgs, Surroundings};
use crate::client::{Client, DocumentSource};
use crate::console::Console;
use crate::download::{self, Limits};
use crate::generate::{self, SNAPSHOT, Source};
use crate::input;
use crate::manifest::{self, Dependency, Wanted};
use crate::output::{self, Changes, Folder, MANIFEST};
use crate::paths::shown;
use crate::problem::Problem;
use crate::progress::{Progress, during};
use crate::project::{self, Undeclared};
use crate::runtime_source::default_line;
use crate::{Exit, diff, table, workspace};

mod empty;

/// How long a download may take when no flag says it.
pub(crate) const TIMEOUT: u64 = 60;

/// What one client came to.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    pub(crate) diagnostics: usize,
    pub(crate) untyped: usize,
    pub(crate) changes: Changes,
}

/// Brings the clients up to date, or says how far they are from it.
///
/// A client that fails keeps its crate as it was, and the others go on.
pub(crate) fn run(
    args: &RegenerateArgs,
    around: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let clients = args.clients(around)?;
    if let (Some(stage), [client]) = (args.dump, clients.as_slice()) {
        let input = input::load(client, args, around, console)?;
        console.result(&generate::dump(client, &input, stage)?);
        return Ok(Exit::Done);
    }
    let mut outcomes = Vec::new();
    let mut failures = Vec::new();
    for client in &clients {
        match one(client, args, around, console) {
            Ok(outcome) => outcomes.push(outcome),
            Err(problem) => {
                console.say(&problem);
                failures.push((client.name.as_str(), problem.is_usage()));
            }
        }
    }
    if !outcomes.is_empty() {
        console.result(&table::of(&outcomes, args.check, console.draws()));
    }
    let stale: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| args.check && !outcome.changes.files.is_empty())
        .map(|outcome| outcome.name.as_str())
        .collect();
    if !failures.is_empty() {
        let names: Vec<&str> = failures.iter().map(|(name, _)| *name).collect();
        console.say(format!(
            "error: failed: {}; nothing of it was changed",
            names.join(", ")
        ));
    }
    if !stale.is_empty() {
        console.say(format!("error: stale: {}", stale.join(", ")));
        console.say(format!("to bring it up to date, run: {}", args.command()));
    }
    Ok(match failures.as_slice() {
        [] if stale.is_empty() => Exit::Done,
        [first, rest @ ..] if first.1 && rest.iter().all(|failure| failure.1) => Exit::Usage,
        _ => Exit::Failed,
    })
}

fn one(
    client: &Client,
    args: &RegenerateArgs,
    around: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Outcome, Problem> {
    // First, since it needs no network.
    let folder = Folder::open(&client.output, &client.name)?;
    let input = input::load(client, args, around, console)?;
    let is_interactive = console.is_interactive();
    let mut generated = during(
        is_interactive,
        &format!("{}: generating", client.name),
        || generate::generate(client, &input),
    )?;
    let refusal = match generated.verdict.take() {
        None if !args.allow_empty => empty::refusal(client, &generated),
        verdict => verdict,
    };
    if let Some(problem) = refusal {
        tell(&generated.diagnostics.render(&input), console);
        return Err(problem);
    }
    let count = generated.diagnostics.len();
    let made = Made {
        dependencies: generated.dependencies,
        features: generated.features,
        files: generated.files,
    };
    // Where a finding stands is looked for while files are written.
    let (findings, changes) = std::thread::scope(|scope| {
        let findings = scope.spawn(|| generated.diagnostics.render(&input));
        let changes = bring_up_to_date(client, args, &folder, made, is_interactive);
        (findings.join(), changes)
    });
    tell(
        &findings.unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        console,
    );
    let changes = changes?;
    if args.check {
        console.result(&diff::unified(&changes));
    } else {
        let advice = workspace::advice(&client.output).filter(|_| folder.manifest().is_none());
        if let Some(advice) = advice {
            console.say(format!("{}: {advice}", client.name));
        }
    }
    Ok(Outcome {
        name: client.name.clone(),
        operations: generated.operations,
        types: generated.types,
        diagnostics: count,
        untyped: generated.untyped,
        changes,
    })
}

fn tell(findings: &str, console: &mut Console<'_>) {
    if !findings.is_empty() {
        console.say(findings.trim_end());
    }
}

/// What a crate's folder is to hold.
struct Made {
    dependencies: Vec<Dependency>,
    features: Vec<String>,
    files: BTreeMap<String, String>,
}

/// Writes what differs, or with `--check` only says what would be written.
fn bring_up_to_date(
    client: &Client,
    args: &RegenerateArgs,
    folder: &Folder,
    made: Made,
    is_interactive: bool,
) -> Result<Changes, Problem> {
    let runtime = match &client.runtime {
        Some(source) => source.line(&client.output),
        None => default_line(folder.manifest(), &client.output)?,
    };
    let wanted = Wanted {
        name: &client.name,
        runtime,
        dependencies: &made.dependencies,
        features: &made.features,
    };
    let mut files = made.files;
    files.insert(
        MANIFEST.to_owned(),
        manifest::merge(folder.manifest(), &wanted)?,
    );
    let changes = folder.compare(files)?;
    if !args.check {
        during(is_interactive, &format!("{}: writing", client.name), || {
            output::apply(&changes)
        })?;
    }
    Ok(changes)
}

/// The document: from the source, or with `--offline` the snapshot of the last run.
pub(crate) fn document(
    client: &Client,
    args: &RegenerateArgs,
    around: &Surroundings,
    console: &mut Console<'_>,
) -> Result<Source, Problem> {
    if args.offline {
        let path = client.output.join(SNAPSHOT);
        let text = output::read(&path)?.ok_or_else(|| {
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
        let made = project::make(folder, Undeclared::Inferred)?;
        made.tell(console);
        return Ok(Source {
            name: shown(folder),
            bytes: format!("{:#}\n", made.document).into_bytes(),
        });
    }
    let address = Address::of(&client.source)?.expect("only files have no address");
    console.say(format!("{}: downloading {address}", client.name));
    let limits = Limits {
        token: around.token.as_ref(),
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
