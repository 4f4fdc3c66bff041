//! Rows of a live API.

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Credential, Error, Options, RillError, Target, Via};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use std::future::Future;

use rill_console::{Problem, chain};

use crate::args::Env;
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

/// Returns `true` if the token of Rill may go to where a client's APIs answer: to Rill's hosts, and elsewhere only
/// where the source `rill` names the host, or `--token` says so.
fn takes_token(client: &Client, at: Option<&str>, is_given: bool) -> Result<bool, Problem> {
    let named = match at {
        Some(at) => Address::of(&DocumentSource::Url(at.to_owned()))?,
        None => Address::of(&client.source)?,
    };
    let Some(address) = named else {
        return Ok(false);
    };
    let is_rill = matches!(client.source, DocumentSource::Rill { .. });
    let is_local = matches!(client.source, DocumentSource::Local { .. });
    let is_among_flags = at.is_some() || client.config.is_none();
    Ok(address.takes_token()
        || is_rill && at.is_some() && address.is_on_this_machine()
        || is_given && (is_among_flags || address.is_on_this_machine() && !is_local))
}

/// Refuses names that no API of a document has.
pub(crate) fn check_names(wanted: &[String], known: &[&str]) -> Result<(), Problem> {
    match wanted.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Problem::usage(format!("the document has no API `{name}`"))
            .suggest(name, known.iter().copied())),
    }
}

/// Returns the arguments that an operation requires, which a sample has to give.
pub(crate) fn required(operation: &Value) -> Vec<String> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters = parameters
        .filter(|one| one["required"] == true)
        .map(|one| &one["name"]);
    let body = &operation["requestBody"]["content"]["application/json"]["schema"]["required"];
    let names = parameters.chain(body.as_array().into_iter().flatten());
    names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect()
}

/// Returns `true` if a client's source says where its APIs answer.
pub(crate) fn serves_rows(source: &DocumentSource) -> bool {
    target(source).is_some()
}

/// Returns a connection to where the APIs of a client answer, or to `at`. A local Rill takes no token of the cloud, and
/// a host that is not Rill's must not see it.
///
/// # Errors
///
/// The source serves no rows, and `at` is not given; or the token would travel in clear.
pub(crate) fn connection(client: &Client, at: Option<&str>, env: &Env) -> Result<Core, Problem> {
    let source = &client.source;
    let target = at.map(Target::url).or_else(|| target(source));
    let target = target.ok_or_else(|| {
        Problem::usage("this source serves no rows").help("say where the APIs answer with --at URL")
    })?;
    let credential = match &env.token {
        Some(token) if takes_token(client, at, env.token_is_given)? => {
            Credential::bearer(token.expose_secret())
        }
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
    call.await.map_err(|error| not_answered(api, &error))
}

/// Returns why an API gave no rows, and what to do.
fn not_answered(api: &str, error: &Error<RillError>) -> Problem {
    let status = error.status().map_or(0, |status| status.as_u16());
    let note = |problem: Problem| problem.note(chain(error));
    match (error, status) {
        (Error::Transport(_), _) => note(Problem::network(format!("the API `{api}` does not answer")))
            .help("check that Rill runs at this address; --at URL names another"),
        (_, 401 | 403) => note(Problem::token(format!("the token may not call the API `{api}`")))
            .help("RILL_TOKEN goes to Rill's own hosts, and to others only with `--token`; `rill token issue` makes a new one"),
        (_, 404) => note(Problem::new(format!("there is no API `{api}` at this address")))
            .help("check the address; --at URL names another"),
        (_, 400) | (Error::Request(_), _) => note(Problem::new(format!("the API `{api}` refused its arguments"))).help(format!(
            "correct them under [client.sample.{}] in the config",
            toml_key(api)
        )),
        (_, 200..=299) => note(Problem::new(format!("the API `{api}` gave no rows")))
            .help("check that it is an API of Rill that answers there"),
        _ => note(Problem::network(format!("the API `{api}` failed"))).help("try again later"),
    }
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
    fn the_token_goes_to_rill_and_elsewhere_only_where_it_is_meant() {
        let url = |text: &str| Client::for_inspection(DocumentSource::Url(text.to_owned()));
        let here = "http://127.0.0.1:9009/v1/instances/default/api";
        let form = "https://rill.acme.example/v1/instances/default/api";
        let client = |text: &str| match text.split_once(' ').unwrap_or((text, "")) {
            ("project", _) => Client::for_inspection(DocumentSource::Project("project".into())),
            ("local", _) => Client::for_inspection(DocumentSource::Local {
                host: None,
                instance: None,
            }),
            ("cloud", host) => Client::for_inspection(DocumentSource::Rill {
                org: "acme".to_owned(),
                project: "ads".to_owned(),
                branch: None,
                host: (!host.is_empty()).then(|| host.to_owned()),
            }),
            (address, _) => url(address),
        };
        let config = crate::client::ConfigText {
            path: "rill-client.toml".into(),
            text: "".into(),
            client: 0..0,
        };
        for (source, of_config, at, by_itself, if_given) in [
            ("cloud", false, None, true, true),
            ("cloud https://rill.acme.example", false, None, true, true),
            ("cloud http://127.0.0.1:1", false, None, true, true),
            ("cloud", false, Some(here), true, true),
            ("cloud", false, Some(form), false, true),
            (
                "cloud",
                false,
                Some("https://api.rilldata.com/v1/x"),
                true,
                true,
            ),
            ("local", false, None, false, true),
            (
                "local",
                false,
                Some("https://shop.example.com"),
                false,
                true,
            ),
            (
                "https://api.rilldata.com/v1/x/openapi",
                false,
                None,
                true,
                true,
            ),
            ("https://shop.example.com/openapi", false, None, false, true),
            ("http://127.0.0.1:1/openapi", false, None, false, true),
            (&format!("{form}/openapi"), false, None, false, true),
            ("https://shop.example.com/openapi", true, None, false, false),
            ("http://127.0.0.1:1/openapi", true, None, false, true),
            ("local", true, None, false, false),
            ("project", false, Some(here), false, true),
            ("project", false, Some(form), false, true),
            ("project", false, None, false, false),
        ] {
            let client = Client {
                config: of_config.then(|| config.clone()),
                ..client(source)
            };
            for (is_given, expected) in [(false, by_itself), (true, if_given)] {
                let takes =
                    takes_token(&client, at, is_given).map_err(|problem| problem.to_string());
                assert_eq!(takes, Ok(expected), "{source} {at:?} {is_given}");
            }
        }
    }
}
