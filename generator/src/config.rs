//! What a caller can choose about one generated crate.

use std::collections::BTreeMap;

use crate::document::Dialect;

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
