//! The flags of the commands that have a client, and the clients they mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

mod commands;
mod output;
mod same_clients;

pub(crate) use commands::{ClientArgs, DocumentArgs, InferArgs, VerifyArgs};
pub(crate) use output::GlobalArgs;

use rill_console::Problem;

use crate::client::{Client, Dialect, DocumentSource, Service, check_name, check_part};
use crate::config;
use crate::generate::Dump;
use crate::lint::LintArgs;
use crate::runtime_source::RuntimeSource;

/// Headings of the help text.
const OF_CONFIG: &str = "Clients of a config";
const ACTION: &str = "What to do";

/// Arguments of `cargo xtask regenerate`.
///
/// Without a source among the flags the clients are those of a config: the one named by `--config`, else by the
/// variable `RILL_CLIENT_CONFIG`, else the nearest `rill-client.toml` at or above the current folder.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = AFTER_HELP)]
pub struct RegenerateArgs {
    /// Config to read [default: `RILL_CLIENT_CONFIG`, else the nearest rill-client.toml]
    #[arg(long, value_name = "FILE", help_heading = OF_CONFIG, conflicts_with = "source")]
    pub config: Option<PathBuf>,
    /// Only the client of this name; may be repeated
    #[arg(long, value_name = "NAME", help_heading = OF_CONFIG, conflicts_with = "source")]
    pub client: Vec<String>,
    /// One client by flags alone.
    #[command(flatten)]
    pub single: SingleArgs,
    /// Write nothing; show a diff and exit with 1 if a crate is stale
    #[arg(long, help_heading = ACTION)]
    pub check: bool,
    /// Use the openapi.json in the output folder instead of the source
    #[arg(long, help_heading = ACTION)]
    pub offline: bool,
    /// Write a crate that has no operations, or with `types-only` no types
    #[arg(long, help_heading = ACTION)]
    pub allow_empty: bool,
    /// Write nothing; print one stage of the generator
    #[arg(long, value_name = "STAGE", help_heading = ACTION, conflicts_with = "check")]
    pub dump: Option<Dump>,
    /// Time limit of one download [default: 60]
    #[arg(long, value_name = "SECONDS", help_heading = ACTION, value_parser = clap::value_parser!(u64).range(1..))]
    pub timeout: Option<u64>,
    /// Levels of diagnostics, over those of the config.
    #[command(flatten)]
    pub lints: LintArgs,
}

/// One client described by flags, with no config.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "One client without a config")]
pub struct SingleArgs {
    /// Document in a file
    #[arg(long, value_name = "FILE", group = "source")]
    pub file: Option<PathBuf>,
    /// Document at an address
    #[arg(long, value_name = "URL", group = "source")]
    pub url: Option<String>,
    /// Project of Rill Cloud; its token is read from `RILL_TOKEN`
    #[arg(long, value_name = "ORG/PROJECT", group = "source")]
    pub rill: Option<String>,
    /// Project on this machine, as `rill start` serves it
    #[arg(long, group = "source")]
    pub local: bool,
    /// Folder of a Rill project, from whose files the document is made
    #[arg(long, value_name = "DIR", group = "source")]
    pub project: Option<PathBuf>,
    /// Folder of the project's files, as a config names it.
    #[arg(skip)]
    pub files: Option<PathBuf>,
    /// One of Rill's own APIs: `admin` (organizations, projects, deployments) or `runtime` (of one instance)
    #[arg(long, value_name = "SERVICE", group = "source")]
    pub rill_api: Option<Service>,
    /// Branch of the Rill Cloud project
    #[arg(long, value_name = "BRANCH", requires = "source", conflicts_with_all = ["file", "url", "local", "project", "rill_api"])]
    pub branch: Option<String>,
    /// Other host than `https://api.rilldata.com` or `http://localhost:9009`
    #[arg(long, value_name = "URL", requires = "source", conflicts_with_all = ["file", "url", "project", "rill_api"])]
    pub host: Option<String>,
    /// Other instance of the local Rill than `default`
    #[arg(long, value_name = "NAME", requires = "source", conflicts_with_all = ["file", "url", "rill", "project", "rill_api"])]
    pub instance: Option<String>,
    /// Name of the generated crate
    #[arg(long, value_name = "NAME", requires = "source")]
    pub name: Option<String>,
    /// Folder of the generated crate
    #[arg(long, value_name = "DIR", requires = "source")]
    pub output: Option<PathBuf>,
    /// Source of rill-client-runtime: path:DIR, vendor:DIR, version:REQ or git:URL[#REV]
    #[arg(long, value_name = "SOURCE", requires = "source")]
    pub runtime: Option<String>,
    /// Generate Rill's own /metrics, /metrics-sql and /sql too
    #[arg(long, requires = "source")]
    pub builtins: bool,
    /// Which rules the document follows [default: auto]
    #[arg(long, value_name = "DIALECT", requires = "source")]
    pub dialect: Option<Dialect>,
    /// Overlay to apply to the document; may be repeated
    #[arg(long, value_name = "FILE", requires = "source")]
    pub overlay: Vec<PathBuf>,
    /// Rust name for a path or a schema, such as /ad-bid-stats=bids; may be repeated
    #[arg(long, value_name = "KEY=NAME", requires = "source")]
    pub pin: Vec<String>,
}

