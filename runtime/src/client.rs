//! The state that all calls of a client share.

use std::sync::Arc;

use reqwest::Url;

use crate::auth::config::{AuthConfig, Security};
use crate::auth::context::TokenContext;
use crate::error::{BuildError, with_sources};
use crate::http::middleware::HttpStack;
use crate::http::platform::{self, HttpSettings};
use crate::options::Options;
use crate::retry::RetryBudget;
use crate::server::{BaseUrl, clear_text_host, is_loopback};

/// The base URL, credentials, options and connections of a client.
pub(crate) struct ClientState {
    pub(crate) context: Arc<TokenContext>,
    pub(crate) auth: AuthConfig,
    /// The security requirements of operations that have none of their own.
    pub(crate) security: Security,
    /// The prefix of tokens that are not sent, as the target does not know them.
    pub(crate) withheld_prefix: Option<&'static str>,
    /// The address is one of the document's, so that operations with servers of their own are called there.
    pub(crate) is_declared: bool,
}

impl ClientState {
    /// Checks the settings and sets up the HTTP client; connects to nothing.
    pub(crate) fn new(
        address: &BaseUrl,
        auth: AuthConfig,
        security: Security,
        options: Options,
        user_agent: &'static str,
    ) -> Result<Self, BuildError> {
        let address = address.check()?;
        auth.check()?;
        let base = address.base;
        let url = Url::parse(&base)
            .map_err(|error| BuildError::Http(format!("{base} is not a URL: {error}")))?;
        let settings = HttpSettings {
            connect_timeout: options.connect_timeout,
            is_clear: url.scheme() == "http",
            is_loopback: is_loopback(&url),
        };
        let user_agent = user_agent
            .parse()
            .map_err(|_| BuildError::Http(format!("{user_agent:?} is not a valid user agent")))?;
        let context = TokenContext {
            http: http_stack(&options, settings)?,
            budget: RetryBudget::new(&options.retries),
            base,
            token_endpoint: address.token_endpoint,
            clear_text_host: clear_text_host(&url),
            user_agent,
            options,
        };
        Ok(Self {
            context: Arc::new(context),
            auth,
            security,
            withheld_prefix: address.withheld_prefix,
            is_declared: address.is_declared,
        })
    }
}

fn http_stack(options: &Options, settings: HttpSettings) -> Result<HttpStack, BuildError> {
    let (http, settings) = match &options.http_client {
        Some(client) => (client.clone(), None),
        None => match platform::http_client(&settings) {
            Ok(client) => (client, Some(settings)),
            Err(error) => return Err(BuildError::Http(with_sources(&error))),
        },
    };
    Ok(HttpStack {
        middleware: options.middleware_chain(),
        http,
        #[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
        apart: std::sync::OnceLock::new(),
        // Redirects are the browser's there, which sends a caller's header on only where the other host allows it.
        follows_redirects: settings.is_none()
            && options.follows_redirects
            && !cfg!(target_arch = "wasm32"),
        settings,
        limit: options.max_response_bytes,
    })
}
