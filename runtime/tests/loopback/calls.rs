//! Calls over loopback: what goes out, and what comes back as a value.

use std::time::Duration;

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Call, Credential, Error, Options, RillError, Target, Value, Via};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::server::{Reply, Server};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Row {
    publisher: Option<String>,
    total_records: Option<u64>,
}

#[derive(Serialize)]
struct Stats {
    domain: &'static str,
    limit: Option<i64>,
}

const STATS: Stats = Stats {
    domain: "google.com",
    limit: Some(10),
};

fn core(server: &Server, credential: Credential) -> Core {
    let target = Target::url(format!("{}/v1/instances/i/api/", server.origin));
    Core::new(target, credential, Options::default(), "acme-ads/0.1.0").unwrap()
}

fn stats(core: &Core) -> Call<Vec<Row>, RillError> {
    core.custom_api("ad bid/stats", Via::Body, &STATS)
}

/// The compiler's word that a call can be spawned whatever its types are.
#[test]
fn calls_and_their_futures_are_send_and_static() {
    fn check<T: Send + 'static>(_: &T) {}

    let core = Core::new(Target::local(), Credential::none(), Options::default(), "a").unwrap();
    let call: Call<Vec<Row>, RillError> = core.custom_api("x", Via::Query, &());
    check(&call);
    check(&call.clone().send());
    check(&call.clone().into_future());
    check(&call.clone().request());
    let error: Error<RillError> = call.header("\n", "").request().unwrap_err();
    check(&error);
}