const AFTER_HELP: &str = "\
Exit codes: 0 done or up to date, 1 stale or failed, 2 wrong flags or config, 3 the network or the token.

Examples:
  cargo xtask regenerate
  cargo xtask regenerate --check --offline
  cargo xtask regenerate --rill acme/ads --name acme-ads --output crates/acme-ads
  cargo xtask regenerate --file openapi.json --name acme-ads --output crates/acme-ads";

/// The environment of a command.
#[derive(Clone, Debug)]
pub struct Env {
    /// The current folder.
    pub here: PathBuf,
    /// The value of `RILL_CLIENT_CONFIG`.
    pub config: Option<PathBuf>,
    /// The value of `RILL_TOKEN`, or of `--token`.
    pub token: Option<secrecy::SecretString>,
    /// `true` if `--token` is given: the token also goes to this machine and to the address among the flags.
    pub token_is_given: bool,
}

impl Env {
    /// Reads the environment of this process.
    pub fn from_process() -> Self {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let token = std::env::var("RILL_TOKEN").unwrap_or_default();
        Self {
            here: std::env::current_dir().unwrap_or_default(),
            config: variable(config::VARIABLE).map(PathBuf::from),
            token: (!token.trim().is_empty()).then(|| token.trim().into()),
            token_is_given: false,
        }
    }

    /// Takes what `--token` says: a token, or that of the environment if it is empty.
    pub(crate) fn with_token(self, flag: Option<&str>) -> Self {
        let token = match flag.map(str::trim) {
            None | Some("") => self.token,
            Some(token) => Some(token.into()),
        };
        Self {
            token,
            token_is_given: flag.is_some(),
            ..self
        }
    }
}

impl RegenerateArgs {
    /// Returns the clients that are meant.
    pub(crate) fn clients(&self, env: &Env) -> Result<Vec<Client>, Problem> {
        let mut clients = self.chosen(env)?;
        for client in &mut clients {
            self.lints
                .apply(&mut client.lints, &mut client.max_untyped)?;
        }
        Ok(clients)
    }

    fn chosen(&self, env: &Env) -> Result<Vec<Client>, Problem> {
        if let Some(client) = self.single.client(&env.here, self.dump.is_some())? {
            return Ok(vec![client]);
        }
        let path = config::find(self.config.as_deref(), env.config.as_deref(), &env.here)?;
        let mut clients = config::read(&path)?;
        for wanted in &self.client {
            if !clients.iter().any(|client| client.name == *wanted) {
                return Err(no_such_client(wanted, &clients, &path));
            }
        }
        if !self.client.is_empty() {
            clients.retain(|client| self.client.contains(&client.name));
        }
        Ok(clients)
    }
}

