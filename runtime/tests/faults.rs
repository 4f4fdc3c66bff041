//! Ten thousand calls of a server that delays, cuts, refuses and forgets tokens: each ends well or in a typed error,
//! within its time, and no token is in an error or in a line of any log. A program of its own, as it sets the process's
//! logs up.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "faults/logs.rs"]
mod logs;

use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{
    Credential, Ephemeral, Error, Options, RetryPolicy, RillError, Target, Value, Via,
};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

const CALLS: usize = 10_000;
const AT_ONCE: usize = 64;
const TIME: Duration = Duration::from_secs(2);
/// A token is taken for so many calls, and then no more.
const USES: u64 = 1_500;

#[derive(Default)]
struct Rill {
    seen: AtomicU64,
    taken: AtomicU64,
    minted: AtomicUsize,
    /// The current token, and the number of its uses.
    token: Mutex<(usize, u64)>,
    faults: Mutex<BTreeMap<&'static str, usize>>,
    origin: String,
}

impl Rill {
    fn note(&self, fault: &'static str) {
        *self.faults.lock().unwrap().entry(fault).or_default() += 1;
    }

    /// Returns `true` if a token is the current one. It counts uses, and ends the token after enough of them.
    fn takes(&self, token: &str) -> bool {
        let mut current = self.token.lock().unwrap();
        if token != format!("Bearer canary-jwt-{}", current.0) || current.1 >= USES {
            return false;
        }
        current.1 += 1;
        self.taken.fetch_add(1, Ordering::Relaxed);
        true
    }

    fn mint(&self) -> Value {
        let number = self.minted.fetch_add(1, Ordering::Relaxed) + 1;
        *self.token.lock().unwrap() = (number, 0);
        json!({"runtimeHost": self.origin, "instanceId": "i", "accessToken": format!("canary-jwt-{number}"), "ttlSeconds": 3600})
    }

    async fn serve(self: Arc<Self>, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let Some((path, token, body)) = request(&mut stream).await? else {
                return Ok(());
            };
            if path.ends_with("/credentials") {
                let body = self.mint().to_string();
                answer(&mut stream, "200 OK", "", &body, body.len()).await?;
                continue;
            }
            // Every call number meets each fault sooner or later; multiplying spreads them.
            let number = self.seen.fetch_add(1, Ordering::Relaxed);
            let roll = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 57;
            match roll {
                0..3 => {
                    self.note("cut before the head");
                    return Ok(());
                }
                3..6 => {
                    self.note("cut in the body");
                    return answer(&mut stream, "200 OK", "", "[{\"n\":", 100).await;
                }
                6..9 => {
                    self.note("429");
                    let head = "retry-after: 0\r\n";
                    answer(&mut stream, "429 Too Many Requests", head, "", 0).await?;
                    continue;
                }
                9..12 => {
                    self.note("503");
                    answer(&mut stream, "503 Service Unavailable", "", "", 0).await?;
                    continue;
                }
                12 => {
                    self.note("longer than an attempt");
                    tokio::time::sleep(Duration::from_millis(400)).await;
                }
                13..20 => {
                    self.note("delay");
                    tokio::time::sleep(Duration::from_millis(roll)).await;
                }
                _ => {}
            }
            if self.takes(&token) {
                let rows = format!("[{body}]");
                answer(&mut stream, "200 OK", "", &rows, rows.len()).await?;
            } else {
                self.note("401");
                answer(&mut stream, "401 Unauthorized", "", "jwt is expired", 14).await?;
            }
        }
    }
}

