//! Responses without a server, and answers that are recorded.

use std::convert::Infallible;

use rill_client_runtime::codegen::v1::{
    self, AuthConfig, Core, CoreBuilder, Place, Scheme, SchemeKind,
};
use rill_client_runtime::testing::{self, MockTransport, Recorder};
use rill_client_runtime::{
    Call, Credential, Ephemeral, Method, Options, RetryPolicy, RillError, Target, TransportError,
    Value, Via,
};
use serde_json::json;

fn rows(core: &Core, a: i64) -> Call<Vec<Value>, RillError> {
    core.custom_api("x", Via::Body, &json!({ "a": a }))
}

fn core(options: Options) -> Core {
    Core::new(
        Target::cloud("o", "p"),
        Credential::user("rill_usr_canary"),
        options,
        "a",
    )
    .unwrap()
}

#[tokio::test]
async fn a_closure_answers_and_shows_what_it_was_asked() {
    let double = MockTransport::fallible(|request| match &request.body()[..] {
        br#"{"a":1}"# => Ok(testing::json(200, &json!([{"b": 2}]))),
        br#"{"a":2}"# => Ok(testing::text(401, "jwt is expired")),
        _ => Err(TransportError::broken("cut")),
    });
    let core = core(
        Options::default()
            .transport(double.clone())
            .retries(RetryPolicy::none()),
    );
    assert_eq!(rows(&core, 1).await.unwrap(), [json!({"b": 2})]);
    let error = rows(&core, 2).await.unwrap_err();
    assert_eq!(error.to_string(), "401 Unauthorized: jwt is expired");
    assert!(rows(&core, 3).await.unwrap_err().is_retryable());
    let requests = double.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(
        requests[0].uri().path(),
        "/v1/orgs/o/projects/p/runtime/api/x"
    );
    assert!(!format!("{requests:?} {double:?}").contains("canary"));
    let mut stream = rows(&core, 1).rows();
    assert_eq!(stream.next().await.unwrap().unwrap(), json!({"b": 2}));
}

