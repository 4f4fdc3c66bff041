use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

use super::response_header;

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let value = HeaderValue::from_str(value).unwrap();
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Fresh,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Limit {
    used: i64,
    window: String,
}

#[test]
fn a_header_is_read_as_its_type_wants_it() {
    let headers = headers(&[
        ("number", "15"),
        ("flag", " true "),
        ("kind", "fresh"),
        ("list", "a, b,c"),
        ("list", "d"),
        ("numbers", "1,2"),
        ("limit", "used=3,window=day"),
        ("pairs", "used,3,window,day"),
        ("json", r#"{"used":3,"window":"day"}"#),
        ("date", "2025-12-28"),
    ]);
    assert_eq!(response_header(&headers, "number"), Ok(Some(15_u64)));
    assert_eq!(
        response_header(&headers, "number"),
        Ok(Some("15".to_owned()))
    );
    assert_eq!(response_header(&headers, "number"), Ok(Some(vec![15])));
    assert_eq!(response_header(&headers, "flag"), Ok(Some(true)));
    assert_eq!(response_header(&headers, "kind"), Ok(Some(Kind::Fresh)));
    let list = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    assert_eq!(response_header(&headers, "list"), Ok(Some(list)));
    assert_eq!(
        response_header(&headers, "list"),
        Ok(Some("a, b,c, d".to_owned()))
    );
    assert_eq!(response_header(&headers, "numbers"), Ok(Some(vec![1, 2])));
    for name in ["limit", "pairs", "json"] {
        let limit = Limit {
            used: 3,
            window: "day".to_owned(),
        };
        assert_eq!(response_header(&headers, name), Ok(Some(limit)), "{name}");
    }
    let date = jiff::civil::date(2025, 12, 28);
    assert_eq!(response_header(&headers, "date"), Ok(Some(date)));
    assert_eq!(response_header::<i64>(&headers, "none"), Ok(None));
}

#[test]
fn what_does_not_fit_is_said_by_name() {
    let headers = headers(&[("x-rate", "many"), ("x-left", "1.5")]);
    for (name, text) in [
        (
            "x-rate",
            "the header x-rate: invalid type: string \"many\", expected i64",
        ),
        (
            "x-left",
            "the header x-left: invalid type: floating point `1.5`, expected i64",
        ),
    ] {
        let error = response_header::<i64>(&headers, name).unwrap_err();
        assert_eq!((error.name(), error.to_string().as_str()), (name, text));
    }
    let mut headers = HeaderMap::new();
    headers.insert("x-raw", HeaderValue::from_bytes(b"\xff").unwrap());
    let error = response_header::<String>(&headers, "x-raw").unwrap_err();
    assert_eq!(error.to_string(), "the header x-raw: it is not text");
}
