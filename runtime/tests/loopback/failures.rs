//! Calls over loopback that fail, and how they say so.

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{BuildError, Call, Credential, Error, Options, RillError, Target, Via};
use serde::Deserialize;
use serde_json::json;

use crate::server::{Reply, Server};

const CANARY: &str = "rill_svc_canary0123456789";

#[derive(Debug, PartialEq, Deserialize)]
struct Row {
    #[serde(rename = "publisher")]
    _publisher: Option<String>,
    #[serde(rename = "total_records")]
    _total_records: Option<i64>,
    #[serde(rename = "geo", default)]
    _geo: Vec<Option<i64>>,
}

fn call_with(origin: &str, options: Options) -> Call<Vec<Row>, RillError> {
    let credential = Credential::service(CANARY);
    let core = Core::new(Target::url(origin), credential, options, "a").unwrap();
    core.custom_api(
        "stats",
        Via::Body,
        &json!({"domain": "secret.example", "id": 12_345_678}),
    )
}

fn call(server: &Server) -> Call<Vec<Row>, RillError> {
    call_with(&server.origin, Options::default())
}

/// The error of one call to a server with one reply, after the checks that hold for all errors.
async fn failure(reply: Reply, options: Options) -> (Error<RillError>, String) {
    let server = Server::start(reply);
    let error = call_with(&server.origin, options).await.unwrap_err();
    check_texts(&error);
    (error, server.origin)
}

async fn failed(reply: Reply) -> Error<RillError> {
    failure(reply, Options::default()).await.0
}

/// No token, no arguments, and no text said twice along the chain.
fn check_texts(error: &Error<RillError>) {
    let mut texts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(error) = source {
        texts.push(error.to_string());
        source = error.source();
    }
    for (at, text) in texts.iter().enumerate() {
        for later in &texts[at + 1..] {
            assert!(!text.contains(later), "{later:?} is repeated in {text:?}");
        }
    }
    let whole = format!("{error:?} {error:#?} {}", texts.join(" "));
    assert!(!whole.contains("canary"), "{whole}");
    assert!(!whole.contains("12345678"), "{whole}");
    assert!(!texts[0].contains("secret.example"), "{whole}");
}

#[tokio::test]
async fn both_error_bodies_are_api_errors() {
    let kind = "application/json; charset=utf-8";
    let error = failed(Reply::new(
        "400 Bad Request",
        kind,
        r#"{"error":"bad SQL"}"#,
    ))
    .await;
    assert_eq!(error.to_string(), "400 Bad Request: bad SQL");
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.headers().unwrap()["x-trace-id"], "t-1");
    assert!(!error.is_retryable() && !error.is_timeout() && !error.is_connect());
    let Error::Api(api) = error else {
        panic!("{error:?}")
    };
    assert_eq!(api.status(), 400);
    assert_eq!(&api.body()[..], br#"{"error":"bad SQL"}"#);
    assert_eq!(api.headers()["content-type"], kind);
    assert_eq!(api.error().code(), None);
    assert_eq!(api.into_error().message(), "bad SQL");

    let body = r#"{"code":8,"message":"slow down","details":[{"@type":"t"}]}"#;
    let error = failed(Reply::new("429 Too Many Requests", kind, body)).await;
    assert_eq!(error.to_string(), "429 Too Many Requests: slow down");
    assert!(error.is_retryable());
    let Error::Api(api) = error else {
        panic!("{error:?}")
    };
    assert_eq!(api.error().code(), Some(8));
    assert_eq!(api.error().details(), [json!({"@type": "t"})]);
}

