//! The trace that a request says it belongs to: a program of its own, as it sets the process's tracing up.
#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::sync::Once;

use opentelemetry::trace::{TraceContextExt, TracerProvider as _};
use opentelemetry_sdk::trace::SdkTracerProvider;
use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::testing::{self, MockTransport};
use rill_client_runtime::{
    Call, Credential, HeaderMap, HeaderValue, Options, RetryPolicy, RillError, TraceContext, Value,
    Via,
};
use serde_json::json;
use tracing::Instrument as _;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// Listens to the spans of the whole program, before any thread decides by itself that nobody does.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let provider = SdkTracerProvider::builder().build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

fn call(double: &MockTransport, options: Options) -> Call<Vec<Value>, RillError> {
    listen();
    let pauses = RetryPolicy::new(2).backoff(std::time::Duration::ZERO, std::time::Duration::ZERO);
    let options = options.transport(double.clone()).retries(pauses);
    let core = Core::new("http://127.0.0.1:9", Credential::none(), options, "a").unwrap();
    core.custom_api("stats", Via::Query, &())
}

fn rows() -> MockTransport {
    MockTransport::new(|_| testing::json(200, &json!([])))
}

fn incoming() -> TraceContext {
    let mut headers = HeaderMap::new();
    headers.insert("traceparent", HeaderValue::from_static(PARENT));
    headers.insert("tracestate", HeaderValue::from_static("vendor=1"));
    TraceContext::from_headers(&headers).unwrap()
}

/// The two headers of each request.
fn sent(double: &MockTransport) -> Vec<(String, String)> {
    let text = |headers: &HeaderMap, name| {
        let value = headers.get(name).map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    };
    let requests = double.requests();
    let headers = requests.iter().map(http::Request::headers);
    headers
        .map(|headers| (text(headers, "traceparent"), text(headers, "tracestate")))
        .collect()
}

#[tokio::test]
async fn without_a_context_nothing_is_sent() {
    let double = rows();
    call(&double, Options::default()).await.unwrap();
    assert_eq!(sent(&double), [(String::new(), String::new())]);
}

#[tokio::test]
async fn each_attempt_is_a_span_below_the_one_it_is_made_in() {
    let double = MockTransport::new(|_| testing::json(503, &json!({"error": "busy"})));
    let outcome = incoming().scope(call(&double, Options::default()).send());
    outcome.await.unwrap_err();
    let sent = sent(&double);
    assert_eq!(sent.len(), 3);
    let mut spans: Vec<_> = sent.iter().map(|(parent, _)| parent.clone()).collect();
    spans.push(PARENT.to_owned());
    spans.sort();
    spans.dedup();
    assert_eq!(spans.len(), 4, "{spans:?}");
    for (parent, state) in sent {
        assert!(
            parent.starts_with(&format!("00-{TRACE}-")) && parent.ends_with("-01"),
            "{parent}"
        );
        assert_eq!(state, "vendor=1");
    }
}

#[tokio::test]
async fn headers_of_the_call_win() {
    let double = rows();
    let call = call(&double, Options::default()).header("traceparent", "mine");
    incoming().scope(call.send()).await.unwrap();
    assert_eq!(sent(&double), [("mine".to_owned(), String::new())]);
}

#[tokio::test]
async fn a_blocking_call_is_made_in_the_context_of_its_thread() {
    let double = rows();
    let call = call(&double, Options::default());
    incoming()
        .scope(async { call.send_blocking() })
        .await
        .unwrap();
    assert!(sent(&double)[0].0.contains(TRACE), "{:?}", sent(&double));
}

#[tokio::test]
async fn with_opentelemetry_the_calls_own_span_is_the_parent() {
    listen();
    let options = Options::default().trace_context(|| {
        let context = tracing::Span::current().context();
        let span = context.span().span_context().clone();
        let (trace, span_id) = (span.trace_id().to_bytes(), span.span_id().to_bytes());
        TraceContext::new(trace, span_id, span.is_sampled())
            .map(|context| context.with_state(span.trace_state().header()))
    });
    let double = rows();
    let outer = tracing::info_span!("handler");
    let context = outer.context();
    let outer_span = context.span().span_context().clone();
    call(&double, options)
        .send()
        .instrument(outer)
        .await
        .unwrap();
    let (parent, _) = sent(&double).remove(0);
    let (trace, span) = (
        outer_span.trace_id().to_string(),
        outer_span.span_id().to_string(),
    );
    assert!(
        parent.starts_with(&format!("00-{trace}-")),
        "{parent} is not of {trace}"
    );
    assert!(
        !parent.contains(&span),
        "{parent} names the handler's span, not the call's"
    );
    assert!(parent.ends_with("-01"), "{parent}");
}
