//! Crates of the corpus under the compiler and clippy.

use std::path::Path;
use std::time::Instant;

use super::Document;
use rill_client_xtask::internal::{Env, regenerate};
use rill_client_xtask::{Dialect, RegenerateArgs, SingleArgs};
use rill_console::{
    Console, Exit, MANIFEST, Problem, cargo, cargo_problem, during_steps, shown, target_folder,
};

/// Lines of the compiler's output that are shown of a crate that fails.
const SHOWN: usize = 40;

/// Writes the crates of these documents below the target folder and checks each, one after the other.
///
/// Clippy compiles as `cargo check` does, so that one run tells of errors, of warnings and of its own findings.
pub(super) fn all(
    root: &Path,
    documents: &[Document],
    env: &Env,
    console: &mut Console<'_>,
) -> Result<Vec<String>, Problem> {
    let folder = target_folder(root)?.join("corpus");
    let mut failures = Vec::new();
    let mut members = Vec::new();
    for document in documents {
        match write(root, &folder, document, env) {
            Ok(()) => members.push(document),
            Err(why) => failures.push(format!("{}: no crate is written: {why}", document.name)),
        }
    }
    prepare(root, &folder, &members).map_err(|error| {
        Problem::new("the crates of the corpus cannot be written")
            .at(shown(&folder))
            .note(error.to_string())
    })?;
    during_steps(console.is_interactive(), members.len(), |steps| {
        for document in &members {
            let start = Instant::now();
            steps.now(&document.name);
            let failure = check(&folder, document)?;
            let time = start.elapsed().as_secs_f64();
            let word = if failure.is_some() {
                "fails"
            } else {
                "compiles"
            };
            let line = format!("{}: {word} [{time:.1} s]\n", document.name);
            steps.aside(|| console.result(&line));
            steps.advance();
            failures.extend(failure);
        }
        Ok(failures)
    })
}

fn write(root: &Path, folder: &Path, document: &Document, env: &Env) -> Result<(), String> {
    let name = document.crate_name();
    let args = RegenerateArgs {
        single: SingleArgs {
            file: Some(document.path.clone()),
            output: Some(folder.join(&name)),
            name: Some(name),
            runtime: Some(format!("path:{}", root.join("runtime").display())),
            dialect: Some(Dialect::Auto),
            ..SingleArgs::default()
        },
        ..RegenerateArgs::default()
    };
    // Its findings were counted before; only why it fails is of interest here.
    let (mut out, mut err) = (std::io::sink(), Vec::new());
    let exit = regenerate(&args, env, &mut Console::new(&mut out, &mut err));
    match exit {
        Ok(Exit::Done) => Ok(()),
        Ok(_) => Err(last_lines(&String::from_utf8_lossy(&err))),
        Err(problem) => Err(problem.to_string()),
    }
}

/// Returns a workspace of the crates, with this project's exact versions.
fn prepare(root: &Path, folder: &Path, members: &[&Document]) -> std::io::Result<()> {
    let names: Vec<String> = members
        .iter()
        .map(|document| format!("{:?}", document.crate_name()))
        .collect();
    std::fs::create_dir_all(folder)?;
    // Nobody steps through these crates or builds them a second time. `.ci/crates` has the same profile, so that both
    // share what they depend on.
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = 0\nincremental = false\n",
        names.join(", ")
    );
    std::fs::write(folder.join(MANIFEST), manifest)?;
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok(())
}

/// Why a crate is not clean: under clippy, else under rustdoc.
fn check(folder: &Path, document: &Document) -> Result<Option<String>, Problem> {
    let package = document.crate_name();
    let clippy = ["--", "-D", "warnings"];
    for (tool, more) in [("clippy", clippy.as_slice()), ("doc", &["--no-deps"])] {
        // The crates of the cases are built there too, with the same dependencies.
        let run = cargo()
            .args([tool, "--quiet", "--package", &package, "--target-dir"])
            .arg(folder.join("../crates/build"))
            .args(more)
            .env("RUSTDOCFLAGS", "-D warnings")
            .current_dir(folder)
            .output()
            .map_err(|error| cargo_problem(&error))?;
        if !run.status.success() {
            return Ok(Some(said(document, &String::from_utf8_lossy(&run.stderr))));
        }
    }
    Ok(None)
}

fn said(document: &Document, text: &str) -> String {
    let errors = text.lines().filter(|line| line.starts_with("error"));
    let first: Vec<&str> = text.lines().take(SHOWN).collect();
    format!(
        "{}: its crate is not without a warning ({} errors)\n{}",
        document.name,
        errors.count(),
        first.join("\n")
    )
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(10)..].join("\n")
}
