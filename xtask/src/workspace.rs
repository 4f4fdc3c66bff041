//! The app's workspace, which has to be told of a new crate.

use std::path::Path;

use toml_edit::DocumentMut;

use rill_console::{MANIFEST, absolute, read_file, relative, shown};

/// Returns advice if the new crate at `root` lies in a workspace that does not name it.
///
/// Cargo refuses to build such a crate; and since it also refuses a workspace that names a crate before it is there,
/// this is the time to say so.
pub(crate) fn advice(root: &Path) -> Option<String> {
    let root = absolute(root);
    let (folder, manifest) = root.ancestors().skip(1).find_map(|folder| {
        let text = read_file(&folder.join(MANIFEST)).ok()??;
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

/// Returns `true` if a pattern of a workspace names the folder or, as `exclude` may, one above it.
fn covers(pattern: &str, folder: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let mut parts = folder.split('/');
    pattern.split('/').all(|wanted| {
        parts
            .next()
            .is_some_and(|part| wanted == "*" || wanted == part)
    })
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
