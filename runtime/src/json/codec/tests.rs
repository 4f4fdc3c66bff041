use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{As, DateTime, IntegerText, Plain, decode_as};
use crate::Maybe;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Texts {
    #[serde(with = "As::<IntegerText>")]
    plain: i64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "As::<Option<Vec<IntegerText>>>"
    )]
    list: Option<Vec<u64>>,
    #[serde(
        default,
        skip_serializing_if = "Maybe::is_absent",
        with = "As::<Maybe<(IntegerText, Plain)>>"
    )]
    pair: Maybe<(i32, String)>,
    #[serde(flatten, with = "As::<BTreeMap<Plain, IntegerText>>")]
    rest: BTreeMap<String, i64>,
}

#[test]
fn integers_are_texts_inside_everything() {
    let value = json!({
        "plain": "-5", "list": ["18446744073709551615"], "pair": ["7", "x"], "further": "9007199254740993"
    });
    let texts: Texts = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(texts.plain, -5);
    assert_eq!(texts.list, Some(vec![u64::MAX]));
    assert_eq!(texts.pair, Maybe::Value((7, "x".to_owned())));
    assert_eq!(texts.rest["further"], 9_007_199_254_740_993);
    assert_eq!(serde_json::to_value(&texts).unwrap(), value);

    let absent = json!({"plain": "1"});
    let texts: Texts = serde_json::from_value(absent.clone()).unwrap();
    assert_eq!((&texts.list, &texts.pair), (&None, &Maybe::Absent));
    assert_eq!(serde_json::to_value(&texts).unwrap(), absent);
    let null = json!({"plain": "1", "pair": null});
    let texts: Texts = serde_json::from_value(null.clone()).unwrap();
    assert_eq!(texts.pair, Maybe::Null);
    assert_eq!(serde_json::to_value(&texts).unwrap(), null);
}

#[test]
fn integers_are_read_from_numbers_and_out_of_range_is_an_error() {
    let read = |value: Value| decode_as::<IntegerText, i32>(value).map_err(|e| e.to_string());
    assert_eq!(read(json!(12)), Ok(12));
    assert_eq!(read(json!("12")), Ok(12));
    assert_eq!(
        read(json!(3_000_000_000_u64)).unwrap_err(),
        "invalid value: integer `3000000000`, expected an integer, as text or number"
    );
    assert_eq!(
        read(json!("12x")).unwrap_err(),
        "invalid value: string \"12x\", expected an integer, as text or number"
    );
}

#[test]
fn times_are_read_as_servers_write_them() {
    let read = |text: &str| {
        decode_as::<DateTime, Timestamp>(json!(text))
            .map(|time| time.to_string())
            .map_err(|error| error.to_string())
    };
    for (text, time) in [
        ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
        ("2024-05-01t10:00:00z", "2024-05-01T10:00:00Z"),
        ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z"),
        ("2024-05-01T10:00:00.000+0000", "2024-05-01T10:00:00Z"),
        ("2024-05-01 10:00:00.25Z", "2024-05-01T10:00:00.25Z"),
        ("2024-05-01T10:00:00.123456", "2024-05-01T10:00:00.123456Z"),
        (
            "2024-05-01T10:00:00.1234567891234Z",
            "2024-05-01T10:00:00.123456789Z",
        ),
        (
            "2024-05-01T10:00:00.1234567891234",
            "2024-05-01T10:00:00.123456789Z",
        ),
        ("2024-05-01", "2024-05-01T00:00:00Z"),
        ("2024-05-01T10:00:00", "2024-05-01T10:00:00Z"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(time), "{text}");
    }
    assert_eq!(read("soon").unwrap_err(), "\"soon\" is not a date and time");
    assert!(read("").is_err());
}
