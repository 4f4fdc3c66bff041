//! Sources of tokens that are fetched and renewed.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::context::TokenContext;
use crate::error::TokenError;
use crate::http::platform::BoxFuture;

/// Gives out tokens: from a vault, a sidecar, an identity provider. See
/// [`Credential::source`](crate::Credential::source).
///
/// ```
/// use std::time::Duration;
/// use rill_client_runtime::{Credential, Token, TokenError, TokenSource};
///
/// struct Vault;
///
/// impl TokenSource for Vault {
///     async fn token(&self) -> Result<Token, TokenError> {
///         let text = ask_the_vault().await.map_err(|error| TokenError::caused("the vault is sealed", error))?;
///         Ok(Token::new(text).expires_in(Duration::from_secs(900)))
///     }
/// }
/// # async fn ask_the_vault() -> Result<String, std::io::Error> { Ok(String::new()) }
///
/// let credential = Credential::source(Vault);
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Fetches a token. It is asked once at a time, when there is no token, the one there is nears its end, or the
    /// server does not take it.
    #[cfg(not(target_arch = "wasm32"))]
    fn token(&self) -> impl Future<Output = Result<Token, TokenError>> + Send;
    /// Fetches a token.
    #[cfg(target_arch = "wasm32")]
    fn token(&self) -> impl Future<Output = Result<Token, TokenError>>;
}

/// A token and its lifetime.
#[derive(Clone)]
pub struct Token {
    pub(crate) secret: SecretString,
    pub(crate) lifetime: Option<Duration>,
    /// The base URL that the token is for, where that is another than the client's.
    pub(crate) base: Option<String>,
}

impl Token {
    /// Creates a token that is good until the server does not take it.
    pub fn new(token: impl Into<String>) -> Self {
        let token = SecretString::from(token.into());
        Self {
            // Files and commands end in a line break.
            secret: SecretString::from(token.expose_secret().trim()),
            lifetime: None,
            base: None,
        }
    }

    /// Sets the lifetime, from now.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl_debug!(Token: this => finish_non_exhaustive { lifetime = this.lifetime });

pub(crate) type Issued<'a> = BoxFuture<'a, Result<Token, TokenError>>;

/// A source of tokens as the cache sees it.
pub(crate) trait Issuer: Send + Sync {
    fn issue<'a>(&'a self, context: &'a TokenContext) -> Issued<'a>;

    /// Returns the scope of the tokens: one is kept for each.
    ///
    /// # Errors
    ///
    /// There are no tokens for this client.
    fn scope<'a>(&self, _context: &'a TokenContext) -> Result<&'a str, TokenError> {
        Ok("")
    }

    /// Returns the name that `Debug` shows.
    fn name(&self) -> &'static str;
}

/// A source that a user wrote.
pub(crate) struct UserSource<S>(pub(crate) S);

impl<S: TokenSource> Issuer for UserSource<S> {
    fn issue<'a>(&'a self, _: &'a TokenContext) -> Issued<'a> {
        Box::pin(self.0.token())
    }

    fn name(&self) -> &'static str {
        "token source"
    }
}

/// Returns the header of a bearer token. Its clones share the text, which is wiped with the last of them.
///
/// # Errors
///
/// Returns the flaw of a text that is not a token.
pub(crate) fn bearer_header(token: &str) -> Result<HeaderValue, &'static str> {
    const ODD: &str = "holds a space, a line break or another character that no token has";
    if token.is_empty() {
        return Err("is empty");
    }
    if token.bytes().any(|byte| !byte.is_ascii_graphic()) {
        return Err(ODD);
    }
    let text = Zeroizing::new(format!("Bearer {token}").into_bytes());
    let mut bearer = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).map_err(|_| ODD)?;
    bearer.set_sensitive(true);
    Ok(bearer)
}
