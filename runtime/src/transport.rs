//! The one piece of asynchronous code: a draft in, an answer out. It knows no types of any call.

use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::{HeaderValue, Uri};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use crate::answers::{self, Found, content_type, essence};
use crate::call::{Ask, Draft};
use crate::core::Shared;
use crate::credential::{self, Credential};
use crate::error::{Answer, Failure, RequestError, TransportError};
use crate::keyring::{Scheme, SchemeKind, Secret};
use crate::operation::Outline;
use crate::parameter::{self, Place};
use crate::rill::{CustomApi, Sent};
use crate::stream::ByteStream;
use crate::target;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// An answer, and which of the declared ones it is.
pub(crate) struct Arrived {
    pub(crate) answer: Answer,
    pub(crate) found: Found,
    /// The body, where it is handed over as it comes; the answer's own is empty then.
    pub(crate) live: Option<ByteStream>,
}

/// Sends a call and reads its answer: whole, or its head where the rest is handed over as it comes.
///
/// Boxed, so that the future of every call is a small wrapper around this one.
pub(crate) fn exchange(
    draft: Box<Draft>,
) -> Pin<Box<dyn Future<Output = Result<Arrived, Failure>> + Send>> {
    Box::pin(async move {
        let mut request = request(&draft)?;
        authorize(&draft, &mut request).await?;
        let streamed = match &draft.ask {
            Ask::Operation(outline) => outline.body.streamed()?,
            Ask::CustomApi(_) => None,
        };
        let timeout = draft.timeout.unwrap_or(draft.shared.options.timeout);
        // The HTTP client's own clock runs until the end of the body, so it is not for live answers. It is set in any
        // case, as it goes before one that the client may have by itself.
        let (whole, deadline) = if draft.success.may_be_live() {
            (Duration::MAX, Instant::now().checked_add(timeout))
        } else {
            (timeout, None)
        };
        let request = outgoing(request, streamed, whole)?;
        let shown = shown(request.url());
        let arrived = within(deadline, fetch(&draft, request, timeout, &shown)).await;
        arrived
            .unwrap_or_else(|| Err(TransportError::timed_out(shown, timeout)))
            .map_err(Failure::Transport)
    })
}

/// What a future gives by then.
async fn within<F: Future>(deadline: Option<Instant>, future: F) -> Option<F::Output> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
        None => Some(future.await),
    }
}

async fn fetch(
    draft: &Draft,
    request: reqwest::Request,
    timeout: Duration,
    shown: &str,
) -> Result<Arrived, TransportError> {
    let options = &draft.shared.options;
    let response = match draft.shared.http.execute(request).await {
        Ok(response) => response,
        Err(error) => return Err(TransportError::exchange(shown.to_owned(), error, timeout)),
    };
    let (status, headers) = (response.status(), response.headers());
    let found = answers::find(&draft.success, &draft.failure, status, headers);
    let kind = essence(&content_type(headers));
    let (limit, shown) = (options.max_response_bytes, shown.to_owned());
    if !draft.success.is_live(found, &kind) {
        let answer = read(response, limit, timeout, shown).await?;
        return Ok(Arrived {
            answer,
            found,
            live: None,
        });
    }
    let answer = Answer {
        status,
        headers: headers.clone(),
        body: Bytes::new(),
    };
    let live = ByteStream::live(response, shown, limit, options.idle_timeout);
    Ok(Arrived {
        answer,
        found,
        live: Some(live),
    })
}

/// The request of a call, all but its secrets.
pub(crate) fn request(draft: &Draft) -> Result<http::Request<Bytes>, RequestError> {
    if let Some(flaw) = &draft.flaw {
        return Err(flaw.clone());
    }
    let mut request = match &draft.ask {
        Ask::CustomApi(custom_api) => custom_api_request(draft, custom_api)?,
        Ask::Operation(outline) => operation_request(draft, outline)?,
    };
    let headers = request.headers_mut();
    if let Some(accept) = answers::accept(&draft.success, &draft.failure) {
        let accept = HeaderValue::try_from(accept).map_err(|error| {
            RequestError::caused("the media types of the answers are no header", error)
        })?;
        headers.insert(ACCEPT, accept);
    }
    headers.insert(USER_AGENT, draft.shared.user_agent.clone());
    for (name, value) in &draft.headers {
        headers.insert(name, value.clone());
    }
    Ok(request)
}

fn custom_api_request(
    draft: &Draft,
    custom_api: &CustomApi,
) -> Result<http::Request<Bytes>, RequestError> {
    let mut url = target::join(&draft.shared.base, custom_api.name)
        .map_err(|error| RequestError::new(error.to_string()))?;
    let Sent {
        method,
        query,
        body,
    } = custom_api.place();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let mut request = http::Request::new(body.unwrap_or_default());
    *request.uri_mut() = uri(url, "; pass long arguments in the body (Via::Body)")?;
    if method == http::Method::POST {
        request.headers_mut().insert(CONTENT_TYPE, JSON);
    }
    *request.method_mut() = method;
    Ok(request)
}

