//! A copy of the runtime's source, for teams that take no dependency from git.

use std::collections::BTreeMap;
use std::path::Path;

use rill_console::{MANIFEST, Problem, absolute, files_below, read_file, relative, shown};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use crate::manifest::RUNTIME;
use crate::output::Change;

/// The folder that this program was built from.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const HEADER: &str = "\
# A copy of the runtime that `cargo xtask regenerate` writes anew: changes do not stay.
";

/// Returns what has to change in `folder` so that it holds the runtime, by path below `root`.
///
/// # Errors
///
/// The folder holds something else, or the source that this program was built from is gone.
pub(crate) fn changes(folder: &Path, root: &Path) -> Result<BTreeMap<String, Change>, Problem> {
    if absolute(root).starts_with(folder) {
        return Err(
            Problem::usage("the folder for the runtime holds the crate itself")
                .at(shown(folder))
                .help("name another folder: `runtime = \"vendor:DIR\"`"),
        );
    }
    let below = relative(folder, root);
    let wanted = files()?;
    let there = files_there(folder)?;
    let mut changes = BTreeMap::new();
    for (name, old) in &there {
        if !wanted.contains_key(name) {
            let old = old.clone();
            changes.insert(format!("{below}/{name}"), Change::Remove { old });
        }
    }
    for (name, new) in wanted {
        let old = there.get(&name).cloned();
        if old.as_ref() != Some(&new) {
            changes.insert(format!("{below}/{name}"), Change::Write { old, new });
        }
    }
    Ok(changes)
}

/// Returns the files of a copy that is there.
fn files_there(folder: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let is_empty = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(_) => !folder.exists(),
    };
    if is_empty {
        return Ok(BTreeMap::new());
    }
    let manifest = read_file(&folder.join(MANIFEST))?;
    if manifest.is_none_or(|text| !text.starts_with(HEADER)) {
        return Err(
            Problem::usage("the folder for the runtime holds something else")
                .at(shown(folder))
                .help("name another folder: `runtime = \"vendor:DIR\"`"),
        );
    }
    texts(folder)
}

/// Returns the runtime's files, with a manifest that needs no workspace.
fn files() -> Result<BTreeMap<String, String>, Problem> {
    let root = Path::new(SOURCE);
    let gone = || {
        Problem::new("the source of the runtime is not there any more")
            .at(shown(root))
            .note("this program was built from it")
            .help("build or install this program again, or write `runtime = \"git:URL\"`")
    };
    let mut files = texts(&root.join("runtime"))?;
    let own = files.get(MANIFEST).ok_or_else(gone)?;
    let workspace = read_file(&root.join(MANIFEST))?.ok_or_else(gone)?;
    let manifest = manifest(own, &workspace).ok_or_else(gone)?;
    files.insert(MANIFEST.to_owned(), manifest);
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let text = read_file(&root.join(license))?;
        files.extend(text.map(|text| (license.to_owned(), text)));
    }
    Ok(files)
}

/// Returns the texts of a folder that belong to the runtime: manifest, licences, README, and everything in `src`.
fn texts(folder: &Path) -> Result<BTreeMap<String, String>, Problem> {
    let is_part = |path: &Path| {
        let part = path.strip_prefix(folder).unwrap_or(path);
        let first = part.iter().next().and_then(|name| name.to_str());
        let first = first.unwrap_or_default();
        matches!(first, "src" | MANIFEST | "README.md") || first.starts_with("LICENSE-")
    };
    let paths = files_below(folder, &is_part).unwrap_or_default();
    let mut texts = BTreeMap::new();
    for path in paths {
        if let Some(text) = read_file(&path)? {
            texts.insert(relative(&path, folder), text);
        }
    }
    Ok(texts)
}

/// Writes what the runtime's manifest inherits from its workspace into it, and leaves out what only its tests need.
fn manifest(own: &str, workspace: &str) -> Option<String> {
    let mut manifest: DocumentMut = own.parse().ok()?;
    let workspace: DocumentMut = workspace.parse().ok()?;
    let workspace = workspace.get("workspace")?;
    for tests_only in ["dev-dependencies", "lints"] {
        manifest.remove(tests_only);
    }
    let package = manifest.get_mut("package")?.as_table_like_mut()?;
    for (key, value) in package.iter_mut() {
        if is_inherited(value) {
            *value = workspace.get("package")?.get(key.get())?.clone();
        }
    }
    let shared = workspace.get("dependencies")?;
    inherit(manifest.get_mut("dependencies")?, shared)?;
    if let Some(targets) = manifest.get_mut("target").and_then(Item::as_table_like_mut) {
        for (_, target) in targets.iter_mut() {
            inherit(target.get_mut("dependencies")?, shared)?;
        }
    }
    let mut lib = Table::new();
    lib.insert("test", false.into());
    lib.insert("doctest", false.into());
    manifest.insert("lib", Item::Table(lib));
    debug_assert_eq!(manifest["package"]["name"].as_str(), Some(RUNTIME));
    Some(format!("{HEADER}{manifest}"))
}

