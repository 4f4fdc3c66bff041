//! `cargo xtask demo`: the whole way on a made-up project, with no account and no network but the package registry.

use std::io;
use std::path::Path;
use std::process::Stdio;

use rill_console::{
    Console, Exit, MANIFEST, Problem, cargo, cargo_problem, read_file, shown, target_folder,
};
use standin::Standin;

use crate::args::{Env, RegenerateArgs, SingleArgs};
use crate::regenerate;
use crate::runtime_source::checkout;

/// The generated crate, and the name that the example calls it by.
const CLIENT: &str = "acme-ads";

/// The files of the project that the stand-in serves.
const FILES: &str = "fixtures/clients/rill";

const EXAMPLE: &str = include_str!("demo/rows.rs.txt");

/// Serves a made-up Rill project, generates its client as a user would, builds it, and calls it.
pub(crate) fn run(console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| {
        Problem::new("the demo needs a checkout of this project")
            .note("it builds the generated crate against the runtime in it")
            .help("clone the repository and run `cargo xtask demo` in it")
    })?;
    let folder = target_folder(&root)?.join("demo");
    let client = folder.join(CLIENT);

    let rill = Standin::spawn().map_err(|error| {
        Problem::new("the stand-in for Rill cannot start").note(error.to_string())
    })?;
    console.say(format!(
        "1/4  a stand-in for Rill serves the project {}/{} at {}",
        standin::ORG,
        standin::PROJECT,
        rill.origin()
    ));

    console.say(format!(
        "2/4  its document and the project's files become the crate {}",
        shown(&client)
    ));
    let exit = generate(&rill, &root, &client, console)?;
    if exit != Exit::Done {
        return Ok(exit);
    }

    console.say("3/4  an example that calls it, as an app would");
    prepare(&root, &client)
        .map_err(|error| write_problem(&client, &error))
        .and_then(|()| complete_manifest(&client))?;

    console.say("4/4  building and running it (the first time takes a minute or two)");
    let code = call(&rill, &client, &folder.join("target"), console)?;
    if code != Exit::Done {
        console.say("the example failed; what cargo said stands above");
        return Ok(code);
    }
    console.say(format!(
        "done: the rows above came over HTTP, typed. The crate lies in {}",
        shown(&client)
    ));
    console.say("for a project of yours: cargo xtask regenerate --rill ORG/PROJECT --name NAME --output DIR");
    Ok(Exit::Done)
}

/// Downloads the document with a token and generates the crate, by the same flags that a user has, and with the
/// project's files, which type the rows of an API that declares nothing.
fn generate(
    rill: &Standin,
    root: &Path,
    client: &Path,
    console: &mut Console<'_>,
) -> Result<Exit, Problem> {
    // Only what an earlier demo left: the folder's name is ours, below `target`.
    match std::fs::remove_dir_all(client) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(write_problem(client, &error));
        }
        _ => {}
    }
    let args = RegenerateArgs {
        single: SingleArgs {
            rill: Some(format!("{}/{}", standin::ORG, standin::PROJECT)),
            host: Some(rill.origin().to_owned()),
            files: Some(root.join(FILES)),
            name: Some(CLIENT.to_owned()),
            output: Some(client.to_owned()),
            runtime: Some(format!("path:{}", root.join("runtime").display())),
            ..SingleArgs::default()
        },
        ..RegenerateArgs::default()
    };
    let env = Env {
        token: Some(rill.token().into()),
        ..Env::from_process()
    };
    regenerate::run(&args, &env, console)
}

/// Puts the example and this checkout's exact versions beside the generated code.
fn prepare(root: &Path, client: &Path) -> io::Result<()> {
    let examples = client.join("examples");
    std::fs::create_dir_all(&examples)?;
    std::fs::write(examples.join("rows.rs"), EXAMPLE)?;
    match std::fs::copy(root.join("Cargo.lock"), client.join("Cargo.lock")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Adds what the example needs, as a user would: the lines are theirs and outlive the next run.
fn complete_manifest(client: &Path) -> Result<(), Problem> {
    let path = client.join(MANIFEST);
    let mut text = read_file(&path)?.unwrap_or_default();
    text.push_str(
        "\n[dev-dependencies]\ntokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n",
    );
    // Of no workspace, wherever the target folder is.
    text.push_str("\n[workspace]\n");
    std::fs::write(&path, text).map_err(|error| write_problem(&path, &error))
}

/// Builds and runs the example against the stand-in. On a terminal Cargo shows its own progress.
fn call(
    rill: &Standin,
    client: &Path,
    target: &Path,
    console: &Console<'_>,
) -> Result<Exit, Problem> {
    let status = cargo()
        .args(["run", "--example", "rows"])
        .args((!console.is_interactive()).then_some("--quiet"))
        .arg("--manifest-path")
        .arg(client.join(MANIFEST))
        .arg("--target-dir")
        .arg(target)
        .current_dir(client)
        .env("RILL_TOKEN", rill.token())
        .env("RILL_HOST", rill.origin())
        // A proxy would not reach a port of this machine.
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .stdin(Stdio::null())
        .status()
        .map_err(|error| cargo_problem(&error))?;
    Ok(match status.code() {
        Some(0) => Exit::Done,
        Some(code) => u8::try_from(code).map_or(Exit::Failed, Exit::Code),
        None => Exit::Failed,
    })
}

fn write_problem(path: &Path, error: &io::Error) -> Problem {
    Problem::new("the demo's folder cannot be written")
        .at(shown(path))
        .note(error.to_string())
}
