use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Discriminator, Kinds, Variant, decode, read_union, with_tag};
use crate::Decimal;
use crate::json::codec::{As, decode_as};
use crate::json::decimal::DecimalNumber;
use crate::json::input::ExactValue;

#[test]
fn values_without_a_type_take_what_the_options_say() {
    // `0,` is two bytes, and a list that grows has its old place beside a new one of twice the size.
    assert!(3 * size_of::<Value>() / 2 <= 110, "{}", size_of::<Value>());
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Pet {
    Cat(Value),
    Dog(Value),
    Any(Value),
    Name(String),
    Age(i64),
    Weight(f64),
}

/// A variant of objects.
const fn object(
    name: &'static str,
    required: &'static [&'static str],
    known: &'static [&'static str],
    decode: fn(Value) -> Result<Pet, serde_json::Error>,
) -> Variant<Pet> {
    Variant {
        name,
        accepts: Kinds::OBJECT,
        required,
        known,
        fixed: &[],
        tags: &[],
        is_fallback: false,
        decode,
    }
}

/// A variant of objects that values of the discriminator mean.
const fn tagged(
    tags: &'static [&'static str],
    decode: fn(Value) -> Result<Pet, serde_json::Error>,
) -> Variant<Pet> {
    Variant {
        tags,
        ..object("Tagged", &[], &[], decode)
    }
}

fn cat(value: Value) -> Result<Pet, serde_json::Error> {
    #[derive(Deserialize)]
    struct Cat {
        #[serde(rename = "meow")]
        _meow: Option<i64>,
    }
    decode::<Cat>(value.clone())?;
    Ok(Pet::Cat(value))
}

fn dog(value: Value) -> Result<Pet, serde_json::Error> {
    decode(value).map(Pet::Dog)
}

fn any(value: Value) -> Result<Pet, serde_json::Error> {
    decode(value).map(Pet::Any)
}

fn read(variants: &[Variant<Pet>], value: Value) -> Result<Pet, String> {
    read_union(value, "Pet", None, variants, None).map_err(|error| error.to_string())
}

/// Reads each value of `cases`: beside it stands the variant, which holds the value whole, or the error.
fn check(variants: &[Variant<Pet>], kind: Option<Discriminator>, cases: &str) {
    for case in cases.trim().lines() {
        let (text, expected) = case.trim().split_once(" => ").expect(case);
        let value: Value = serde_json::from_str(text).expect(case);
        let (name, held) = match read_union(value.clone(), "Pet", kind, variants, None) {
            Ok(Pet::Cat(held)) => ("Cat".to_owned(), held),
            Ok(Pet::Dog(held)) => ("Dog".to_owned(), held),
            Ok(Pet::Any(held)) => ("Any".to_owned(), held),
            Ok(other) => panic!("{case}: {other:?}"),
            Err(error) => (error.to_string(), value.clone()),
        };
        assert_eq!((name.as_str(), held), (expected, value), "{case}");
    }
}

/// The discriminator `kind`.
fn by_kind(is_optional: bool) -> Discriminator {
    Discriminator {
        property: "kind",
        is_optional,
    }
}

#[test]
fn the_kind_of_value_decides_first() {
    let kind = |accepts, decode| Variant {
        accepts,
        ..object("V", &[], &[], decode)
    };
    let variants = [
        kind(Kinds::STRING, |v| decode(v).map(Pet::Name)),
        kind(Kinds::INTEGER, |v| decode(v).map(Pet::Age)),
        kind(Kinds::NUMBER, |v| decode(v).map(Pet::Weight)),
        kind(Kinds::NULL.or(Kinds::BOOL), any),
        kind(Kinds::ARRAY, cat),
        kind(Kinds::ANY, dog),
    ];
    let cases = [
        (json!("a"), Pet::Name("a".to_owned())),
        (json!(3), Pet::Age(3)),
        (json!(1.0), Pet::Weight(1.0)),
        // Too large for the integer variant, so the next that takes numbers has it.
        (json!(u64::MAX), Pet::Weight(18_446_744_073_709_551_615.0)),
        (json!(null), Pet::Any(json!(null))),
        (json!(true), Pet::Any(json!(true))),
        (json!({"a": 1}), Pet::Dog(json!({"a": 1}))),
        // The array variant does not decode a list of text.
        (json!(["a"]), Pet::Dog(json!(["a"]))),
    ];
    for (value, expected) in cases {
        assert_eq!(read(&variants, value.clone()), Ok(expected), "{value}");
    }
    let one = [kind(Kinds::NUMBER, |v| decode(v).map(Pet::Weight))];
    assert_eq!(read(&one, json!(7)), Ok(Pet::Weight(7.0)));
}

