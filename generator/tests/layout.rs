//! Which file each method and each type stands in, and what a change of the document moves.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use rill_codegen::{Config, Files, Generated, Source, generate};
use serde_json::{Value, json};

/// No file is longer.
const MOST_LINES: usize = 3_000;

fn generated(document: &Value) -> Generated {
    let source = common::text("document.json", &document.to_string());
    generate(&source, &Config::new("case")).expect("a valid document")
}

fn sources(document: &Value) -> Files {
    let mut files = generated(document).files;
    files.retain(|path, _| path.starts_with("src/"));
    files
}

/// Returns the files that differ.
fn changed(one: &Files, other: &Files) -> Vec<String> {
    let paths: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let differ = paths
        .into_iter()
        .filter(|path| one.get(*path) != other.get(*path));
    differ.cloned().collect()
}

fn document(paths: &Value, schemas: &Value) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Large", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

/// An operation that gives a component.
fn gives(component: &str) -> Value {
    let reference = format!("#/components/schemas/{component}");
    json!({"get": {"responses": {"200": {
        "description": "a value",
        "content": {"application/json": {"schema": {"$ref": reference}}},
    }}}})
}

/// As large as the largest documents in use: 60 groups of paths that share 400 components and have
/// 600 of their own, each with an object inside.
fn large() -> Value {
    let property = || json!({"type": "string", "description": "Says something."});
    let mut schemas = serde_json::Map::new();
    let mut paths = serde_json::Map::new();
    let names = ["Account", "Balance", "Card", "Draft", "Event", "Fund"];
    for index in 0..1_000 {
        let group = index % 60;
        let name = format!("{}{}Part{index}", names[index % 6], names[index / 6 % 6]);
        let mut inside: BTreeMap<String, Value> = BTreeMap::new();
        for property_index in 0..25 {
            inside.insert(format!("property_{property_index}"), property());
        }
        let mut properties: BTreeMap<String, Value> = inside.clone();
        properties.insert(
            "inside".to_owned(),
            json!({"type": "object", "properties": inside}),
        );
        schemas.insert(
            name.clone(),
            json!({"type": "object", "properties": properties}),
        );
        let mut users = vec![group];
        if index < 400 {
            users.push((group + 1) % 60);
        }
        for user in users {
            paths.insert(format!("/v1/group{user}/thing{index}"), gives(&name));
        }
    }
    document(&Value::Object(paths), &Value::Object(schemas))
}

/// The sources of a large document.
static LARGE: LazyLock<Files> = LazyLock::new(|| sources(&large()));

/// Returns the path of the file that declares a type.
fn file_of<'a>(files: &'a Files, name: &str) -> &'a str {
    let declared = format!("pub struct {name} {{");
    let mut found = files.iter().filter(|(_, text)| text.contains(&declared));
    let (path, _) = found.next().expect("the type is there");
    assert!(found.next().is_none(), "{name} stands once");
    path
}

#[test]
fn a_changed_schema_changes_one_file() {
    let mut document = large();
    let before = &*LARGE;
    assert!(before.len() > 150, "{} files", before.len());
    for name in ["AccountAccountPart0", "CardAccountPart866"] {
        let at = format!("/components/schemas/{name}/properties");
        let properties = document.pointer_mut(&at).expect("properties");
        properties["added"] = json!({"type": "boolean"});
        properties["inside"]["properties"]["added"] = json!({"type": "boolean"});
        let after = sources(&document);
        assert_eq!(changed(before, &after), [file_of(before, name)]);
        let properties = document.pointer_mut(&at).expect("properties");
        properties
            .as_object_mut()
            .expect("an object")
            .remove("added");
        properties["inside"]["properties"]
            .as_object_mut()
            .expect("an object")
            .remove("added");
    }
}

#[test]
fn a_type_that_appears_changes_its_file_alone() {
    let mut document = large();
    let before = &*LARGE;
    let properties = "/components/schemas/AccountAccountPart0/properties";
    let properties = document.pointer_mut(properties).expect("properties");
    properties["more"] = json!({"type": "object", "properties": {"one": {"type": "integer"}}});
    let after = sources(&document);
    let file = file_of(before, "AccountAccountPart0");
    assert_eq!(changed(before, &after), [file]);
    assert_eq!(file_of(&after, "AccountAccountPart0More"), file);
}

