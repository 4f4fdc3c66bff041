//! `cargo xtask verify --mock`: the generated client against its document, without a server.
//!
//! The crate is built below the target folder with a program that calls each operation; the requests are compared with
//! what the document says, and the answers with what came back.

use std::fmt::Write as _;
use std::path::Path;

use rill_conformance::{Trial, Verdict, Workshop};
use rill_console::{Console, Exit, Problem, during, target_folder};
use serde_json::{Value, json};

use super::report::VERSION;
use crate::args::{Env, RegenerateArgs};
use crate::client::Client;
use crate::manifest::RuntimeLine;
use crate::runtime_source::default_line;
use crate::{generate, source};

/// The most faults that are shown of one operation.
const SHOWN: usize = 3;

/// Verifies the clients that are meant.
pub(super) fn run(
    clients: &[Client],
    wanted: &RegenerateArgs,
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    let (mut exits, mut reports) = (Vec::new(), Vec::new());
    for client in clients {
        let input = source::load(client, wanted, env, console)?;
        let trial = Trial::new(&client.name, &input, &generate::config(client))
            .map_err(|refusal| generate::refused(&refusal, &input))?;
        if trial.gives_rows() {
            console.say(format!(
                "note: `{}` is skipped: APIs of a Rill project take arguments by rules that no document tells; without \
                 --mock they are called where they answer",
                client.name
            ));
            continue;
        }
        let verdict = verdict(client, trial, console)?;
        if !console.is_json() {
            console.result(&text(client, &verdict));
        }
        let is_sound = verdict.flaws.is_empty();
        exits.push(if is_sound { Exit::Done } else { Exit::Failed });
        reports.push(report(client, &verdict));
    }
    let exit = Exit::common(&exits);
    let outcome = if exit == Exit::Done {
        "sound"
    } else {
        "faults"
    };
    console.report(json!({"version": VERSION, "outcome": outcome, "clients": reports}));
    Ok(exit)
}

fn verdict(
    client: &Client,
    mut trial: Trial,
    console: &mut Console<'_>,
) -> Result<Verdict, Problem> {
    // Beside the app's own builds, or where there is no app yet, among temporary files.
    let target = target_folder(&client.output);
    let target = target.unwrap_or_else(|_| std::env::temp_dir().join("rill-client"));
    let root = target.join("rill-client-mock");
    let line = match &client.runtime {
        Some(runtime) => runtime.line(&root.join(&client.name)),
        None => default_line(None, &root.join(&client.name))?,
    };
    let workshop = Workshop {
        target: root.join("build"),
        runtime: keys(&line),
        lock: target.parent().unwrap_or(Path::new("")).join("Cargo.lock"),
        address: None,
        root,
    };
    let packages = [std::mem::take(&mut trial.package)];
    let what = format!("{}: compiling", client.name);
    let errors = during(console.is_interactive(), &what, || {
        workshop.build(&packages)
    })?;
    match workshop.ask(&client.name, &trial.lines())? {
        Some(answers) => Ok(trial.verdict(&answers)),
        None => Err(Problem::new("the generated crate does not compile").note(errors)),
    }
}

/// Returns the dependency on the runtime, as keys of an inline table.
fn keys(line: &RuntimeLine) -> String {
    match line {
        RuntimeLine::Keep => String::new(),
        RuntimeLine::Path(path) => format!("path = {path:?}"),
        RuntimeLine::Version(version) => format!("version = {version:?}"),
        RuntimeLine::Git { url, reference } => {
            let reference = reference.as_ref();
            let reference = reference.map(|one| format!(", {} = {:?}", one.key, one.name));
            format!("git = {url:?}{}", reference.unwrap_or_default())
        }
    }
}

fn text(client: &Client, verdict: &Verdict) -> String {
    let covered = verdict.covered;
    let mut text = format!(
        "{}{} of {} operations called, {} calls: {} inputs, {} bodies, {} statuses, {} media types\n",
        client.prefix(),
        covered.called,
        covered.operations,
        covered.calls,
        covered.inputs,
        covered.bodies,
        covered.statuses,
        covered.media_types
    );
    for (operation, flaws) in &verdict.flaws {
        for flaw in flaws.iter().take(SHOWN) {
            // Writing to a string cannot fail.
            _ = writeln!(text, "error: {operation}: {flaw}");
        }
    }
    for (operation, reason) in &verdict.not_called {
        _ = writeln!(text, "note: {operation} is not called: {reason}");
    }
    text
}

fn report(client: &Client, verdict: &Verdict) -> Value {
    let covered = verdict.covered;
    json!({
        "client": client.name,
        "outcome": if verdict.flaws.is_empty() { "sound" } else { "faults" },
        "operations": covered.operations,
        "called": covered.called,
        "calls": covered.calls,
        "inputs": covered.inputs,
        "bodies": covered.bodies,
        "statuses": covered.statuses,
        "media-types": covered.media_types,
        "faults": verdict.flaws,
        "not-called": verdict.not_called,
    })
}
