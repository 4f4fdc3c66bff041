//! `cargo xtask regenerate`: for each client a document in, a crate out.

use rill_codegen::compare::Comparison;
use rill_codegen::report::Detail;
use rill_codegen::{Diagnostics, Generated, Input};
use rill_console::{Console, Exit, MANIFEST, Problem, as_called, during, folded, terminal_width};
use serde_json::json;

use crate::args::{Env, RegenerateArgs};
use crate::client::Client;
use crate::client::SNAPSHOT;
use crate::diagnostics::{self, DIAGNOSTICS, KnownDiagnostics};
use crate::manifest::ManifestSpec;
use crate::output::{Changes, Folder, FolderLock};
use crate::runtime_source::{RuntimeSource, default_line};
use crate::{compare, diff, generate, lint, manifest, output, samples, source, vendor, workspace};

mod empty;
mod outcome;

use outcome::Outcome;

/// Brings the clients up to date, or says how far they are from it.
///
/// A client that fails keeps its crate as it was, and the others go on.
///
/// # Errors
///
/// The flags or the config cannot be followed.
pub fn run(args: &RegenerateArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let clients = args.clients(env)?;
    if let Some(stage) = args.dump {
        let [client] = clients.as_slice() else {
            return Err(one_at_a_time("--dump prints one client", &clients));
        };
        let input = source::load(client, args, env, console)?;
        console.result(&generate::dump(client, &input, stage)?);
        return Ok(Exit::Done);
    }
    let mut reports = Vec::new();
    let mut failures = Vec::new();
    let mut stale = Vec::new();
    for client in &clients {
        match one(client, args, env, console) {
            Ok(outcome) => {
                let width = terminal_width().filter(|_| console.is_interactive());
                let width = width.map_or(usize::MAX, usize::from);
                console.say(folded(&outcome.line(args.check), width));
                match &outcome.comparison {
                    // The diff alone goes to standard output.
                    Some(comparison) if args.check => console.say(comparison),
                    Some(comparison) => console.result(comparison),
                    None => {}
                }
                if args.check && !outcome.changes.files.is_empty() {
                    stale.push(client.name.as_str());
                }
                reports.push(outcome.to_json(args.check));
            }
            Err(problem) => {
                console.problem(&problem);
                reports.push(json!({
                    "client": client.name,
                    "outcome": "failed",
                    "error": problem.to_json(),
                }));
                failures.push((client.name.as_str(), problem));
            }
        }
    }
    console.report(json!({"clients": reports}));
    if let Some((_, first)) = failures.first() {
        let names: Vec<&str> = failures.iter().map(|(name, _)| *name).collect();
        if clients.len() > 1 {
            console.problem(&Problem::new(format!(
                "failed: {}; nothing of it was changed",
                names.join(", ")
            )));
        }
        console.report(json!({"error": first.to_json()}));
    }
    if !stale.is_empty() {
        console.problem(
            &Problem::new(format!("stale: {}", stale.join(", ")))
                .help(format!("to bring it up to date, run: {}", args.command())),
        );
        console.report(json!({"outcome": "stale"}));
    }
    Ok(exit(&failures, !stale.is_empty()))
}

/// Refuses several clients where one is meant.
pub(crate) fn one_at_a_time(what: &str, clients: &[Client]) -> Problem {
    let names: Vec<&str> = clients.iter().map(|client| client.name.as_str()).collect();
    Problem::usage(format!("{what}, and the config has {}", names.len())).help(format!(
        "choose it with --client NAME: {}",
        names.join(", ")
    ))
}

/// Returns the end of a run: what all failures have in common, else 1.
fn exit(failures: &[(&str, Problem)], is_stale: bool) -> Exit {
    let stale = is_stale.then_some(Exit::Failed);
    let failed = failures.iter().map(|(_, problem)| problem.kind().exit());
    Exit::common(&failed.chain(stale).collect::<Vec<_>>())
}

