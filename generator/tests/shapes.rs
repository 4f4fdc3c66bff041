//! The types of `fixtures/clients/shapes`, which is a crate: its own tests read and write values of them.
//! `UPDATE_EXPECT=1 cargo test -p rill-codegen --test shapes` writes them anew.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use expect_test::expect_file;
use rill_codegen::{Config, Files, Selection, generate};

#[test]
fn the_types_of_all_shapes_are_as_committed() {
    let folder = common::fixtures()
        .join("clients/shapes")
        .canonicalize()
        .expect("it is there");
    let source = common::source(&folder.join("document.yaml"));
    let config = Config {
        selection: Selection {
            types_only: true,
            ..Selection::default()
        },
        ..Config::new("shapes")
    };
    let generated = generate(&source, &config).expect("a valid document");
    check_types(&folder, &generated.files);
    expect_file![folder.join("diagnostics.txt")].assert_eq(&generated.diagnostics.render(&source));
}

/// Compares `src/types.rs` and all files below `src/types` with the generated ones.
fn check_types(folder: &Path, files: &Files) {
    let below = folder.join("src/types");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let _ = fs::remove_dir_all(&below);
        fs::create_dir_all(&below).expect("a folder can be made");
    }
    let mut wanted = BTreeSet::new();
    for (path, text) in files {
        if path.starts_with("src/types") {
            expect_file![folder.join(path)].assert_eq(text);
            wanted.extend(path.strip_prefix("src/types/").map(str::to_owned));
        }
    }
    let found: BTreeSet<String> = fs::read_dir(&below)
        .into_iter()
        .flatten()
        .map(|entry| entry.expect("a readable entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    assert_eq!(found, wanted, "files below src/types");
}
