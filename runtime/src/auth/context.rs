//! The parts of a client that fetching a token needs.

use http::HeaderValue;

use crate::http::middleware::HttpStack;
use crate::options::Options;
use crate::retry::RetryBudget;
use crate::server::TokenEndpoint;

/// The parts of a client that fetching a token needs, and calls too.
pub(crate) struct TokenContext {
    /// The base URL of all calls, without a trailing slash.
    pub(crate) base: String,
    /// The address at which Rill Cloud gives out tokens for the target.
    pub(crate) token_endpoint: Option<TokenEndpoint>,
    /// The host, where a token would travel to it in clear over a network.
    pub(crate) clear_text_host: Option<String>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) options: Options,
    pub(crate) http: HttpStack,
    pub(crate) budget: RetryBudget,
}
