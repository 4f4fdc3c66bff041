//! The program of the old crate under the compiler, against the new crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rill_codegen::{Dependency, Generated};
use rill_console::{MANIFEST, Problem, cargo, cargo_problem, shown, target_folder};
use serde_json::Value;

/// A crate with the program of an older one.
#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) files: BTreeMap<String, String>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) program: String,
}

impl Package {
    pub(super) fn new(name: &str, generated: Generated, program: String) -> Self {
        Self {
            name: name.to_owned(),
            files: generated.files,
            dependencies: generated.dependencies,
            program,
        }
    }
}

/// The compiler's errors by package: those of the program, and those of the crate itself.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    pub(super) programs: BTreeMap<String, Vec<String>>,
    pub(super) crates: BTreeMap<String, Vec<String>>,
}

/// Checks the packages as one workspace below the target folder.
pub(super) fn compile(root: &Path, packages: &[&Package]) -> Result<Compiled, Problem> {
    let folder = target_folder(root)?.join("diff/pairs");
    write(root, &folder, packages)?;
    let run = cargo()
        .args([
            "check",
            "--workspace",
            "--keep-going",
            "--quiet",
            "--message-format",
            "json",
            "--target-dir",
        ])
        .arg(folder.join("../build"))
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| cargo_problem(&error))?;
    let mut compiled = Compiled::default();
    for line in String::from_utf8_lossy(&run.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        if message["message"]["level"] != "error" {
            continue;
        }
        let kind = message["target"]["kind"][0]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let manifest = PathBuf::from(message["manifest_path"].as_str().unwrap_or_default());
        let package = manifest
            .parent()
            .and_then(Path::file_name)
            .unwrap_or_default();
        let said = message["message"]["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let side = if kind == "bin" {
            &mut compiled.programs
        } else {
            &mut compiled.crates
        };
        side.entry(package.to_string_lossy().into_owned())
            .or_default()
            .push(said);
    }
    if compiled.programs.is_empty() && compiled.crates.is_empty() && !run.status.success() {
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        return Err(Problem::new("the pairs cannot be compiled").note(said));
    }
    Ok(compiled)
}

/// Writes the packages as one workspace.
pub(super) fn write(root: &Path, folder: &Path, packages: &[&Package]) -> Result<(), Problem> {
    try_write(root, folder, packages).map_err(|error| {
        Problem::new("the crates of the pairs cannot be written")
            .at(shown(folder))
            .note(error.to_string())
    })
}

fn try_write(root: &Path, folder: &Path, packages: &[&Package]) -> std::io::Result<()> {
    let mut known = BTreeSet::new();
    for package in packages {
        let here = folder.join(&package.name);
        let mut manifest = format!(
            "[package]\nname = {:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [lib]\nname = \"client\"\n\n[[bin]]\nname = {:?}\npath = \"program.rs\"\n\n[dependencies]\n\
             rill-client-runtime = {{ path = \"{}\", default-features = false, features = [\"xml\"] }}\n",
            package.name,
            package.name,
            root.join("runtime").display()
        );
        let others = package.dependencies.iter();
        for one in others.filter(|one| one.name != "rill-client-runtime") {
            // Writing to a string cannot fail.
            _ = writeln!(
                manifest,
                "{} = {{ version = {:?}, default-features = {}, features = {:?} }}",
                one.name, one.version, one.default_features, one.features
            );
        }
        let features = package
            .files
            .values()
            .flat_map(|text| text.split("feature = \"").skip(1));
        let features: BTreeSet<&str> = features.filter_map(|text| text.split('"').next()).collect();
        let all: Vec<&&str> = features.iter().collect();
        _ = writeln!(manifest, "\n[features]\ndefault = {all:?}");
        for feature in &features {
            _ = writeln!(manifest, "{feature} = []");
        }
        drop(std::fs::remove_dir_all(here.join("src")));
        put(&here.join(MANIFEST), &manifest)?;
        put(&here.join("program.rs"), &package.program)?;
        for (path, text) in package.files.iter().filter(|(path, _)| {
            Path::new(path)
                .extension()
                .is_some_and(|ending| ending == "rs")
        }) {
            put(&here.join(path), text)?;
        }
        known.insert(package.name.clone());
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {known:?}\n\n[profile.dev]\ndebug = 0\nincremental = false\n"
    );
    put(
        &folder.join(MANIFEST),
        &manifest.replace(['{'], "[").replace('}', "]"),
    )?;
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map(drop)
}

fn put(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Cargo looks at times, so what is the same stays as it is.
    if std::fs::read_to_string(path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    std::fs::write(path, text)
}
