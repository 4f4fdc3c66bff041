//! The crates that follow from the Rust types that a config names.

use crate::Dependency;

/// The crates whose types a config may name without adding them to the generated `Cargo.toml` by
/// hand. Any other crate has to be added there; what is there beside the generator's own stays.
const KNOWN: &[Dependency] = &[
    known("bigdecimal", "0.4", true, &["serde"]),
    known("chrono", "0.4", false, &["serde", "std"]),
    known("jiff", "1", false, &["std", "serde"]),
    known("rust_decimal", "1", true, &["serde"]),
    known("serde_json", "1", true, &[]),
    known("time", "0.3", true, &["serde", "serde-well-known"]),
    known("url", "2", true, &["serde"]),
    known("uuid", "1", true, &["serde"]),
];

const fn known(
    name: &'static str,
    version: &'static str,
    default_features: bool,
    features: &'static [&'static str],
) -> Dependency {
    Dependency {
        name,
        version,
        default_features,
        features,
    }
}

/// The known crates that paths name.
pub(crate) fn dependencies<S: AsRef<str>>(
    paths: impl IntoIterator<Item = S>,
) -> impl Iterator<Item = Dependency> {
    let text = paths
        .into_iter()
        .fold(String::new(), |text, path| text + " " + path.as_ref());
    KNOWN.iter().copied().filter(move |crate_| {
        text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':'))
            .any(|path| {
                let path = path.strip_prefix("::").unwrap_or(path);
                path.split_once("::")
                    .is_some_and(|(first, _)| first == crate_.name)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_crates_are_found_anywhere_in_a_path() {
        let paths = [
            "Vec<::chrono::DateTime<chrono::Utc>>",
            "crate::uuid",
            "my::url::Url",
        ];
        let paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
        let names: Vec<&str> = dependencies(&paths).map(|known| known.name).collect();
        assert_eq!(names, ["chrono"]);
    }
}
