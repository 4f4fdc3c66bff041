//! The built program, from a document to a crate on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use standin::Standin;
use tempfile::TempDir;

const DOCUMENT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/clients/rill/openapi.json"
);

/// Runs `cargo xtask` with these words in `here`, with nothing of the environment but what is given.
fn xtask(here: &Path, variables: &[(&str, &str)], words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("RILL_TOKEN")
        .envs(variables.iter().copied())
        .args(words)
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints text")
}

#[track_caller]
fn expect_code(output: &Output, code: i32) -> (String, String) {
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

fn empty_folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn single<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let flags = [
        "regenerate",
        "--file",
        DOCUMENT,
        "--name",
        "acme-ads",
        "--output",
        "out",
    ];
    flags.into_iter().chain(more.iter().copied()).collect()
}

/// Returns every file below a folder, by its path.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("below")
                    .display()
                    .to_string();
                files.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}

/// Returns what the line about `client` says of it.
fn line<'t>(said: &'t str, client: &str) -> &'t str {
    let start = format!("{client}: ");
    let found = said.lines().find_map(|line| line.strip_prefix(&start));
    found.unwrap_or_else(|| panic!("no line for {client}: {said}"))
}

#[test]
fn in_an_empty_folder_without_a_config() {
    let here = empty_folder();
    // The variable of this repository must not matter when flags say everything.
    let variables = [("RILL_CLIENT_CONFIG", "gone.toml")];
    let (out, err) = expect_code(&xtask(here.path(), &variables, &single(&[])), 0);
    assert_eq!(out, "");
    let files = tree(&here.path().join("out"));
    assert!(files["src/apis/ad_bid_stats.rs"].contains("pub struct AdBidStatsRow"));
    for name in ["Cargo.toml", "README.md", "src/lib.rs", "openapi.json"] {
        assert!(files.contains_key(name), "{name}");
    }
    assert!(files["Cargo.toml"].contains("name = \"acme-ads\""));
    // One method for each API.
    let (made, written) = line(&err, "acme-ads").split_once("; ").expect("two parts");
    assert!(made.starts_with("10 operations, "), "{err}");
    let expected = format!("{} files written", files.len());
    assert!(written.starts_with(&expected), "{err}");

    let (_, err) = expect_code(&xtask(here.path(), &[], &single(&[])), 0);
    assert!(line(&err, "acme-ads").contains("; up to date"), "{err}");
    assert_eq!(err.lines().count(), 1, "{err}");
    assert_eq!(tree(&here.path().join("out")), files);
}

#[test]
fn a_stale_crate_is_shown_and_the_named_command_mends_it() {
    let here = empty_folder();
    expect_code(&xtask(here.path(), &[], &single(&["--builtins"])), 0);
    let check = single(&["--builtins", "--check"]);
    expect_code(&xtask(here.path(), &[], &check), 0);

    let out = here.path().join("out");
    let fresh = tree(&out);
    let edited = out.join("src/lib.rs");
    fs::write(&edited, fresh["src/lib.rs"].replace("forbid", "allow")).expect("a file");
    let leftover = format!("{}pub struct Old;\n", rill_codegen::HEADER);
    fs::write(out.join("src/old.rs"), leftover).expect("a file");
    fs::remove_file(out.join("README.md")).expect("it is there");
    let stale = tree(&out);
    let (diff, err) = expect_code(&xtask(here.path(), &[], &check), 1);
    for line in [
        "--- a/out/src/lib.rs",
        "+++ b/out/src/lib.rs",
        "-#![allow(unsafe_code)]",
        "+#![forbid(unsafe_code)]",
        "--- a/out/src/old.rs",
        "-pub struct Old;",
        "+++ b/out/README.md",
    ] {
        assert!(diff.lines().any(|found| found == line), "{line}: {diff}");
    }
    let numbers = "; 2 files to write, 1 to remove";
    assert!(line(&err, "acme-ads").contains(numbers), "{err}");
    assert_eq!(tree(&out), stale, "nothing was written");

    let command = err.lines().last().expect("a last line");
    let command = command.split_once("cargo xtask ").expect("a command").1;
    let words: Vec<&str> = command.split_whitespace().collect();
    expect_code(&xtask(here.path(), &[], &words), 0);
    assert_eq!(tree(&out), fresh);
}

