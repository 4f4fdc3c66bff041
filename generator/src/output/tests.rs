//! The formatter against syn, which says whether the text is still the same code, and against prettyplease, whose style it
//! keeps.

mod rules;
mod same;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

use super::{format, page};
use crate::emit::{self, Model};
use crate::tokens::Tokens;
use crate::{Config, Input, Source, analyze, document, lower, names};

/// What a formatted text is compared with.
fn prettyplease(tokens: TokenStream) -> String {
    let file: syn::File = syn::parse2(tokens).expect("emit writes Rust");
    prettyplease::unparse(&file)
}

/// Gives the tokens of every piece of the crate of a document to a function.
fn each_piece(path: &Path, check: &mut dyn FnMut(Tokens)) {
    let bytes = fs::read(path).expect("a readable document");
    let name = path.to_string_lossy().into_owned();
    let input = Input::from(Source { name, bytes });
    let config = Config::new("case");
    let mut cx = crate::Diagnostics::default();
    let Ok(document) = document::load(&mut cx, &input, config.dialect) else {
        return;
    };
    let api = lower::lower(&mut cx, &document, &config);
    let facts = analyze::analyze(&api);
    let names = names::assign(&mut cx, &api, &config);
    let layout = emit::layout(&api, &facts, &names, &config);
    let model = Model {
        api: &api,
        facts: &facts,
        names: &names,
        layout: &layout,
        config: &config,
    };
    for piece in emit::plan(model) {
        let written = emit::write(model, &piece);
        check(emit::head(model, piece.file, &written.imports));
        check(written.items);
    }
}

/// Files of a kind below a folder of the project; none where it is not there.
fn files(folder: &str, kinds: &[&str]) -> Vec<PathBuf> {
    fn collect(folder: &Path, kinds: &[&str], found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_kind = path
                .extension()
                .is_some_and(|kind| kinds.iter().any(|one| kind == *one));
            if path.is_dir() {
                collect(&path, kinds, found);
            } else if is_kind {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    collect(&root.join(folder), kinds, &mut found);
    found.sort();
    found
}

/// Documents of the fixtures, and those beside the project. Large ones take long in this profile, and have nothing that
/// others have not.
fn documents() -> Vec<PathBuf> {
    let mut found = files("fixtures", &["json", "yaml"]);
    let corpus = files("../shared/corpus", &["json", "yaml"]);
    if corpus.is_empty() {
        eprintln!("there is no ../shared/corpus: only fixtures are formatted");
    }
    let is_small = |path: &PathBuf| path.metadata().is_ok_and(|data| data.len() < 200_000);
    found.extend(corpus.into_iter().filter(is_small));
    found
}

/// Lines that are longer than they may be, though there is a place where they could be broken: more than one token that is
/// no comment.
fn too_long(text: &str) -> Vec<&str> {
    let is_long = |line: &&str| {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        let room = (indent + 60).max(page::WIDTH);
        line.len() > room && !code.starts_with("//") && code.contains(' ')
    };
    text.lines().filter(is_long).collect()
}

/// Leaves out calls of the runtime's macros, which have a line for each field here and no style in prettyplease.
fn without_calls<'t>(lines: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut is_inside = false;
    let is_outside = |line: &&str| {
        let is_call = is_inside || (line.starts_with("v1::") && line.contains('!'));
        let is_end = !line.starts_with(' ') && line.ends_with([';', '}']);
        is_inside = is_call && !is_end;
        !is_call
    };
    lines.filter(is_outside).collect()
}

#[test]
fn what_is_emitted_keeps_its_tokens_and_has_the_style_of_prettyplease() {
    let (mut lines, mut long) = (0, Vec::new());
    for path in documents() {
        each_piece(&path, &mut |tokens| {
            let stream = tokens.to_string().parse().expect("emit writes tokens");
            let (text, _) = format::items(tokens);
            let tokens = same::by_line(stream);
            same::assert_same(&tokens, &text);
            let packed = without_calls(text.lines().filter(|line| !line.is_empty()));
            let expected = prettyplease(tokens);
            let expected = without_calls(expected.lines());
            let first = packed.iter().zip(&expected).find(|(a, b)| a != b);
            assert_eq!(first, None, "{}", path.display());
            assert_eq!(packed.len(), expected.len(), "{}", path.display());
            lines += packed.len();
            let packed = packed.join("\n");
            long.extend(too_long(&packed).into_iter().map(str::to_owned));
        });
    }
    assert!(lines > 5_000, "{lines} lines");
    assert!(long.len() * 1000 < lines, "too long: {long:#?}");
}

/// Written by hand, these have most of what Rust has.
#[test]
fn the_sources_of_the_project_keep_their_tokens() {
    let mut found = Vec::new();
    for folder in [
        "generator/src",
        "runtime/src",
        "xtask/src",
        "fixtures/standin/src",
    ] {
        found.extend(files(folder, &["rs"]));
    }
    assert!(found.len() > 100, "{} sources", found.len());
    let (mut lines, mut equal) = (0_usize, 0_usize);
    for path in found {
        let text = fs::read_to_string(&path).expect("readable text");
        let tokens: TokenStream = text.parse().expect("Rust");
        let (text, _) = format::items(Tokens::parse(&text).expect("Rust"));
        same::assert_same(&tokens, &text);
        let known: BTreeSet<&str> = text.lines().collect();
        for line in prettyplease(tokens).lines() {
            lines += 1;
            equal += usize::from(known.contains(line));
        }
    }
    // What differs is mostly inside of macros: signs there stand at their operands.
    let share = equal * 1000 / lines;
    assert!(share >= 980, "{share} of 1000 lines are equal");
}
