//! Operations of ordinary documents: what goes out, and what becomes of the answers.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use rill_client_runtime::codegen::v1::{self, Core, Form, Operation, Parts, Place};
use rill_client_runtime::{Bytes, Call, Credential, Error, File, Method, Options, Value};
use serde::Deserialize;
use serde_json::json;

use crate::server::{Reply, Server};

const OK: &[u16] = &[200];

fn core(server: &Server) -> Core {
    let target = format!("{}/base/", server.origin);
    Core::new(target, Credential::none(), Options::default(), "pets/1").unwrap()
}

fn get(core: &Core) -> Operation {
    core.operation(Method::GET, "/pets")
}

fn untyped(operation: Operation) -> Call<Value, Infallible> {
    operation.call(v1::json(OK), v1::none())
}

#[tokio::test]
async fn parameters_go_to_their_places() {
    let server = Server::start(Reply::json("1"));
    let operation = core(&server)
        .operation(Method::DELETE, "/pets/{petId}/{range}")
        .path("petId", "a/ü")
        .parameter(Place::Path, "range", Form::MATRIX_EXPLODED, &[1, 2])
        .query("expand", &["owner", "x y"])
        .query("none", &None::<i64>)
        .parameter(
            Place::Query,
            "filter",
            Form::DEEP_OBJECT,
            &json!({"a": {"b": 1}}),
        )
        .header("X-Trace", &["t1", "t2"])
        .cookie("session", "s 1")
        .cookie("theme", "dark");
    assert_eq!(
        format!("{operation:?}"),
        "Operation(DELETE /pets/{petId}/{range})"
    );
    untyped(operation).await.unwrap();
    let request = server.request();
    assert_eq!(
        request.line,
        "DELETE /base/pets/a%2F%C3%BC/;range=1;range=2?expand=owner&expand=x%20y&filter%5Ba%5D%5Bb%5D=1 HTTP/1.1"
    );
    assert_eq!(request.header("x-trace"), Some("t1,t2"));
    assert_eq!(request.header("cookie"), Some("session=s%201; theme=dark"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("pets/1"));
    assert_eq!(request.header("content-type"), None);
}

#[tokio::test]
async fn bodies_are_what_request_shows() {
    let server = Server::start(Reply::json("1"));
    let core = core(&server);
    let post = || core.operation(Method::POST, "/pets");
    let file = File::new("x,y").content_type("text/csv");
    let form = json!({"a": "x y", "list": [1, 2], "deep": {"b": true}, "none": null});
    let forms = [("deep", Form::DEEP_OBJECT), ("list", Form::FORM)];
    let urlencoded = "application/x-www-form-urlencoded";
    for (operation, media_type, body) in [
        (
            post().json("application/vnd.x+json", &form),
            "application/vnd.x+json",
            &*form.to_string(),
        ),
        (
            post().json_lines("application/x-ndjson", &[json!(1), json!({"a": 2})]),
            "application/x-ndjson",
            "1\n{\"a\":2}\n",
        ),
        (
            post().form(urlencoded, &form, &forms),
            urlencoded,
            "a=x%20y&list=1,2&deep%5Bb%5D=true",
        ),
        (
            post().text("text/plain; charset=utf-8", "é"),
            "text/plain; charset=utf-8",
            "é",
        ),
        (
            post().bytes("image/png", &File::from("raw")),
            "image/png",
            "raw",
        ),
        (
            post().bytes("image/*", &File::from("raw")),
            "application/octet-stream",
            "raw",
        ),
        (post().bytes("*/*", &file), "text/csv", "x,y"),
        (
            post().optional(Some("t"), |operation, text| {
                operation.text("text/plain", text)
            }),
            "text/plain; charset=utf-8",
            "t",
        ),
        (
            post().multipart("multipart/form-data", Parts::new().text("a", None, "b")),
            "multipart/form-data; boundary=",
            "",
        ),
    ] {
        let call = untyped(operation);
        let shown = call.request().unwrap();
        call.await.unwrap();
        let sent = server.requests().pop().unwrap();
        assert_eq!(sent.line, "POST /base/pets HTTP/1.1");
        assert_eq!(sent.body.as_bytes(), shown.body());
        let sent_type = sent.header("content-type").unwrap();
        assert_eq!(shown.headers()["content-type"], sent_type);
        if body.is_empty() {
            assert!(sent_type.starts_with(media_type), "{sent_type}");
            assert!(
                sent.body.contains("name=\"a\"\r\n\r\nb\r\n--"),
                "{}",
                sent.body
            );
        } else {
            assert_eq!((sent_type, &*sent.body), (media_type, body));
        }
    }
    untyped(post().optional(None::<&str>, |operation, text| {
        operation.text("text/plain", text)
    }))
    .await
    .unwrap();
    assert_eq!(
        server.requests().pop().unwrap().header("content-type"),
        None
    );
}

struct Pieces(Vec<&'static str>);

impl futures_util::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.pop().map(|piece| Ok(piece.into())))
    }
}

