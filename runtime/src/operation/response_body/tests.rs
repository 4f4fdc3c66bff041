use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::ResponseBody;
use crate::error::{DecodeError, FullResponse, Mismatch};

fn answer(kind: &str, body: &[u8]) -> FullResponse {
    let mut headers = HeaderMap::new();
    if !kind.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    }
    FullResponse {
        status: StatusCode::OK,
        headers,
        body: Bytes::copy_from_slice(body),
    }
}

fn read<T>(
    kind: &str,
    body: &[u8],
    decode: fn(ResponseBody) -> Result<T, Mismatch>,
) -> Result<T, String> {
    let answer = answer(kind, body);
    let decoded = decode(ResponseBody::new(&answer, None));
    decoded.map_err(|mismatch| DecodeError::new(answer, mismatch).to_string())
}

#[test]
fn json_may_have_a_mark_and_any_media_type() {
    let json = ResponseBody::json::<Value>;
    for kind in [
        "",
        "application/json; charset=utf-8",
        "application/vnd.x+json",
        "text/plain",
    ] {
        assert_eq!(
            read(kind, b"\xEF\xBB\xBF{\"a\":1}", json),
            Ok(json!({"a": 1}))
        );
    }
    assert_eq!(
        read("text/html", b"<html>", json).unwrap_err(),
        "200 OK, but the body is text/html where JSON was expected: <html>"
    );
    assert_eq!(
        read(
            "application/json",
            b"{\"a\":\"x\"}",
            ResponseBody::json::<std::collections::BTreeMap<String, i64>>
        )
        .unwrap_err(),
        "200 OK, but at a: invalid type: string \"x\", expected i64 ({\"a\":\"x\"})"
    );
}

#[test]
fn an_empty_body_is_null_where_the_type_takes_it() {
    assert_eq!(
        read("application/json", b"", ResponseBody::json::<()>),
        Ok(())
    );
    assert_eq!(read("", b"", ResponseBody::json::<Option<i64>>), Ok(None));
    assert_eq!(
        read("application/json", b"", ResponseBody::json::<i64>).unwrap_err(),
        "200 OK, but the body is empty where JSON was expected"
    );
    assert_eq!(read("text/html", b"whatever", ResponseBody::empty), Ok(()));
}

#[test]
fn text_comes_in_its_charset() {
    let text = ResponseBody::text;
    assert_eq!(
        read("text/plain", b"\xEF\xBB\xBFa\xC3\xA9", text),
        Ok("aé".to_owned())
    );
    for kind in [
        "text/plain;charset=ISO-8859-1",
        "text/plain; a=b; Charset=\"latin1\"",
    ] {
        assert_eq!(read(kind, b"a\xE9", text), Ok("aé".to_owned()), "{kind}");
    }
    assert_eq!(
        read("text/plain; charset=utf-8", b"a\xE9", text).unwrap_err(),
        "200 OK, but the body is not text in UTF-8: byte 1 begins no character: a\u{fffd}"
    );
    assert_eq!(
        read("text/plain; charset=shift_jis", b"a", text).unwrap_err(),
        "200 OK, but the body is text in the charset \"shift_jis\", which is not supported: a"
    );
}

#[test]
fn other_bodies_are_no_streams() {
    let events = ResponseBody::events_text;
    assert!(read("text/event-stream; charset=utf-8", b"data: 1\n\n", events).is_ok());
    assert_eq!(
        read("application/json", b"{}", events).unwrap_err(),
        "200 OK, but the body is application/json where an event stream was expected: {}"
    );
    assert_eq!(
        read("text/html", b"<html>", ResponseBody::json_lines::<i64>).unwrap_err(),
        "200 OK, but the body is text/html where lines of JSON were expected: <html>"
    );
}
