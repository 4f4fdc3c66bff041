use http::header::{CONTENT_TYPE, HeaderMap};
use http::{HeaderValue, StatusCode};

use super::{
    CLIENT_ERRORS, ContentKind, DEFAULT, ResponseCase as Case, ResponseCases as Cases,
    ResponseMatch as Found, accept, find_response as find,
};

const JSON: ContentKind = ContentKind::Json;

fn found(success: &'static [Case], failure: &'static [Case], status: u16, kind: &str) -> Found {
    let mut headers = HeaderMap::new();
    if !kind.is_empty() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
    }
    let status = StatusCode::from_u16(status).unwrap();
    find(
        &Cases::Many(success),
        &Cases::Many(failure),
        status,
        &headers,
    )
}

#[test]
fn an_exact_status_goes_before_a_range_and_a_range_before_the_default() {
    const OK: &[Case] = &[
        Case::new(&[200], JSON),
        Case::new(&[204, 302], ContentKind::Empty),
    ];
    const FAILED: &[Case] = &[
        Case::new(&[DEFAULT], JSON),
        Case::new(&[CLIENT_ERRORS], JSON),
        Case::new(&[404, 410], JSON),
    ];
    for (status, expected) in [
        (200, Found::Success(0)),
        (204, Found::Success(1)),
        (302, Found::Success(1)),
        // A default covers whatever is not listed.
        (202, Found::Failure(0)),
        (301, Found::Failure(0)),
        (400, Found::Failure(1)),
        (404, Found::Failure(2)),
        (410, Found::Failure(2)),
        (500, Found::Failure(0)),
    ] {
        assert_eq!(
            found(OK, FAILED, status, "application/json"),
            expected,
            "{status}"
        );
    }
}

#[test]
fn one_success_takes_any_success_but_for_a_default() {
    const CREATED: &[Case] = &[Case::new(&[201], JSON)];
    const ANY: &[Case] = &[Case::new(&[DEFAULT], JSON)];
    const NOTHING: &[Case] = &[Case::new(&[], ContentKind::Empty)];
    for success in [CREATED, ANY, NOTHING] {
        assert_eq!(found(success, &[], 200, ""), Found::Success(0));
        assert_eq!(found(success, &[], 404, ""), Found::Unexpected);
        assert_eq!(found(success, ANY, 404, ""), Found::Failure(0));
    }
    assert_eq!(found(CREATED, &[], 302, ""), Found::Unexpected);
    assert_eq!(found(CREATED, ANY, 202, ""), Found::Failure(0));
    // The one that is declared is both.
    assert_eq!(found(ANY, ANY, 202, ""), Found::Success(0));
    assert_eq!(found(ANY, ANY, 500, ""), Found::Failure(0));
}

#[test]
fn one_status_is_told_apart_by_media_type() {
    const OK: &[u16] = &[200];
    const CASES: &[Case] = &[
        Case::new(OK, JSON).media_types(&["application/json"]),
        Case::new(OK, JSON).media_types(&["application/vnd.pet+json; version=1"]),
        Case::new(OK, ContentKind::Text).media_types(&["text/*"]),
        Case::new(OK, ContentKind::Text).media_types(&["text/csv"]),
        Case::new(OK, ContentKind::Bytes).media_types(&["*/*"]),
    ];
    const PLAIN: &[Case] = &[
        Case::new(OK, ContentKind::Events),
        Case::new(OK, JSON),
        Case::new(OK, ContentKind::Text),
    ];
    for (cases, kind, expected) in [
        (CASES, "application/json; charset=utf-8", 0),
        (CASES, "Application/VND.pet+json", 1),
        (CASES, "application/problem+json", 0),
        (CASES, "text/csv", 3),
        (CASES, "text/html", 2),
        (CASES, "image/png", 4),
        (CASES, "", 4),
        (PLAIN, "text/event-stream", 0),
        (PLAIN, "application/problem+json", 1),
        (PLAIN, "text/html", 2),
        (PLAIN, "image/png", 0),
    ] {
        let found = found(cases, &[], 200, kind);
        assert_eq!(found, Found::Success(expected), "{kind}");
    }
}

#[test]
fn parameters_of_a_media_type_decide_where_they_differ() {
    const OK: &[u16] = &[200];
    const CASES: &[Case] = &[
        Case::new(OK, JSON).media_types(&["application/json; version=2"]),
        Case::new(OK, JSON).media_types(&["application/json"]),
        Case::new(OK, JSON).media_types(&["application/json; version=1"]),
    ];
    for (kind, expected) in [
        ("application/json", 1),
        ("application/json; charset=utf-8", 1),
        ("application/json;Version=\"1\"; charset=utf-8", 2),
        ("application/json; version=2", 0),
        ("application/json; version=3", 1),
    ] {
        let found = found(CASES, &[], 200, kind);
        assert_eq!(found, Found::Success(expected), "{kind}");
    }
}

/// The successes, the failures, and what is accepted of them.
const ACCEPTED: &str = "
    JSON | JSON | application/json
    JSON | - | application/json
    EVENTS | JSON | text/event-stream, application/json;q=0.5
    TWO | JSON | application/vnd.x+json, application/json
    JSON | PROBLEM | application/json, application/problem+json;q=0.5
    CSV | PROBLEM | text/csv, text/tab-separated-values, application/problem+json;q=0.5
    EMPTY | JSON | application/json
    EMPTY | PROBLEM | application/problem+json
    EMPTY | TEXT | text/plain
    FILE | - | application/octet-stream, */*;q=0.1
    IMAGE | JSON | application/json;q=0.5, image/*, */*;q=0.1
    LINES | TEXT | application/x-ndjson, text/plain;q=0.5, */*;q=0.1
    EMPTY | - | -
";

#[test]
fn accept_says_what_is_read() {
    let cases = |name: &str| -> Vec<Case> {
        let case = |kind| Case::new(&[], kind);
        match name {
            "JSON" => vec![case(JSON)],
            "EVENTS" => vec![case(ContentKind::Events)],
            "TWO" => vec![
                case(JSON).media_types(&["application/vnd.x+json"]),
                case(JSON),
                case(JSON),
            ],
            "PROBLEM" => vec![case(JSON).media_types(&["application/problem+json"])],
            "CSV" => {
                vec![
                    case(ContentKind::Text).media_types(&["text/csv", "text/tab-separated-values"]),
                ]
            }
            "EMPTY" => vec![case(ContentKind::Empty)],
            "TEXT" => vec![case(ContentKind::Text)],
            "FILE" => vec![case(ContentKind::Bytes)],
            "IMAGE" => vec![case(ContentKind::Bytes).media_types(&["image/*"])],
            "LINES" => vec![case(ContentKind::JsonLines)],
            _ => vec![],
        }
    };
    for row in ACCEPTED.trim().lines() {
        let parts: Vec<&str> = row.trim().split(" | ").collect();
        let [success, failure, expected] = parts[..] else {
            panic!("{row}");
        };
        let (success, failure) = (cases(success).leak(), cases(failure).leak());
        let accepted = accept(&Cases::Many(success), &Cases::Many(failure));
        assert_eq!(accepted.as_deref().unwrap_or("-"), expected, "{row}");
    }
}
