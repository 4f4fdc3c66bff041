//! Where tokens come from that are fetched and renewed.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use crate::core::Shared;
use crate::platform::BoxFuture;

/// Gives out tokens: from a vault, a sidecar, an identity provider. See [`Credential::source`](super::Credential::source).
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

/// A token, and how long it is good for.
#[derive(Clone)]
pub struct Token {
    pub(super) secret: SecretString,
    pub(super) lifetime: Option<Duration>,
    /// What stands before an API's name, where the token is for another address than the client's.
    pub(super) base: Option<String>,
}

impl Token {
    /// A token that is good until the server does not take it.
    pub fn new(token: impl Into<String>) -> Self {
        let token = SecretString::from(token.into());
        Self {
            // Files and commands end in a line break.
            secret: SecretString::from(token.expose_secret().trim()),
            lifetime: None,
            base: None,
        }
    }

    /// The token is good for this long, from now.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}

/// Why there is no token. Neither its text nor its source may hold one.
#[derive(Clone, Debug)]
pub struct TokenError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    pub(crate) passes: bool,
}

impl TokenError {
    /// An error of this text.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            passes: false,
        }
    }

    /// An error of this text with what it comes from.
    pub fn caused(
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self {
            message: message.into(),
            source: Some(Arc::from(source.into())),
            passes: false,
        }
    }

    /// Says that a later attempt may succeed, which [`Error::is_retryable`](crate::Error::is_retryable) then says too.
    #[must_use]
    pub fn passing(mut self) -> Self {
        self.passes = true;
        self
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

pub(super) type Issued<'a> = BoxFuture<'a, Result<Token, TokenError>>;

/// A source of tokens as the cache sees it.
pub(super) trait Issuer: Send + Sync {
    fn issue<'a>(&'a self, shared: &'a Shared) -> Issued<'a>;

    /// What the tokens are good for: a token is kept for each.
    ///
    /// # Errors
    ///
    /// There are no tokens for this client.
    fn scope<'a>(&self, _shared: &'a Shared) -> Result<&'a str, TokenError> {
        Ok("")
    }

    /// What `Debug` shows.
    fn name(&self) -> &'static str;
}

/// A source that a user wrote.
pub(super) struct Plugged<S>(pub(super) S);

impl<S: TokenSource> Issuer for Plugged<S> {
    fn issue<'a>(&'a self, _: &'a Shared) -> Issued<'a> {
        Box::pin(self.0.token())
    }

    fn name(&self) -> &'static str {
        "token source"
    }
}
