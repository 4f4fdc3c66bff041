//! Servers that mean harm: they echo secrets, write to terminals, and never come to an end.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use rill_client_runtime::codegen::v1::{self, Core, Scheme};
use rill_client_runtime::{
    ByteStream, Bytes, Call, Credential, Error, Middleware, Next, Options, ResponseFuture,
    RillError, Target, Via,
};
use serde::Deserialize;

use crate::server::{Reply, Server};

const CANARY: &str = "rill_svc_canary0123456789";

/// Returns all texts of an error, which hold neither the secret nor a character that a terminal would obey.
fn check_texts(error: &(impl StdError + 'static)) {
    let mut texts = vec![format!("{error:?} {error:#?}"), error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        texts.extend([error.to_string(), format!("{error:?}")]);
        source = error.source();
    }
    for text in texts {
        assert!(!text.contains("canary"), "{text}");
        let is_odd =
            |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(is_odd), "{text:?}");
    }
}

#[derive(Debug, Deserialize)]
struct Row {
    #[serde(rename = "count")]
    _count: i64,
}

fn rows(server: &Server) -> Call<Vec<Row>, RillError> {
    let target = Target::url(&server.origin);
    let core = Core::new(target, Credential::service(CANARY), Options::default(), "a").unwrap();
    core.custom_api("stats", Via::Body, &())
}

#[tokio::test]
async fn a_secret_that_the_server_echoes_shows_in_no_error() {
    let json = "application/json";
    let echo = format!("got Bearer {CANARY}\x1b[2J\u{202e}");
    let message = serde_json::to_string(&echo).unwrap();
    // It begins where the text of an error ends.
    let cut = format!("{}{CANARY}", "x".repeat(290));
    for reply in [
        Reply::new("401 Unauthorized", "text/plain", &echo),
        Reply::new("401 Unauthorized", "text/plain", &cut),
        Reply::new("401 Unauthorized", json, format!("{{\"error\":{message}}}")),
        Reply::new(
            "401 Unauthorized",
            json,
            format!("{{\"code\":1,\"message\":{message},\"details\":[{message}]}}"),
        ),
        Reply::new(
            "401 Unauthorized",
            json,
            format!("{{\"errors\":[{message}]}}"),
        ),
        Reply::json(format!("[{{\"count\":{message}}}]")),
        Reply::json(format!("[{{\"count\":1,{message}:}}]")),
        Reply::json(&echo),
        Reply::open(&format!("401 Unauthorized\r\nx-echo: {CANARY}"), ""),
        Reply::open(&format!("302 Found\r\nlocation: /?token={CANARY}"), ""),
    ] {
        let server = Server::start(reply);
        let error = rows(&server).await.unwrap_err();
        check_texts(&error);
        if let Error::Api(api) = &error {
            check_texts(api.error());
        }
        let row = rows(&server).rows().next().await.unwrap();
        check_texts(&row.unwrap_err());
    }
}

#[tokio::test]
async fn neither_does_one_in_an_item_of_a_stream_or_in_a_success() {
    const KEY: Scheme = Scheme::header("key", "x-api-key");
    let reply = Reply::open(
        &format!("200 OK\r\ncontent-type: text/event-stream\r\nx-echo: {CANARY}"),
        &format!("data: \"{CANARY}\x1b[2J\"\n\n"),
    );
    let server = Server::start(reply);
    let keys = v1::AuthConfig::new().api_key(KEY, CANARY);
    let core = Core::new(&*server.origin, keys, Options::default(), "a").unwrap();
    let call = || core.get("/events").security(&[&[KEY]]);
    let events: Call<_, Infallible> = call().call(v1::events::<i64>(200), v1::none());
    let error = events.await.unwrap().next().await.unwrap().unwrap_err();
    check_texts(&error);
    assert!(error.text().unwrap().contains(CANARY));

    let text: Call<_, Infallible> = call().call(v1::text(200), v1::none());
    let response = text.send().await.unwrap();
    assert!(!format!("{response:?} {response:#?}").contains("canary"));
    assert!(response.value().contains(CANARY));
}

