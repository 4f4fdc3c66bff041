//! Tests of the module `arguments`.

use serde_json::{Value, json};

use super::inferred;

/// Name, whether it is required, and type of each.
fn arguments(sql: &str) -> Vec<(String, bool, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    inferred(&json!({}), Some(sql))
        .iter()
        .map(|one| {
            let required = one["required"].as_bool().unwrap();
            (text(&one["name"]), required, text(&one["schema"]["type"]))
        })
        .collect()
}

fn check(sql: &str, expected: Vec<(&str, bool, &str)>) {
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(name, required, kind)| (name.to_owned(), required, kind.to_owned()))
        .collect();
    assert_eq!(arguments(sql), expected, "{sql}");
}

#[test]
fn names_types_and_whether_they_can_be_left_out() {
    for (sql, expected) in [
        (
            "select '{{ .args.domain }}'",
            vec![("domain", true, "string")],
        ),
        ("where id = {{ .args.id }}", vec![("id", true, "-")]),
        ("LIMIT {{ .args.n }}", vec![("n", true, "integer")]),
        (
            "limit {{ default 25 .args.n }}",
            vec![("n", false, "integer")],
        ),
        (
            "limit {{ .args.n | default 2.5 }}",
            vec![("n", false, "number")],
        ),
        (
            "{{ default \"a b\" .args.s }}",
            vec![("s", false, "string")],
        ),
        (
            "{{ if hasKey .args \"p\" }} AND x = '{{ .args.p }}' {{ end }}",
            vec![("p", false, "string")],
        ),
        (
            "{{- if (.args.all) -}} x {{- end -}}",
            vec![("all", false, "-")],
        ),
        ("{{ .user.name }} {{/* .args.no */}}", vec![]),
        (
            "{{ .args.a.b }} {{ upper .args.c }}",
            vec![("a", true, "object"), ("c", true, "string")],
        ),
    ] {
        check(sql, expected);
    }
}

#[test]
fn blocks_functions_and_fallbacks() {
    for (sql, expected) in [
        // In a block it may be left out, whoever asks.
        (
            "{{ if .user.admin }}{{ .args.a }}{{ else if .args.b }}{{ .args.c }}{{ end }}{{ .args.d }}",
            vec![
                ("a", false, "-"),
                ("b", false, "-"),
                ("c", false, "-"),
                ("d", true, "-"),
            ],
        ),
        // What is printed without a fallback is needed, although another place has one.
        (
            "limit {{ default 5 .args.n }} offset {{ .args.n }}",
            vec![("n", true, "integer")],
        ),
        (
            "{{ range .args.ids }}{{ . }}{{ end }} {{ with $.args.w }}x{{ end }}",
            vec![("ids", false, "array"), ("w", false, "-")],
        ),
        (
            "in ({{ .args.ids | join \",\" }}) {{ as_sql_list .args.tags }}",
            vec![("ids", true, "array"), ("tags", true, "array")],
        ),
        (
            "{{ required \"say who\" .args.who }} {{ index .args \"a b\" }} {{ get .args `c` | int }}",
            vec![
                ("a b", true, "-"),
                ("c", true, "integer"),
                ("who", true, "-"),
            ],
        ),
        (
            "{{ if eq .args.mode \"fast\" }}x{{ end }}{{ if (and .args.a (not .args.b)) }}y{{ end }}",
            vec![
                ("a", false, "-"),
                ("b", false, "-"),
                ("mode", false, "string"),
            ],
        ),
        (
            "{{ $n := .args.n | default 3 }}{{ $n }} {{ coalesce .args.x .args.y 0.5 }}",
            vec![
                ("n", false, "integer"),
                ("x", false, "number"),
                ("y", false, "number"),
            ],
        ),
        ("'{{ upper (trim .args.s) }}'", vec![("s", true, "string")]),
        ("{{ .argsx.a }} {{ .Args.b }}", vec![]),
    ] {
        check(sql, expected);
    }
}

#[test]
fn the_default_stands_in_the_schema() {
    let found = inferred(&json!({}), Some("limit {{ .args.n | default 25 }}"));
    assert_eq!(
        found[0]["schema"],
        json!({"type": "integer", "default": 25})
    );
}

#[test]
fn lists_go_in_a_body() {
    let found = inferred(
        &json!({"metrics_sql": "{{ join \",\" .args.ids }} {{ default 1 .args.n }}"}),
        None,
    );
    let body = super::as_body(&found).unwrap();
    assert_eq!(body["required"], json!(["ids"]));
    assert_eq!(body["properties"]["ids"]["type"], "array");
    assert_eq!(super::as_body(&found[1..]), None);
}