/// Path, token and body.
async fn request(
    stream: &mut BufReader<TcpStream>,
) -> io::Result<Option<(String, String, String)>> {
    let (mut path, mut token, mut length) = (String::new(), String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        match line.split_once(": ") {
            _ if line.is_empty() => break,
            Some(("authorization", value)) => value.clone_into(&mut token),
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => line.split(' ').nth(1).unwrap().clone_into(&mut path),
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some((path, token, String::from_utf8(body).unwrap())))
}

async fn answer(
    stream: &mut BufReader<TcpStream>,
    status: &str,
    headers: &str,
    body: &str,
    length: usize,
) -> io::Result<()> {
    let kind = "content-type: application/json\r\n";
    let text =
        format!("HTTP/1.1 {status}\r\n{kind}{headers}content-length: {length}\r\n\r\n{body}");
    stream.get_mut().write_all(text.as_bytes()).await
}

fn chain(error: &dyn StdError) -> String {
    let source = error.source().map(chain);
    source.map_or(error.to_string(), |source| format!("{error}: {source}"))
}

fn client(origin: String) -> Core {
    let options = Options::default()
        .timeout(TIME)
        .attempt_timeout(Duration::from_millis(300))
        .retries(
            RetryPolicy::new(4)
                .backoff(Duration::from_millis(2), Duration::from_millis(20))
                .budget(1000),
        );
    let reader = Credential::ephemeral("rill_svc_canary", Ephemeral::for_email("a@x.test"));
    Core::new(Target::cloud("o", "p").host(origin), reader, options, "a").unwrap()
}

/// Begins to answer.
async fn serve() -> Arc<Rill> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let rill = Arc::new(Rill {
        origin: origin.clone(),
        ..Rill::default()
    });
    let serving = Arc::clone(&rill);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            // A client that gives up ends the connection.
            tokio::spawn(Arc::clone(&serving).serve(stream));
        }
    });
    rill
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_end_well_or_in_an_error_in_time() {
    let logs = logs::read_for("canary");
    let rill = serve().await;
    let core = client(rill.origin.clone());
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = Vec::new();
    for _ in 0..AT_ONCE {
        let (core, next) = (core.clone(), Arc::clone(&next));
        workers.push(tokio::spawn(async move {
            let (mut right, mut errors, mut longest) = (0, Vec::new(), Duration::ZERO);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= CALLS {
                    return (right, errors, longest);
                }
                let started = Instant::now();
                let call = core.custom_api::<_, Value>("x", Via::Body, &json!({ "n": number }));
                let outcome: Result<Vec<Value>, Error<RillError>> = call.await;
                longest = longest.max(started.elapsed());
                match outcome {
                    Ok(rows) => {
                        assert_eq!(rows, [json!({ "n": number })]);
                        right += 1;
                    }
                    Err(error) => {
                        errors.push((error.is_retryable(), format!("{} {error:?}", chain(&error))));
                    }
                }
            }
        }));
    }
    let (mut right, mut errors, mut longest) = (0, Vec::new(), Duration::ZERO);
    for worker in workers {
        let (count, some, time) = worker.await.unwrap();
        right += count;
        errors.extend(some);
        longest = longest.max(time);
    }
    let faults = rill.faults.lock().unwrap().clone();
    let told = format!(
        "{right} right, {} errors, longest {longest:?}, {faults:?}",
        errors.len()
    );
    assert_eq!(right + errors.len(), CALLS, "{told}");
    assert!(right > CALLS * 95 / 100, "{told}");
    // The clock of a busy machine comes late.
    assert!(longest < TIME + Duration::from_secs(1), "{told}");
    for kind in [
        "cut before the head",
        "cut in the body",
        "429",
        "503",
        "401",
        "delay",
    ] {
        assert!(
            faults.get(kind).is_some_and(|count| *count > 0),
            "{kind}: {told}"
        );
    }
    for (is_retryable, text) in &errors {
        assert!(!text.contains("canary"), "{text}");
        assert!(*is_retryable || text.contains("401"), "{text}");
    }
    let (lines, leaks) = logs.told();
    for source in [
        "rill.call",
        "rill.token",
        "rill.answer",
        "rill.repeat",
        "log reqwest",
    ] {
        assert!(
            lines.keys().any(|line| line.contains(source)),
            "{source} in {lines:?}"
        );
    }
    assert_eq!(leaks, Vec::<String>::new());
    // One token for each so many calls that were let in, whatever came between.
    let taken = rill.taken.load(Ordering::Relaxed);
    let expected = usize::try_from(taken.div_ceil(USES)).unwrap();
    assert_eq!(rill.minted.load(Ordering::Relaxed), expected, "{told}");
}
