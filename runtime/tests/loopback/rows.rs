//! Rows as they come, and pages.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::Stream;
use rill_client_runtime::codegen::v1::{self, Core};
use rill_client_runtime::{
    ByteStream, Bytes, Call, Credential, Error, Method, Middleware, Next, Options, ResponseFuture,
    RillError, Value, Via,
};
use serde::Deserialize;
use serde_json::json;

use crate::server::{Reply, Server};

#[derive(Debug, Deserialize, PartialEq)]
struct Row {
    a: i64,
}

fn call(server: &Server) -> Call<Vec<Row>, RillError> {
    let core = Core::new(&*server.origin, Credential::none(), Options::default(), "a").unwrap();
    core.custom_api("x", Via::Query, &())
}

#[tokio::test]
async fn rows_come_while_the_server_goes_on() {
    let mut reply = Reply::open(
        "200 OK\r\ncontent-type: application/json",
        r#"[{"a":1},{"a":2"#,
    );
    reply.then_wait = Duration::from_secs(1);
    let server = Server::start(reply);
    let started = Instant::now();
    let mut rows = call(&server).timeout(Duration::from_millis(500)).rows();
    assert_eq!(format!("{rows:?}"), "Rows(not sent)");
    assert_eq!(rows.next().await.unwrap().unwrap(), Row { a: 1 });
    assert!(started.elapsed() < Duration::from_millis(900));
    // The connection ends as it may, and the list has not.
    let row = poll_fn(|cx| Pin::new(&mut rows).poll_next(cx)).await;
    let error = row.unwrap().unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && error.is_retryable());
    assert_eq!(error.to_string(), "the list broke off behind 1 whole rows");
    assert!(rows.next().await.is_none() && rows.next().await.is_none());
}

#[tokio::test]
async fn a_connection_that_breaks_is_an_error() {
    let body = br#"[{"a":1}]"#;
    let server = Server::start(Reply::cut(
        "200 OK",
        "application/json",
        body,
        body.len() + 1,
    ));
    let mut rows = call(&server).rows();
    assert_eq!(rows.next().await.unwrap().unwrap(), Row { a: 1 });
    let error = rows.next().await.unwrap().unwrap_err();
    assert!(error.to_string().ends_with("broke off"), "{error}");
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn other_answers_are_what_they_are_without_rows() {
    for (reply, expected) in [
        (
            Reply::new("400 Bad Request", "application/json", r#"{"error":"no"}"#),
            "400 Bad Request: no",
        ),
        (
            Reply::new("200 OK", "text/html", "<p>hello"),
            "200 OK, but the body is text/html where JSON was expected: <p>hello",
        ),
        (
            Reply::json(r#"{"a":1}"#),
            r#"200 OK, but a list was expected: {"a":1}"#,
        ),
    ] {
        let mut rows = call(&Server::start(reply)).rows();
        let error = rows.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert!(rows.next().await.is_none());
    }
    let mut rows = call(&Server::start(Reply::json("null"))).rows();
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_row_of_another_type_has_its_place() {
    let server = Server::start(Reply::json(r#"[{"a":1},{"a":[2]},{"a":3}]"#));
    let mut rows = call(&server).rows();
    rows.next().await.unwrap().unwrap();
    let Error::Decode(error) = rows.next().await.unwrap().unwrap_err() else {
        unreachable!("a row of another type");
    };
    assert_eq!(
        (error.row(), error.column(), error.path()),
        (Some(1), Some("a"), Some("[1].a"))
    );
    assert_eq!(error.body(), br#"{"a":[2]}"#.as_slice());
    assert_eq!(error.headers()["x-trace-id"], "t-1");
    assert_eq!(rows.next().await.unwrap().unwrap(), Row { a: 3 });
    assert!(rows.next().await.is_none());
}

#[tokio::test]
async fn a_spawned_task_may_read_rows() {
    let server = Server::start(Reply::json(r#"[{"a":1},{"a":2}]"#));
    let mut rows = call(&server).rows();
    let count = tokio::spawn(async move {
        let mut count = 0;
        while let Some(row) = rows.next().await {
            count += row.unwrap().a;
        }
        count
    });
    assert_eq!(count.await.unwrap(), 3);
}

/// Has this many rows, and pages of 3 at most where it takes notice of `limit` and `offset`.
struct Paged {
    rows: u64,
    takes_limit: bool,
    takes_offset: bool,
}

impl Middleware for Paged {
    fn handle<'a>(&'a self, request: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let number = |name: &str| -> u64 {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(found, _)| *found == name)
                .unwrap()
                .1
                .parse()
                .unwrap()
        };
        let limit = if self.takes_limit {
            number("limit").min(3)
        } else {
            self.rows
        };
        let offset = if self.takes_offset {
            number("offset")
        } else {
            0
        };
        let rows = (offset..self.rows.min(offset + limit)).map(|a| json!({"a": a}));
        let body = Value::from(rows.collect::<Vec<_>>()).to_string();
        Box::pin(async { Ok(http::Response::new(ByteStream::from(Bytes::from(body)))) })
    }
}

async fn pages(api: Paged, size: u32, start: Option<u64>) -> Vec<Result<usize, String>> {
    let options = Options::default().transport(api);
    let core = Core::new("https://x.test", Credential::none(), options, "a").unwrap();
    let mut call: Call<Vec<Row>, RillError> = core.custom_api("x", Via::Query, &());
    if let Some(start) = start {
        call = call.arg("offset", start);
    }
    let operation = core
        .operation(Method::GET, "/x")
        .query("limit", &1)
        .query("offset", &start);
    let other: Call<Vec<Row>, std::convert::Infallible> = operation.call(v1::json(200), v1::none());
    let (mut pages, mut others) = (call.paged().pages(size), other.paged().pages(size));
    let mut found = Vec::new();
    loop {
        let (page, other) = (pages.next().await, others.next().await);
        let page = page.map(|page| {
            page.map(|page| page.len())
                .map_err(|error| error.to_string())
        });
        let other = other.map(|page| {
            page.map(|page| page.len())
                .map_err(|error| error.to_string())
        });
        assert_eq!(page, other);
        match page {
            Some(page) => found.push(page),
            None => return found,
        }
    }
}

#[tokio::test]
async fn pages_go_on_until_there_are_no_rows() {
    let paged = |rows| Paged {
        rows,
        takes_limit: true,
        takes_offset: true,
    };
    assert_eq!(pages(paged(5), 2, None).await, [Ok(2), Ok(2), Ok(1)]);
    assert_eq!(pages(paged(4), 2, None).await, [Ok(2), Ok(2)]);
    assert_eq!(pages(paged(5), 2, Some(3)).await, [Ok(2)]);
    assert_eq!(pages(paged(0), 2, None).await, []);
    // The API has a limit of its own, and no row is lost to it.
    assert_eq!(pages(paged(7), 100, None).await, [Ok(3), Ok(3), Ok(1)]);
}

#[tokio::test]
async fn an_api_without_pages_is_told() {
    let all = Paged {
        rows: 5,
        takes_limit: false,
        takes_offset: false,
    };
    let found = pages(all, 2, None).await;
    assert!(
        found[0]
            .as_ref()
            .unwrap_err()
            .contains("takes no notice of `limit`"),
        "{found:?}"
    );
    let same = Paged {
        rows: 5,
        takes_limit: true,
        takes_offset: false,
    };
    let found = pages(same, 2, None).await;
    assert_eq!((found.len(), &found[0]), (2, &Ok(2)));
    assert!(
        found[1]
            .as_ref()
            .unwrap_err()
            .contains("takes no notice of `offset`"),
        "{found:?}"
    );
}
