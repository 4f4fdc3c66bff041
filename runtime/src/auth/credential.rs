//! Bearer tokens, kept out of every text.

use std::fmt;
use std::sync::Arc;
#[cfg(not(target_arch = "wasm32"))]
use std::{ffi::OsString, path::PathBuf};

use http::HeaderValue;

use super::cache::{CachedToken, TokenCache};
use super::context::TokenContext;
#[cfg(not(target_arch = "wasm32"))]
use super::local::{TokenCommand, TokenFile};
use super::source::{Issuer, TokenSource, UserSource, bearer_header};
#[cfg(not(target_arch = "wasm32"))]
use crate::error::with_sources;
use crate::error::{CredentialError, RequestError};
use crate::server::from_text;

/// The token that calls are made with.
///
/// It goes out as `Authorization: Bearer …`, only over https or to this machine, and shows in no `Debug`, error or
/// log line.
#[derive(Clone)]
pub struct Credential {
    source: Option<CredentialSource>,
    /// The flaw of the text that was given; told when the client is made.
    pub(crate) flaw: Option<CredentialError>,
}

/// The origin of tokens.
#[derive(Clone)]
enum CredentialSource {
    /// Given, with its kind.
    Fixed(&'static str, Arc<CachedToken>),
    /// Fetched, kept and renewed.
    Renewed(Arc<TokenCache>),
}

/// A token for one call.
pub(crate) struct AccessToken<'a> {
    token: Arc<CachedToken>,
    /// None where there is no other one.
    cache: Option<&'a TokenCache>,
}

impl AccessToken<'_> {
    /// Returns the header in which the token goes out.
    pub(crate) fn bearer(&self) -> &HeaderValue {
        &self.token.bearer
    }

    /// Returns `true` if the token begins with this prefix.
    pub(crate) fn starts_with(&self, prefix: &str) -> bool {
        let token = self.bearer().as_bytes().strip_prefix(b"Bearer ");
        token.is_some_and(|token| token.starts_with(prefix.as_bytes()))
    }

    /// Returns the base URL that the token is for, where that is another than the client's.
    pub(crate) fn base(&self) -> Option<&str> {
        self.token.base.as_deref()
    }

    /// Rejects the token, which the server did not take. Returns `true` if there may be another one.
    pub(crate) fn reject(&self) -> bool {
        let cache = self.cache.inspect(|cache| cache.reject(&self.token));
        cache.is_some()
    }
}

impl Credential {
    /// Creates a credential without a token: for public projects, and for a server on this machine.
    pub fn none() -> Self {
        Self {
            source: None,
            flaw: None,
        }
    }

    /// Creates a credential of any bearer token, such as a JWT.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self::fixed("bearer", &token.into())
    }

    /// Creates a credential from a source of your own. Tokens are fetched when the first call is made, kept, and
    /// renewed before they end, in one request however many calls wait. Until the new token is there, calls go with the
    /// old one. A token that the server answers 401 to is renewed once for the call.
    pub fn source(source: impl TokenSource) -> Self {
        Self::renewed(UserSource(source))
    }

    /// Reads the token from a file, again every minute and when the server does not take it, as tokens that are mounted
    /// into containers change in place.
    ///
    /// # Errors
    ///
    /// The file cannot be read now, or is empty.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_file(path: impl Into<PathBuf>) -> Result<Self, CredentialError> {
        let file = TokenFile(path.into());
        match file.read() {
            Ok(_) => Ok(Self::source(file)),
            Err(error) => Err(CredentialError::new(with_sources(&error))),
        }
    }

    /// Takes the token that a command prints: `Credential::from_command("vault", ["read", "-field=token", "rill"])`. It
    /// is run without a shell, when the first call is made, every five minutes of use, and when the server does not
    /// take the token. What it writes to standard error goes where this program's own goes.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn from_command<A: Into<OsString>>(
        program: impl Into<OsString>,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        Self::source(TokenCommand {
            program: program.into(),
            arguments: arguments.into_iter().map(Into::into).collect(),
        })
    }

    pub(crate) fn renewed(issuer: impl Issuer + 'static) -> Self {
        Self {
            source: Some(CredentialSource::Renewed(Arc::new(TokenCache::new(issuer)))),
            flaw: None,
        }
    }

    pub(crate) fn fixed(kind: &'static str, token: &str) -> Self {
        // Files and command substitutions end in a line break.
        let token = token.trim();
        let bearer = bearer_header(token);
        let advice = match token {
            "" => ": pass a token, or call without one: Credential::none()",
            _ => "",
        };
        let message = |flaw| format!("the {kind} token {flaw}{advice}");
        let flaw = bearer.as_ref().err().map(message);
        // One with a flaw never goes out.
        let bearer = bearer.unwrap_or(HeaderValue::from_static(""));
        let token = Arc::new(CachedToken::fixed(bearer, token));
        Self {
            source: Some(CredentialSource::Fixed(kind, token)),
            flaw: flaw.map(CredentialError::new),
        }
    }

    /// Returns `true` if calls are made without a token.
    pub(crate) fn is_none(&self) -> bool {
        self.source.is_none()
    }

    /// Fails where the given token is not one.
    pub(crate) fn check(&self) -> Result<(), CredentialError> {
        self.flaw.clone().map_or(Ok(()), Err)
    }

    /// Returns the token for one call; `None` where calls are made without one.
    pub(crate) async fn grant(
        &self,
        context: &Arc<TokenContext>,
    ) -> Result<Option<AccessToken<'_>>, RequestError> {
        let (token, cache) = match &self.source {
            Some(CredentialSource::Fixed(_, token)) => (Arc::clone(token), None),
            Some(CredentialSource::Renewed(cache)) => {
                let token = cache.token(context).await;
                (token.map_err(RequestError::no_token)?, Some(&**cache))
            }
            None => return Ok(None),
        };
        Ok(Some(AccessToken { token, cache }))
    }
}

from_text!(Credential::bearer);

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(CredentialSource::Fixed(kind, _)) => write!(f, "Credential({kind} token)"),
            Some(CredentialSource::Renewed(cache)) => write!(f, "Credential({})", cache.name()),
            None => f.write_str("Credential(none)"),
        }
    }
}

#[cfg(test)]
mod tests;
