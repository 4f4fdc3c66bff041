//! A file of requests and their answers, without secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, DATE, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::keyring::Secrets;

const REDACTED: &str = "redacted";

/// Names of arguments and fields whose values are secrets, in lower case and without `-` and `_`.
const SECRET_NAMES: [&str; 14] = [
    "token",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "jwt",
    "password",
    "secret",
    "clientsecret",
    "apikey",
    "xapikey",
    "privatekey",
    "signature",
    "sessionid",
    "authorization",
];

/// Why a file of recorded answers is of no use.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {message}")]
pub struct CassetteError {
    path: String,
    message: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Cassette {
    exchanges: Vec<Recorded>,
    /// How many answers each request had.
    #[serde(skip)]
    played: BTreeMap<Key, usize>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Recorded {
    request: Key,
    response: Reply,
}

/// What tells requests apart.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Key {
    method: String,
    /// With the query.
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
    pub(super) fn of(request: &Request<Bytes>, redaction: &Redaction<'_>) -> Self {
        let uri = request.uri();
        let mut path = redaction.text(uri.path());
        if let Some(query) = uri.query() {
            let pairs: Vec<String> = query.split('&').map(|pair| redaction.pair(pair)).collect();
            path = format!("{path}?{}", pairs.join("&"));
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
            .map_err(|error| fail(format!("is no file of recorded answers: {error}")))
    }

    pub(super) fn write(&self, path: &Path) -> std::io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        std::fs::write(path, text)
    }

    pub(super) fn add(
        &mut self,
        request: Key,
        answer: &Response<Bytes>,
        redaction: &Redaction<'_>,
    ) {
        let kept = answer.headers().iter().filter(|(name, _)| {
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
        let (body, base64) = match std::str::from_utf8(answer.body()) {
            Ok(text) => (redaction.body(text), String::new()),
            Err(_) => (String::new(), STANDARD.encode(answer.body())),
        };
        let response = Reply {
            status: answer.status().as_u16(),
            headers: headers.collect(),
            body,
            base64,
        };
        self.exchanges.push(Recorded { request, response });
    }

    pub(super) fn answer(&mut self, key: &Key) -> Option<Response<Bytes>> {
        let same = self
            .exchanges
            .iter()
            .filter(|recorded| recorded.request == *key);
        let answers: Vec<&Reply> = same.map(|recorded| &recorded.response).collect();
        let played = self.played.entry(key.clone()).or_default();
        let reply = answers.get(*played).or(answers.last())?;
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

/// What is cut out of an exchange.
pub(super) struct Redaction<'a> {
    /// Texts that are secret wherever they stand.
    secrets: Vec<SecretString>,
    names: &'a [String],
}

impl Redaction<'_> {
    /// The secrets that the client added to a request.
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let marked = request
            .headers()
            .values()
            .filter(|value| value.is_sensitive());
        let texts = marked
            .filter_map(|value| value.to_str().ok())
            .flat_map(|text| {
                let (_, bare) = text.split_once(' ').unwrap_or_default();
                [text, bare]
            });
        let mut secrets: Vec<SecretString> = texts
            .filter(|text| !text.is_empty())
            .map(SecretString::from)
            .collect();
        if let Some(Secrets(keys)) = request.extensions().get() {
            secrets.extend_from_slice(keys);
        }
        Self {
            secrets,
            names: &[],
        }
    }

    pub(super) fn with_names(self, names: &[String]) -> Redaction<'_> {
        Redaction {
            secrets: self.secrets,
            names,
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        let plain = name.replace(['-', '_'], "").to_ascii_lowercase();
        SECRET_NAMES.contains(&&*plain) || self.names.iter().any(|named| named == name)
    }

    fn text(&self, text: &str) -> String {
        let secrets = self.secrets.iter().map(SecretString::expose_secret);
        secrets.fold(text.to_owned(), |text, secret| {
            text.replace(secret, REDACTED)
        })
    }

    fn field(&self, name: &str, value: &str) -> String {
        if self.is_secret(name) {
            return REDACTED.to_owned();
        }
        self.text(value)
    }

    /// `name=value`, percent-encoded.
    fn pair(&self, pair: &str) -> String {
        let Some((name, value)) = pair.split_once('=') else {
            return self.text(pair);
        };
        let decoded = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
        // A key goes out percent-encoded.
        let is_cut = self.is_secret(name) || self.text(&decoded) != decoded;
        let value = if is_cut { REDACTED } else { value };
        format!("{name}={value}")
    }

    fn body(&self, text: &str) -> String {
        let Ok(mut json) = serde_json::from_str::<Value>(text) else {
            return self.text(text);
        };
        // Written anew only where it has to be, so that all else stays as it came.
        if self.cut(&mut json) {
            return self.text(&json.to_string());
        }
        self.text(text)
    }

    /// Cuts secrets out of fields; whether there were any.
    fn cut(&self, json: &mut Value) -> bool {
        match json {
            Value::Array(items) => items
                .iter_mut()
                .fold(false, |cut, item| self.cut(item) | cut),
            Value::Object(fields) => fields.iter_mut().fold(false, |cut, (name, value)| {
                if value.is_string() && self.is_secret(name) {
                    *value = REDACTED.into();
                    return true;
                }
                self.cut(value) | cut
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
}
