use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Discriminator, Kinds, Variant, decode, read_union, with_tag};

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

fn read_by_kind(is_optional: bool, variants: &[Variant<Pet>], value: Value) -> Result<Pet, String> {
    let kind = Discriminator {
        property: "kind",
        is_optional,
    };
    read_union(value, "Pet", Some(kind), variants, None).map_err(|error| error.to_string())
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

#[test]
fn the_kind_of_value_decides_first() {
    let kind = |accepts, decode| Variant {
        name: "V",
        accepts,
        required: &[],
        known: &[],
        fixed: &[],
        tags: &[],
        is_fallback: false,
        decode,
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
    let cases = [
        // All know every key: the one that requires most, then the one declared first.
        (json!({"meow": 1}), Pet::Cat as fn(Value) -> Pet),
        (json!({"meow": 1, "name": "a"}), Pet::Cat),
        (json!({"bark": 1, "name": "a"}), Pet::Dog),
        (json!({"bark": 1, "name": "a", "meow": 1}), Pet::Dog),
        // The open variant loses nothing of an object with keys that the others do not know.
        (json!({"meow": 1, "more": 1}), Pet::Any),
        (json!({}), Pet::Any),
    ];
    for (value, expected) in cases {
        assert_eq!(
            read(&variants, value.clone()),
            Ok(expected(value.clone())),
            "{value}"
        );
    }
    let closed = [
        object("Cat", &[], &["meow"], cat),
        object("Dog", &[], &["meow", "bark"], dog),
    ];
    let both = json!({"meow": 1, "bark": 1});
    assert_eq!(read(&closed, both.clone()), Ok(Pet::Dog(both)));
    let first = json!({"meow": 1});
    assert_eq!(read(&closed, first.clone()), Ok(Pet::Cat(first)));
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
    for (value, expected) in [
        (json!({"kind": "dog"}), Pet::Dog as fn(Value) -> Pet),
        (json!({"kind": "lion"}), Pet::Cat),
        // Without the property nothing is ruled out.
        (json!({"meow": 1}), Pet::Cat),
        (json!({"meow": "x"}), Pet::Dog),
    ] {
        assert_eq!(
            read(&variants, value.clone()),
            Ok(expected(value.clone())),
            "{value}"
        );
    }
    assert_eq!(
        read(&variants, json!({"kind": "cow"})).unwrap_err(),
        "Pet: no variant fits: Cat: \"kind\" is \"cow\", not \"cat\" or \"lion\"; Dog: \"kind\" is \"cow\", not \"dog\""
    );
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
    assert_eq!(
        read(&variants[..1], json!({"roar": 1})).unwrap_err(),
        "Pet: no variant fits: Cat: missing key \"meow\""
    );
    for (value, kind) in [
        (json!(null), "null"),
        (json!(true), "a boolean"),
        (json!(1), "an integer"),
        (json!(1.5), "a number"),
        (json!([]), "an array"),
    ] {
        let expected = format!("Pet: no variant fits: Cat: does not take {kind}");
        assert_eq!(read(&variants[..1], value).unwrap_err(), expected);
    }
}

fn read_tagged(value: Value) -> Result<Pet, String> {
    let variants = [tagged(&["cat", "lion"], cat), tagged(&["dog"], dog)];
    read_by_kind(false, &variants, value)
}

#[test]
fn a_discriminator_chooses() {
    for tag in ["cat", "lion"] {
        let value = json!({"kind": tag, "meow": 1});
        assert_eq!(read_tagged(value.clone()), Ok(Pet::Cat(value)));
    }
    let value = json!({"kind": "dog", "meow": "not looked at"});
    assert_eq!(read_tagged(value.clone()), Ok(Pet::Dog(value)));
}

#[test]
fn a_discriminators_errors_list_the_known_values() {
    let cases = [
        (
            json!({"kind": "cow"}),
            "Pet: \"kind\" is \"cow\", not \"cat\", \"lion\" or \"dog\"",
        ),
        (
            json!({"kind": 3}),
            "Pet: \"kind\" is 3, not \"cat\", \"lion\" or \"dog\"",
        ),
        (
            json!({}),
            "Pet: missing key \"kind\", which is \"cat\", \"lion\" or \"dog\"",
        ),
        (
            json!("cat"),
            "Pet: expected an object with the key \"kind\", found a string",
        ),
        (
            json!({"kind": "cat", "meow": "x"}),
            "Pet, \"kind\" \"cat\": invalid type: string \"x\", expected i64",
        ),
    ];
    for (value, message) in cases {
        assert_eq!(read_tagged(value), Err(message.to_owned()));
    }
}

#[test]
fn a_missing_tag_is_written() {
    #[derive(Serialize)]
    struct Own {
        kind: &'static str,
        meow: i64,
    }

    let written = with_tag(
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
    let written = with_tag(serde_json::value::Serializer, "kind", "cat", &own);
    assert_eq!(written.unwrap(), json!({"kind": "lion", "meow": -1}));
    let error = with_tag(serde_json::value::Serializer, "kind", "cat", &3).unwrap_err();
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
    let read = |value: Value| read_by_kind(true, &variants, value);
    for (value, expected) in [
        (json!({"kind": 1, "meow": 1}), Pet::Cat as fn(Value) -> Pet),
        (json!({"kind": 2}), Pet::Dog),
        (json!({"bark": 1}), Pet::Dog),
        (json!({"kind": null, "meow": 1}), Pet::Cat),
    ] {
        assert_eq!(read(value.clone()), Ok(expected(value)));
    }
    assert_eq!(
        read(json!({"kind": 3})),
        Err("Pet: \"kind\" is 3, not \"1\" or \"2\"".to_owned())
    );
    assert!(read(json!({})).unwrap_err().contains("missing key"));
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
    let read = |value: Value| read_by_kind(false, &variants, value);
    let value = json!({"kind": "cat", "meow": 1});
    assert_eq!(read(value.clone()), Ok(Pet::Cat(value)));
    let value = json!({"kind": "cat", "bark": 1});
    assert_eq!(read(value.clone()), Ok(Pet::Dog(value)));
    assert_eq!(
        read(json!({"kind": "cat", "meow": "x"})),
        Err(
            "Pet, \"kind\" \"cat\": Pet: no variant fits: Dog: missing key \"bark\"; \
             Cat: invalid type: string \"x\", expected i64"
                .to_owned()
        )
    );
    // The fallback takes what no other variant lists, and objects without a tag.
    for value in [json!({"kind": "cow"}), json!({"kind": 3}), json!({})] {
        assert_eq!(read(value.clone()), Ok(Pet::Any(value)));
    }
    assert!(read(json!([])).is_err());
}
