//! The keys that say which parts of a document are generated, and what it may refer to.

use rill_codegen::{Selection, Selector};
use serde::Deserialize;
use toml::Spanned;

use rill_console::Problem;

use crate::client::References;

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Refers {
    #[serde(default)]
    allow: Vec<String>,
    max_files: Option<usize>,
    max_bytes: Option<u64>,
    max_depth: Option<usize>,
}

impl From<Refers> for References {
    fn from(refers: Refers) -> Self {
        let usual = Self::default();
        Self {
            allow: refers.allow,
            max_files: refers.max_files.unwrap_or(usual.max_files),
            max_bytes: refers.max_bytes.unwrap_or(usual.max_bytes),
            max_depth: refers.max_depth.unwrap_or(usual.max_depth),
        }
    }
}

/// Which operations and types are meant.
///
/// # Errors
///
/// A selector is of no known form; comes with its place.
pub(super) fn selection(
    include: Vec<Spanned<String>>,
    exclude: Vec<Spanned<String>>,
    types_only: bool,
) -> Result<Selection, (Problem, std::ops::Range<usize>)> {
    let all = |texts: Vec<Spanned<String>>| -> Result<Vec<Selector>, _> {
        let selectors = texts.into_iter().map(|text| {
            selector(text.get_ref()).ok_or_else(|| (unknown(text.get_ref()), text.span()))
        });
        selectors.collect()
    };
    Ok(Selection {
        include: all(include)?,
        exclude: all(exclude)?,
        types_only,
    })
}

/// `tag:pets`, `operation:listPets`, `/pets/*`, `GET /pets/*`.
fn selector(text: &str) -> Option<Selector> {
    if let Some(tag) = text.strip_prefix("tag:") {
        return Some(Selector::Tag(tag.to_owned()));
    }
    if let Some(key) = text.strip_prefix("operation:") {
        return Some(Selector::Operation(key.to_owned()));
    }
    let path = text.split_once(' ').map_or(text, |(_, path)| path);
    (path.starts_with('/') || path.starts_with('*')).then(|| Selector::Path(text.to_owned()))
}

fn unknown(text: &str) -> Problem {
    Problem::usage(format!("{text:?} selects nothing"))
        .note("in each form `*` stands for any characters")
        .help("write `tag:pets`, `operation:listPets`, `/pets/*` or `GET /pets/*`")
}

#[cfg(test)]
mod tests {
    use rill_codegen::Selector;

    use super::selector;

    #[test]
    fn forms_of_selectors() {
        for (text, expected) in [
            ("tag:a b", Some(Selector::Tag("a b".into()))),
            ("operation:list*", Some(Selector::Operation("list*".into()))),
            ("/pets/*", Some(Selector::Path("/pets/*".into()))),
            ("GET /pets", Some(Selector::Path("GET /pets".into()))),
            ("pets", None),
            ("GET pets", None),
        ] {
            assert_eq!(selector(text), expected, "{text}");
        }
    }
}
