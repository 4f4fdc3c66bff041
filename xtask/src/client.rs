//! One client to generate, whether a config or flags describe it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rill_codegen::Types;

use serde_json::{Map, Value};

use rill_codegen::Selection;

use rill_console::{Problem, shell_word, shown};

use crate::lint::Lints;
use crate::runtime_source::RuntimeSource;

/// The document a crate was made from, beside its manifest.
pub(crate) const SNAPSHOT: &str = "openapi.json";

/// The name of a client of which nothing is written.
const INSPECTED: &str = "client";

/// Everything that decides what one generated crate holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) output: PathBuf,
    pub(crate) source: DocumentSource,
    /// Folder of the Rill project's files, which tell rows that the document does not.
    pub(crate) files: Option<PathBuf>,
    pub(crate) runtime: Option<RuntimeSource>,
    pub(crate) builtins: bool,
    pub(crate) dialect: Dialect,
    pub(crate) names: BTreeMap<String, String>,
    /// Set if what is renamed has a deprecated alias of its old name.
    pub(crate) keep_deprecated: bool,
    /// Rust types in place of those that follow from the document.
    pub(crate) types: Types,
    /// Levels of diagnostics, by code.
    pub(crate) lints: Lints,
    /// The most untyped places there may be.
    pub(crate) max_untyped: Option<usize>,
    /// Arguments to call APIs with, where rows are looked at; by API.
    pub(crate) samples: BTreeMap<String, Vec<Map<String, Value>>>,
    /// Overlays to apply to the document, in order.
    pub(crate) overlays: Vec<PathBuf>,
    /// Limits of references to other files.
    pub(crate) references: References,
    /// Which operations and types are generated.
    pub(crate) selection: Selection,
    /// Folder of the client's files: that of the config, or the current one.
    pub(crate) base: PathBuf,
    /// The config that describes it, if one does.
    pub(crate) config: Option<ConfigText>,
}

/// A config's text and where it stands, for messages that point into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConfigText {
    pub(crate) path: PathBuf,
    pub(crate) text: Arc<str>,
    /// The bytes of the client's own table, from `[[client]]` to the next.
    pub(crate) client: Range<usize>,
}

impl ConfigText {
    /// Finds a key or a value of the client, such as `/pets` or `budget-alerts`; the client's first line where it does
    /// not stand as it is.
    pub(crate) fn find(&self, word: &str) -> Range<usize> {
        let table = self.text.get(self.client.clone()).unwrap_or_default();
        let quoted = [format!("{word:?}"), format!("'{word}'")];
        let at = quoted
            .iter()
            .find_map(|word| table.find(word).map(|at| at..at + word.len()));
        let at = at.or_else(|| {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
            table.match_indices(word).find_map(|(at, word)| {
                let end = at + word.len();
                let before = table.get(..at)?.chars().next_back();
                let after = table.get(end..)?.chars().next();
                let is_whole = !before.is_some_and(is_part) && !after.is_some_and(is_part);
                is_whole.then_some(at..end)
            })
        });
        let at = at.unwrap_or_else(|| 0..table.lines().next().map_or(0, str::len));
        self.client.start + at.start..self.client.start + at.end
    }
}

/// Limits of references to files outside the document's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct References {
    /// Addresses, and folders relative to the config, below which everything may be read.
    pub(crate) allow: Vec<String>,
    /// The most files that the document may lead to.
    pub(crate) max_files: usize,
    /// The most bytes that all files together may have.
    pub(crate) max_bytes: u64,
    /// Highest number of files between the document and a file that it leads to.
    pub(crate) max_depth: usize,
}

impl Default for References {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            max_files: 50_000,
            max_bytes: 64 * 1024 * 1024,
            max_depth: 64,
        }
    }
}

impl Client {
    /// Returns the name before a line about the client; nothing for a document that is only looked at.
    pub(crate) fn prefix(&self) -> String {
        if self.name == INSPECTED && self.config.is_none() {
            String::new()
        } else {
            format!("{}: ", self.name)
        }
    }

