//! Errors of the way to the server and back.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::Uri;

/// The reason why no whole response came back.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    /// Scheme, host and path of the call; never its query.
    url: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Debug)]
enum TransportErrorKind {
    Connect,
    ConnectTimeout,
    Timeout(Duration),
    Idle(Duration),
    Cut,
    CutList { rows: usize },
    TooLarge { limit: u64 },
    Exchange,
    Refused(String),
}

impl TransportError {
    /// Creates the error of a request that could not be sent, or got no head of a response.
    pub(crate) fn exchange(uri: &Uri, error: reqwest::Error) -> Self {
        // The time for the call is kept by the runtime.
        let kind = match (is_connect(&error), error.is_timeout()) {
            (true, true) => TransportErrorKind::ConnectTimeout,
            (true, false) => TransportErrorKind::Connect,
            (false, _) => TransportErrorKind::Exchange,
        };
        Self::new(kind, address(uri), Some(error))
    }

    /// Creates the error of a [`Middleware`](crate::Middleware) that does not send the request, for a reason which must
    /// hold no secret. The call is not repeated.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::new(
            TransportErrorKind::Refused(reason.into()),
            String::new(),
            None,
        )
    }

    /// Creates the error of a middleware, or of a mock in a test, that has no response, as if the connection had
    /// broken.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: TransportErrorKind::Cut,
            url: "the middleware".to_owned(),
            source: Some(source.into()),
        }
    }

    /// Creates the error of a response that broke off.
    pub(crate) fn cut(uri: &Uri, error: reqwest::Error) -> Self {
        Self::new(TransportErrorKind::Cut, address(uri), Some(error))
    }

    /// Creates the error of a list that ends early although the connection did not break.
    pub(crate) fn cut_list(rows: usize) -> Self {
        Self::new(TransportErrorKind::CutList { rows }, String::new(), None)
    }

    /// Creates the error of a stream that fell silent.
    pub(crate) fn idle(uri: &Uri, timeout: Duration) -> Self {
        Self::new(TransportErrorKind::Idle(timeout), address(uri), None)
    }

    /// Creates the error of a call whose time ran out before its head, or a body that is read whole, was there.
    pub(crate) fn timed_out(uri: &Uri, timeout: Duration) -> Self {
        Self::new(TransportErrorKind::Timeout(timeout), address(uri), None)
    }

    /// Creates the error of a response that is larger than what the client accepts.
    pub(crate) fn too_large(uri: Option<&Uri>, limit: u64) -> Self {
        let url = uri.map(address).unwrap_or_default();
        Self::new(TransportErrorKind::TooLarge { limit }, url, None)
    }

    /// Returns `true` if the time for the call, or for the connection, ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Timeout(_)
                | TransportErrorKind::Idle(_)
                | TransportErrorKind::ConnectTimeout
        )
    }

    /// Returns `true` if no connection could be made.
    pub fn is_connect(&self) -> bool {
        matches!(
            self.kind,
            TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout
        )
    }

    pub(crate) fn is_retryable(&self) -> bool {
        !matches!(
            self.kind,
            TransportErrorKind::TooLarge { .. } | TransportErrorKind::Refused(_)
        )
    }

    fn new(kind: TransportErrorKind, url: String, source: Option<reqwest::Error>) -> Self {
        Self {
            kind,
            url,
            // An address in the source would bring the query, and so the arguments, into logs.
            source: source.map(|error| Box::new(error.without_url()) as _),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn is_connect(error: &reqwest::Error) -> bool {
    error.is_connect()
}

/// Returns `false`: browsers do not say.
#[cfg(target_arch = "wasm32")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// Returns an address as errors show it: without the query, which holds the arguments.
fn address(uri: &Uri) -> String {
    let scheme = uri.scheme_str().unwrap_or_default();
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{}", uri.path())
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = &self.url;
        match &self.kind {
            TransportErrorKind::Connect => write!(f, "no connection to {url}"),
            TransportErrorKind::ConnectTimeout => write!(f, "no connection to {url} in time"),
            TransportErrorKind::Timeout(limit) => {
                write!(f, "no whole response from {url} within {limit:?}")
            }
            TransportErrorKind::Idle(limit) => write!(
                f,
                "nothing came from {url} for {limit:?} (Options::idle_timeout)"
            ),
            TransportErrorKind::Cut => write!(f, "the response of {url} broke off"),
            TransportErrorKind::CutList { rows } => {
                write!(f, "the list broke off behind {rows} whole rows")
            }
            TransportErrorKind::TooLarge { limit } => write!(
                f,
                "the response of {url} is larger than {limit} bytes (Options::max_response_bytes): ask for fewer rows or raise the limit"
            ),
            TransportErrorKind::Exchange => write!(f, "no response from {url}"),
            TransportErrorKind::Refused(reason) => f.write_str(reason),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source: &(dyn StdError + 'static) = self.source.as_deref()?;
        // The HTTP client wraps what breaks a body in an error of the same text.
        match source.source() {
            Some(inner) if inner.to_string() == source.to_string() => Some(inner),
            _ => Some(source),
        }
    }
}
