use http::Method;
use serde_json::{Value, json};

use super::{Arguments, Via};

const EVERY_KIND: &str = r#"{"s":"a b","e":"","t":true,"i":5,"f":1.5,"l":[1,"x"],"o":{"k":null}}"#;

fn placed(mut api: Arguments, args: &Value) -> (Method, String, Option<String>) {
    api.add_all(args).unwrap();
    let sent = api.place();
    let body = sent
        .body
        .map(|body| String::from_utf8(body.to_vec()).unwrap());
    (sent.method, sent.query, body)
}

fn api(declared: Via, in_query: &'static [&'static str], chosen: Option<Via>) -> Arguments {
    let mut api = Arguments::new(declared, in_query, true);
    api.chosen = chosen;
    api
}

#[test]
fn every_way_places_every_kind_of_value() {
    let args: Value = serde_json::from_str(EVERY_KIND).unwrap();
    let all_in_query = "e=&f=1.5&i=5&l=%5B1%2C%22x%22%5D&o=%7B%22k%22%3Anull%7D&s=a%20b&t=true";
    let all_in_body = r#"{"e":"","f":1.5,"i":5,"l":[1,"x"],"o":{"k":null},"s":"a b","t":true}"#;
    let query = (Method::GET, all_in_query.to_owned(), None);
    let body = (Method::POST, String::new(), Some(all_in_body.to_owned()));
    let some: &[&str] = &["s", "l", "o", "n"];
    let mixed = (
        Method::POST,
        "s=a%20b".to_owned(),
        Some(r#"{"e":"","f":1.5,"i":5,"l":[1,"x"],"o":{"k":null},"t":true}"#.to_owned()),
    );
    let cases = [
        (Via::Query, &[][..], None, &query),
        (Via::Query, some, None, &query),
        (Via::Query, some, Some(Via::Query), &query),
        (Via::Query, some, Some(Via::Body), &body),
        (Via::Body, &[][..], None, &body),
        (Via::Body, some, None, &mixed),
        (Via::Body, some, Some(Via::Body), &body),
        (Via::Body, some, Some(Via::Query), &query),
    ];
    for (declared, in_query, chosen, expected) in cases {
        let case = format!("{declared:?} {in_query:?} {chosen:?}");
        let mut with_null = api(declared, in_query, chosen);
        with_null.add("n".to_owned(), Value::Null);
        assert_eq!(&placed(with_null, &args), expected, "{case}");
    }
}

#[test]
fn no_arguments_are_an_empty_query_or_an_empty_object() {
    let nothing = (Method::GET, String::new(), None);
    let empty = (Method::POST, String::new(), Some("{}".to_owned()));
    for (declared, expected) in [(Via::Query, nothing), (Via::Body, empty)] {
        for args in [json!(null), json!({})] {
            assert_eq!(placed(api(declared, &[], None), &args), expected);
            let mut with_null = api(declared, &[], None);
            with_null.add("a".to_owned(), Value::Null);
            assert_eq!(placed(with_null, &args), expected);
        }
    }
    let (_, query, body) = placed(api(Via::Body, &["q"], None), &json!({"q": 1}));
    assert_eq!((query.as_str(), body.as_deref()), ("q=1", Some("{}")));
}

#[test]
fn large_integers_of_a_body_also_go_in_the_query() {
    let cases = [
        (json!(999_999), false),
        (json!(1_000_000), true),
        (json!(-999_999), false),
        (json!(-1_000_000), true),
        (json!(9_007_199_254_740_993_u64), true),
        (json!(u64::MAX), true),
        (json!(i64::MIN), true),
        (json!(1_000_000.0), false),
        (json!("1000000"), false),
        (json!([1_000_000]), false),
        (json!({"id": 1_000_000}), false),
    ];
    for (value, is_doubled) in cases {
        let (text, args) = (value.to_string(), json!({"a": value}));
        let (_, query, body) = placed(api(Via::Body, &[], None), &args);
        let doubled = format!("a={text}");
        assert_eq!(query, if is_doubled { &*doubled } else { "" });
        assert_eq!(body, Some(format!("{{\"a\":{text}}}")));

        let mut off = api(Via::Body, &[], None);
        off.exact_integers = false;
        let (_, query, again) = placed(off, &args);
        assert_eq!((query.as_str(), again), ("", body));
    }
    // Declared for the query, it goes there once.
    let (_, query, body) = placed(api(Via::Body, &["a"], None), &json!({"a": u64::MAX}));
    assert_eq!(query, format!("a={}", u64::MAX));
    assert_eq!(body.as_deref(), Some("{}"));
}

#[test]
fn names_and_texts_are_encoded_and_sorted() {
    let args = json!({"ü&=": "日+&=%#?/:\n", "B": "b", "a": "~-._"});
    let (_, query, _) = placed(api(Via::Query, &[], None), &args);
    assert_eq!(
        query,
        "B=b&a=~-._&%C3%BC%26%3D=%E6%97%A5%2B%26%3D%25%23%3F%2F%3A%0A"
    );
}

#[test]
fn a_later_argument_of_the_same_name_wins() {
    let mut override_all = api(Via::Body, &["q"], None);
    let args = json!({"a": 1, "b": 2, "q": 3});
    override_all.add_all(&args).unwrap();
    override_all.add("a".to_owned(), json!("x"));
    override_all.add("b".to_owned(), Value::Null);
    override_all.add("c".to_owned(), json!(4));
    let (_, query, body) = placed(override_all, &json!(null));
    assert_eq!(query, "q=3");
    assert_eq!(body.as_deref(), Some(r#"{"a":"x","c":4}"#));
}

/// Further in too it would be written as a null, which asks for something else.
#[test]
fn va8_numbers_inside_of_arguments_are_finite() {
    #[derive(serde::Serialize)]
    struct Bids {
        domain: &'static str,
        range: Vec<Option<f64>>,
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let places = [
            (Via::Query, &[][..]),
            (Via::Body, &[]),
            (Via::Body, &["domain"]),
        ];
        for (via, in_query) in places {
            let range = vec![Some(1.0), None, Some(number)];
            let bids = Bids { domain: "d", range };
            let error = api(via, in_query, None).add_all(&bids).unwrap_err();
            assert_eq!(error.to_string(), "the arguments cannot be written as JSON");
            let source = std::error::Error::source(&error).unwrap().to_string();
            assert_eq!(source, format!("{number} is not a number in JSON"));
        }
    }
}

/// A number that is not finite is written as a null; left out, the call would ask for something else.
#[test]
fn fields_that_are_null_are_refused_by_name() {
    #[derive(serde::Serialize)]
    struct Bids {
        domain: &'static str,
        min_price: f64,
    }
    for min_price in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let bids = Bids {
            domain: "d",
            min_price,
        };
        let mut flawed = api(Via::Query, &[], None);
        let error = flawed.add_all(&bids).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the argument `min_price` is null, or a number that is not finite, and Rill takes neither: leave it unset"
        );
        assert!(std::error::Error::source(&error).is_none());
        // Not even the ones that are good were taken.
        assert_eq!(flawed.place().query, "");
    }
    let args = json!({"a": 1, "b": null, "c": [null]});
    let mut flawed = api(Via::Body, &["b"], Some(Via::Query));
    let error = flawed.add_all(&args).unwrap_err().to_string();
    assert!(error.starts_with("the argument `b` is null"), "{error}");
    // A null inside a value is the caller's.
    let args = json!({"l": [null], "o": {"k": null}});
    let (_, _, body) = placed(api(Via::Body, &[], None), &args);
    assert_eq!(body.as_deref(), Some(r#"{"l":[null],"o":{"k":null}}"#));
}

#[test]
fn arguments_that_are_no_object_are_refused() {
    for args in [json!([1]), json!(1), json!("a"), json!(true)] {
        let error = api(Via::Body, &[], None).add_all(&args).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the arguments are not a JSON object, and Rill takes nothing else"
        );
    }
    let keyed_by_list = std::collections::BTreeMap::from([(vec![1], 1)]);
    let mut flawed = api(Via::Body, &[], None);
    let error = flawed.add_all(&keyed_by_list).unwrap_err();
    assert_eq!(error.to_string(), "the arguments cannot be written as JSON");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "key must be a string");
}
