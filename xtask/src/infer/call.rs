//! Rows of a live API.

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Credential, Options, Target, Via};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::client::DocumentSource;
use crate::problem::{Problem, chain};

/// Where the APIs of a source answer; none for files, which serve nothing.
pub(super) fn target(source: &DocumentSource) -> Option<Target> {
    match source {
        DocumentSource::Rill {
            org,
            project,
            branch,
            host,
        } => {
            let mut target = Target::cloud(org, project);
            if let Some(branch) = branch {
                target = target.branch(branch);
            }
            Some(match host {
                Some(host) => target.host(host),
                None => target,
            })
        }
        DocumentSource::Local { host, instance } => {
            let host = host.as_deref().unwrap_or("http://localhost:9009");
            let instance = instance.as_deref().unwrap_or("default");
            let host = host.trim_end_matches('/');
            Some(Target::url(format!("{host}/v1/instances/{instance}/api")))
        }
        DocumentSource::Url(url) => url.strip_suffix("/openapi").map(Target::url),
        DocumentSource::File(_) | DocumentSource::Project(_) => None,
    }
}

/// A connection to a target. A local Rill takes no token of the cloud.
pub(super) fn connect(
    target: Target,
    token: Option<&SecretString>,
    is_local: bool,
) -> Result<Core, Problem> {
    let credential = match token {
        Some(token) if !is_local => Credential::bearer(token.expose_secret()),
        _ => Credential::none(),
    };
    Core::new(target, credential, Options::default(), "rill-client-xtask")
        .map_err(|error| Problem::usage("the APIs cannot be called").note(chain(&error)))
}

/// The rows of one call.
pub(super) async fn rows(
    core: &Core,
    api: &str,
    by_body: bool,
    arguments: &Map<String, Value>,
) -> Result<Vec<Value>, Problem> {
    // Generated code names its APIs in its text, so the runtime takes texts that live as long as the program.
    let name: &'static str = Box::leak(api.to_owned().into_boxed_str());
    let via = if by_body { Via::Body } else { Via::Query };
    let call = core.custom_api::<_, Value>(name, via, arguments);
    call.await.map_err(|error| {
        Problem::new(format!("the API `{api}` gave no rows"))
            .note(chain(&error))
            .help(format!(
                "check the arguments under [client.sample.{}]",
                toml_key(api)
            ))
    })
}

/// A key as TOML takes it.
pub(super) fn toml_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        format!("{key:?}")
    }
}
