//! What a caller can choose about one generated crate.

use std::collections::BTreeMap;

use crate::diagnostic::Code;
use crate::document::Dialect;
use crate::rust;

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
    /// Which operations and types are generated.
    pub selection: Selection,
    /// Rust types in place of those that follow from the document.
    pub types: Types,
    /// What is made of findings of a code; where a code is absent, it is reported.
    pub lints: BTreeMap<Code, Level>,
    /// The most untyped places there may be.
    pub max_untyped: Option<usize>,
}

/// Which operations and types are generated.
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
    /// Those with an `operationId`.
    Operation(String),
    /// Those of a path (`/pets/*`), of one method where one is given (`GET /pets/*`).
    Path(String),
    /// Those with a tag.
    Tag(String),
}

/// Rust types in place of those that follow from the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Types {
    /// By `format`: `date-time = "chrono::DateTime<chrono::Utc>"`.
    pub formats: BTreeMap<String, String>,
    /// By component (`Pet`) or pointer (`#/components/schemas/Pet`).
    pub schemas: BTreeMap<String, String>,
    /// Traits that all generated types derive beside the usual ones: `schemars::JsonSchema`.
    pub derives: Vec<String>,
}

/// What is made of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not shown.
    Allow,
    /// It is shown.
    Warn,
    /// It fails the run.
    Deny,
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
    let is_taken = TAKEN.contains(&identifier.as_str()) || rust::is_keyword(&identifier);
    is_taken.then(|| "Rust has another meaning for it".to_owned())
}
