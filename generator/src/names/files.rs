//! Names of modules and files, and the words by which their items are grouped.

use super::keywords::{MODULES, words};
use super::scope::NameScope;
use super::words::{ensure_leading_letter, snake};

/// Returns the words of a type's name.
pub(crate) fn type_words(name: &str) -> Vec<String> {
    snake(name).split('_').map(str::to_owned).collect()
}

/// Returns the telling segments of a path, without those that name its module.
pub(crate) fn path_words(path: &str, module: &str) -> Vec<String> {
    let mut segments = path_segments(path);
    let named = segments.iter().take_while(|segment| **segment == module);
    let named = named.count();
    segments.drain(..named);
    segments
}

/// Returns the name of the module for items whose names begin with some words.
pub(crate) fn file_name(prefix: &str) -> String {
    let mut scope = NameScope::modules(&["types"]);
    let name = ensure_leading_letter(prefix.to_owned(), "part", "_");
    if words(MODULES).contains(&name.as_str()) {
        return format!("{name}_api");
    }
    scope.take(name)
}

/// Returns the telling segments of a path in `snake_case`: without parameters, versions, `api`, and
/// without the verb or format behind a segment (`Calls.json`, `things:search`).
pub(super) fn path_segments(path: &str) -> Vec<String> {
    path.split('/')
        .filter_map(|segment| {
            let word = segment.split(['.', ':', '(', '{', '?', '#']).next()?;
            let word = snake(word);
            (!word.is_empty() && !is_prefix(&word)).then_some(word)
        })
        .collect()
}

/// Returns `true` for segments that all paths of many APIs begin with: `api`, `rest`, a version
/// (`v1`, `v2beta1`), a date (`2010-04-01`).
fn is_prefix(word: &str) -> bool {
    let is_number = |word: &str| {
        word.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    let is_version = word
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    matches!(word, "api" | "rest") || is_version || is_number(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_those_that_say_something() {
        let check = |path: &str, expected: &[&str]| assert_eq!(path_segments(path), expected);
        check("/v1/customers/{id}/tax_ids", &["customers", "tax_ids"]);
        check(
            "/2010-04-01/Accounts/{Sid}/Calls.json",
            &["accounts", "calls"],
        );
        check("/api/v2beta1/things:search", &["things"]);
        check("/rest/{id}.json/", &[]);
        check("/voices/vault", &["voices", "vault"]);
    }

    #[test]
    fn segments_behind_those_of_the_module_tell_its_methods_apart() {
        assert_eq!(path_words("/repos/{o}/{r}/branches", "repos"), ["branches"]);
        assert_eq!(path_words("/orgs/{o}/repos", "repos"), ["orgs", "repos"]);
    }

    #[test]
    fn names_of_files_are_no_keywords() {
        let names = ["type", "types", "con", "3d", "payment_intent"].map(file_name);
        assert_eq!(
            names,
            [
                "type_api",
                "types_api",
                "con_api",
                "part_3d",
                "payment_intent"
            ]
        );
    }
}
