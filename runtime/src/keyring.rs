//! Secrets by the security schemes of a document (OpenAPI 3.1, Security Scheme Object).

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::credential::{Credential, CredentialError};
use crate::parameter::Place;

/// A way to say who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its key under `securitySchemes`.
    pub key: &'static str,
    /// How the secret travels.
    pub kind: SchemeKind,
}

/// The ways to be let in, any of which will do; each a list of schemes that are needed together.
pub type Security = &'static [&'static [Scheme]];

impl Scheme {
    /// Creates a scheme of kind [`SchemeKind::Bearer`].
    pub const fn bearer(key: &'static str) -> Self {
        let kind = SchemeKind::Bearer;
        Self { key, kind }
    }

    /// Creates a scheme of kind [`SchemeKind::Basic`].
    pub const fn basic(key: &'static str) -> Self {
        let kind = SchemeKind::Basic;
        Self { key, kind }
    }

    /// Creates a scheme whose key goes in a header.
    pub const fn header(key: &'static str, name: &'static str) -> Self {
        Self::api_key(key, Place::Header, name)
    }

    /// Creates a scheme whose key goes in the query.
    pub const fn query(key: &'static str, name: &'static str) -> Self {
        Self::api_key(key, Place::Query, name)
    }

    /// Creates a scheme whose key goes in a cookie.
    pub const fn cookie(key: &'static str, name: &'static str) -> Self {
        Self::api_key(key, Place::Cookie, name)
    }

    const fn api_key(key: &'static str, place: Place, name: &'static str) -> Self {
        let kind = SchemeKind::ApiKey { place, name };
        Self { key, kind }
    }
}

/// How a secret travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `authorization: Bearer …`
    Bearer,
    /// `authorization: Basic …`
    Basic,
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Where.
        place: Place,
        /// Under which name.
        name: &'static str,
    },
}

/// The secrets of a client, for the schemes that it has any for.
#[derive(Clone, Default)]
pub struct Keyring {
    /// Sent with every call as a bearer token, where the document says nothing of schemes.
    everywhere: Option<Credential>,
    secrets: BTreeMap<&'static str, Secret>,
    flaw: Option<CredentialError>,
}

#[derive(Clone)]
pub(crate) enum Secret {
    /// A token, to be asked for at every call.
    Bearer(Credential),
    /// What goes out as it is: a key, or user name and password as `Basic …`.
    Text(SecretString),
}

/// The secrets that were added to a request, kept with it for whoever has to cut them out of a text.
#[derive(Clone, Default)]
pub(crate) struct Secrets(pub(crate) Vec<SecretString>);

impl Keyring {
    /// No secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// A token for a scheme of kind [`SchemeKind::Bearer`].
    #[must_use]
    pub fn bearer(mut self, scheme: Scheme, credential: impl Into<Credential>) -> Self {
        let credential = credential.into();
        if credential.is_none() {
            self.secrets.remove(scheme.key);
        } else {
            self.secrets.insert(scheme.key, Secret::Bearer(credential));
        }
        self
    }

    /// A name and a password for a scheme of kind [`SchemeKind::Basic`].
    #[must_use]
    pub fn basic(
        mut self,
        scheme: Scheme,
        user: impl AsRef<str>,
        password: impl Into<String>,
    ) -> Self {
        let (user, password) = (user.as_ref(), SecretString::from(password.into()));
        if user.contains(':') {
            self.add_flaw(scheme, "user name", "holds a colon, which ends it");
        }
        let pair = SecretString::from(format!("{user}:{}", password.expose_secret()));
        let text = format!("Basic {}", STANDARD.encode(pair.expose_secret()));
        self.secrets.insert(scheme.key, Secret::Text(text.into()));
        self
    }

    /// A key for a scheme of kind [`SchemeKind::ApiKey`].
    #[must_use]
    pub fn api_key(mut self, scheme: Scheme, key: impl Into<String>) -> Self {
        let key = SecretString::from(key.into());
        let text = key.expose_secret();
        if text.is_empty() {
            self.add_flaw(
                scheme,
                "key",
                "is empty: pass a key, or leave it out to call without",
            );
        } else if HeaderValue::try_from(text).is_err() {
            self.add_flaw(
                scheme,
                "key",
                "holds a line break or another control character",
            );
        }
        self.secrets.insert(scheme.key, Secret::Text(key));
        self
    }

    fn add_flaw(&mut self, scheme: Scheme, what: &str, why: &str) {
        let message = format!("the {what} for `{}` {why}", scheme.key);
        self.flaw.get_or_insert(CredentialError::new(message));
    }

    /// What is wrong with the secrets, if anything.
    pub(crate) fn check(&self) -> Result<(), CredentialError> {
        if let Some(flaw) = &self.flaw {
            return Err(flaw.clone());
        }
        for secret in self.secrets.values() {
            if let Secret::Bearer(credential) = secret {
                credential.check()?;
            }
        }
        match &self.everywhere {
            Some(credential) => credential.check(),
            None => Ok(()),
        }
    }

    /// The credential of every call.
    pub(crate) fn everywhere(&self) -> Option<&Credential> {
        self.everywhere.as_ref()
    }

    /// The secrets of the first way in for which there are all; none where there is no such way. `is_set` says of a
    /// scheme that the caller has set its header by hand.
    pub(crate) fn choose(
        &self,
        ways: Security,
        is_set: impl Fn(&Scheme) -> bool,
    ) -> Vec<(SchemeKind, &Secret)> {
        let has_all = |way: &&&[Scheme]| {
            // A way without schemes is the last resort: a caller with a key wants it used.
            !way.is_empty()
                && way
                    .iter()
                    .all(|scheme| self.secrets.contains_key(scheme.key) || is_set(scheme))
        };
        let way = ways.iter().find(has_all).copied().unwrap_or_default();
        let needed = way.iter().filter(|scheme| !is_set(scheme));
        needed
            .filter_map(|scheme| Some((scheme.kind, self.secrets.get(scheme.key)?)))
            .collect()
    }
}

impl From<Credential> for Keyring {
    fn from(credential: Credential) -> Self {
        Self {
            everywhere: Some(credential),
            ..Self::default()
        }
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(credential) = &self.everywhere {
            return credential.fmt(f);
        }
        f.write_str("Keyring")?;
        f.debug_set().entries(self.secrets.keys()).finish()
    }
}

#[cfg(test)]
mod tests;
