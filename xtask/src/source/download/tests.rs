use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener};
use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::source::address::Server;

const TOKEN: &str = "rill_svc_canary";
const DOCUMENT: &str = r#"{"openapi":"3.0.3"}"#;

/// Answers each connection with the next text, in which `HOST` is the server's own, and tells what was asked.
fn serve(answers: Vec<String>) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let (asked, heard) = channel();
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let mut request = String::new();
            for line in BufReader::new(&stream).lines().map_while(Result::ok) {
                if line.is_empty() {
                    break;
                }
                request.push_str(&line);
                request.push('\n');
            }
            // The other side may hang up first, as it does over the size cap.
            let _ = asked.send(request);
            let host = stream.local_addr().expect("an address").to_string();
            let _ = stream.write_all(answer.replace("HOST", &host).as_bytes());
            let _ = stream.shutdown(Shutdown::Write);
        }
    });
    (origin, heard)
}

fn http(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn get(url: &str, server: Server, token: Option<&str>) -> Result<Vec<u8>, String> {
    let address = Address {
        url: Url::parse(url).expect("a URL"),
        server,
    };
    let token = token.map(SecretString::from);
    let limits = Limits {
        token: token.as_ref().filter(|_| address.takes_token()),
        timeout: Duration::from_secs(5),
        max_bytes: 1000,
    };
    download(&address, &limits, &Progress::new(false)).map_err(|problem| {
        let text = problem.to_string();
        assert!(!text.contains("canary"), "the token stays inside: {text}");
        text
    })
}

fn one(answer: String, server: Server, token: Option<&str>) -> Result<Vec<u8>, String> {
    let (origin, _heard) = serve(vec![answer]);
    get(&format!("{origin}/api/openapi"), server, token)
}

#[test]
fn the_token_goes_to_rill_and_to_nobody_else() {
    for (server, sent) in [
        (Server::Cloud, true),
        (Server::RillUrl, false),
        (Server::Local, false),
        (Server::OtherUrl, false),
    ] {
        let (origin, heard) = serve(vec![http("200 OK", "", DOCUMENT)]);
        let body = get(&format!("{origin}/x"), server, Some(TOKEN));
        assert_eq!(body.as_deref(), Ok(DOCUMENT.as_bytes()));
        let request = heard.recv().expect("a request").to_lowercase();
        assert!(request.contains("accept: application/json\n"), "{request}");
        let bearer = format!("authorization: bearer {TOKEN}\n");
        assert_eq!(request.contains(&bearer), sent, "{server:?}: {request}");
    }
}

#[test]
fn no_token_in_clear() {
    let problem = get("http://rill.example/x", Server::Cloud, Some(TOKEN)).expect_err("in clear");
    assert!(problem.contains("https://"), "{problem}");
    let broken = get("https://127.0.0.1:1/x", Server::Cloud, Some("a\nb")).expect_err("no token");
    assert!(broken.contains("RILL_TOKEN"), "{broken}");
}

/// Status, type and body of a response, who answers, whether a token went along, and words of the message.
const REFUSALS: &str = r#"
401 Unauthorized | text/plain | jwt is expired | cloud | token | jwt is expired / not accepted / rill token issue
401 Unauthorized | application/json | {"error":"does not have permission"} | cloud | | RILL_TOKEN is not set / set RILL_TOKEN
401 Unauthorized | text/plain | no | local | | 401 Unauthorized: no / local Rill / rill start
401 Unauthorized | text/plain | no | other | token | only sent to Rill / give it as `file` / project
403 Forbidden | application/json | {"error":"not allowed"} | cloud | token | not allowed / may not read / viewer
404 Not Found | application/json | {"code":5,"message":"Not Found"} | cloud | | 404 Not Found: Not Found / check the host / instance
400 Bad Request | application/json | {"error":"project not found"} | cloud | | project not found / rill project list / branch
503 Service Unavailable | text/plain | | cloud | | 503 / cannot answer now / try again later
204 No Content | text/plain | | cloud | | empty document / host / api.rilldata.com
"#;

#[test]
fn refusals_say_what_to_do() {
    for case in REFUSALS.trim().lines() {
        let parts: Vec<&str> = case.split('|').map(str::trim).collect();
        let [status, kind, body, server, token, said] = parts[..] else {
            panic!("{case}");
        };
        let server = match server {
            "cloud" => Server::Cloud,
            "local" => Server::Local,
            _ => Server::OtherUrl,
        };
        let answer = http(status, &format!("content-type: {kind}\r\n"), body);
        let token = Some(TOKEN).filter(|_| !token.is_empty());
        let problem = one(answer, server, token).expect_err(status);
        for words in said.split(" / ").chain(["/api/openapi"]) {
            assert!(problem.contains(words), "{case}: {words}: {problem}");
        }
    }
}

#[test]
fn what_is_no_document_is_told_apart() {
    let html = "content-type: text/html\r\n";
    for (headers, body, said) in [
        ("", "", "an empty document"),
        ("", " \u{feff}\n", "an empty document"),
        ("", "<!doctype html><p>Log in", "a web page"),
        (html, "Log in", "a web page"),
        ("", "hello", "something else"),
        ("", "\u{1b}[2Jhello", "it begins with: [2Jhello"),
    ] {
        let problem = one(http("200 OK", headers, body), Server::RillUrl, None).expect_err(body);
        assert!(problem.contains(said), "{body:?}: {problem}");
        assert!(problem.contains("document itself"), "{problem}");
    }
    let yaml = "# ours\nopenapi: 3.0.3\n";
    assert_eq!(
        one(http("200 OK", "", yaml), Server::OtherUrl, None).as_deref(),
        Ok(yaml.as_bytes())
    );
}

#[test]
fn redirects_stay_at_home() {
    let to = |location: &str| http("302 Found", &format!("location: {location}\r\n"), "");
    let (origin, heard) = serve(vec![to("/second"), http("200 OK", "", DOCUMENT)]);
    let body = get(&format!("{origin}/first"), Server::Cloud, Some(TOKEN));
    assert_eq!(body.as_deref(), Ok(DOCUMENT.as_bytes()));
    assert!(
        heard
            .iter()
            .nth(1)
            .expect("two requests")
            .contains("GET /second")
    );

    let named = to("http://admin:canary@HOST/second");
    let (origin, heard) = serve(vec![named, http("200 OK", "", DOCUMENT)]);
    let body = get(&format!("{origin}/first"), Server::OtherUrl, None);
    assert_eq!(body.as_deref(), Ok(DOCUMENT.as_bytes()));
    let second = heard.iter().nth(1).expect("two requests").to_lowercase();
    assert!(!second.contains("authorization"), "{second}");

    let (elsewhere, stolen) = serve(vec![http("200 OK", "", DOCUMENT)]);
    let problem = one(to(&format!("{elsewhere}/x")), Server::Cloud, Some(TOKEN)).expect_err("away");
    assert!(problem.contains("redirects to another host"), "{problem}");
    assert!(problem.contains(&elsewhere), "{problem}");
    assert!(
        stolen.try_recv().is_err(),
        "nothing was sent to the other host"
    );

    let (origin, _heard) = serve(vec![to("/again"); 7]);
    let problem = get(&format!("{origin}/x"), Server::Cloud, None).expect_err("a loop");
    assert!(problem.contains("more than 5 times"), "{problem}");
}

#[test]
fn size_and_time_are_limited() {
    let announced = one(http("200 OK", "", &"x".repeat(2000)), Server::Cloud, None);
    assert!(
        announced
            .expect_err("too large")
            .contains("more than 1000 bytes")
    );
    let silent = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}",
        "x".repeat(5000)
    );
    assert!(
        one(silent, Server::Cloud, None)
            .expect_err("too large")
            .contains("more than 1000 bytes")
    );
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{\"openapi\"".to_owned();
    let problem = one(cut, Server::Cloud, None).expect_err("cut off");
    assert!(problem.contains("cut off after 10 bytes"), "{problem}");

    let quiet = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/x", quiet.local_addr().expect("an address"));
    let address = Address {
        url: Url::parse(&url).expect("a URL"),
        server: Server::Cloud,
    };
    let limits = Limits {
        token: None,
        timeout: Duration::from_millis(50),
        max_bytes: 9,
    };
    let problem = download(&address, &limits, &Progress::new(false)).expect_err("too slow");
    assert!(
        problem.to_string().contains("--timeout SECONDS"),
        "{problem}"
    );
}

#[test]
fn a_server_that_is_not_there() {
    let problem = get("http://127.0.0.1:1/x", Server::Local, None).expect_err("nobody listens");
    assert!(problem.contains("rill start"), "{problem}");
    let problem = get("http://127.0.0.1:1/x", Server::Cloud, None).expect_err("nobody listens");
    assert!(problem.contains("check the address"), "{problem}");
}
