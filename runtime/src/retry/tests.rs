use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{RetryBudget, RetryPolicy, random, retry_after};

fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
        .collect()
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    let cases = [
        ("7", Some(7)),
        (" 0 ", Some(0)),
        ("99999999999999999999999", Some(u64::MAX)),
        ("Sun, 06 Nov 1994 08:49:47 GMT", Some(10)),
        // Past.
        ("Sun, 06 Nov 1994 08:49:30 GMT", Some(0)),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
    ];
    for (value, seconds) in cases {
        let headers = headers(&[
            (header::RETRY_AFTER, value),
            (header::DATE, "Sun, 06 Nov 1994 08:49:37 GMT"),
        ]);
        assert_eq!(
            retry_after(&headers),
            seconds.map(Duration::from_secs),
            "{value}"
        );
    }
    let past = headers(&[(header::RETRY_AFTER, "Sun, 06 Nov 1994 08:49:37 GMT")]);
    assert_eq!(retry_after(&past), Some(Duration::ZERO));
    let far = headers(&[(header::RETRY_AFTER, "Tue, 31 Dec 2999 23:59:59 GMT")]);
    assert!(retry_after(&far) > Some(Duration::from_secs(1 << 30)));
    assert_eq!(retry_after(&HeaderMap::new()), None);
}

#[test]
fn pauses_double_and_are_bounded_and_spread() {
    let retries = RetryPolicy::new(9).backoff(Duration::from_millis(100), Duration::from_secs(1));
    for (repeated, upper) in [
        (0, 100),
        (1, 200),
        (2, 400),
        (3, 800),
        (4, 1000),
        (60, 1000),
    ] {
        let pauses: Vec<Duration> = (0..200)
            .map(|_| retries.pause(repeated, None).unwrap())
            .collect();
        let upper = Duration::from_millis(upper);
        assert!(pauses.iter().all(|pause| *pause <= upper), "{repeated}");
        // One in 2^200 runs fails here.
        assert!(pauses.iter().any(|pause| *pause > upper / 2), "{repeated}");
        assert!(pauses.iter().any(|pause| *pause < upper / 2), "{repeated}");
    }
}

#[test]
fn the_server_is_believed_within_bounds() {
    let retries = RetryPolicy::new(1).max_retry_after(Duration::from_secs(5));
    let asked = |seconds| retries.pause(0, Some(Duration::from_secs(seconds)));
    let pause = asked(5).unwrap();
    assert!(pause >= Duration::from_secs(5) && pause < Duration::from_secs(6));
    assert_eq!(asked(6), None);
    assert_eq!(asked(u64::MAX), None);
    assert_eq!(asked(0), Some(Duration::ZERO));
}

#[test]
fn permits_run_out_and_come_back() {
    let permits = RetryBudget::new(&RetryPolicy::new(1).budget(2));
    assert!(permits.take() && permits.take());
    assert!(!permits.take());
    for _ in 0..9 {
        permits.give_back();
    }
    assert!(!permits.take());
    permits.give_back();
    assert!(permits.take() && !permits.take());
    for _ in 0..1000 {
        permits.give_back();
    }
    assert!(permits.take() && permits.take() && !permits.take());
}

#[test]
fn random_numbers_differ() {
    let numbers: Vec<f64> = (0..100).map(|_| random()).collect();
    assert!(numbers.iter().all(|number| (0.0..=1.0).contains(number)));
    assert!(numbers.windows(2).any(|pair| pair[0] < pair[1]));
    assert!(numbers.windows(2).any(|pair| pair[0] > pair[1]));
}
