//! The results of each construct of Go's templates, and of each function that RILL.md names.

use std::fmt::Write as _;

use expect_test::{Expect, expect};

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

/// Checks a table of templates, each with its texts.
fn check(table: &Expect) {
    let mut found = String::new();
    for line in table
        .data()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let Some((template, _)) = line.split_once(" =>") else {
            let _ = writeln!(found, "{line}");
            continue;
        };
        let mut texts = shown(template);
        texts.sort();
        let texts = texts.join(" | ");
        let _ = writeln!(found, "{}", format!("{template} => {texts}").trim_end());
    }
    table.assert_eq(&found);
}

#[test]
fn constructs_and_functions() {
    check(&expect![[r##"
        a {{ .args.x }} => a <x>
        a = {{ .args.x }} => a = <x>
        a = '{{ .args.x }}' => a = '<x>'
        a = '{{ .user.email }}' => a = '?'
        a = {{ .args.x.y }} => a = ?
        a = {{ .env.x }} AND b = {{ .vars.x }} => a = ? AND b = ?
        {{/* no */}}a{{- /* no */ -}} b => ab
        a {{- "b}}" -}} c => ab}}c
        {{ `raw` }}{{ 5 }}{{ "q" }} => raw5q
        // Blocks: each branch once.
        a {{ if .args.x }}b{{ end }} c => a b c | a c
        a {{ if .args.x }}b{{ else }}d{{ end }} => a b | a d
        {{ if .a }}1{{ else if .b }}2{{ else }}3{{ end }} => 1 | 2 | 3
        {{ with .args.x }}1{{ else }}2{{ end }} => 1 | 2
        {{ with .args.x }}1{{ else with .args.y }}2{{ end }} =>  | 1 | 2
        {{ range .args.x }}1{{ break }}{{ else }}2{{ continue }}{{ end }} => 1 | 2
        // One condition is one choice.
        {{ if .x }}a{{ end }}-{{ if .x }}b{{ end }} => - | a-b
        {{ if .x }}a{{ end }}{{ if .y }}b{{ end }} =>  | a | ab | b
        {{ if .export }}a{{ else }}b{{ end }} => b
        {{ if .export }}a{{ end }}b => b
        {{ if dev }}a{{ end }}{{ if incremental }}b{{ end }} =>  | a | ab | b
        // Templates inside of templates.
        {{ define "t" }}x{{ if .a }}y{{ end }}{{ end }}a {{ template "t" . }} => a x | a xy
        {{ block "t" . }}x{{ end }}{{ template "t" }} => xx
        {{ define "t" }}{{ template "t" }}x{{ end }}{{ template "t" }} => xxxxxxxxxxxxxxxx
        // Variables print nothing where they are set.
        {{ $x := .args.x }}a = {{ $x }} => a = ?
        {{ $x = 5 }}{{ range $i, $c := .args.x }}{{ $i }}{{ end }} =>  | ?
        // Functions of Rill.
        FROM {{ ref "a b" }} => FROM "a b"
        FROM {{ ref "model" "m" }} => FROM "m"
        a IN {{ as_sql_list .args.x }} => a IN ('?')
        a = {{ env "X" }} => a = ?
        {{ configure "a" "b" }}{{ dependency "c" }}a => a
        // Functions of sprig.
        LIMIT {{ default 25 .args.x }} => LIMIT <x>
        LIMIT {{ .args.x | default 25 | int }} => LIMIT <x>
        LIMIT {{ coalesce .args.x 5 }} => LIMIT <x>
        a = {{ get .args "x" }} AND b = {{ index .args "y" }} => a = <x> AND b = <y>
        a = {{ .args.x | squote }} => a = '<x>'
        {{ .args.x | quote }} => "<x>"
        {{ "x" | quote }}{{ "y" | squote | upper }}{{ "Z" | lower }} => "x"?z
        a = {{ .args.x | upper }} OR b = {{ now | date "2006" }} => a = ? OR b = ?
        a = {{ ternary 1 2 (eq .args.x "y") }} => a = ?
        {{ if hasKey .args "x" }}a{{ end }} =>  | a
        {{ if and (eq .args.x "}}") (not .args.y) }}a{{ end }} =>  | a
        a = {{ .args.x | join "," }} => a = ?
    "##]]);
}

#[test]
fn outputs_go_where_the_text_lets_them() {
    check(&expect![[r##"
        SELECT {{ .args.x }} FROM t => SELECT <x> FROM t
        SELECT a {{ .args.x }} FROM t => SELECT a , <x> FROM t
        SELECT a, {{ .args.x }} FROM t => SELECT a, <x> FROM t
        SELECT * FROM t {{ .args.x }} WHERE a => SELECT * FROM t CROSS JOIN <x> WHERE a
        SELECT * FROM {{ .args.x }} => SELECT * FROM <x>
        SELECT * FROM t_{{ .args.x }} => SELECT * FROM t_<x>
        SELECT a FROM t WHERE true {{ .args.x }} => SELECT a FROM t WHERE true
        SELECT a FROM t ORDER BY a {{ .args.x }} => SELECT a FROM t ORDER BY a
        SELECT a FROM t ORDER BY {{ .args.x }} => SELECT a FROM t ORDER BY <x>
        SELECT f(a {{ .args.x }}) FROM t => SELECT f(a ) FROM t
        SELECT a::{{ .args.x }} => SELECT a::<x>
    "##]]);
    assert_eq!(shown("SELECT -- '\n{{ .args.x }}"), ["SELECT -- ' <x>"]);
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
