//! What goes on, for whoever listens: spans with the feature `tracing`, nothing without.
//!
//! Names are those of OpenTelemetry's conventions for HTTP clients. No field holds a query, a body, a header or a token.

#[cfg(not(feature = "tracing"))]
pub(crate) use off::{Call, answered, pass_on, repeated, token};
#[cfg(feature = "tracing")]
pub(crate) use on::{Call, answered, pass_on, repeated, token};

#[cfg(feature = "tracing")]
mod on {
    use std::time::Duration;

    use bytes::Bytes;
    use http::{HeaderMap, Request};
    use tracing::field::Empty;
    use tracing::{Instrument, Span, debug, debug_span, info_span};

    use crate::call::Draft;
    use crate::error::{Failure, TransportError};
    use crate::options::Options;
    use crate::trace_context;
    use crate::transport::Arrived;

    /// The span of a call, from the first attempt to the last.
    pub(crate) struct Call(Span);

    impl Call {
        pub(crate) fn new(draft: &Draft, request: &Request<Bytes>) -> Self {
            Self(info_span!(
                "rill.call",
                http.request.method = %request.method(),
                url.template = draft.ask.template(),
                server.address = request.uri().host().unwrap_or_default(),
                http.response.status_code = Empty,
                http.request.resend_count = Empty,
                error.type = Empty,
            ))
        }

        pub(crate) async fn watch<F>(self, future: F) -> Result<Arrived, Failure>
        where
            F: Future<Output = Result<Arrived, Failure>>,
        {
            let outcome = future.instrument(self.0.clone()).await;
            ended(&self.0, &outcome);
            outcome
        }
    }

    fn ended(span: &Span, outcome: &Result<Arrived, Failure>) {
        match outcome {
            Ok(arrived) => {
                let status = arrived.answer.status.as_u16();
                span.record("http.response.status_code", status);
                if status >= 400 {
                    span.record("error.type", status);
                }
            }
            Err(Failure::Request(_)) => {
                span.record("error.type", "request");
            }
            Err(Failure::Transport(error)) => {
                span.record("error.type", kind(error));
            }
        }
    }

    /// An attempt begins: its headers say which trace it belongs to.
    pub(crate) fn pass_on(options: &Options, headers: &mut HeaderMap) {
        trace_context::pass_on(options.trace_context.as_ref(), headers);
    }

    /// One attempt has ended.
    pub(crate) fn answered(outcome: &Result<Arrived, TransportError>) {
        match outcome {
            Ok(arrived) => {
                debug!(name: "rill.answer", status = arrived.answer.status.as_u16(), "answer");
            }
            Err(error) => debug!(name: "rill.answer", error = kind(error), "no answer"),
        }
    }

    /// The call is sent once more.
    pub(crate) fn repeated(count: u32, pause: Duration) {
        Span::current().record("http.request.resend_count", count);
        let pause = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
        debug!(name: "rill.repeat", count, pause_ms = pause, "sent again");
    }

    /// A token is fetched.
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
    use http::{HeaderMap, Request};

    use crate::call::Draft;
    use crate::error::{Failure, TransportError};
    use crate::options::Options;
    use crate::transport::Arrived;

    pub(crate) struct Call;

    impl Call {
        pub(crate) fn new(_: &Draft, _: &Request<Bytes>) -> Self {
            Self
        }

        #[expect(clippy::unused_self, reason = "its twin has a span")]
        pub(crate) fn watch<F>(self, future: F) -> F
        where
            F: Future<Output = Result<Arrived, Failure>>,
        {
            future
        }
    }

    pub(crate) fn pass_on(_: &Options, _: &mut HeaderMap) {}

    pub(crate) fn answered(_: &Result<Arrived, TransportError>) {}

    pub(crate) fn repeated(_: u32, _: Duration) {}

    pub(crate) fn token<F: Future>(_: &'static str, future: F) -> F {
        future
    }
}
