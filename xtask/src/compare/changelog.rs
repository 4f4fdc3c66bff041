//! The changelog of a crate, and the version that follows by semver.

use std::fmt::Write as _;

use rill_codegen::compare::{Change, CodeEffect, WireEffect};
use rill_console::{Console, MANIFEST, Problem, read_file, shown, write_file};
use semver::Version;
use toml_edit::DocumentMut;

use super::version::versions;
use super::{Compared, DiffArgs, report};

/// Writes the entry of the changelog and the version, as far as they are asked for.
pub(super) fn write(
    one: &Compared,
    args: &DiffArgs,
    console: &mut Console<'_>,
) -> Result<(), Problem> {
    let Some((old, next)) = versions(one) else {
        return Err(
            Problem::new(format!("`{}` has no version of its own", one.client.name))
                .at(shown(&one.client.output.join(MANIFEST)))
                .help("write `version = \"0.1.0\"` under [package]"),
        );
    };
    if old == next {
        return Ok(());
    }
    if args.changelog {
        let path = one.client.output.join("CHANGELOG.md");
        let known = read_file(&path)?.unwrap_or_default();
        write_file(&path, &with_entry(&known, &entry(one, &next)))?;
        console.say(format!("{}: wrote {}", one.client.name, shown(&path)));
    }
    if args.raise_version {
        let path = one.client.output.join(MANIFEST);
        let text = read_file(&path)?.unwrap_or_default();
        write_file(&path, &with_version(&text, &next))?;
        console.say(format!(
            "{}: raised the version from {old} to {next}",
            one.client.name
        ));
    }
    Ok(())
}

fn with_version(manifest: &str, version: &Version) -> String {
    let Ok(mut document) = manifest.parse::<DocumentMut>() else {
        return manifest.to_owned();
    };
    document["package"]["version"] = toml_edit::value(version.to_string());
    document.to_string()
}

/// Returns the changelog with an entry before all others, below what stands above them.
fn with_entry(known: &str, entry: &str) -> String {
    let known = if known.is_empty() {
        "# Changelog\n\n"
    } else {
        known
    };
    let at = known.find("## ").unwrap_or(known.len());
    let (head, rest) = known.split_at(at);
    format!("{head}{entry}{rest}")
}

/// Says whether a change belongs into a group of an entry.
type Belongs = fn(&Change) -> bool;

fn entry(one: &Compared, version: &Version) -> String {
    let mut text = format!("## {version}\n\n");
    let changes = &one.comparison.changes;
    let groups: [(&str, Belongs); 4] = [
        ("Breaking", |change| change.code() == CodeEffect::Breaks),
        ("Added", |change| change.code() == CodeEffect::Adds),
        ("On the wire", |change| {
            change.code() == CodeEffect::None && change.wire() != WireEffect::None
        }),
        ("Other", |change| {
            change.code() == CodeEffect::None && change.wire() == WireEffect::None
        }),
    ];
    for (title, belongs) in groups {
        let mut lines = changes.iter().filter(|change| belongs(change)).peekable();
        if lines.peek().is_none() {
            continue;
        }
        _ = write!(text, "### {title}\n\n");
        for change in lines {
            _ = write!(
                text,
                "- {}: {}",
                report::code(&change.item),
                report::values(change)
            );
            let advice = change.advice();
            let separator = if advice.is_empty() { "" } else { "; " };
            _ = writeln!(text, "{separator}{advice}");
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_stands_before_those_of_earlier_versions() {
        let known = "# Changelog\n\nAll versions.\n\n## 0.1.0\n\n- First.\n";
        assert_eq!(
            with_entry(known, "## 0.2.0\n\n- Second.\n\n"),
            "# Changelog\n\nAll versions.\n\n## 0.2.0\n\n- Second.\n\n## 0.1.0\n\n- First.\n"
        );
        assert_eq!(with_entry("", "## 0.1.0\n"), "# Changelog\n\n## 0.1.0\n");
    }

    #[test]
    fn a_version_is_raised_in_place() {
        let manifest = "[package]\nname = \"a\" # mine\nversion = \"0.1.0\"\n";
        let raised = with_version(manifest, &Version::new(0, 2, 0));
        assert_eq!(raised, manifest.replace("0.1.0", "0.2.0"));
    }
}
