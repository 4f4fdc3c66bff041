//! Adding tokens and keys to a request.

use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use reqwest::Url;
use secrecy::ExposeSecret;

use super::state::CallState;
use crate::auth::config::{Scheme, SchemeKind, Secret, SentSecrets};
use crate::auth::credential::{AccessToken, Credential};
use crate::client::ClientState;
use crate::error::{KnownSecret, RequestError};
use crate::http::location::ParameterLocation;
use crate::http::middleware::BasePath;
use crate::operation::parameter::write_pair;
use crate::operation::request::{parse_header_name, parse_uri, sensitive_header};
use crate::server::clear_text_host;

/// Adds token and keys, and sees to it that none leaves in clear.
pub(super) async fn authorize<'a>(
    state: &'a CallState,
    request: &mut http::Request<Bytes>,
) -> Result<Option<AccessToken<'a>>, RequestError> {
    let client = &state.client;
    let mut granted = None;
    let own_server = state.request.server;
    let is_foreign = own_server.is_some() && !is_below(request.uri(), &client.context.base);
    let is_trusted = !is_foreign || own_server.is_some_and(|server| server.is_trusted);
    // A header set on the call wins over the client's credential.
    let mut has_secret = request.headers().contains_key(AUTHORIZATION);
    let credential = state.credential.as_ref();
    let shared = client.auth.default_credential().filter(|_| is_trusted);
    if let Some(credential) = credential.or(shared) {
        if !has_secret {
            granted = add_token(client, credential, request).await?;
            has_secret = granted.is_some();
        }
    } else {
        let operation = &state.request;
        let is_set = |scheme: &Scheme| match scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic => operation.headers.contains_key(AUTHORIZATION),
            SchemeKind::ApiKey { location, name } => match location {
                ParameterLocation::Header => operation.headers.contains_key(name),
                // Some documents declare a key as a parameter too.
                ParameterLocation::Query | ParameterLocation::Path | ParameterLocation::Cookie => {
                    operation.has_parameter(location, name)
                }
            },
        };
        // Secrets are for the client's host, unless the document says otherwise.
        let security = if is_trusted { operation.security } else { &[] };
        let secrets = client.auth.choose(security, is_set)?;
        has_secret |= operation.security.iter().copied().flatten().any(is_set);
        for (kind, secret) in secrets {
            match secret {
                Secret::Bearer(credential) => {
                    let before = request.headers().get(AUTHORIZATION).cloned();
                    granted = add_token(client, credential, request).await?;
                    let now = request.headers().get(AUTHORIZATION);
                    if before.is_some_and(|before| now != Some(&before)) {
                        return Err(RequestError::new(
                            "two tokens are required together, and a request holds one: set the header `authorization` on the call, or the same token for both",
                        ));
                    }
                    has_secret |= granted.is_some();
                }
                Secret::Text(text) => {
                    add_text(kind, text, request)?;
                    has_secret = true;
                }
            }
        }
    }
    if client.context.http.follows_redirects && holds_key(request) {
        return Err(RequestError::new(
            "a key is not sent through an HTTP client that may follow redirects, which would take it to another host: build the client with redirect(reqwest::redirect::Policy::none()), and say so with Options::follows_redirects(false)",
        ));
    }
    let in_clear = if is_foreign {
        let url = Url::parse(&request.uri().to_string());
        url.ok().as_ref().and_then(clear_text_host)
    } else {
        client.context.clear_text_host.clone()
    };
    match in_clear {
        Some(host) if has_secret => Err(RequestError::new(format!(
            "a token or key is not sent to {host} over plain http, where anyone on the way can read it: use https, or call without (Credential::none())"
        ))),
        _ => Ok(granted),
    }
}

/// Returns `true` if an address is on the host of a base URL.
fn is_below(address: &Uri, base: &str) -> bool {
    let base = Uri::try_from(base).unwrap_or_default();
    address.scheme() == base.scheme() && address.authority() == base.authority()
}

/// Returns `true` if the request holds a key that the HTTP client does not know: it takes tokens and cookies off, but
/// no other header, before it follows a redirect to another host, and tells that host the query.
fn holds_key(request: &http::Request<Bytes>) -> bool {
    let known = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE];
    let mut headers = request.headers().iter();
    headers.any(|(name, value)| value.is_sensitive() && !known.contains(name))
        || request.extensions().get::<KeyInQuery>().is_some()
}

/// Marks a request with a key in its query.
#[derive(Clone)]
struct KeyInQuery;

/// Adds a bearer token, unless there is none to send.
async fn add_token<'a>(
    client: &Arc<ClientState>,
    credential: &'a Credential,
    request: &mut http::Request<Bytes>,
) -> Result<Option<AccessToken<'a>>, RequestError> {
    let Some(token) = credential.grant(&client.context).await? else {
        return Ok(None);
    };
    if client
        .withheld_prefix
        .is_some_and(|prefix| token.starts_with(prefix))
    {
        return Ok(None);
    }
    let bearer = token.bearer().clone();
    request.headers_mut().insert(AUTHORIZATION, bearer);
    if let Some(base) = token.base() {
        let address = request.uri().to_string();
        let rest = address.strip_prefix(&client.context.base);
        *request.uri_mut() = parse_uri(format!("{base}{}", rest.unwrap_or_default()))?;
        if !client.context.http.is_direct() {
            request.extensions_mut().insert(BasePath::of(base));
        }
    }
    Ok(Some(token))
}

/// Adds a secret that goes out as it is.
fn add_text(
    kind: SchemeKind,
    text: &KnownSecret,
    request: &mut http::Request<Bytes>,
) -> Result<(), RequestError> {
    let secrets = request
        .extensions_mut()
        .get_or_insert_default::<SentSecrets>();
    secrets.0.push(Arc::clone(text));
    let text = text.expose_secret();
    let SchemeKind::ApiKey { location, name } = kind else {
        let value = sensitive_header(text.to_owned(), "password")?;
        request.headers_mut().insert(AUTHORIZATION, value);
        return Ok(());
    };
    match location {
        ParameterLocation::Header => {
            let value = sensitive_header(text.to_owned(), "key")?;
            request
                .headers_mut()
                .insert(parse_header_name(name)?, value);
        }
        ParameterLocation::Cookie => {
            let pair = write_pair(location, name, text);
            let given = request.headers().get(COOKIE);
            let cookies = match given.and_then(|cookies| cookies.to_str().ok()) {
                Some(cookies) => format!("{cookies}; {pair}"),
                None => pair,
            };
            let cookies = sensitive_header(cookies, "key")?;
            request.headers_mut().insert(COOKIE, cookies);
        }
        // No scheme has its key in the path.
        ParameterLocation::Query | ParameterLocation::Path => {
            let pair = write_pair(ParameterLocation::Query, name, text);
            let address = request.uri();
            let separator = if address.query().is_some() { '&' } else { '?' };
            // The error's source would not show the address, and neither may this text.
            let address = Uri::try_from(format!("{address}{separator}{pair}"))
                .map_err(|_| RequestError::new("the address with the key in it cannot be sent"))?;
            *request.uri_mut() = address;
            request.extensions_mut().insert(KeyInQuery);
        }
    }
    Ok(())
}
