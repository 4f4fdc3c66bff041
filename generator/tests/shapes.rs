//! The types of `fixtures/shapes`, which is a crate: its own tests read and write values of them.
//! `UPDATE_EXPECT=1 cargo test -p rill-codegen --test shapes` writes them anew.

mod common;

use expect_test::expect_file;
use rill_codegen::{Config, Selection, generate};

#[test]
fn the_types_of_all_shapes_are_as_committed() {
    let folder = common::fixtures()
        .join("shapes")
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
    expect_file![folder.join("src/types.rs")].assert_eq(&generated.files["src/types.rs"]);
    expect_file![folder.join("diagnostics.txt")].assert_eq(&generated.diagnostics.render(&source));
}
