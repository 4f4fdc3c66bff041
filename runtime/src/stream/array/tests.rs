use std::convert::Infallible;
use std::future::poll_fn;

use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ArrayReader;
use crate::error::{Error, FullResponse};
use crate::http::byte_stream::ByteStream;

#[derive(Debug, Deserialize)]
struct Row {
    a: i64,
}

fn reading(bytes: ByteStream, is_rill: bool) -> ArrayReader {
    let head = FullResponse {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    ArrayReader::new(head, bytes, is_rill)
}

/// All rows and errors, each as text.
async fn all<R: DeserializeOwned>(mut reading: ArrayReader, show: fn(R) -> String) -> Vec<String> {
    let mut all = Vec::new();
    while !reading.is_over {
        match poll_fn(|cx| reading.poll_row::<R, Infallible>(cx)).await {
            Some(Ok(row)) => all.push(show(row)),
            Some(Err(Error::Transport(error))) => all.push(format!("!! {error}")),
            Some(Err(error)) => all.push(format!("! {error}")),
            None => {}
        }
    }
    all
}

async fn values(body: &[u8], cuts: &[usize]) -> Vec<String> {
    let reading = reading(ByteStream::pieces(body, cuts), true);
    all::<Value>(reading, |value| value.to_string()).await
}

#[tokio::test]
async fn rows_are_the_same_wherever_the_bytes_are_cut() {
    for (body, expected) in [
        (r#" [{"a":1} , {"a":"]\"},{\\"},{"b":{"c":[1,{}]}}] "#, 3),
        ("\u{feff}[]", 0),
        ("[ ]\n", 0),
        (" null ", 0),
        ("[12,345 ,-6.5e3,true,null,\"\u{e9}\\u00e9\"]", 6),
    ] {
        let body = body.as_bytes();
        let whole = values(body, &[]).await;
        assert_eq!(whole.len(), expected, "{whole:?}");
        assert!(whole.iter().all(|row| !row.starts_with('!')), "{whole:?}");
        for cut in 0..=body.len() {
            assert_eq!(values(body, &[cut]).await, whole, "{cut}");
            for second in cut..=body.len() {
                assert_eq!(values(body, &[cut, second]).await, whole, "{cut} {second}");
            }
        }
        let every: Vec<usize> = (1..body.len()).collect();
        assert_eq!(values(body, &every).await, whole);
    }
}

#[tokio::test]
async fn a_list_that_stops_anywhere_is_an_error() {
    let body = br#"[{"a":1},{"a":22}]"#;
    for end in 0..body.len() {
        let rows = values(&body[..end], &[]).await;
        let (last, rows) = rows.split_last().unwrap();
        assert!(last.starts_with('!'), "{end} {last}");
        assert!(rows.iter().all(|row| !row.starts_with('!')), "{end}");
        if end > 0 {
            assert_eq!(
                *last,
                format!("!! the list broke off behind {} whole rows", rows.len())
            );
        }
    }
    assert_eq!(
        values(b"", &[]).await,
        ["! 200 OK, but the body is empty where a list was expected"]
    );
}

#[tokio::test]
async fn a_row_of_another_type_is_shown_and_the_next_one_follows() {
    let body = br#"[{"a":1},{"a":"x","b":[1]},{"a":3}]"#;
    for cut in 0..body.len() {
        let reading = reading(ByteStream::pieces(body, &[cut]), true);
        let rows = all::<Row>(reading, |row| row.a.to_string()).await;
        let wrong = "! 200 OK, but row 1, column a: invalid type: string \"x\", expected i64 ({\"a\":\"x\",\"b\":[1]})";
        assert_eq!(rows, ["1", wrong, "3"], "{cut}");
    }
}

#[tokio::test]
async fn what_is_no_list_of_rows_is_told() {
    for (body, expected) in [
        (
            &b"[{\"a\":1},{\"a\" 2},{}]"[..],
            "row 1: expected `:` ({\"a\" 2},{}])",
        ),
        (b"[{} {}]", "row 1: expected `,` or `]` ("),
        (b"[{},]", "row 1: expected value (])"),
        (b"[{}] x", "row 1: trailing characters ("),
        (b"{\"a\":1}", "a list was expected: {\"a\":1}"),
        (b"nul]", "a list was expected: nul]"),
        (
            b"[[1]]",
            "row 0: the rows are arrays where objects were expected ([1])",
        ),
    ] {
        let rows = values(body, &[]).await;
        let last = rows.last().unwrap();
        assert!(
            last.starts_with(&format!("! 200 OK, but {expected}")),
            "{last}"
        );
    }
    // Lists of lists, and no null, where it is not Rill's.
    let reading_ = reading(ByteStream::pieces(b"[[1],[2]]", &[4]), false);
    assert_eq!(
        all::<Value>(reading_, |row| row.to_string()).await,
        ["[1]", "[2]"]
    );
    let reading_ = reading(ByteStream::pieces(b"null", &[]), false);
    let rows = all::<Value>(reading_, |row| row.to_string()).await;
    assert_eq!(rows, ["! 200 OK, but a list was expected: null"]);
}

#[tokio::test]
async fn one_row_may_be_large_and_no_larger_than_the_limit() {
    let long = "x".repeat(300_000);
    let body = format!(r#"[{{"b":"{long}"}},{{"b":"{long}"}}]"#);
    let cuts: Vec<usize> = (1..body.len()).step_by(1000).collect();
    let shown = |row: Value| row["b"].as_str().unwrap().len().to_string();
    let bytes = ByteStream::pieces(body.as_bytes(), &cuts);
    assert_eq!(all(reading(bytes, true), shown).await, ["300000", "300000"]);
    let bytes = ByteStream::pieces(body.as_bytes(), &cuts).with_limit(200_000);
    let rows = all(reading(bytes, true), shown).await;
    assert!(rows[0].contains("is larger than 200000 bytes"), "{rows:?}");
    assert_eq!(rows.len(), 1);
}