#[test]
fn a_failed_run_leaves_the_crate_as_it_was() {
    let here = empty_folder();
    expect_code(&xtask(here.path(), &[], &single(&[])), 0);
    let before = tree(here.path());
    fs::write(here.path().join("page.json"), "<html>").expect("a file");
    let words = [
        "regenerate",
        "--file",
        "page.json",
        "--name",
        "acme-ads",
        "--output",
        "out",
    ];
    let (_, err) = expect_code(&xtask(here.path(), &[], &words), 1);
    assert!(err.contains("page.json"), "{err}");
    fs::remove_file(here.path().join("page.json")).expect("it is there");
    assert_eq!(tree(here.path()), before);
}

#[test]
fn the_snapshot_stands_in_for_the_source() {
    let here = empty_folder();
    let words = |last: &str| {
        let words =
            "regenerate --rill acme/ads --host http://127.0.0.1:1 --name acme-ads --output out";
        let words: Vec<String> = words
            .split(' ')
            .chain(last.split(' '))
            .map(Into::into)
            .collect();
        words
    };
    let run = |last: &str| {
        let words = words(last);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        xtask(here.path(), &[], &words)
    };
    let (_, err) = expect_code(&run("--offline"), 2);
    assert!(
        err.contains("no committed document") && err.contains("run once without --offline"),
        "{err}"
    );
    expect_code(&xtask(here.path(), &[], &single(&[])), 0);
    expect_code(&run("--offline --check"), 0);
    let (_, err) = expect_code(&run("--check"), 3);
    assert!(
        err.contains("cannot be reached") && err.contains("--offline"),
        "{err}"
    );
}

#[test]
fn the_stages_are_printed_and_nothing_is_written() {
    let here = empty_folder();
    for (stage, has) in [
        ("document", "\"openapi\""),
        ("ir", "ad-bid-stats"),
        ("names", "ad_bid_stats"),
    ] {
        let words = ["regenerate", "--file", DOCUMENT, "--dump", stage];
        let (out, err) = expect_code(&xtask(here.path(), &[], &words), 0);
        assert!(out.contains(has), "{stage}: {out}");
        assert_eq!(err, "", "{stage}");
    }
    assert_eq!(tree(here.path()), BTreeMap::new());
}

fn config(here: &Path, clients: &[(&str, &str)]) -> PathBuf {
    let texts: Vec<String> = clients
        .iter()
        .map(|(name, source)| {
            format!("[[client]]\nname = \"{name}\"\noutput = \"crates/{name}\"\nsource.{source}\n")
        })
        .collect();
    let path = here.join("rill-client.toml");
    fs::write(&path, texts.concat()).expect("a config");
    path
}

/// A config with a client of each kind of source.
fn every_source(here: &Path, origin: &str) {
    let cloud = format!("rill = {{ org = \"acme\", project = \"ads\", host = \"{origin}\" }}");
    let local = format!("local = {{ host = \"{origin}\" }}");
    let url =
        format!("url = \"{origin}/v1/orgs/acme/projects/ads/branch/staging/runtime/api/openapi\"");
    let file = format!("file = {DOCUMENT:?}");
    config(
        here,
        &[
            ("by-org", &cloud),
            ("local", &local),
            ("by-url", &url),
            ("by-file", &file),
        ],
    );
}

#[test]
fn every_client_of_a_config_over_http() {
    let here = empty_folder();
    let rill = Standin::spawn().expect("a stand-in");
    every_source(here.path(), rill.origin());
    let below = here.path().join("crates");
    fs::create_dir(&below).expect("a folder");
    let variables = [("RILL_TOKEN", rill.token())];
    let words = ["regenerate", "--token"];
    let (out, err) = expect_code(&xtask(&below, &variables, &words), 0);
    assert!(!err.contains(rill.token()) && !out.contains(rill.token()));
    for name in ["by-org", "local", "by-url", "by-file"] {
        assert!(line(&err, name).starts_with("10 operations, "), "{err}");
    }
    let sources = |name: &str| {
        let mut files = tree(&below.join(name).join("src"));
        for text in files.values_mut() {
            *text = text
                .replace(&name.replace('-', "_"), "NAME")
                .replace(name, "NAME");
        }
        files
    };
    assert_eq!(sources("by-org"), sources("by-url"));
    let calls = rill.calls();
    assert_eq!(calls.len(), 3);
    for call in &calls {
        assert_eq!(
            call.header("accept"),
            Some("application/json"),
            "{}",
            call.target()
        );
    }
    let words = ["regenerate", "--token", "--check"];
    let (_, err) = expect_code(&xtask(&below, &variables, &words), 0);
    assert_eq!(err.lines().count(), 4, "a line for each client: {err}");
    // A plain address on this machine gets no token by itself.
    let words = ["regenerate", "--check", "--client", "by-url"];
    let (_, err) = expect_code(&xtask(&below, &variables, &words), 3);
    assert!(err.contains("no token was sent"), "{err}");

    // One that fails is named, and the others go on.
    let (_, err) = expect_code(&xtask(&below, &[], &["regenerate"]), 3);
    assert!(
        err.contains("failed: by-org, by-url; nothing of it was changed"),
        "{err}"
    );
    assert!(err.contains("RILL_TOKEN is not set"), "{err}");
    assert!(line(&err, "local").contains("; up to date"), "{err}");
}

