//! Comparison with documents that a real Rill served.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{Undeclared, generate_document, project};

/// The expected text is what a Rill without APIs of its own serves, verbatim.
#[test]
fn an_empty_project_has_rills_own_three() {
    let shared =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/rill/local-builtins.json");
    let Ok(text) = fs::read_to_string(shared) else {
        eprintln!("skipped: there is no ../shared beside the project");
        return;
    };
    let expected: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(project(&[], Undeclared::LeftOut).document, expected);
}

/// Rill's own documents for its own files, where they are at hand.
#[test]
fn the_document_is_the_one_that_rill_made() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/rill");
    if !shared.is_dir() {
        eprintln!("skipped: there is no ../shared beside the project");
        return;
    }
    for (folder, document) in [
        ("project", "openapi.json"),
        ("quirks/apis", "quirks/openapi.json"),
    ] {
        let made = generate_document(&shared.join(folder), Undeclared::LeftOut).unwrap();
        let text = fs::read_to_string(shared.join(document)).unwrap();
        let mut expected: Value = serde_json::from_str(&text).unwrap();
        // A folder knows neither its organization nor its host.
        expected["info"]["title"] = "Rill project API".into();
        expected["servers"] = made.document["servers"].clone();
        for (path, item) in expected["paths"].as_object().unwrap() {
            assert_eq!(&made.document["paths"][path], item, "{path}");
        }
        for (name, schema) in expected["components"]["schemas"].as_object().unwrap() {
            assert_eq!(
                &made.document["components"]["schemas"][name], schema,
                "{name}"
            );
        }
        assert_eq!(made.document, expected, "{folder}");
        if folder == "quirks/apis" {
            let listed = fs::read_to_string(shared.join("quirks/rejected.txt")).unwrap();
            let files: Vec<&str> = listed
                .lines()
                .filter_map(|line| line.strip_prefix("PARSE ERROR ")?.split_once(": "))
                .map(|(file, _)| file)
                .collect();
            assert_eq!(made.rejected, files.len());
            let texts: Vec<String> = made.diagnostics.iter().map(ToString::to_string).collect();
            for file in files {
                assert!(texts.iter().any(|text| text.contains(file)), "{file}");
            }
        }
    }
}
