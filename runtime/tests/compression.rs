//! Packed answers.
#![cfg(feature = "gzip")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::io::{Read, Write};

use rill_client_runtime::codegen::v1::Core;
use rill_client_runtime::{Call, Credential, Options, RillError, Value, Via};

/// `[{"a":1}]`, packed by `gzip -n`.
const PACKED: &[u8] = &[
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x8b, 0xae, 0x56, 0x4a, 0x54, 0xb2,
    0x32, 0xac, 0x8d, 0x05, 0x00, 0x7d, 0x73, 0xcb, 0xf2, 0x09, 0x00, 0x00, 0x00,
];

/// Sixteen megabytes of nothing, in sixteen kilobytes.
#[tokio::test]
async fn the_size_is_that_of_what_was_unpacked() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(b"[").unwrap();
    for _ in 0..16 {
        gzip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    gzip.write_all(b"]").unwrap();
    let packed = gzip.finish().unwrap();
    assert!(packed.len() < 1 << 15);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).unwrap();
            assert!(length > 0);
            let length = packed.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            // The client goes as soon as it knows enough.
            let _ = stream.write_all(&packed);
        }
    });
    for (limit, fits) in [(1 << 20, false), (1 << 25, true)] {
        let options = Options::default().max_response_bytes(limit);
        let core = Core::new(target.clone(), Credential::none(), options, "a").unwrap();
        let call: Call<Vec<Value>, RillError> = core.custom_api("x", Via::Query, &());
        match call.await {
            Ok(rows) => assert!(fits && rows.is_empty()),
            Err(error) => {
                assert!(
                    !fits && error.to_string().contains("is larger than 1048576 bytes"),
                    "{error}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_packed_answer_is_asked_for_and_unpacked() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut asked = String::new();
        for _ in 0..2 {
            let mut stream = listener.accept().unwrap().0;
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).unwrap();
            asked = String::from_utf8_lossy(&buffer[..length]).into_owned();
            let length = PACKED.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(PACKED).unwrap();
        }
        asked
    });
    let core = Core::new(target, Credential::none(), Options::default(), "a").unwrap();
    let call: Call<Vec<Value>, RillError> = core.custom_api("x", Via::Query, &());
    assert_eq!(call.clone().await.unwrap()[0]["a"], 1);
    let mut rows = call.rows();
    assert_eq!(rows.next().await.unwrap().unwrap()["a"], 1);
    assert!(rows.next().await.is_none());
    let asked = server.join().unwrap();
    assert!(
        asked.contains("accept-encoding: ") && asked.contains("gzip"),
        "{asked}"
    );
}