#[test]
fn rills_own_refusals() {
    let here = empty_folder();
    let rill = Standin::spawn().expect("a stand-in");
    let run = |project: &str, token: &str| {
        let words = [
            "regenerate",
            "--rill",
            project,
            "--host",
            rill.origin(),
            "--name",
            "a",
            "--output",
            "a",
        ];
        let (_, err) = expect_code(&xtask(here.path(), &[("RILL_TOKEN", token)], &words), 3);
        err
    };
    let expired = run("acme/ads", standin::EXPIRED_JWT);
    assert!(
        expired.contains("jwt is expired") && expired.contains("not accepted"),
        "{expired}"
    );
    let unknown = run("acme/nothing", rill.token());
    assert!(
        unknown.contains("400 Bad Request") && unknown.contains("`project`"),
        "{unknown}"
    );
    rill.inject(standin::Fault::Html { status: 200 });
    let html = run("acme/ads", rill.token());
    assert!(html.contains("web page"), "{html}");
    rill.inject(standin::Fault::Cut);
    let cut = run("acme/ads", rill.token());
    assert!(
        cut.contains("cut off") || cut.contains("cannot be reached"),
        "{cut}"
    );
    assert_eq!(tree(here.path()), BTreeMap::new());
}

#[test]
fn wrong_flags_and_configs_end_with_2() {
    let here = empty_folder();
    let (_, err) = expect_code(&xtask(here.path(), &[], &["regenerate"]), 2);
    assert!(
        err.contains("[[client]]") && err.contains("--rill acme/ads"),
        "{err}"
    );
    expect_code(&xtask(here.path(), &[], &["regenerate", "--chek"]), 2);
    fs::write(
        here.path().join("rill-client.toml"),
        "[[client]]\nnmae = 1\n",
    )
    .expect("a config");
    let (_, err) = expect_code(&xtask(here.path(), &[], &["regenerate"]), 2);
    assert!(
        err.contains("rill-client.toml:2:1") && err.contains("did you mean `name`?"),
        "{err}"
    );
    expect_code(&xtask(here.path(), &[], &["regenerate", "--help"]), 0);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let here = empty_folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here.path())
        .args(single(&["--check"]))
        .env_remove("RILL_CLIENT_CONFIG")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    let (_, err) = expect_code(&output, 1);
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn what_the_config_denies_keeps_the_crate_as_it_was() {
    let here = empty_folder();
    let denied = single(&["--builtins", "--deny", "untyped"]);
    let (out, err) = expect_code(&xtask(here.path(), &[], &denied), 1);
    assert!(out.is_empty(), "{out}");
    assert!(err.contains("error[untyped]"), "{err}");
    assert!(err.contains("denied diagnostics: "), "{err}");
    assert!(err.contains("cargo xtask explain untyped"), "{err}");
    assert!(tree(&here.path().join("out")).is_empty());

    let few = single(&["--builtins", "--max-untyped", "0"]);
    let (_, err) = expect_code(&xtask(here.path(), &[], &few), 1);
    assert!(err.contains("`max-untyped` is 0"), "{err}");
    assert!(err.contains("#/paths/"), "the places are named: {err}");
    assert!(tree(&here.path().join("out")).is_empty());

    let passed_over = single(&["--builtins", "--allow", "untyped", "--max-untyped", "99"]);
    let (_, err) = expect_code(&xtask(here.path(), &[], &passed_over), 0);
    assert!(!err.contains("[untyped]"), "{err}");
}
