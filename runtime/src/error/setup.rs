//! Errors of addresses, credentials and token sources.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::secrets::without_known_secrets;

/// Writes errors that are a text.
macro_rules! text_errors {
    ($($(#[$docs:meta])* $error:ident;)*) => {$(
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[error("{message}")]
        pub struct $error {
            message: String,
        }

        impl $error {
            pub(crate) fn new(message: impl Into<String>) -> Self {
                let message = message.into();
                Self { message }
            }
        }
    )*};
}

text_errors! {
    /// An address that cannot be called; the text says which part, and what to write.
    TargetError;
    /// A credential that cannot be used; the text says what to set, and never shows the token.
    CredentialError;
}

/// The reason why a client could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The target is not an address.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The credential cannot be used.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The HTTP client could not be set up.
    #[error("the HTTP client could not be set up: {0}")]
    Http(String),
}

/// The reason why there is no token. Neither its text nor its source may hold one.
#[derive(Clone, Debug, thiserror::Error)]
#[error(transparent)]
pub struct TokenError(Cause);

impl TokenError {
    /// Creates an error of this text.
    pub fn new(message: impl Into<String>) -> Self {
        Self(Cause::new(message))
    }

    /// Creates an error of this text with its cause.
    pub fn caused(
        message: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self(Cause::caused(message, Arc::from(source.into())))
    }

    /// Says that a later attempt may succeed, which [`Error::is_retryable`](crate::Error::is_retryable) then says too.
    #[must_use]
    pub fn passing(mut self) -> Self {
        self.0.is_transient = true;
        self
    }

    pub(super) fn is_transient(&self) -> bool {
        self.0.is_transient
    }
}

/// A text, and the error that it comes from.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// A later attempt may succeed.
    pub(super) is_transient: bool,
}

impl Cause {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            is_transient: false,
        }
    }

    pub(super) fn caused(
        message: impl Into<String>,
        source: Arc<dyn StdError + Send + Sync>,
    ) -> Self {
        Self {
            source: Some(source),
            ..Self::new(message)
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_known_secrets(&self.message))
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
