//! The version that follows a change, by semver.

use rill_codegen::compare::CodeEffect;
use rill_console::{MANIFEST, read_file};
use semver::Version;
use toml_edit::DocumentMut;

use super::Compared;

/// Returns the version of a crate and the one that follows; none where the crate has none of its own.
pub(super) fn versions(one: &Compared) -> Option<(Version, Version)> {
    let text = read_file(&one.client.output.join(MANIFEST)).ok()??;
    let manifest: DocumentMut = text.parse().ok()?;
    let old = Version::parse(manifest.get("package")?.get("version")?.as_str()?).ok()?;
    let next = next(
        &old,
        one.comparison.code(),
        !one.comparison.changes.is_empty(),
    );
    Some((old, next))
}

/// Returns the version that follows: before 1.0 the second number is what a break raises, and the third what is added.
fn next(old: &Version, effect: CodeEffect, is_changed: bool) -> Version {
    let breaks = effect == CodeEffect::Breaks;
    let adds = effect == CodeEffect::Adds;
    match (old.major, old.minor) {
        _ if !is_changed => old.clone(),
        (0, 0) => Version::new(0, 0, old.patch + 1),
        (0, minor) if breaks => Version::new(0, minor + 1, 0),
        (0, minor) => Version::new(0, minor, old.patch + 1),
        (major, _) if breaks => Version::new(major + 1, 0, 0),
        (major, minor) if adds => Version::new(major, minor + 1, 0),
        (major, minor) => Version::new(major, minor, old.patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_follow_by_semver() {
        let check = |old: &str, effect, expect: &str| {
            let old = Version::parse(old).unwrap();
            assert_eq!(
                next(&old, effect, true).to_string(),
                expect,
                "{old} {effect:?}"
            );
            assert_eq!(next(&old, effect, false), old);
        };
        check("0.0.3", CodeEffect::Breaks, "0.0.4");
        check("0.3.1", CodeEffect::Breaks, "0.4.0");
        check("0.3.1", CodeEffect::Adds, "0.3.2");
        check("0.3.1", CodeEffect::None, "0.3.2");
        check("1.3.1", CodeEffect::Breaks, "2.0.0");
        check("1.3.1", CodeEffect::Adds, "1.4.0");
        check("1.3.1", CodeEffect::None, "1.3.2");
    }
}
