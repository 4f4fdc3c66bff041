//! The generated crate's `Cargo.toml`: ours where it must be, the user's everywhere else.
//!
//! Four things are written: `[package]` where it is missing, the dependencies that generated code needs, the features
//! that it has, and a list of those of them that nobody else had put there, so that they can go again when they are no
//! longer needed.
//! Every other line, comment and order stays. A second run changes nothing.

use rill_codegen::Dependency;
use rill_console::Problem;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, TomlError, Value};

mod features;
mod runtime;

pub use runtime::RUNTIME;
pub(crate) use runtime::{GitReference, RuntimeLine};

/// The table that tells a generated crate from any other.
const METADATA: &str = "rill-codegen";

const HEADER: &str = "\
# `cargo xtask regenerate` keeps the dependencies that the generated code needs; all else here is yours.
";

/// Contents that the manifest must have.
#[derive(Clone, Debug)]
pub(crate) struct ManifestSpec<'a> {
    pub(crate) name: &'a str,
    pub(crate) runtime: RuntimeLine,
    pub(crate) dependencies: &'a [Dependency],
    /// All are on unless the user says otherwise.
    pub(crate) features: &'a [String],
}

/// A manifest that exists, read.
#[derive(Clone, Debug)]
pub(crate) struct Manifest {
    document: DocumentMut,
    has_crlf: bool,
}

impl Manifest {
    /// Reads the text of a `Cargo.toml`; `path` is for messages.
    pub(crate) fn parse(path: &str, text: &str) -> Result<Self, Problem> {
        let broken = |error: &TomlError| {
            Problem::new(error.message().trim_end().to_owned())
                .within(path, text, error.span().unwrap_or(0..0))
                .help("mend the file, or move it away to get a new one")
        };
        let has_crlf = text.contains("\r\n");
        // The library writes the lines it adds with a line feed alone; one kind of line end is chosen at the end.
        let document = text
            .replace("\r\n", "\n")
            .parse::<DocumentMut>()
            .map_err(|error| broken(&error))?;
        Ok(Self { document, has_crlf })
    }

    /// Returns `true` if this program made the crate.
    pub(crate) fn is_ours(&self) -> bool {
        self.metadata().is_some()
    }

    /// Returns `true` if the runtime is among the dependencies.
    pub(crate) fn has_runtime(&self) -> bool {
        self.runtime().is_some()
    }

    /// Returns the git repository of the runtime, if a commit of it is named.
    pub(crate) fn runtime_commit(&self) -> Option<&str> {
        let runtime = self.runtime()?;
        runtime.get("rev")?;
        runtime.get("git")?.as_str()
    }

    fn runtime(&self) -> Option<&Item> {
        self.document.get("dependencies")?.get(RUNTIME)
    }

    /// Returns the name by which Rust code calls the crate, if the manifest says it.
    pub(crate) fn crate_name(&self) -> Option<String> {
        let name = |table: &str| {
            let name = self.document.get(table)?.get("name")?.as_str()?;
            Some(name.replace('-', "_"))
        };
        name("lib").or_else(|| name("package"))
    }

    /// Returns `true` if this is the root of a workspace and no package.
    pub(crate) fn is_bare_workspace(&self) -> bool {
        self.document.contains_key("workspace") && !self.document.contains_key("package")
    }

    fn metadata(&self) -> Option<&Item> {
        self.document.get("package")?.get("metadata")?.get(METADATA)
    }

    /// Returns the keys that an earlier run put into a table of this name.
    fn listed(&self, table: &str) -> Vec<String> {
        self.metadata()
            .and_then(|metadata| metadata.get(table)?.as_array())
            .into_iter()
            .flatten()
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect()
    }
}