#[test]
fn required_keys_and_known_keys_rank_objects() {
    let variants = [
        object("Any", &[], &[], any),
        object("Cat", &["meow"], &["meow", "name"], cat),
        object("Dog", &["bark", "name"], &["bark", "name", "meow"], dog),
    ];
    // All know every key: the one that requires most, then the one declared first.
    let known = r#"
        {"meow": 1} => Cat
        {"meow": 1, "name": "a"} => Cat
        {"bark": 1, "name": "a"} => Dog
        {"bark": 1, "name": "a", "meow": 1} => Dog
    "#;
    check(&variants, None, known);
    // The open variant loses nothing of an object with keys that the others do not know.
    check(
        &variants,
        None,
        "{\"meow\": 1, \"more\": 1} => Any\n{} => Any",
    );
    let closed = [
        object("Cat", &[], &["meow"], cat),
        object("Dog", &[], &["meow", "bark"], dog),
    ];
    let cases = r#"
        {"meow": 1, "bark": 1} => Dog
        {"meow": 1} => Cat
    "#;
    check(&closed, None, cases);
}

#[test]
fn a_single_valued_property_decides() {
    let tagged = |name, fixed, decode| Variant {
        fixed,
        ..object(name, &[], &[], decode)
    };
    let variants = [
        tagged("Cat", &[("kind", &["cat", "lion"])], cat),
        tagged("Dog", &[("kind", &["dog"])], dog),
    ];
    // Without the property nothing is ruled out.
    let cases = r#"
        {"kind": "dog"} => Dog
        {"kind": "lion"} => Cat
        {"meow": 1} => Cat
        {"meow": "x"} => Dog
        {"kind": "cow"} => Pet: no variant fits: Cat: "kind" is "cow", not "cat" or "lion"; Dog: "kind" is "cow", not "dog"
    "#;
    check(&variants, None, cases);
}

#[test]
fn the_error_gives_every_variants_reason() {
    let variants = [
        object("Cat", &["meow"], &["meow"], cat),
        object("Lion", &[], &["meow", "roar"], cat),
        Variant {
            accepts: Kinds::STRING,
            ..object("Name", &[], &[], dog)
        },
    ];
    assert_eq!(
        read(&variants, json!({"roar": 1, "meow": "x"})).unwrap_err(),
        "Pet: no variant fits: Name: does not take an object; \
         Lion: invalid type: string \"x\", expected i64; Cat: invalid type: string \"x\", expected i64"
    );
    let cases = r#"
        {"roar": 1} => Pet: no variant fits: Cat: missing key "meow"
        null => Pet: no variant fits: Cat: does not take null
        true => Pet: no variant fits: Cat: does not take a boolean
        1 => Pet: no variant fits: Cat: does not take an integer
        1.5 => Pet: no variant fits: Cat: does not take a number
        [] => Pet: no variant fits: Cat: does not take an array
    "#;
    check(&variants[..1], None, cases);
}

#[test]
fn a_discriminator_chooses_and_its_errors_list_the_known_values() {
    let variants = [tagged(&["cat", "lion"], cat), tagged(&["dog"], dog)];
    let cases = r#"
        {"kind": "cat", "meow": 1} => Cat
        {"kind": "lion", "meow": 1} => Cat
        {"kind": "dog", "meow": "not looked at"} => Dog
        {"kind": "cow"} => Pet: "kind" is "cow", not "cat", "lion" or "dog"
        {"kind": 3} => Pet: "kind" is 3, not "cat", "lion" or "dog"
        {} => Pet: missing key "kind", which is "cat", "lion" or "dog"
        "cat" => Pet: expected an object with the key "kind", found a string
        {"kind": "cat", "meow": "x"} => Pet, "kind" "cat": invalid type: string "x", expected i64
    "#;
    check(&variants, Some(by_kind(false)), cases);
}

#[test]
fn a_missing_tag_is_written() {
    #[derive(Serialize)]
    struct Own {
        kind: &'static str,
        meow: i64,
    }

    let written = with_tag::<Value, _, _>(
        serde_json::value::Serializer,
        "kind",
        "cat",
        &json!({"meow": 1}),
    );
    assert_eq!(written.unwrap(), json!({"kind": "cat", "meow": 1}));
    let own = Own {
        kind: "lion",
        meow: -1,
    };
    let written = with_tag::<Value, _, _>(serde_json::value::Serializer, "kind", "cat", &own);
    assert_eq!(written.unwrap(), json!({"kind": "lion", "meow": -1}));
    let error =
        with_tag::<Value, _, _>(serde_json::value::Serializer, "kind", "cat", &3).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the variant \"cat\" is written as an integer, which cannot carry the key \"kind\""
    );
}