#[tokio::test]
async fn heads_without_end_are_over_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        // The HTTP client lets others have their turn after 128 reads, however many heads they hold: it takes seconds
        // of a busy machine.
        let hint = format!(
            "HTTP/1.1 103 Early Hints\r\nlink: </{}>\r\n\r\n",
            "a".repeat(4000)
        );
        let hints = hint.repeat(100);
        while stream.write_all(hints.as_bytes()).is_ok() {}
    });
    let options = Options::default().timeout(Duration::from_millis(300));
    let core = Core::new(&*origin, Credential::none(), options, "a").unwrap();
    let call: Call<_, Infallible> = core.get("/").call(v1::text(200), v1::none());
    let began = Instant::now();
    let error = call.await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert!(
        began.elapsed() < Duration::from_secs(15),
        "{:?}",
        began.elapsed()
    );
}

/// Answers with comments of an event stream, all of them at once.
struct Comments;

impl Middleware for Comments {
    fn handle<'a>(&'a self, _: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        let body = ByteStream::from(Bytes::from(b": still here\n".repeat(1 << 21)));
        let mut response = http::Response::new(body);
        let kind = http::HeaderValue::from_static("text/event-stream");
        response.headers_mut().insert("content-type", kind);
        Box::pin(async { Ok(response) })
    }
}

#[tokio::test]
async fn comments_without_end_leave_others_their_turn() {
    let options = Options::default().transport(Comments);
    let core = Core::new("https://h.example", Credential::none(), options, "a").unwrap();
    let call: Call<_, Infallible> = core.get("/").call(v1::events::<i64>(200), v1::none());
    let mut events = call.await.unwrap();
    let next = tokio::time::timeout(Duration::from_millis(20), events.next()).await;
    assert!(next.is_err(), "{next:?}");
}

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    Left(Box<Left>),
    Right(Box<Right>),
}

#[derive(Clone, Debug, PartialEq)]
struct Left {
    next: Option<Tree>,
}

#[derive(Clone, Debug, PartialEq)]
struct Right {
    next: Option<Tree>,
}

v1::object!(Left { optional next: Tree = "next" });
v1::object!(Right { optional next: Tree = "next" });
v1::union!(Tree { Left: OBJECT of Left, Right: OBJECT of Right });

#[derive(Clone, Debug, PartialEq)]
struct Chain {
    next: Option<Box<Chain>>,
}

v1::object!(Chain { optional next: Box<Chain> = "next" });

/// Answers with a list of many objects.
struct Many;

impl Middleware for Many {
    fn handle<'a>(&'a self, _: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        let body = format!("[{}{{}}]", r#"{"next":{}},"#.repeat(1 << 22));
        let body = ByteStream::from(Bytes::from(body));
        Box::pin(async { Ok(http::Response::new(body)) })
    }
}

#[tokio::test]
async fn structs_without_end_are_over_in_time() {
    let options = Options::default().timeout(Duration::from_millis(100));
    let options = options.transport(Many);
    let core = Core::new("https://h.example", Credential::none(), options, "a").unwrap();
    let call: Call<Vec<Chain>, Infallible> = core.get("/").call(v1::json(200), v1::none());
    let error = call.await.unwrap_err().to_string();
    assert!(error.contains("the time for decoding is over"), "{error}");
}

#[tokio::test]
async fn values_that_can_be_tried_without_end_are_over_in_time() {
    let depth = 60;
    let body = format!("{}1{}", "{\"next\":".repeat(depth), "}".repeat(depth));
    let server = Server::start(Reply::json(body));
    let options = Options::default().timeout(Duration::from_millis(500));
    let core = Core::new(&*server.origin, Credential::none(), options, "a").unwrap();
    let call: Call<Tree, Infallible> = core.get("/").call(v1::json(200), v1::none());
    let began = Instant::now();
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert!(error.to_string().len() < 5000, "{error}");
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
}
