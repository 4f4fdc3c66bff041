//! `regenerate` of documents that lead to other files: all of them, or an error.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs `cargo xtask` in `here`; returns the exit code, standard output and standard error.
fn xtask(here: &Path, words: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("RILL_TOKEN")
        .args(words)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}

const REGENERATE: [&str; 7] = [
    "regenerate",
    "--file",
    "api.yaml",
    "--name",
    "big",
    "--output",
    "big",
];

/// Writes a document whose every path stands in a file of its own, with one operation each.
fn document(here: &Path, files: usize) {
    let mut text = String::from(
        "openapi: 3.0.3\ninfo: {title: Big, version: '1'}\nservers: [{url: 'https://example.com'}]\npaths:\n",
    );
    fs::create_dir(here.join("paths")).expect("a folder");
    for number in 0..files {
        let _ = writeln!(text, "  /item-{number}: {{$ref: paths/item-{number}.yaml}}");
        let item = format!(
            "get:\n  operationId: getItem{number}\n  parameters:\n    - {{$ref: '../shared.yaml#/Limit'}}\n  responses:\n    '200':\n      description: ok\n      content: {{application/json: {{schema: {{$ref: '../shared.yaml#/Item'}}}}}}\n"
        );
        fs::write(here.join(format!("paths/item-{number}.yaml")), item).expect("a file");
    }
    let shared = "Limit: {name: limit, in: query, schema: {type: integer}}\nItem: {type: object, properties: {name: {type: string}}}\n";
    fs::write(here.join("shared.yaml"), shared).expect("a file");
    fs::write(here.join("api.yaml"), text).expect("a file");
}

/// Returns the first number of the table's line for the client `big`, which counts operations.
fn operations(said: &str) -> usize {
    let line = said.lines().find_map(|line| line.strip_prefix("big: "));
    let number = line.and_then(|line| line.split(' ').next()?.parse().ok());
    number.unwrap_or_else(|| panic!("no line for the client: {said}"))
}

#[test]
fn five_thousand_files_are_followed_whole() {
    let here = tempfile::tempdir().expect("a folder");
    document(here.path(), 5_000);
    let (code, out, err) = xtask(here.path(), &REGENERATE);
    assert_eq!(code, 0, "{err}");
    assert_eq!(operations(&err), 5_000, "{out}");
    assert_eq!(
        (err.lines().count(), out.as_str()),
        (1, ""),
        "nothing is reported"
    );
    let readme = fs::read_to_string(here.path().join("big/README.md")).expect("a readme");
    assert_eq!(readme.matches("`GET /item-").count(), 5_000);
}

#[test]
fn a_missing_file_is_named_and_nothing_is_written() {
    let here = tempfile::tempdir().expect("a folder");
    document(here.path(), 300);
    fs::remove_file(here.path().join("paths/item-77.yaml")).expect("it is there");
    let (code, out, err) = xtask(here.path(), &REGENERATE);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(
        err.contains("error[external-reference]: `paths/item-77.yaml` is not followed")
            && err.contains("No such file"),
        "{err}"
    );
    assert!(
        err.contains("error: denied diagnostics: 1 of external-reference")
            && err.contains("put `external-reference = \"warn\"` under [client.lints]"),
        "{err}"
    );
    assert!(!here.path().join("big").exists());

    let (code, _, err) = xtask(here.path(), &["check", "api.yaml"]);
    assert_eq!(code, 1, "{err}");

    let accept = [&REGENERATE[..], &["--allow", "external-reference"]].concat();
    let (code, _, err) = xtask(here.path(), &accept);
    assert_eq!((code, operations(&err)), (0, 299), "{err}");
}

#[test]
fn a_limit_of_the_config_is_an_error_with_its_key() {
    let here = tempfile::tempdir().expect("a folder");
    document(here.path(), 20);
    let config = |more: &str| {
        let text = format!(
            "[[client]]\nname = \"big\"\noutput = \"big\"\nsource.file = \"api.yaml\"\n{more}\n"
        );
        fs::write(here.path().join("rill-client.toml"), text).expect("a config");
    };
    config("references = { max-files = 20 }");
    let (code, out, err) = xtask(here.path(), &["regenerate"]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(
        err.contains("write `references = { max-files = 40 }`"),
        "{err}"
    );
    assert_eq!(err.matches("error: ").count(), 1, "{err}");
    config("references = { max-files = 21 }");
    let (code, _, err) = xtask(here.path(), &["regenerate"]);
    assert_eq!((code, operations(&err)), (0, 20), "{err}");
    config("references = { max-files = 20 }\nlints.external-reference = \"warn\"");
    let (code, _, err) = xtask(here.path(), &["regenerate"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("warning[external-reference]"), "{err}");
}