fn operation_request(
    draft: &Draft,
    outline: &Outline,
) -> Result<http::Request<Bytes>, RequestError> {
    let url = format!("{}{}", draft.shared.base, outline.address()?);
    let mut request = http::Request::new(outline.body.known());
    *request.uri_mut() = uri(url, "")?;
    *request.method_mut() = outline.method.clone();
    let headers = request.headers_mut();
    if let Some(kind) = &outline.content_type {
        let kind = HeaderValue::try_from(kind).map_err(|_| {
            RequestError::new(format!("the media type {kind:?} of the body is no header"))
        })?;
        headers.insert(CONTENT_TYPE, kind);
    }
    if !outline.cookies.is_empty() {
        headers.insert(COOKIE, sensitive(&outline.cookies.join("; "), "cookies")?);
    }
    Ok(request)
}

fn uri(url: String, help: &str) -> Result<Uri, RequestError> {
    let length = url.len();
    Uri::try_from(url).map_err(|error| {
        RequestError::caused(
            format!("an address of {length} bytes cannot be sent{help}"),
            error,
        )
    })
}

fn sensitive(text: &str, what: &str) -> Result<HeaderValue, RequestError> {
    // The parser's error is not shown: it may hold the value.
    let mut value = HeaderValue::try_from(text).map_err(|_| {
        RequestError::new(format!(
            "the {what} holds characters that no header can carry"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Adds token and keys, and sees to it that none leaves in clear.
async fn authorize(draft: &Draft, request: &mut http::Request<Bytes>) -> Result<(), RequestError> {
    let shared = &draft.shared;
    // A header set on the call wins over the client's credential.
    let mut has_secret = request.headers().contains_key(AUTHORIZATION);
    if let Some(credential) = shared.keyring.everywhere() {
        if !has_secret {
            has_secret = add_token(shared, credential, request).await?;
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
                    has_secret |= add_token(shared, credential, request).await?;
                }
                Secret::Text(text) => {
                    add_text(kind, text, request)?;
                    has_secret = true;
                }
            }
        }
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
        _ => Ok(()),
    }
}

/// Adds a bearer token; false where there is none to send.
async fn add_token(
    shared: &Shared,
    credential: &Credential,
    request: &mut http::Request<Bytes>,
) -> Result<bool, RequestError> {
    let Some(token) = credential.token().await? else {
        return Ok(false);
    };
    if shared.withholds_cloud_tokens && credential::is_cloud_token(&token) {
        return Ok(false);
    }
    let value = sensitive(&format!("Bearer {}", token.expose_secret()), "token")?;
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(true)
}

/// Adds a secret that goes out as it is.
fn add_text(
    kind: SchemeKind,
    text: &SecretString,
    request: &mut http::Request<Bytes>,
) -> Result<(), RequestError> {
    let text = text.expose_secret();
    let SchemeKind::ApiKey { place, name } = kind else {
        let value = sensitive(text, "password")?;
        request.headers_mut().insert(AUTHORIZATION, value);
        return Ok(());
    };
    match place {
        Place::Header => {
            let name = http::HeaderName::try_from(name)
                .map_err(|_| RequestError::new(format!("{name:?} is no name for a header")))?;
            request.headers_mut().insert(name, sensitive(text, "key")?);
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
                .insert(COOKIE, sensitive(&cookies, "key")?);
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
        }
    }
    Ok(())
}

/// The request in the form that the HTTP client takes.
fn outgoing(
    request: http::Request<Bytes>,
    streamed: Option<reqwest::Body>,
    timeout: Duration,
) -> Result<reqwest::Request, RequestError> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string())
        .map_err(|error| RequestError::caused("the address is not a URL", error))?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    *request.timeout_mut() = Some(timeout);
    if streamed.is_some() {
        *request.body_mut() = streamed;
    } else if !body.is_empty() {
        *request.body_mut() = Some(body.into());
    }
    Ok(request)
}

/// Reads the body piece by piece, so that one too large never fills the memory.
async fn read(
    mut response: reqwest::Response,
    limit: u64,
    timeout: Duration,
    shown: String,
) -> Result<Answer, TransportError> {
    if response
        .content_length()
        .is_some_and(|length| length > limit)
    {
        return Err(TransportError::too_large(shown, limit));
    }
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => {
                if (body.len() + chunk.len()) as u64 > limit {
                    return Err(TransportError::too_large(shown, limit));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(None) => break,
            Err(error) => return Err(TransportError::body(shown, error, timeout)),
        }
    }
    Ok(Answer {
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        body: body.freeze(),
    })
}

/// An address as errors show it: without the query, which holds the arguments.
fn shown(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}