fn check_lengths(name: &str, files: &Files) {
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{name}: {path} has {lines} lines");
    }
}

#[test]
fn no_file_is_longer_than_a_reader_bears() {
    check_lengths("a large document", &LARGE);
    for (name, _, path) in common::cases("cases") {
        let input = common::input(&path);
        let generated = generate(&input, &Config::new("case")).expect("a valid document");
        check_lengths(&name, &generated.files);
    }
}

/// Every path is a word of its own, so that nothing groups the methods.
#[test]
fn thousands_of_methods_without_tags_fill_files_of_bearable_length() {
    let paths: serde_json::Map<String, Value> = (0..2_000)
        .map(|number| (format!("/op{number}"), gives(&format!("Row{number}"))))
        .collect();
    let schemas: serde_json::Map<String, Value> = (0..2_000)
        .map(|number| {
            let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
            (format!("Row{number}"), schema)
        })
        .collect();
    let files = sources(&document(&json!(paths), &json!(schemas)));
    check_lengths("many methods", &files);
    assert!(files.len() < 400, "{} files", files.len());
}

#[test]
fn methods_stand_before_types() {
    let document = document(
        &json!({"/pets": gives("Pet")}),
        &json!({
            "Pet": {"type": "object", "properties": {"name": {"type": "string"}}},
        }),
    );
    let rill = json!({
        "openapi": "3.0.3",
        "info": {"title": "Rill", "version": "1"},
        "servers": [{"url": "http://localhost:9009/v1/instances/default/api"}],
        "paths": {"/pets": gives("Pet")},
        "components": document["components"],
    });
    let ordinary = sources(&document);
    let module = &ordinary["src/apis/untagged.rs"];
    assert!(
        module.find("impl Client") < module.find("pub struct Pet"),
        "{module}"
    );
    let of_rill = sources(&rill);
    assert!(of_rill["src/apis/pets.rs"].contains("impl Client"));
    for (path, text) in ordinary.iter().chain(&of_rill) {
        let (methods, types) = (text.rfind("impl Client"), text.find("pub struct"));
        if let (Some(methods), Some(types)) = (methods, types)
            && path != "src/client.rs"
        {
            assert!(methods < types, "{path}: {text}");
        }
    }
}

fn modules(paths: &[&str]) -> Vec<String> {
    let schemas = json!({"Pet": {"type": "object"}});
    let paths: serde_json::Map<String, Value> = paths
        .iter()
        .map(|path| ((*path).to_owned(), gives("Pet")))
        .collect();
    let generated = generated(&document(&Value::Object(paths), &schemas));
    let modules = generated.files.keys().filter_map(|path| {
        let name = path.strip_prefix("src/apis/")?.strip_suffix(".rs")?;
        Some(name.to_owned())
    });
    modules.collect()
}

#[test]
fn a_document_without_tags_is_grouped_by_the_segment_that_tells_apart() {
    assert_eq!(
        modules(&["/v1/cats", "/v1/cats/{id}", "/v1/dogs", "/v1/dogs/{id}"]),
        ["cats", "dogs"]
    );
    assert_eq!(
        modules(&[
            "/2010-04-01/Shops/{id}/Calls.json",
            "/2010-04-01/Shops/{id}/Calls/{call}.json",
            "/2010-04-01/Shops/{id}/Queues.json",
            "/2010-04-01/Shops/{id}/Queues/{queue}.json",
            "/2010-04-01/Shops.json",
            "/2010-04-01/Shops/{id}.json",
        ]),
        ["calls", "queues", "shops"]
    );
    // Paths that all say something else make no groups.
    assert_eq!(
        modules(&["/sendMessage", "/getUpdates", "/close"]),
        ["untagged"]
    );
}

