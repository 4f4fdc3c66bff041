//! Whole projects.

use std::fs;

use serde_json::{Value, json};

use super::{GeneratedDocument, Undeclared, generate_document};

mod openapi;
mod served;

fn project(files: &[(&str, &str)], undeclared: Undeclared) -> GeneratedDocument {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    generate_document(folder.path(), undeclared).unwrap()
}

fn names(made: &GeneratedDocument) -> Vec<&String> {
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
            ("rill.yml", "type: api\nsql: select 1"),
            ("apis/six.YAML", "type: api\nsql: select 1"),
            ("apis/seven.yaml", "type: ' API '\nsql: select 1"),
            ("apis/eight.yaml", "type: model\nkind: api\nsql: select 1"),
            ("tmp/no.yaml", "type: api\nsql: select 1"),
            ("node_modules/p/no.yaml", "type: api\nsql: select 1"),
            ("sub/node_modules/nine.yaml", "type: api\nsql: select 1"),
            (".git/no.yaml", "type: api\nsql: select 1"),
        ],
        Undeclared::LeftOut,
    );
    assert_eq!(
        names(&made),
        [
            "/a b/c", "/five", "/nine", "/ns:four", "/one", "/seven", "/two"
        ]
    );
    assert!(made.diagnostics.is_empty(), "{:?}", made.diagnostics);
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
    let texts: Vec<String> = made.diagnostics.iter().map(ToString::to_string).collect();
    for (index, word) in [
        "does not specify a resolver",
        "more than one resolver",
        "row_filter",
        "invalid openapi.request_schema",
        "invalid openapi.response_schema",
        "a key is no text",
        "not valid YAML",
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
            "name": "n", "in": "query", "required": false, "schema": {"type": "integer", "default": 5}, "x-rill-inferred": true,
            "description": "Asked for by the API's template, which takes 5 where it is left out."
        }])
    );
}

#[test]
fn definitions_that_clash_are_told() {
    let with_prefix = "type: api\nsql: select 1\nopenapi: {defs_prefix: '', response_schema: {type: object, $defs: {Sort: {type: string}}}}";
    let made = project(&[("a.yaml", with_prefix)], Undeclared::LeftOut);
    assert_eq!(made.diagnostics.len(), 1);
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
    assert_eq!(made.diagnostics.len(), 1);
    assert_eq!(made.document["paths"]["/a"]["get"]["summary"], "s");
}

/// Returns a file `a.yaml` with a resolver and these lines.
fn api(lines: &str) -> GeneratedDocument {
    project(
        &[("a.yaml", &format!("type: api\nsql: select 1\n{lines}"))],
        Undeclared::LeftOut,
    )
}

#[test]
fn names_are_texts_however_they_are_written() {
    for (lines, name) in [
        ("", "/a"),
        ("name: ''", "/a"),
        ("name: ~", "/a"),
        ("name: 007", "/007"),
        ("name: 2024-01-01", "/2024-01-01"),
        ("name: yes", "/yes"),
        ("name: b\nnamespace: ''", "/b"),
        ("name: b\nnamespace: 5", "/5:b"),
        ("name: sql x", "/sql x"),
        ("prod: {name: p}", "/p"),
        ("dev: {name: d}", "/a"),
        ("environment_overrides: {prod: {name: e}}", "/e"),
        (
            "env: {prod: {name: o}}\nenvironment_overrides: {prod: {name: e}}",
            "/o",
        ),
    ] {
        let made = api(lines);
        assert_eq!(names(&made), [name], "{lines}: {:?}", made.diagnostics);
    }
}

