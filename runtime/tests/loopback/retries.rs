//! Calls that are sent again: which, how often, and within which time.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rill_client_runtime::codegen::v1::{self, Core};
use rill_client_runtime::{
    ByteStream, Bytes, Call, Credential, File, Method, Middleware, Next, Options, ResponseFuture,
    RetryPolicy, RillError, TransportError, Value, Via,
};

use crate::server::{Reply, Server};

/// Responses with each of these in turn, then with the last one; 0 breaks the connection.
#[derive(Clone)]
struct Statuses {
    given: &'static [u16],
    retry_after: Option<&'static str>,
    seen: Arc<AtomicUsize>,
}

impl Middleware for Statuses {
    fn handle<'a>(&'a self, _: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
        let seen = self.seen.fetch_add(1, Ordering::Relaxed);
        let status = self.given[seen.min(self.given.len() - 1)];
        Box::pin(async move {
            if status == 0 {
                return Err(TransportError::broken("cut"));
            }
            let mut answer = http::Response::builder().status(status);
            if let (Some(after), false) = (self.retry_after, status == 200) {
                answer = answer.header("retry-after", after);
            }
            Ok(answer.body(ByteStream::from(Bytes::from("[]"))).unwrap())
        })
    }
}

fn statuses(statuses: &'static [u16]) -> Statuses {
    Statuses {
        given: statuses,
        retry_after: None,
        seen: Arc::default(),
    }
}

fn quick(count: u32) -> RetryPolicy {
    RetryPolicy::new(count).backoff(Duration::from_millis(2), Duration::from_millis(4))
}

fn core(transport: &Statuses, retries: RetryPolicy) -> Core {
    let options = Options::default()
        .transport(transport.clone())
        .retries(retries);
    Core::new("https://x.test", Credential::none(), options, "a").unwrap()
}

fn rows(core: &Core) -> Call<Vec<Value>, RillError> {
    core.custom_api("x", Via::Body, &())
}

fn operation(core: &Core, method: Method) -> Call<Value, Infallible> {
    let operation = core.operation(method, "/x");
    operation.call(v1::json(200), v1::none())
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    for (answers, sent, succeeds) in [
        (&[503, 429, 200][..], 3, true),
        (&[408, 502, 504, 200], 4, true),
        (&[0, 0, 200], 3, true),
        (&[503], 4, false),
        (&[0], 4, false),
        (&[500], 1, false),
        (&[400], 1, false),
        (&[200], 1, true),
    ] {
        let transport = statuses(answers);
        let outcome = rows(&core(&transport, quick(3))).await;
        assert_eq!(outcome.is_ok(), succeeds, "{answers:?} {outcome:?}");
        assert_eq!(transport.seen.load(Ordering::Relaxed), sent, "{answers:?}");
    }
}

#[tokio::test]
async fn a_call_has_its_own_number() {
    let transport = statuses(&[503]);
    let core = core(&transport, quick(5));
    let error = rows(&core).retries(0).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(transport.seen.load(Ordering::Relaxed), 1);
    rows(&core).retries(2).await.unwrap_err();
    assert_eq!(transport.seen.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn only_what_is_idempotent_is_sent_again() {
    for (method, answers, sent) in [
        (Method::GET, &[503, 200][..], 2),
        (Method::PUT, &[503, 200], 2),
        (Method::DELETE, &[0, 200], 2),
        (Method::POST, &[503, 200], 1),
        (Method::PATCH, &[0, 200], 1),
    ] {
        let transport = statuses(answers);
        let _ = operation(&core(&transport, quick(3)), method.clone()).await;
        assert_eq!(transport.seen.load(Ordering::Relaxed), sent, "{method}");
    }
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    struct Empty;
    impl futures_util::Stream for Empty {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(None)
        }
    }
    let transport = statuses(&[503, 200]);
    let core = core(&transport, quick(3));
    let call: Call<Value, Infallible> = core
        .operation(Method::PUT, "/x")
        .bytes("text/plain", &File::stream(Empty))
        .call(v1::json(200), v1::none());
    assert_eq!(call.await.unwrap_err().status().unwrap(), 503);
    assert_eq!(transport.seen.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_connection_that_was_not_made_is_tried_again_for_every_method() {
    // A port that nothing listens on.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let options = Options::default().retries(
        RetryPolicy::new(50).backoff(Duration::from_millis(40), Duration::from_millis(40)),
    );
    let core = Core::new(
        &*format!("http://{address}"),
        Credential::none(),
        options,
        "a",
    )
    .unwrap();
    let call = operation(&core, Method::POST);
    let opened = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_millis(100));
        let listener = std::net::TcpListener::bind(address).unwrap();
        Server::listen(listener, Reply::json("1"))
    });
    assert_eq!(call.await.unwrap(), 1);
    assert_eq!(opened.await.unwrap().requests().len(), 1);
}

