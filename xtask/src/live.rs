//! Rows of a live API.

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Credential, Options, Target, Via};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use std::future::Future;

use rill_console::{Problem, chain};

use crate::client::{Client, DocumentSource};
use crate::source::{Address, cloud_target};

/// Returns the target of a source's APIs; `None` for files, which serve nothing.
fn target(source: &DocumentSource) -> Option<Target> {
    match source {
        DocumentSource::Rill {
            org,
            project,
            branch,
            host,
        } => {
            let target = cloud_target(org, project, branch.as_deref());
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
        DocumentSource::File(_) | DocumentSource::Project(_) | DocumentSource::Own(..) => None,
    }
}

/// Refuses a document whose operations are not the APIs of a Rill project, so that nothing of it is called.
pub(crate) fn no_project() -> Problem {
    Problem::usage("this document describes no APIs of a Rill project")
        .note("only those are called here")
        .help("`dialect = \"rill\"` says so where the document's server does not")
}

/// Returns `true` if the token of Rill may go to where a client's APIs answer: to Rill, or to this machine.
fn takes_token(client: &Client, at: Option<&str>) -> Result<bool, Problem> {
    let address = match at {
        // Rill serves the document beside the APIs.
        Some(at) => Address::of(&DocumentSource::Url(format!(
            "{}/openapi",
            at.trim_end_matches('/')
        )))?,
        None => Address::of(&client.source)?,
    };
    Ok(address.is_some_and(|address| address.takes_token()))
}

/// Returns a connection to where the APIs of a client answer, or to `at`. A local Rill takes no token of the cloud, and
/// a host that is not Rill's must not see it.
///
/// # Errors
///
/// The source serves no rows, and `at` is not given.
pub(crate) fn connection(
    client: &Client,
    at: Option<&str>,
    token: Option<&SecretString>,
) -> Result<Core, Problem> {
    let source = &client.source;
    let target = at.map(Target::url).or_else(|| target(source));
    let target = target.ok_or_else(|| {
        Problem::usage("this source serves no rows").help("say where the APIs answer with --at URL")
    })?;
    let credential = match token {
        Some(token) if takes_token(client, at)? => Credential::bearer(token.expose_secret()),
        _ => Credential::none(),
    };
    Core::new(target, credential, Options::default(), "rill-client-xtask")
        .map_err(|error| Problem::usage("the APIs cannot be called").note(chain(&error)))
}

/// Returns the address of a client's APIs, for display.
pub(crate) fn shown_target(client: &Client, at: Option<&str>) -> String {
    match (at, &client.source) {
        (Some(at), _) => at.to_owned(),
        (None, DocumentSource::Rill { org, project, .. }) => format!("{org}/{project}"),
        (None, DocumentSource::Local { .. }) => "the local Rill".to_owned(),
        (None, DocumentSource::Url(url)) => url.strip_suffix("/openapi").unwrap_or(url).to_owned(),
        (None, _) => String::new(),
    }
}

/// Runs a call to its end.
pub(crate) fn run<T>(call: impl Future<Output = T>) -> Result<T, Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::new("the network cannot be used").note(error.to_string()))?;
    Ok(runtime.block_on(call))
}

/// Returns a name that lives as long as the program: generated code has its names in its text, and so the runtime takes
/// nothing else.
pub(crate) fn kept(name: &str) -> &'static str {
    Box::leak(name.to_owned().into_boxed_str())
}

/// Returns the rows of one call.
pub(crate) async fn rows(
    core: &Core,
    api: &str,
    by_body: bool,
    arguments: &Map<String, Value>,
) -> Result<Vec<Value>, Problem> {
    let via = if by_body { Via::Body } else { Via::Query };
    let call = core.custom_api::<_, Value>(kept(api), via, arguments);
    call.await.map_err(|error| {
        Problem::new(format!("the API `{api}` gave no rows"))
            .note(chain(&error))
            .help(format!(
                "check the arguments under [client.sample.{}]",
                toml_key(api)
            ))
    })
}

/// Returns a key as TOML takes it.
pub(crate) fn toml_key(key: &str) -> String {
    let is_bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(is_bare) {
        key.to_owned()
    } else {
        format!("{key:?}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_goes_to_rill_and_to_this_machine_alone() {
        let url = |text: &str| Client::for_inspection(DocumentSource::Url(text.to_owned()));
        let project = Client::for_inspection(DocumentSource::Project("project".into()));
        let local = Client::for_inspection(DocumentSource::Local {
            host: None,
            instance: None,
        });
        let cloud = Client::for_inspection(DocumentSource::Rill {
            org: "acme".to_owned(),
            project: "ads".to_owned(),
            branch: None,
            host: None,
        });
        for (client, at, expected) in [
            (&cloud, None, true),
            (&local, None, false),
            (
                &url("https://api.rilldata.com/v1/orgs/a/projects/b/runtime/api/openapi"),
                None,
                true,
            ),
            (&url("https://shop.example.com/openapi"), None, false),
            (
                &project,
                Some("http://127.0.0.1:9009/v1/instances/default/api"),
                true,
            ),
            (
                &project,
                Some("https://rill.acme.example/v1/instances/default/api/"),
                true,
            ),
            (&project, Some("https://shop.example.com"), false),
            (&local, Some("https://shop.example.com"), false),
        ] {
            let takes = takes_token(client, at).map_err(|problem| problem.to_string());
            assert_eq!(takes, Ok(expected), "{:?} {at:?}", client.source);
        }
    }
}
