//! `cargo xtask diff` as a user calls it.

use std::fs;
use std::path::Path;
use std::process::Command;

use expect_test::expect;
use tempfile::TempDir;

const DOCUMENT: &str = r"openapi: 3.0.3
info: {title: Pets, version: '1'}
servers: [{url: 'https://pets.example.com'}]
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        200:
          description: pets
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
components:
  schemas:
    Pet:
      type: object
      description: A pet.
      required: [name]
      properties:
        name: {type: string}
        kind: {type: string, enum: [cat, dog]}
";

const CONFIG: &str = "\
[[client]]
name = \"pets\"
output = \"pets\"
source = { file = \"pets.yaml\" }
";

fn run(here: &Path, program: &str, words: &[&str], code: i32) -> String {
    let mut command = Command::new(program);
    let command = command.current_dir(here).args(words);
    let command = command
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("RILL_TOKEN");
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints text");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{words:?}\n{out}\n{err}");
    out
}

fn xtask(here: &Path, words: &[&str], code: i32) -> String {
    run(here, env!("CARGO_BIN_EXE_rill-client"), words, code)
}

fn git(here: &Path, words: &[&str]) {
    let who = [
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.com",
        "-c",
        "init.defaultBranch=main",
    ];
    run(here, "git", &[&who, words].concat(), 0);
}

fn write(here: &Path, name: &str, text: &str) {
    let path = here.join(name);
    fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

/// Returns a folder with a client that is generated and committed.
fn committed() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    write(here, "pets.yaml", DOCUMENT);
    write(here, "rill-client.toml", CONFIG);
    xtask(here, &["regenerate"], 0);
    git(here, &["init", "--quiet"]);
    git(here, &["add", "."]);
    git(here, &["commit", "--quiet", "--message", "Begin"]);
    folder
}

/// Returns the texts of the sources of the client.
fn sources(here: &Path) -> String {
    let files = walkdir::WalkDir::new(here.join("pets/src")).sort_by_file_name();
    let paths = files.into_iter().filter_map(Result::ok);
    paths
        .filter_map(|file| fs::read_to_string(file.path()).ok())
        .collect()
}

#[test]
fn a_name_that_would_change_is_kept_by_the_crate() {
    let folder = committed();
    let here = folder.path();
    write(
        here,
        "pets.yaml",
        &DOCUMENT.replace("[cat, dog]", "[unknown, cat, dog]"),
    );
    let stale = xtask(here, &["regenerate", "--check"], 1);
    assert!(
        stale.contains("+\"#/components/schemas/Pet/kind = *\" = \"Unknown\""),
        "{stale}"
    );
    let told = xtask(here, &["regenerate"], 0);
    assert!(told.contains("PetKind::Unknown: [name-kept]"), "{told}");
    let record = || fs::read_to_string(here.join("pets/names.toml")).ok();
    let kept = record().expect("a record");
    assert!(sources(here).contains("_ = Unknown"), "{kept}");
    for words in [&["--check"][..], &["--check", "--offline"], &[]] {
        xtask(here, &[&["regenerate"], words].concat(), 0);
        assert_eq!(record().as_ref(), Some(&kept));
    }
    // Without the record the document's own names come back.
    fs::remove_file(here.join("pets/names.toml")).expect("a record");
    xtask(here, &["regenerate"], 0);
    assert!(sources(here).contains("_ = Unrecognized"));
    assert_eq!(record(), None);
}

#[test]
fn a_renamed_schema_has_an_alias_where_one_is_asked_for() {
    let folder = committed();
    let here = folder.path();
    write(
        here,
        "rill-client.toml",
        &format!("{CONFIG}keep-deprecated = true\n"),
    );
    let renamed = DOCUMENT
        .replace("schemas/Pet'", "schemas/Animal'")
        .replace("    Pet:", "    Animal:");
    write(here, "pets.yaml", &renamed);
    let told = xtask(here, &["regenerate"], 0);
    assert!(
        told.contains("adds/none          Pet: `Pet` is now `Animal` [type-aliased]"),
        "{told}"
    );
    for _ in 0..2 {
        assert!(sources(here).contains("pub type Pet = Animal;"));
        write(here, "pets.yaml", &renamed.replace("A pet.", "An animal."));
        xtask(here, &["regenerate"], 0);
    }
}

