//! The one piece of asynchronous code: a draft in, an answer out. It knows no types of any call.

use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderValue, Uri};
use reqwest::Url;
use secrecy::ExposeSecret;

use crate::call::Draft;
use crate::core::Shared;
use crate::credential;
use crate::error::{Answer, Failure, RequestError, TransportError};
use crate::rill::Sent;
use crate::target;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Sends a call and reads its whole answer.
///
/// Boxed, so that the future of every call is a small wrapper around this one.
pub(crate) fn exchange(
    draft: Box<Draft>,
) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + Send>> {
    Box::pin(async move {
        let mut request = request(&draft)?;
        let shared = &draft.shared;
        authorize(shared, &mut request).await?;
        let timeout = draft.timeout.unwrap_or(shared.options.timeout);
        let request = outgoing(request, timeout)?;
        let shown = shown(request.url());
        let response = match shared.http.execute(request).await {
            Ok(response) => response,
            Err(error) => {
                let error = TransportError::exchange(shown, error, timeout);
                return Err(Failure::Transport(error));
            }
        };
        read(response, shared.options.max_response_bytes, timeout, shown)
            .await
            .map_err(Failure::Transport)
    })
}

/// The request of a call, all but its token.
pub(crate) fn request(draft: &Draft) -> Result<http::Request<Bytes>, RequestError> {
    if let Some(flaw) = &draft.flaw {
        return Err(flaw.clone());
    }
    let mut url = target::join(&draft.shared.base, draft.custom_api.name)
        .map_err(|error| RequestError::new(error.to_string()))?;
    let Sent {
        method,
        query,
        body,
    } = draft.custom_api.place();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    let length = url.len();
    let uri = Uri::try_from(url).map_err(|error| {
        RequestError::caused(
            format!("an address of {length} bytes cannot be sent; pass long arguments in the body (Via::Body)"),
            error,
        )
    })?;
    let mut request = http::Request::new(body.unwrap_or_default());
    let headers = request.headers_mut();
    headers.insert(ACCEPT, JSON);
    headers.insert(USER_AGENT, draft.shared.user_agent.clone());
    if method == http::Method::POST {
        headers.insert(CONTENT_TYPE, JSON);
    }
    for (name, value) in &draft.headers {
        headers.insert(name, value.clone());
    }
    *request.method_mut() = method;
    *request.uri_mut() = uri;
    Ok(request)
}

/// Adds the token, and sees to it that none leaves in clear.
async fn authorize(
    shared: &Shared,
    request: &mut http::Request<Bytes>,
) -> Result<(), RequestError> {
    // A header set on the call wins over the client's credential.
    if !request.headers().contains_key(AUTHORIZATION) {
        let Some(token) = shared.credential.token().await? else {
            return Ok(());
        };
        if shared.withholds_cloud_tokens && credential::is_cloud_token(&token) {
            return Ok(());
        }
        let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()))
            .map_err(|_| {
                RequestError::new("the token holds characters that no header can carry")
            })?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    match &shared.clear_text_host {
        Some(host) => Err(RequestError::new(format!(
            "a token is not sent to {host} over plain http, where anyone on the way can read it: use https, or call without a token (Credential::none())"
        ))),
        None => Ok(()),
    }
}

/// The request in the form that the HTTP client takes.
fn outgoing(
    request: http::Request<Bytes>,
    timeout: Duration,
) -> Result<reqwest::Request, RequestError> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string())
        .map_err(|error| RequestError::caused("the address is not a URL", error))?;
    let mut request = reqwest::Request::new(parts.method, url);
    *request.headers_mut() = parts.headers;
    *request.timeout_mut() = Some(timeout);
    if !body.is_empty() {
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
