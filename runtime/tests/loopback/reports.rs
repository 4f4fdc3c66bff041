//! Public reports of what goes wrong on the wire elsewhere, by their ids.

use std::convert::Infallible;

use rill_client_runtime::codegen::v1::{
    self, AuthConfig, Core, Form, Operation, OwnServer, Place, Scheme, ServerTemplate,
};
use rill_client_runtime::{
    BaseUrl, Call, Credential, Error, File, IntoBody, JsonLines, Method, Options, Part, Value,
};
use serde::Deserialize;
use serde_json::json;

use crate::server::{Reply, Server};

const TOKEN: Scheme = Scheme::bearer("token");

fn core(server: &Server) -> Core {
    Core::new(&*server.origin, Credential::none(), Options::default(), "a").unwrap()
}

fn untyped(operation: Operation) -> Call<Value, Value> {
    operation.call(v1::json(200), v1::json(v1::DEFAULT))
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Level {
    Low,
}

#[tokio::test]
async fn bo4_an_optional_body_is_left_out() {
    fn send(core: &Core, body: impl IntoBody<Value>) -> Call<Value, Value> {
        let body = body.into_body();
        let operation = core.post("/a");
        untyped(operation.optional(body.as_deref(), |operation, body| {
            operation.json("application/json", body)
        }))
    }
    let server = Server::start(Reply::json("1"));
    send(&core(&server), None).await.unwrap();
    assert_eq!(server.request().header("content-type"), None);
    send(&core(&server), &json!({})).await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, "{}");
}

#[tokio::test]
async fn bo5_lists_in_objects_are_repeated() {
    let server = Server::start(Reply::json("1"));
    let page = json!({"page": 1, "sort": ["a", "b"], "none": [], "deep": {"x": 1}});
    untyped(core(&server).get("/a").query("pageable", &page))
        .await
        .unwrap();
    assert_eq!(
        server.request().line,
        "GET /a?page=1&sort=a&sort=b&deep=%7B%22x%22%3A1%7D HTTP/1.1"
    );
}

#[tokio::test]
async fn bo6_a_default_covers_what_is_not_listed() {
    for (status, is_value) in [
        ("200 OK", true),
        ("201 Created", false),
        ("404 Not Found", false),
    ] {
        let server = Server::start(Reply::new(status, "application/json", "{}"));
        match untyped(core(&server).get("/a")).await {
            Ok(_) => assert!(is_value, "{status}"),
            Err(Error::Api(_)) => assert!(!is_value, "{status}"),
            Err(error) => panic!("{status}: {error}"),
        }
    }
}

#[tokio::test]
async fn bo7_each_line_of_a_stream_is_a_result_or_an_error() {
    let lines = "{\"result\":1}\n{\"error\":{\"code\":13}}\n{\"result\":2}\n{}\n";
    let server = Server::start(Reply::json(lines));
    let call: Call<JsonLines<i64>, Infallible> = core(&server)
        .get("/a")
        .call(v1::json_results(200), v1::none());
    let mut results = call.await.unwrap();
    assert_eq!(results.next().await.unwrap().unwrap(), 1);
    let error = results.next().await.unwrap().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the server reports an error: {\"code\":13}"),
        "{error}"
    );
    assert_eq!(error.text(), Some("{\"error\":{\"code\":13}}"));
    assert_eq!(results.next().await.unwrap().unwrap(), 2);
    assert!(results.next().await.unwrap().is_err());
    assert!(results.next().await.is_none());
}

#[tokio::test]
async fn bo10_texts_say_their_charset() {
    for (declared, sent) in [
        ("text/plain", "text/plain; charset=utf-8"),
        (
            "text/csv; header=present",
            "text/csv; header=present; charset=utf-8",
        ),
        ("text/plain; charset=UTF-8", "text/plain; charset=UTF-8"),
        ("application/graphql", "application/graphql"),
    ] {
        let server = Server::start(Reply::json("1"));
        untyped(core(&server).post("/a").text(declared, "é"))
            .await
            .unwrap();
        assert_eq!(server.request().header("content-type"), Some(sent));
        assert_eq!(server.request().body, "é");
    }
}

#[tokio::test]
async fn bo11_plain_texts_are_values() {
    let server = Server::start(Reply::new("200 OK", "text/plain", "low\n"));
    let call: Call<Level, Infallible> = core(&server).get("/a").call(v1::plain(200), v1::none());
    assert_eq!(call.await.unwrap(), Level::Low);
    let server = Server::start(Reply::new("200 OK", "text/plain; charset=utf-8", "17"));
    let call: Call<i64, Infallible> = core(&server).get("/a").call(v1::plain(200), v1::none());
    assert_eq!(call.await.unwrap(), 17);
    let call: Call<bool, Infallible> = core(&server).get("/a").call(v1::plain(200), v1::none());
    assert!(matches!(call.await, Err(Error::Decode(_))));
    untyped(core(&server).post("/a").plain("text/plain", &17))
        .await
        .unwrap();
    assert_eq!(server.requests().pop().unwrap().body, "17");
}

#[tokio::test]
async fn bo9_credentials_go_out_whole_or_the_error_names_what_is_missing() {
    const OTHER: Scheme = Scheme::header("other", "X-Other");
    let server = Server::start(Reply::json("1"));
    let send = |auth: AuthConfig| {
        let core = Core::new(&*server.origin, auth, Options::default(), "a").unwrap();
        untyped(core.get("/a").security(&[&[TOKEN, OTHER]]))
    };
    let both = AuthConfig::new().bearer(TOKEN, "t").api_key(OTHER, "o");
    send(both).await.unwrap();
    let request = server.request();
    assert_eq!(request.header("authorization"), Some("Bearer t"));
    assert_eq!(request.header("x-other"), Some("o"));
    let error = send(AuthConfig::new().bearer(TOKEN, "t"))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
    assert!(error.to_string().contains("requires `other`"), "{error}");
    assert_eq!(server.requests().len(), 1);
    send(AuthConfig::new()).await.unwrap();
    assert_eq!(
        server.requests().pop().unwrap().header("authorization"),
        None
    );
}

