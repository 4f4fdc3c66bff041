//! Errors of the way to the server and back.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::Uri;

/// The reason why no whole response came back.
#[derive(Debug, Default)]
pub struct TransportError {
    /// Names scheme, host and path of the call; never its query.
    message: String,
    is_connect: bool,
    is_timeout: bool,
    /// The next attempt would fail too.
    is_lasting: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl TransportError {
    /// Creates the error of a request that could not be sent, or got no head of a response.
    pub(crate) fn exchange(uri: &Uri, error: reqwest::Error) -> Self {
        let url = address(uri);
        let is_connect = is_connect(&error);
        // The time for the call is kept by the runtime.
        let is_timeout = is_connect && error.is_timeout();
        let message = match (is_connect, is_timeout) {
            (true, true) => format!("no connection to {url} in time"),
            (true, false) => format!("no connection to {url}"),
            (false, _) => format!("no response from {url}"),
        };
        Self {
            is_connect,
            is_timeout,
            ..Self::caused(message, error.without_url())
        }
    }

    /// Creates the error of a [`Middleware`](crate::Middleware) that does not send the request, for a reason which must
    /// hold no secret. The call is not repeated.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self {
            message: reason.into(),
            is_lasting: true,
            ..Self::default()
        }
    }

    /// Creates the error of a middleware, or of a mock in a test, that has no response, as if the connection had
    /// broken.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::caused(
            "the response of the middleware broke off".to_owned(),
            source,
        )
    }

    /// Creates the error of a response that broke off.
    pub(crate) fn cut(uri: &Uri, error: reqwest::Error) -> Self {
        let message = format!("the response of {} broke off", address(uri));
        Self::caused(message, error.without_url())
    }

    /// Creates the error of a list that ends early although the connection did not break.
    pub(crate) fn cut_list(rows: usize) -> Self {
        Self {
            message: format!("the list broke off behind {rows} whole rows"),
            ..Self::default()
        }
    }

    /// Creates the error of a stream that fell silent.
    pub(crate) fn idle(uri: &Uri, limit: Duration) -> Self {
        let url = address(uri);
        Self {
            message: format!("nothing came from {url} for {limit:?} (Options::idle_timeout)"),
            is_timeout: true,
            ..Self::default()
        }
    }

    /// Creates the error of a call whose time ran out before its head, or a body that is read whole, was there.
    pub(crate) fn timed_out(uri: &Uri, limit: Duration) -> Self {
        Self {
            message: format!("no whole response from {} within {limit:?}", address(uri)),
            is_timeout: true,
            ..Self::default()
        }
    }

    /// Creates the error of a response that is larger than what the client accepts.
    pub(crate) fn too_large(uri: Option<&Uri>, limit: u64) -> Self {
        let url = uri.map(address).unwrap_or_default();
        Self::refused(format!(
            "the response of {url} is larger than {limit} bytes (Options::max_response_bytes): ask for fewer rows or raise the limit"
        ))
    }

    /// Returns `true` if the time for the call, or for the connection, ran out.
    pub fn is_timeout(&self) -> bool {
        self.is_timeout
    }

    /// Returns `true` if no connection could be made.
    pub fn is_connect(&self) -> bool {
        self.is_connect
    }

    pub(crate) fn is_retryable(&self) -> bool {
        !self.is_lasting
    }

    /// An address in the source would bring the query, and so the arguments, into logs.
    fn caused(message: String, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            message,
            source: Some(source.into()),
            ..Self::default()
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
        f.write_str(&self.message)
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
