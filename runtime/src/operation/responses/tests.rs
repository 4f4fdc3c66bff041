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
    for (kind, expected) in [
        ("application/json; charset=utf-8", 0),
        ("Application/VND.pet+json", 1),
        ("application/problem+json", 0),
        ("text/csv", 3),
        ("text/html", 2),
        ("image/png", 4),
        ("", 4),
    ] {
        assert_eq!(
            found(CASES, &[], 200, kind),
            Found::Success(expected),
            "{kind}"
        );
    }
    for (kind, expected) in [
        ("text/event-stream", 0),
        ("application/problem+json", 1),
        ("text/html", 2),
        ("image/png", 0),
    ] {
        assert_eq!(
            found(PLAIN, &[], 200, kind),
            Found::Success(expected),
            "{kind}"
        );
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

#[test]
fn accept_says_what_is_read() {
    const EVENTS: &[Case] = &[Case::new(&[], ContentKind::Events)];
    const TWO: &[Case] = &[
        Case::new(&[], JSON).media_types(&["application/vnd.x+json"]),
        Case::new(&[], JSON),
        Case::new(&[], JSON),
    ];
    const NOTHING: &[Case] = &[Case::new(&[], ContentKind::Empty)];
    const TEXT: &[Case] = &[Case::new(&[], ContentKind::Text)];
    const CSV: &[Case] =
        &[Case::new(&[], ContentKind::Text)
            .media_types(&["text/csv", "text/tab-separated-values"])];
    const FILE: &[Case] = &[Case::new(&[], ContentKind::Bytes)];
    const IMAGE: &[Case] = &[Case::new(&[], ContentKind::Bytes).media_types(&["image/*"])];
    const LINES: &[Case] = &[Case::new(&[], ContentKind::JsonLines)];
    const ERRORS: &[Case] = &[Case::new(&[], JSON)];
    const PROBLEM: &[Case] = &[Case::new(&[], JSON).media_types(&["application/problem+json"])];
    let text = |success: &'static [Case], failure: &'static [Case]| {
        accept(&Cases::Many(success), &Cases::Many(failure))
    };
    for (success, failure, expected) in [
        (ERRORS, ERRORS, Some("application/json")),
        (ERRORS, &[], Some("application/json")),
        (
            EVENTS,
            ERRORS,
            Some("text/event-stream, application/json;q=0.5"),
        ),
        (
            TWO,
            ERRORS,
            Some("application/vnd.x+json, application/json"),
        ),
        (
            ERRORS,
            PROBLEM,
            Some("application/json, application/problem+json;q=0.5"),
        ),
        (
            CSV,
            PROBLEM,
            Some("text/csv, text/tab-separated-values, application/problem+json;q=0.5"),
        ),
        (NOTHING, ERRORS, Some("application/json")),
        (NOTHING, PROBLEM, Some("application/problem+json")),
        (NOTHING, TEXT, Some("text/plain")),
        (FILE, &[], Some("application/octet-stream, */*;q=0.1")),
        (
            IMAGE,
            ERRORS,
            Some("application/json;q=0.5, image/*, */*;q=0.1"),
        ),
        (
            LINES,
            TEXT,
            Some("application/x-ndjson, text/plain;q=0.5, */*;q=0.1"),
        ),
        (NOTHING, &[], None),
    ] {
        assert_eq!(text(success, failure).as_deref(), expected);
    }
}
