//! The trace that a call belongs to ([W3C Trace Context](https://www.w3.org/TR/trace-context/)).

use std::cell::Cell;
use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use crate::http::platform::random_bits;
use crate::sync::replace;

const TRACEPARENT: &str = "traceparent";
const TRACESTATE: &str = "tracestate";
/// The longest `tracestate` that is passed on, in bytes (section 3.3.1.5).
const LONGEST_STATE: usize = 512;

thread_local! {
    static CURRENT: Cell<Option<TraceContext>> = const { Cell::new(None) };
}

/// A place in a trace: which trace, and which span of it.
///
/// With the feature `tracing`, every request of a call says so in `traceparent` and `tracestate`, unless the call
/// has headers of these names. What it says comes from the first of these that has something:
///
/// 1. [`Options::trace_context`], for programs whose spans have ids: it is asked inside of the call's span
///    (`rill.call`), and what it gives is sent as it is. For OpenTelemetry:
///
///    ```
///    use opentelemetry::trace::TraceContextExt;
///    use rill_client_runtime::{Options, TraceContext};
///    use tracing_opentelemetry::OpenTelemetrySpanExt;
///
///    let options = Options::default().trace_context(|| {
///        let context = tracing::Span::current().context();
///        let span = context.span().span_context().clone();
///        let (trace, span_id) = (span.trace_id().to_bytes(), span.span_id().to_bytes());
///        TraceContext::new(trace, span_id, span.is_sampled())
///            .map(|context| context.with_state(span.trace_state().header()))
///    });
///    ```
///
/// 2. The context that the call is made in ([`scope`](Self::scope)): that of the request which a server is answering.
///    Each attempt is sent as a span of its own below it.
///
///    ```
///    # use rill_client_runtime::{HeaderMap, TraceContext};
///    # async fn answer() {}
///    # async fn handler(headers: &HeaderMap) {
///    match TraceContext::from_headers(headers) {
///        Some(context) => context.scope(answer()).await,
///        None => answer().await,
///    }
///    # }
///    ```
///
/// Nothing is sent where neither has a context: a trace that nobody collects is of no use to the server.
///
/// [`Options::trace_context`]: crate::Options::trace_context
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace: u128,
    span: u64,
    flags: u8,
    state: Option<String>,
}

impl TraceContext {
    /// Creates the context of these ids; `None` where one of them is zero, which is not an id.
    pub fn new(trace_id: [u8; 16], span_id: [u8; 8], is_sampled: bool) -> Option<Self> {
        let (trace, span) = (u128::from_be_bytes(trace_id), u64::from_be_bytes(span_id));
        (trace != 0 && span != 0).then_some(Self {
            trace,
            span,
            flags: u8::from(is_sampled),
            state: None,
        })
    }

    /// Sets the `tracestate`, which tracing systems add; more than 512 bytes, or what no header can carry, is left
    /// out.
    #[must_use]
    pub fn with_state(mut self, state: impl Into<String>) -> Self {
        let state = state.into();
        let fits = state.len() <= LONGEST_STATE && HeaderValue::from_str(&state).is_ok();
        self.state = Some(state).filter(|state| fits && !state.is_empty());
        self
    }

    /// Reads the context of a request that came in; `None` where it has none that is well-formed.
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let (Some(parent), None) = (parents.next(), parents.next()) else {
            return None;
        };
        let context = Self::parse(parent.to_str().ok()?)?;
        let states = headers.get_all(TRACESTATE).iter();
        let states: Vec<_> = states.filter_map(|state| state.to_str().ok()).collect();
        Some(context.with_state(states.join(",")))
    }

    /// Reads a `traceparent` (section 3.2): `00-<32 digits>-<16 digits>-<2 digits>`; a later version may go on.
    fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| {
            let digits = text.get(from..to)?;
            let is_hex = |byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            let number = u128::from_str_radix(digits, 16).ok();
            number.filter(|_| digits.bytes().all(is_hex))
        };
        let version = number(0, 2).filter(|version| *version != 0xff)?;
        let marks = [text.get(2..3)?, text.get(35..36)?, text.get(52..53)?];
        let end = match text.get(55..) {
            Some("") => true,
            Some(more) => version > 0 && more.starts_with('-'),
            None => false,
        };
        let span = u64::try_from(number(36, 52)?).ok()?;
        let flags = u8::try_from(number(53, 55)?).ok()?;
        let context = Self::new(number(3, 35)?.to_be_bytes(), span.to_be_bytes(), false)?;
        (end && marks == ["-"; 3]).then_some(Self {
            // Sampled, and made at random: what else there may be is not known to be true of a child.
            flags: flags & 3,
            ..context
        })
    }

    /// Makes what a future does part of this trace.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        let mut future = Box::pin(future);
        poll_fn(move |cx| {
            let _outer = replace(&CURRENT, Some(self.clone()));
            future.as_mut().poll(cx)
        })
    }

    /// Returns the context of the innermost [`scope`](Self::scope).
    pub fn current() -> Option<Self> {
        let current = CURRENT.take();
        CURRENT.set(current.clone());
        current
    }

    /// Creates a span below this one, of the same trace.
    fn child(self) -> Self {
        Self {
            span: random_bits().max(1),
            ..self
        }
    }

    fn write(&self, headers: &mut HeaderMap) {
        if headers.contains_key(TRACEPARENT) {
            return;
        }
        let mut set = |name, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        set(TRACEPARENT, &self.to_string());
        if let Some(state) = &self.state {
            set(TRACESTATE, state);
        }
    }
}

/// The `traceparent` header's value.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            trace, span, flags, ..
        } = self;
        write!(f, "00-{trace:032x}-{span:016x}-{flags:02x}")
    }
}

/// The caller's way to find the context of the current span.
#[derive(Clone, Default)]
pub(crate) struct ContextSource(
    pub(crate) Option<Arc<dyn Fn() -> Option<TraceContext> + Send + Sync>>,
);

impl ContextSource {
    /// Writes into the headers of an attempt which trace it belongs to.
    pub(crate) fn inject(&self, headers: &mut HeaderMap) {
        let found = self.0.as_ref().and_then(|find| find());
        if let Some(context) = found.or_else(|| TraceContext::current().map(TraceContext::child)) {
            context.write(headers);
        }
    }
}

#[cfg(test)]
mod tests;
