//! Responses that are handed over as they come.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::Stream;
use rill_client_runtime::codegen::v1::{self, Core, Responses};
use rill_client_runtime::{Call, Credential, Error, Method, Options, StreamError, Value};
use serde_json::json;

use crate::server::{Reply, Server};

const OK: &[u16] = &[200];

fn call_with<T>(server: &Server, options: Options, answers: Responses<T>) -> Call<T, Infallible> {
    let core = Core::new(&*server.origin, Credential::none(), options, "a").unwrap();
    let operation = core.operation(Method::GET, "/live");
    operation.call(answers, v1::none())
}

fn call<T>(server: &Server, answers: Responses<T>) -> Call<T, Infallible> {
    call_with(server, Options::default(), answers)
}

fn events(body: &str, then_wait: Duration) -> Reply {
    let mut reply = Reply::open("200 OK\r\ncontent-type: text/event-stream", body);
    reply.then_wait = then_wait;
    reply
}

#[tokio::test]
async fn events_arrive_while_the_server_goes_on() {
    let server = Server::start(events("data: {\"a\":1}\n\n: x\n", Duration::from_secs(1)));
    let started = Instant::now();
    // The time for the call covers the head alone.
    let call = call(&server, v1::events::<Value>(OK)).timeout(Duration::from_millis(500));
    let mut events = call.await.unwrap();
    let first = events.next().await.unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_millis(900));
    assert_eq!((first.data, &*first.event), (json!({"a": 1}), "message"));
    assert!(events.next().await.is_none());
    assert!(started.elapsed() > Duration::from_millis(900));
    assert!(events.next().await.is_none());
    let accept = "text/event-stream";
    assert_eq!(server.request().header("accept"), Some(accept));
}

#[tokio::test]
async fn a_head_that_does_not_come_and_a_pause_time_out() {
    let mut silent = events("", Duration::from_secs(20));
    silent.bytes.clear();
    let server = Server::start(silent);
    let head = call(&server, v1::events_text(OK)).timeout(Duration::from_millis(200));
    let error = head.await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable(), "{error:?}");
    assert_eq!(
        error.to_string(),
        format!("no whole response from {}/live within 200ms", server.origin)
    );

    let server = Server::start(events("data: 1\n\n", Duration::from_secs(20)));
    let options = Options::default().idle_timeout(Duration::from_millis(200));
    let mut events = call_with(&server, options, v1::events_text(OK))
        .await
        .unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "1");
    let error = events.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, StreamError::Transport(error) if error.is_timeout()));
    assert_eq!(
        error.to_string(),
        format!(
            "nothing came from {}/live for 200ms (Options::idle_timeout)",
            server.origin
        )
    );
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn a_stream_that_breaks_off_says_so() {
    let cut = Reply::cut("200 OK", "application/x-ndjson", b"1\n[2", 100);
    let mut lines = call(&Server::start(cut), v1::json_lines::<i64>(OK))
        .await
        .unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), 1);
    let error = lines.next().await.unwrap().unwrap_err();
    assert!(error.to_string().ends_with("/live broke off"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
    assert!(lines.next().await.is_none());
}

#[tokio::test]
async fn bytes_can_be_collected_within_the_limit() {
    let server = Server::start(Reply::new("200 OK", "image/png", "abcdef"));
    let bytes = call(&server, v1::bytes(OK)).await.unwrap();
    assert_eq!(format!("{bytes:?}"), "ByteStream(coming)");
    assert_eq!(&bytes.bytes().await.unwrap()[..], b"abcdef");
    let accept = "application/octet-stream, */*;q=0.1";
    assert_eq!(server.request().header("accept"), Some(accept));
    let text = call(&server, v1::bytes(OK)).await.unwrap().text();
    assert_eq!(text.await.unwrap(), "abcdef");

    let options = Options::default().max_response_bytes(5);
    let bytes = call_with(&server, options.clone(), v1::bytes(OK))
        .await
        .unwrap();
    let error = bytes.bytes().await.unwrap_err();
    assert!(
        error.to_string().contains("is larger than 5 bytes"),
        "{error}"
    );
    // Read piece by piece there is no limit.
    let mut bytes = call_with(&server, options, v1::bytes(OK)).await.unwrap();
    let mut length = 0;
    while let Some(piece) = poll_fn(|cx| Pin::new(&mut bytes).poll_next(cx)).await {
        length += piece.unwrap().len();
    }
    assert_eq!(length, 6);
}

#[tokio::test]
async fn what_turns_out_to_be_something_else_is_read_and_shown() {
    let page = Server::start(Reply::new("200 OK", "text/html", "<h1>Sign in</h1>"));
    let error = call(&page, v1::events_text(OK)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "200 OK, but the body is text/html where an event stream was expected: <h1>Sign in</h1>"
    );
    let Error::Decode(decode) = error else {
        panic!("{error:?}")
    };
    assert_eq!(&decode.body()[..], b"<h1>Sign in</h1>");
    assert!(call(&page, v1::json_lines::<i64>(OK)).await.is_err());

    let failed = Server::start(Reply::new("500 Oops", "text/plain", "no"));
    let error = call(&failed, v1::bytes(OK)).await.unwrap_err();
    assert_eq!(error.to_string(), "500 Internal Server Error: no");
}

#[tokio::test]
async fn events_go_on_behind_the_last_whole_one() {
    use rill_client_runtime::testing::{self, MockTransport};

    let double = MockTransport::new(|request| {
        let id = request.headers().get("last-event-id");
        let (status, body) = match id.map(|id| id.to_str().unwrap()) {
            None => (200, "retry: 5\nid: 1\ndata: 1\n\nid: 2\ndata: cut"),
            Some("1") => (200, "data: 2\n\nid: 3\n\ndata: {\n\n"),
            _ => (204, ""),
        };
        let mut answer = testing::text(status, body);
        let kind = "text/event-stream".parse().unwrap();
        answer.headers_mut().insert("content-type", kind);
        answer
    });
    let options = Options::default().transport(double.clone());
    let core = Core::new("https://x.test", Credential::none(), options, "a").unwrap();
    let call: Call<_, Infallible> = core
        .operation(Method::GET, "/live")
        .call(v1::events::<Value>(OK), v1::none());
    let mut events = call.reconnecting();
    let first = events.next().await.unwrap().unwrap();
    assert_eq!((first.data, &*first.id), (json!(1), "1"));
    let second = events.next().await.unwrap().unwrap();
    assert_eq!((second.data, &*second.id), (json!(2), "1"));
    let broken = events.next().await.unwrap().unwrap_err();
    assert!(broken.to_string().contains("does not fit"), "{broken}");
    assert!(events.next().await.is_none() && events.next().await.is_none());
    assert_eq!(events.last_event_id(), "3");
    assert_eq!(double.requests().len(), 3);
}