fn is_inherited(item: &Item) -> bool {
    item.get("workspace").and_then(Item::as_bool) == Some(true)
}

/// Replaces dependencies of the workspace by what the workspace says of them, with their own features added.
fn inherit(dependencies: &mut Item, shared: &Item) -> Option<()> {
    for (name, dependency) in dependencies.as_table_like_mut()?.iter_mut() {
        if !is_inherited(dependency) {
            continue;
        }
        let mut whole = match shared.get(name.get())? {
            Item::Value(Value::InlineTable(table)) => table.clone(),
            version => InlineTable::from_iter([("version", version.as_value()?.clone())]),
        };
        for (key, value) in dependency.as_table_like()?.iter() {
            match (key, value.as_array()) {
                ("workspace", _) => {}
                ("features", Some(more)) => add_features(&mut whole, more),
                _ => {
                    whole.insert(key, value.as_value()?.clone());
                }
            }
        }
        whole.fmt();
        *dependency = Item::Value(whole.into());
    }
    Some(())
}

fn add_features(dependency: &mut InlineTable, more: &Array) {
    let features = dependency
        .entry("features")
        .or_insert_with(|| Array::new().into());
    if let Some(features) = features.as_array_mut() {
        features.extend(more.iter().cloned());
        features.fmt();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_stands_alone() {
        let own = "[package]\nname = \"rill-client-runtime\"\nversion.workspace = true\n\n\
            [dependencies]\na.workspace = true\nb = { workspace = true, features = [\"y\"], optional = true }\n\
            c = \"3\"\n\n[target.'cfg(unix)'.dependencies]\na = { workspace = true, features = [\"z\"] }\n\n\
            [dev-dependencies]\nd = \"4\"\n\n[lints]\nworkspace = true\n";
        let workspace = "[workspace.package]\nversion = \"0.1.0\"\n\n[workspace.dependencies]\na = \"1\"\n\
            b = { version = \"2\", default-features = false, features = [\"x\"] }\n";
        expect_test::expect![[r#"
            # A copy of the runtime that `cargo xtask regenerate` writes anew: changes do not stay.
            [package]
            name = "rill-client-runtime"
            version = "0.1.0"

            [dependencies]
            a = { version = "1" }
            b = { version = "2", default-features = false, features = ["x", "y"], optional = true }
            c = "3"

            [target.'cfg(unix)'.dependencies]
            a = { version = "1", features = ["z"] }

            [lib]
            test = false
            doctest = false
        "#]]
        .assert_eq(&manifest(own, workspace).expect("both can be read"));
    }

    #[test]
    fn a_copy_is_whole_and_a_second_run_changes_nothing() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (folder, root) = (dir.path().join("vendor/runtime"), dir.path().join("a"));
        let first = changes(&folder, &root).expect("the source is there");
        assert!(first.contains_key("../vendor/runtime/src/lib.rs"));
        assert!(
            !first
                .keys()
                .any(|name| name.starts_with("../vendor/runtime/tests"))
        );
        for (name, change) in &first {
            let path = root.join(name);
            let Change::Write { old: None, new } = change else {
                panic!("{name} was there");
            };
            // The folder `..` goes out of has to be there.
            std::fs::create_dir_all(&root).expect("a folder");
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            std::fs::write(path, new).expect("a file");
        }
        assert_eq!(changes(&folder, &root).expect("a copy"), BTreeMap::new());
        std::fs::write(folder.join("src/old.rs"), "").expect("a file");
        let stale = changes(&folder, &root).expect("a copy");
        assert_eq!(
            stale.keys().collect::<Vec<_>>(),
            ["../vendor/runtime/src/old.rs"]
        );
        std::fs::write(folder.join(MANIFEST), "[package]\n").expect("a file");
        assert!(changes(&folder, &root).is_err(), "it is somebody else's");
    }
}
