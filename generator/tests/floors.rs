//! Which module may use which: no modules of a package use each other, and nothing reaches up a floor.

#[path = "floors/graph.rs"]
mod graph;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use graph::{Edge, circles, edges, sources};

fn package(folder: &str) -> BTreeSet<Edge> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    edges(&sources(&root.join(folder).join("src")))
}

fn assert_no_circles(folder: &str) {
    let circles = circles(&package(folder));
    assert!(
        circles.is_empty(),
        "modules of {folder} use each other ({} imports):\n  {}",
        circles.len(),
        circles.join("\n  ")
    );
}

#[test]
fn no_modules_of_the_generator_use_each_other() {
    assert_no_circles("generator");
}

#[test]
fn no_modules_of_the_runtime_use_each_other() {
    assert_no_circles("runtime");
}

/// The modules of the runtime, the highest floor first.
const RUNTIME_FLOORS: [&[&str]; 12] = [
    &["codegen", "testing", "blocking"],
    &["rill"],
    &["call"],
    &["operation"],
    &["client"],
    &["auth"],
    &["options"],
    &["trace", "retry", "server", "stream"],
    &["http"],
    &["json", "xml"],
    &["error"],
    &["media_type", "sync"],
];

/// The modules of the generator, the highest floor first.
const GENERATOR_FLOORS: [&[&str]; 8] = [
    &["report"],
    &["compare"],
    &["emit"],
    &["lower"],
    &["analyze", "names"],
    &["document"],
    &["ir"],
    &[
        "config",
        "diagnostic",
        "external",
        "parallel",
        "pointer",
        "rust",
    ],
];

fn assert_floors(folder: &str, floors: &[&[&str]]) {
    let floor = |module: &str| {
        let floor = floors.iter().position(|floor| floor.contains(&module));
        floor.unwrap_or_else(|| panic!("{module} of {folder} stands on no floor"))
    };
    for edge in package(folder) {
        if let (Some(from), Some(to)) = (edge.from.first(), edge.to.first())
            && from != to
        {
            let (above, below) = (floor(from), floor(to));
            let is_leaf = below + 1 == floors.len();
            assert!(
                above < below || (is_leaf && above == below),
                "{from} uses {}",
                edge.path
            );
        }
    }
}

#[test]
fn nothing_reaches_up_a_floor() {
    assert_floors("generator", &GENERATOR_FLOORS);
    assert_floors("runtime", &RUNTIME_FLOORS);
}

#[test]
fn no_modules_of_xtask_use_each_other() {
    assert_no_circles("xtask");
    assert_no_circles("xtask/conformance");
    assert_no_circles("xtask/console");
    assert_no_circles("xtask/lab");
    assert_no_circles("xtask/rill-project");
    assert_no_circles("xtask/rill-rows");
}

/// Returns the circles of a package with these files below `src/`.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let files = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    circles(&edges(&files.collect::<BTreeMap<_, _>>()))
}

#[test]
fn a_circle_is_found_however_it_is_written() {
    let circles = [
        // Directly, and by `super` and a group.
        circles_of(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "use super::{a::A}; pub struct B;"),
        ]),
        // By what the root gives on, and by a path in an expression within a macro's arguments.
        circles_of(&[
            ("lib.rs", "mod a; mod b; pub use b::B as Bee;"),
            ("a.rs", "use crate::Bee; pub fn a() {}"),
            (
                "b.rs",
                "pub struct B; fn b() { println!(\"{:?}\", crate::a::a()); }",
            ),
        ]),
        // Over three modules, one of them below another and behind a child.
        circles_of(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b; fn a() { b::b(); }"),
            ("b/mod.rs", "mod inner; pub fn b() {}"),
            ("b/inner.rs", "fn inner() { crate::c::c() }"),
            ("c.rs", "use crate::a::*; pub fn c() {}"),
        ]),
    ];
    for (index, circle) in circles.iter().enumerate() {
        assert!(circle.len() > 1, "circle {index}: {circle:?}");
    }
}

#[test]
fn a_parent_its_child_and_tests_are_no_circle() {
    let files = [
        ("lib.rs", "mod a; mod b;"),
        ("a/mod.rs", "mod inner; pub struct A; use inner::Inner;"),
        (
            "a/inner.rs",
            "use super::A; use crate::b::B; pub struct Inner;",
        ),
        (
            "b.rs",
            "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
        ),
    ];
    assert_eq!(circles_of(&files), Vec::<String>::new());
}
