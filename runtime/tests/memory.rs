//! The memory of decoding, beside the largest response that a client reads.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeMap;
use std::convert::Infallible;

use peak_alloc::PeakAlloc;
use rill_client_runtime::codegen::v1::{self, Core};
use rill_client_runtime::testing::{MockTransport, text};
use rill_client_runtime::{Call, Credential, JsonObject, Options, Value};
use serde::de::DeserializeOwned;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The size of the largest response.
const LIMIT: usize = 1 << 16;
/// The multiple that the docs of `Options::max_response_bytes` give.
const MULTIPLE: usize = 300;

/// A struct of two kilobytes that is written as `{}`.
#[derive(Clone, Debug, PartialEq)]
struct Wide {
    a: Option<[[u64; 16]; 16]>,
}

v1::object!(Wide { optional a: [[u64; 16]; 16] = "a" });

#[derive(Clone, Debug, PartialEq)]
struct Near {
    next: Option<Either>,
    wide: Option<Wide>,
}

v1::object!(Near { optional next: Either = "next", optional wide: Wide = "wide" });

#[derive(Clone, Debug, PartialEq)]
struct Far {
    next: Option<Either>,
}

v1::object!(Far { optional next: Either = "next" });

#[derive(Clone, Debug, PartialEq)]
enum Either {
    Near(Box<Near>),
    Far(Box<Far>),
}

v1::union!(Either { Near: OBJECT of Near, Far: OBJECT of Far });

/// Calls for a list of as many items as a response may hold, and returns how many times the largest response the call
/// took in memory, and the error.
fn call<T: DeserializeOwned + Send + 'static>(item: &str) -> (usize, Option<String>) {
    let mut body = format!("[{item}");
    while body.len() + item.len() + 2 <= LIMIT {
        body.push(',');
        body.push_str(item);
    }
    body.push(']');
    let transport = MockTransport::new(move |_| {
        let mut response = text(200, &body);
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert("content-type", json);
        response
    });
    let options = Options::default()
        .max_response_bytes(LIMIT as u64)
        .transport(transport);
    let core = Core::new("https://h.example", Credential::none(), options, "a").unwrap();
    let call: Call<Vec<T>, Infallible> = core.get("/").call(v1::json(200), v1::none());
    let executor = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let outcome = executor.block_on(call.into_future());
    let peak = MEMORY.peak_usage() - before;
    (peak / LIMIT, outcome.err().map(|error| error.to_string()))
}

#[test]
fn decoding_takes_no_more_memory_than_the_docs_say() {
    let outcomes = [
        ("numbers", call::<Value>("0")),
        ("lists", call::<Value>("[]")),
        ("lists of one", call::<Value>("[0]")),
        ("objects", call::<Value>(r#"{"":0}"#)),
        ("maps", call::<JsonObject>(r#"{"":0}"#)),
        ("texts", call::<String>(r#""""#)),
        ("structs", call::<Wide>("{}")),
        ("lists of structs", call::<Vec<Wide>>("[{}]")),
        (
            "maps of structs",
            call::<BTreeMap<String, Wide>>(r#"{"":{}}"#),
        ),
        ("unions", call::<Either>("{}")),
        ("unions of structs", call::<Either>(r#"{"wide":{}}"#)),
        ("nested unions", call::<Either>(r#"{"next":{"next":{}}}"#)),
    ];
    for (name, (multiple, error)) in &outcomes {
        let most = if *name == "maps of structs" {
            4 * MULTIPLE
        } else {
            MULTIPLE
        };
        assert!(*multiple <= most, "{name}: {multiple} times, {error:?}");
    }
    let error = outcomes[6].1.1.as_deref().unwrap();
    assert!(
        error.contains("more than 100 times `Options::max_response_bytes`"),
        "{error}"
    );
}
