//! Small documents with the Rust and the findings they must give, and documents that must be
//! refused with the exact message. `UPDATE_EXPECT=1 cargo test -p rill-codegen` writes them anew.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use expect_test::expect_file;
use rill_codegen::{Code, Config, Generated, generate};

/// The config of a case: built-ins only where the case is about them.
fn config(name: &str) -> Config {
    Config {
        builtins: name.contains("builtin"),
        ..Config::new("case")
    }
}

fn generated(name: &str, document: &std::path::Path) -> Generated {
    let input = common::input(document);
    generate(&input, &config(name))
        .unwrap_or_else(|refusal| panic!("{name}: {}", refusal.render(&input)))
}

/// All types and methods of a crate, file after file.
fn rust(generated: &Generated) -> String {
    let mut text = String::new();
    for (path, content) in &generated.files {
        if path.starts_with("src/apis/") || path.starts_with("src/types") {
            let body = content
                .split_once("\n\n")
                .map_or(content.as_str(), |(_, body)| body);
            let _ = write!(text, "// {path}\n\n{body}\n");
        }
    }
    text
}

#[test]
fn each_case_gives_its_rust_and_its_findings() {
    for (name, folder, document) in common::cases("cases") {
        let input = common::input(&document);
        let generated = generated(&name, &document);
        let folder = folder.canonicalize().expect("the case is there");
        expect_file![folder.join("expected.rs")].assert_eq(&rust(&generated));
        expect_file![folder.join("diagnostics.txt")]
            .assert_eq(&generated.diagnostics.render(&input));
    }
}

#[test]
fn each_refused_document_gives_its_message() {
    for (name, folder, document) in common::cases("refused") {
        let source = common::source(&document);
        let message = match generate(&source, &Config::new("case")) {
            Err(refusal) => refusal.render(&source),
            Ok(_) => panic!("{name} was taken"),
        };
        let folder = folder.canonicalize().expect("the case is there");
        expect_file![folder.join("message.txt")].assert_eq(&message);
    }
}

#[test]
fn each_kind_of_finding_has_a_case() {
    let mut seen: BTreeSet<Code> = BTreeSet::new();
    for (name, _, document) in common::cases("cases") {
        seen.extend(
            generated(&name, &document)
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code),
        );
    }
    // Pins, replacements and selectors stand in the config, which cases have none of; `pins.rs`,
    // `replace.rs` and `operations/selection.rs` cover them.
    seen.extend([
        Code::PinInvalid,
        Code::PinUnused,
        Code::ReplacementUnused,
        Code::SelectorUnused,
    ]);
    let missing: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !seen.contains(code))
        .map(|code| code.as_str())
        .collect();
    assert!(
        missing.is_empty(),
        "codes without a case in fixtures/cases: {missing:?}"
    );
}
