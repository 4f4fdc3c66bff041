//! The request of an operation, without the client's part.

use std::fmt;

use bytes::Bytes;
use http::header::{
    AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION, TRANSFER_ENCODING,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};

use super::address;
use super::parameter::write_pair;
use crate::auth::config::{SchemeKind, Security};
use crate::error::{RequestError, know_secret};
use crate::http::body::Body;
use crate::http::location::ParameterLocation;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// A server that the document names for one operation.
#[derive(Clone, Copy, Debug)]
pub struct OwnServer {
    /// Its URL, without a trailing slash; a path is on the client's host.
    pub url: &'static str,
    /// `true` if the operation asks for credentials itself, so that the document sends them to this server.
    pub is_trusted: bool,
}

/// The request of an operation, without the client's part.
#[derive(Clone)]
pub(crate) struct OperationRequest {
    pub(crate) method: Method,
    /// The operation in spans and `Debug`: never a value.
    pub(crate) label: &'static str,
    template: &'static str,
    /// Encoded values for the template.
    pub(crate) path: Vec<(&'static str, String)>,
    /// `name=value`, encoded.
    pub(crate) query: Vec<String>,
    /// `name=value`, encoded.
    pub(crate) cookies: Vec<String>,
    /// Headers of this call, in place of the usual ones.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    /// The body's media type; none where there is no body.
    pub(crate) content_type: Option<String>,
    pub(crate) security: Security,
    /// The server of the operation alone.
    pub(crate) server: Option<OwnServer>,
    /// The query parameter that a page is asked for with.
    pub(crate) page_token: Option<&'static str>,
    /// It changes nothing, whatever its method.
    pub(crate) is_read_only: bool,
    /// The first flaw of the inputs; told when the call is sent.
    pub(crate) flaw: Option<RequestError>,
}

impl OperationRequest {
    pub(crate) fn new(method: Method, template: &'static str, security: Security) -> Self {
        Self {
            method,
            label: template,
            template,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: Body::default(),
            content_type: None,
            security,
            server: None,
            page_token: None,
            is_read_only: false,
            flaw: None,
        }
    }

    /// Returns `true` if the request may be repeated after the server has seen it.
    pub(crate) fn is_safe(&self) -> bool {
        self.is_read_only || self.method.is_idempotent()
    }

    /// Returns `true` if a query parameter or a cookie of this name is set.
    pub(crate) fn has_parameter(&self, location: ParameterLocation, name: &str) -> bool {
        let pairs = match location {
            ParameterLocation::Cookie => &self.cookies,
            ParameterLocation::Query | ParameterLocation::Path | ParameterLocation::Header => {
                &self.query
            }
        };
        let start = write_pair(location, name, "");
        pairs.iter().any(|pair| pair.starts_with(&start))
    }

    /// Returns the encoded value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter().filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// Sets a query parameter in place of one of that name. Returns `false` if it had this value.
    pub(crate) fn set_query(&mut self, name: &str, value: &str) -> bool {
        let pair = write_pair(ParameterLocation::Query, name, value);
        if self.query.contains(&pair) {
            return false;
        }
        let start = write_pair(ParameterLocation::Query, name, "");
        self.query.retain(|pair| !pair.starts_with(&start));
        self.query.push(pair);
        true
    }

    /// Sets a header in place of one of that name.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) {
        match parse_header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
                self.mark_secrets();
            }
            Err(error) => self.add_flaw(error),
        }
    }

    /// Marks keys that were set by hand as secrets, which `Debug` does not show.
    pub(crate) fn mark_secrets(&mut self) {
        for scheme in self.security.iter().copied().flatten() {
            if let SchemeKind::ApiKey { name, .. } = scheme.kind
                && let Some(value) = self.headers.get_mut(name)
            {
                value.set_sensitive(true);
                know(value);
            }
        }
    }

    pub(crate) fn add_flaw(&mut self, error: RequestError) {
        self.flaw.get_or_insert(error);
    }

    /// Returns the request below a base URL, without what is the client's.
    pub(crate) fn to_http(&self, base: &str) -> Result<http::Request<Bytes>, RequestError> {
        if let Some(flaw) = &self.flaw {
            return Err(flaw.clone());
        }
        let address = address::write(self.template, &self.path, &self.query)?;
        let mut request = http::Request::new(self.body.known());
        *request.uri_mut() = parse_uri(format!("{base}{address}"))?;
        *request.method_mut() = self.method.clone();
        let headers = request.headers_mut();
        if let Some(media_type) = &self.content_type {
            let value = media_type_header(media_type).map_err(|_| {
                let message =
                    format!("the media type {media_type:?} of the body is not a valid header");
                RequestError::new(message)
            })?;
            headers.insert(CONTENT_TYPE, value);
        }
        if !self.cookies.is_empty() {
            let cookies = sensitive_header(self.cookies.join("; "), "cookies")?;
            know(&cookies);
            headers.insert(COOKIE, cookies);
        }
        Ok(request)
    }
}

// Values may be secrets.
impl fmt::Debug for OperationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.label)
    }
}

/// Returns a media type, or several, as a header.
pub(crate) fn media_type_header(
    media_type: &str,
) -> Result<HeaderValue, http::header::InvalidHeaderValue> {
    match media_type {
        "application/json" => Ok(JSON),
        media_type => HeaderValue::try_from(media_type),
    }
}

pub(crate) fn parse_uri(url: String) -> Result<Uri, RequestError> {
    let length = url.len();
    Uri::try_from(url).map_err(|error| {
        let message =
            format!("an address of {length} bytes cannot be sent: pass long arguments in the body");
        RequestError::caused(message, error)
    })
}

pub(crate) fn parse_header_name(name: &str) -> Result<HeaderName, RequestError> {
    HeaderName::try_from(name)
        .map_err(|_| RequestError::new(format!("{name:?} is not a valid header name")))
}

/// Returns a header value that `Debug` does not show.
pub(crate) fn sensitive_header(text: String, what: &str) -> Result<HeaderValue, RequestError> {
    // The parser's error is not shown: it may hold the value.
    let mut value = HeaderValue::try_from(text).map_err(|_| {
        RequestError::new(format!(
            "the {what} holds characters that no header can carry"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Makes a secret known that the caller set by hand.
fn know(value: &HeaderValue) {
    if let Ok(text) = value.to_str() {
        know_secret(text);
    }
}

fn parse_header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), RequestError> {
    let name = parse_header_name(name)?;
    if matches!(name, CONTENT_LENGTH | TRANSFER_ENCODING) {
        return Err(RequestError::new(format!(
            "the header {name} follows from the body and cannot be set"
        )));
    }
    // Neither the value nor the parser's error is shown: it may be a secret.
    let mut value = HeaderValue::try_from(value).map_err(|_| {
        RequestError::new(format!(
            "the value of the header {name} holds a line break or another character that headers cannot carry"
        ))
    })?;
    if matches!(name, AUTHORIZATION | PROXY_AUTHORIZATION | COOKIE) {
        value.set_sensitive(true);
        know(&value);
    }
    Ok((name, value))
}
