//! The commands that the READMEs name exist, with the flags that they are given; the ways in that they teach.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const READMES: [&str; 2] = [
    include_str!("../../README.md"),
    include_str!("../README.md"),
];

/// Returns the commands of code blocks, without comments.
fn commands() -> Vec<String> {
    let lines = READMES.iter().flat_map(|text| text.lines());
    let command = |line: &str| {
        let line = line
            .strip_prefix("$ ")
            .or_else(|| line.strip_prefix("- run: "))?;
        let words = line.strip_prefix("cargo xtask ")?;
        Some(
            words
                .split('#')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned(),
        )
    };
    lines.filter_map(command).collect()
}

#[test]
fn commands_of_the_readmes_exist() {
    let commands = commands();
    assert!(commands.len() > 6, "{commands:?}");
    for words in commands {
        let mut words = words.split_whitespace();
        let command = words.next().expect("a command");
        let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
            .args([command, "--help"])
            .output()
            .expect("the program runs");
        let help = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{command}: {output:?}");
        for flag in words.filter(|word| word.starts_with("--")) {
            assert!(help.contains(flag), "{command} has no {flag}");
        }
    }
}

/// Runs the installed program: not by cargo.
fn installed(here: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here)
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("RILL_TOKEN")
        .args(words)
        .output()
        .expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn messages_name_the_program_as_it_was_called() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (words, code) in [
        (&["regenerate"][..], 2),
        (&["regenerate", "--help"], 0),
        (&["verify", "--help"], 0),
        (&["init"], 2),
        (&["explain"], 0),
        (&["completions", "bash"], 0),
        (&["no-command"], 2),
    ] {
        let output = installed(dir.path(), words);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        assert!(!said.contains("cargo xtask"), "{words:?}: {said}");
        assert!(said.contains("rill-client"), "{words:?}: {said}");
    }
}

#[test]
fn a_new_config_leads_to_a_crate() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");
    let document = dir.path().join("openapi.yaml");
    fs::copy(
        format!("{fixtures}/clients/petstore/openapi.yaml"),
        document,
    )
    .expect("a file");
    let said = |words: &[&str]| {
        let output = installed(dir.path(), words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(&output.stderr)
    };
    let next = said(&["init", "openapi.yaml", "--name", "shop"]);
    assert!(next.contains("now run: rill-client regenerate"), "{next}");
    said(&["regenerate"]);
    assert!(dir.path().join("crates/shop/src/lib.rs").is_file());
    let again = installed(dir.path(), &["init"]);
    assert_eq!(again.status.code(), Some(2));
    let again = text(&again.stderr);
    assert!(
        again.contains("there is a rill-client.toml already"),
        "{again}"
    );
    // A copy of the runtime lies where the config says, and the crate uses it.
    let config = dir.path().join("rill-client.toml");
    let settings = fs::read_to_string(&config).expect("a config");
    fs::write(&config, settings.replace("# runtime = ", "runtime = ")).expect("a file");
    said(&["regenerate"]);
    let manifest = dir.path().join("crates/rill-client-runtime/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("a copy");
    assert!(!manifest.contains("workspace = true"), "{manifest}");
    let own = fs::read_to_string(dir.path().join("crates/shop/Cargo.toml")).expect("a crate");
    assert!(own.contains("path = \"../rill-client-runtime\""), "{own}");
    said(&["regenerate", "--check"]);
}
