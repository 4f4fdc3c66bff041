//! The client that generated code wraps.

use std::sync::Arc;

use http::Method;

use crate::auth::config::{AuthConfig, Security};
use crate::client::ClientState;
use crate::error::BuildError;
use crate::operation::Operation;
use crate::options::Options;
use crate::server::BaseUrl;

/// A client's address, credentials, options and connections. Clones share them.
#[derive(Clone)]
pub struct Core {
    state: Arc<ClientState>,
}

impl Core {
    /// Checks the settings and sets up the HTTP client; connects to nothing.
    ///
    /// # Errors
    ///
    /// See [`BuildError`].
    pub fn new(
        address: impl Into<BaseUrl>,
        credentials: impl Into<AuthConfig>,
        options: Options,
        user_agent: &'static str,
    ) -> Result<Self, BuildError> {
        Self::with_security(
            &address.into(),
            credentials.into(),
            &[],
            options,
            user_agent,
        )
    }

    /// Makes a client whose operations ask for `security` where they have no requirements of their own.
    pub(super) fn with_security(
        address: &BaseUrl,
        credentials: AuthConfig,
        security: Security,
        options: Options,
        user_agent: &'static str,
    ) -> Result<Self, BuildError> {
        let state = ClientState::new(address, credentials, security, options, user_agent)?;
        let state = Arc::new(state);
        Ok(Self { state })
    }

    pub(crate) fn state(&self) -> &Arc<ClientState> {
        &self.state
    }

    /// Begins a call of an operation, to be filled in. `template` is the document's path key.
    pub fn operation(&self, method: Method, template: &'static str) -> Operation {
        Operation::new(Arc::clone(&self.state), method, template)
    }

    /// Begins a call by a method that [`Method`] has no name for. `QUERY` changes nothing (OpenAPI 3.2, Path Item
    /// Object, `query`).
    pub fn custom(&self, method: &'static str, template: &'static str) -> Operation {
        match Method::from_bytes(method.as_bytes()) {
            Ok(known) => self
                .operation(known, template)
                .read_only_if(method == "QUERY"),
            // The generator has checked it.
            Err(_) => self.operation(Method::POST, template),
        }
    }
}

macro_rules! methods {
    ($($name:ident $method:ident)*) => {
        impl Core {
            $(
                #[doc = concat!("Begins a call of an [`operation`](Self::operation) by `", stringify!($method), "`.")]
                pub fn $name(&self, template: &'static str) -> Operation {
                    self.operation(Method::$method, template)
                }
            )*
        }
    };
}

methods!(get GET  post POST  put PUT  patch PATCH  delete DELETE);

impl_debug!(Core: this => finish_non_exhaustive {
    base = this.state.context.base,
    credential = this.state.auth,
    options = this.state.context.options,
    user_agent = this.state.context.user_agent,
});
