//! The request of a call, before secrets are added.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{ACCEPT, USER_AGENT};

use super::state::CallState;
use crate::error::RequestError;
use crate::http::middleware::BasePath;
use crate::operation::request::media_type_header;
use crate::operation::responses::accept;

/// Returns the request of a call, without its secrets.
pub(crate) fn build_request(state: &CallState) -> Result<http::Request<Bytes>, RequestError> {
    let context = &state.client.context;
    let base = match state.request.server {
        Some(server) if state.client.is_declared => own_base(&context.base, server.url),
        _ => Cow::Borrowed(context.base.as_str()),
    };
    let mut request = state.request.to_http(&base)?;
    if state.request.server.is_some() {
        request.extensions_mut().insert(BasePath::of(&base));
    }
    let headers = request.headers_mut();
    if let Some(accept) = accept(&state.success, &state.failure) {
        let accept = media_type_header(&accept).map_err(|error| {
            let message = "the media types of the responses are not a valid header";
            RequestError::caused(message, error)
        })?;
        headers.insert(ACCEPT, accept);
    }
    headers.insert(USER_AGENT, context.user_agent.clone());
    for (name, value) in &state.request.headers {
        headers.insert(name, value.clone());
    }
    Ok(request)
}

/// Returns the base URL of an operation's own server: a path is on the host of the client's.
fn own_base<'a>(base: &str, url: &'a str) -> Cow<'a, str> {
    if url.contains("://") {
        return Cow::Borrowed(url);
    }
    let start = base.find("://").map_or(0, |at| at + 3);
    let end = base[start..].find('/').map_or(base.len(), |at| start + at);
    let path = url.trim_start_matches("./").trim_matches('/');
    let slash = if path.is_empty() { "" } else { "/" };
    Cow::Owned(format!("{}{slash}{path}", &base[..end]))
}
