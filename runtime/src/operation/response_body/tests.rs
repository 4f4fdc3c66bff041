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
    let kinds = "| application/json; charset=utf-8 | application/vnd.x+json | text/plain";
    for kind in kinds.split('|').map(str::trim) {
        let read = read(kind, b"\xEF\xBB\xBF{\"a\":1}", json);
        assert_eq!(read, Ok(json!({"a": 1})), "{kind}");
    }
}

#[test]
fn an_empty_body_is_null_where_the_type_takes_it() {
    let kind = "application/json";
    assert_eq!(read(kind, b"", ResponseBody::json::<()>), Ok(()));
    assert_eq!(read("", b"", ResponseBody::json::<Option<i64>>), Ok(None));
    assert_eq!(read("text/html", b"whatever", ResponseBody::empty), Ok(()));
}

#[test]
fn text_comes_in_its_charset() {
    for (kind, body) in [
        ("text/plain", &b"\xEF\xBB\xBFa\xC3\xA9"[..]),
        ("text/plain;charset=ISO-8859-1", b"a\xE9"),
        ("text/plain; a=b; Charset=\"latin1\"", b"a\xE9"),
    ] {
        let text = read(kind, body, ResponseBody::text);
        assert_eq!(text, Ok("aé".to_owned()), "{kind}");
    }
}

#[test]
fn what_does_not_fit_is_told() {
    type Numbers = std::collections::BTreeMap<String, i64>;
    fn refused<T>(
        kind: &str,
        body: &[u8],
        decode: fn(ResponseBody) -> Result<T, Mismatch>,
    ) -> String {
        let error = read(kind, body, decode).err().expect("it does not fit");
        let reason = error.strip_prefix("200 OK, but ");
        reason.expect("the status goes first").to_owned()
    }
    let json = "application/json";
    let (text, events) = (ResponseBody::text, ResponseBody::events_text);
    for (found, expected) in [
        (
            refused("text/html", b"<html>", ResponseBody::json::<Value>),
            "the body is text/html where JSON was expected: <html>",
        ),
        (
            refused(json, b"{\"a\":\"x\"}", ResponseBody::json::<Numbers>),
            "at a: invalid type: string \"x\", expected i64 ({\"a\":\"x\"})",
        ),
        (
            refused(json, b"", ResponseBody::json::<i64>),
            "the body is empty where JSON was expected",
        ),
        (
            refused("text/plain; charset=utf-8", b"a\xE9", text),
            "the body is not text in UTF-8: byte 1 begins no character: a\u{fffd}",
        ),
        (
            refused("text/plain; charset=shift_jis", b"a", text),
            "the body is text in the charset \"shift_jis\", which is not supported: a",
        ),
        (
            refused(json, b"{}", events),
            "the body is application/json where an event stream was expected: {}",
        ),
        (
            refused("text/html", b"<html>", ResponseBody::json_lines::<i64>),
            "the body is text/html where lines of JSON were expected: <html>",
        ),
    ] {
        assert_eq!(found, expected);
    }
    let kind = "text/event-stream; charset=utf-8";
    assert!(read(kind, b"data: 1\n\n", events).is_ok());
}
