//! Settings for all calls of a client.

use std::sync::Arc;
use std::time::Duration;

use crate::http::middleware::Middleware;
use crate::retry::RetryPolicy;
#[cfg(feature = "tracing")]
use crate::trace::context::ContextSource;

/// The default of [`Options::timeout`]: analytical queries run for three minutes, and the response to one that did not
/// finish is worth having.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(200);

/// Settings of a client; start from `Options::default()`.
///
/// ```
/// use std::time::Duration;
/// use rill_client_runtime::Options;
///
/// let options = Options::default().timeout(Duration::from_secs(20)).max_response_bytes(1 << 20);
/// ```
#[derive(Clone)]
pub struct Options {
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) connect_timeout: Duration,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_response_bytes: u64,
    pub(crate) http_client: Option<reqwest::Client>,
    pub(crate) follows_redirects: bool,
    pub(crate) exact_integers: bool,
    pub(crate) retries: RetryPolicy,
    middleware: Vec<Arc<dyn Middleware>>,
    pub(crate) transport: Option<Arc<dyn Middleware>>,
    #[cfg(feature = "tracing")]
    pub(crate) trace_context: ContextSource,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: DEFAULT_TIMEOUT,
            attempt_timeout: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: None,
            max_response_bytes: 256 * 1024 * 1024,
            http_client: None,
            follows_redirects: true,
            exact_integers: true,
            retries: RetryPolicy::default(),
            middleware: Vec::new(),
            transport: None,
            #[cfg(feature = "tracing")]
            trace_context: ContextSource::default(),
        }
    }
}

impl Options {
    /// Adds a middleware, which sees every request and every response. The one that is added first stands outermost.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Responds to every request by this middleware in place of the network: a mock of the feature `testing`, or a
    /// transport of your own. It stands inside all other middleware.
    #[must_use]
    pub fn transport(mut self, transport: impl Middleware) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the source of the trace context of calls, where the program's spans have ids; see [`TraceContext`].
    ///
    /// [`TraceContext`]: crate::TraceContext
    #[cfg(feature = "tracing")]
    #[must_use]
    pub fn trace_context(
        mut self,
        tell: impl Fn() -> Option<crate::TraceContext> + Send + Sync + 'static,
    ) -> Self {
        self.trace_context = ContextSource(Some(Arc::new(tell)));
        self
    }

    /// Calls through this HTTP client (its proxies, certificates, pool) instead of an own one.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: a followed redirect turns a POST into a GET and
    /// loses the arguments. Then say so with [`follows_redirects(false)`](Self::follows_redirects). The client's own
    /// connect timeout holds.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Returns all middleware, outermost first, the transport last.
    pub(crate) fn middleware_chain(&self) -> Vec<Arc<dyn Middleware>> {
        let chain = self.middleware.iter().chain(&self.transport);
        chain.map(Arc::clone).collect()
    }
}

setters!(Options {
    /// Sets the longest that a whole call may take, with all its attempts and the pauses between them, waiting for a
    /// token, reading and decoding the response (its head only, where the rest is handed over as it comes). Default 200
    /// seconds. A list or a map of plain values whose decoding has begun is decoded to its end, which takes time by its
    /// bytes alone; structs and variants of unions are not.
    /// One call can set its own: [`Call::timeout`](crate::Call::timeout).
    timeout(timeout: Duration) = timeout;
    /// Sets the longest that one attempt of a call may take. Default none: a call that is slow is rarely faster the
    /// next time.
    attempt_timeout(timeout: Duration) = Some(timeout);
    /// Sets how often, and after which pauses, calls are sent again that failed for a transient reason. One call can
    /// set its own number: [`Call::retries`](crate::Call::retries).
    retries(retries: RetryPolicy) = retries;
    /// Sets the longest that a connection may take to stand. Default 10 seconds. A client given by
    /// [`http_client`](Self::http_client) has its own.
    connect_timeout(timeout: Duration) = timeout;
    /// Sets the longest pause between two pieces of a response that is handed over as it comes (bytes, events, lines).
    /// Default none: an event stream may have nothing to say for hours. The [`timeout`](Self::timeout) of a call ends
    /// for such a response when its head is there.
    idle_timeout(timeout: Duration) = Some(timeout);
    /// Sets the size of the largest response that is read; a larger one is a [`TransportError`](crate::TransportError).
    /// Default 256 MiB. For events, lines and rows it is the largest one of them.
    ///
    /// Decoding takes at most 300 times as much memory, and 1,200 times for maps of one struct each. That is far more
    /// than usual responses need: `{},` is three bytes, and a struct of hundreds where all fields are optional. Structs
    /// that take more than 100 times as much by themselves are an [`Error::Decode`](crate::Error::Decode).
    max_response_bytes(bytes: u64) = bytes;
    /// Sets whether the client given by [`http_client`](Self::http_client) may follow redirects. Default true, as
    /// reqwest's clients do where nothing else is set.
    ///
    /// Such a client takes a key in a header or in the query to another host, as only `authorization` and cookies are
    /// held back. So a call with such a key is an [`Error::Request`](crate::Error::Request), until this says `false`:
    /// for a client that follows none, or whose own policy decides about each step.
    follows_redirects(follows: bool) = follows;
});

impl_debug!(Options: this => finish_non_exhaustive {
    timeout = this.timeout,
    attempt_timeout = this.attempt_timeout,
    connect_timeout = this.connect_timeout,
    idle_timeout = this.idle_timeout,
    max_response_bytes = this.max_response_bytes,
    // A client's own text may hold default headers, and these a token.
    http_client = this.http_client.as_ref().map(|_| "given"),
    exact_integers = this.exact_integers,
    retries = this.retries,
    middleware = this.middleware.len(),
    transport = this.transport.as_ref().map(|_| "given"),
});
