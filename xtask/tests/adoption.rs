//! The README's way into an app, followed to the letter in an empty folder: its files are written, its commands run.
//!
//! Two things differ from the text: the repository is a bare clone of this one, as it was committed last, and Rill is the
//! stand-in. Crates come from the package registry.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use standin::Standin;

const README: &str = include_str!("../../README.md");

/// A code block of the README that is a step.
enum Step<'a> {
    /// The file's path, which its first line names, and its text.
    Write(&'a str, &'a str),
    /// A command, without the `$` before it.
    Run(&'a str),
}

/// Returns the steps of the section "In your app", in their order.
fn steps() -> Vec<Step<'static>> {
    let (_, section) = README
        .split_once("\n## In your app\n")
        .expect("the section");
    let section = section.split("\n##").next().unwrap_or_default();
    let mut steps = Vec::new();
    // Outside and inside of fences take turns.
    for block in section.split("\n```").skip(1).step_by(2) {
        let (info, text) = block.split_once('\n').expect("a code block");
        if info == "console" {
            steps.extend(text.lines().map(|line| {
                let command = line.strip_prefix("$ ").expect("a command");
                Step::Run(command.split(" #").next().unwrap_or_default().trim())
            }));
        } else {
            let first = text.lines().next().unwrap_or_default();
            let path = first
                .strip_prefix("# ")
                .or_else(|| first.strip_prefix("// "));
            steps.push(Step::Write(path.expect("a file's path"), text));
        }
    }
    steps
}

/// Puts a bare clone of this repository's last commit below the target folder; returns its address and the commit.
fn repository(folder: &Path) -> (String, String) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let clone = folder.join("rill-client.git");
    if clone.exists() {
        fs::remove_dir_all(&clone).expect("a folder of this test");
    }
    let clone = clone.to_str().expect("text");
    git(&["clone", "--quiet", "--bare", root, clone]);
    let commit = git(&["-C", clone, "rev-parse", "HEAD"]);
    (format!("file://{clone}"), commit.trim().to_owned())
}

fn git(words: &[&str]) -> String {
    let output = Command::new("git").args(words).output().expect("git runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// Runs a command, which may set variables before its program. Tests that record nothing get no token.
fn run(command: &str, app: &Path, target: &Path, token: &str) -> String {
    let words = command.split_whitespace();
    let (variables, words): (Vec<&str>, Vec<&str>) =
        words.partition(|word| word.contains('=') && !word.starts_with('-'));
    let needs_token = !words.contains(&"test") || !variables.is_empty();
    let output = Command::new(words[0])
        .args(&words[1..])
        .envs(variables.iter().filter_map(|word| word.split_once('=')))
        .current_dir(app)
        .env("CARGO_TARGET_DIR", target)
        // Nobody debugs it, and it is half of what is written.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("RILL_TOKEN", if needs_token { token } else { "" })
        .env_remove("RILL_CLIENT_CONFIG")
        .output()
        .unwrap_or_else(|error| panic!("{command}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{command}:\n{out}\n{err}");
    out
}

#[test]
#[ignore = "builds an app from nothing, which takes minutes; .ci/run runs it"]
fn the_readmes_way_into_an_app_works_to_the_letter() {
    let rill = Standin::spawn().expect("the stand-in runs");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("adoption");
    fs::create_dir_all(&folder).expect("a folder");
    let (address, commit) = repository(&folder);
    let app = tempfile::tempdir().expect("a folder");
    let app = app.path();
    let host = format!("host = \"{}\"", rill.origin());
    let cloud = format!(
        "Target::cloud(\"acme\", \"ads\").host(\"{}\")",
        rill.origin()
    );
    let mut said = Vec::new();
    for step in steps() {
        match step {
            Step::Write(path, text) => {
                let text = text
                    .replace("https://git.example.com/rill-client.git", &address)
                    .replace(
                        "project = \"ads\" }",
                        &format!("project = \"ads\", {host} }}"),
                    )
                    .replace("Target::cloud(\"acme\", \"ads\")", &cloud);
                let path = app.join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
                fs::write(path, text).expect("a file");
            }
            Step::Run(command) => {
                let out = run(command, app, &folder.join("target"), rill.token());
                said.push((command, out));
            }
        }
    }
    let said = |command: &str| {
        let found = said.iter().find(|(one, _)| *one == command);
        found.map_or_else(|| panic!("the README has no `{command}`"), |(_, out)| out)
    };
    assert!(said("cargo run --package app").lines().count() > 1);
    assert!(said("cargo test --package app").contains("2 passed"));
    let read = |name: &str| fs::read_to_string(app.join(name)).expect(name);
    let manifest = read("crates/acme-ads/Cargo.toml");
    let runtime = format!("rill-client-runtime = {{ git = \"{address}\" }}");
    assert!(manifest.contains(&runtime), "{manifest}");
    // One commit for the tool and for the runtime of the crate that it wrote.
    let lock = read("Cargo.lock");
    let sources = lock
        .matches(&format!("source = \"git+{address}#{commit}\""))
        .count();
    assert_eq!(sources, lock.matches("source = \"git+").count(), "{lock}");
    assert_eq!(
        lock.matches("name = \"rill-client-runtime\"").count(),
        1,
        "{lock}"
    );
    let calls = rill.calls();
    let asked = calls
        .iter()
        .filter(|call| call.path.contains("ad-bid-stats"));
    // By the program and by the recording; the tests themselves ask nobody.
    assert_eq!(asked.count(), 2);
    let cassette = read("app/tests/cassettes/stats.json");
    assert!(!cassette.contains(rill.token()), "{cassette}");

    let run = |command| run(command, app, &folder.join("target"), rill.token());
    assert_eq!(run("cargo xtask regenerate --check"), "");
    // The app names the copy of the runtime when it is there.
    let copy = "crates/rill-client-runtime";
    let vendor = format!("runtime = \"vendor:{copy}\"\n\n[[client]]");
    change(app, "rill-client.toml", "[[client]]", &vendor);
    run("cargo xtask regenerate");
    let (git, path) = (
        format!("git = \"{address}\""),
        format!("path = \"../{copy}\""),
    );
    change(app, "app/Cargo.toml", &git, &path);
    assert!(run("cargo test --package app").contains("2 passed"));
    let lock = read("Cargo.lock");
    assert_eq!(
        lock.matches("name = \"rill-client-runtime\"").count(),
        2,
        "the tool keeps its own: {lock}"
    );
}

fn change(app: &Path, name: &str, old: &str, new: &str) {
    let path = app.join(name);
    let text = fs::read_to_string(&path).expect(name);
    assert!(text.contains(old), "{name}: {text}");
    fs::write(path, text.replace(old, new)).expect(name);
}
