//! Rill's kinds of tokens, and `RILL_TOKEN`.

use std::env::VarError;

#[cfg(not(target_arch = "wasm32"))]
use secrecy::ExposeSecret;

#[cfg(not(target_arch = "wasm32"))]
use super::ephemeral::{Ephemeral, Minter};
#[cfg(not(target_arch = "wasm32"))]
use super::service_token::ServiceToken;
use crate::auth::credential::Credential;
use crate::error::CredentialError;

const VARIABLE: &str = "RILL_TOKEN";

/// For Rill.
impl Credential {
    /// Creates the credential of a user (`rill_usr_…`, from `rill token issue`): calls see what that person may see.
    pub fn user(token: impl Into<String>) -> Self {
        Self::fixed("user", &token.into())
    }

    /// Creates the credential of a service (`rill_svc_…`, from `rill service create`).
    ///
    /// Not in a `wasm32` build: code in a browser must not hold a secret that opens the whole project.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn service(token: impl Into<String>) -> Self {
        Self::fixed("service", &token.into())
    }

    /// Creates a credential of tokens that are made for one subject with a service's token, and end soon; see
    /// [`Ephemeral`]. They are kept and renewed like those of a [`source`](Self::source).
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
        let flaw = Self::from(service.clone()).flaw;
        let flaw = flaw.or(subject.check().err());
        let mut credential = Self::renewed(Minter { service, subject });
        credential.flaw = flaw;
        credential
    }

    /// Reads the token from the environment variable `RILL_TOKEN`; its prefix says of which kind it is.
    ///
    /// # Errors
    ///
    /// The variable is unset, empty or not text. [`Credential::none`] makes calls without a token.
    pub fn from_env() -> Result<Self, CredentialError> {
        Self::from_variable(std::env::var(VARIABLE))
    }

    fn from_variable(value: Result<String, VarError>) -> Result<Self, CredentialError> {
        let refuse = |why: &str| {
            Err(CredentialError::new(format!(
                "{VARIABLE} is {why}: set it to a token (`rill token issue` prints one), or call without a token: Credential::none()"
            )))
        };
        let token = match value {
            Ok(token) => token,
            Err(VarError::NotPresent) => return refuse("not set"),
            // The error's own text would show the value.
            Err(VarError::NotUnicode(_)) => return refuse("not text"),
        };
        let credential = match token.trim() {
            "" => return refuse("empty"),
            text if text.starts_with("rill_usr_") => Self::user(token),
            text if text.starts_with("rill_svc_") => {
                #[cfg(target_arch = "wasm32")]
                return Err(CredentialError::new(
                    "a service token must not be used in a wasm32 build: use a token made for the person at the screen",
                ));
                #[cfg(not(target_arch = "wasm32"))]
                Self::service(token)
            }
            _ => Self::bearer(token),
        };
        match credential.flaw {
            Some(flaw) => Err(flaw),
            None => Ok(credential),
        }
    }
}

/// [`Credential::service`].
#[cfg(not(target_arch = "wasm32"))]
impl From<ServiceToken> for Credential {
    fn from(token: ServiceToken) -> Self {
        Self::service(token.0.expose_secret())
    }
}

#[cfg(test)]
mod tests;