#[tokio::test]
async fn streams_go_out_piece_by_piece_and_once() {
    let server = Server::start(Reply::json("1"));
    let core = core(&server);
    let call = |file: &File| {
        untyped(
            core.operation(Method::PUT, "/blob")
                .bytes("application/zip", file),
        )
    };
    let file = File::stream(Pieces(vec!["c", "b", "a"]));
    call(&file).await.unwrap();
    let sent = server.request();
    assert_eq!(
        (&*sent.body, sent.header("transfer-encoding")),
        ("abc", Some("chunked"))
    );
    let again = call(&file).await.unwrap_err();
    assert_eq!(
        again.to_string(),
        "the stream of this call was already sent: make a new File for every call"
    );
    call(&File::stream(Pieces(vec!["b", "a"])).length(2))
        .await
        .unwrap();
    let sent = server.requests().pop().unwrap();
    assert_eq!(
        (&*sent.body, sent.header("content-length")),
        ("ab", Some("2"))
    );
    let parts = Parts::new().text("kind", None, "zip").file(
        "blob",
        Some("application/zip"),
        &File::stream(Pieces(vec!["b", "a"])).name("x.zip"),
    );
    untyped(
        core.operation(Method::POST, "/form")
            .multipart("multipart/form-data", parts),
    )
    .await
    .unwrap();
    let sent = server.requests().pop().unwrap();
    assert!(
        sent.body
            .contains("filename=\"x.zip\"\r\ncontent-type: application/zip\r\n\r\nab\r\n--"),
        "{}",
        sent.body
    );
}

#[derive(Debug, PartialEq, Deserialize)]
struct Problem {
    code: i64,
}

#[derive(Debug, PartialEq)]
enum Saved {
    Pet(Value),
    Nothing,
}

v1::responses!(Saved {
    Pet(json) = 200 | 201,
    Nothing = 204 | 304,
});

fn save(server: &Server) -> Call<Saved, Problem> {
    get(&core(server)).call(
        Saved::responses(),
        v1::json(&[v1::CLIENT_ERRORS, v1::DEFAULT]),
    )
}

#[tokio::test]
async fn answers_are_told_apart_by_status() {
    let json = "application/problem+json";
    for (status, body, expected) in [
        ("200 OK", "{\"id\":1}", Saved::Pet(json!({"id": 1}))),
        ("201 Created", "[]", Saved::Pet(json!([]))),
        ("304 Not Modified", "", Saved::Nothing),
    ] {
        let server = Server::start(Reply::new(status, json, body));
        assert_eq!(save(&server).await.unwrap(), expected);
    }
    let no_content = Reply::open("204 No Content\r\ncontent-type: application/json", "");
    assert_eq!(
        save(&Server::start(no_content)).await.unwrap(),
        Saved::Nothing
    );

    let server = Server::start(Reply::new(
        "404 Not Found",
        json,
        r#"{"code":5,"detail":"no pet"}"#,
    ));
    let error = save(&server).await.unwrap_err();
    assert_eq!(error.to_string(), "404 Not Found: no pet");
    let Error::Api(api) = error else {
        panic!("{error:?}")
    };
    assert_eq!(api.into_error(), Problem { code: 5 });

    for (status, body, text) in [
        (
            "502 Bad Gateway",
            "<h1>Bad gateway</h1>",
            "502 Bad Gateway: <h1>Bad gateway</h1>",
        ),
        (
            "400 Bad Request",
            r#"{"code":"x"}"#,
            r#"400 Bad Request: {"code":"x"}"#,
        ),
        ("202 Accepted", "later", "202 Accepted: later"),
    ] {
        let error = save(&Server::start(Reply::new(status, "text/html", body)))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
        assert_eq!(error.to_string(), text);
    }
    let error = save(&Server::start(Reply::new("200 OK", json, ""))).await;
    // `Value` takes null, and so an empty body.
    assert_eq!(error.unwrap(), Saved::Pet(Value::Null));
}

