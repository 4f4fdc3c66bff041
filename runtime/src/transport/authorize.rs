//! Token and keys on their way into a request.

use std::sync::Arc;

use bytes::Bytes;
use http::Uri;
use http::header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

use super::request::{sensitive, uri};
use crate::call::{Ask, Draft};
use crate::core::Shared;
use crate::credential::{Credential, Grant};
use crate::error::RequestError;
use crate::keyring::{Scheme, SchemeKind, Secret, Secrets};
use crate::parameter::{self, Place};

/// Adds token and keys, and sees to it that none leaves in clear.
pub(super) async fn authorize<'a>(
    draft: &'a Draft,
    request: &mut http::Request<Bytes>,
) -> Result<Option<Grant<'a>>, RequestError> {
    let shared = &draft.shared;
    let mut granted = None;
    // A header set on the call wins over the client's credential.
    let mut has_secret = request.headers().contains_key(AUTHORIZATION);
    if let Some(credential) = draft.credential.as_ref().or(shared.keyring.everywhere()) {
        if !has_secret {
            granted = add_token(shared, credential, request).await?;
            has_secret = granted.is_some();
        }
    } else if let Ask::Operation(outline) = &draft.ask {
        let is_set = |scheme: &Scheme| match scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic => draft.headers.contains_key(AUTHORIZATION),
            SchemeKind::ApiKey { place, name } => match place {
                Place::Header => draft.headers.contains_key(name),
                // Some documents declare a key as a parameter too.
                Place::Query | Place::Path | Place::Cookie => outline.holds(place, name),
            },
        };
        has_secret |= outline.security.iter().copied().flatten().any(is_set);
        for (kind, secret) in shared.keyring.choose(outline.security, is_set) {
            match secret {
                Secret::Bearer(credential) => {
                    granted = add_token(shared, credential, request).await?;
                    has_secret |= granted.is_some();
                }
                Secret::Text(text) => {
                    add_text(kind, text, request)?;
                    has_secret = true;
                }
            }
        }
    }
    if shared.wire.follows_redirects && holds_key(request) {
        return Err(RequestError::new(
            "a key is not sent through an HTTP client that follows redirects, which would take it to another host: build the client with redirect(reqwest::redirect::Policy::none())",
        ));
    }
    match &shared.clear_text_host {
        Some(host) if has_secret => Err(RequestError::new(match &draft.ask {
            Ask::CustomApi(_) => format!(
                "a token is not sent to {host} over plain http, where anyone on the way can read it: use https, or call without a token (Credential::none())"
            ),
            Ask::Operation(_) => format!(
                "a token or key is not sent to {host} over plain http, where anyone on the way can read it: use https, or call without"
            ),
        })),
        _ => Ok(granted),
    }
}

/// Whether there is a key that the HTTP client knows nothing of: it takes tokens and cookies off, but no other header,
/// before it follows a redirect to another host, and tells that host the query.
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
    shared: &Arc<Shared>,
    credential: &'a Credential,
    request: &mut http::Request<Bytes>,
) -> Result<Option<Grant<'a>>, RequestError> {
    let Some(grant) = credential.grant(shared).await? else {
        return Ok(None);
    };
    if shared.withholds_cloud_tokens && grant.is_of_cloud() {
        return Ok(None);
    }
    let bearer = grant.bearer().clone();
    request.headers_mut().insert(AUTHORIZATION, bearer);
    if let Some(base) = grant.base() {
        let address = request.uri().to_string();
        let rest = address.strip_prefix(&shared.base).unwrap_or_default();
        *request.uri_mut() = uri(format!("{base}{rest}"), "")?;
    }
    Ok(Some(grant))
}

/// Adds a secret that goes out as it is.
fn add_text(
    kind: SchemeKind,
    text: &SecretString,
    request: &mut http::Request<Bytes>,
) -> Result<(), RequestError> {
    let secrets = request.extensions_mut().get_or_insert_default::<Secrets>();
    secrets.0.push(text.clone());
    let text = text.expose_secret();
    let SchemeKind::ApiKey { place, name } = kind else {
        let value = sensitive(text.to_owned(), "password")?;
        request.headers_mut().insert(AUTHORIZATION, value);
        return Ok(());
    };
    match place {
        Place::Header => {
            let name = http::HeaderName::try_from(name)
                .map_err(|_| RequestError::new(format!("{name:?} is no name for a header")))?;
            request
                .headers_mut()
                .insert(name, sensitive(text.to_owned(), "key")?);
        }
        Place::Cookie => {
            let pair = parameter::written(place, name, text);
            let given = request.headers().get(COOKIE);
            let cookies = match given.and_then(|cookies| cookies.to_str().ok()) {
                Some(cookies) => format!("{cookies}; {pair}"),
                None => pair,
            };
            request
                .headers_mut()
                .insert(COOKIE, sensitive(cookies, "key")?);
        }
        // No scheme has its key in the path.
        Place::Query | Place::Path => {
            let pair = parameter::written(Place::Query, name, text);
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
