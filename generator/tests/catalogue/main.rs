//! Shapes that broke other generators, as far as they are about generating: a snippet in, lines of
//! the crate and findings out. A test bears the id of its shape. What such shapes read and write is
//! tested in `fixtures/clients/catalogue` and `fixtures/clients/shapes`.

#[path = "../common/mod.rs"]
mod common;

mod complete;
mod documents;
mod references;
mod stable;
mod swagger;
mod words;

use rill_codegen::{Config, Generated, Input, generate};

/// The crate of a document.
fn crate_of(text: &str) -> Generated {
    crate_of_input(&common::text("document.yaml", text).into())
}

fn crate_of_input(input: &Input) -> Generated {
    generate(input, &Config::new("case"))
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(input)))
}

/// A document of OpenAPI 3.0 with this below its head.
fn document(rest: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{rest}")
}

/// The Rust sources.
fn sources(generated: &Generated) -> impl Iterator<Item = (&String, &String)> {
    let files = generated.files.iter();
    files.filter(|(path, _)| path.starts_with("src/"))
}

/// All sources as one text, without what only the formatting adds.
fn code(generated: &Generated) -> String {
    let words: Vec<&str> = sources(generated)
        .flat_map(|(_, text)| text.split_whitespace())
        .collect();
    words.join(" ")
}

/// Each finding as `code pointer`, in order.
fn findings(generated: &Generated) -> Vec<String> {
    let findings = generated.diagnostics.iter();
    findings
        .map(|finding| format!("{} {}", finding.code, finding.at))
        .collect()
}

#[track_caller]
fn assert_has(generated: &Generated, lines: &[&str]) {
    let code = code(generated);
    for line in lines {
        assert!(code.contains(line), "not there: {line}\n\n{code}");
    }
}
