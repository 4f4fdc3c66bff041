//! What a caller can choose about one generated crate.

use std::collections::BTreeMap;

use crate::document::Dialect;
use crate::names;

/// Settings for one generated crate. Everything else follows from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Name of the generated crate, as in its `Cargo.toml` (`acme-ads`).
    pub name: String,
    /// Which rules the document follows; found out from the document unless said here.
    pub dialect: Dialect,
    /// Whether Rill's own APIs (`/metrics`, `/metrics-sql`, `/sql`) get methods.
    pub builtins: bool,
    /// Rust names pinned by hand. A key is a path (`/ad-bid-stats`, pins the method and with it
    /// the types named after it) or a pointer into the document
    /// (`#/components/schemas/Foo`, or the pointer of a property).
    pub names: BTreeMap<String, String>,
}

impl Config {
    /// A config with only the crate's name set.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }
}

/// What is wrong with a name for a crate, if anything.
///
/// The rules are Cargo's: ASCII letters, digits, `-` and `_`, a letter first, and nothing that
/// means another crate or a word of the language.
pub fn crate_name_flaw(name: &str) -> Option<String> {
    const TAKEN: [&str; 5] = ["alloc", "core", "proc_macro", "std", "test"];
    if name.is_empty() {
        return Some("it is empty".to_owned());
    }
    if let Some(odd) = name
        .chars()
        .find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'))
    {
        return Some(format!("it has a {odd:?}"));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some("it does not begin with a letter".to_owned());
    }
    let identifier = name.replace('-', "_");
    let is_taken = TAKEN.contains(&identifier.as_str()) || names::is_keyword(&identifier);
    is_taken.then(|| "Rust has another meaning for it".to_owned())
}