#[tokio::test]
async fn two_hundred_rows_arrive() {
    let rows: Vec<Value> = (0..200)
        .map(
            |at| json!({"publisher": format!("p{at}"), "total_records": u64::MAX - at, "more": []}),
        )
        .collect();
    let server = Server::start(Reply::json(serde_json::to_vec(&rows).unwrap()));
    let core = core(&server, Credential::service("rill_svc_abc"));

    let rows = tokio::spawn(stats(&core).into_future())
        .await
        .unwrap()
        .unwrap();

    assert_eq!(rows.len(), 200);
    let last = Row {
        publisher: Some("p199".to_owned()),
        total_records: Some(u64::MAX - 199),
    };
    assert_eq!(rows[199], last);
    let request = server.request();
    assert_eq!(
        request.line,
        "POST /v1/instances/i/api/ad%20bid/stats HTTP/1.1"
    );
    assert_eq!(request.body, r#"{"domain":"google.com","limit":10}"#);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("user-agent"), Some("acme-ads/0.1.0"));
    assert_eq!(request.header("authorization"), Some("Bearer rill_svc_abc"));
}

#[tokio::test]
async fn per_call_settings_reach_the_wire() {
    let server = Server::start(Reply::json("null"));
    let core = core(&server, Credential::none());
    let response = stats(&core)
        .via(Via::Query)
        .arg("limit", 5_000_000_000_i64)
        .arg("domain", "a b+c")
        .arg("publisher", Value::Null)
        .arg("tags", vec!["x", "y"])
        .header("X-Request", "r1")
        .header("user-agent", "other")
        .timeout(Duration::from_secs(5))
        .send()
        .await
        .unwrap();

    assert_eq!(response.value(), &[]);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-trace-id"], "t-1");
    assert_eq!(response.into_value(), []);
    let request = server.request();
    assert_eq!(
        request.line,
        "GET /v1/instances/i/api/ad%20bid/stats?domain=a%20b%2Bc&limit=5000000000&tags=%5B%22x%22%2C%22y%22%5D HTTP/1.1"
    );
    assert_eq!(request.body, "");
    assert_eq!(request.header("x-request"), Some("r1"));
    assert_eq!(request.header("user-agent"), Some("other"));
    for absent in ["content-type", "content-length", "authorization"] {
        assert_eq!(request.header(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn what_request_shows_is_what_goes_out() {
    let server = Server::start(Reply::json("[]"));
    let core = core(&server, Credential::user("rill_usr_abc"));
    let calls = [
        stats(&core).arg("id", -1_234_567),
        stats(&core).via(Via::Query).arg("größe", "é/{}"),
        core.custom_api_with("x", Via::Body, &["limit"], &STATS),
        core.custom_api("x", Via::Query, &()),
        stats(&core).header("authorization", "Bearer own"),
    ];
    for call in calls {
        let shown = call.request().unwrap();
        call.await.unwrap();
        let requests = server.requests();
        let sent = requests.last().unwrap();
        let target = shown.uri().path_and_query().unwrap();
        assert_eq!(sent.line, format!("{} {target} HTTP/1.1", shown.method()));
        assert_eq!(sent.body.as_bytes(), shown.body());
        assert_eq!(
            format!("http://{}", shown.uri().authority().unwrap()),
            server.origin
        );
        assert!(!shown.headers().contains_key("authorization"));
        assert!(sent.header("authorization").is_some());
        for (name, value) in shown.headers() {
            assert_eq!(sent.header(name.as_str()), value.to_str().ok(), "{name}");
        }
    }
    let first = &server.requests()[0];
    assert!(first.line.contains("?id=-1234567 "), "{}", first.line);
    assert_eq!(
        first.body,
        r#"{"domain":"google.com","id":-1234567,"limit":10}"#
    );
    let own = server.requests()[4].clone();
    assert_eq!(own.header("authorization"), Some("Bearer own"));
}

#[tokio::test]
async fn a_local_rill_gets_no_cloud_token() {
    for (credential, sent) in [
        (Credential::user("rill_usr_abc"), None),
        (Credential::service("rill_svc_abc"), None),
        (Credential::bearer("eyJ.a.b"), Some("Bearer eyJ.a.b")),
    ] {
        let server = Server::start(Reply::json("[]"));
        let target = Target::local().host(&server.origin);
        let core = Core::new(target, credential, Options::default(), "a").unwrap();
        assert_eq!(stats(&core).await.unwrap(), []);
        let request = server.request();
        assert!(
            request
                .line
                .starts_with("POST /v1/instances/default/api/ad%20bid/stats ")
        );
        assert_eq!(request.header("authorization"), sent);
    }
}

#[tokio::test]
async fn exact_integers_can_be_switched_off() {
    let server = Server::start(Reply::json("[]"));
    let target = Target::url(&server.origin);
    let options = Options::default().exact_integers(false);
    let core = Core::new(target, Credential::none(), options, "a").unwrap();
    let args = json!({"id": 1_000_000});
    let call = || core.custom_api::<_, Row>("x", Via::Body, &args);
    call().await.unwrap();
    call().exact_integers(true).await.unwrap();
    let lines: Vec<String> = server.requests().into_iter().map(|r| r.line).collect();
    assert_eq!(lines, ["POST /x HTTP/1.1", "POST /x?id=1000000 HTTP/1.1"]);
}

#[tokio::test]
async fn an_http_client_of_ones_own_is_used() {
    let server = Server::start(Reply::json("[]"));
    let mut headers = rill_client_runtime::HeaderMap::new();
    headers.insert("x-own", "1".parse().unwrap());
    let client = reqwest::Client::builder()
        .default_headers(headers)
        .no_proxy()
        .build()
        .unwrap();
    let options = Options::default().http_client(client);
    let core = Core::new(
        Target::url(&server.origin),
        Credential::none(),
        options,
        "a",
    )
    .unwrap();
    stats(&core).await.unwrap();
    assert_eq!(server.request().header("x-own"), Some("1"));
}

/// The environment is read once for a process, so the test runs itself in another.
#[test]
fn this_machine_is_reached_without_proxy_and_without_certificates() {
    const INNER: &str = "RUNTIME_TEST_INNER";
    if std::env::var_os(INNER).is_none() {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "calls::this_machine_is_reached_without_proxy_and_without_certificates",
            ])
            .env(INNER, "1")
            .env("HTTP_PROXY", "http://127.0.0.1:1")
            .env("http_proxy", "http://127.0.0.1:1")
            .env("SSL_CERT_FILE", "/nonexistent")
            .env("SSL_CERT_DIR", "/nonexistent")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .status()
            .unwrap();
        assert!(status.success());
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let server = Server::start(Reply::json("[]"));
        assert_eq!(stats(&core(&server, Credential::none())).await.unwrap(), []);
    });
}