    /// Lets a message point to a key or a value of the client, where a config has it.
    pub(crate) fn place(&self, problem: Problem, word: &str) -> Problem {
        match &self.config {
            Some(config) => problem.within(shown(&config.path), &config.text, config.find(word)),
            None => problem,
        }
    }

    /// Returns a command about a client of a config.
    pub(crate) fn command(&self, command: &str, config: Option<&Path>) -> String {
        let config = config.map(|config| format!(" --config {}", shell_word(&shown(config))));
        let config = config.unwrap_or_default();
        format!("cargo xtask {command} --client {}{config}", self.name)
    }

    /// Returns the command that shows all diagnostics of the client's document.
    pub(crate) fn check_command(&self, config: Option<&Path>) -> String {
        let path = |path: &Path| shell_word(&shown(path));
        let document = match (&self.config, &self.source) {
            (Some(_), _) => return self.command("check", config),
            (None, DocumentSource::File(file)) => path(file),
            (None, DocumentSource::Project(folder)) => path(folder),
            (None, DocumentSource::Url(url)) => shell_word(url),
            (None, _) => path(&self.output.join(SNAPSHOT)),
        };
        format!("cargo xtask check {document}")
    }

    /// Returns the path of the client's inferred schemas: beside the config, else in the current folder.
    pub(crate) fn inferred_overlay(&self) -> PathBuf {
        self.base.join(format!("{}.inferred.yaml", self.name))
    }

    /// Returns a client of which nothing is written: what the document says is all there is.
    pub(crate) fn for_inspection(source: DocumentSource) -> Self {
        Self {
            name: INSPECTED.to_owned(),
            output: PathBuf::from("client"),
            files: source.folder(),
            source,
            runtime: None,
            builtins: false,
            dialect: Dialect::Auto,
            names: BTreeMap::new(),
            types: Types::default(),
            lints: Lints::default(),
            keep_deprecated: false,
            max_untyped: None,
            samples: BTreeMap::new(),
            overlays: Vec::new(),
            references: References::default(),
            selection: Selection::default(),
            base: PathBuf::new(),
            config: None,
        }
    }
}

/// Source of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DocumentSource {
    /// A project of Rill Cloud.
    Rill {
        org: String,
        project: String,
        branch: Option<String>,
        host: Option<String>,
    },
    /// A project that runs on this machine.
    Local {
        host: Option<String>,
        instance: Option<String>,
    },
    /// A file.
    File(PathBuf),
    /// Any address.
    Url(String),
    /// The folder of a Rill project, from whose files the document is made.
    Project(PathBuf),
    /// The document of one of Rill's own services, at one of the other sources.
    Own(Service, Box<DocumentSource>),
}

impl DocumentSource {
    /// Returns the source that a text names: an address, the folder of a Rill project or a file, if it is there.
    pub(crate) fn named(text: &str, here: &Path) -> Option<Self> {
        let path = here.join(text);
        match path.metadata() {
            _ if text.starts_with("https://") || text.starts_with("http://") => {
                Some(Self::Url(text.to_owned()))
            }
            Ok(found) if found.is_dir() => Some(Self::Project(path)),
            Ok(_) => Some(Self::File(path)),
            Err(_) => None,
        }
    }

    /// Returns the folder of the project that it is made of.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Project(folder) => Some(folder.clone()),
            _ => None,
        }
    }
}

/// One of Rill's own services, which it describes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Service {
    /// Organizations, projects, deployments, users, billing.
    Admin,
    /// Queries, resources, connectors of one instance.
    Runtime,
}

impl Service {
    /// Its name among the flags.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Runtime => "runtime",
        }
    }

    /// Returns the address of the published document in Rill's repository (RILL.md, section 6), by default the latest.
    pub(crate) fn published(self, version: Option<&str>) -> String {
        let path = match self {
            Self::Admin => "admin/v1/openapi.yaml",
            Self::Runtime => "runtime/v1/runtime.swagger.yaml",
        };
        let version = version.unwrap_or("main");
        format!("https://raw.githubusercontent.com/rilldata/rill/{version}/proto/gen/rill/{path}")
    }

    /// Returns the server, which the document does not name.
    pub(crate) fn server(self) -> Option<&'static str> {
        match self {
            Self::Admin => Some("https://api.rilldata.com"),
            // Each project has a runtime of its own, which its credentials name.
            Self::Runtime => None,
        }
    }
}

