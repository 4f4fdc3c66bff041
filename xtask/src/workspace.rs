//! Cargo and its workspaces: the app's, which has to be told of a new crate, and this project's own.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml_edit::DocumentMut;

use crate::output::{self, MANIFEST};
use crate::paths::{absolute, relative, shown};
use crate::problem::Problem;

/// What to add where, if the new crate at `root` lies in a workspace that does not name it.
///
/// Cargo refuses to build such a crate; and since it also refuses a workspace that names a crate before it is there,
/// this is the time to say so.
pub(crate) fn advice(root: &Path) -> Option<String> {
    let root = absolute(root);
    let (folder, manifest) = root.ancestors().skip(1).find_map(|folder| {
        let text = output::read(&folder.join(MANIFEST)).ok()??;
        let manifest: DocumentMut = text.parse().ok()?;
        manifest
            .contains_key("workspace")
            .then_some((folder, manifest))
    })?;
    let member = relative(&root, folder);
    let workspace = manifest.get("workspace")?;
    let mut patterns = ["members", "exclude"]
        .into_iter()
        .filter_map(|list| workspace.get(list)?.as_array())
        .flatten()
        .filter_map(toml_edit::Value::as_str);
    if patterns.any(|pattern| covers(pattern, &member)) {
        return None;
    }
    Some(format!(
        "add \"{member}\" to `members` in {}, so that cargo builds it",
        shown(&folder.join(MANIFEST))
    ))
}

/// Whether a pattern of a workspace names the folder or, as `exclude` may, one above it.
fn covers(pattern: &str, folder: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let mut parts = folder.split('/');
    pattern.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| wanted == "*" || wanted == part)
    })
}

/// Where Cargo builds this checkout, whatever sets it.
pub(crate) fn target_folder(root: &Path) -> Result<PathBuf, Problem> {
    #[derive(serde::Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let asked = cargo()
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--manifest-path",
        ])
        .arg(root.join(MANIFEST))
        .output()
        .map_err(|error| cargo_problem(&error))?;
    serde_json::from_slice::<Metadata>(&asked.stdout)
        .map(|metadata| metadata.target_directory)
        .map_err(|_| {
            Problem::new("cargo does not tell where it builds")
                .at(shown(&root.join(MANIFEST)))
                .note(String::from_utf8_lossy(&asked.stderr).trim())
        })
}

/// The cargo that runs this program, else the one in the path.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}

/// What is said when there is no cargo.
pub(crate) fn cargo_problem(error: &io::Error) -> Problem {
    Problem::new("cargo cannot be run")
        .note(error.to_string())
        .help("install Rust from https://rustup.rs, or put `cargo` into the PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_workspace_that_does_not_name_the_crate_is_mentioned() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("crates/acme-ads");
        for (manifest, advised) in [
            ("[workspace]\nmembers = [\"app\"]\n", true),
            ("[workspace]\nmembers = [\"crates/other\"]\n", true),
            ("[workspace]\nmembers = [\"crates/*\"]\n", false),
            ("[workspace]\nmembers = [\"./crates/acme-ads/\"]\n", false),
            ("[workspace]\nexclude = [\"crates\"]\n", false),
            ("[package]\nname = \"app\"\n", false),
        ] {
            std::fs::write(dir.path().join(MANIFEST), manifest).expect("a manifest");
            let advice = advice(&root);
            assert_eq!(advice.is_some(), advised, "{manifest}");
            let named = advice.is_none_or(|text| text.contains("\"crates/acme-ads\""));
            assert!(named, "{manifest}");
        }
    }
}
