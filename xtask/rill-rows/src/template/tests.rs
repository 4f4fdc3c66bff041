//! The results of each construct of Go's templates, and of each function that RILL.md names.

use super::{Position, position, texts};

/// Returns the texts of a template, with `?` and the number of an argument for placeholders.
fn shown(template: &str) -> Vec<String> {
    let texts = texts(template).unwrap();
    let short = |text: String| {
        let mut short = text;
        for number in 0..40 {
            let name = texts.arguments.get(&number).map_or("?", String::as_str);
            let name = if name == "?" {
                "?".to_owned()
            } else {
                format!("<{name}>")
            };
            short = short.replace(&crate::placeholder::name(number), &name);
        }
        short.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    texts.list.iter().cloned().map(short).collect()
}

#[test]
fn constructs_and_functions() {
    for (template, expected) in [
        ("a {{ .args.x }}", vec!["a <x>"]),
        ("a = {{ .args.x }}", vec!["a = <x>"]),
        ("a = '{{ .args.x }}'", vec!["a = '<x>'"]),
        ("a = '{{ .user.email }}'", vec!["a = '?'"]),
        ("a = {{ .args.x.y }}", vec!["a = ?"]),
        (
            "a = {{ .env.x }} AND b = {{ .vars.x }}",
            vec!["a = ? AND b = ?"],
        ),
        ("{{/* no */}}a{{- /* no */ -}} b", vec!["ab"]),
        ("a {{- \"b}}\" -}} c", vec!["ab}}c"]),
        ("{{ `raw` }}{{ 5 }}{{ \"q\" }}", vec!["raw5q"]),
        // Blocks: each branch once.
        ("a {{ if .args.x }}b{{ end }} c", vec!["a b c", "a c"]),
        (
            "a {{ if .args.x }}b{{ else }}d{{ end }}",
            vec!["a b", "a d"],
        ),
        (
            "{{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }}",
            vec!["1", "2", "3"],
        ),
        ("{{ with .args.x }}1{{ else }}2{{ end }}", vec!["1", "2"]),
        (
            "{{ with .args.x }}1{{ else with .args.y }}2{{ end }}",
            vec!["1", "2", ""],
        ),
        (
            "{{ range .args.x }}1{{ break }}{{ else }}2{{ continue }}{{ end }}",
            vec!["1", "2"],
        ),
        // One condition is one choice.
        (
            "{{ if .x }}a{{ end }}-{{ if .x }}b{{ end }}",
            vec!["a-b", "-"],
        ),
        (
            "{{ if .x }}a{{ end }}{{ if .y }}b{{ end }}",
            vec!["ab", "b", "a", ""],
        ),
        ("{{ if .export }}a{{ else }}b{{ end }}", vec!["b"]),
        ("{{ if .export }}a{{ end }}b", vec!["b"]),
        (
            "{{ if dev }}a{{ end }}{{ if incremental }}b{{ end }}",
            vec!["ab", "b", "a", ""],
        ),
        // Templates inside of templates.
        (
            "{{ define \"t\" }}x{{ if .a }}y{{ end }}{{ end }}a {{ template \"t\" . }}",
            vec!["a xy", "a x"],
        ),
        (
            "{{ block \"t\" . }}x{{ end }}{{ template \"t\" }}",
            vec!["xx"],
        ),
        (
            "{{ define \"t\" }}{{ template \"t\" }}x{{ end }}{{ template \"t\" }}",
            vec!["xxxxxxxxxxxxxxxx"],
        ),
        // Variables print nothing where they are set.
        ("{{ $x := .args.x }}a = {{ $x }}", vec!["a = ?"]),
        (
            "{{ $x = 5 }}{{ range $i, $c := .args.x }}{{ $i }}{{ end }}",
            vec!["?", ""],
        ),
        // Functions of Rill.
        ("FROM {{ ref \"a b\" }}", vec!["FROM \"a b\""]),
        ("FROM {{ ref \"model\" \"m\" }}", vec!["FROM \"m\""]),
        ("a IN {{ as_sql_list .args.x }}", vec!["a IN ('?')"]),
        ("a = {{ env \"X\" }}", vec!["a = ?"]),
        (
            "{{ configure \"a\" \"b\" }}{{ dependency \"c\" }}a",
            vec!["a"],
        ),
        // Functions of sprig.
        ("LIMIT {{ default 25 .args.x }}", vec!["LIMIT <x>"]),
        ("LIMIT {{ .args.x | default 25 | int }}", vec!["LIMIT <x>"]),
        ("LIMIT {{ coalesce .args.x 5 }}", vec!["LIMIT <x>"]),
        (
            "a = {{ get .args \"x\" }} AND b = {{ index .args \"y\" }}",
            vec!["a = <x> AND b = <y>"],
        ),
        ("a = {{ .args.x | squote }}", vec!["a = '<x>'"]),
        ("{{ .args.x | quote }}", vec!["\"<x>\""]),
        (
            "{{ \"x\" | quote }}{{ \"y\" | squote | upper }}{{ \"Z\" | lower }}",
            vec!["\"x\"?z"],
        ),
        (
            "a = {{ .args.x | upper }} OR b = {{ now | date \"2006\" }}",
            vec!["a = ? OR b = ?"],
        ),
        ("a = {{ ternary 1 2 (eq .args.x \"y\") }}", vec!["a = ?"]),
        ("{{ if hasKey .args \"x\" }}a{{ end }}", vec!["a", ""]),
        (
            "{{ if and (eq .args.x \"}}\") (not .args.y) }}a{{ end }}",
            vec!["a", ""],
        ),
        ("a = {{ .args.x | join \",\" }}", vec!["a = ?"]),
    ] {
        let mut found = shown(template);
        found.sort();
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        expected.sort();
        assert_eq!(found, expected, "{template}");
    }
}

#[test]
fn outputs_go_where_the_text_lets_them() {
    for (template, expected) in [
        ("SELECT {{ .args.x }} FROM t", "SELECT <x> FROM t"),
        ("SELECT a {{ .args.x }} FROM t", "SELECT a , <x> FROM t"),
        ("SELECT a, {{ .args.x }} FROM t", "SELECT a, <x> FROM t"),
        (
            "SELECT * FROM t {{ .args.x }} WHERE a",
            "SELECT * FROM t CROSS JOIN <x> WHERE a",
        ),
        ("SELECT * FROM {{ .args.x }}", "SELECT * FROM <x>"),
        ("SELECT * FROM t_{{ .args.x }}", "SELECT * FROM t_<x>"),
        (
            "SELECT a FROM t WHERE true {{ .args.x }}",
            "SELECT a FROM t WHERE true",
        ),
        (
            "SELECT a FROM t ORDER BY a {{ .args.x }}",
            "SELECT a FROM t ORDER BY a",
        ),
        (
            "SELECT a FROM t ORDER BY {{ .args.x }}",
            "SELECT a FROM t ORDER BY <x>",
        ),
        ("SELECT f(a {{ .args.x }}) FROM t", "SELECT f(a ) FROM t"),
        ("SELECT -- '\n{{ .args.x }}", "SELECT -- ' <x>"),
        ("SELECT a::{{ .args.x }}", "SELECT a::<x>"),
    ] {
        assert_eq!(shown(template), [expected], "{template}");
    }
    assert_eq!(position("SELECT 'it''s"), Position::Operand);
}

#[test]
fn broken_templates_are_refused() {
    for template in ["{{ .x ", "{{ if .x }}a", "a{{ end }}", "{{ else }}"] {
        assert!(texts(template).is_err(), "{template}");
    }
}

#[test]
fn many_blocks_end() {
    let blocks: Vec<String> = (0..30)
        .map(|number| format!("{{{{ if .x{number} }}}}a{{{{ end }}}}"))
        .collect();
    let template = blocks.concat();
    let found = texts(&template).unwrap();
    assert!(
        found.is_partial && found.list.len() <= 64 + 30,
        "{}",
        found.list.len()
    );
}