impl DocumentSource {
    /// Returns the source that a document of Rill's own services is at; any other is itself.
    pub(crate) fn place(&self) -> &Self {
        match self {
            Self::Own(_, place) => place,
            other => other,
        }
    }

    /// Returns the part of it that can be wrong as an address.
    pub(crate) fn host(&self) -> &str {
        match self.place() {
            Self::Url(url) => url,
            Self::Rill { host, .. } => host.as_deref().unwrap_or("source"),
            Self::Local { host, instance } => host
                .as_ref()
                .or(instance.as_ref())
                .map_or("source", |text| text),
            Self::File(_) | Self::Project(_) | Self::Own(..) => "source",
        }
    }

    /// Returns `true` if Rill itself serves the document.
    pub(crate) fn is_rill(&self) -> bool {
        matches!(
            self,
            Self::Rill { .. } | Self::Local { .. } | Self::Project(_)
        )
    }
}

/// Which rules a document follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Found out: Rill's if Rill serves the document or its one server is a Rill instance.
    #[default]
    Auto,
    /// Rill's.
    Rill,
}

/// Refuses what cannot be the name of an organization or project of Rill.
pub(crate) fn check_part(what: &str, name: &str) -> Result<(), Problem> {
    if !name.is_empty() && !name.contains('/') {
        return Ok(());
    }
    Err(
        Problem::usage(format!("`{name}` is not a valid value for `{what}`"))
            .help("write the name alone, as in the address https://ui.rilldata.com/ORG/PROJECT"),
    )
}

/// The longest name that registries take.
const LONGEST_NAME: usize = 64;

/// Refuses what cannot be the name of a crate.
///
/// The rules are Cargo's: ASCII letters, digits, `-` and `_`, not a digit first, and nothing that means another crate
/// or a word of the language. Letters are lower case, as rustc wants them, and so that no two names are one where file
/// systems do not tell cases apart.
pub(crate) fn check_name(name: &str) -> Result<(), Problem> {
    let problem = |name: &str, why: String| {
        Problem::usage(format!("{name:?} cannot be the name of a crate")).note(why)
    };
    if name.len() > LONGEST_NAME {
        let start: String = name.chars().take(16).collect();
        let why = format!(
            "it has {} characters, and {LONGEST_NAME} is the most",
            name.chars().count()
        );
        return Err(
            problem(&format!("{start}…"), why).help("choose a shorter name, such as `acme-ads`")
        );
    }
    if let Some(why) = rill_codegen::config::crate_name_flaw(name) {
        return Err(problem(name, why).help("use letters, digits, `-` and `_`, such as `acme-ads`"));
    }
    if name.chars().any(char::is_uppercase) {
        return Err(problem(name, "names of crates are lower case".to_owned())
            .help("use lower-case letters, digits, `-` and `_`, such as `acme-ads`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_rill_publishes() {
        assert_eq!(
            Service::Admin.published(None),
            "https://raw.githubusercontent.com/rilldata/rill/main/proto/gen/rill/admin/v1/openapi.yaml"
        );
        assert_eq!(
            Service::Runtime.published(Some("v1")),
            "https://raw.githubusercontent.com/rilldata/rill/v1/proto/gen/rill/runtime/v1/runtime.swagger.yaml"
        );
    }

    #[test]
    fn names_of_crates() {
        for name in ["acme-ads", "a", "a_1"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "1a",
            "-a",
            "a b",
            "a/b",
            "../a",
            "é",
            "self",
            "std",
            "type",
            "proc-macro",
            "Serde",
            "acmeAds",
            &"a".repeat(65),
            &"a".repeat(5000),
        ] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
