//! Who calls: tokens, kept out of every text.

mod cache;
#[cfg(not(target_arch = "wasm32"))]
mod ephemeral;
#[cfg(not(target_arch = "wasm32"))]
mod local;
#[cfg(not(target_arch = "wasm32"))]
mod pool;
mod source;

use std::env::VarError;
use std::fmt;
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::{ffi::OsString, path::PathBuf};

use bytes::Bytes;
use http::HeaderValue;
#[cfg(not(target_arch = "wasm32"))]
use secrecy::ExposeSecret;
use secrecy::zeroize::Zeroizing;

pub(crate) use cache::{Cache, Held};
#[cfg(not(target_arch = "wasm32"))]
pub use ephemeral::{Ephemeral, ServiceToken};
#[cfg(not(target_arch = "wasm32"))]
pub use pool::EphemeralPool;
use source::Plugged;
pub use source::{Token, TokenError, TokenSource};

use crate::core::Shared;
use crate::error::RequestError;

const VARIABLE: &str = "RILL_TOKEN";

/// The token that calls are made with.
///
/// It goes out as `Authorization: Bearer …`, only over https or to this machine, and shows in no `Debug`, error or
/// log line.
#[derive(Clone)]
pub struct Credential {
    source: Option<Source>,
    /// What is wrong with the text that was given; told when the client is made.
    flaw: Option<CredentialError>,
}

/// Where tokens come from.
#[derive(Clone)]
enum Source {
    Fixed {
        kind: &'static str,
        bearer: HeaderValue,
    },
    /// Fetched, kept and renewed.
    Renewed(Arc<Cache>),
}

/// A token for one call.
pub(crate) enum Grant<'a> {
    Fixed(&'a HeaderValue),
    Renewed(Arc<Held>, &'a Cache),
}

impl Grant<'_> {
    /// What the token goes out as.
    pub(crate) fn bearer(&self) -> &HeaderValue {
        match self {
            Self::Fixed(bearer) => bearer,
            Self::Renewed(held, _) => &held.bearer,
        }
    }

    /// Whether the token was issued by Rill Cloud, as opposed to a JWT.
    pub(crate) fn is_of_cloud(&self) -> bool {
        self.bearer().as_bytes().starts_with(b"Bearer rill_")
    }

    /// What stands before an API's name, where the token is for another address than the client's.
    pub(crate) fn base(&self) -> Option<&str> {
        match self {
            Self::Fixed(_) => None,
            Self::Renewed(held, _) => held.base.as_deref(),
        }
    }

    /// The server did not take it. Whether another one may do.
    pub(crate) fn reject(&self) -> bool {
        match self {
            Self::Fixed(_) => false,
            Self::Renewed(held, cache) => {
                cache.reject(held);
                true
            }
        }
    }
}

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

    /// Tokens from a source of your own: fetched when the first call is made, kept, and renewed before they end, in one
    /// request however many calls wait. Until the new token is there, calls go with the old one. A token that the
    /// server answers 401 to is renewed once for the call.
    pub fn source(source: impl TokenSource) -> Self {
        Self::renewed(Cache::new(Plugged(source)))
    }

    /// Tokens that are made for one subject with a service's token, and end soon; see [`Ephemeral`]. They are kept
    /// and renewed as those of a [`source`](Self::source).
    ///
    /// The target has to be [`Target::cloud`](crate::Target::cloud), whose credentials endpoint gives them out
    /// (`POST /v1/orgs/{org}/projects/{project}/credentials`). Not in a `wasm32` build, as it holds a service's token.
    ///
    /// ```
    /// use std::time::Duration;
    /// use rill_client_runtime::{Credential, Ephemeral};
    ///
    /// let reader = Ephemeral::for_email("ann@example.com").ttl(Duration::from_secs(3600));
    /// let credential = Credential::ephemeral("rill_svc_…", reader);
    /// ```
    #[cfg(not(target_arch = "wasm32"))]
    pub fn ephemeral(service: impl Into<ServiceToken>, subject: Ephemeral) -> Self {
        let service = service.into();
        let flaw = Self::fixed("service", service.0.expose_secret()).flaw;
        let flaw = flaw.or(subject.check().err());
        let minter = ephemeral::Minter { service, subject };
        Self {
            flaw,
            ..Self::renewed(Cache::new(minter))
        }
    }

    /// The token in a file, read again every minute and when the server does not take it, as tokens that are mounted
    /// into containers change in place.
    ///
    /// # Errors
    ///
    /// The file cannot be read now, or is empty.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_file(path: impl Into<PathBuf>) -> Result<Self, CredentialError> {
        let file = local::TokenFile(path.into());
        match file.read() {
            Ok(_) => Ok(Self::source(file)),
            Err(error) => Err(CredentialError::new(
                match std::error::Error::source(&error) {
                    Some(source) => format!("{error}: {source}"),
                    None => error.to_string(),
                },
            )),
        }
    }

    /// The token that a command prints: `Credential::from_command("vault", ["read", "-field=token", "rill"])`. It is
    /// run without a shell, when the first call is made, every five minutes of use, and when the server does not take
    /// the token. What it writes to standard error goes where this program's own goes.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_command<A: Into<OsString>>(
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        Self::source(local::TokenCommand {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
        })
    }

    fn renewed(cache: Cache) -> Self {
        Self {
            source: Some(Source::Renewed(Arc::new(cache))),
            flaw: None,
        }
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
        // One with a flaw never goes out.
        let empty = || HeaderValue::from_static("");
        Self {
            source: Some(Source::Fixed {
                kind,
                bearer: bearer(token).unwrap_or_else(empty),
            }),
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
    pub(crate) async fn grant(
        &self,
        shared: &Arc<Shared>,
    ) -> Result<Option<Grant<'_>>, RequestError> {
        match &self.source {
            Some(Source::Fixed { bearer, .. }) => Ok(Some(Grant::Fixed(bearer))),
            Some(Source::Renewed(cache)) => match cache.token(shared).await {
                Ok(held) => Ok(Some(Grant::Renewed(held, cache))),
                Err(error) => Err(RequestError::no_token(error)),
            },
            None => Ok(None),
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
            Some(Source::Fixed { kind, .. }) => write!(f, "Credential({kind} token)"),
            Some(Source::Renewed(cache)) => write!(f, "Credential({})", cache.name()),
            None => f.write_str("Credential(none)"),
        }
    }
}

/// The header that a token goes out in: its clones share the text, which is wiped with the last of them. None where no
/// header can carry the token.
fn bearer(token: &str) -> Option<HeaderValue> {
    let text = Zeroizing::new(format!("Bearer {token}").into_bytes());
    let mut bearer = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    bearer.set_sensitive(true);
    Some(bearer)
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
