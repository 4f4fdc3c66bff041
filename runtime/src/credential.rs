//! Who calls: tokens, kept out of every text.

use std::env::VarError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::error::RequestError;

const VARIABLE: &str = "RILL_TOKEN";

/// The token that calls are made with.
///
/// It goes out as `Authorization: Bearer …`, only over https or to this machine, and shows in no `Debug`, error or
/// log line.
#[derive(Clone)]
pub struct Credential {
    source: Option<Arc<dyn TokenSource>>,
    /// What is wrong with the text that was given; told when the client is made.
    flaw: Option<CredentialError>,
}

/// Where tokens come from: a fixed one, or one that is fetched and renewed.
pub(crate) trait TokenSource: fmt::Debug + Send + Sync {
    /// The token to send with one call.
    fn token(&self) -> TokenFuture<'_>;
}

pub(crate) type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<SecretString, RequestError>> + Send + 'a>>;

impl Credential {
    /// No token: public projects, and a Rill on this machine.
    pub fn none() -> Self {
        Self {
            source: None,
            flaw: None,
        }
    }

    /// A user's token (`rill_usr_…`, from `rill token issue`): calls see what that person may see.
    pub fn user(token: impl Into<String>) -> Self {
        Self::fixed("user", &token.into())
    }

    /// A service's token (`rill_svc_…`, from `rill service create`).
    ///
    /// Not in a `wasm32` build: what runs in a browser must not hold a secret that opens the whole project.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn service(token: impl Into<String>) -> Self {
        Self::fixed("service", &token.into())
    }

    /// Any other bearer token, such as a JWT that Rill's credentials endpoint gave out.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::fixed("bearer", &token.into())
    }

    /// The token in the environment variable `RILL_TOKEN`; its prefix says of which kind it is.
    ///
    /// # Errors
    ///
    /// The variable is unset, empty or not text. [`Credential::none`] is the way to call without a token.
    pub fn from_env() -> Result<Self, CredentialError> {
        Self::from_variable(std::env::var(VARIABLE))
    }

    fn from_variable(value: Result<String, VarError>) -> Result<Self, CredentialError> {
        let teach = "set it to a token (`rill token issue` prints one), or call without a token: Credential::none()";
        let token = match value {
            Ok(token) => token,
            Err(VarError::NotPresent) => {
                return Err(CredentialError::new(format!(
                    "{VARIABLE} is not set: {teach}"
                )));
            }
            // The error's own text would show the value.
            Err(VarError::NotUnicode(_)) => {
                return Err(CredentialError::new(format!(
                    "{VARIABLE} is not text: {teach}"
                )));
            }
        };
        if token.trim().is_empty() {
            return Err(CredentialError::new(format!(
                "{VARIABLE} is empty: {teach}"
            )));
        }
        let credential = match token.trim() {
            text if text.starts_with("rill_usr_") => Self::user(token),
            text if text.starts_with("rill_svc_") => Self::from_service_text(token)?,
            _ => Self::bearer(token),
        };
        match credential.flaw {
            Some(flaw) => Err(flaw),
            None => Ok(credential),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[expect(clippy::unnecessary_wraps, reason = "its wasm32 twin refuses")]
    fn from_service_text(token: String) -> Result<Self, CredentialError> {
        Ok(Self::service(token))
    }

    #[cfg(target_arch = "wasm32")]
    fn from_service_text(_token: String) -> Result<Self, CredentialError> {
        Err(CredentialError::new(
            "a service token must not be used in a wasm32 build: use a token made for the person at the screen",
        ))
    }

    fn fixed(kind: &'static str, token: &str) -> Self {
        // Files and command substitutions end in a line break.
        let token = token.trim();
        let flaw = if token.is_empty() {
            Some(format!(
                "the {kind} token is empty: pass a token, or call without one: Credential::none()"
            ))
        } else if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
            Some(format!(
                "the {kind} token holds a space, a line break or another character that no token has"
            ))
        } else {
            None
        };
        Self {
            source: Some(Arc::new(FixedToken {
                kind,
                token: SecretString::from(token),
            })),
            flaw: flaw.map(CredentialError::new),
        }
    }

    /// Whether calls are made without.
    pub(crate) fn is_none(&self) -> bool {
        self.source.is_none()
    }

    /// What is wrong with the given token, if anything.
    pub(crate) fn check(&self) -> Result<(), CredentialError> {
        match &self.flaw {
            Some(flaw) => Err(flaw.clone()),
            None => Ok(()),
        }
    }

    /// The token for one call; `None` where calls are made without.
    pub(crate) async fn token(&self) -> Result<Option<SecretString>, RequestError> {
        match &self.source {
            Some(source) => source.token().await.map(Some),
            None => Ok(None),
        }
    }

    #[cfg(test)]
    pub(crate) fn from_source(source: Arc<dyn TokenSource>) -> Self {
        Self {
            source: Some(source),
            flaw: None,
        }
    }
}

/// [`Credential::bearer`].
impl From<&str> for Credential {
    fn from(token: &str) -> Self {
        Self::bearer(token)
    }
}

/// [`Credential::bearer`].
impl From<String> for Credential {
    fn from(token: String) -> Self {
        Self::bearer(token)
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "Credential({source:?})"),
            None => f.write_str("Credential(none)"),
        }
    }
}

/// Whether a token was issued by Rill Cloud, as opposed to a JWT.
pub(crate) fn is_cloud_token(token: &SecretString) -> bool {
    token.expose_secret().starts_with("rill_")
}

struct FixedToken {
    kind: &'static str,
    token: SecretString,
}

impl TokenSource for FixedToken {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::ready(Ok(self.token.clone())))
    }
}

impl fmt::Debug for FixedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} token", self.kind)
    }
}

/// A credential that cannot be used; the text says what to set, and never shows the token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CredentialError {
    message: String,
}

impl CredentialError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests;
