//! Spans and events of calls with the feature `tracing`, and nothing without it.
//!
//! Names are those of OpenTelemetry's conventions for HTTP clients. No field holds a query, a body, a header or a
//! token.

#[cfg(feature = "tracing")]
pub(crate) mod context;

#[cfg(feature = "tracing")]
pub(crate) use context::{ContextSource, inject};
#[cfg(not(feature = "tracing"))]
pub(crate) use off::{CallSpan, ContextSource, inject, response, retry, token};
#[cfg(feature = "tracing")]
pub(crate) use on::{CallSpan, response, retry, token};

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{Request, StatusCode};
    use tracing::field::Empty;
    use tracing::{Instrument, Span, debug, debug_span, info_span};

    use crate::error::{Failure, TransportError};

    /// The span of a call, from the first attempt to the last.
    pub(crate) struct CallSpan(Span);

    impl CallSpan {
        pub(crate) fn new(template: &'static str, request: &Request<Bytes>) -> Self {
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
            Ok(status) => debug!(name: "rill.answer", status = status.as_u16(), "answer"),
            Err(error) => debug!(name: "rill.answer", error = kind(error), "no answer"),
        }
    }

    /// Records that the call is sent once more.
    pub(crate) fn retry(count: u32, pause: Duration) {
        Span::current().record("http.request.resend_count", count);
        let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        debug!(name: "rill.repeat", count, pause_ms = pause, "sent again");
    }

    /// Records that a token is fetched.
    pub(crate) async fn token<T, E, F>(source: &'static str, future: F) -> Result<T, E>
    where
        F: Future<Output = Result<T, E>>,
    {
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
}

#[cfg(not(feature = "tracing"))]
mod off {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{HeaderMap, Request, StatusCode};

    use crate::error::{Failure, TransportError};

    pub(crate) struct CallSpan;

    impl CallSpan {
        pub(crate) fn new(_: &'static str, _: &Request<Bytes>) -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "its twin has a span")]
        pub(crate) fn watch<T, F>(self, future: F, _: fn(&T) -> StatusCode) -> F
        where
            F: Future<Output = Result<T, Failure>>,
        {
            future
        }
    }

    #[derive(Clone, Default)]
    pub(crate) struct ContextSource();

    pub(crate) fn inject(_: &ContextSource, _: &mut HeaderMap) {}

    pub(crate) fn response(_: Result<StatusCode, &TransportError>) {}

    pub(crate) fn retry(_: u32, _: Duration) {}

    pub(crate) fn token<F: Future>(_: &'static str, future: F) -> F {
        future
    }
}
