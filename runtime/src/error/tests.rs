use std::error::Error as StdError;

use http::{HeaderMap, StatusCode};

use super::{ApiError, Error, FullResponse, RequestError, UnexpectedResponse};
use crate::RillError;

fn answer(status: u16, body: &'static [u8]) -> FullResponse {
    FullResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: body.into(),
    }
}

#[test]
fn the_statuses_that_may_pass_are_retryable() {
    for status in 300..600 {
        let retryable = [408, 429, 502, 503, 504].contains(&status);
        let body = br#"{"error":"e"}"#;
        let declared: RillError = serde_json::from_slice(body).unwrap();
        let api = Error::Api(ApiError::new(answer(status, body), declared));
        let other: Error<RillError> =
            Error::Unexpected(UnexpectedResponse::new(answer(status, b"")));
        assert_eq!(api.is_retryable(), retryable, "{status}");
        assert_eq!(other.is_retryable(), retryable, "{status}");
    }
}

#[test]
fn the_chain_goes_on_behind_the_text_of_the_error() {
    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] std::fmt::Error);

    let error = Error::Api(ApiError::new(answer(400, b"no"), Outer(std::fmt::Error)));
    assert_eq!(error.to_string(), "400 Bad Request: no");
    assert!(error.source().is_none());

    let error: Error<Outer> = Error::Request(RequestError::caused("not sent", std::fmt::Error));
    assert_eq!(error.to_string(), "not sent");
    assert_eq!(
        error.source().unwrap().to_string(),
        std::fmt::Error.to_string()
    );

    let error: Error<Outer> = Error::Request(RequestError::new("not sent"));
    assert!(error.source().is_none());
}

#[test]
fn errors_are_small_and_can_be_sent_between_threads() {
    fn check<T: Send + Sync + 'static>() {}

    check::<Error<RillError>>();
    // Every `Result` of a call is at least this large.
    assert!(size_of::<Error<RillError>>() <= 96);
}
