//! `rill-client.toml`: which clients there are.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable};

use rill_console::Problem;

use crate::client::References;
use crate::client::{Client, ConfigText, DocumentSource, check_name};
use crate::lint::{self, Lints};
use crate::runtime_source::RuntimeSource;

mod keys;
mod parts;
pub(crate) mod schema;
mod source;

use parts::Refers;
use source::Source;

/// The config's name, looked for in the current folder and those above it.
pub(crate) const FILE_NAME: &str = "rill-client.toml";

/// The variable that names a config when no flag does.
pub const VARIABLE: &str = "RILL_CLIENT_CONFIG";

/// The smallest config, for messages.
pub(crate) const EXAMPLE: &str = r#"[[client]]
name = "acme-ads"
output = "crates/acme-ads"

[client.source]
rill = { org = "acme", project = "ads" }"#;

#[derive(Deserialize)]
struct File {
    /// For every client that does not say it itself.
    runtime: Option<Spanned<String>>,
    client: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the config"
)]
struct Entry {
    name: Spanned<String>,
    output: Spanned<String>,
    source: Spanned<Source>,
    runtime: Option<Spanned<String>>,
    #[serde(default)]
    builtins: bool,
    #[serde(default)]
    dialect: crate::Dialect,
    #[serde(default)]
    names: BTreeMap<String, String>,
    /// Rust types by format.
    #[serde(default)]
    types: BTreeMap<String, Spanned<String>>,
    /// Rust types by component or pointer.
    #[serde(default)]
    replace: BTreeMap<String, Spanned<String>>,
    /// Traits that all types derive beside the usual ones.
    #[serde(default)]
    derives: Vec<Spanned<String>>,
    /// `true` if a value that no variant of a union takes is an error.
    #[serde(default)]
    closed_unions: bool,
    #[serde(default, rename = "keep-deprecated")]
    keep_deprecated: bool,
    #[serde(default)]
    lints: BTreeMap<Spanned<String>, Spanned<String>>,
    max_untyped: Option<usize>,
    /// Arguments to call an API with: one table, or several.
    #[serde(default)]
    sample: BTreeMap<String, Samples>,
    #[serde(default)]
    overlays: Vec<String>,
    references: Option<Refers>,
    #[serde(default)]
    include: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    types_only: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Samples {
    One(toml::Table),
    Many(Vec<toml::Table>),
}

impl Samples {
    /// Returns the arguments as JSON; dates and times become texts.
    fn into_json(self) -> Vec<serde_json::Map<String, serde_json::Value>> {
        let tables = match self {
            Self::One(table) => vec![table],
            Self::Many(tables) => tables,
        };
        let table = |table: toml::Table| {
            let members = table.into_iter();
            members.map(|(key, value)| (key, json(value))).collect()
        };
        tables.into_iter().map(table).collect()
    }
}

fn json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            let members = table.into_iter();
            members.map(|(key, value)| (key, json(value))).collect()
        }
    }
}

/// A config's text and where it stands, for messages that point into it.
struct Config<'a> {
    path: &'a Path,
    text: &'a str,
}

/// Finds the config: `flag`, else `variable`, else the nearest `rill-client.toml` at or above `here`.
///
/// # Errors
///
/// There is none, or the one named does not exist.
pub(crate) fn find(
    flag: Option<&Path>,
    variable: Option<&Path>,
    here: &Path,
) -> Result<PathBuf, Problem> {
    let named = flag
        .map(|path| (path, "--config"))
        .or(variable.map(|path| (path, VARIABLE)));
    if let Some((path, by)) = named {
        let whole = here.join(path);
        return if whole.exists() {
            Ok(whole)
        } else {
            Err(
                Problem::usage(format!("there is no config {}", path.display()))
                    .note(format!("{by} names it"))
                    .help(
                        "name a file that is there, or write one, for example:\n\n".to_owned()
                            + EXAMPLE
                            + "\n",
                    ),
            )
        };
    }
    here.ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|path| path.exists())
        .ok_or_else(|| {
            Problem::usage(format!(
                "there is no {FILE_NAME} here or in any folder above"
            ))
            .help(format!("`cargo xtask init` writes one; by hand, for example:\n\n{EXAMPLE}\n"))
            .help("or describe one client by flags, such as --rill acme/ads --name acme-ads --output crates/acme-ads")
        })
}

