//! `cargo lab calls`: does a generated client send and read what its document says?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use rill_client_xtask::internal::checkout;
use rill_codegen::{Config, Input};
use rill_conformance::{Coverage, Trial, Verdict};
use rill_console::{Console, Exit, Problem, during, shown};

use super::exempt::Exemptions;
use super::{OracleArgs, corpus, no_checkout, probe};

/// The most documents whose crates are built at once.
const AT_ONCE: usize = 6;

/// Arguments of `cargo lab calls`.
#[derive(Args, Clone, Debug)]
pub(crate) struct CallsArgs {
    #[command(flatten)]
    documents: OracleArgs,
    /// Folder for the requests of each document, as lines of JSON
    #[arg(long, value_name = "DIR")]
    requests: Option<PathBuf>,
    /// Address of a Prism of the document, which is called instead: fixtures/ledgers/prism.txt lists what it finds
    #[arg(
        long,
        value_name = "URL",
        requires = "documents",
        conflicts_with = "requests"
    )]
    at: Option<String>,
}

/// Calls every operation of documents over a mock transport, or at a server.
pub(crate) fn run(args: &CallsArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(no_checkout)?;
    if args.at.is_some() {
        return run_at(args, &root, console);
    }
    let mut verdicts: BTreeMap<String, Option<Verdict>> = BTreeMap::new();
    ask(args, &root, console, |name, trial, answers| {
        if let (Some(folder), Some(answers)) = (&args.requests, &answers) {
            let path = folder.join(format!("{name}.jsonl"));
            super::write(&path, &trial.requests(answers))?;
        }
        verdicts.insert(name, answers.map(|answers| trial.verdict(&answers)));
        Ok(())
    })?;
    let args = &args.documents;
    console.result(&table(&verdicts));
    let report = args.report.clone();
    let report = report.unwrap_or_else(|| root.join("target/oracle/calls.txt"));
    super::write(&report, &details(&verdicts))?;
    console.say(format!("what went wrong: {}", shown(&report)));
    let list = super::list(&root, "calls");
    let exemptions = Exemptions::read(&list)?;
    let (mut tried, mut failed) = (BTreeSet::new(), BTreeSet::new());
    for (name, verdict) in &verdicts {
        let Some(verdict) = verdict else {
            failed.insert(format!("{name} compiles"));
            continue;
        };
        tried.extend(verdict.called.iter().map(|id| format!("{name} {id}")));
        let faults = verdict.flaws.keys().chain(verdict.not_called.keys());
        failed.extend(faults.map(|id| format!("{name} {id}")));
    }
    for (key, count) in exemptions.count(&failed) {
        console.result(&format!("{count} operations: {}\n", exemptions.reason(key)));
    }
    let odds = exemptions.odds(&tried, &failed);
    let is_well = super::settle(args, &list, &exemptions, &odds, console)?;
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

/// Calls every operation of documents at a server that tells violations as Prism does.
fn run_at(args: &CallsArgs, root: &Path, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let list = root.join("fixtures/ledgers/prism.txt");
    let exemptions = Exemptions::read(&list)?;
    let (mut tried, mut failed) = (BTreeSet::new(), BTreeSet::new());
    let (mut report, mut lines) = (String::new(), String::new());
    ask(args, root, console, |name, trial, answers| {
        let Some(answers) = answers else {
            failed.insert(format!("{name} compiles"));
            return Ok(());
        };
        let found = trial.violations(&answers);
        tried.extend(exemptions.ids_of(&name).cloned());
        let mut count = 0;
        for (operation, violations) in &found {
            for (kind, text) in violations {
                let id = format!("{name} {operation}: {kind}");
                // Writing to a string cannot fail.
                _ = writeln!(report, "{id}\n    {text}");
                failed.insert(id);
                count += 1;
            }
        }
        _ = writeln!(
            lines,
            "{name}: {} operations, {} calls, {} operations with {count} kinds of violations",
            trial.called().len(),
            answers.len(),
            found.len(),
        );
        Ok(())
    })?;
    console.result(&lines);
    let args = &args.documents;
    let path = args.report.clone();
    let path = path.unwrap_or_else(|| root.join("target/oracle/prism.txt"));
    super::write(&path, &report)?;
    for (key, count) in exemptions.count(&failed) {
        console.result(&format!("{count} kinds: {}\n", exemptions.reason(key)));
    }
    let odds = exemptions.odds(&tried, &failed);
    let is_well = super::settle(args, &list, &exemptions, &odds, console)?;
    Ok(if is_well { Exit::Done } else { Exit::Failed })
}

/// Builds the crates of documents and gives what their programs answered; `None` where one does not compile.
fn ask(
    args: &CallsArgs,
    root: &Path,
    console: &mut Console<'_>,
    mut done: impl FnMut(String, Trial, Option<Vec<Option<String>>>) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let documents = corpus::documents(&args.documents, root);
    let mut workshop = probe::workshop(root, "calls")?;
    workshop.address.clone_from(&args.at);
    for documents in documents.chunks(AT_ONCE) {
        let mut trials = Vec::new();
        for path in documents {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let source = corpus::source(path)?;
            let package = format!("calls-{}", corpus::package(&name));
            let made = during(console.is_interactive(), &name, || {
                Trial::new(&package, &Input::from(&source), &Config::new(&package))
            });
            match made {
                Ok(mut trial) => {
                    if args.at.is_some() {
                        trial.keep_requests();
                    }
                    trials.push((name.into_owned(), trial));
                }
                Err(refusal) => console.say(refusal.render(&source)),
            }
        }
        let packages = trials
            .iter_mut()
            .map(|(_, trial)| std::mem::take(&mut trial.package));
        let packages: Vec<_> = packages.collect();
        let errors = during(console.is_interactive(), "compiling", || {
            workshop.build(&packages)
        })?;
        if !errors.is_empty() {
            console.say(errors);
        }
        for ((name, trial), package) in trials.into_iter().zip(&packages) {
            let answers = workshop.ask(&package.name, &trial.lines())?;
            done(name, trial, answers)?;
        }
    }
    Ok(())
}

fn table(verdicts: &BTreeMap<String, Option<Verdict>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header([
        "document",
        "operations",
        "called",
        "sound",
        "calls",
        "inputs",
        "bodies",
        "statuses",
        "errors",
        "media types",
    ]);
    let mut sum = (Coverage::default(), 0);
    for (name, verdict) in verdicts {
        let Some(verdict) = verdict else {
            table.add_row([name.as_str(), "does not compile"]);
            continue;
        };
        let sound = verdict.called.len() - verdict.flaws.len();
        table.add_row(row(name, verdict.covered, sound));
        sum = (sum.0 + verdict.covered, sum.1 + sound);
    }
    table.add_row(row("all", sum.0, sum.1));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

fn row(name: &str, covered: Coverage, sound: usize) -> Vec<String> {
    let numbers = [
        covered.operations,
        covered.called,
        sound,
        covered.calls,
        covered.inputs,
        covered.bodies,
        covered.statuses,
        covered.errors,
        covered.media_types,
    ];
    let numbers = numbers.iter().map(ToString::to_string);
    std::iter::once(name.to_owned()).chain(numbers).collect()
}

fn details(verdicts: &BTreeMap<String, Option<Verdict>>) -> String {
    let mut text = String::new();
    for (name, verdict) in verdicts {
        if let Some(verdict) = verdict {
            // Writing to a string cannot fail.
            for (id, flaws) in &verdict.flaws {
                for flaw in flaws.iter().take(8) {
                    _ = writeln!(text, "{name} {id}: {}", corpus::clip(flaw, 400));
                }
            }
            for (id, why) in &verdict.not_called {
                _ = writeln!(text, "{name} {id}: not called: {}", corpus::clip(why, 400));
            }
        }
    }
    text
}