/// Lines of an API's file, `;` between them, and a part of the reason where Rill refuses it.
const RESOLVERS: &str = "
sql: select 1 =>
sql: 5 =>
metrics_sql: select 1 =>
metrics: {metrics_view: m} =>
api: other =>
glob: '*.csv' =>
glob: {path: '*.csv'} =>
resource_status: {} =>
ai: {prompt: x} =>
union: [{sql: select 1}] =>
sql: '' => does not specify a resolver
metrics: {} => does not specify a resolver
resource_status: ~ => does not specify a resolver
metrics: {dimensions: [a]} => requires a metrics_view
sql: select 1; glob: x => more than one resolver
sql: [1] => `sql` has to be a text
metrics: x => `metrics` has to be a map
sql: select {{ .args.x => unclosed action
sql: '{{ if .args.x }}' => {{end}} is missing
sql: '{{ if .args.x }}'; parser: {templating: false} =>
sql: select 1; skip_nested_security: yes =>
sql: select 1; skip_nested_security: 3 => true or false
sql: select 1; security: {access: true} =>
sql: select 1; security: ~ =>
sql: select 1; security: {row_filter: '', include: []} =>
sql: select 1; security: {include: [{names: [a]}]} => only supports 'access'
sql: select 1; security: {rules: [{type: access, action: allow}]} =>
sql: select 1; security: {rules: [{type: access}]} => must specify an action
sql: select 1; security: {rules: [{type: row_filter, sql: x}]} => only supports 'access'
sql: select 1; security: x => `security` has to be a map
sql: select 1; openapi: x => `openapi` has to be a map
sql: select 1; sql: select 2 => already defined
";

#[test]
fn a_resolver_is_there_where_rill_sees_one() {
    for case in RESOLVERS.trim().lines() {
        let (lines, reason) = case.split_once(" =>").unwrap();
        let text = format!("type: api\n{}\n", lines.replace("; ", "\n"));
        let made = project(&[("a.yaml", &text)], Undeclared::LeftOut);
        let said: String = made.diagnostics.iter().map(ToString::to_string).collect();
        assert_eq!(
            made.rejected,
            usize::from(!reason.is_empty()),
            "{case}: {said}"
        );
        assert!(said.contains(reason.trim()), "{case}: {said}");
    }
}

#[test]
fn sql_may_stand_in_a_file_of_its_own() {
    let made = project(
        &[
            ("a.yaml", "type: api"),
            ("a.sql", "select '{{ .args.x }}'"),
            ("b.yaml", "type: api\nsql: select 1"),
            ("b.sql", "select 2"),
            (
                "c.sql",
                "-- @type: api\n-- @name: see\n-- @openapi.summary: Sees\nselect 1",
            ),
            ("d.sql", "select 1"),
            ("e.yaml", "type: api\nsql: |\n  -- @type: model\n  select 1"),
        ],
        Undeclared::Inferred,
    );
    assert_eq!(names(&made), ["/a", "/see"]);
    assert_eq!(made.rejected, 1, "{:?}", made.diagnostics);
    let paths = &made.document["paths"];
    assert_eq!(paths["/a"]["get"]["parameters"][0]["name"], "x");
    assert_eq!(paths["/see"]["get"]["summary"], "Sees");
    assert_eq!(made.used["a"].1, ["x"]);
}

#[test]
fn the_project_has_defaults_and_paths_to_ignore() {
    let made = project(
        &[
            (
                "rill.yaml",
                "ignore_paths: [/old]\napis:\n  name: no\n  openapi: {summary: Default, response_schema: {type: object}}\n",
            ),
            ("old/x.yaml", "type: api\nsql: select 1"),
            ("a.yaml", "type: api\nsql: select 1"),
            (
                "b.yaml",
                "type: api\nsql: select 1\nopenapi: {summary: Own, response_schema: {title: t}}",
            ),
        ],
        Undeclared::LeftOut,
    );
    assert_eq!(names(&made), ["/a", "/b"]);
    let get = |path: &str| &made.document["paths"][path]["get"];
    assert_eq!(get("/a")["summary"], "Default");
    assert_eq!(get("/b")["summary"], "Own");
    assert_eq!(
        get("/b")["responses"]["200"]["content"]["application/json"]["schema"]["items"],
        json!({"type": "object", "title": "t"})
    );
}

#[test]
fn files_that_rill_passes_over() {
    let large = format!("type: api\nsql: select 1\n# {}\n", "x".repeat(140_000));
    let made = project(
        &[
            ("a.yaml", "type: api\nsql: select 1"),
            ("a.yml", "type: api\nsql: select 2"),
            ("b.yaml", &large),
            ("m.yaml", "type: metrics_view\n[api"),
            ("A.yaml", "type: api\nname: x\nsql: select 1"),
            ("x/X.yaml", "type: api\nsql: select 1"),
        ],
        Undeclared::LeftOut,
    );
    assert_eq!(names(&made), ["/X", "/a", "/x"]);
    let said = made
        .diagnostics
        .iter()
        .map(ToString::to_string)
        .collect::<String>();
    for word in [
        "another YAML file",
        "exceeds max size",
        "differ in case alone",
    ] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert_eq!(made.diagnostics.len(), 3, "{said}");
}

#[test]
fn arguments_that_no_query_holds_go_in_a_body() {
    let made = project(
        &[(
            "a.yaml",
            "type: api\nsql: \"select 1 where x in {{ as_sql_list .args.ids }} limit {{ default 5 .args.n }}\"",
        )],
        Undeclared::Inferred,
    );
    let operation = &made.document["paths"]["/a"]["post"];
    assert_eq!(operation["parameters"], Value::Null);
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(schema["required"], json!(["ids"]));
    assert_eq!(schema["properties"]["ids"]["type"], "array");
}

#[test]
fn an_api_that_calls_another_takes_its_arguments() {
    let made = project(
        &[
            ("a.yaml", "type: api\napi: b\nargs: {x: 1}"),
            (
                "b.yaml",
                "type: api\nsql: select {{ .args.x }} {{ .args.y }} limit {{ default 5 .args.n }}",
            ),
            ("c.yaml", "type: api\napi: A\nargs: {y: 1}"),
            ("d.yaml", "type: api\napi: d"),
        ],
        Undeclared::Inferred,
    );
    for (name, expected) in [
        ("a", vec!["n", "y"]),
        ("b", vec!["n", "x", "y"]),
        ("c", vec!["n"]),
        ("d", vec![]),
    ] {
        assert_eq!(made.used[name].1, expected, "{name}");
        let parameters = made.document["paths"][format!("/{name}")]["get"]["parameters"].as_array();
        assert_eq!(parameters.map_or(0, Vec::len), expected.len(), "{name}");
    }
}
