//! Spans: a program of its own, as other threads' calls would decide for this one's whether anybody listens.
#![cfg(feature = "tracing")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::testing::{self, MockTransport};
use rill_client_runtime::{Call, Credential, Ephemeral, Options, RillError, Target, Value, Via};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

fn call() -> Call<Vec<Value>, RillError> {
    let double = MockTransport::new(|request| match request.uri().path() {
        path if path.ends_with("/credentials") => testing::json(
            200,
            &json!({"runtimeHost": "https://r.test", "instanceId": "i", "accessToken": "canary-jwt"}),
        ),
        _ => testing::json(200, &json!([{"a": 1}])),
    });
    let reader = Credential::ephemeral("rill_svc_canary", Ephemeral::for_email("canary@x.test"));
    let options = Options::default().transport(double);
    let core = Core::new(Target::cloud("o", "p"), reader, options, "a").unwrap();
    core.custom_api("stats", Via::Query, &json!({"domain": "canary"}))
}

/// Writes down all that is said.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("rill_client_runtime")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut notes = self.0.lock().unwrap();
        write!(notes, "\n{}", span.metadata().name()).unwrap();
        span.record(&mut Fields(&mut notes));
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.0.lock().unwrap()));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut notes = self.0.lock().unwrap();
        write!(notes, "\n{}", event.metadata().name()).unwrap();
        event.record(&mut Fields(&mut notes));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_call_and_its_token_have_spans_without_secrets() {
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());
    call().await.unwrap();
    drop(guard);
    let notes = notes.0.lock().unwrap();
    for expected in [
        r#"rill.call http.request.method=GET url.template="stats" server.address="api.rilldata.com""#,
        r#"rill.token source="ephemeral token""#,
        "http.response.status_code=200",
        "rill.answer",
    ] {
        assert!(notes.contains(expected), "{expected} in {notes}");
    }
    assert!(!notes.contains("canary"), "{notes}");
}
