//! Tokens of services.

use std::fmt;

use secrecy::ExposeSecret;

use crate::auth::source::Token;
use crate::error::{KnownSecret, know_secret};
use crate::server::from_text;

/// The token of a service, with which tokens for its users are made.
///
/// Not in a `wasm32` build: code in a browser must not hold a secret that opens the whole project.
#[derive(Clone)]
pub struct ServiceToken(pub(super) KnownSecret);

impl ServiceToken {
    /// Takes a service's token (`rill_svc_…`, from `rill service create`), or another that may manage the project.
    pub fn new(token: impl Into<String>) -> Self {
        Self(know_secret(Token::new(token).secret.expose_secret()))
    }
}

from_text!(ServiceToken::new);

impl fmt::Debug for ServiceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceToken")
    }
}
