//! A server of one page: it answers every request as the test says, byte by byte where that matters.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// `POST /path?query HTTP/1.1`
    pub(crate) line: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A response that goes out, byte for byte; then the connection is kept for a while, and closed.
#[derive(Clone)]
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
    pub(crate) then_wait: Duration,
}

impl Reply {
    /// A whole answer.
    pub(crate) fn new(status: &str, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        Self::cut(status, content_type, body, body.len())
    }

    /// An answer that announces another length than it has.
    pub(crate) fn cut(status: &str, content_type: &str, body: &[u8], announced: usize) -> Self {
        let mut bytes = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {announced}\r\nx-trace-id: t-1\r\nconnection: close\r\n\r\n"
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        Self {
            bytes,
            then_wait: Duration::ZERO,
        }
    }

    /// An answer with more headers, each ending in CRLF, and a body that ends with the connection.
    pub(crate) fn open(head: &str, body: &str) -> Self {
        Self {
            bytes: format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n{body}").into_bytes(),
            then_wait: Duration::ZERO,
        }
    }

    pub(crate) fn json(body: impl AsRef<[u8]>) -> Self {
        Self::new("200 OK", "application/json", body)
    }
}

pub(crate) struct Server {
    pub(crate) origin: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) fn start(reply: Reply) -> Self {
        Self::listen(TcpListener::bind("127.0.0.1:0").unwrap(), reply)
    }

    pub(crate) fn listen(listener: TcpListener, reply: Reply) -> Self {
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (reply, recorded) = (reply.clone(), Arc::clone(&recorded));
                std::thread::spawn(move || answer(stream.unwrap(), &reply, &recorded));
            }
        });
        Self { origin, requests }
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The one request so far.
    pub(crate) fn request(&self) -> Request {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].clone()
    }
}

/// A body whose length nobody knew beforehand.
fn chunks(reader: &mut BufReader<TcpStream>) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let length = usize::from_str_radix(line.trim(), 16).unwrap();
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&chunk[..length]);
    }
}

fn answer(stream: TcpStream, reply: &Reply, recorded: &Mutex<Vec<Request>>) {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        // A client that gives up early ends the connection.
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let headers: Vec<(String, String)> = lines[1..]
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let header = |name: &str| headers.iter().find(|(header, _)| header == name);
    let length = header("content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    if header("transfer-encoding").is_some() {
        body = chunks(&mut reader);
    }
    recorded.lock().unwrap().push(Request {
        line: lines.swap_remove(0),
        headers,
        body: String::from_utf8(body).unwrap(),
    });
    // The client may be gone when it got all it wanted.
    let _ = reader.get_mut().write_all(&reply.bytes);
    std::thread::sleep(reply.then_wait);
}
