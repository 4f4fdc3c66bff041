//! Tests of the module `arguments`.

use serde_json::json;

use super::inferred;

/// SQL, and its arguments: name, `!` where it is required, and type.
///
/// In a block an argument may be left out, whoever asks. What is printed without a fallback is needed, although another
/// place has one.
const CASES: &str = r#"
select '{{ .args.domain }}' => domain! string
where id = {{ .args.id }} => id! -
LIMIT {{ .args.n }} => n! integer
limit {{ default 25 .args.n }} => n integer
limit {{ .args.n | default 2.5 }} => n number
{{ default "a b" .args.s }} => s string
{{ if hasKey .args "p" }} AND x = '{{ .args.p }}' {{ end }} => p string
{{- if (.args.all) -}} x {{- end -}} => all -
{{ .user.name }} {{/* .args.no */}} =>
{{ .args.a.b }} {{ upper .args.c }} => a! object, c! string
{{ if .user.admin }}{{ .args.a }}{{ else if .args.b }}{{ .args.c }}{{ end }}{{ .args.d }} => a -, b -, c -, d! -
limit {{ default 5 .args.n }} offset {{ .args.n }} => n! integer
{{ range .args.ids }}{{ . }}{{ end }} {{ with $.args.w }}x{{ end }} => ids array, w -
in ({{ .args.ids | join "," }}) {{ as_sql_list .args.tags }} => ids! array, tags! array
{{ required "say who" .args.who }} {{ index .args "a b" }} {{ get .args `c` | int }} => a b! -, c! integer, who! -
{{ if eq .args.mode "fast" }}x{{ end }}{{ if (and .args.a (not .args.b)) }}y{{ end }} => a -, b -, mode string
{{ $n := .args.n | default 3 }}{{ $n }} {{ coalesce .args.x .args.y 0.5 }} => n integer, x number, y number
'{{ upper (trim .args.s) }}' => s! string
{{ .argsx.a }} {{ .Args.b }} =>
"#;

#[test]
fn names_types_and_whether_they_can_be_left_out() {
    for case in CASES.trim().lines() {
        let (sql, expected) = case.split_once(" =>").unwrap();
        let found = inferred(&json!({}), Some(sql));
        let found = found.iter().map(|one| {
            let mark = if one["required"] == true { "!" } else { "" };
            let kind = one["schema"]["type"].as_str().unwrap_or("-");
            format!("{}{mark} {kind}", one["name"].as_str().unwrap())
        });
        assert_eq!(
            found.collect::<Vec<_>>().join(", "),
            expected.trim(),
            "{sql}"
        );
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