fn one(
    client: &Client,
    args: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Outcome, Problem> {
    // First, since it needs no network.
    let folder = open(client)?;
    if output::is_interrupted(&client.output) {
        recover(client, args, console)?;
    }
    let input = source::load(client, args, env, console)?;
    let (mut generated, comparison) = during(
        console.is_interactive(),
        &format!("{}: generating", client.name),
        || compare::generate(client, &input, &folder),
    )?;
    samples::warn_unused(client, &generated.declared, console);
    let refusal = match lint::verdict(&generated, client.max_untyped) {
        None if !args.allow_empty => empty::refusal(client, &generated),
        verdict => verdict,
    };
    if let Some(problem) = refusal {
        let found = denied_or_all(&generated.diagnostics);
        tell(&found, client, &input, &generated, console);
        return Err(problem);
    }
    let known = folder.read(DIAGNOSTICS)?.unwrap_or_default();
    let new = KnownDiagnostics::parse(&known).new_of(&generated.diagnostics);
    if console.is_verbose() {
        tell(&generated.diagnostics, client, &input, &generated, console);
    } else {
        tell(&new, client, &input, &generated, console);
    }
    let is_new_crate = folder.manifest().is_none();
    let list = KnownDiagnostics::text(&generated.diagnostics);
    let list = list.map(|list| (DIAGNOSTICS.to_owned(), list));
    generated.files.extend(list);
    let changes = bring_up_to_date(client, args, &generated, console)?;
    if args.check {
        let text = diff::unified(&changes);
        console.result(&diff::colored(&text, console.colors_results()));
    } else if is_new_crate && let Some(advice) = workspace::advice(&client.output) {
        console.say(format!("{}: {advice}", client.name));
    }
    Ok(Outcome {
        name: client.name.clone(),
        census: generated.census,
        diagnostics: generated.diagnostics,
        new: new.len(),
        comparison: comparison.map(|found| report(client, &found, args, console.is_verbose())),
        changes,
        see: client.check_command(args.config.as_deref()),
    })
}

/// Returns what changes for callers: with `--verbose` all of it, else the most serious.
fn report(
    client: &Client,
    comparison: &Comparison,
    args: &RegenerateArgs,
    is_verbose: bool,
) -> String {
    if is_verbose {
        return compare::text(&client.name, comparison);
    }
    // A run that writes takes the old document away, which the repository still has.
    let command = if args.check { "diff" } else { "diff HEAD" };
    let see = client.command(command, args.config.as_deref());
    as_called(&compare::excerpt(&client.name, comparison, &see)).into_owned()
}

fn open(client: &Client) -> Result<Folder, Problem> {
    Folder::open(&client.output, &client.name, &client.base)
}

/// Undoes a run that was killed while it wrote.
fn recover(
    client: &Client,
    args: &RegenerateArgs,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    if args.check {
        return Err(Problem::new(format!(
            "an earlier run that wrote `{}` was interrupted",
            client.name
        ))
        .at(rill_console::shown(&client.output))
        .help(format!(
            "to undo it and bring the crate up to date, run: {}",
            args.command()
        )));
    }
    let _lock = FolderLock::acquire(&client.output, &client.name, console)?;
    if output::recover(&client.output)? {
        console.say(format!(
            "{}: an earlier run was interrupted; what it wrote is undone",
            client.name
        ));
    }
    Ok(())
}

/// Returns the diagnostics that fail the run, or all where none does.
fn denied_or_all(found: &Diagnostics) -> Diagnostics {
    let mut denied = Diagnostics::new();
    for one in found.denied() {
        denied.add(one.clone());
    }
    if denied.is_empty() {
        found.clone()
    } else {
        denied
    }
}

/// Shows diagnostics: some kinds of them, or with `--verbose` all.
fn tell(
    found: &Diagnostics,
    client: &Client,
    input: &Input,
    generated: &Generated,
    console: &mut Console<'_>,
) {
    if found.is_empty() {
        return;
    }
    let paint = diagnostics::paint(console.colors_messages());
    let snapshot = generated.files.get(SNAPSHOT).map(String::as_str);
    let texts = if console.is_verbose() {
        let places = diagnostics::Places::new(client, snapshot);
        diagnostics::render(
            &places.locate(found, input),
            client,
            None,
            Detail::Help,
            paint,
        )
    } else {
        diagnostics::render_new(found, client, input, snapshot, paint)
    };
    console.say(texts.join("\n\n"));
    console.say("");
}

/// Writes what differs, or with `--check` only says what would be written.
fn bring_up_to_date(
    client: &Client,
    args: &RegenerateArgs,
    generated: &Generated,
    console: &mut Console<'_>,
) -> Result<Changes, Problem> {
    if args.check {
        return compare(client, &open(client)?, generated);
    }
    let _lock = FolderLock::acquire(&client.output, &client.name, console)?;
    output::recover(&client.output)?;
    // Under the lock: another run may have written since.
    let changes = compare(client, &open(client)?, generated)?;
    let what = format!("{}: writing", client.name);
    during(console.is_interactive(), &what, || output::apply(&changes))?;
    Ok(changes)
}

fn compare(client: &Client, folder: &Folder, generated: &Generated) -> Result<Changes, Problem> {
    let runtime = match &client.runtime {
        Some(source) => source.line(&client.output),
        None => default_line(folder.manifest(), &client.output)?,
    };
    let features = generated.features.iter();
    let features: Vec<String> = features.map(|feature| feature.name.clone()).collect();
    let wanted = ManifestSpec {
        name: &client.name,
        runtime,
        dependencies: &generated.dependencies,
        features: &features,
    };
    let mut files = generated.files.clone();
    files.insert(
        MANIFEST.to_owned(),
        manifest::merge(folder.manifest(), &wanted)?,
    );
    let mut changes = folder.compare(files)?;
    if let Some(RuntimeSource::Vendor(copy)) = &client.runtime {
        changes.files.extend(vendor::changes(copy, &client.output)?);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use rill_console::ProblemKind;

    use super::*;

    #[test]
    fn failures_of_one_kind_end_with_its_code() {
        use ProblemKind::{Failed, Network, Token, Usage};
        let failure = |kind| ("a", Problem::new("no").of_kind(kind));
        for (kinds, is_stale, expected) in [
            (&[][..], false, Exit::Done),
            (&[], true, Exit::Failed),
            (&[Usage, Usage], false, Exit::Usage),
            (&[Network, Token], false, Exit::Network),
            (&[Network], true, Exit::Failed),
            (&[Usage, Network], false, Exit::Failed),
            (&[Failed], false, Exit::Failed),
        ] {
            let failures: Vec<_> = kinds.iter().copied().map(failure).collect();
            assert_eq!(exit(&failures, is_stale), expected, "{kinds:?}");
        }
    }
}