impl SingleArgs {
    /// Returns `true` if a source is among the flags.
    pub(crate) fn is_given(&self) -> bool {
        self.file.is_some()
            || self.url.is_some()
            || self.rill.is_some()
            || self.local
            || self.project.is_some()
            || self.rill_api.is_some()
    }

    /// Returns the client, if a source is among the flags. To `only_look` needs neither name nor folder.
    fn client(&self, here: &Path, only_look: bool) -> Result<Option<Client>, Problem> {
        let Some(source) = self.source(here)? else {
            return Ok(None);
        };
        let needed = |flag: &str, example: &str| {
            Problem::usage(format!("--{flag} is missing"))
                .note("a client described by flags needs a name and an output")
                .help(format!("add --{flag} {example}"))
        };
        let name = match &self.name {
            Some(name) => name.clone(),
            None if only_look => "client".to_owned(),
            None => return Err(needed("name", "acme-ads")),
        };
        check_name(&name)?;
        let output = match &self.output {
            Some(output) => here.join(output),
            None if only_look => here.join(&name),
            None => return Err(needed("output", "crates/acme-ads")),
        };
        let runtime = self.runtime.as_deref();
        let made = Client::for_inspection(source);
        Ok(Some(Client {
            name,
            output,
            files: self.files.clone().or(made.files),
            runtime: runtime
                .map(|text| RuntimeSource::parse(text, here))
                .transpose()?,
            builtins: self.builtins,
            dialect: self.dialect.unwrap_or_default(),
            names: self.names()?,
            overlays: self.overlay.iter().map(|path| here.join(path)).collect(),
            base: here.to_owned(),
            ..made
        }))
    }

    fn source(&self, here: &Path) -> Result<Option<DocumentSource>, Problem> {
        if let Some(file) = &self.file {
            return Ok(Some(DocumentSource::File(here.join(file))));
        }
        if let Some(url) = &self.url {
            return Ok(Some(DocumentSource::Url(url.clone())));
        }
        if let Some(folder) = &self.project {
            return Ok(Some(DocumentSource::Project(here.join(folder))));
        }
        if let Some(service) = self.rill_api {
            let published = DocumentSource::Url(service.published(None));
            return Ok(Some(DocumentSource::Own(service, Box::new(published))));
        }
        if self.local {
            return Ok(Some(DocumentSource::Local {
                host: self.host.clone(),
                instance: self.instance.clone(),
            }));
        }
        let Some(text) = &self.rill else {
            return Ok(None);
        };
        let (org, project) = text.split_once('/').unwrap_or((text, ""));
        check_part("project", project)
            .and_then(|()| check_part("org", org))
            .map_err(|_| {
                Problem::usage(format!("`{text}` is not a Rill project"))
                    .help("write --rill ORG/PROJECT, such as --rill acme/ads")
            })?;
        Ok(Some(DocumentSource::Rill {
            org: org.to_owned(),
            project: project.to_owned(),
            branch: self.branch.clone(),
            host: self.host.clone(),
        }))
    }

    fn names(&self) -> Result<BTreeMap<String, String>, Problem> {
        self.pin
            .iter()
            .map(|text| match text.rsplit_once('=') {
                Some((key, name)) => Ok((key.to_owned(), name.to_owned())),
                None => Err(
                    Problem::usage(format!("`{text}` is not a valid value for `--pin`"))
                        .help("write --pin KEY=NAME, such as --pin /ad-bid-stats=bids"),
                ),
            })
            .collect()
    }
}

fn no_such_client(wanted: &str, clients: &[Client], path: &Path) -> Problem {
    let names: Vec<&str> = clients.iter().map(|client| client.name.as_str()).collect();
    Problem::usage(format!("no client is named `{wanted}`"))
        .at(rill_console::shown(path))
        .note(format!("its clients are {}", names.join(", ")))
        .suggest(wanted, names)
}

#[cfg(test)]
mod tests;
