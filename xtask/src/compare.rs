//! `cargo xtask diff`: what a new document does to the callers of a client, before they find out.

mod changelog;
mod git;
mod report;
mod side;
mod version;

pub(crate) use report::{excerpt, text};

use std::path::PathBuf;

use rill_codegen::compare::{CodeEffect, Comparison, WireEffect};
use rill_codegen::{Generated, Input, compare};
use rill_console::{Console, Exit, Problem, during};

use crate::args::{Env, RegenerateArgs};
use crate::client::{Client, DocumentSource, SNAPSHOT};
use crate::generate;
use crate::kept::{self, Kept, NAMES};
use crate::output::Folder;

/// Arguments of `cargo xtask diff`.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(after_help = AFTER_HELP)]
pub struct DiffArgs {
    /// Old document: a file, an address, the folder of a Rill project or a git revision [default: the crate's openapi.json]
    #[arg(value_name = "OLD")]
    pub old: Option<String>,
    /// New document, of the same kinds [default: the client's source]
    #[arg(value_name = "NEW")]
    pub new: Option<String>,
    /// Config to read [default: `RILL_CLIENT_CONFIG`, else the nearest rill-client.toml]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Only the client of this name; may be repeated
    #[arg(long, value_name = "NAME")]
    pub client: Vec<String>,
    /// Fail if code breaks, if anything is added or breaks, or if calls or responses fail; may be repeated
    #[arg(long, value_name = "EFFECT")]
    pub fail_on: Vec<FailOn>,
    /// Print Markdown, for the comment of a pull request
    #[arg(long)]
    pub markdown: bool,
    /// Write an entry into the CHANGELOG.md of each crate
    #[arg(long)]
    pub changelog: bool,
    /// Raise the version in the Cargo.toml of each crate to the one that follows
    #[arg(long)]
    pub raise_version: bool,
    /// Time limit of a download [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
}

/// An effect that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    /// Code that uses the crate does not compile any more.
    Breaking,
    /// Something is added or breaks.
    Additive,
    /// Calls are refused, or responses cannot be decoded or have unknown values.
    Wire,
}

const AFTER_HELP: &str = "\
Exit codes: 0 compared, 1 an effect of --fail-on or a failure, 2 wrong flags or config, 3 the network or the token.

Examples:
  cargo xtask diff
  cargo xtask diff HEAD~3 --client acme-ads
  cargo xtask diff old.yaml new.yaml --markdown
  cargo xtask diff --fail-on breaking --fail-on wire";

/// A client and what changes for its callers.
#[derive(Debug)]
struct Compared {
    client: Client,
    comparison: Comparison,
}

/// Compares the documents of the clients that are meant.
pub(crate) fn run(args: &DiffArgs, env: &Env, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let mut compared = Vec::new();
    for client in clients(args, env)? {
        let old = side::old(&client, args, env, console)?;
        let new = side::new(&client, args, env, console)?;
        let comparison = during(console.is_interactive(), "comparing", || {
            comparison(&client, &old, &new)
        })?
        .0;
        compared.push(Compared { client, comparison });
    }
    for one in &compared {
        if args.changelog || args.raise_version {
            changelog::write(one, args, console)?;
        }
    }
    console.report(report::json(&compared));
    let text = if console.is_json() {
        String::new()
    } else if args.markdown {
        compared.iter().map(report::markdown).collect()
    } else {
        let texts = compared.iter();
        texts
            .map(|one| report::text(&one.client.name, &one.comparison))
            .collect()
    };
    console.result(&text);
    let fails = |one: &Compared| args.fail_on.iter().any(|on| fails(*on, &one.comparison));
    Ok(if compared.iter().any(fails) {
        Exit::Failed
    } else {
        Exit::Done
    })
}

/// Returns the clients of the config; none of them where both documents are given and no client is asked for.
fn clients(args: &DiffArgs, env: &Env) -> Result<Vec<Client>, Problem> {
    if args.new.is_some() && args.client.is_empty() && args.config.is_none() {
        if args.changelog || args.raise_version {
            return Err(Problem::usage(
                "two documents have no crate whose changelog and version could be written",
            )
            .help(
                "name the client with `--client`, or leave out `--changelog` and `--raise-version`",
            ));
        }
        return Ok(vec![Client::for_inspection(DocumentSource::File(
            env.here.clone(),
        ))]);
    }
    let wanted = RegenerateArgs {
        config: args.config.clone(),
        client: args.client.clone(),
        ..RegenerateArgs::default()
    };
    wanted.clients(env)
}

fn fails(on: FailOn, comparison: &Comparison) -> bool {
    match on {
        FailOn::Breaking => comparison.code() == CodeEffect::Breaks,
        FailOn::Additive => comparison.code() != CodeEffect::None,
        FailOn::Wire => comparison.wire() != WireEffect::None,
    }
}

/// Compares two documents as a run does that takes the crate from one to the other; returns the names that it keeps too.
fn comparison(client: &Client, old: &Input, new: &Input) -> Result<(Comparison, Kept), Problem> {
    let old = generate::named(client, old)?;
    let mut new = generate::named(client, new)?;
    let kept = new.keep_names(&old).clone();
    Ok((compare(&old, &new), kept))
}

/// Generates a crate with the names that it has already, and compares it with the one that is there if its document is
/// another one.
pub(crate) fn generate(
    client: &Client,
    input: &Input,
    folder: &Folder,
) -> Result<(Generated, Option<Comparison>), Problem> {
    let mut generated = generate::generate(client, input)?;
    let mut kept = kept::read(client);
    let old = folder.read(SNAPSHOT)?.map(|old| old.replace("\r\n", "\n"));
    let old = old.filter(|old| generated.files.get(SNAPSHOT) != Some(old));
    let found = old.and_then(|old| with_snapshot(client, old, input));
    let comparison = match found {
        Some((comparison, now)) => {
            if now != kept {
                kept = now;
                generated = generate::keeping(client, input, kept.clone())?;
            }
            Some(comparison)
        }
        None => None,
    };
    let record = kept::text(&kept).map(|record| (NAMES.to_owned(), record));
    generated.files.extend(record);
    Ok((generated, comparison))
}

/// Compares the document of a crate with a new one; returns none where they cannot be compared.
fn with_snapshot(client: &Client, old: String, new: &Input) -> Option<(Comparison, Kept)> {
    let mut before = new.clone();
    SNAPSHOT.clone_into(&mut before.document.name);
    before.document.bytes = old.into_bytes();
    comparison(client, &before, new).ok()
}
