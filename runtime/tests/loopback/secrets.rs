//! Secrets by scheme: where they go, and where they never show.

use std::convert::Infallible;
use std::error::Error as StdError;

use rill_client_runtime::codegen::v1::{self, AuthConfig, Core, Place, Scheme, SchemeKind};
use rill_client_runtime::{Call, Error, Method, Options, Value};

use crate::server::{Reply, Server};

const TOKEN: Scheme = Scheme {
    key: "token",
    kind: SchemeKind::Bearer,
};
const LOGIN: Scheme = Scheme {
    key: "login",
    kind: SchemeKind::Basic,
};
const HEADER: Scheme = key("header", Place::Header, "X-Api-Key");
const QUERY: Scheme = key("query", Place::Query, "api key");
const COOKIE: Scheme = key("cookie", Place::Cookie, "sid");

const fn key(key: &'static str, place: Place, name: &'static str) -> Scheme {
    Scheme {
        key,
        kind: SchemeKind::ApiKey {
            location: place,
            name,
        },
    }
}

fn keyring() -> AuthConfig {
    AuthConfig::new()
        .bearer(TOKEN, "canary-token")
        .basic(LOGIN, "user", "canary-password")
        .api_key(HEADER, "canary-header")
        .api_key(QUERY, "canary/query")
        .api_key(COOKIE, "canary-cookie")
}

fn call(
    origin: &str,
    keyring: AuthConfig,
    requirements: &'static [&'static [Scheme]],
) -> Call<Value, Infallible> {
    call_with(origin, keyring, requirements, Options::default())
}

fn call_with(
    origin: &str,
    keyring: AuthConfig,
    requirements: &'static [&'static [Scheme]],
    options: Options,
) -> Call<Value, Infallible> {
    let core = Core::new(origin, keyring, options, "a").unwrap();
    let operation = core
        .operation(Method::GET, "/x")
        .query("q", "1")
        .cookie("c", "2");
    operation
        .security(requirements)
        .call(v1::json(200), v1::none())
}

/// Another host, and one that sends there whoever asks.
fn sending_on() -> (Server, Server) {
    let elsewhere = Server::start(Reply::json("1"));
    let head = format!(
        "307 Temporary Redirect\r\nlocation: {}/y\r\ncontent-length: 0",
        elsewhere.origin
    );
    (Server::start(Reply::open(&head, "")), elsewhere)
}

/// With an HTTP client of the caller's that follows redirects.
#[tokio::test]
async fn no_key_follows_a_redirect_to_another_host() {
    // What the HTTP client does with headers that it does not know.
    let (server, elsewhere) = sending_on();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.get(format!("{}/x?key=canary", server.origin));
    request.header("x-api-key", "canary").send().await.unwrap();
    let followed = elsewhere.request();
    assert_eq!(followed.header("x-api-key"), Some("canary"));
    assert!(followed.header("referer").unwrap().ends_with("?key=canary"));

    let policy = reqwest::redirect::Policy::limited(3);
    let limited = reqwest::Client::builder().no_proxy().redirect(policy);
    for http in [http, limited.build().unwrap()] {
        let requirements: [(&'static [&'static [Scheme]], bool, bool); 7] = [
            (&[&[HEADER]], false, false),
            (&[&[HEADER]], true, false),
            (&[&[QUERY]], false, false),
            (&[&[LOGIN, HEADER]], false, false),
            (&[&[COOKIE]], false, true),
            (&[&[LOGIN]], false, true),
            (&[&[TOKEN]], false, true),
        ];
        for (way, by_hand, is_sent) in requirements {
            let (server, elsewhere) = sending_on();
            let options = Options::default().http_client(http.clone());
            let call = call_with(&server.origin, keyring(), way, options);
            let call = if by_hand {
                call.header("x-api-key", "canary")
            } else {
                call
            };
            let outcome = call.await;
            if is_sent {
                outcome.unwrap();
                let followed = format!("{:?}", elsewhere.request());
                assert!(!followed.contains("canary"), "{way:?}: {followed}");
                continue;
            }
            let error = outcome.unwrap_err();
            assert!(matches!(error, Error::Request(_)), "{error:?}");
            assert!(error.to_string().contains("Policy::none()"), "{error}");
            assert_eq!(server.requests().len() + elsewhere.requests().len(), 0);
        }
    }
}

#[tokio::test]
async fn keys_go_through_a_client_that_is_said_to_follow_no_redirects() {
    let none = reqwest::redirect::Policy::none();
    let custom = reqwest::redirect::Policy::custom(|step| {
        assert!(step.url().path().ends_with('y'));
        step.stop()
    });
    for policy in [none, custom] {
        let (server, elsewhere) = sending_on();
        let http = reqwest::Client::builder().no_proxy().redirect(policy);
        let options = Options::default()
            .http_client(http.build().unwrap())
            .follows_redirects(false);
        let call = call_with(&server.origin, keyring(), &[&[HEADER, QUERY]], options);
        let error = call.await.unwrap_err();
        assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
        assert_eq!(server.request().header("x-api-key"), Some("canary-header"));
        assert_eq!(elsewhere.requests().len(), 0);
    }
}