#[tokio::test]
async fn without_declared_errors_every_error_is_unexpected() {
    let server = Server::start(Reply::new(
        "500 Oops",
        "application/json",
        r#"{"error":"e"}"#,
    ));
    let error = untyped(get(&core(&server))).await.unwrap_err();
    let error: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    let error = error.downcast::<Error<Infallible>>().unwrap();
    assert!(matches!(*error, Error::Unexpected(_)));
    assert_eq!(
        error.to_string(),
        r#"500 Internal Server Error: {"error":"e"}"#
    );
}

#[tokio::test]
async fn a_head_has_no_body() {
    let head = "200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\nx-count: 7";
    let server = Server::start(Reply::open(head, ""));
    let call = core(&server).operation(Method::HEAD, "/pets");
    let response = call.call(v1::empty(OK), v1::none()).send().await.unwrap();
    assert_eq!(response.headers()["content-length"], "5000");
    assert_eq!(server.request().line, "HEAD /base/pets HTTP/1.1");
    let call = core(&server).operation(Method::HEAD, "/pets");
    let error = call
        .call(v1::json::<i64>(OK), v1::none())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "200 OK, but the body is empty where JSON was expected"
    );
}

#[derive(Debug, PartialEq)]
struct Counts {
    count: Option<i64>,
    tags: Option<Vec<String>>,
}

v1::headers!(Counts {
    optional count: i64 = "x-count",
    optional tags[](String) = "x-tags",
});

#[tokio::test]
async fn headers_become_a_struct() {
    let expected = Counts::new().count(7).tags(["a", "b"]);
    let fine = Reply::open("200 OK\r\nx-count: 7\r\nx-tags: a, b", "1");
    let response = untyped(get(&core(&Server::start(fine))))
        .send()
        .await
        .unwrap();
    assert_eq!(response.typed_headers(), Ok(expected));

    let wrong = Reply::open("404 Not Found\r\nx-count: many", "{\"code\":1}");
    let error = save(&Server::start(wrong)).await.unwrap_err();
    let Error::Api(api) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        api.typed_headers::<Counts>().unwrap_err().to_string(),
        "the header x-count: invalid type: string \"many\", expected i64"
    );
}

#[tokio::test]
async fn what_cannot_be_written_is_told_before_connecting() {
    let server = Server::start(Reply::json("1"));
    let core = core(&server);
    for (operation, text) in [
        (
            core.operation(Method::GET, "/pets/{id}").path("id", ".."),
            "the path parameter `id` makes the segment \"..\", which HTTP libraries resolve away",
        ),
        (
            core.operation(Method::GET, "/pets/{id}").path("id", ""),
            "the path parameter `id` is empty, which would be the address of something else",
        ),
        (
            get(&core).header("x-trace", "a\r\nx-evil: 1"),
            "the value of the header x-trace holds a line break or another character that headers cannot carry",
        ),
        (
            get(&core).form("a/b", &[1], &[]),
            "the body is not an object, and a form has nothing but fields",
        ),
    ] {
        let error = untyped(operation).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)));
        assert_eq!(error.to_string(), text);
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn numbers_that_are_none_are_not_sent() {
    let server = Server::start(Reply::json("1"));
    let core = core(&server);
    let post = || core.operation(Method::POST, "/pets");
    let nan = f64::NAN;
    let with_nan = || std::collections::BTreeMap::from([("a", [1.5, nan])]);
    for (operation, error) in [
        (
            post().query("limit", &Some(nan)),
            "the query parameter `limit` cannot be written",
        ),
        (
            post().header("x-rate", &f64::INFINITY),
            "the header parameter `x-rate` cannot be written",
        ),
        (
            post().json("application/json", &with_nan()),
            "the body cannot be written as JSON",
        ),
        (
            post().form("application/x-www-form-urlencoded", &with_nan(), &[]),
            "the body cannot be written as a form",
        ),
        (
            post().multipart("multipart/form-data", Parts::new().text("a", None, &nan)),
            "the part `a` cannot be written",
        ),
    ] {
        let flaw = untyped(operation).await.unwrap_err();
        assert!(matches!(flaw, Error::Request(_)), "{flaw:?}");
        assert_eq!(flaw.to_string(), error);
    }
    assert!(server.requests().is_empty());
}
