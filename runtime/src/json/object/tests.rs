#![allow(
    unreachable_pub,
    reason = "the macros are made for types that others name"
)]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::codegen::v1;
use crate::json::codec::IntegerText;
use crate::json::maybe::Maybe;

/// A struct as the generator writes it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lean {
    id: i64,
    name: Option<String>,
    note: Maybe<String>,
    further: BTreeMap<String, i64>,
}

v1::object!(Lean {
    required id: i64 as IntegerText = "id",
    optional name(String) = "na me",
    maybe note(String) = "note",
    ..further: BTreeMap<String, i64>,
});

/// A struct with serde's derives, to compare with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Derived {
    #[serde(with = "crate::json::codec::As::<IntegerText>")]
    id: i64,
    #[serde(rename = "na me", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Maybe::is_absent")]
    note: Maybe<String>,
    #[serde(flatten)]
    further: BTreeMap<String, i64>,
}

fn same(lean: &Lean, derived: &Derived) -> bool {
    (lean.id, &lean.name, &lean.note, &lean.further)
        == (derived.id, &derived.name, &derived.note, &derived.further)
}

#[test]
fn objects_are_read_and_written_as_serde_would() {
    let texts = [
        r#"{"id":"1"}"#,
        r#"{"id":"1","na me":null,"note":null}"#,
        r#"{"note":"n","x":7,"id":"-5","na me":"a","y":8}"#,
        r#"{"id":"1","x":1,"x":2}"#,
        "{}",
        r#"{"na me":"a"}"#,
        r#"{"id":"1","id":"2"}"#,
        r#"{"id":"1","note":1}"#,
        r#"{"id":"1","x":"text"}"#,
        r#"{"id":"1""#,
        "null",
        "7",
    ];
    for text in texts {
        let lean = serde_json::from_str::<Lean>(text);
        let derived = serde_json::from_str::<Derived>(text);
        match (lean, derived) {
            (Ok(lean), Ok(derived)) => {
                assert!(same(&lean, &derived), "{text}: {lean:?} {derived:?}");
                let written = serde_json::to_string(&lean).unwrap();
                assert_eq!(written, serde_json::to_string(&derived).unwrap(), "{text}");
                let value = serde_json::to_value(&lean).unwrap();
                assert_eq!(
                    serde_json::from_value::<Lean>(value).unwrap(),
                    lean,
                    "{text}"
                );
            }
            (Err(lean), Err(derived)) => {
                let what = |error: &serde_json::Error| {
                    let text = error.to_string();
                    text.split(" at line").next().unwrap_or_default().to_owned()
                };
                let derived = what(&derived).replace("Derived", "Lean");
                assert_eq!(what(&lean), derived, "{text}");
            }
            (lean, derived) => panic!("{text}: {lean:?} {derived:?}"),
        }
    }
}

#[test]
fn a_list_is_no_object() {
    let error = serde_json::from_str::<Lean>(r#"["1", "a", null]"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid type: sequence, expected struct Lean at line 1 column 1"
    );
}

#[test]
fn errors_name_the_way_to_a_value() {
    let text = r#"[{"id": "1", "further": {}}]"#;
    let reader = &mut serde_json::Deserializer::from_str(text);
    let error = serde_path_to_error::deserialize::<_, Vec<Lean>>(reader).unwrap_err();
    assert_eq!(error.path().to_string(), "[0].further");
    let value = json!([{"id": "1", "note": []}]);
    let error = serde_path_to_error::deserialize::<_, Vec<Lean>>(value).unwrap_err();
    assert_eq!(error.path().to_string(), "[0].note");
}

#[test]
fn structs_are_made_of_what_is_required() {
    let lean = Lean::new(3)
        .name("a")
        .note("b")
        .further(BTreeMap::from([("x".to_owned(), 4)]));
    assert_eq!(
        serde_json::to_value(&lean).unwrap(),
        json!({"id": "3", "na me": "a", "note": "b", "x": 4})
    );
}

/// Fields with every form of a setter.
#[derive(Debug, PartialEq)]
struct Forms {
    kind: String,
    tags: Vec<String>,
    sizes: Option<Vec<i64>>,
    next: Option<Box<Forms>>,
    limit: Option<i64>,
}

v1::object!(Forms {
    preset kind(String) = "kind" default("a".to_owned()),
    required tags[](String) = "tags",
    nullable sizes[]: i64 = "sizes",
    optional #[deprecated] next(Box<Forms>) = "next",
    optional limit: i64 = "limit" default(20),
});

#[test]
#[allow(deprecated, reason = "one of them is deprecated")]
fn setters_take_what_turns_into_the_field() {
    let inner = Forms::new(["x"]).kind("b").limit(1);
    let outer = Forms::new(Vec::<String>::new()).sizes([1, 2]).next(inner);
    assert_eq!(
        serde_json::to_string(&outer).unwrap(),
        r#"{"kind":"a","tags":[],"sizes":[1,2],"next":{"kind":"b","tags":["x"],"sizes":null,"limit":1},"limit":20}"#
    );
    let required = serde_json::from_str::<Forms>(r#"{"tags":[]}"#).unwrap_err();
    assert_eq!(
        required.to_string(),
        "missing field `kind` at line 1 column 11"
    );
}