#[test]
fn groups_of_paths_are_features_as_tags_are() {
    let generated = generated(&large());
    let features: Vec<&str> = generated
        .features
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(features.len(), 60);
    assert!(features.contains(&"group7"));
    let apis = &generated.files["src/apis.rs"];
    assert!(
        apis.contains("#[cfg(feature = \"group7\")]\npub mod group7;"),
        "{apis}"
    );
    // Each shared type is for two groups, and a file of them for few.
    let types = &generated.files["src/types.rs"];
    assert!(types.contains("#[cfg(any(feature = \"group"), "{types}");
}

#[test]
fn shared_types_are_there_for_the_features_that_lead_to_them() {
    let text = |lines: usize| "A line.\n".repeat(lines);
    let leaf = json!({"type": "object", "description": text(1_500)});
    let mut paths = serde_json::Map::new();
    for group in 0..10 {
        for operation in 0..2 {
            let component = if group < 2 { "Branch" } else { "Root" };
            paths.insert(format!("/g{group}/o{operation}"), gives(component));
        }
    }
    let document = document(
        &Value::Object(paths),
        &json!({
            "Branch": {"type": "object", "properties": {"leaf": {"$ref": "#/components/schemas/Leaf"}}, "description": text(1_000)},
            "Leaf": leaf,
            "Root": {"type": "object", "description": text(1_000)},
        }),
    );
    let types = &sources(&document)["src/types.rs"];
    let gate = "#[cfg(any(feature = \"g0\", feature = \"g1\"))]\n";
    for name in ["branch", "leaf"] {
        assert!(types.contains(&format!("{gate}mod {name};")), "{types}");
        assert!(
            types.contains(&format!("{gate}pub use self::{name}::*;")),
            "{types}"
        );
    }
    assert!(types.contains("\nmod root;"), "{types}");
    assert!(!types.contains(")]\nmod root;"), "{types}");
}

/// Writes the sources of a crate into a folder.
fn write(folder: &Path, files: &Files) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

#[test]
fn rustfmt_leaves_a_crate_alone() {
    let documents = [
        "clients/petstore/openapi.yaml",
        "clients/rill/openapi.json",
        "cases/tags/document.yaml",
    ];
    let all: Vec<(String, Source)> = documents
        .iter()
        .map(|name| {
            (
                (*name).to_owned(),
                common::source(&common::fixtures().join(name)),
            )
        })
        .collect();
    for (name, source) in all {
        let generated = generate(&source, &Config::new("case")).expect("a valid document");
        let folder = tempfile::tempdir().expect("a temporary folder");
        write(folder.path(), &generated.files);
        let output = Command::new("rustfmt")
            .args(["--check", "--edition", "2024", "src/lib.rs"])
            .current_dir(folder.path())
            .output()
            .expect("rustfmt runs");
        let diff = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {diff}{errors}");
    }
}

#[test]
fn one_file_names_the_version() {
    let version = env!("CARGO_PKG_VERSION");
    for document in ["clients/petstore/openapi.yaml", "clients/rill/openapi.json"] {
        let source = common::source(&common::fixtures().join(document));
        let generated = generate(&source, &Config::new("case")).expect("a valid document");
        let naming = generated
            .files
            .iter()
            .filter(|(path, text)| path.as_str() != "openapi.json" && text.contains(version));
        let naming: Vec<&str> = naming.map(|(path, _)| path.as_str()).collect();
        assert_eq!(naming, ["src/lib.rs"], "{document}");
        let requires = format!("rill_client_runtime::codegen::v1::requires!(\"{version}\");");
        assert!(generated.files["src/lib.rs"].contains(&requires));
    }
}

#[test]
fn the_readme_has_the_example_that_the_front_page_compiles() {
    let source = common::source(&common::fixtures().join("clients/petstore/openapi.yaml"));
    let files = generate(&source, &Config::new("case"))
        .expect("a valid document")
        .files;
    let page: BTreeSet<&str> = files["src/lib.rs"]
        .lines()
        .filter_map(|line| Some(line.strip_prefix("//!")?.trim().trim_start_matches("# ")))
        .collect();
    let (_, example) = files["README.md"]
        .split_once("```rust\n")
        .expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    assert!(example.contains("let client = Client::"), "{example}");
    for line in example.lines().map(str::trim) {
        assert!(page.contains(line), "{line}");
    }
}