#[tokio::test]
async fn each_secret_goes_to_its_place() {
    let basic = "Basic dXNlcjpjYW5hcnktcGFzc3dvcmQ=";
    let requirements: [(&'static [&'static [Scheme]], &str, &str, &str); 6] = [
        (
            &[&[TOKEN], &[LOGIN]],
            "authorization",
            "Bearer canary-token",
            "c=2",
        ),
        (&[&[LOGIN]], "authorization", basic, "c=2"),
        (
            &[&[HEADER, COOKIE]],
            "x-api-key",
            "canary-header",
            "c=2; sid=canary-cookie",
        ),
        (&[&[], &[HEADER]], "x-api-key", "canary-header", "c=2"),
        (&[&[COOKIE]], "user-agent", "a", "c=2; sid=canary-cookie"),
        (&[], "user-agent", "a", "c=2"),
    ];
    for (requirements, name, value, cookie) in requirements {
        let server = Server::start(Reply::json("1"));
        let call = call(&server.origin, keyring(), requirements);
        let shown = format!("{:?} {call:?}", call.request().unwrap());
        assert!(!shown.contains("canary"), "{shown}");
        call.await.unwrap();
        let request = server.request();
        assert_eq!(request.line, "GET /x?q=1 HTTP/1.1");
        assert_eq!(request.header(name), Some(value));
        assert_eq!(request.header("cookie"), Some(cookie));
        assert_eq!(
            request.header("authorization").is_some(),
            name == "authorization"
        );
    }
    let server = Server::start(Reply::json("1"));
    call(&server.origin, keyring(), &[&[QUERY]]).await.unwrap();
    assert_eq!(
        server.request().line,
        "GET /x?q=1&api%20key=canary%2Fquery HTTP/1.1"
    );
}

#[tokio::test]
async fn a_header_of_the_call_wins() {
    let server = Server::start(Reply::json("1"));
    let both = call(&server.origin, keyring(), &[&[TOKEN, HEADER]]);
    both.header("Authorization", "own")
        .header("x-api-key", "mine")
        .await
        .unwrap();
    let shown = call(&server.origin, keyring(), &[&[HEADER]]).header("x-api-key", "canary");
    let shown = format!("{shown:?} {:?}", shown.request().unwrap());
    assert!(!shown.contains("canary"), "{shown}");
    let request = server.request();
    assert_eq!(request.header("authorization"), Some("own"));
    assert_eq!(request.header("x-api-key"), Some("mine"));
    // A key that the document declares as a parameter too is sent once.
    let core = Core::new(&*server.origin, keyring(), Options::default(), "a").unwrap();
    let twice = core
        .operation(Method::GET, "/x")
        .query("api key", "mine")
        .cookie("sid", "c");
    let twice = twice.security(&[&[QUERY, COOKIE]]);
    let call_twice: Call<Value, Infallible> = twice.call(v1::json(&[]), v1::none());
    call_twice.await.unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.line, "GET /x?api%20key=mine HTTP/1.1");
    assert_eq!(request.header("cookie"), Some("sid=c"));
    // Also where nothing is asked for, and where nothing is given.
    call(&server.origin, AuthConfig::new(), &[])
        .header("authorization", "own")
        .await
        .unwrap();
    let request = server.requests().pop().unwrap();
    assert_eq!(request.header("authorization"), Some("own"));
}

#[tokio::test]
async fn no_secret_leaves_in_clear_or_shows_in_an_error() {
    let refused = "a token or key is not sent to 192.0.2.1 over plain http, where anyone on the way can read it: use https, or call without (Credential::none())";
    let requirements: [&'static [&'static [Scheme]]; 5] = [
        &[&[TOKEN]],
        &[&[LOGIN]],
        &[&[HEADER]],
        &[&[QUERY]],
        &[&[COOKIE]],
    ];
    for requirements in requirements {
        let error = call("http://192.0.2.1", keyring(), requirements)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), refused);
        check(&error);
        let by_hand = call("http://192.0.2.1", AuthConfig::new(), &[&[HEADER]]);
        let error = by_hand.header("x-api-key", "canary").await.unwrap_err();
        assert_eq!(error.to_string(), refused);

        let free_port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", free_port.local_addr().unwrap());
        drop(free_port);
        let error = call(&origin, keyring(), requirements).await.unwrap_err();
        assert_eq!(error.to_string(), format!("no connection to {origin}/x"));
        check(&error);

        for reply in [
            Reply::cut("200 OK", "application/json", b"[", 9),
            Reply::new("400 Bad Request", "text/plain", "no"),
            Reply::json("oops"),
        ] {
            let server = Server::start(reply);
            check(
                &call(&server.origin, keyring(), requirements)
                    .await
                    .unwrap_err(),
            );
        }
    }
    let core = Core::new("https://h.example", keyring(), Options::default(), "a").unwrap();
    let shown = format!("{core:?} {:?}", keyring());
    assert!(
        !shown.contains("canary") && shown.contains("token"),
        "{shown}"
    );
}

fn check(error: &Error<Infallible>) {
    let mut texts = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        texts = format!("{texts} {error} {error:?}");
        source = error.source();
    }
    assert!(!texts.contains("canary"), "{texts}");
    assert!(!texts.contains("dXNlcjpj"), "{texts}");
}
