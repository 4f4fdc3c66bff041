//! The text of a new config.

use std::fmt::Write as _;

use crate::config::schema;

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

/// Settings of a client of Rill alone.
const OF_RILL: [&str; 2] = ["builtins", "sample"];

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
        if index > 0 {
            continue;
        }
        for (key, description, example) in schema::settings() {
            let is_meant = entry.found.is_rill() || !OF_RILL.contains(&key.as_str());
            if is_meant && key != "source" {
                let description = description.replace(". ", ".\n# ");
                let _ = write!(text, "\n# {description}\n# {key} = {example}\n");
            }
        }
    }
    text
}