#[test]
fn the_snapshot_against_the_source_and_a_revision() {
    let folder = committed();
    let here = folder.path();
    expect![[r#"
        pets: callers' code compiles as before; old programs go on as before (no change)
    "#]]
    .assert_eq(&xtask(here, &["diff"], 0));
    let changed = DOCUMENT
        .replace("required: [name]", "required: []")
        .replace("[cat, dog]", "[cat, dog, fish]");
    write(here, "pets.yaml", &changed);
    let report = expect![[r#"
        pets: callers' code breaks; old programs cannot decode some responses (4 changes)
          breaks/undecodable Pet.name: `String` is now `Option<String>` [field-changed, output-optional]
            at: GET /pets, #/components/schemas/Pet/properties/name
            help: follow the new type where it is read and set; release with the new crate, and expect that there is none
          breaks/none        Pet::new: `(name)` is now `()` [constructor-changed]
            at: GET /pets, #/components/schemas/Pet
            help: pass the arguments that `new` takes now
          adds/unknown       PetKind::Fish: `fish` [variant-added, output-value-added]
            at: GET /pets, #/components/schemas/Pet/properties/kind
            help: expect it in the catch-all variant, or match the new one
          adds/none          Default for Pet: [trait-added]
            at: GET /pets, #/components/schemas/Pet
    "#]];
    report.assert_eq(&xtask(here, &["diff"], 0));
    xtask(here, &["diff", "--fail-on", "wire"], 1);
    let regenerated = xtask(here, &["regenerate"], 0);
    let lines = regenerated.split_once("pets: callers").expect("a report").1;
    report.assert_eq(&format!("pets: callers{lines}"));
    // What is regenerated is compared with what is committed.
    expect![[r#"
        pets: callers' code compiles as before; old programs go on as before (no change)
    "#]]
    .assert_eq(&xtask(here, &["diff", "--fail-on", "breaking"], 0));
    report.assert_eq(&xtask(here, &["diff", "HEAD"], 0));
    report.assert_eq(&xtask(here, &["diff", "HEAD", "--fail-on", "additive"], 1));
}

#[test]
fn a_run_lists_the_most_serious_changes_and_diff_all() {
    let folder = committed();
    let here = folder.path();
    let kinds: Vec<String> = (0..25).map(|number| format!("kind{number}")).collect();
    let changed = DOCUMENT
        .replace("[cat, dog]", &format!("[cat, {}]", kinds.join(", ")))
        .replace("A pet.", "One pet.");
    write(here, "pets.yaml", &changed);
    let all = xtask(here, &["diff"], 0);
    assert!(all.contains("(27 changes)"), "{all}");
    let items = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .count()
    };
    assert_eq!(items(&all), 27);
    let told = xtask(here, &["regenerate"], 0);
    let (excerpt, rest) = told.split_once("  and 7 more: ").expect("an excerpt");
    assert!(all.starts_with(excerpt), "{excerpt}");
    assert_eq!(rest, "`cargo xtask diff HEAD --client pets`\n");
    assert_eq!(xtask(here, &["diff", "HEAD"], 0), all);
    write(here, "pets.yaml", DOCUMENT);
    let told = xtask(here, &["regenerate", "--verbose"], 0);
    assert!(!told.contains(" more: `"), "{told}");
}

#[test]
fn two_files_as_json_and_markdown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    write(here, "old.yaml", DOCUMENT);
    write(here, "new.yaml", &DOCUMENT.replace("A pet.", "One pet."));
    expect![[r##"
        {
          "version": 1,
          "command": "diff",
          "exit": 0,
          "outcome": "done",
          "error": null,
          "clients": [
            {
              "client": "client",
              "code": "none",
              "wire": "none",
              "version": null,
              "next_version": null,
              "changes": [
                {
                  "rules": [
                    "docs-changed"
                  ],
                  "code": "none",
                  "wire": "none",
                  "item": "Pet",
                  "operations": [
                    "GET /pets"
                  ],
                  "old": null,
                  "new": null,
                  "place": "#/components/schemas/Pet",
                  "help": ""
                }
              ]
            }
          ]
        }
    "##]]
    .assert_eq(&xtask(here, &["diff", "old.yaml", "new.yaml", "--json"], 0));
    expect![[r#"
        ### client: callers' code compiles as before; old programs go on as before (1 change)

        | code | wire | item | change | at | what to do |
        |---|---|---|---|---|---|
        | none | none | `Pet` | [docs-changed] | `GET /pets`, `#/components/schemas/Pet` |  |

    "#]]
    .assert_eq(&xtask(
        here,
        &["diff", "old.yaml", "new.yaml", "--markdown"],
        0,
    ));
    let absent = ["diff", "no.yaml", "new.yaml"];
    assert_eq!(xtask(here, &absent, 2), "");
}

#[test]
fn the_changelog_and_the_version_are_written_if_asked() {
    let folder = committed();
    let here = folder.path();
    let manifest = || fs::read_to_string(here.join("pets/Cargo.toml")).expect("a manifest");
    let before = manifest();
    write(
        here,
        "pets.yaml",
        &DOCUMENT.replace("required: [name]", "required: []"),
    );
    xtask(here, &["diff"], 0);
    assert_eq!(manifest(), before);
    xtask(here, &["diff", "--changelog", "--raise-version"], 0);
    assert_eq!(
        manifest(),
        before.replacen("version = \"0.1.0\"", "version = \"0.2.0\"", 1)
    );
    let changelog = fs::read_to_string(here.join("pets/CHANGELOG.md")).expect("a changelog");
    expect![[r#"
        # Changelog

        ## 0.2.0

        ### Breaking

        - `Pet.name`: `String` is now `Option<String>` [field-changed, output-optional]; follow the new type where it is read and set; release with the new crate, and expect that there is none
        - `Pet::new`: `(name)` is now `()` [constructor-changed]; pass the arguments that `new` takes now

        ### Added

        - `Default for Pet`: [trait-added]

    "#]]
    .assert_eq(&changelog);
}

#[test]
fn a_project_in_the_working_tree_against_its_revision() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    write(here, "project/rill.yaml", "compiler: rillv1\n");
    let api = |columns: &str| {
        format!(
            "type: api\nsql: SELECT 1\nopenapi:\n  response_schema:\n    type: object\n    properties:\n{columns}"
        )
    };
    write(
        here,
        "project/apis/sales.yaml",
        &api("      shop: {type: string}\n      total: {type: integer}\n"),
    );
    write(
        here,
        "rill-client.toml",
        "[[client]]\nname = \"shop\"\noutput = \"shop\"\nsource = { project = \"project\" }\n",
    );
    git(here, &["init", "--quiet"]);
    git(here, &["add", "."]);
    git(here, &["commit", "--quiet", "--message", "Begin"]);
    write(
        here,
        "project/apis/sales.yaml",
        &api("      shop: {type: string}\n      sum: {type: integer}\n"),
    );
    expect![[r#"
        shop: callers' code breaks; old programs go on as before (2 changes)
          breaks/none        SalesRow.total: was `Option<i64>` [field-removed]
            at: GET /sales, #/paths/~1sales/get/responses/200/content/application~1json/schema/items/properties/total
            help: stop reading and setting it
          adds/none          SalesRow.sum: `Option<i64>` [field-added]
            at: GET /sales, #/paths/~1sales/get/responses/200/content/application~1json/schema/items/properties/sum
    "#]].assert_eq(&xtask(here, &["diff", "HEAD"], 0));
    let staged = run(here, "git", &["status", "--short"], 0);
    assert_eq!(staged, " M project/apis/sales.yaml\n");
}
