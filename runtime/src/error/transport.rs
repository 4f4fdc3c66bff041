//! No answer, or not a whole one.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use http::Uri;

use crate::platform;

/// Why no whole answer came back.
#[derive(Debug)]
pub struct TransportError {
    kind: Kind,
    /// Scheme, host and path of the call; never its query.
    url: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Debug)]
enum Kind {
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
    /// The request could not be sent, or no head of an answer came.
    pub(crate) fn exchange(uri: &Uri, error: reqwest::Error) -> Self {
        // The time for the call is kept by the runtime.
        let kind = match (platform::is_connect(&error), error.is_timeout()) {
            (true, true) => Kind::ConnectTimeout,
            (true, false) => Kind::Connect,
            (false, _) => Kind::Exchange,
        };
        Self::new(kind, address(uri), Some(error))
    }

    /// A [`Layer`](crate::Layer) does not send the request, for this reason, which must hold no secret. It is not
    /// repeated.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::new(Kind::Refused(reason.into()), String::new(), None)
    }

    /// A layer, or a double in a test, has no answer: as if the connection had broken.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind: Kind::Cut,
            url: "the layer".to_owned(),
            source: Some(source.into()),
        }
    }

    /// The answer broke off.
    pub(crate) fn cut(uri: &Uri, error: reqwest::Error) -> Self {
        Self::new(Kind::Cut, address(uri), Some(error))
    }

    /// A list ended before its end, and the connection said nothing of it.
    pub(crate) fn cut_list(rows: usize) -> Self {
        Self::new(Kind::CutList { rows }, String::new(), None)
    }

    /// A live answer fell silent.
    pub(crate) fn idle(uri: &Uri, timeout: Duration) -> Self {
        Self::new(Kind::Idle(timeout), address(uri), None)
    }

    /// The time for the call ran out before a head, or a body that is read whole, was there.
    pub(crate) fn timed_out(uri: &Uri, timeout: Duration) -> Self {
        Self::new(Kind::Timeout(timeout), address(uri), None)
    }

    /// The answer is larger than what the client accepts.
    pub(crate) fn too_large(uri: Option<&Uri>, limit: u64) -> Self {
        let url = uri.map(address).unwrap_or_default();
        Self::new(Kind::TooLarge { limit }, url, None)
    }

    /// Whether the time for the call, or for the connection, ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.kind,
            Kind::Timeout(_) | Kind::Idle(_) | Kind::ConnectTimeout
        )
    }

    /// Whether no connection could be made.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind, Kind::Connect | Kind::ConnectTimeout)
    }

    pub(crate) fn is_retryable(&self) -> bool {
        !matches!(self.kind, Kind::TooLarge { .. } | Kind::Refused(_))
    }

    fn new(kind: Kind, url: String, source: Option<reqwest::Error>) -> Self {
        Self {
            kind,
            url,
            // An address in the source would bring the query, and so the arguments, into logs.
            source: source.map(|error| Box::new(error.without_url()) as _),
        }
    }
}

/// An address as errors show it: without the query, which holds the arguments.
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
            Kind::Connect => write!(f, "no connection to {url}"),
            Kind::ConnectTimeout => write!(f, "no connection to {url} in time"),
            Kind::Timeout(limit) => write!(f, "no whole answer from {url} within {limit:?}"),
            Kind::Idle(limit) => write!(
                f,
                "nothing came from {url} for {limit:?} (Options::idle_timeout)"
            ),
            Kind::Cut => write!(f, "the answer of {url} broke off"),
            Kind::CutList { rows } => {
                write!(f, "the list broke off behind {rows} whole rows")
            }
            Kind::TooLarge { limit } => write!(
                f,
                "the answer of {url} is larger than {limit} bytes (Options::max_response_bytes): ask for fewer rows or raise the limit"
            ),
            Kind::Exchange => write!(f, "no answer from {url}"),
            Kind::Refused(reason) => f.write_str(reason),
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
