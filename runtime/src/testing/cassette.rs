//! A file of requests and their responses, without secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, DATE, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::redaction::Redaction;
use crate::http::middleware::BasePath;

/// The reason why a file of recorded responses cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {message}")]
pub struct CassetteError {
    path: String,
    message: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Cassette {
    exchanges: Vec<Recorded>,
    /// The number of responses that each request had.
    #[serde(skip)]
    played: BTreeMap<Key, usize>,
    /// The secrets of all exchanges so far: a response may hold the token of another one.
    #[serde(skip)]
    pub(super) secrets: Vec<SecretString>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Recorded {
    request: Key,
    response: Reply,
}

/// The part of a request that tells it from others.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Key {
    method: String,
    /// The path below the base URL, with the query.
    path: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    body: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Reply {
    status: u16,
    headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    body: String,
    /// In place of the body, where that is no text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    base64: String,
}

impl Key {
    pub(super) fn of(request: &Request<Bytes>, redaction: &mut Redaction) -> Self {
        let base = request.extensions().get::<BasePath>();
        let rest = base.and_then(|base| request.uri().path().get(base.0..));
        Self::with_path(rest.unwrap_or(request.uri().path()), request, redaction)
    }

    /// Returns the key as cassettes had it that hold for one address only: with the path of the base URL.
    pub(super) fn with_base(request: &Request<Bytes>, redaction: &mut Redaction) -> Self {
        Self::with_path(request.uri().path(), request, redaction)
    }

    fn with_path(path: &str, request: &Request<Bytes>, redaction: &mut Redaction) -> Self {
        let uri = request.uri();
        let mut path = redaction.path(path);
        if let Some(query) = uri.query() {
            path = format!("{path}?{}", redaction.pairs(query));
        }
        Self {
            method: request.method().to_string(),
            path,
            body: redaction.body(&String::from_utf8_lossy(request.body())),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        match self.body.as_str() {
            "" => Ok(()),
            body => write!(f, " with {}", crate::error::clip(body.as_bytes())),
        }
    }
}

impl Cassette {
    pub(super) fn read(path: &Path) -> Result<Self, CassetteError> {
        let fail = |message: String| CassetteError {
            path: path.display().to_string(),
            message,
        };
        let text = std::fs::read(path).map_err(|error| fail(format!("cannot be read: {error}")))?;
        serde_json::from_slice(&text)
            .map_err(|error| fail(format!("is not a file of recorded responses: {error}")))
    }

    pub(super) fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, text)
    }

    pub(super) fn add(
        &mut self,
        request: Key,
        response: &Response<Bytes>,
        mut redaction: Redaction,
    ) {
        let kept = response.headers().iter().filter(|(name, _)| {
            // The body is kept as it was read, and a date would change with every recording.
            ![
                CONTENT_ENCODING,
                CONTENT_LENGTH,
                TRANSFER_ENCODING,
                DATE,
                SET_COOKIE,
            ]
            .contains(name)
        });
        let headers = kept.filter_map(|(name, value)| {
            Some((
                name.to_string(),
                redaction.field(name.as_str(), value.to_str().ok()?),
            ))
        });
        let headers = headers.collect();
        let (body, base64) = match std::str::from_utf8(response.body()) {
            Ok(text) => (redaction.body(text), String::new()),
            Err(_) => (
                String::new(),
                STANDARD.encode(redaction.bytes(response.body())),
            ),
        };
        let response = Reply {
            status: response.status().as_u16(),
            headers,
            body,
            base64,
        };
        self.exchanges.push(Recorded { request, response });
        self.secrets = redaction.with_secrets(&self.secrets).into_secrets();
    }

    pub(super) fn response(&mut self, key: &Key) -> Option<Response<Bytes>> {
        let same = self
            .exchanges
            .iter()
            .filter(|recorded| recorded.request == *key);
        let responses: Vec<&Reply> = same.map(|recorded| &recorded.response).collect();
        let played = self.played.entry(key.clone()).or_default();
        let reply = responses.get(*played).or(responses.last())?;
        *played += 1;
        Some(reply.response())
    }
}

impl Reply {
    fn response(&self) -> Response<Bytes> {
        let body = match self.base64.as_str() {
            "" => self.body.clone().into(),
            base64 => STANDARD.decode(base64).unwrap_or_default().into(),
        };
        let mut response = Response::new(body);
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name), HeaderValue::try_from(value))
            {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
