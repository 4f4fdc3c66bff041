//! A small change of a document is a small change of the crate: only lines about it differ.

mod common;

use rill_codegen::{Config, Files, generate};
use similar::{ChangeTag, TextDiff};

/// A document with a struct of so many properties in the middle of others, two operations and two enums.
fn document(columns: &[String], operation: &str, values: &[&str]) -> String {
    let columns: Vec<String> = columns
        .iter()
        .map(|name| format!("        {name}: {{type: string, description: 'The {name}.'}}\n"))
        .collect();
    let columns = columns.concat();
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
servers: [{{url: 'https://api.example.com'}}]
paths:
  /rows:
    get:
      operationId: list_rows
      tags: [rows]
      parameters: [{{name: state, in: query, schema: {{$ref: '#/components/schemas/State'}}}}]
      responses: {{'200': {{description: '', content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Row'}}}}}}}}}}}}
  /states:
    get:
      operationId: {operation}
      tags: [rows]
      responses: {{'200': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/State'}}}}}}}}}}
components:
  schemas:
    Row:
      type: object
      properties:
{columns}    State: {{type: string, enum: [{}]}}
    Other: {{type: string, enum: [a, b]}}
",
        values.join(", ")
    )
}

fn columns() -> Vec<String> {
    (1..=60).map(|number| format!("column_{number}")).collect()
}

const VALUES: [&str; 5] = ["open", "half-open", "half_open", "closed", "gone"];

fn crate_of(document: &str) -> Files {
    let source = common::text("document.yaml", document);
    generate(&source, &Config::new("case"))
        .expect("a crate")
        .files
}

/// The lines of the Rust files that went and came, each with its sign.
fn changed(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (crate_of(before), crate_of(after));
    let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&before), paths(&after));
    let mut lines = Vec::new();
    for (path, old) in before.iter().filter(|(path, _)| path.starts_with("src/")) {
        for change in TextDiff::from_lines(old, &after[path]).iter_all_changes() {
            let sign = match change.tag() {
                ChangeTag::Equal => continue,
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            lines.push(format!("{sign} {}", change.value().trim()));
        }
    }
    lines
}

/// Checks that all lines are about one of these words.
#[track_caller]
fn assert_about(lines: &[String], words: &[&str]) {
    assert!(!lines.is_empty(), "nothing changed");
    let others: Vec<&String> = lines
        .iter()
        .filter(|line| !words.iter().any(|word| line.contains(word)))
        .collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[test]
fn a_column_added_to_sixty_changes_six_lines_at_most() {
    let mut more = columns();
    more.insert(30, "added".to_owned());
    let lines = changed(
        &document(&columns(), "get_state", &VALUES),
        &document(&more, "get_state", &VALUES),
    );
    assert!(lines.len() <= 6, "{lines:#?}");
    assert_about(&lines, &["added"]);
    assert!(lines.iter().all(|line| line.starts_with('+')), "{lines:#?}");
}

#[test]
fn a_renamed_operation_changes_lines_about_it_alone() {
    let lines = changed(
        &document(&columns(), "get_state", &VALUES),
        &document(&columns(), "read_state", &VALUES),
    );
    assert_about(&lines, &["get_state", "read_state"]);
}

#[test]
fn a_value_removed_from_an_enum_changes_lines_about_it_alone() {
    let fewer = ["open", "half-open", "half_open", "gone"];
    let lines = changed(
        &document(&columns(), "get_state", &VALUES),
        &document(&columns(), "get_state", &fewer),
    );
    assert_about(&lines, &["closed", "Closed"]);
    assert!(lines.iter().all(|line| line.starts_with('-')), "{lines:#?}");
}

#[test]
fn a_value_appended_to_an_enum_changes_lines_about_it_alone() {
    let more = [
        "open",
        "half-open",
        "half_open",
        "closed",
        "gone",
        "Half Open",
    ];
    let lines = changed(
        &document(&columns(), "get_state", &VALUES),
        &document(&columns(), "get_state", &more),
    );
    // The third of that name; the two before keep theirs.
    assert_about(&lines, &["Half Open", "HalfOpen3"]);
    assert!(lines.iter().all(|line| line.starts_with('+')), "{lines:#?}");
}
