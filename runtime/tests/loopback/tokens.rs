//! Tokens that are fetched, kept and renewed.

use std::error::Error as StdError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Response, StatusCode};
use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{
    ByteStream, Bytes, Call, Credential, Ephemeral, EphemeralPool, Middleware, Next, Options,
    ResponseFuture, RetryPolicy, RillError, Target, Token, TokenError, TokenSource, Value, Via,
};
use serde_json::json;

/// Rill Cloud and a runtime: gives out `canary-1`, `canary-2`… and answers 401 to those it no longer takes.
#[derive(Clone, Default)]
struct Rill(Arc<Inside>);

#[derive(Default)]
struct Inside {
    minted: AtomicUsize,
    /// The first token that is taken.
    taken: AtomicUsize,
    ttl: AtomicUsize,
    slow: AtomicBool,
    broken: AtomicBool,
    requests: Mutex<Vec<(String, String, String)>>,
}

impl Middleware for Rill {
    fn handle<'a>(&'a self, request: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        Box::pin(async move {
            let token = request.headers().get("authorization");
            let token = token.map_or("", |token| token.to_str().unwrap()).to_owned();
            let body = String::from_utf8(request.body().to_vec()).unwrap();
            let address = request.uri().to_string();
            self.0
                .requests
                .lock()
                .unwrap()
                .push((address.clone(), token.clone(), body));
            let (status, body) = if address.ends_with("/credentials") {
                if self.0.slow.load(Ordering::Relaxed) {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                if self.0.broken.load(Ordering::Relaxed) {
                    (
                        403,
                        json!({"code": 7, "message": "needs manage-prod", "details": []}),
                    )
                } else {
                    let number = self.0.minted.fetch_add(1, Ordering::Relaxed) + 1;
                    (
                        200,
                        json!({
                            "runtimeHost": "https://runtime.test", "instanceId": "i 1",
                            "accessToken": format!("canary-{number}"),
                            "ttlSeconds": self.0.ttl.load(Ordering::Relaxed).max(1),
                        }),
                    )
                }
            } else {
                let number = token
                    .strip_prefix("Bearer canary-")
                    .map_or(0, |n| n.parse().unwrap());
                if number >= self.0.taken.load(Ordering::Relaxed) {
                    (200, json!([]))
                } else {
                    (401, json!("jwt is expired"))
                }
            };
            let mut answer = Response::new(ByteStream::from(Bytes::from(body.to_string())));
            *answer.status_mut() = StatusCode::from_u16(status).unwrap();
            Ok(answer)
        })
    }
}

impl Rill {
    fn with_ttl(seconds: usize) -> Self {
        let rill = Self::default();
        rill.0.ttl.store(seconds, Ordering::Relaxed);
        rill
    }

    fn minted(&self) -> usize {
        self.0.minted.load(Ordering::Relaxed)
    }

    fn core(&self, credential: Credential) -> Core {
        let options = Options::default()
            .transport(self.clone())
            .retries(RetryPolicy::none());
        let target = Target::cloud("acme", "ads").branch("b");
        Core::new(target, credential, options, "a").unwrap()
    }

    fn requests(&self) -> Vec<(String, String, String)> {
        std::mem::take(&mut *self.0.requests.lock().unwrap())
    }
}

fn call(core: &Core) -> Call<Vec<Value>, RillError> {
    core.custom_api("x", Via::Query, &())
}

fn ann() -> Ephemeral {
    Ephemeral::for_email("ann@x.test")
}

fn chain(error: &dyn StdError) -> String {
    let source = error.source().map(chain);
    source.map_or(error.to_string(), |source| format!("{error}: {source}"))
}