#[test]
fn a_variant_that_loses_nothing_goes_before_one_that_decodes() {
    fn short(value: Value) -> Result<Pet, serde_json::Error> {
        decode::<String>(value).map(|text| Pet::Name(text.chars().take(3).collect()))
    }
    let text = |name, decode| Variant {
        accepts: Kinds::STRING,
        ..object(name, &[], &[], decode)
    };
    let variants = [text("Short", short), text("Any", any)];
    assert_eq!(read(&variants, json!("abc")), Ok(Pet::Name("abc".into())));
    assert_eq!(read(&variants, json!("abcd")), Ok(Pet::Any(json!("abcd"))));
    let lossy = [text("Short", short), text("Shorter", short)];
    assert_eq!(read(&lossy, json!("abcd")), Ok(Pet::Name("abc".into())));
}

#[test]
fn a_tag_can_be_a_number_and_can_be_left_out() {
    let variants = [
        Variant {
            tags: &["1"],
            ..object("Cat", &["meow"], &["meow", "kind"], cat)
        },
        Variant {
            tags: &["2"],
            ..object("Dog", &["bark"], &["bark", "kind"], dog)
        },
    ];
    let cases = r#"
        {"kind": 1, "meow": 1} => Cat
        {"kind": 2} => Dog
        {"bark": 1} => Dog
        {"kind": null, "meow": 1} => Cat
        {"kind": 3} => Pet: "kind" is 3, not "1" or "2"
        {} => Pet: no variant fits: Cat: missing key "meow"; Dog: missing key "bark"
    "#;
    check(&variants, Some(by_kind(true)), cases);
}

#[test]
fn variants_of_one_tag_are_tried_by_what_they_hold() {
    let variants = [
        Variant {
            tags: &["cat"],
            ..object("Cat", &["meow"], &["kind", "meow"], cat)
        },
        Variant {
            tags: &["cat"],
            ..object("Dog", &["bark"], &["bark", "kind"], dog)
        },
        Variant {
            is_fallback: true,
            ..object("Any", &[], &[], any)
        },
    ];
    // The fallback takes what no other variant lists, and objects without a tag.
    let cases = r#"
        {"kind": "cat", "meow": 1} => Cat
        {"kind": "cat", "bark": 1} => Dog
        {"kind": "cat", "meow": "x"} => Pet, "kind" "cat": Pet: no variant fits: Dog: missing key "bark"; Cat: invalid type: string "x", expected i64
        {"kind": "cow"} => Any
        {"kind": 3} => Any
        {} => Any
        [] => Pet: expected an object with the key "kind", found an array
    "#;
    check(&variants, Some(by_kind(false)), cases);
}

/// A union inside another, which holds a number of any length.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Price {
    #[serde(with = "As::<DecimalNumber>")]
    Alone(Decimal),
    In(Box<[Price]>),
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = |name, accepts, decode| Variant {
            name,
            accepts,
            required: &[],
            known: &[],
            fixed: &[],
            tags: &[],
            is_fallback: false,
            decode,
        };
        let variants = [
            variant("Alone", Kinds::NUMBER, |value: ExactValue| {
                decode_as::<DecimalNumber, _>(value).map(Price::Alone)
            }),
            variant("In", Kinds::ARRAY, |value| decode(value).map(Price::In)),
        ];
        read_union(deserializer, "Price", None, &variants, None)
    }
}

#[test]
fn numbers_of_any_length_are_kept() {
    for json in [
        "1.10",
        "[0.1000000000000000055511151231257827,[12345678901234567890123.50]]",
    ] {
        let price: Price = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&price).unwrap(), json);
        let value: Value = serde_json::from_str(json).unwrap();
        assert!(serde_json::from_value::<Price>(value).is_ok());
    }
    let deep = "[".repeat(100_000);
    assert!(serde_json::from_str::<Price>(&deep).is_err());
    assert!(serde_json::from_str::<Price>(&(deep + &"]".repeat(100_000))).is_err());
}

#[test]
fn digits_are_kept_beside_a_tag_that_is_written() {
    let price = r#"{"price":100000000000000000000.10,"list":[1.00]}"#;
    let inner: &serde_json::value::RawValue = serde_json::from_str(price).unwrap();
    let mut json = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut json);
    with_tag::<ExactValue, _, _>(&mut serializer, "kind", "cat", inner).unwrap();
    let expect = r#"{"price":100000000000000000000.10,"list":[1.00],"kind":"cat"}"#;
    assert_eq!(String::from_utf8(json).unwrap(), expect);
}
