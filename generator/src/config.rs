//! Settings for one generated crate.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Level};
use crate::rust;

/// Settings for one generated crate. Everything else follows from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Name of the generated crate, as in its `Cargo.toml` (`acme-ads`).
    pub name: String,
    /// The rules that the document follows; found out from the document unless said here.
    pub dialect: Dialect,
    /// `true` if Rill's own APIs (`/metrics`, `/metrics-sql`, `/sql`) get methods.
    pub builtins: bool,
    /// Rust names pinned by hand. A key is a path (`/ad-bid-stats`, pins the method and with it
    /// the types named after it) or a pointer into the document
    /// (`#/components/schemas/Foo`, or the pointer of a property).
    pub names: BTreeMap<String, String>,
    /// Names that an earlier crate had, by their places as [`NamedApi::keep_names`](crate::NamedApi::keep_names) returns
    /// them.
    pub kept: BTreeMap<String, String>,
    /// `true` if operations and schemas that are renamed have a deprecated alias of their old name.
    pub keep_deprecated: bool,
    /// The selection of operations and types to generate.
    pub selection: Selection,
    /// Rust types in place of those that follow from the document.
    pub types: Types,
    /// The levels of codes; a code that is absent has its own.
    pub lints: BTreeMap<Code, Level>,
    /// The most untyped places there may be.
    pub max_untyped: Option<usize>,
}

/// The rules that a document follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Rill's, if its one server is a Rill instance.
    #[default]
    Auto,
    /// Rill's, whatever the servers say.
    Rill,
}

/// The selection of operations and types to generate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these operations; all where empty.
    pub include: Vec<Selector>,
    /// None of these, whatever is included.
    pub exclude: Vec<Selector>,
    /// Types alone: all schemas of the document, and no client.
    pub types_only: bool,
}

/// Says which operations are meant. In each text `*` stands for any characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Operations with an `operationId`.
    Operation(String),
    /// Operations of a path (`/pets/*`), of one method where one is given (`GET /pets/*`).
    Path(String),
    /// Operations with a tag.
    Tag(String),
}

/// Rust types in place of those that follow from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// By `format`: `date-time = "chrono::DateTime<chrono::Utc>"`.
    pub formats: BTreeMap<String, String>,
    /// By component (`Pet`) or pointer (`#/components/schemas/Pet`).
    pub schemas: BTreeMap<String, String>,
    /// `true` if a value that no variant of a union takes is an error, and not kept as it is.
    pub closed_unions: bool,
    /// Traits that all generated types derive beside the usual ones: `schemars::JsonSchema`.
    pub derives: Vec<String>,
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

/// Returns the flaw of a name for a crate, if it has one.
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
    let is_taken = TAKEN.contains(&identifier.as_str()) || rust::is_keyword(&identifier);
    is_taken.then(|| "Rust has another meaning for it".to_owned())
}
