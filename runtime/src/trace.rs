//! Spans and events of calls with the feature `tracing`, and nothing without it.
//!
//! Names are those of OpenTelemetry's conventions for HTTP clients. No field holds a query, a body, a header or a
//! token.

#[cfg(feature = "tracing")]
pub(crate) mod context;

use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use tracing::field::Empty;
use tracing::{Instrument, Span, debug, debug_span, info_span};

use crate::error::{Failure, TransportError};

// The crate is there without the feature too: the HTTP client has it.
const IS_ON: bool = cfg!(feature = "tracing");

/// The span of a call, from the first attempt to the last.
pub(crate) struct CallSpan(Span);

impl CallSpan {
    pub(crate) fn new(template: &'static str, request: &Request<Bytes>) -> Self {
        if !IS_ON {
            return Self(Span::none());
        }
        Self(info_span!(
            "rill.call",
            http.request.method = %request.method(),
            url.template = template,
            server.address = request.uri().host().unwrap_or_default(),
            http.response.status_code = Empty,
            http.request.resend_count = Empty,
            error.type = Empty,
        ))
    }

    pub(crate) async fn watch<T, F>(
        self,
        future: F,
        status: fn(&T) -> StatusCode,
    ) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let outcome = future.instrument(self.0.clone()).await;
        self.end(outcome.as_ref().map(status));
        outcome
    }

    fn end(&self, outcome: Result<StatusCode, &Failure>) {
        match outcome.map(|status| status.as_u16()) {
            Ok(status) => {
                self.0.record("http.response.status_code", status);
                if status >= 400 {
                    self.0.record("error.type", status);
                }
            }
            Err(Failure::Request(_)) => {
                self.0.record("error.type", "request");
            }
            Err(Failure::Transport(error)) => {
                self.0.record("error.type", kind(error));
            }
        }
    }
}

/// Records the outcome of one attempt.
pub(crate) fn response(outcome: Result<StatusCode, &TransportError>) {
    match outcome {
        _ if !IS_ON => {}
        Ok(status) => debug!(name: "rill.answer", status = status.as_u16(), "answer"),
        Err(error) => debug!(name: "rill.answer", error = kind(error), "no answer"),
    }
}

/// Records that the call is sent once more.
pub(crate) fn retry(count: u32, pause: Duration) {
    if !IS_ON {
        return;
    }
    Span::current().record("http.request.resend_count", count);
    let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
    debug!(name: "rill.repeat", count, pause_ms = pause, "sent again");
}

/// Records that a token is fetched.
pub(crate) async fn token<T, E, F>(source: &'static str, future: F) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    if !IS_ON {
        return future.await;
    }
    let span = debug_span!("rill.token", source, error.type = Empty);
    let outcome = future.instrument(span.clone()).await;
    if outcome.is_err() {
        span.record("error.type", "token");
    }
    outcome
}

fn kind(error: &TransportError) -> &'static str {
    match (error.is_connect(), error.is_timeout()) {
        (true, _) => "connect",
        (false, true) => "timeout",
        (false, false) => "transport",
    }
}
