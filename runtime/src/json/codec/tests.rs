use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    As, At, Element, Integer, IntegerText, NullableElement, Plain, Rest, Sequence, decode_as,
};
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
        with = "As::<Maybe<Sequence<(At<IntegerText>, Element<Plain>, Rest<Integer>)>>>"
    )]
    pair: Maybe<(i32, Option<String>, Vec<i64>)>,
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
    assert_eq!(texts.pair, Maybe::Value((7, Some("x".to_owned()), vec![])));
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
fn integers_are_read_however_they_are_written() {
    for (json, expect) in [
        ("5", Ok(5)),
        ("-5.0", Ok(-5)),
        ("1e3", Ok(1000)),
        ("5.5", Err(())),
        ("3e9", Err(())),
        ("\"5\"", Err(())),
        ("null", Err(())),
    ] {
        assert_eq!(read_integer(json), expect, "{json}");
    }
    assert_eq!(
        decode_as::<Integer, u64>(json!(u64::MAX)).unwrap(),
        u64::MAX
    );
    decode_as::<Integer, i64>(json!(1e16)).unwrap_err();
}

/// Reads JSON text as an integer.
fn read_integer(json: &str) -> Result<i32, ()> {
    let mut json = serde_json::Deserializer::from_str(json);
    <Integer as super::Codec<i32>>::read(&mut json).map_err(drop)
}

#[test]
fn lists_by_position_may_be_shorter_and_longer() {
    type Codec = Sequence<(At<Plain>, Element<Integer>, Rest<Plain>)>;
    type List = (String, Option<i64>, Vec<bool>);
    for (json, expect) in [
        (json!(["a"]), Some(("a", None, vec![]))),
        (json!(["a", 1]), Some(("a", Some(1), vec![]))),
        (json!(["a", 1, true]), Some(("a", Some(1), vec![true]))),
        (json!(["a", null, true]), Some(("a", None, vec![true]))),
        (json!([]), None),
        (json!(["a", "b"]), None),
        (json!(["a", 1, 2]), None),
        (json!({}), None),
    ] {
        let list: Option<List> = decode_as::<Codec, List>(json.clone()).ok();
        let expect = expect.map(|(text, number, rest)| (text.to_owned(), number, rest));
        assert_eq!(list, expect, "{json}");
        if let Some(list) = list {
            let back = serde_json::to_value(super::out::<Codec, List>(&list)).unwrap();
            assert_eq!(back, json);
        }
    }
}

#[test]
fn lists_by_position_have_as_many_positions_as_tuples_have_traits() {
    type Twelve<T, R> = (T, T, T, T, T, T, T, T, T, T, T, R);
    type Codec = Sequence<Twelve<Element<Integer>, Rest<Plain>>>;
    type List = Twelve<Option<i64>, Vec<bool>>;
    let json = json!([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, true, false]);
    let list: List = decode_as::<Codec, List>(json.clone()).unwrap();
    assert_eq!((list.10, &list.11[..]), (Some(10), &[true, false][..]));
    let back = serde_json::to_value(super::out::<Codec, List>(&list)).unwrap();
    assert_eq!(back, json);
}

#[test]
fn an_element_that_is_null_is_not_one_that_is_missing() {
    type Codec = Sequence<(
        At<Plain>,
        NullableElement<Option<Integer>>,
        NullableElement<Plain>,
    )>;
    type Tuple = (String, Option<Option<i64>>, Option<Value>);
    for json in [
        json!(["a"]),
        json!(["a", null]),
        json!(["a", 1]),
        json!(["a", null, null]),
        json!(["a", 2, "any"]),
    ] {
        let tuple = decode_as::<Codec, Tuple>(json.clone()).unwrap();
        let written = serde_json::to_value(super::out::<Codec, Tuple>(&tuple)).unwrap();
        assert_eq!(written, json, "{tuple:?}");
    }
}
