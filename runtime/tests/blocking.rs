//! Calls from code that is not asynchronous.
#![cfg(feature = "blocking")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::testing::{self, MockTransport};
use rill_client_runtime::{Call, Credential, Ephemeral, Options, RillError, Target, Value, Via};
use serde_json::json;

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

fn check() {
    let response = call().send_blocking().unwrap();
    assert_eq!(response.into_value(), [json!({"a": 1})]);
}

#[test]
fn outside_of_a_runtime_and_on_many_threads() {
    let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(check)).collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[tokio::test]
async fn inside_of_a_runtime_of_one_thread() {
    check();
    // The other way goes on working beside it.
    assert_eq!(call().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_of_a_runtime_of_many_threads() {
    check();
    tokio::task::spawn_blocking(check).await.unwrap();
}

#[test]
fn over_the_network_and_with_an_error() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let body = r#"{"error":"no"}"#;
            let length = body.len();
            let head = format!(
                "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream
                .write_all(format!("{head}{body}").as_bytes())
                .unwrap();
        }
    });
    let core = Core::new(target, Credential::none(), Options::default(), "a").unwrap();
    let call: Call<Vec<Value>, RillError> = core.custom_api("x", Via::Query, &());
    let error = call.send_blocking().unwrap_err();
    assert_eq!(error.to_string(), "400 Bad Request: no");
}

/// A server that keeps its connections, and gives a list of so many rows to every request.
fn server(rows: usize) -> String {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    let body = format!("[{}]", vec![r#"{"a":1}"#; rows].join(","));
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
    let answer = format!("{head}: {}\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.unwrap(), answer.clone());
            std::thread::spawn(move || {
                while stream.read(&mut [0; 4096]).is_ok_and(|length| length > 0) {
                    stream.write_all(answer.as_bytes()).unwrap();
                }
            });
        }
    });
    target
}

fn call_of(target: String) -> Call<Vec<Value>, RillError> {
    let options = Options::default().timeout(std::time::Duration::from_secs(20));
    let core = Core::new(target, Credential::none(), options, "a").unwrap();
    core.custom_api("x", Via::Query, &())
}

#[tokio::test]
async fn a_connection_of_the_runtime_that_waits_is_not_waited_for() {
    let call = call_of(server(1));
    for _ in 0..3 {
        assert_eq!(call.clone().await.unwrap().len(), 1);
        assert_eq!(call.clone().send_blocking().unwrap().value().len(), 1);
    }
}

#[test]
fn streams_are_iterators() {
    // More pieces than a task of an outer runtime may take at one go.
    let many = 400_000;
    let call = call_of(server(many));
    let rows = call.clone().rows().blocking();
    assert_eq!(
        rows.map(|row| assert_eq!(row.unwrap()["a"], 1)).count(),
        many
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let within = async { call.clone().rows().blocking().flatten().count() };
    assert_eq!(runtime.unwrap().block_on(within), many);
}

#[test]
fn pages_are_an_iterator() {
    let double = MockTransport::new(|request| {
        let query = request.uri().query().unwrap_or_default();
        let pages = [("offset=0", json!([1, 2])), ("offset=2", json!([3]))];
        let page = pages.iter().find(|(offset, _)| query.contains(offset));
        testing::json(200, page.map_or(&json!([]), |(_, rows)| rows))
    });
    let options = Options::default().transport(double);
    let core = Core::new("http://127.0.0.1:9", Credential::none(), options, "a").unwrap();
    let call: Call<Vec<i64>, RillError> = core.custom_api("x", Via::Query, &());
    let pages: Result<Vec<_>, _> = call.paged().pages(2).blocking().collect();
    assert_eq!(pages.unwrap(), [vec![1, 2], vec![3]]);
}
