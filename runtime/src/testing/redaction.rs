//! Removal of secrets from an exchange before it is written into a file: known secrets, values whose names say that
//! they are secret, and texts that look like tokens.
//!
//! A request is cut in the same way when it is recorded and when it is answered from the file, whatever its secrets
//! are then, so that the two are found to be the same.

mod names;
mod text;

use std::borrow::Cow;

use bytes::Bytes;
use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderName, HeaderValue, Request, Uri};
use percent_encoding::{percent_decode_str, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::auth::config::SentSecrets;
use crate::error::{SHORTEST, decoded, secret_parts};
use crate::http::percent::STRICT;

pub(super) const REDACTED: &str = "redacted";

pub(super) struct Redaction {
    /// Texts that are secret wherever they stand.
    secrets: Vec<SecretString>,
    names: Vec<String>,
    /// Values that were cut out because of their names.
    found: Vec<SecretString>,
}

impl Redaction {
    /// Collects the secrets that the client added to a request.
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let mut secrets = Vec::new();
        let marked = request.headers().values();
        for text in marked.filter(|value| value.is_sensitive()) {
            if let Ok(text) = text.to_str() {
                secrets.extend(secret_parts(text));
            }
        }
        if let Some(SentSecrets(keys)) = request.extensions().get() {
            for key in keys {
                secrets.extend(secret_parts(key.expose_secret()));
            }
        }
        Self {
            secrets,
            names: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Cuts out these too, which other exchanges held.
    pub(super) fn with_secrets(mut self, secrets: &[SecretString]) -> Self {
        self.secrets.extend_from_slice(secrets);
        self
    }

    pub(super) fn with_names(mut self, names: &[String]) -> Self {
        self.names.extend_from_slice(names);
        self
    }

    /// Returns all secrets of this exchange, to be cut out of the next ones.
    pub(super) fn into_secrets(self) -> Vec<SecretString> {
        let mut secrets = self.secrets;
        secrets.extend(self.found);
        secrets.retain(|secret| secret.expose_secret().len() >= SHORTEST);
        secrets.sort_by(|one, next| one.expose_secret().cmp(next.expose_secret()));
        secrets.dedup_by(|one, next| one.expose_secret() == next.expose_secret());
        secrets
    }

    fn is_secret(&self, name: &str) -> bool {
        names::is_secret(name) || self.names.iter().any(|named| named == name)
    }

    /// Records the value of a secret name, to be looked for elsewhere too.
    fn found(&mut self, value: &str) {
        if text::looks_made(value) {
            self.found.push(value.into());
        }
    }

    /// Takes the secrets off a request that is shown to a test.
    pub(super) fn strip(&self, request: &mut Request<Bytes>) {
        let headers = request.headers_mut();
        let secret = |(name, value): (&HeaderName, &HeaderValue)| {
            let is_secret = value.is_sensitive() || [AUTHORIZATION, COOKIE].contains(name);
            is_secret.then(|| name.clone())
        };
        let secret: Vec<HeaderName> = headers.iter().filter_map(secret).collect();
        for name in secret {
            headers.remove(name);
        }
        let shown = |pair: &str| match pair.split_once('=') {
            // Nothing but the keys: a test may well ask for an argument of any name.
            Some((name, value)) if self.holds(&decoded(value)) => format!("{name}={REDACTED}"),
            _ => pair.to_owned(),
        };
        if let Some(query) = request.uri().query() {
            let pairs: Vec<String> = query.split('&').map(shown).collect();
            let address = format!("{}?{}", request.uri().path(), pairs.join("&"));
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query = address.parse().ok();
            *request.uri_mut() = Uri::from_parts(parts).unwrap_or_default();
        }
        request.extensions_mut().clear();
    }

    fn holds(&self, text: &str) -> bool {
        let mut secrets = self.secrets.iter().map(SecretString::expose_secret);
        secrets.any(|secret| text.contains(secret))
    }

    /// Redacts a text of any kind.
    pub(super) fn text(&mut self, text: &str) -> String {
        let mut cut = Cow::Borrowed(text);
        for secret in self.secrets.iter().chain(&self.found) {
            let secret = secret.expose_secret();
            for form in [
                Cow::Borrowed(secret),
                utf8_percent_encode(secret, STRICT).into(),
            ] {
                if cut.contains(&*form) {
                    cut = Cow::Owned(cut.replace(&*form, REDACTED));
                }
            }
        }
        let mut found = Vec::new();
        let is_secret = |name: &str| self.is_secret(name);
        let cut = text::cut(&cut, is_secret, |value| found.push(value.to_owned()));
        for value in found {
            self.found(&value);
        }
        cut
    }

    /// Redacts the value of a header.
    pub(super) fn field(&mut self, name: &str, value: &str) -> String {
        if self.is_secret(name) {
            self.found(value);
            return REDACTED.to_owned();
        }
        self.text(value)
    }

    /// Redacts a path, each of whose segments may be percent-encoded.
    pub(super) fn path(&mut self, path: &str) -> String {
        let path = self.text(path);
        let segments = path.split('/').map(|segment| self.encoded(segment));
        segments.collect::<Vec<_>>().join("/")
    }

    /// Redacts `name=value&name=value`, percent-encoded: a query, or the body of a form.
    pub(super) fn pairs(&mut self, pairs: &str) -> String {
        let pairs = pairs.split('&').map(|pair| {
            let Some((name, value)) = pair.split_once('=') else {
                return self.encoded(pair);
            };
            let plain = decoded(name);
            if self.is_secret(&plain) {
                self.found(&decoded(value));
                return format!("{name}={REDACTED}");
            }
            format!("{}={}", self.encoded(name), self.encoded(value))
        });
        pairs.collect::<Vec<_>>().join("&")
    }

    /// Redacts a piece of an address where its decoded text has a secret; any other stays as it came.
    fn encoded(&mut self, piece: &str) -> String {
        let cut = self.text(piece);
        if cut != piece {
            return cut;
        }
        // A plus is a space in a form, and itself elsewhere.
        let itself = percent_decode_str(piece).decode_utf8_lossy();
        for plain in [Cow::Owned(decoded(piece)), itself] {
            let cut = self.json(&plain).unwrap_or_else(|| self.text(&plain));
            if cut != plain {
                return utf8_percent_encode(&cut, STRICT).to_string();
            }
        }
        piece.to_owned()
    }

    /// Redacts a body: JSON, a form, parts, lines of any of them, or a text.
    pub(super) fn body(&mut self, text: &str) -> String {
        if let Some(cut) = self.json(text) {
            return cut;
        }
        if text::is_form(text) {
            return self.pairs(text);
        }
        let mut parts = text::MultipartLines::default();
        let lines = text.split_inclusive('\n').map(|line| {
            if parts.holds_value(line, |name| self.is_secret(name)) {
                let value = line.trim_end_matches(['\r', '\n']);
                self.found(value);
                return format!("{REDACTED}{}", &line[value.len()..]);
            }
            // Events have their data behind a name.
            let (name, data) = match line.split_once(':') {
                Some((name @ "data", data)) => (&line[..=name.len()], data),
                _ => ("", line),
            };
            match self.json(data) {
                Some(cut) if cut == data => line.to_owned(),
                Some(cut) => format!(
                    "{name}{cut}{}",
                    if line.ends_with('\n') { "\n" } else { "" }
                ),
                None => self.text(line),
            }
        });
        lines.collect()
    }

    /// Redacts a body that is not text.
    pub(super) fn bytes(&self, body: &[u8]) -> Vec<u8> {
        let secrets = self
            .secrets
            .iter()
            .map(|secret| secret.expose_secret().as_bytes());
        let secrets: Vec<&[u8]> = secrets.filter(|secret| !secret.is_empty()).collect();
        let mut cut = Vec::with_capacity(body.len());
        let mut rest = body;
        while let Some((first, after)) = rest.split_first() {
            let mut here = secrets
                .iter()
                .filter_map(|secret| rest.strip_prefix(*secret));
            if let Some(after) = here.next() {
                cut.extend_from_slice(REDACTED.as_bytes());
                rest = after;
            } else {
                cut.push(*first);
                rest = after;
            }
        }
        cut
    }

    /// Redacts a list or an object, which is written anew only where something is cut out of it.
    fn json(&mut self, text: &str) -> Option<String> {
        if !text.trim_start().starts_with(['{', '[', '"']) {
            return None;
        }
        let mut json = serde_json::from_str::<Value>(text).ok()?;
        let before = json.clone();
        self.cut(&mut json, false);
        Some(if json == before {
            text.to_owned()
        } else {
            json.to_string()
        })
    }

    /// Cuts secrets out of a value: all of it where its name says so.
    fn cut(&mut self, json: &mut Value, is_named: bool) {
        match json {
            Value::Array(items) => items.iter_mut().for_each(|item| self.cut(item, is_named)),
            Value::Object(fields) => {
                for (name, mut value) in std::mem::take(fields) {
                    let is_named = is_named || self.is_secret(&name);
                    self.cut(&mut value, is_named);
                    fields.insert(self.text(&name), value);
                }
            }
            Value::String(text) if is_named => {
                self.found(text);
                REDACTED.clone_into(text);
            }
            Value::String(text) => {
                // A document within a document.
                *text = self.json(text).unwrap_or_else(|| self.text(text));
            }
            Value::Number(number) if is_named => {
                self.found(&number.to_string());
                *number = 0.into();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
