//! `regenerate` where a crate would become empty: an error that says why, and the old crate stays.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::{Expect, expect};

/// Runs `cargo xtask` in `here`; returns the exit code and standard error.
fn xtask(here: &Path, words: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_rill-client"))
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("RILL_TOKEN")
        .args(words)
        .output()
        .expect("the program runs");
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn write(here: &Path, name: &str, text: &str) {
    let path = here.join(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Writes the config of a client whose source and other keys are `keys`.
fn config(here: &Path, keys: &str) {
    let text = format!(
        "[[client]]\nname = \"ads\"\noutput = \"ads\"\nruntime = \"version:0.1\"\n{keys}\n"
    );
    write(here, "rill-client.toml", &text);
}

const PETS: &str = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\nservers: [{url: 'https://example.com'}]\npaths:\n  /pets:\n    get: {operationId: listPets, responses: {'200': {description: ok}}}\n    post: {operationId: addPet, responses: {'200': {description: ok}}}\n";

/// A crate that stands, and a config that would empty it.
#[track_caller]
fn refuse(files: &[(&str, &str)], keys: &str, expected: &Expect) {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    write(here, "pets.yaml", PETS);
    config(here, "source.file = \"pets.yaml\"");
    let (code, said) = xtask(here, &["regenerate"]);
    assert_eq!(code, 0, "{said}");
    let read = || fs::read_to_string(here.join("ads/README.md")).expect("a crate");
    let before = read();
    for (name, text) in files {
        write(here, name, text);
    }
    config(here, keys);
    let (code, said) = xtask(here, &["regenerate"]);
    assert_eq!(code, 1, "{said}");
    expected.assert_eq(&said);
    assert_eq!(read(), before);
    let (code, said) = xtask(here, &["regenerate", "--check"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(read(), before);

    let (code, said) = xtask(here, &["regenerate", "--allow-empty"]);
    assert_eq!(code, 0, "{said}");
    assert_ne!(read(), before);
    let (code, said) = xtask(here, &["regenerate", "--check", "--allow-empty"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn a_folder_that_is_no_project() {
    let note = [("empty/notes.md", "nothing here\n")];
    refuse(
        &note,
        "source.project = \"empty\"",
        &expect![[r#"
            error: `ads` would be a crate without operations
             |
             = note: there is no rill.yaml in `empty`; nothing was written
             = help: name the folder that holds rill.yaml, or pass `--allow-empty`
        "#]],
    );
}

#[test]
fn a_project_without_an_api() {
    let project = [
        ("empty/rill.yaml", "compiler: rillv1\n"),
        ("empty/models/a.sql", "select 1\n"),
    ];
    refuse(
        &project,
        "source.project = \"empty\"",
        &expect![[r#"
            error: `ads` would be a crate without operations
             |
             = note: Rill would serve no API of `empty`; nothing was written
             = help: add a file with `type: api` to the project, or pass `--allow-empty`
        "#]],
    );
}

#[test]
fn a_selection_that_matches_nothing() {
    let keys = "include = [\"tag:pet\"]\nsource.file = \"pets.yaml\"";
    refuse(
        &[],
        keys,
        &expect![[r#"
            warning[selector-unused]: `include` of the config names the tag `pet`, and no operation is meant by it
             --> rill-client.toml:5:17
              |
            5 | include = ["tag:pet"]
              |                 ^^^
              |
              = help: correct it or remove it; `*` stands for any characters

            error: `ads` would be a crate without operations
             |
             = note: `include` and `exclude` leave out all of its 2 operations, such as `GET /pets`; nothing was written
             = help: write a selector that matches, such as `GET /pets`, `operation:list*` or `tag:pets`, or pass `--allow-empty`
        "#]],
    );
    let keys = "exclude = [\"/pets*\"]\nsource.file = \"pets.yaml\"";
    refuse(
        &[],
        keys,
        &expect![[r#"
            error: `ads` would be a crate without operations
             |
             = note: `include` and `exclude` leave out all of its 2 operations, such as `GET /pets`; nothing was written
             = help: write a selector that matches, such as `GET /pets`, `operation:list*` or `tag:pets`, or pass `--allow-empty`
        "#]],
    );
}

#[test]
fn a_document_without_operations() {
    let text = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\n";
    refuse(
        &[("none.yaml", text)],
        "source.file = \"none.yaml\"",
        &expect![[r#"
            error: `ads` would be a crate without operations
             |
             = note: the document declares no operations under `paths`; nothing was written
             = help: write `types-only = true` for the types of its schemas alone, or pass `--allow-empty`
        "#]],
    );
    refuse(
        &[("none.yaml", text)],
        "types-only = true\nsource.file = \"none.yaml\"",
        &expect![[r#"
            error: `ads` would be a crate without types
             |
             = note: the document has no schemas; nothing was written
             = help: name a document with schemas, or pass `--allow-empty`
        "#]],
    );
    let schemas = format!("{text}components: {{schemas: {{Pet: {{type: object}}}}}}\n");
    refuse(
        &[("none.yaml", &schemas)],
        "source.file = \"none.yaml\"",
        &expect![[r#"
            error: `ads` would be a crate without operations
             |
             = note: the document declares no operations under `paths`; nothing was written
             = help: write `types-only = true` for the types of its schemas alone, or pass `--allow-empty`
        "#]],
    );
}

#[test]
fn what_has_types_or_built_in_apis_alone_is_not_empty() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let text = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}\n";
    write(here, "types.yaml", text);
    config(here, "types-only = true\nsource.file = \"types.yaml\"");
    let (code, said) = xtask(here, &["regenerate"]);
    assert_eq!(code, 0, "{said}");

    let hook = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\nwebhooks: {born: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}, responses: {'200': {description: ok}}}}}\ncomponents: {schemas: {Pet: {type: object, properties: {name: {type: string}}}}}\n";
    write(here, "hooks.yaml", hook);
    config(here, "source.file = \"hooks.yaml\"");
    let (code, said) = xtask(here, &["regenerate"]);
    assert_eq!(code, 0, "{said}");

    write(here, "project/rill.yaml", "compiler: rillv1\n");
    config(here, "builtins = true\nsource.project = \"project\"");
    let (code, said) = xtask(here, &["regenerate"]);
    assert_eq!(code, 0, "{said}");
}
