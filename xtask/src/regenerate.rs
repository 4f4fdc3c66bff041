//! `cargo xtask regenerate`: for each client a document in, a crate out.

use std::collections::BTreeMap;

use rill_codegen::Dependency;
use rill_console::{Console, Exit, MANIFEST, Problem, during};

use crate::args::{Env, RegenerateArgs};
use crate::client::Client;
use crate::manifest::ManifestSpec;
use crate::output::{Changes, Folder};
use crate::runtime_source::{RuntimeSource, default_line};
use crate::{compare, diff, generate, manifest, output, source, vendor, workspace};

mod empty;
mod table;

/// Outcome of one client.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    pub(crate) diagnostics: usize,
    pub(crate) untyped: usize,
    pub(crate) changes: Changes,
    /// The report on what the new document does to callers, if it is another one.
    pub(crate) comparison: Option<String>,
}

/// Brings the clients up to date, or says how far they are from it.
///
/// A client that fails keeps its crate as it was, and the others go on.
///
/// # Errors
///
/// The flags or the config cannot be followed.
pub fn run(args: &RegenerateArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let clients = args.clients(env)?;
    if let (Some(stage), [client]) = (args.dump, clients.as_slice()) {
        let input = source::load(client, args, env, console)?;
        console.result(&generate::dump(client, &input, stage)?);
        return Ok(Exit::Done);
    }
    let mut outcomes = Vec::new();
    let mut failures = Vec::new();
    for client in &clients {
        match one(client, args, env, console) {
            Ok(outcome) => outcomes.push(outcome),
            Err(problem) => {
                console.say(&problem);
                failures.push((client.name.as_str(), problem.is_usage()));
            }
        }
    }
    if !outcomes.is_empty() {
        console.result(&table::table(&outcomes, args.check, console.draws()));
        for comparison in outcomes.iter().filter_map(|one| one.comparison.as_deref()) {
            console.result(comparison);
        }
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
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Outcome, Problem> {
    // First, since it needs no network.
    let folder = Folder::open(&client.output, &client.name)?;
    let input = source::load(client, args, env, console)?;
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
    let crate_files = CrateFiles {
        dependencies: generated.dependencies,
        features: generated.features,
        files: generated.files,
    };
    // Where a finding stands is looked for while files are written.
    let (findings, changes) = std::thread::scope(|scope| {
        let findings = scope.spawn(|| generated.diagnostics.render(&input));
        let changes = bring_up_to_date(client, args, &folder, crate_files, is_interactive);
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
        comparison: compare::after_changes(client, &changes, &input),
        changes,
    })
}

fn tell(findings: &str, console: &mut Console<'_>) {
    if !findings.is_empty() {
        console.say(findings.trim_end());
    }
}

/// Contents of a generated crate, without its manifest.
struct CrateFiles {
    dependencies: Vec<Dependency>,
    features: Vec<String>,
    files: BTreeMap<String, String>,
}

/// Writes what differs, or with `--check` only says what would be written.
fn bring_up_to_date(
    client: &Client,
    args: &RegenerateArgs,
    folder: &Folder,
    crate_files: CrateFiles,
    is_interactive: bool,
) -> Result<Changes, Problem> {
    let runtime = match &client.runtime {
        Some(source) => source.line(&client.output),
        None => default_line(folder.manifest(), &client.output)?,
    };
    let wanted = ManifestSpec {
        name: &client.name,
        runtime,
        dependencies: &crate_files.dependencies,
        features: &crate_files.features,
    };
    let mut files = crate_files.files;
    files.insert(
        MANIFEST.to_owned(),
        manifest::merge(folder.manifest(), &wanted)?,
    );
    let mut changes = folder.compare(files)?;
    if let Some(RuntimeSource::Vendor(copy)) = &client.runtime {
        changes.files.extend(vendor::changes(copy, &client.output)?);
    }
    if !args.check {
        during(is_interactive, &format!("{}: writing", client.name), || {
            output::apply(&changes)
        })?;
    }
    Ok(changes)
}
