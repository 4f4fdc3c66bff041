//! Operations of ordinary documents: snippet in, model and findings out; and every document beside
//! the project, of which no operation may be missing. `UPDATE_EXPECT=1` writes them anew.

#[path = "../common/mod.rs"]
mod common;

mod answers;
mod bodies;
mod corpus;
mod examples;
mod parameters;
mod recursion;
mod rows;
mod security;
mod selection;
mod siblings;

use std::fmt::Write as _;

use expect_test::Expect;
use rill_codegen::{Config, Diagnostics, document, lower};

/// Compares the model of a document, and what is found in it. The snippet is all of the document
/// but its head.
fn check(snippet: &str, expect: &Expect) {
    check_with(&Config::new("case"), snippet, expect);
}

fn check_with(config: &Config, snippet: &str, expect: &Expect) {
    let lines: Vec<&str> = snippet.lines().collect();
    let margin = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or_default();
    let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n".to_owned();
    for line in lines {
        let _ = writeln!(text, "{}", line.get(margin..).unwrap_or_default());
    }
    let source = common::text("document.yaml", &text);
    let mut cx = Diagnostics::default();
    let document = document::load(&mut cx, &source, config.dialect)
        .unwrap_or_else(|refusal| panic!("{}", refusal.render(&source)));
    let api = lower::lower(&mut cx, &document, config);
    let mut text = api.dump();
    for finding in cx.iter() {
        let _ = writeln!(
            text,
            "\n{} {}\n  {}",
            finding.code, finding.at, finding.message
        );
    }
    expect.assert_eq(&text);
}
