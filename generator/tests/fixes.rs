//! What a finding offers as an action of an overlay mends it: the action is applied, and the finding is gone.

mod common;

use std::path::PathBuf;

use rill_codegen::report::{LocatedDiagnostic, overlay};
use rill_codegen::{Config, Diagnostic, Generated, Input, Selection, Source, generate};

/// All documents of the fixtures that have findings, and what they are generated with.
fn documents() -> Vec<(String, PathBuf, Config)> {
    let mut all: Vec<(String, PathBuf, Config)> = common::cases("cases")
        .into_iter()
        .map(|(name, _, document)| {
            let config = Config {
                builtins: name.contains("builtin"),
                ..Config::new("case")
            };
            (name, document, config)
        })
        .collect();
    let beside = |name: &str| {
        common::fixtures()
            .join("clients")
            .join(name)
            .join("document.yaml")
    };
    let types_only = Selection {
        types_only: true,
        ..Selection::default()
    };
    all.push((
        "shapes".to_owned(),
        beside("shapes"),
        Config {
            selection: types_only,
            ..Config::new("shapes")
        },
    ));
    let catalogue = Config::new("catalogue");
    all.push(("catalogue".to_owned(), beside("catalogue"), catalogue));
    all
}

fn generated(input: &Input, config: &Config) -> Result<Generated, String> {
    generate(input, config).map_err(|refusal| refusal.render(input))
}

fn is_there(found: &Diagnostic, generated: &Generated) -> bool {
    let same = |other: &Diagnostic| {
        (&other.at, other.code, &other.message) == (&found.at, found.code, &found.message)
    };
    generated.diagnostics.iter().any(same)
}

/// The action of one finding as a file.
fn action(located: &LocatedDiagnostic<'_>) -> Option<Source> {
    overlay(std::slice::from_ref(located)).map(|text| common::text("fix.yaml", &text))
}

/// What is wrong with the fixes of a document, and how many there are.
fn flaws(name: &str, input: &Input, config: &Config) -> (Vec<String>, usize) {
    let before = match generated(input, config) {
        Ok(before) => before,
        Err(refusal) => return (vec![format!("{name}: {refusal}")], 0),
    };
    let mut flaws = Vec::new();
    let mut count = 0;
    for located in before.diagnostics.located(input) {
        let Some(file) = action(&located) else {
            continue;
        };
        count += 1;
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        let mut mended = input.clone();
        mended.overlays.push(file);
        let what = match generated(&mended, config) {
            Ok(after) if is_there(located.found, &after) => "the finding is still there",
            Ok(after)
                if after
                    .diagnostics
                    .iter()
                    .any(|found| found.at.file() == Some("fix.yaml")) =>
            {
                "the action itself is complained of"
            }
            Ok(_) => continue,
            Err(_) => "the document is refused",
        };
        let found = located.found;
        flaws.push(format!(
            "{name}: {} at {}: {what}\n{text}",
            found.code, found.at
        ));
    }
    (flaws, count)
}

#[test]
fn every_fix_mends_what_it_is_offered_for() {
    let mut all = Vec::new();
    let mut count = 0;
    for (name, document, config) in documents() {
        let (flaws, fixes) = flaws(&name, &common::input(&document), &config);
        all.extend(flaws);
        count += fixes;
    }
    assert!(
        all.is_empty(),
        "{} of {count} fixes do not mend:\n{}",
        all.len(),
        all.join("\n")
    );
    assert!(count > 60, "only {count} fixes were tried");
}

#[test]
fn the_fixes_of_a_whole_document_go_together() {
    for (name, document, config) in documents() {
        let input = common::input(&document);
        let before = generated(&input, &config).expect("it is generated");
        let located = before.diagnostics.located(&input);
        let offered: Vec<&LocatedDiagnostic<'_>> =
            located.iter().filter(|one| one.action.is_some()).collect();
        let Some(text) = overlay(&located) else {
            continue;
        };
        let mut mended = input.clone();
        mended.overlays.push(common::text("fix.yaml", &text));
        let after =
            generated(&mended, &config).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        let left: Vec<String> = offered
            .iter()
            .filter(|one| is_there(one.found, &after))
            .map(|one| format!("{} at {}", one.found.code, one.found.at))
            .collect();
        assert!(left.is_empty(), "{name}: {left:#?}\n{text}");
    }
}

/// Swagger 2.0 has no place for what its parts are rewritten to, so no action may speak of it.
#[test]
fn old_documents_are_mended_where_they_are_written() {
    let old = "swagger: '2.0'
info: {title: T, version: '1'}
produces: [application/json, application/pdf]
paths:
  /a:
    get:
      parameters:
        - {name: a, in: query, type: array, collectionFormat: weird, items: {type: array, collectionFormat: pipes, items: {type: string}}}
        - {name: b, in: header, type: array, collectionFormat: pipes, items: {type: string}}
        - {name: c, in: query, type: array}
      responses:
        200: {description: d, schema: {type: object, properties: {list: {type: array}, any: {}, sum: {type: number, maximum: high}}}}
        default: {description: d, schema: {type: file}}
";
    let input = Input::from(common::text("old.yaml", old));
    let (flaws, count) = flaws("old", &input, &Config::new("old"));
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
    assert!(count > 5, "only {count} fixes were tried");
}