#[tokio::test]
async fn the_handshake_is_made_once_and_the_token_used_where_it_belongs() {
    let rill = Rill::with_ttl(3600);
    let core = rill.core(Credential::ephemeral(
        "rill_svc_canary",
        ann().ttl(Duration::from_secs(60)),
    ));
    for _ in 0..3 {
        call(&core).await.unwrap();
    }
    let requests = rill.requests();
    let admin = "https://api.rilldata.com/v1/orgs/acme/projects/ads";
    assert_eq!(requests[0].0, format!("{admin}/credentials"));
    assert_eq!(requests[0].1, "Bearer rill_svc_canary");
    let body: Value = serde_json::from_str(&requests[0].2).unwrap();
    assert_eq!(
        body,
        json!({"userEmail": "ann@x.test", "ttlSeconds": 60, "branch": "b"})
    );
    assert_eq!(
        requests[1].0,
        "https://runtime.test/v1/instances/i%201/api/x"
    );
    assert_eq!(requests[1].1, "Bearer canary-1");
    assert_eq!(requests.len(), 4);

    let attributes = Ephemeral::with_attributes(json!({"team": 7}))
        .branch("c")
        .through_proxy();
    let core = rill.core(Credential::ephemeral("rill_svc_canary", attributes));
    call(&core).await.unwrap();
    let requests = rill.requests();
    let body: Value = serde_json::from_str(&requests[0].2).unwrap();
    assert_eq!(body, json!({"attributes": {"team": 7}, "branch": "c"}));
    assert_eq!(requests[1].0, format!("{admin}/branch/b/runtime/api/x"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_on_an_ended_token_fetch_one() {
    let rill = Rill::with_ttl(1);
    let core = rill.core(Credential::ephemeral("rill_svc_canary", ann()));
    call(&core).await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    rill.0.ttl.store(3600, Ordering::Relaxed);
    rill.0.slow.store(true, Ordering::Relaxed);
    let calls: Vec<_> = (0..1000)
        .map(|_| tokio::spawn(call(&core).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(rill.minted(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_calls_that_are_turned_away_fetch_one() {
    let rill = Rill::with_ttl(3600);
    let core = rill.core(Credential::ephemeral("rill_svc_canary", ann()));
    call(&core).await.unwrap();
    // The server forgets the token before its time.
    rill.0.taken.store(2, Ordering::Relaxed);
    let calls: Vec<_> = (0..1000)
        .map(|_| tokio::spawn(call(&core).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(rill.minted(), 2);
    // One that no token helps gets one more, and then its answer.
    rill.0.taken.store(1000, Ordering::Relaxed);
    let error = call(&core).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(rill.minted(), 3);
}

#[tokio::test]
async fn the_old_token_goes_on_until_the_new_one_is_there() {
    let rill = Rill::with_ttl(2);
    let core = rill.core(Credential::ephemeral("rill_svc_canary", ann()));
    call(&core).await.unwrap();
    // Good for 1.9 seconds, to be renewed after 1.5 to 1.7 of them.
    tokio::time::sleep(Duration::from_millis(1750)).await;
    rill.0.slow.store(true, Ordering::Relaxed);
    rill.requests();
    for _ in 0..5 {
        call(&core).await.unwrap();
    }
    let used: Vec<String> = rill
        .requests()
        .into_iter()
        .map(|request| request.1)
        .collect();
    assert_eq!(
        used.iter()
            .filter(|token| *token == "Bearer canary-1")
            .count(),
        5
    );
    tokio::time::sleep(Duration::from_millis(150)).await;
    call(&core).await.unwrap();
    assert_eq!(rill.minted(), 2);
    assert_eq!(rill.requests().last().unwrap().1, "Bearer canary-2");
}

#[tokio::test]
async fn a_renewal_that_fails_says_why_and_a_good_token_outlives_it() {
    let rill = Rill::with_ttl(2);
    rill.0.broken.store(true, Ordering::Relaxed);
    let core = rill.core(Credential::ephemeral("rill_svc_canary", ann()));
    let error = call(&core).await.unwrap_err();
    assert_eq!(
        chain(&error),
        "there is no token for the call: the credentials endpoint answered 403 Forbidden: needs manage-prod"
    );
    assert!(!error.is_retryable());
    rill.0.broken.store(false, Ordering::Relaxed);
    call(&core).await.unwrap();
    rill.0.broken.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(1750)).await;
    rill.requests();
    for _ in 0..5 {
        call(&core).await.unwrap();
        tokio::task::yield_now().await;
    }
    let asked = rill.requests();
    assert_eq!(
        asked
            .iter()
            .filter(|request| request.0.ends_with("/credentials"))
            .count(),
        1
    );
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(chain(&call(&core).await.unwrap_err()).contains("needs manage-prod"));
}

#[tokio::test]
async fn a_call_that_gives_up_leaves_the_request_to_the_others() {
    let rill = Rill::with_ttl(3600);
    rill.0.slow.store(true, Ordering::Relaxed);
    let core = rill.core(Credential::ephemeral("rill_svc_canary", ann()));
    let error = call(&core)
        .timeout(Duration::from_millis(20))
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    call(&core).await.unwrap();
    assert_eq!(rill.minted(), 1);
}

#[tokio::test]
async fn a_pool_holds_so_many_subjects() {
    let rill = Rill::with_ttl(3600);
    let core = rill.core(Credential::none());
    let pool = EphemeralPool::new("rill_svc_canary", 2);
    let subject = |name: &str| pool.credential(&Ephemeral::for_email(format!("{name}@x.test")));
    for name in ["a", "b", "a", "c", "a", "b"] {
        call(&core).credential(subject(name)).await.unwrap();
    }
    // `b` was not asked for longest when `c` came.
    assert_eq!((rill.minted(), pool.len()), (4, 2));
    let shown = format!(
        "{pool:?} {:?} {:?}",
        subject("a"),
        call(&core).credential(subject("a"))
    );
    assert!(
        !shown.contains("canary") && !shown.contains("x.test"),
        "{shown}"
    );
}

#[tokio::test]
async fn a_source_of_ones_own_is_asked_when_it_has_to_be() {
    struct Counting(Arc<AtomicUsize>, Option<Duration>);
    impl TokenSource for Counting {
        async fn token(&self) -> Result<Token, TokenError> {
            let number = self.0.fetch_add(1, Ordering::Relaxed) + 1;
            if number == 3 {
                let cause = std::io::Error::other("sealed");
                return Err(TokenError::caused("the vault is shut", cause).passing());
            }
            let token = Token::new(format!("canary-{number}\n"));
            Ok(self.1.map_or(token.clone(), |time| token.expires_in(time)))
        }
    }
    let rill = Rill::default();
    let asked = Arc::new(AtomicUsize::new(0));
    let core = rill.core(Credential::source(Counting(Arc::clone(&asked), None)));
    for _ in 0..3 {
        call(&core).await.unwrap();
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    rill.0.taken.store(2, Ordering::Relaxed);
    call(&core).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    rill.0.taken.store(4, Ordering::Relaxed);
    let error = call(&core).await.unwrap_err();
    assert_eq!(
        chain(&error),
        "there is no token for the call: the vault is shut: sealed"
    );
    assert!(error.is_retryable());
    call(&core).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn files_and_commands_give_tokens() {
    let path = std::env::temp_dir().join(format!("rill-token-{}", std::process::id()));
    let error = Credential::from_file(&path).unwrap_err().to_string();
    assert!(error.contains("cannot be read: "), "{error}");
    std::fs::write(&path, "canary-7\n").unwrap();
    let rill = Rill::default();
    let core = rill.core(Credential::from_file(&path).unwrap());
    call(&core).await.unwrap();
    // It changes in place, and the old one is not taken any more.
    std::fs::write(&path, "canary-8").unwrap();
    rill.0.taken.store(8, Ordering::Relaxed);
    call(&core).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(rill.requests().last().unwrap().1, "Bearer canary-8");

    let core = rill.core(Credential::from_command("echo", ["canary-9"]));
    call(&core).await.unwrap();
    assert_eq!(rill.requests().last().unwrap().1, "Bearer canary-9");
    let core = rill.core(Credential::from_command("false", [""; 0]));
    let error = chain(&call(&core).await.unwrap_err());
    assert!(
        error.contains("the command `false` printed no token: exit status: 1"),
        "{error}"
    );
    let core = rill.core(Credential::from_command("echo", ["can ary"]));
    let error = chain(&call(&core).await.unwrap_err());
    assert!(
        error.contains("the token holds a space") && !error.contains("can ary"),
        "{error}"
    );
}

#[tokio::test]
async fn what_cannot_work_is_told() {
    for subject in [
        Ephemeral::for_email("ann"),
        Ephemeral::with_attributes(json!([1])),
        ann().ttl(Duration::from_millis(1)),
    ] {
        let credential = Credential::ephemeral("rill_svc_canary", subject);
        let made = Core::new(Target::cloud("a", "b"), credential, Options::default(), "a");
        let error = made.unwrap_err().to_string();
        assert!(
            !error.contains("canary") && !error.contains("ann"),
            "{error}"
        );
    }
    let credential = Credential::ephemeral("rill_svc_canary", ann());
    let core = Core::new(Target::local(), credential.clone(), Options::default(), "a").unwrap();
    let error = chain(&call(&core).await.unwrap_err());
    assert!(
        error.contains("name it with Target::cloud(org, project)"),
        "{error}"
    );
    let target = Target::cloud("a", "b").host("http://api.x.test");
    let core = Core::new(target, credential, Options::default(), "a").unwrap();
    let error = chain(&call(&core).await.unwrap_err());
    assert!(
        error.contains("a service token is not sent to api.x.test over plain http"),
        "{error}"
    );
}
