//! Whole projects.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Made, Undeclared, make};

fn project(files: &[(&str, &str)], undeclared: Undeclared) -> Made {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    make(folder.path(), undeclared).unwrap()
}

fn names(made: &Made) -> Vec<&String> {
    let paths = made.document["paths"].as_object().unwrap();
    let own = |path: &&String| !matches!(path.as_str(), "/sql" | "/metrics" | "/metrics-sql");
    paths.keys().filter(own).collect()
}

#[test]
fn files_that_say_they_are_an_api_count_wherever_they_stand() {
    let made = project(
        &[
            ("rill.yaml", "title: x"),
            ("apis/one.yaml", "type: api\nsql: select 1"),
            ("deep/er/two.yml", "kind: api\nsql: select 1"),
            ("apis/three.yaml", "type: api\nname: a b/c\nsql: select 1"),
            ("apis/four.yaml", "type: api\nnamespace: ns\nsql: select 1"),
            ("apis/not.yaml", "sql: select 1"),
            ("apis/model.yaml", "type: model\nsql: select 1"),
            ("apis/one.json", "{}"),
            (".hidden/five.yaml", "type: api\nsql: select 1"),
        ],
        Undeclared::LeftOut,
    );
    assert_eq!(names(&made), ["/a b/c", "/ns:four", "/one", "/two"]);
    assert!(made.findings.is_empty(), "{:?}", made.findings);
}

#[test]
fn what_rill_refuses_is_left_out_with_its_place() {
    let made = project(
        &[
            ("a.yaml", "type: api\n"),
            ("b.yaml", "type: api\nsql: select 1\nmetrics_sql: select 1"),
            (
                "c.yaml",
                "type: api\nsql: select 1\nsecurity:\n  access: true\n  row_filter: x",
            ),
            (
                "d.yaml",
                "type: api\nsql: select 1\nopenapi:\n  request_schema:\n    type: strng\n",
            ),
            (
                "e.yaml",
                "type: api\nsql: select 1\nopenapi:\n  response_schema:\n    properties:\n      a: {$ref: '#/$defs/No'}\n",
            ),
            (
                "f.yaml",
                "type: api\nsql: select 1\nopenapi:\n  response_schema:\n    properties: {1: {}}\n",
            ),
            ("g.yaml", "type: api\nsql: [\n"),
            ("h.yaml", "type: api\nsql: select 1"),
            ("x/h.yaml", "type: api\nsql: select 2"),
        ],
        Undeclared::LeftOut,
    );
    assert_eq!(names(&made), ["/h"]);
    assert_eq!(made.rejected, 8);
    let texts: Vec<String> = made.findings.iter().map(ToString::to_string).collect();
    for (index, word) in [
        "no resolver",
        "more than one resolver",
        "row_filter",
        "invalid openapi.request_schema",
        "invalid openapi.response_schema",
        "a key is no text",
        "no YAML",
        "two APIs are named `h`",
    ]
    .into_iter()
    .enumerate()
    {
        assert!(texts[index].contains(word), "{word}: {}", texts[index]);
    }
    assert!(texts[2].contains("c.yaml:5:"), "{}", texts[2]);
    assert!(texts[3].contains("d.yaml:5:"), "{}", texts[3]);
}

#[test]
fn inferred_arguments_are_marked_and_not_served() {
    let files = [(
        "a.yaml",
        "type: api\nsql: select 1 limit {{ default 5 .args.n }}",
    )];
    let served = project(&files, Undeclared::LeftOut);
    assert_eq!(
        served.document["paths"]["/a"]["get"]["parameters"],
        Value::Null
    );
    let inferred = project(&files, Undeclared::Inferred);
    assert_eq!(
        inferred.document["paths"]["/a"]["get"]["parameters"],
        json!([{
            "name": "n", "in": "query", "required": false, "schema": {"type": "integer"}, "x-rill-inferred": true,
            "description": "Asked for by the API's template, which takes 5 where it is left out."
        }])
    );
}

#[test]
fn definitions_that_clash_are_told() {
    let with_prefix = "type: api\nsql: select 1\nopenapi: {defs_prefix: '', response_schema: {type: object, $defs: {Sort: {type: string}}}}";
    let made = project(&[("a.yaml", with_prefix)], Undeclared::LeftOut);
    assert_eq!(made.findings.len(), 1);
    assert_eq!(
        made.document["components"]["schemas"]["Sort"]["type"],
        "object"
    );
}

#[test]
fn the_old_form_is_passed_over_and_told() {
    let made = project(
        &[(
            "a.yaml",
            "type: api\nsql: select 1\nopenapi: {summary: s, request: {parameters: []}, response: {schema: {}}}",
        )],
        Undeclared::LeftOut,
    );
    assert_eq!(made.findings.len(), 1);
    assert_eq!(made.document["paths"]["/a"]["get"]["summary"], "s");
}

/// Rill's own documents for its own files, where they are at hand.
#[test]
fn the_document_is_the_one_that_rill_made() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/rill");
    if !shared.is_dir() {
        eprintln!("skipped: there is no ../shared beside the project");
        return;
    }
    for (folder, document) in [
        ("project", "openapi.json"),
        ("quirks/apis", "quirks/openapi.json"),
    ] {
        let made = make(&shared.join(folder), Undeclared::LeftOut).unwrap();
        let text = fs::read_to_string(shared.join(document)).unwrap();
        let mut expected: Value = serde_json::from_str(&text).unwrap();
        // A folder knows neither its organization nor its host.
        expected["info"]["title"] = "Rill project API".into();
        expected["servers"] = made.document["servers"].clone();
        for (path, item) in expected["paths"].as_object().unwrap() {
            assert_eq!(&made.document["paths"][path], item, "{path}");
        }
        for (name, schema) in expected["components"]["schemas"].as_object().unwrap() {
            assert_eq!(
                &made.document["components"]["schemas"][name], schema,
                "{name}"
            );
        }
        assert_eq!(made.document, expected, "{folder}");
        if folder == "quirks/apis" {
            let listed = fs::read_to_string(shared.join("quirks/rejected.txt")).unwrap();
            let files: Vec<&str> = listed
                .lines()
                .filter_map(|line| line.strip_prefix("PARSE ERROR ")?.split_once(": "))
                .map(|(file, _)| file)
                .collect();
            assert_eq!(made.rejected, files.len());
            let texts: Vec<String> = made.findings.iter().map(ToString::to_string).collect();
            for file in files {
                assert!(texts.iter().any(|text| text.contains(file)), "{file}");
            }
        }
    }
}
