use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::Payload;
use crate::error::{Answer, DecodeError, Misfit};

fn answer(kind: &str, body: &[u8]) -> Answer {
    let mut headers = HeaderMap::new();
    if !kind.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    }
    Answer {
        status: StatusCode::OK,
        headers,
        body: Bytes::copy_from_slice(body),
    }
}

fn read<T>(kind: &str, body: &[u8], decode: fn(Payload) -> Result<T, Misfit>) -> Result<T, String> {
    let answer = answer(kind, body);
    let decoded = decode(Payload::new(&answer, None));
    decoded.map_err(|misfit| DecodeError::new(answer, misfit).to_string())
}

#[test]
fn json_may_have_a_mark_and_any_media_type() {
    let json = Payload::json::<Value>;
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
            Payload::json::<std::collections::BTreeMap<String, i64>>
        )
        .unwrap_err(),
        "200 OK, but at a: invalid type: string \"x\", expected i64 ({\"a\":\"x\"})"
    );
}

#[test]
fn an_empty_body_is_null_where_the_type_takes_it() {
    assert_eq!(read("application/json", b"", Payload::json::<()>), Ok(()));
    assert_eq!(read("", b"", Payload::json::<Option<i64>>), Ok(None));
    assert_eq!(
        read("application/json", b"", Payload::json::<i64>).unwrap_err(),
        "200 OK, but the body is empty where JSON was expected"
    );
    assert_eq!(read("text/html", b"whatever", Payload::empty), Ok(()));
}

#[test]
fn text_comes_in_its_charset() {
    let text = Payload::text;
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
        "200 OK, but the body is text in the charset \"shift_jis\", which is not read here: a"
    );
}

#[test]
fn other_bodies_are_no_streams() {
    let events = Payload::events_text;
    assert!(read("text/event-stream; charset=utf-8", b"data: 1\n\n", events).is_ok());
    assert_eq!(
        read("application/json", b"{}", events).unwrap_err(),
        "200 OK, but the body is application/json where an event stream was expected: {}"
    );
    assert_eq!(
        read("text/html", b"<html>", Payload::json_lines::<i64>).unwrap_err(),
        "200 OK, but the body is text/html where lines of JSON were expected: <html>"
    );
}
