//! How calls are made, for all calls of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::layer::Layer;
use crate::retry::Retries;

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
    pub(crate) exact_integers: bool,
    pub(crate) retries: Retries,
    layers: Vec<Arc<dyn Layer>>,
    pub(crate) transport: Option<Arc<dyn Layer>>,
    #[cfg(feature = "tracing")]
    pub(crate) trace_context: Option<crate::trace_context::Tell>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            // Rill lets a metrics query run for three minutes; its answer to one that did not finish is worth having.
            timeout: Duration::from_secs(200),
            attempt_timeout: None,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: None,
            max_response_bytes: 256 * 1024 * 1024,
            http_client: None,
            exact_integers: true,
            retries: Retries::default(),
            layers: Vec::new(),
            transport: None,
            #[cfg(feature = "tracing")]
            trace_context: None,
        }
    }
}

impl Options {
    /// The longest a whole call may take, with all its attempts and the pauses between them, waiting for a token and
    /// reading the answer (its head only, where the rest is handed over as it comes). Default 200 seconds: Rill lets a
    /// metrics query run for three minutes. One call can set its own: [`Call::timeout`](crate::Call::timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The longest one attempt of a call may take. Default none: a call that is slow is rarely faster the next time.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// How often, and after which pauses, calls are sent again that failed for a reason that passes. One call can
    /// set its own number: [`Call::retries`](crate::Call::retries).
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = retries;
        self
    }

    /// Adds what sees every request and every answer. The layer that is added first stands outermost.
    #[must_use]
    pub fn layer(mut self, layer: impl Layer) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// Answers every request by this layer in place of the network: a double from [`testing`](crate::testing), or a
    /// transport of your own. It stands inside all layers.
    #[must_use]
    pub fn transport(mut self, transport: impl Layer) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Tells to which trace calls belong, where the program's spans have ids; see [`TraceContext`].
    ///
    /// [`TraceContext`]: crate::TraceContext
    #[cfg(feature = "tracing")]
    #[must_use]
    pub fn trace_context(
        mut self,
        tell: impl Fn() -> Option<crate::TraceContext> + Send + Sync + 'static,
    ) -> Self {
        self.trace_context = Some(Arc::new(tell));
        self
    }

    /// The layers, outermost first.
    pub(crate) fn layers(&self) -> Vec<Arc<dyn Layer>> {
        let layers = self.layers.iter().chain(&self.transport);
        layers.map(Arc::clone).collect()
    }

    /// The longest a connection may take to stand. Default 10 seconds. A client given by
    /// [`http_client`](Self::http_client) has its own.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The longest pause between two pieces of an answer that is handed over as it comes (bytes, events, lines).
    /// Default none: an event stream may have nothing to say for hours. The [`timeout`](Self::timeout) of a call ends
    /// for such an answer when its head is there.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// The largest answer that is read; a larger one is a [`TransportError`](crate::TransportError). Default 256 MiB.
    /// For events, lines and rows it is the largest one of them.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Calls through this HTTP client (its proxies, certificates, pool) instead of an own one.
    ///
    /// Build it with `redirect(reqwest::redirect::Policy::none())`: a followed redirect turns a POST into a GET and
    /// loses the arguments. It also takes a key in a header or in the query to another host, as only `authorization`
    /// and cookies are held back, so that with a client which follows redirects by a rule of reqwest's own, a call with
    /// such a key is an [`Error::Request`](crate::Error::Request). A `Policy::custom` is yours, and so is what it lets
    /// pass. The client's own connect timeout holds.
    #[must_use]
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Whether integers beyond 999,999 in a body are also sent in the query. Default true.
    ///
    /// Rill reads a body's numbers as floating point, so that `1000000` shows up as `1e+06` in an API's SQL template.
    /// An argument in the query stays the text it is, and wins over the body's.
    #[must_use]
    pub fn exact_integers(mut self, exact: bool) -> Self {
        self.exact_integers = exact;
        self
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            // A client's own text may hold default headers, and these a token.
            .field("http_client", &self.http_client.as_ref().map(|_| "given"))
            .field("exact_integers", &self.exact_integers)
            .field("retries", &self.retries)
            .field("layers", &self.layers.len())
            .field("transport", &self.transport.as_ref().map(|_| "given"))
            .finish_non_exhaustive()
    }
}
