//! The commands around the stand-in: the whole demo, which builds a crate and all it depends on, and the server alone.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

#[test]
#[ignore = "the first time it builds some hundred packages, which takes minutes"]
fn prints_typed_rows() {
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .arg("demo")
        .output()
        .expect("the program runs");
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{out}\n{err}");
    for line in [
        "Fjord Media                   4850       1.25",
        "9007199254740996  2026-01-01 2026-01-01T00:03:52.090484Z      0.75",
    ] {
        assert!(
            out.lines().any(|found| found.trim_end() == line),
            "{line}: {out}"
        );
    }
    assert!(out.contains("refused by Rill: "), "{out}");
    assert!(err.lines().any(|line| line.starts_with("done: ")), "{err}");
    // The token of the stand-in is made up, but nobody's token belongs into an output.
    assert!(
        !out.contains("rill_svc_") && !err.contains("rill_svc_"),
        "{out}\n{err}"
    );
}

#[test]
fn the_stand_in_serves_what_it_prints() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .arg("standin")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let lines = lines.map(|line| line.expect("text"));
    let command = |line: &String| line.starts_with("cargo xtask ");
    let mut said = Vec::new();
    for line in lines {
        said.push(line);
        if said.last().is_some_and(command) {
            break;
        }
    }
    let value = |name: &str| {
        let line = said.iter().find_map(|line| line.strip_prefix(name));
        line.unwrap_or_else(|| panic!("{name}: {said:?}"))
            .trim()
            .to_owned()
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .args(value("cargo xtask ").split_whitespace())
        .env("RILL_TOKEN", value("token "))
        .env_remove("RILL_CLIENT_CONFIG")
        .current_dir(dir.path())
        .output();
    server.kill().expect("it runs still");
    server.wait().expect("it is ours");
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    assert!(dir.path().join("acme-ads/src/lib.rs").is_file());
    let (address, document) = (value("address "), value("document "));
    assert_eq!(
        document.strip_prefix(&address),
        Some("/v1/orgs/acme/projects/ads/runtime/api/openapi")
    );
}
