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
fn wd1_five_thousand_files_are_followed_whole() {
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

/// The inputs that a client can have besides its document: an overlay that refers to a file of its own, a second one, a
/// selection, names of one's own, and types that were inferred.
const MIXES: [&str; 5] = [
    "overlay",
    "second",
    "include = [\"tag:a\"]",
    "names = { \"/b\" = \"bee\" }",
    "inferred",
];

/// Writes a client of one mix, in which a document leads to files that lead to others.
fn mixed(here: &Path, mix: &[&str]) {
    let file = |name: &str, text: &str| fs::write(here.join(name), text).expect("a file");
    let answer = |schema: &str| {
        format!(
            "responses: {{200: {{description: ok, content: {{application/json: {{schema: {schema}}}}}}}}}"
        )
    };
    let one = answer("{$ref: 'one.yaml#/One'}");
    let own = answer("{type: object, properties: {q: {type: string}}}");
    file(
        "api.yaml",
        &format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\nservers: [{{url: 'https://a.test'}}]\npaths:\n  /a: {{get: {{operationId: a, tags: [a], {one}}}}}\n  /b: {{get: {{operationId: b, {own}}}}}\n"
        ),
    );
    file(
        "one.yaml",
        "One: {type: object, properties: {two: {$ref: 'two.yaml#/Two'}}}\n",
    );
    file(
        "two.yaml",
        "Two: {type: object, properties: {t: {type: string}}}\nThree: {type: object, properties: {h: {type: integer}}}\n",
    );
    let overlay = |name: &str, action: &str| {
        let head = "overlay: 1.0.0\ninfo: {title: o, version: '1'}\nactions:\n";
        file(name, &format!("{head}{action}"));
    };
    let schema = "$.paths['/a'].get.responses['200'].content['application/json']";
    overlay(
        "overlay.yaml",
        &format!("- {{target: \"{schema}\", update: {{schema: {{$ref: 'two.yaml#/Three'}}}}}}\n"),
    );
    overlay(
        "second.yaml",
        "- {target: \"$.paths['/b'].get\", update: {summary: Second}}\n",
    );
    overlay(
        "big.inferred.yaml",
        "- {target: $.info, update: {description: Inferred}}\n",
    );
    if !mix.contains(&"inferred") {
        fs::remove_file(here.join("big.inferred.yaml")).expect("it is there");
    }
    let overlays = ["overlay", "second"]
        .into_iter()
        .filter(|name| mix.contains(name));
    let overlays: Vec<String> = overlays.map(|name| format!("\"{name}.yaml\"")).collect();
    let keys: Vec<&str> = mix
        .iter()
        .copied()
        .filter(|word| word.contains('='))
        .collect();
    file(
        "rill-client.toml",
        &format!(
            "[[client]]\nname = \"big\"\noutput = \"big\"\nsource.file = \"api.yaml\"\noverlays = [{}]\n{}\n",
            overlays.join(", "),
            keys.join("\n")
        ),
    );
}

#[test]
fn di4_a_fresh_crate_is_fresh_with_and_without_its_sources() {
    let here = tempfile::tempdir().expect("a folder");
    let mut texts = std::collections::BTreeSet::new();
    for bits in 0..1 << MIXES.len() {
        let mix = MIXES
            .iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0);
        let mix: Vec<&str> = mix.map(|(_, word)| *word).collect();
        mixed(here.path(), &mix);
        let (code, _, err) = xtask(here.path(), &["regenerate"]);
        assert_eq!(code, 0, "{mix:?}: {err}");
        for check in [
            &["regenerate", "--check"][..],
            &["regenerate", "--check", "--offline"],
        ] {
            let (code, out, err) = xtask(here.path(), check);
            assert_eq!(code, 0, "{mix:?}: {out}{err}");
        }
        let folder = here.path().join("big/src");
        texts.insert(read_all(&folder));
    }
    assert!(texts.len() >= 16, "the mixes differ: {}", texts.len());
}

/// Returns the texts of all files of a folder.
fn read_all(folder: &Path) -> String {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    let texts = paths.iter().map(|path| {
        if path.is_dir() {
            read_all(path)
        } else {
            fs::read_to_string(path).expect("a text")
        }
    });
    texts.collect()
}
