//! The text of a new config.

use std::fmt::Write as _;

/// A document that was found, as the config names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File(String),
    Url(String),
    Project(String),
    Cloud { org: String, project: String },
}

/// A client of the new config.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) output: String,
    pub(super) found: Found,
}

const HEAD: &str = "\
# The clients that `cargo xtask regenerate` writes. Paths are relative to this file.
# After `cargo xtask schema > rill-client.schema.json`, editors complete the keys of a config whose first line is
# `#:schema ./rill-client.schema.json`.
";

/// Settings of any client, each as it may be written.
const SETTINGS: &str = r##"
# Where the crate finds its runtime; without it, where this tool comes from.
# runtime = "vendor:crates/rill-client-runtime"

# Only some operations, and the types that they need.
# include = ["tag:pets", "operation:list*", "GET /pets/*"]
# exclude = ["/internal/*"]

# Rust names by path or by pointer into the document.
# names = { "/ad-bid-stats" = "bids", "#/components/schemas/Foo" = "Bar" }

# Levels of diagnostics; `cargo xtask explain` lists their codes.
# lints = { untyped = "deny", left-out = "allow" }
# max-untyped = 0

# Rust types by format and by component, and traits that all types derive.
# types = { "date-time" = "chrono::DateTime<chrono::Utc>" }
# replace = { Money = "rust_decimal::Decimal" }
# derives = ["schemars::JsonSchema"]
# closed-unions = true

# Changes to the document, and other folders that it may refer to.
# overlays = ["openapi.overlay.yaml"]
# references = { allow = ["../common"] }
"##;

/// Settings of a client of Rill.
const RILL_SETTINGS: &str = r#"
# Rill's own APIs too: /metrics, /metrics-sql and /sql.
# builtins = true

# Arguments that `cargo xtask infer` and `cargo xtask verify` call APIs with.
# sample = { ad-bid-stats = { domain = "news.example" } }
"#;

impl Found {
    /// Returns the value of `source`.
    fn source(&self) -> String {
        match self {
            Self::File(path) => format!("{{ file = {} }}", quoted(path)),
            Self::Url(url) => format!("{{ url = {} }}", quoted(url)),
            Self::Project(folder) => format!("{{ project = {} }}", quoted(folder)),
            Self::Cloud { org, project } => format!(
                "{{ rill = {{ org = {}, project = {} }} }}",
                quoted(org),
                quoted(project)
            ),
        }
    }

    /// Says what it is, in a few words.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::File(path) => format!("the document {path}"),
            Self::Url(url) => format!("the document at {url}"),
            Self::Project(folder) => format!("the Rill project in {folder}"),
            Self::Cloud { org, project } => {
                format!("the project {org}/{project} of Rill Cloud; RILL_TOKEN is its token")
            }
        }
    }

    fn is_rill(&self) -> bool {
        matches!(self, Self::Project(_) | Self::Cloud { .. })
    }
}

/// Returns a text as TOML writes it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// Returns a config; the first client of each kind shows what else may be set.
pub(super) fn config(entries: &[Entry]) -> String {
    let mut text = HEAD.to_owned();
    for (index, entry) in entries.iter().enumerate() {
        let _ = write!(
            text,
            "\n[[client]]\nname = {}\noutput = {}\nsource = {}\n",
            quoted(&entry.name),
            quoted(&entry.output),
            entry.found.source()
        );
        if index == 0 {
            text.push_str(SETTINGS);
            if entry.found.is_rill() {
                text.push_str(RILL_SETTINGS);
            }
        }
    }
    text
}
