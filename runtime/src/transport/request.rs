//! The request of a call, before secrets are added.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, USER_AGENT};
use http::{HeaderValue, Uri};

use crate::answers;
use crate::call::{Ask, Draft};
use crate::error::RequestError;
use crate::operation::Outline;
use crate::rill::{CustomApi, Sent};
use crate::target;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

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
        let accept = match &*accept {
            "application/json" => Ok(JSON),
            accept => HeaderValue::try_from(accept),
        };
        let accept = accept.map_err(|error| {
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
    let Sent {
        method,
        query,
        body,
    } = custom_api.place();
    let read = || {
        let mut url = target::join(&draft.shared.base, custom_api.name)
            .map_err(|error| RequestError::new(error.to_string()))?;
        if !query.is_empty() {
            url.push('?');
            url.push_str(&query);
        }
        uri(url, "; pass long arguments in the body (Via::Body)")
    };
    let address = if query.is_empty() {
        draft.shared.wire.addresses.uri(custom_api.name, read)?
    } else {
        read()?
    };
    let mut request = http::Request::new(body.unwrap_or_default());
    *request.uri_mut() = address;
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
    let read = || uri(format!("{}{}", draft.shared.base, outline.address()?), "");
    let address = if outline.is_template() {
        draft.shared.wire.addresses.uri(outline.template, read)?
    } else {
        read()?
    };
    let mut request = http::Request::new(outline.body.known());
    *request.uri_mut() = address;
    *request.method_mut() = outline.method.clone();
    let headers = request.headers_mut();
    if let Some(kind) = &outline.content_type {
        let kind = HeaderValue::try_from(kind).map_err(|_| {
            RequestError::new(format!("the media type {kind:?} of the body is no header"))
        })?;
        headers.insert(CONTENT_TYPE, kind);
    }
    if !outline.cookies.is_empty() {
        headers.insert(COOKIE, sensitive(outline.cookies.join("; "), "cookies")?);
    }
    Ok(request)
}

pub(super) fn uri(url: String, help: &str) -> Result<Uri, RequestError> {
    let length = url.len();
    Uri::try_from(url).map_err(|error| {
        RequestError::caused(
            format!("an address of {length} bytes cannot be sent{help}"),
            error,
        )
    })
}

pub(super) fn sensitive(text: String, what: &str) -> Result<HeaderValue, RequestError> {
    // The parser's error is not shown: it may hold the value.
    let mut value = HeaderValue::try_from(text).map_err(|_| {
        RequestError::new(format!(
            "the {what} holds characters that no header can carry"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}
