//! Secrets by the security schemes of a document (OpenAPI 3.1, Security Scheme Object).

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::credential::Credential;
use crate::error::{CredentialError, KnownSecret, RequestError, know_secret};
use crate::http::location::ParameterLocation;

/// A security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its key under `securitySchemes`.
    pub key: &'static str,
    /// Its kind.
    pub kind: SchemeKind,
}

/// The security requirements of an operation, any of which will do; each lists schemes that are needed together.
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
        Self::api_key(key, ParameterLocation::Header, name)
    }

    /// Creates a scheme whose key goes in the query.
    pub const fn query(key: &'static str, name: &'static str) -> Self {
        Self::api_key(key, ParameterLocation::Query, name)
    }

    /// Creates a scheme whose key goes in a cookie.
    pub const fn cookie(key: &'static str, name: &'static str) -> Self {
        Self::api_key(key, ParameterLocation::Cookie, name)
    }

    const fn api_key(key: &'static str, location: ParameterLocation, name: &'static str) -> Self {
        let kind = SchemeKind::ApiKey { location, name };
        Self { key, kind }
    }
}

/// The kind of a security scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `authorization: Bearer …`
    Bearer,
    /// `authorization: Basic …`
    Basic,
    /// A key in a header, the query or a cookie.
    ApiKey {
        /// Its location.
        location: ParameterLocation,
        /// Its name there.
        name: &'static str,
    },
}

/// The secrets of a client, for the schemes that it has any for.
#[derive(Clone, Default)]
pub struct AuthConfig {
    /// Sent with every call as a bearer token, where the document says nothing of schemes.
    default_credential: Option<Credential>,
    secrets: BTreeMap<&'static str, Secret>,
    flaw: Option<CredentialError>,
}

#[derive(Clone)]
pub(crate) enum Secret {
    /// A token, to be asked for at every call.
    Bearer(Credential),
    /// A text that goes out as it is: a key, or user name and password as `Basic …`.
    Text(KnownSecret),
}

/// The secrets that were added to a request, kept with it for whoever has to cut them out of a text.
#[derive(Clone, Default)]
pub(crate) struct SentSecrets(pub(crate) Vec<KnownSecret>);

impl AuthConfig {
    /// Creates a configuration without secrets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the token for a scheme of kind [`SchemeKind::Bearer`].
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

    /// Sets the name and the password for a scheme of kind [`SchemeKind::Basic`].
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
        self.secrets
            .insert(scheme.key, Secret::Text(know_secret(&text)));
        self
    }

    /// Sets the key for a scheme of kind [`SchemeKind::ApiKey`].
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
        let key = know_secret(key.expose_secret());
        self.secrets.insert(scheme.key, Secret::Text(key));
        self
    }

    fn add_flaw(&mut self, scheme: Scheme, what: &str, why: &str) {
        let message = format!("the {what} for `{}` {why}", scheme.key);
        self.flaw.get_or_insert(CredentialError::new(message));
    }

    /// Fails where a secret cannot be used.
    pub(crate) fn check(&self) -> Result<(), CredentialError> {
        if let Some(flaw) = &self.flaw {
            return Err(flaw.clone());
        }
        let tokens = self.secrets.values().filter_map(|secret| match secret {
            Secret::Bearer(credential) => Some(credential),
            Secret::Text(_) => None,
        });
        let mut tokens = tokens.chain(&self.default_credential);
        tokens.try_for_each(Credential::check)
    }

    /// Returns the credential of every call, if one is set for all.
    pub(crate) fn default_credential(&self) -> Option<&Credential> {
        self.default_credential.as_ref()
    }

    /// Returns the secrets of the first requirement for which there are all; none where there is no such requirement.
    /// `is_set` says of a scheme that the caller has set its header by hand.
    ///
    /// # Errors
    ///
    /// Secrets are there for a part of a requirement, and no other one is met.
    pub(crate) fn choose(
        &self,
        requirements: Security,
        is_set: impl Fn(&Scheme) -> bool,
    ) -> Result<Vec<(SchemeKind, &Secret)>, RequestError> {
        let has_secret = |scheme: &&Scheme| self.secrets.contains_key(scheme.key) || is_set(scheme);
        // A requirement without schemes is the last resort: a caller with a key wants it used.
        let mut whole = requirements.iter().filter(|requirement| {
            !requirement.is_empty() && requirement.iter().all(|scheme| has_secret(&scheme))
        });
        let sent = |requirement: &[Scheme]| -> Vec<Scheme> {
            let sent = requirement.iter().filter(|scheme| !is_set(scheme));
            sent.copied().collect()
        };
        let first = whole.clone().next();
        let Some(requirement) = whole.find(|one| clash(&sent(one)).is_none()).or(first) else {
            return match missing(requirements, has_secret) {
                Some(error) if !requirements.iter().any(|one| one.is_empty()) => Err(error),
                _ => Ok(Vec::new()),
            };
        };
        let sent = sent(requirement);
        if let Some((one, other)) = clash(&sent) {
            return Err(RequestError::new(format!(
                "`{}` and `{}` are required together and are sent in the same place, which holds one of them: set it on the call",
                one.key, other.key
            )));
        }
        let secrets = sent
            .iter()
            .filter_map(|scheme| Some((scheme.kind, self.secrets.get(scheme.key)?)));
        Ok(secrets.collect())
    }
}

/// Returns the error about the first requirement that is met in part.
fn missing(requirements: Security, has_secret: impl Fn(&&Scheme) -> bool) -> Option<RequestError> {
    let mut partly = requirements.iter();
    let requirement = partly.find(|one| one.iter().any(|scheme| has_secret(&scheme)))?;
    let (known, missing): (Vec<&Scheme>, Vec<&Scheme>) = requirement.iter().partition(has_secret);
    let names = |schemes: Vec<&Scheme>| {
        let names = schemes.iter().map(|scheme| format!("`{}`", scheme.key));
        names.collect::<Vec<_>>().join(" and ")
    };
    Some(RequestError::new(format!(
        "the credentials hold {}, and the operation requires {} with it: add that, or leave both out",
        names(known),
        names(missing)
    )))
}

/// Returns two schemes whose secrets go in the same place; those of kind [`SchemeKind::Bearer`] may have one token.
fn clash(schemes: &[Scheme]) -> Option<(Scheme, Scheme)> {
    let place = |scheme: &Scheme| match scheme.kind {
        SchemeKind::Bearer | SchemeKind::Basic => {
            (ParameterLocation::Header, "authorization".to_owned())
        }
        SchemeKind::ApiKey { location, name } if location == ParameterLocation::Header => {
            (location, name.to_ascii_lowercase())
        }
        SchemeKind::ApiKey { location, name } => (location, name.to_owned()),
    };
    schemes.iter().enumerate().find_map(|(index, one)| {
        let mut before = schemes.iter().take(index);
        let other = before.find(|other| {
            place(other) == place(one)
                && (other.kind, one.kind) != (SchemeKind::Bearer, SchemeKind::Bearer)
        })?;
        Some((*other, *one))
    })
}

impl From<Credential> for AuthConfig {
    fn from(credential: Credential) -> Self {
        Self {
            default_credential: Some(credential),
            ..Self::default()
        }
    }
}

impl fmt::Debug for AuthConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(credential) = &self.default_credential {
            return credential.fmt(f);
        }
        f.write_str("AuthConfig")?;
        f.debug_set().entries(self.secrets.keys()).finish()
    }
}

#[cfg(test)]
mod tests;
