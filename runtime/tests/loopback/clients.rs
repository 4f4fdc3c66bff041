//! Clients as generated crates have them: built step by step, and asking for secrets by default.

use std::sync::{Arc, Mutex};

use rill_client_runtime::codegen::v1;
use rill_client_runtime::testing::{self, MockTransport};
use rill_client_runtime::{BuildError, Call, Credential, HeaderMap, IntoRequest, Options};
use serde_json::json;

/// Calls the API.
#[derive(Clone, Debug)]
struct Client {
    core: v1::Core,
}

v1::client!(
    Client,
    "agent/1",
    credentials(Credentials),
    security([KEY]),
    address(Server::default())
);

v1::credentials! {
    /// `key`: the header `x-key`.
    key(KEY) = header("key", "x-key"),
    /// `token`: a bearer token.
    token(TOKEN) = bearer("token"),
    /// `basic`: a name and a password.
    basic(BASIC) = basic("basic"),
}

v1::servers! {
    default production;
    /// Production
    production("https://{region}.x.test/v1", ("region", "eu", ["eu", "us"]), ("stage", "a", [])),
    /// Behind a proxy
    proxy("/v2"),
}

mod plain {
    //! A document without schemes and addresses.

    use rill_client_runtime::codegen::v1;

    #[derive(Clone, Debug)]
    pub(super) struct Client {
        pub(super) core: v1::Core,
    }

    v1::client!(Client, "plain");
}

#[derive(Debug)]
struct GetRequest {
    id: String,
    ids: Vec<i64>,
}

impl GetRequest {
    fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ids: Vec::new(),
        }
    }
}

v1::single_input!(GetRequest, str);

#[derive(Debug)]
struct ListRequest {
    ids: Vec<i64>,
}

impl ListRequest {
    fn new(ids: impl IntoIterator<Item = i64>) -> Self {
        Self {
            ids: ids.into_iter().collect(),
        }
    }
}

v1::single_input!(ListRequest, [i64]);

impl Client {
    fn get(&self, request: impl IntoRequest<GetRequest>) -> Call<()> {
        let request = request.into_request();
        self.core
            .get("/x/{id}")
            .path("id", &request.id)
            .query("ids", &request.ids)
            .call(v1::empty(204), v1::none())
    }

    fn list(&self, request: impl IntoRequest<ListRequest>) -> Call<()> {
        let request = request.into_request();
        self.core
            .delete("/x")
            .query("ids", &request.ids)
            .security(&[&[BASIC], &[TOKEN]])
            .call(v1::empty(204), v1::none())
    }

    fn open(&self) -> Call<()> {
        let call = self.core.put("/open").no_security();
        call.call(v1::empty(204), v1::none())
    }
}

fn double() -> MockTransport {
    MockTransport::new(|_| testing::json(200, &json!(null)))
}

#[tokio::test]
async fn a_client_is_built_step_by_step() {
    // What a double keeps of requests is without secrets.
    let headers = Arc::new(Mutex::new(Vec::<HeaderMap>::new()));
    let sent = Arc::clone(&headers);
    let double = MockTransport::new(move |request| {
        sent.lock().unwrap().push(request.headers().clone());
        testing::json(200, &json!(null))
    });
    let credentials = Credentials::new().key("canary").token("bearer-canary");
    let client = Client::builder()
        .address(Server::production().variable("region", "us"))
        .credentials(credentials)
        .options(Options::default())
        .transport(double.clone())
        .build()
        .unwrap();
    client.get("a/b").await.unwrap();
    client.list([1, 2]).await.unwrap();
    client.open().await.unwrap();
    let seen = double.requests();
    let lines = seen
        .iter()
        .map(|one| format!("{} {}", one.method(), one.uri()));
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            "GET https://us.x.test/v1/x/a%2Fb",
            "DELETE https://us.x.test/v1/x?ids=1&ids=2",
            "PUT https://us.x.test/v1/open",
        ]
    );
    let headers = headers.lock().unwrap();
    assert_eq!(headers[0]["user-agent"], "agent/1");
    // The default, what an operation asks for instead, and nothing.
    assert_eq!(headers[0]["x-key"], "canary");
    assert!(!headers[0].contains_key("authorization"));
    assert_eq!(headers[1]["authorization"], "Bearer bearer-canary");
    assert!(!headers[1].contains_key("x-key"));
    assert!(!headers[2].contains_key("x-key") && !headers[2].contains_key("authorization"));
}

#[tokio::test]
async fn what_is_not_set_has_its_default() {
    let double = double();
    let client = Client::builder().transport(double.clone()).build().unwrap();
    client.open().await.unwrap();
    // Without an address of the document, a transport needs none.
    let plain = plain::Client::builder().transport(double.clone());
    let plain = plain.build().unwrap();
    let call = plain.core.patch("/y").call(v1::empty(204), v1::none());
    call.await.unwrap();
    let seen = double.requests();
    assert_eq!(seen[0].uri(), "https://eu.x.test/v1/open");
    assert_eq!(seen[1].uri(), "http://localhost/y");
    // The transport of the options stays where the builder is given none.
    let options = Options::default().transport(double.clone());
    let client = plain::Client::builder().options(options).build().unwrap();
    let call = client.core.post("/z").call(v1::empty(204), v1::none());
    call.await.unwrap();
    assert_eq!(double.requests()[2].uri(), "http://localhost/z");
}

#[test]
fn what_a_client_cannot_be_built_of_is_said() {
    let error = plain::Client::builder().build().unwrap_err();
    assert!(matches!(error, BuildError::Target(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        "no address to call: add .address(\"https://…\")"
    );
    let error = Client::new(Server::proxy(), Credentials::new()).unwrap_err();
    assert!(error.to_string().contains("names no host"), "{error}");
    let credentials = Credentials::new().basic("a:b", "c");
    let error = Client::builder().credentials(credentials).build();
    let error = error.unwrap_err().to_string();
    assert!(error.contains("`basic` holds a colon"), "{error}");
    Client::new("https://x.test", Credential::bearer("a")).unwrap();
    plain::Client::new("https://x.test", Credential::none()).unwrap();
}

#[tokio::test]
async fn one_input_stands_for_a_request() {
    let double = double();
    let client = Client::builder().transport(double.clone()).build().unwrap();
    let mut request = GetRequest::new("c");
    request.ids = vec![3];
    client.get("a").await.unwrap();
    let id = "b".to_owned();
    client.get(&id).await.unwrap();
    client.get(id).await.unwrap();
    client.get(&request).await.unwrap();
    client.list(vec![1]).await.unwrap();
    client.list([1, 2].as_slice()).await.unwrap();
    client.list(&ListRequest::new([4])).await.unwrap();
    let paths: Vec<String> = double
        .requests()
        .iter()
        .map(|one| one.uri().to_string().replace("https://eu.x.test/v1", ""))
        .collect();
    assert_eq!(
        paths,
        [
            "/x/a",
            "/x/b",
            "/x/b",
            "/x/c?ids=3",
            "/x?ids=1",
            "/x?ids=1&ids=2",
            "/x?ids=4"
        ]
    );
}