#[tokio::test]
async fn other_error_bodies_are_unexpected() {
    let error = failed(Reply::new(
        "401 Unauthorized",
        "text/plain",
        "jwt is expired\n",
    ))
    .await;
    assert_eq!(error.to_string(), "401 Unauthorized: jwt is expired");
    assert_eq!(error.status().unwrap(), 401);
    let Error::Unexpected(unexpected) = error else {
        panic!("{error:?}")
    };
    assert_eq!(unexpected.text(), "jwt is expired\n");
    assert_eq!(&unexpected.body()[..], b"jwt is expired\n");
    assert_eq!(unexpected.status(), 401);
    assert_eq!(unexpected.headers()["content-type"], "text/plain");

    let page = format!("<html>{}</html>", "x".repeat(10_000));
    let error = failed(Reply::new("503 Service Unavailable", "text/html", page)).await;
    assert!(error.is_retryable());
    let shown = "503 Service Unavailable: <html>".to_owned() + &"x".repeat(294) + "…";
    assert_eq!(error.to_string(), shown);
    assert!(format!("{error:?}").len() < 1000);

    let error = failed(Reply::new("500 Internal Server Error", "text/plain", "")).await;
    assert_eq!(error.to_string(), "500 Internal Server Error");
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Server::start(Reply::json("[]"));
    let bytes = format!(
        "HTTP/1.1 301 Moved Permanently\r\nlocation: {}/x\r\ncontent-length: 0\r\n\r\n",
        elsewhere.origin
    );
    let error = failed(Reply {
        bytes: bytes.into_bytes(),
        then_wait: Duration::ZERO,
    })
    .await;
    assert_eq!(
        error.to_string(),
        "301 Moved Permanently (redirects are not followed)"
    );
    assert!(matches!(error, Error::Unexpected(_)));
    assert_eq!(
        error.headers().unwrap()["location"],
        format!("{}/x", elsewhere.origin)
    );
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_wrong_value_is_located() {
    let cases = [
        (
            r#"[{"publisher":"a"},{"publisher":"b","total_records":"x","z":0}]"#,
            ("[1].total_records", Some(1), Some("total_records")),
            r#"200 OK, but row 1, column total_records: invalid type: string "x", expected i64 (…blisher":"a"},{"publisher":"b","total_records":"x","z":0}])"#,
        ),
        (
            r#"[{"geo":[1,true]}]"#,
            ("[0].geo[1]", Some(0), Some("geo[1]")),
            r#"200 OK, but row 0, column geo[1]: invalid type: boolean `true`, expected i64 ([{"geo":[1,true]}])"#,
        ),
        (
            "[{},\n 7]",
            ("[1]", Some(1), None),
            "200 OK, but row 1: invalid type: integer `7`, expected struct Row ([{}, 7])",
        ),
    ];
    for (body, (path, row, column), text) in cases {
        let error = failed(Reply::json(body)).await;
        assert_eq!(error.to_string(), text);
        assert_eq!(error.status().unwrap(), 200);
        assert!(!error.is_retryable());
        let Error::Decode(decode) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (decode.path(), decode.row(), decode.column()),
            (Some(path), row, column)
        );
        assert_eq!(&decode.body()[..], body.as_bytes());
        assert!(text.contains(decode.reason()));
        assert_eq!(decode.headers()["x-trace-id"], "t-1");
        assert_eq!(decode.status(), 200);
    }
}

