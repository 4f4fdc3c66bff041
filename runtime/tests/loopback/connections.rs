//! Connections after a response.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rill_client_runtime::codegen::v1::{self, Core, empty};
use rill_client_runtime::{Call, Credential, Method, Options, RillError, Value, Via};

use crate::server::{Reply, Server};

/// A server that keeps its connections, and counts them.
fn keeping() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            std::thread::spawn(move || answer(stream.unwrap()));
        }
    });
    (origin, count)
}

fn answer(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut path = String::new();
    let mut line = String::new();
    // Until the client has gone.
    while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
        if let Some(asked) = line.strip_prefix("GET ") {
            let asked = asked.split([' ', '?']).next().unwrap();
            asked.clone_into(&mut path);
        }
        if line.trim_end().is_empty() {
            let long = "x".repeat(200_000);
            let (status, kind, body) = match path.as_str() {
                "/rows" => ("200 OK", "application/json", "[1,2,3]".to_owned()),
                "/fails" => (
                    "500 Oh",
                    "application/json",
                    format!("{{\"error\":\"{long}\"}}"),
                ),
                "/page" => ("200 OK", "text/html", long),
                "/many" => (
                    "200 OK",
                    "application/json",
                    format!("[1{}]", ",2".repeat(4_000_000)),
                ),
                _ => ("404 Not Found", "text/plain", long),
            };
            let length = body.len();
            let text = format!(
                "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
            );
            if reader.get_mut().write_all(text.as_bytes()).is_err() {
                return;
            }
        }
        line.clear();
    }
}

fn rows(core: &Core, api: &'static str) -> Call<Vec<Value>, RillError> {
    core.custom_api(api, Via::Query, &())
}

#[tokio::test]
async fn one_connection_serves_all_calls_whatever_their_answers() {
    let (origin, count) = keeping();
    let core = Core::new(origin, Credential::none(), Options::default(), "a").unwrap();
    for _ in 0..3 {
        assert_eq!(rows(&core, "rows").await.unwrap().len(), 3);
        rows(&core, "fails").await.unwrap_err();
        rows(&core, "page").await.unwrap_err();
        rows(&core, "missing").await.unwrap_err();
        // Nobody looks at this body, which is long.
        let call = core.operation(Method::GET, "/page");
        let call = call.call(empty(200), empty(v1::DEFAULT));
        call.await.unwrap();
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_stream_that_is_dropped_midway_disturbs_no_other_call() {
    let (origin, count) = keeping();
    let core = Core::new(origin, Credential::none(), Options::default(), "a").unwrap();
    for turn in 1..=3 {
        let mut many = rows(&core, "many").rows();
        assert_eq!(many.next().await.unwrap().unwrap(), 1);
        drop(many);
        assert_eq!(rows(&core, "rows").await.unwrap().len(), 3);
        // To read the rest of it would take longer than a new connection.
        assert!(count.load(Ordering::SeqCst) <= turn + 1);
    }
}

/// With an HTTP client of the caller's that follows redirects, against the advice of `Options::http_client`.
#[tokio::test]
async fn no_token_follows_a_redirect_to_another_host() {
    let elsewhere = Server::start(Reply::json("[]"));
    let head = format!(
        "307 Temporary Redirect\r\nlocation: {}/x\r\ncontent-length: 0",
        elsewhere.origin
    );
    let server = Server::start(Reply::open(&head, ""));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let options = Options::default().http_client(http);
    let token = Credential::bearer("very-secret");
    let core = Core::new(server.origin.clone(), token, options, "a").unwrap();
    rows(&core, "rows").await.unwrap();
    let first = server.request();
    assert_eq!(first.header("authorization"), Some("Bearer very-secret"));
    assert_eq!(elsewhere.request().header("authorization"), None);
    assert!(!format!("{:?}", elsewhere.request()).contains("very-secret"));
}