/// Reads the config at `path`. Its relative paths start at its own folder.
///
/// # Errors
///
/// The file cannot be read, is no TOML, has unknown or missing keys, or describes a client twice.
pub(crate) fn read(path: &Path) -> Result<Vec<Client>, Problem> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Problem::usage("the config cannot be read")
            .at(rill_console::shown(path))
            .note(error.to_string())
            .help("a config is a file of UTF-8 text")
    })?;
    parse(path, &text)
}

pub(crate) fn parse(path: &Path, text: &str) -> Result<Vec<Client>, Problem> {
    let config = Config { path, text };
    let broken = |error: &toml::de::Error| {
        config.problem(error.message().trim_end(), error.span().unwrap_or(0..0))
    };
    let tree = DeTable::parse(text).map_err(|error| broken(&error))?;
    config.check_keys(tree.get_ref())?;
    let none = |clients: &DeArray<'_>| clients.is_empty();
    let clients = tree.get_ref().get("client").map(Spanned::get_ref);
    if clients.is_none_or(|clients| clients.as_array().is_some_and(none)) {
        return Err(Problem::usage("the config describes no client")
            .at(rill_console::shown(path))
            .help(format!("add one, for example:\n\n{EXAMPLE}\n")));
    }
    let file: File = toml::from_str(text).map_err(|error| broken(&error))?;
    config.check_unique(&file.client)?;
    let starts: Vec<usize> = file
        .client
        .iter()
        .map(|entry| config.start(entry))
        .collect();
    let runtime = config.runtime(file.runtime)?;
    let all: Arc<str> = text.into();
    let clients = file.client.into_iter().enumerate();
    clients
        .map(|(index, entry)| {
            let end = starts.get(index + 1).copied().unwrap_or(text.len());
            let mut client = config.client(entry.into_inner(), runtime.as_ref())?;
            client.config = Some(ConfigText {
                path: path.to_owned(),
                text: Arc::clone(&all),
                client: starts[index]..end,
            });
            Ok(client)
        })
        .collect()
}

