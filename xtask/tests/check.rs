//! `cargo xtask check` as a user calls it.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use expect_test::expect;
use tempfile::TempDir;

const DOCUMENT: &str = r"openapi: 3.0.3
info: {title: Ads, version: '1'}
servers: [{url: 'http://localhost:9009/v1/instances/default/api'}]
paths:
  /ads:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: text}}
      responses:
        200:
          description: rows
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {id: {type: string}}}}
";

fn command(here: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rill-client"));
    command
        .current_dir(here)
        .env_remove("RILL_CLIENT_CONFIG")
        .env_remove("RILL_TOKEN")
        .arg("check")
        .args(words);
    command
}

#[track_caller]
fn expect_code(output: &Output, code: i32) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it prints text");
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{out}\n{err}");
    (out, err)
}

fn check(here: &Path, words: &[&str], code: i32) -> (String, String) {
    let output = command(here, words).output().expect("the program runs");
    expect_code(&output, code)
}

fn folder() -> TempDir {
    let here = tempfile::tempdir().expect("a temporary folder");
    fs::write(here.path().join("ads.yaml"), DOCUMENT).expect("a document");
    here
}

#[test]
fn the_report_says_what_where_and_what_mends_it() {
    let here = folder();
    let (out, err) = check(here.path(), &["ads.yaml"], 0);
    assert_eq!(err, "");
    expect![[r#"
        warning[unknown-type]: `text` is no type; it is left out
         --> ads.yaml:8:51
          |
        8 |         - {name: limit, in: query, schema: {type: text}}
          |                                                   ^^^^
          |
          = at: #/paths/~1ads/get/parameters/0/schema/type
          = help: use one of `string`, `number`, `integer`, `boolean`, `array`, `object`
          = overlay: - target: "$['paths']['/ads']['get']['parameters'][0]['schema']"
                       update: {"type":"string"}

        ads.yaml: 1 of 1 operation with a method, 2 types, 1 untyped location, 1 diagnostic
          1 of unknown-type (warning)
        untyped locations:
          line 8: #/paths/~1ads/get/parameters/0/schema
    "#]]
    .assert_eq(&out);
    let files: Vec<_> = fs::read_dir(here.path()).expect("a folder").collect();
    assert_eq!(files.len(), 1, "nothing is written");
}

#[test]
fn the_same_for_programs() {
    let here = folder();
    let (out, _) = check(here.path(), &["ads.yaml", "--json"], 0);
    expect![[r##"
        {
          "version": 1,
          "command": "check",
          "exit": 0,
          "outcome": "fine",
          "error": null,
          "document": "ads.yaml",
          "refusal": null,
          "findings": [
            {
              "code": "unknown-type",
              "severity": "warning",
              "denied": false,
              "message": "`text` is no type; it is left out",
              "help": "use one of `string`, `number`, `integer`, `boolean`, `array`, `object`",
              "overlay": {
                "target": "$['paths']['/ads']['get']['parameters'][0]['schema']",
                "update": {
                  "type": "string"
                }
              },
              "file": "ads.yaml",
              "pointer": "#/paths/~1ads/get/parameters/0/schema/type",
              "line": 8,
              "column": 51
            }
          ],
          "census": {
            "operations_declared": 1,
            "operations_without_method": [],
            "methods": 1,
            "types": 2,
            "untyped": 1,
            "untyped_places": [
              "#/paths/~1ads/get/parameters/0/schema"
            ],
            "findings_by_code": {
              "unknown-type": 1
            }
          }
        }
    "##]]
    .assert_eq(&out);
}

#[test]
fn what_is_denied_and_what_is_too_much_fails() {
    let here = folder();
    let (out, err) = check(
        here.path(),
        &["ads.yaml", "--deny", "unknown-type", "--json"],
        1,
    );
    assert!(
        err.contains("denied diagnostics: 1 of unknown-type"),
        "{err}"
    );
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["outcome"], "denied");
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["findings"][0]["denied"], true);
    let (_, err) = check(here.path(), &["ads.yaml", "--max-untyped", "0"], 1);
    assert!(
        err.contains("1 location is untyped, and `max-untyped` is 0"),
        "{err}"
    );
    let (out, _) = check(here.path(), &["ads.yaml", "--allow", "unknown-type"], 0);
    assert!(!out.contains("[unknown-type]"), "{out}");
}

#[test]
fn what_cannot_be_taken_is_refused() {
    let here = folder();
    fs::write(here.path().join("no.json"), "{\"swagger\": 1,").expect("a document");
    let (out, err) = check(here.path(), &["no.json", "--json"], 1);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["outcome"], "refused");
    assert_eq!(json["refusal"]["line"], 1);
    assert!(err.contains("no.json:1:"), "{err}");
    let (_, err) = check(here.path(), &["gone.json"], 2);
    assert!(err.contains("cannot be read"), "{err}");
    let (_, err) = check(here.path(), &[], 2);
    assert!(err.contains("DOCUMENT"), "{err}");
}

#[test]
fn standard_input_is_a_document_too() {
    let here = folder();
    let mut child = command(here.path(), &["-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut input = child.stdin.take().expect("a pipe");
    input.write_all(DOCUMENT.as_bytes()).expect("it reads");
    drop(input);
    let (out, _) = expect_code(&child.wait_with_output().expect("it ends"), 0);
    assert!(out.contains("--> standard input:8:51"), "{out}");
}

#[test]
fn a_path_that_refers_to_another_counts_too() {
    let here = folder();
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {}}}\n  /b: {$ref: '#/paths/~1a'}\n";
    fs::write(here.path().join("two.yaml"), text).expect("a document");
    let (out, _) = check(here.path(), &["two.yaml"], 0);
    assert!(out.contains("2 of 2 operations with a method"), "{out}");
}

#[test]
fn a_client_of_the_config_gives_its_settings_and_its_document() {
    let here = folder();
    let config = "[[client]]\nname = \"ads\"\noutput = \"ads\"\nsource.file = \"ads.yaml\"\n\
        lints = { unknown-type = \"deny\" }\n";
    fs::write(here.path().join("rill-client.toml"), config).expect("a config");
    let (_, err) = check(here.path(), &["--client", "ads"], 1);
    assert!(err.contains("denied diagnostics"), "{err}");
    let (_, err) = check(here.path(), &["--client", "ad"], 2);
    assert!(err.contains("did you mean `ads`?"), "{err}");
}

#[test]
fn an_overlay_to_begin_with_overwrites_nothing() {
    let here = folder();
    let words = ["ads.yaml", "--write-overlay", "mend.yaml"];
    check(here.path(), &words, 0);
    let text = fs::read_to_string(here.path().join("mend.yaml")).expect("an overlay");
    assert!(text.starts_with("overlay: 1.0.0\n"), "{text}");
    assert!(text.contains("['parameters'][0]['schema']"), "{text}");
    let (_, err) = check(here.path(), &words, 2);
    assert!(err.contains("cannot be written"), "{err}");
}

#[test]
fn definitions_of_a_project_are_shown_in_its_files() {
    let here = tempfile::tempdir().expect("a temporary folder");
    let api = "type: api\nsql: SELECT 1 AS id\nopenapi:\n  response_schema:\n    $ref: '#/$defs/Row'\n    \
        $defs:\n      Row:\n        type: object\n        properties:\n          id: {}\n";
    for (name, text) in [("rill.yaml", "compiler: rillv1\n"), ("bids.yaml", api)] {
        fs::write(here.path().join(name), text).expect("a file of the project");
    }
    let (out, err) = check(here.path(), &["."], 0);
    assert!(out.contains("--> bids.yaml:10:"), "{out}{err}");
}
