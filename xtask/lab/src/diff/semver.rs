//! The verdicts on callers' code beside those of cargo-semver-checks.

use std::path::Path;
use std::process::Stdio;

use rill_codegen::compare::{CodeEffect, ItemKind, Rule};
use rill_console::{Console, Problem, cargo, cargo_problem, during, shown, target_folder};
use serde_json::Value;

use super::compile::{self, Package};
use super::{Prepared, said};

/// Lints that say less than they seem to: a type that moved keeps its old path, which the docs do not show and code may
/// still name.
const OF_DOCS_ALONE: [&str; 2] = ["enum_now_doc_hidden", "struct_now_doc_hidden"];

/// Compares the verdicts with those of cargo-semver-checks, wherever that has a rule.
pub(super) fn compare(
    prepared: &[Prepared<'_>],
    root: &Path,
    failures: &mut Vec<String>,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let folder = target_folder(root)?.join("diff/semver");
    let mut olds: Vec<&Value> = Vec::new();
    let (mut agreed, mut with_rule) = (0, 0);
    for one in prepared {
        let known = olds.iter().position(|old| **old == one.pair.old);
        let index = known.unwrap_or(olds.len());
        let old = folder.join(format!("old-{index}.json"));
        let new = folder.join("new.json");
        let name = &one.pair.name;
        let lints = during(console.is_interactive(), name, || {
            if known.is_none() {
                document(root, &folder, &one.old, &old)?;
            }
            document(root, &folder, &one.new, &new)?;
            lints(&old, &new)
        })?;
        if known.is_none() {
            olds.push(&one.pair.old);
        }
        let breaks = one.comparison.changes.iter();
        let breaks = breaks.filter(|change| change.code() == CodeEffect::Breaks);
        let rules: Vec<Rule> = breaks.flat_map(|change| change.rules.clone()).collect();
        let is_broken = !rules.is_empty();
        let has_rule = rules.iter().any(|rule| has_lint(*rule));
        let is_equal = if lints.is_empty() {
            !has_rule
        } else {
            is_broken
        };
        with_rule += usize::from(has_rule || !lints.is_empty());
        if is_equal {
            agreed += 1;
        } else {
            let said = said(&one.comparison);
            failures.push(format!(
                "{name}: said {said:?}; cargo-semver-checks: {lints:?}"
            ));
        }
    }
    console.result(&format!(
        "{agreed} of {} verdicts agree with cargo-semver-checks, which has a rule for {with_rule}\n",
        prepared.len()
    ));
    Ok(())
}

/// Returns `true` if cargo-semver-checks has a lint for a change that falls under a rule.
fn has_lint(rule: Rule) -> bool {
    let kinds = [
        ItemKind::Method,
        ItemKind::Type,
        ItemKind::Field,
        ItemKind::Variant,
        ItemKind::Module,
    ];
    match rule {
        Rule::Removed(kind) | Rule::Renamed(kind) => kinds.contains(&kind),
        _ => false,
    }
}

/// Writes what rustdoc says of a crate.
fn document(root: &Path, folder: &Path, package: &Package, to: &Path) -> Result<(), Problem> {
    compile::write(root, folder, &[package])?;
    let build = folder.join("../build");
    // Its JSON is for the tools of the same release.
    let run = cargo()
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["rustdoc", "--lib", "--quiet", "--package", &package.name])
        .arg("--target-dir")
        .arg(&build)
        .args(["--", "-Zunstable-options", "--output-format=json"])
        .args([
            "--document-private-items",
            "--document-hidden-items",
            "--cap-lints=allow",
        ])
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| cargo_problem(&error))?;
    let made = build.join("doc/client.json");
    if !run.status.success() {
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        return Err(Problem::new("a crate cannot be documented").note(said));
    }
    std::fs::copy(&made, to).map(drop).map_err(|error| {
        Problem::new("what rustdoc wrote cannot be read")
            .at(shown(&made))
            .note(error.to_string())
    })
}

/// Returns the lints that ask for a new major version.
fn lints(old: &Path, new: &Path) -> Result<Vec<String>, Problem> {
    let run = cargo()
        .args(["semver-checks", "--release-type=minor", "--color=never"])
        .arg("--baseline-rustdoc")
        .arg(old)
        .arg("--current-rustdoc")
        .arg(new)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| cargo_problem(&error))?;
    let (out, said) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    let failures = out
        .lines()
        .filter_map(|line| line.strip_prefix("--- failure "));
    let mut lints: Vec<String> = failures
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect();
    if lints.is_empty() && !run.status.success() {
        return Err(
            Problem::new("cargo-semver-checks cannot compare two crates")
                .note(said)
                .help("install it by `cargo install --locked cargo-semver-checks`"),
        );
    }
    lints.retain(|lint| !OF_DOCS_ALONE.contains(&lint.as_str()));
    Ok(lints)
}
