//! Arguments of the commands about a Rill project.

use std::path::PathBuf;

use clap::Args;

use super::{RegenerateArgs, SingleArgs};
use crate::lint::LintArgs;

/// The clients of a config, or one by flags.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ClientArgs {
    /// Config to read [default: `RILL_CLIENT_CONFIG`, else the nearest rill-client.toml]
    #[arg(long, value_name = "FILE", conflicts_with = "source")]
    pub(crate) config: Option<PathBuf>,
    /// Only the client of this name; may be repeated
    #[arg(long, value_name = "NAME", conflicts_with = "source")]
    pub(crate) client: Vec<String>,
    /// One client by flags alone.
    #[command(flatten)]
    pub(crate) single: SingleArgs,
}

impl ClientArgs {
    /// Returns the arguments of `regenerate` that mean the same clients.
    pub(crate) fn wanted(&self) -> RegenerateArgs {
        RegenerateArgs {
            config: self.config.clone(),
            client: self.client.clone(),
            single: self.single.clone(),
            ..RegenerateArgs::default()
        }
    }

    /// Returns the arguments of `regenerate` of a command that needs neither a name nor a folder of a client by flags.
    pub(crate) fn looked_at(&self) -> RegenerateArgs {
        RegenerateArgs {
            dump: self.single.is_given().then_some(crate::Dump::Document),
            ..self.wanted()
        }
    }
}

/// Arguments of `cargo xtask document`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct DocumentArgs {
    /// The clients that are meant.
    #[command(flatten)]
    pub(crate) clients: ClientArgs,
    /// Of a Rill project's folder: also the arguments that only its templates tell of, and the rows that its models and
    /// metrics views tell, marked `x-rill-inferred`
    #[arg(long)]
    pub(crate) inferred: bool,
}

/// Arguments of `cargo xtask infer`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct InferArgs {
    /// The clients that are meant.
    #[command(flatten)]
    pub(crate) clients: ClientArgs,
    /// Only this API, declared or not; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) api: Vec<String>,
    /// Address of the APIs, for a source that serves none, such as `http://localhost:9009/v1/instances/default/api`
    #[arg(long, value_name = "URL", conflicts_with = "from")]
    pub(crate) at: Option<String>,
    /// The rows that the project's files tell, in place of calls: written to be read, edited and committed
    #[arg(long = "static", conflicts_with_all = ["at", "from"])]
    pub(crate) from_files: bool,
    /// Rows that were recorded, in place of calls: a JSON list, or an answer with the list under `data`
    #[arg(long, value_name = "FILE", requires = "api")]
    pub(crate) from: Option<PathBuf>,
}

/// Arguments of `cargo xtask verify`.
#[derive(Args, Clone, Debug, Default)]
#[command(after_help = VERIFY_AFTER_HELP)]
pub(crate) struct VerifyArgs {
    /// The clients that are meant.
    #[command(flatten)]
    pub(crate) clients: ClientArgs,
    /// Call every operation of any document over a mock transport instead, with values that its schemas accept
    #[arg(long, conflicts_with_all = ["api", "at", "files"])]
    pub(crate) mock: bool,
    /// Only this API; may be repeated. The committed crate is not compared then
    #[arg(long, value_name = "NAME")]
    pub(crate) api: Vec<String>,
    /// Address of the APIs, for a source that serves none, such as `http://localhost:9009/v1/instances/default/api`
    #[arg(long, value_name = "URL")]
    pub(crate) at: Option<String>,
    /// Folder of the Rill project, to see which arguments its templates use [default: that of a `project` source]
    #[arg(long, value_name = "DIR")]
    pub(crate) files: Option<PathBuf>,
    /// Time limit of the document and of each call [default: 60]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) timeout: Option<u64>,
    /// Levels of what is found.
    #[command(flatten)]
    pub(crate) lints: LintArgs,
}

const VERIFY_AFTER_HELP: &str = "\
Arguments come from `[client.sample.API]` of the config. Where all is sound and the output is no terminal, nothing is
printed.

Exit codes: 0 sound or nothing to compare (there may be warnings), 1 faults or a stale crate, 2 wrong flags or config,
3 the network or the token.

Examples:
  cargo xtask verify
  cargo xtask verify --json --client acme-ads
  cargo xtask verify --local
  cargo xtask verify --mock --client petstore
  cargo xtask verify --project ../my-rill-project --at http://localhost:9009/v1/instances/default/api";