#[tokio::test]
async fn bo9_two_tokens_that_are_required_together_are_one() {
    const OTHER: Scheme = Scheme::bearer("other");
    let server = Server::start(Reply::json("1"));
    let send = |other| {
        let auth = AuthConfig::new().bearer(TOKEN, "t").bearer(OTHER, other);
        let core = Core::new(&*server.origin, auth, Options::default(), "a").unwrap();
        untyped(core.get("/a").security(&[&[TOKEN, OTHER]]))
    };
    send("t").await.unwrap();
    assert_eq!(server.request().header("authorization"), Some("Bearer t"));
    assert!(matches!(send("other").await, Err(Error::Request(_))));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn wi4_parts_go_out_as_they_are_given() {
    let server = Server::start(Reply::json("1"));
    let parts = [
        Part::new("title", "A cat"),
        Part::new(
            "photo",
            File::new(vec![1, 2])
                .name("cat.jpg")
                .content_type("image/jpeg"),
        ),
    ];
    untyped(
        core(&server)
            .post("/a")
            .parts("multipart/form-data", &parts),
    )
    .await
    .unwrap();
    let body = server.request().body;
    assert!(body.contains("name=\"title\"\r\n\r\nA cat\r\n"), "{body}");
    let photo =
        "name=\"photo\"; filename=\"cat.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n\u{1}\u{2}";
    assert!(body.contains(photo), "{body}");
    let parts = [Part::unnamed(
        File::new("{}").content_type("application/json"),
    )];
    untyped(core(&server).post("/a").parts("multipart/mixed", &parts))
        .await
        .unwrap();
    let request = server.requests().pop().unwrap();
    let head = request.header("content-type").unwrap_or_default();
    assert!(head.starts_with("multipart/mixed; boundary="), "{head}");
    let (_, part) = request.body.split_once("\r\n").unwrap();
    assert!(
        part.starts_with("content-type: application/json\r\n\r\n{}\r\n--"),
        "{part}"
    );
}

/// Calls an operation with a server of its own by a client of the document's server, or of an address given by hand.
async fn call_own(own: OwnServer, is_declared: bool) -> (Vec<String>, Vec<String>) {
    let (api, files) = (
        Server::start(Reply::json("1")),
        Server::start(Reply::json("1")),
    );
    let leak = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let template = ServerTemplate {
        url: leak(format!("{}/v1", api.origin)),
        variables: &[],
    };
    let address = if is_declared {
        BaseUrl::template(Box::leak(Box::new(template)))
    } else {
        BaseUrl::new(template.url)
    };
    let url = match own.url {
        "" => leak(files.origin.clone()),
        path => path,
    };
    let auth = AuthConfig::new().bearer(TOKEN, "t");
    let core = Core::new(address, auth, Options::default(), "a").unwrap();
    let operation = core.get("/a").server(OwnServer { url, ..own });
    untyped(operation.security(&[&[TOKEN]])).await.unwrap();
    let seen = |server: &Server| {
        let lines = server.requests().into_iter().map(|request| {
            let token = request.header("authorization").unwrap_or("-").to_owned();
            format!("{} {token}", request.line)
        });
        lines.collect()
    };
    (seen(&api), seen(&files))
}

#[tokio::test]
async fn di3_an_operation_is_called_at_its_own_server() {
    let own = |url, is_trusted| OwnServer { url, is_trusted };
    let none: Vec<String> = Vec::new();
    // The token is for the host of the client, unless the operation asks for it itself.
    let at_files = vec!["GET /a HTTP/1.1 -".to_owned()];
    assert_eq!(
        call_own(own("", false), true).await,
        (none.clone(), at_files)
    );
    let with_token = vec!["GET /a HTTP/1.1 Bearer t".to_owned()];
    assert_eq!(
        call_own(own("", true), true).await,
        (none.clone(), with_token)
    );
    // A path is on the host of the client.
    let at_path = vec!["GET /v2/a HTTP/1.1 Bearer t".to_owned()];
    assert_eq!(
        call_own(own("/v2", false), true).await,
        (at_path, none.clone())
    );
    // An address given by hand is where all calls go.
    let by_hand = vec!["GET /v1/a HTTP/1.1 Bearer t".to_owned()];
    assert_eq!(call_own(own("", false), false).await, (by_hand, none));
}

#[tokio::test]
async fn di2_methods_cookies_and_queries_of_openapi_3_2() {
    let server = Server::start(Reply::json("1"));
    let operation = core(&server)
        .custom("QUERY", "/a")
        .parameter(Place::Query, "all", Form::WHOLE_QUERY, &json!({"a": [1]}))
        .parameter(Place::Cookie, "c", Form::COOKIE_EXPLODED, "a=b/c?d");
    untyped(operation.json("application/json", &1))
        .await
        .unwrap();
    let request = server.request();
    assert_eq!(request.line, "QUERY /a?%7B%22a%22%3A%5B1%5D%7D HTTP/1.1");
    assert_eq!(request.header("cookie"), Some("c=a=b/c?d"));
    let purge = core(&server).custom("PURGE", "/a");
    untyped(purge).await.unwrap();
    assert_eq!(server.requests().pop().unwrap().line, "PURGE /a HTTP/1.1");
    let options = core(&server).operation(Method::OPTIONS, "/a");
    untyped(options).await.unwrap();
}
