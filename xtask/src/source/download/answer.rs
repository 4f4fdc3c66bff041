//! Interpretation of a server's response, with advice.

use reqwest::StatusCode;

use rill_console::{Problem, ProblemKind};

use crate::source::address::{Address, Server};

/// Longest excerpt of a response body in a message.
const EXCERPT: usize = 300;

/// No connection, or none that lasted until the answer.
pub(super) fn unreachable(address: &Address, why: &str) -> Problem {
    let problem = Problem::network("the server cannot be reached")
        .at(address)
        .note(why);
    match (proxy(address), address.server) {
        (Some(name), _) => problem
            .note(format!(
                "the way leads through the proxy that `{name}` names"
            ))
            .help("check the proxy and the address, and try again"),
        (None, Server::Local) => {
            problem.help("start the project with `rill start`, or name another host in the source")
        }
        (None, _) => problem.help("check the address and the network, and try again"),
    }
}

/// Returns the variable that names a proxy, if one may stand on the way to an address.
fn proxy(address: &Address) -> Option<&'static str> {
    let names = match address.url.scheme() {
        "https" => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        _ => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names
        .into_iter()
        .find(is_set)
        .filter(|_| !address.is_on_this_machine())
}

/// Returns the problem of a connection that ended within the body.
pub(super) fn cut(address: &Address, received: usize, why: &str) -> Problem {
    Problem::network(format!("the document was cut off after {received} bytes"))
        .at(address)
        .note(why)
        .help("try again")
}

/// More bytes than a document has.
pub(super) fn too_large(address: &Address, max_bytes: u64) -> Problem {
    Problem::network(format!("the document has more than {max_bytes} bytes"))
        .at(address)
        .note("that is beyond any known OpenAPI document, so it is taken for a mistake")
        .help("check the address; a larger document can be saved and given as `file`")
}

/// Returns the problem of an unsuccessful status.
pub(super) fn refused(
    address: &Address,
    status: StatusCode,
    body: &[u8],
    with_token: bool,
) -> Problem {
    let said = said(body);
    let kind = match status.as_u16() {
        401 | 403 => ProblemKind::Token,
        _ => ProblemKind::Network,
    };
    let problem = |what: &str| {
        let problem = Problem::new(what).of_kind(kind).at(address);
        match &said {
            Some(said) => problem.note(format!("the server answered {status}: {said}")),
            None => problem.note(format!("the server answered {status}")),
        }
    };
    let is_rill = address.server != Server::OtherUrl;
    match status.as_u16() {
        401 => unauthorized(address, problem, said.as_deref(), with_token),
        403 if address.server == Server::Local => problem("this Rill serves no such document")
            .help("check `instance` in the source; `rill start` has one instance, `default`"),
        403 if is_rill => problem("the token may not read this project's APIs")
            .help("ask an admin of the project for a role that may read it, or use a token of its own: `rill service create NAME --project PROJECT --project-role viewer`"),
        404 if is_rill => problem("there is no Rill project document at this address")
            .help("check the host and, for a local Rill, the instance; Rill Cloud is https://api.rilldata.com"),
        400 if is_rill => problem("Rill does not find the project, or has no deployment of it")
            .help("check `org`, `project` and `branch` as `rill project list` shows them; `rill project status` tells whether it is deployed"),
        403 => problem("the server does not allow to read this document")
            .help("save the document and give it as `file`"),
        404 => problem("there is no document at this address").help("check the address"),
        406 => problem("the server has no JSON for this address")
            .help("save the document and give it as `file`"),
        429 | 500..=599 => problem("the server cannot answer now").help("try again later"),
        _ => problem("the server did not send the document").help("check the address"),
    }
}

/// Rill's words for a token that is good, of somebody who may not read the project.
const NO_ACCESS: &str = "does not have permission";

fn unauthorized(
    address: &Address,
    problem: impl Fn(&str) -> Problem,
    said: Option<&str>,
    with_token: bool,
) -> Problem {
    let has_no_access = said.is_some_and(|said| said.contains(NO_ACCESS));
    match (address.server, with_token) {
        (Server::OtherUrl, false) => problem("the server wants to know who asks")
            .note("RILL_TOKEN is only sent to Rill")
            .help("save the document and give it as `file`; for a Rill at another host use `rill = { org, project, host }`"),
        (Server::OtherUrl, true) => problem("the server does not accept the token")
            .help("save the document and give it as `file`"),
        (Server::Local, _) => problem("this local Rill wants to know who asks")
            .help("a Rill started with `rill start` does not; check `host`, or use the source `rill` for Rill Cloud"),
        (_, true) if has_no_access => problem("the token in RILL_TOKEN is valid, but its owner may not read this project")
            .help("check that organization and project are spelled right and that the token's owner is a member; a token for the project alone: `rill service create NAME --project PROJECT --project-role viewer`"),
        (_, true) => problem("the token in RILL_TOKEN was not accepted")
            .note("it is mistyped, expired or revoked")
            .help("make a new one: `rill token issue` makes one for you, `rill service create NAME` one for a pipeline"),
        (Server::RillUrl, false) => problem("the project is not public, and no token was sent")
            .note("RILL_TOKEN goes to Rill's own hosts alone, unless `--token` is given or the source is `rill`")
            .help("use `rill = { org, project, host }` as the source"),
        (_, false) => problem("the project is not public, and RILL_TOKEN is not set")
            .help("set RILL_TOKEN: `rill token issue` makes a token for you, `rill service create NAME` one for a pipeline"),
    }
}

/// Refuses what came with a success but is no document.
pub(super) fn check_kind(address: &Address, is_html: bool, body: &[u8]) -> Result<(), Problem> {
    let start = std::str::from_utf8(body)
        .map(|text| text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}'));
    let what = match start {
        Ok("") => "the server sent an empty document",
        Ok(text) if is_html || text.starts_with('<') => {
            "the server sent a web page or XML, not an OpenAPI document"
        }
        Ok(text) if !looks_like_openapi(text) => {
            "the server sent something else than an OpenAPI document"
        }
        Ok(_) => return Ok(()),
        Err(_) => "the server sent bytes that are not UTF-8 text",
    };
    let problem = Problem::network(what).at(address);
    let problem = match excerpt(body) {
        Some(text) => problem.note(format!("it begins with: {text}")),
        None => problem,
    };
    Err(match address.server {
        Server::Local => problem.help("check `host`: is it Rill that listens there?"),
        Server::Cloud => problem.help("check `host`: Rill Cloud's is https://api.rilldata.com"),
        _ => problem.help(
            "give the address of the JSON or YAML document itself, not of a page that shows it",
        ),
    })
}

/// JSON, or YAML with the one key every version of the specification requires. More is the generator's to judge.
fn looks_like_openapi(text: &str) -> bool {
    text.starts_with('{')
        || text.lines().any(|line| {
            let line = line.trim_start_matches(['"', '\'']);
            line.starts_with("openapi") || line.starts_with("swagger")
        })
}

/// Returns the server's own words: of Rill's JSON errors the message, else the text.
fn said(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Said {
        #[serde(alias = "message")]
        error: String,
    }
    match serde_json::from_slice::<Said>(body) {
        Ok(said) => excerpt(said.error.as_bytes()),
        Err(_) => excerpt(body),
    }
}

/// Returns the start of a text, on one line and without control characters, which could rewrite a terminal.
fn excerpt(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let words: Vec<&str> = text.split_whitespace().collect();
    let line: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if line.is_empty() {
        return None;
    }
    let mut start: String = line.chars().take(EXCERPT).collect();
    if start.len() < line.len() {
        start.push('…');
    }
    Some(start)
}