#[tokio::test]
async fn what_is_recorded_is_answered_again_without_secrets() {
    const KEY: Scheme = Scheme {
        key: "k",
        kind: SchemeKind::ApiKey {
            location: Place::Query,
            name: "q",
        },
    };
    let path = std::env::temp_dir().join(format!("rill-cassette-{}.json", std::process::id()));
    let server = MockTransport::new(|request| {
        if request.uri().path().ends_with("/credentials") {
            let host = "https://runtime.test";
            return testing::json(
                200,
                &json!({"runtimeHost": host, "instanceId": "i", "accessToken": "canary-jwt", "ttlSeconds": 60}),
            );
        }
        let mut answer = testing::json(200, &json!([{"big": u64::MAX, "token": "canary-field"}]));
        let token = request.headers().get("authorization").cloned();
        if let Some(token) = token {
            answer.headers_mut().insert("x-echo", token);
        }
        answer
            .headers_mut()
            .insert("set-cookie", "canary=1".parse().unwrap());
        answer
    });
    let ask = |options: Options| async {
        let reader = Credential::ephemeral("rill_svc_canary", Ephemeral::for_email("a@x.test"));
        let rill = Core::new(Target::cloud("o", "p"), reader, options.clone(), "a").unwrap();
        let keys = AuthConfig::new().api_key(KEY, "canary/key");
        let other = Core::new("https://x.test", keys, options, "a").unwrap();
        let found = (rows(&rill, 1).await, rows(&rill, 2).await);
        let operation = other.operation(Method::GET, "/y").security(&[&[KEY]]);
        let call: Call<Value, Infallible> = operation.call(v1::json(200), v1::none());
        (found, call.await.unwrap())
    };
    let recorder = Recorder::new(&path);
    let recording = Options::default()
        .middleware(recorder.clone())
        .transport(server);
    let ((one, two), three) = ask(recording).await;
    assert_eq!(one.unwrap()[0]["token"], "canary-field");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(!text.contains("canary"), "{text}");
    assert!(
        text.contains("/y?q=redacted") && text.contains("18446744073709551615"),
        "{text}"
    );

    let double = MockTransport::recorded(&path).unwrap();
    let ((again, twice), thrice) = ask(Options::default().transport(double.clone())).await;
    assert_eq!(
        again.unwrap()[0],
        json!({"big": u64::MAX, "token": "redacted"})
    );
    assert_eq!(twice.unwrap().len(), two.unwrap().len());
    assert_eq!(thrice[0]["big"], three[0]["big"]);

    let error = rows(&core(Options::default().transport(double)), 3)
        .await
        .unwrap_err();
    let expected = r#"holds no response to POST /x with {"a":3}: record it anew"#;
    assert!(error.to_string().ends_with(expected), "{error}");
    assert!(!error.is_retryable());
    std::fs::write(&path, "[1]").unwrap();
    let error = MockTransport::recorded(&path).unwrap_err().to_string();
    assert!(
        error.contains("is not a file of recorded responses"),
        "{error}"
    );
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_recording_holds_for_every_address() {
    let folder = std::env::temp_dir().join(format!("rill-cassettes-{}", std::process::id()));
    let path = folder.join("of/rows.json");
    let server = MockTransport::new(|_| testing::json(200, &json!([{"b": 2}])));
    let client = |address: &str, options: Options| {
        Core::new(address, Credential::none(), options, "a").unwrap()
    };
    let options = Options::default()
        .middleware(Recorder::new(&path))
        .transport(server.clone());
    let recorded = client("https://one.test/v1/base", options);
    assert_eq!(rows(&recorded, 1).await.unwrap(), [json!({"b": 2})]);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(r#""path": "/x""#), "{text}");

    let replay = || Options::default().transport(MockTransport::recorded(&path).unwrap());
    for address in [
        "https://one.test/v1/base",
        "https://two.test",
        "http://localhost/a/b",
    ] {
        let rows = rows(&client(address, replay()), 1).await.unwrap();
        assert_eq!(rows, [json!({"b": 2})], "{address}");
    }
    let cloud = Core::new(Target::cloud("o", "p"), Credential::none(), replay(), "a").unwrap();
    assert_eq!(rows(&cloud, 1).await.unwrap().len(), 1);
    let nowhere = CoreBuilder::new("a", &[]).transport(MockTransport::recorded(&path).unwrap());
    assert_eq!(rows(&nowhere.build().unwrap(), 1).await.unwrap().len(), 1);

    // Files from before kept the whole path, and hold for their own address.
    std::fs::write(&path, text.replace("\"/x\"", "\"/v1/base/x\"")).unwrap();
    assert!(
        rows(&client("https://two.test/v1/base", replay()), 1)
            .await
            .is_ok()
    );
    assert!(
        rows(&client("https://two.test", replay()), 1)
            .await
            .is_err()
    );

    std::fs::create_dir_all(folder.join("folder.json")).unwrap();
    let failing = Recorder::new(folder.join("folder.json"));
    let options = Options::default().middleware(failing).transport(server);
    let error = rows(&client("https://one.test", options), 1).await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("folder.json cannot be written: "), "{error}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// An API that sends back what it is sent, and says secrets of its own in every place that there is.
#[tokio::test]
async fn no_secret_of_a_careless_api_is_recorded() {
    const HEADER: Scheme = Scheme {
        key: "k",
        kind: SchemeKind::ApiKey {
            location: Place::Header,
            name: "x-my-key",
        },
    };
    let path = std::env::temp_dir().join(format!("rill-careless-{}.json", std::process::id()));
    let server = MockTransport::new(|request| {
        let key = request.headers()["x-my-key"].to_str().unwrap().to_owned();
        let said = match request.uri().path() {
            "/echo" => json!({ "headers": [key], "body": String::from_utf8_lossy(request.body()) }),
            "/login" => json!({ "session_token": "canary-0123456789", "nextPageToken": "page-2" }),
            _ => {
                json!({ "who": "canary-0123456789", "file": "https://u:canary@a.test/?sig=canary" })
            }
        };
        let mut answer = testing::json(200, &said);
        let headers = answer.headers_mut();
        for (name, value) in [
            (
                "location",
                "https://u:canary@a.test/x?X-Amz-Signature=canary",
            ),
            ("x-auth-token", "canary"),
            ("set-cookie", "sid=canary"),
        ] {
            headers.insert(name, value.parse().unwrap());
        }
        if request.uri().path() == "/bytes" {
            *answer.body_mut() = [b"\xff\xfe", key.as_bytes()].concat().into();
        }
        answer
    });
    let recorder = Recorder::new(&path);
    let options = Options::default()
        .middleware(recorder)
        .transport(server.clone());
    let keys = AuthConfig::new().api_key(HEADER, "canary \"key\"");
    let core = Core::new("https://x.test", keys, options, "a").unwrap();
    let post = |path| core.operation(Method::POST, path).security(&[&[HEADER]]);
    let form = json!({"user": "ann", "password": "canary", "client_secret": "canary"});
    for operation in [
        post("/echo").form("application/x-www-form-urlencoded", &form, &[]),
        post("/echo").json("application/json", &form),
        post("/echo").text("text/plain", "my api_key=canary"),
        post("/login").query("access_token", "canary"),
        post("/who/canary-0123456789"),
        post("/bytes"),
    ] {
        let call: Call<(), Infallible> = operation.call(v1::empty(200), v1::none());
        call.await.unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert!(!text.contains("canary"), "{text}");
    assert!(
        text.contains("page-2") && text.contains("user=ann"),
        "{text}"
    );
    let file: Value = serde_json::from_str(&text).unwrap();
    for exchange in file["exchanges"].as_array().unwrap() {
        let bytes = exchange["response"]["base64"].as_str().unwrap_or_default();
        assert!(["", "//5yZWRhY3RlZA=="].contains(&bytes), "{bytes}");
    }
    let shown = format!("{:?}", server.requests());
    assert!(!shown.contains("x-my-key"), "{shown}");
}