#[tokio::test]
async fn the_server_says_when_within_bounds() {
    let mut transport = statuses(&[429, 200]);
    transport.retry_after = Some("1");
    let started = Instant::now();
    rows(&core(&transport, quick(1))).await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1));

    let mut transport = statuses(&[429, 200]);
    transport.retry_after = Some("61");
    let started = Instant::now();
    let error = rows(&core(&transport, quick(1))).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 429);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_pause_never_outlasts_the_call() {
    let mut transport = statuses(&[503]);
    transport.retry_after = Some("10");
    let started = Instant::now();
    let call = rows(&core(&transport, quick(9))).timeout(Duration::from_secs(5));
    // The answer that is there says more than a timeout would.
    assert_eq!(call.await.unwrap_err().status().unwrap(), 503);
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_client_whose_server_is_down_sends_no_flood() {
    let transport = statuses(&[503]);
    let core = core(&transport, quick(9).budget(12));
    for _ in 0..20 {
        rows(&core).await.unwrap_err();
    }
    assert_eq!(transport.seen.load(Ordering::Relaxed), 20 + 12);
}

#[tokio::test]
async fn an_attempt_has_a_time_of_its_own() {
    struct SlowOnce(AtomicUsize);
    impl Middleware for SlowOnce {
        fn handle<'a>(&'a self, _: http::Request<Bytes>, _: Next<'a>) -> ResponseFuture<'a> {
            Box::pin(async {
                if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                }
                Ok(http::Response::new(ByteStream::from(Bytes::from("[]"))))
            })
        }
    }
    let options = Options::default()
        .transport(SlowOnce(AtomicUsize::new(0)))
        .retries(quick(1))
        .attempt_timeout(Duration::from_millis(50));
    let core = Core::new("https://x.test", Credential::none(), options, "a").unwrap();
    let started = Instant::now();
    assert!(rows(&core).await.unwrap().is_empty());
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn layers_see_every_attempt_in_order() {
    struct Note(&'static str, Arc<Mutex<Vec<String>>>);
    impl Middleware for Note {
        fn handle<'a>(
            &'a self,
            mut request: http::Request<Bytes>,
            next: Next<'a>,
        ) -> ResponseFuture<'a> {
            Box::pin(async move {
                let name = http::HeaderName::from_static(self.0);
                request
                    .headers_mut()
                    .insert(name, http::HeaderValue::from_static("1"));
                let seen = request
                    .headers()
                    .keys()
                    .filter(|name| name.as_str().len() == 1);
                let seen: Vec<&str> = seen.map(http::HeaderName::as_str).collect();
                self.1.lock().unwrap().push(format!("> {}", seen.join(",")));
                let answer = next.send(request).await?;
                let status = answer.status().as_u16();
                self.1
                    .lock()
                    .unwrap()
                    .push(format!("< {} {status}", self.0));
                Ok(answer)
            })
        }
    }
    let notes = Arc::default();
    let options = Options::default()
        .middleware(Note("a", Arc::clone(&notes)))
        .transport(statuses(&[503, 200]))
        .middleware(Note("b", Arc::clone(&notes)))
        .retries(quick(1));
    let core = Core::new("https://x.test", Credential::none(), options, "a").unwrap();
    rows(&core).await.unwrap();
    let expected = [
        "> a", "> a,b", "< b 503", "< a 503", "> a", "> a,b", "< b 200", "< a 200",
    ];
    assert_eq!(*notes.lock().unwrap(), expected);
}