impl Config<'_> {
    fn problem(&self, what: impl Into<String>, span: Range<usize>) -> Problem {
        self.place(Problem::usage(what), span)
    }

    fn place(&self, problem: Problem, span: Range<usize>) -> Problem {
        problem.within(rill_console::shown(self.path), self.text, span)
    }

    fn base(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// Returns the start of a client's own table: its header, where it has one.
    fn start(&self, entry: &Spanned<Entry>) -> usize {
        let key = entry.get_ref().name.span().start.min(entry.span().start);
        let before = self.text.get(..key).unwrap_or_default();
        before.rfind("[[client]]").unwrap_or(0)
    }

    fn check_unique(&self, entries: &[Spanned<Entry>]) -> Result<(), Problem> {
        for (index, entry) in entries.iter().enumerate() {
            let entry = entry.get_ref();
            for earlier in &entries[..index] {
                let earlier = earlier.get_ref();
                if earlier.name.get_ref() == entry.name.get_ref() {
                    let what = format!("two clients are named `{}`", entry.name.get_ref());
                    return Err(self
                        .problem(what, entry.name.span())
                        .help("give each [[client]] a name of its own"));
                }
                let output = |entry: &Entry| {
                    rill_console::absolute(&self.base().join(entry.output.get_ref()))
                };
                if output(earlier) == output(entry) {
                    let what = format!(
                        "`{}` and `{}` have the same output",
                        earlier.name.get_ref(),
                        entry.name.get_ref()
                    );
                    return Err(self
                        .problem(what, entry.output.span())
                        .help("give each [[client]] a folder of its own"));
                }
            }
        }
        Ok(())
    }

    fn runtime(&self, text: Option<Spanned<String>>) -> Result<Option<RuntimeSource>, Problem> {
        let Some(text) = text else { return Ok(None) };
        let source = RuntimeSource::parse(text.get_ref(), self.base());
        source
            .map(Some)
            .map_err(|problem| self.place(problem, text.span()))
    }

    fn client(&self, entry: Entry, runtime: Option<&RuntimeSource>) -> Result<Client, Problem> {
        check_name(entry.name.get_ref())
            .map_err(|problem| self.place(problem, entry.name.span()))?;
        let runtime = self.runtime(entry.runtime)?.or_else(|| runtime.cloned());
        let selection = parts::selection(entry.include, entry.exclude, entry.types_only)
            .map_err(|(problem, span)| self.place(problem, span))?;
        let overlays = entry.overlays.into_iter();
        let (source, files) = self.source(entry.source)?;
        Ok(Client {
            source,
            files,
            output: self.base().join(entry.output.get_ref()),
            name: entry.name.into_inner(),
            runtime,
            builtins: entry.builtins,
            dialect: entry.dialect,
            names: entry.names,
            keep_deprecated: entry.keep_deprecated,
            types: rill_codegen::Types {
                formats: self.type_paths(entry.types)?,
                schemas: self.type_paths(entry.replace)?,
                derives: entry
                    .derives
                    .into_iter()
                    .map(|path| self.type_path(path))
                    .collect::<Result<_, _>>()?,
                closed_unions: entry.closed_unions,
            },
            lints: self.lints(&entry.lints)?,
            max_untyped: entry.max_untyped,
            samples: entry
                .sample
                .into_iter()
                .map(|(api, samples)| (api, samples.into_json()))
                .collect(),
            overlays: overlays.map(|path| self.base().join(path)).collect(),
            references: entry.references.map(References::from).unwrap_or_default(),
            selection,
            base: self.base().to_owned(),
            config: None,
        })
    }

    /// Returns the source, and the folder of the project's files that tell rows.
    fn source(
        &self,
        source: Spanned<Source>,
    ) -> Result<(DocumentSource, Option<PathBuf>), Problem> {
        let span = source.span();
        let source = source.into_inner();
        let files = source.files(self.base());
        let read = files.and_then(|files| Ok((source.read(span, self.base())?, files)));
        read.map_err(|(problem, span)| self.place(problem, span))
    }

    fn type_paths(
        &self,
        paths: BTreeMap<String, Spanned<String>>,
    ) -> Result<BTreeMap<String, String>, Problem> {
        let paths = paths.into_iter();
        paths
            .map(|(key, path)| Ok((key, self.type_path(path)?)))
            .collect()
    }

    fn type_path(&self, path: Spanned<String>) -> Result<String, Problem> {
        match rill_codegen::type_path_flaw(path.get_ref()) {
            None => Ok(path.into_inner()),
            Some(flaw) => Err(self
                .problem("this is not a path to a Rust type", path.span())
                .note(flaw)
                .help("write a path such as `chrono::DateTime<chrono::Utc>` or `crate::Pet`")),
        }
    }

    fn lints(
        &self,
        entries: &BTreeMap<Spanned<String>, Spanned<String>>,
    ) -> Result<Lints, Problem> {
        let mut lints = Lints::default();
        for (code, level) in entries {
            let place = |span| move |problem| self.place(problem, span);
            lints.set(
                lint::code(code.get_ref()).map_err(place(code.span()))?,
                lint::level(level.get_ref()).map_err(place(level.span()))?,
            );
        }
        Ok(lints)
    }
}

#[cfg(test)]
mod tests;
