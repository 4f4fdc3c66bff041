//! Rust types that a config names: what may be written there, and which crates follow from it.

use crate::Dependency;
use crate::names;

/// What is wrong with a path to a Rust type, if anything.
///
/// A path is names with `::` between them, each with a list of types in `<>` behind it where it
/// takes some: `chrono::DateTime<chrono::Utc>`, `crate::Pet`, `String`. It begins with a crate,
/// with `crate`, with `::`, or is a name of the prelude.
pub fn type_path_flaw(text: &str) -> Option<String> {
    let mut rest = text;
    match path(&mut rest, 0) {
        Err(flaw) => Some(flaw),
        Ok(()) if !rest.is_empty() => Some(format!("{rest:?} is left over")),
        Ok(()) => None,
    }
}

fn path(rest: &mut &str, depth: usize) -> Result<(), String> {
    if depth > 8 {
        return Err("it stands too deep in itself".to_owned());
    }
    skip(rest, " ");
    skip(rest, "::");
    let mut is_first = true;
    loop {
        name(rest, is_first)?;
        is_first = false;
        if skip(rest, "<") {
            loop {
                path(rest, depth + 1)?;
                skip(rest, " ");
                if skip(rest, ">") {
                    break;
                }
                if !skip(rest, ",") {
                    return Err("a `<` is not closed".to_owned());
                }
            }
        }
        if !skip(rest, "::") {
            return Ok(());
        }
    }
}

fn name(rest: &mut &str, is_first: bool) -> Result<(), String> {
    let end = rest
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    if name.is_empty() || name == "_" || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(match rest.chars().next() {
            Some(odd) => format!("a name is missing before {odd:?}"),
            None => "a name is missing at its end".to_owned(),
        });
    }
    if names::is_keyword(name) && !(is_first && name == "crate") {
        return Err(format!("`{name}` is a word of the language"));
    }
    *rest = after;
    Ok(())
}

fn skip(rest: &mut &str, text: &str) -> bool {
    let found = rest.strip_prefix(text);
    *rest = found.unwrap_or(rest);
    found.is_some()
}

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
pub(crate) fn dependencies<'a>(
    paths: impl IntoIterator<Item = &'a String>,
) -> impl Iterator<Item = Dependency> {
    let text = paths
        .into_iter()
        .fold(String::new(), |text, path| text + " " + path);
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
    fn paths_of_types_are_taken_and_code_is_not() {
        for path in [
            "String",
            "crate::Pet",
            "::uuid::Uuid",
            "chrono::DateTime<chrono::Utc>",
            "a::B<C<d::E>, F>",
            "a::B<C>::D",
        ] {
            assert_eq!(type_path_flaw(path), None, "{path}");
        }
        for (path, flaw) in [
            ("", "a name is missing at its end"),
            ("a::", "a name is missing at its end"),
            ("a b", "\" b\" is left over"),
            ("a; fn x() {}", "\"; fn x() {}\" is left over"),
            ("Vec<u8", "a `<` is not closed"),
            ("Vec<>", "a name is missing before '>'"),
            ("&str", "a name is missing before '&'"),
            ("3d::Point", "a name is missing before '3'"),
            ("a::fn", "`fn` is a word of the language"),
            ("self::a", "`self` is a word of the language"),
        ] {
            assert_eq!(type_path_flaw(path).as_deref(), Some(flaw), "{path}");
        }
        assert!(type_path_flaw(&"A<".repeat(10_000)).is_some());
    }

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
