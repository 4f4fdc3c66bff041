//! One document over HTTP, within limits.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION};
use reqwest::{Response, Url};
use secrecy::{ExposeSecret, SecretString};

use rill_console::{Problem, Progress, chain};

use super::address::{Address, is_loopback};

mod answer;

/// Highest number of redirects; more is taken for a loop.
const MAX_REDIRECTS: usize = 5;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Limits of a download, and the token that goes with it.
#[derive(Clone, Debug)]
pub(crate) struct Limits<'a> {
    pub(crate) token: Option<&'a SecretString>,
    pub(crate) timeout: Duration,
    pub(crate) max_bytes: u64,
}

/// Downloads the document at `address`.
///
/// The token, which is given only where it belongs, goes to that origin alone: a redirect within it is followed, one to elsewhere is an error. It is never
/// sent in clear beyond this machine.
///
/// # Errors
///
/// The server cannot be reached in time, refuses, redirects elsewhere, or sends no document, each with what to do.
pub(crate) fn download(
    address: &Address,
    limits: &Limits<'_>,
    progress: &Progress,
) -> Result<Vec<u8>, Problem> {
    let token = limits.token;
    if token.is_some() && address.is_in_clear() {
        return Err(Problem::usage("the token would travel unencrypted")
            .at(address)
            .note("RILL_TOKEN is set, and this address is plain http on another machine")
            .help("write https:// in its place, or unset RILL_TOKEN"));
    }
    if token.is_some_and(|token| HeaderValue::from_str(token.expose_secret()).is_err()) {
        return Err(
            Problem::usage("RILL_TOKEN holds a character that no token has")
                .help("set it again, without line breaks"),
        );
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Problem::new("the network cannot be used").note(error.to_string()))?;
    runtime.block_on(async {
        let work = fetch(address, token, limits, progress);
        let in_time = tokio::time::timeout(limits.timeout, progress.watch(work));
        in_time.await.unwrap_or_else(|_| {
            Err(Problem::network(format!(
                "the document did not arrive within {} seconds",
                limits.timeout.as_secs()
            ))
            .at(address)
            .help("try again, or allow more with --timeout SECONDS"))
        })
    })
}

async fn fetch(
    address: &Address,
    token: Option<&SecretString>,
    limits: &Limits<'_>,
    progress: &Progress,
) -> Result<Vec<u8>, Problem> {
    let client = client(&address.url)?;
    let mut url = address.url.clone();
    for _ in 0..=MAX_REDIRECTS {
        let mut request = client.get(url.clone()).header(ACCEPT, "application/json");
        if let Some(token) = token {
            request = request.bearer_auth(token.expose_secret());
        }
        let response = request
            .send()
            .await
            .map_err(|error| answer::unreachable(address, &chain(&error.without_url())))?;
        if !response.status().is_redirection() {
            return read(address, response, token, limits, progress).await;
        }
        url = redirected(address, &url, &response)?;
    }
    Err(Problem::network(format!(
        "the server redirects more than {MAX_REDIRECTS} times"
    ))
    .at(address)
    .help("give the address of the document itself"))
}

fn client(url: &Url) -> Result<reqwest::Client, Problem> {
    let builder = reqwest::Client::builder()
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("rill-client-xtask/", env!("CARGO_PKG_VERSION")));
    // A proxy would carry to another machine what is meant for this one.
    let builder = if is_loopback(url) {
        builder.no_proxy()
    } else {
        builder
    };
    builder
        .build()
        .map_err(|error| Problem::new("the network cannot be used").note(chain(&error)))
}

fn redirected(address: &Address, from: &Url, response: &Response) -> Result<Url, Problem> {
    let target = response
        .headers()
        .get(LOCATION)
        .and_then(|location| location.to_str().ok())
        .and_then(|location| from.join(location).ok())
        .and_then(without_user);
    let Some(target) = target else {
        return Err(Problem::network(format!(
            "the server answered {} without an address",
            response.status()
        ))
        .at(address));
    };
    if target.origin() == address.url.origin() {
        return Ok(target);
    }
    Err(Problem::network("the server redirects to another host")
        .at(address)
        .note(format!(
            "it names {}, and neither the request nor a token is sent where nobody asked for",
            target.origin().ascii_serialization()
        ))
        .help("if that host is right, name it in the source"))
}

/// Drops the name and the password of an address, which the HTTP client would send to the server.
fn without_user(mut url: Url) -> Option<Url> {
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url)
}

async fn read(
    address: &Address,
    mut response: Response,
    token: Option<&SecretString>,
    limits: &Limits<'_>,
    progress: &Progress,
) -> Result<Vec<u8>, Problem> {
    let status = response.status();
    let is_html = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind: &HeaderValue| kind.as_bytes().starts_with(b"text/html"));
    let announced = response.content_length();
    if announced.is_some_and(|length| length > limits.max_bytes) {
        return Err(answer::too_large(address, limits.max_bytes));
    }
    progress.expect(announced);
    let mut body = Vec::new();
    loop {
        let chunk = response
            .chunk()
            .await
            .map_err(|error| answer::cut(address, body.len(), &chain(&error.without_url())))?;
        let Some(chunk) = chunk else { break };
        if (body.len() + chunk.len()) as u64 > limits.max_bytes {
            return Err(answer::too_large(address, limits.max_bytes));
        }
        body.extend_from_slice(&chunk);
        progress.advance(chunk.len());
    }
    let body = without_token(body, token);
    if !status.is_success() {
        return Err(answer::refused(address, status, &body, token.is_some()));
    }
    answer::check_kind(address, is_html, &body)?;
    Ok(body)
}

/// Takes out the token that a server sends back: what is downloaded goes into messages and files.
fn without_token(body: Vec<u8>, token: Option<&SecretString>) -> Vec<u8> {
    let Some(token) = token.map(ExposeSecret::expose_secret) else {
        return body;
    };
    let text = String::from_utf8_lossy(&body);
    if token.is_empty() || !text.contains(token) {
        return body;
    }
    text.replace(token, "[redacted]").into_bytes()
}

/// Returns `true` if a download failed since there was more than its limit of bytes.
pub(crate) fn is_too_large(problem: &Problem, address: &Address, limits: &Limits<'_>) -> bool {
    problem.summary() == answer::too_large(address, limits.max_bytes).summary()
}

#[cfg(test)]
mod tests;