/// Returns the text of the manifest: `old` with what is `wanted`, or a new one.
///
/// # Errors
///
/// A table that is needed is something else, or the crate would depend on itself.
pub(crate) fn merge(old: Option<&Manifest>, wanted: &ManifestSpec<'_>) -> Result<String, Problem> {
    let taken = wanted
        .dependencies
        .iter()
        .map(|dependency| dependency.name)
        .chain([RUNTIME])
        .find(|name| *name == wanted.name);
    if let Some(name) = taken {
        return Err(
            Problem::usage(format!("the client cannot be named `{name}`"))
                .note("the generated code depends on a crate of that name")
                .help("give the client another name"),
        );
    }
    let mut document = old.map_or_else(DocumentMut::new, |old| old.document.clone());
    let listed = old.map_or_else(Vec::new, |old| old.listed("dependencies"));
    set_package(&mut document, wanted.name)?;
    let dependencies = table(&mut document, "dependencies")?;
    let mut ours = Vec::new();
    let mut claim = |name: &str, dependencies: &Table| {
        if listed.iter().any(|listed| listed == name) || !dependencies.contains_key(name) {
            ours.push(name.to_owned());
        }
    };
    claim(RUNTIME, dependencies);
    set_runtime(dependencies, &wanted.runtime);
    for dependency in wanted.dependencies {
        claim(dependency.name, dependencies);
        set_dependency(dependencies, dependency);
    }
    for name in listed.iter().filter(|name| !ours.contains(name)) {
        dependencies.remove(name);
    }
    ours.sort();
    // The runtime may be named a second time, for its features.
    ours.dedup();
    set_metadata(&mut document, "dependencies", &ours)?;
    let listed = old.map_or_else(Vec::new, |old| old.listed("features"));
    let ours = features::set(&mut document, &listed, wanted.features)?;
    if !(ours.is_empty() && listed.is_empty()) {
        set_metadata(&mut document, "features", &ours)?;
    }
    let text = document.to_string();
    Ok(match old {
        None => format!("{HEADER}{text}"),
        Some(old) if old.has_crlf => text.replace('\n', "\r\n"),
        Some(_) => text,
    })
}

/// Returns the table of that name, made if there is none.
fn table<'a>(document: &'a mut DocumentMut, name: &str) -> Result<&'a mut Table, Problem> {
    document
        .entry(name)
        .or_insert_with(|| Item::Table(Table::new()))
        .as_table_mut()
        .ok_or_else(|| {
            Problem::new(format!("`{name}` in Cargo.toml is not a table"))
                .help(format!("write it as [{name}]"))
        })
}

/// Fills in what a package must say. A package that exists and says less, says less on purpose: without an edition it
/// is one of 2015.
fn set_package(document: &mut DocumentMut, name: &str) -> Result<(), Problem> {
    let is_new = !document.contains_key("package");
    let package = table(document, "package")?;
    for (key, text) in [("name", name), ("version", "0.1.0")] {
        if !package.contains_key(key) {
            package.insert(key, text.into());
        }
    }
    if is_new {
        package.insert("edition", "2024".into());
        package.insert("rust-version", "1.89".into());
        package.insert("publish", false.into());
    }
    Ok(())
}

/// Notes what this program put into a table, so that it can go again.
fn set_metadata(document: &mut DocumentMut, key: &str, names: &[String]) -> Result<(), Problem> {
    let no_table = || Problem::new("`package.metadata` in Cargo.toml is not a table");
    let implicit = || {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    };
    let metadata = table(document, "package")?
        .entry("metadata")
        .or_insert_with(implicit)
        .as_table_like_mut()
        .ok_or_else(no_table)?
        .entry(METADATA)
        .or_insert_with(|| Item::Table(Table::new()))
        .as_table_like_mut()
        .ok_or_else(no_table)?;
    let same = metadata
        .get(key)
        .and_then(Item::as_array)
        .is_some_and(|old| {
            old.iter()
                .map(Value::as_str)
                .eq(names.iter().map(|name| Some(name.as_str())))
        });
    if !same {
        set(
            metadata,
            key,
            Value::Array(names.iter().map(String::as_str).collect()),
        );
    }
    Ok(())
}

/// Puts the runtime where it was said to be, and leaves its features and the like alone.
fn set_runtime(dependencies: &mut Table, line: &RuntimeLine) {
    let (key, value, reference) = match line {
        RuntimeLine::Keep => {
            let entry = dependencies.entry(RUNTIME).or_insert(Item::None);
            raise_version(entry, env!("CARGO_PKG_VERSION"));
            return;
        }
        RuntimeLine::Path(path) => ("path", path, None),
        RuntimeLine::Version(version) => ("version", version, None),
        RuntimeLine::Git { url, reference } => ("git", url, reference.as_ref()),
    };
    let only_version = key == "version" && dependencies.get(RUNTIME).is_none_or(Item::is_str);
    if only_version {
        set(dependencies, RUNTIME, value.into());
        return;
    }
    let entry = keyed(dependencies, RUNTIME);
    // Each kind of source shuts out the others, but a path may have a version beside it, for publishing.
    let keeps_version = key == "path" && entry.contains_key("path");
    for other in [
        "workspace",
        "path",
        "version",
        "git",
        "branch",
        "tag",
        "rev",
        "registry",
    ] {
        if other != key && !(other == "version" && keeps_version) {
            entry.remove(other);
        }
    }
    set(entry, key, value.into());
    if let Some(reference) = reference {
        set(entry, reference.key, reference.name.as_str().into());
    }
}