#[tokio::test]
async fn a_success_that_is_no_list_of_rows_says_what_came() {
    let json = "application/json";
    let cases = [
        (
            Reply::new(
                "200 OK",
                "text/html; charset=utf-8",
                "<!DOCTYPE html>\n<title>Sign in</title>",
            ),
            "200 OK, but the body is text/html where JSON was expected: <!DOCTYPE html> <title>Sign in</title>",
        ),
        (
            Reply::new("200 OK", json, "[{\"publisher\": oops"),
            "200 OK, but the body is not JSON (expected value): [{\"publisher\": oops",
        ),
        (
            Reply::new("200 OK", json, "[{}"),
            "200 OK, but the body is not JSON (EOF while parsing a list): [{}",
        ),
        (
            Reply::new("204 No Content", json, ""),
            "204 No Content, but the body is empty where JSON was expected",
        ),
        (
            Reply::new("200 OK", json, r#"{"error":"no"}"#),
            r#"200 OK, but the body does not fit: invalid type: map, expected a sequence ({"error":"no"})"#,
        ),
    ];
    for (reply, text) in cases {
        let error = failed(reply).await;
        assert_eq!(error.to_string(), text);
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn too_large_an_answer_is_not_read() {
    let options = Options::default().max_response_bytes(1000);
    let rows = format!("[{}{{}}]", "{},".repeat(400));
    let announced = Reply::json(&rows);
    let mut chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for piece in rows.as_bytes().chunks(100) {
        chunked.extend(format!("{:x}\r\n", piece.len()).bytes());
        chunked.extend(piece);
        chunked.extend(b"\r\n");
    }
    let unannounced = Reply {
        bytes: chunked,
        // It never ends: only the cap stops the reading.
        then_wait: Duration::from_secs(30),
    };
    for reply in [announced, unannounced] {
        let started = Instant::now();
        let (error, origin) = failure(reply, options.clone()).await;
        assert!(started.elapsed() < Duration::from_secs(10));
        assert_eq!(
            error.to_string(),
            format!(
                "the response of {origin}/stats is larger than 1000 bytes (Options::max_response_bytes): ask for fewer rows or raise the limit"
            )
        );
        assert!(matches!(error, Error::Transport(_)));
        assert!(!error.is_retryable());
        assert_eq!(error.status(), None);
    }
    let exact = Options::default().max_response_bytes(rows.len() as u64);
    let server = Server::start(Reply::json(&rows));
    assert_eq!(call_with(&server.origin, exact).await.unwrap().len(), 401);
}

#[tokio::test]
async fn the_timeout_covers_head_and_body() {
    let mut no_head = Reply::json("");
    no_head.bytes.clear();
    let half_a_body = Reply::cut("200 OK", "application/json", b"[{},", 100);
    for mut reply in [no_head, half_a_body] {
        reply.then_wait = Duration::from_secs(30);
        let server = Server::start(reply);
        let started = Instant::now();
        let error = call(&server)
            .timeout(Duration::from_millis(200))
            .await
            .unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(10));
        check_texts(&error);
        assert_eq!(
            error.to_string(),
            format!(
                "no whole response from {}/stats within 200ms",
                server.origin
            )
        );
        assert!(error.is_timeout() && error.is_retryable() && !error.is_connect());
    }
}

#[tokio::test]
async fn cut_and_refused_connections_are_told_apart() {
    let (error, origin) = failure(
        Reply::cut("200 OK", "application/json", b"[{},", 100),
        Options::default(),
    )
    .await;
    assert_eq!(
        error.to_string(),
        format!("the response of {origin}/stats broke off")
    );
    assert!(error.is_retryable() && !error.is_timeout() && !error.is_connect());
    assert!(error.source().is_some());

    let mut nothing = Reply::json("");
    nothing.bytes.clear();
    let (error, origin) = failure(nothing, Options::default()).await;
    assert_eq!(
        error.to_string(),
        format!("no response from {origin}/stats")
    );
    assert!(error.is_retryable());

    let free_port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", free_port.local_addr().unwrap());
    drop(free_port);
    let error = call_with(&origin, Options::default()).await.unwrap_err();
    check_texts(&error);
    assert_eq!(
        error.to_string(),
        format!("no connection to {origin}/stats")
    );
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
}

#[tokio::test]
async fn a_token_never_travels_in_clear() {
    let refused = "a token or key is not sent to 192.0.2.1 over plain http, where anyone on the way can read it: \
        use https, or call without (Credential::none())";
    let error = call_with("http://192.0.2.1/api", Options::default())
        .await
        .unwrap_err();
    check_texts(&error);
    assert_eq!(error.to_string(), refused);
    assert!(matches!(error, Error::Request(_)));

    let target = Target::url("http://192.0.2.1/api");
    let core = Core::new(target, Credential::none(), Options::default(), "a").unwrap();
    let call = core.custom_api::<_, Row>("x", Via::Query, &());
    let error = call.header("Authorization", CANARY).await.unwrap_err();
    check_texts(&error);
    assert_eq!(error.to_string(), refused);
}

#[tokio::test]
async fn what_cannot_go_out_is_told_before_connecting() {
    let server = Server::start(Reply::json("[]"));
    let core = Core::new(
        Target::url(&server.origin),
        Credential::none(),
        Options::default(),
        "a",
    )
    .unwrap();
    let get = || core.custom_api::<_, Row>("x", Via::Query, &());
    let cases = [
        (
            get().header("a b", "c"),
            "\"a b\" is not a valid header name",
        ),
        (
            get().header("x-a", "canary\n").header("a b", "c"),
            "the value of the header x-a holds a line break or another character that headers cannot carry",
        ),
        (
            get().header("Content-Length", "3"),
            "the header content-length follows from the body and cannot be set",
        ),
        (
            core.custom_api("x", Via::Body, &[1]),
            "the arguments are not a JSON object, and Rill takes nothing else",
        ),
        (
            core.custom_api("a//b", Via::Query, &()),
            "no address for the API \"a//b\": its name has an empty segment, and Rill redirects such an address instead of answering. Give the API another `name:` in the Rill project",
        ),
        (
            get().arg("list", "x".repeat(70_000)),
            "an address of 70035 bytes cannot be sent: pass long arguments in the body",
        ),
    ];
    for (call, text) in cases {
        let shown = call.request().unwrap_err().to_string();
        let error = call.await.unwrap_err();
        check_texts(&error);
        assert!(matches!(error, Error::Request(_)));
        assert_eq!(error.status(), None);
        assert!(error.headers().is_none() && !error.is_retryable());
        // The address is as long as the server's port is.
        if !text.starts_with("an address") {
            assert_eq!(error.to_string(), text);
        }
        assert_eq!(error.to_string(), shown);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_client_that_cannot_work_is_not_made() {
    let build = |target, credential, agent| {
        Core::new(target, credential, Options::default(), agent).unwrap_err()
    };
    let error = build(Target::url("nowhere"), Credential::none(), "a");
    assert!(matches!(error, BuildError::Target(_)));
    assert!(
        error
            .to_string()
            .starts_with("the target's URL \"nowhere\" is not a URL")
    );
    assert!(error.source().is_none());
    let error = build(Target::local(), Credential::user("can ary"), "a");
    assert!(matches!(error, BuildError::Credential(_)));
    assert!(!error.to_string().contains("can ary"));
    let error = build(Target::local(), Credential::none(), "a\n");
    assert!(matches!(error, BuildError::Http(_)));
}

#[test]
fn no_debug_text_holds_a_token() {
    let mut headers = rill_client_runtime::HeaderMap::new();
    headers.insert("authorization", CANARY.parse().unwrap());
    let client = reqwest::Client::builder()
        .default_headers(headers)
        .build()
        .unwrap();
    let options = Options::default().http_client(client);
    let credential = Credential::service(CANARY);
    let target = Target::url(format!("https://h/{}", "api"));
    let core = Core::new(target, credential.clone(), options.clone(), "a").unwrap();
    let call = core
        .custom_api::<_, Row>("x", Via::Query, &())
        .header("authorization", CANARY)
        .header("cookie", CANARY);
    let request = call.request().unwrap();
    let texts = format!("{core:?} {call:#?} {credential:?} {options:?} {request:?}");
    assert!(!texts.contains("canary"), "{texts}");
    assert!(
        texts.contains("service token") && texts.contains("Sensitive"),
        "{texts}"
    );
}