fn set_dependency(dependencies: &mut Table, wanted: &Dependency) {
    if dependencies.get(wanted.name).is_none() {
        let plain = wanted.default_features && wanted.features.is_empty();
        let item = if plain {
            wanted.version.into()
        } else {
            let mut entry = InlineTable::new();
            entry.insert("version", wanted.version.into());
            if !wanted.default_features {
                entry.insert("default-features", false.into());
            }
            if !wanted.features.is_empty() {
                entry.insert(
                    "features",
                    Value::Array(wanted.features.iter().copied().collect()),
                );
            }
            Item::Value(entry.into())
        };
        dependencies.insert(wanted.name, item);
        return;
    }
    let entry = dependencies.entry(wanted.name).or_insert(Item::None);
    raise_version(entry, wanted.version);
    let says = |entry: &Item, key: &str| entry.get(key).and_then(Item::as_bool);
    let lacks_default = wanted.default_features && says(entry, "default-features") == Some(false);
    let has = |entry: &Item, feature: &str| {
        let features = entry.get("features").and_then(Item::as_array);
        features.is_some_and(|features| features.iter().any(|has| has.as_str() == Some(feature)))
    };
    let lacking: Vec<&str> = wanted
        .features
        .iter()
        .copied()
        .filter(|feature| !has(entry, feature))
        .collect();
    if lacks_default {
        set(
            keyed(dependencies, wanted.name),
            "default-features",
            true.into(),
        );
    }
    if !lacking.is_empty() {
        let entry = keyed(dependencies, wanted.name);
        let features = entry
            .entry("features")
            .or_insert_with(|| Array::new().into());
        if let Some(features) = features.as_array_mut() {
            features.extend(lacking);
        }
        if dependencies
            .get(wanted.name)
            .is_some_and(Item::is_inline_table)
        {
            keyed(dependencies, wanted.name).fmt();
        }
    }
}

/// Writes the version, unless what is there asks for as much.
///
/// An entry that takes its version from elsewhere (a workspace, a path, a repository) has none and gets none.
fn raise_version(entry: &mut Item, wanted: &str) {
    if let Some(version) = entry.as_str() {
        if !suffices(version, wanted) {
            replace(entry, wanted.into());
        }
    } else if let Some(table) = entry.as_table_like_mut()
        && let Some(version) = table.get("version").and_then(Item::as_str)
        && !suffices(version, wanted)
    {
        set(table, "version", wanted.into());
    }
}

/// Returns `true` if a version requirement that the user wrote admits only versions that `wanted` admits too.
fn suffices(version: &str, wanted: &str) -> bool {
    use semver::{Op, Version, VersionReq};
    let (Ok(version), Ok(wanted)) = (VersionReq::parse(version), VersionReq::parse(wanted)) else {
        return false;
    };
    version.comparators.iter().any(|bound| {
        let lowest = Version {
            pre: bound.pre.clone(),
            ..Version::new(
                bound.major,
                bound.minor.unwrap_or(0),
                bound.patch.unwrap_or(0),
            )
        };
        matches!(bound.op, Op::Exact | Op::Tilde | Op::Caret | Op::GreaterEq)
            && wanted.matches(&lowest)
    })
}

/// Returns the entry as a table; a bare version becomes its key `version`.
fn keyed<'a>(dependencies: &'a mut Table, name: &str) -> &'a mut dyn TableLike {
    let entry = dependencies.entry(name).or_insert(Item::None);
    if !entry.is_table_like() {
        let mut table = InlineTable::new();
        if let Some(version) = entry.as_str() {
            table.insert("version", version.into());
        }
        replace(entry, table.into());
    }
    entry
        .as_table_like_mut()
        .expect("it was made a table if it was none")
}

/// Sets a key and keeps the comment beside it.
fn set(table: &mut dyn TableLike, key: &str, value: Value) {
    match table.get_mut(key) {
        Some(item) => replace(item, value),
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn replace(item: &mut Item, mut value: Value) {
    if let Some(old) = item.as_value() {
        *value.decor_mut() = old.decor().clone();
    }
    *item = Item::Value(value);
}

#[cfg(test)]
mod tests;
