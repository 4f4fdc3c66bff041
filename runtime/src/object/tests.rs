use std::collections::BTreeMap;

use serde::de::{Error, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::json;

use super::{Members, Object, object, required, write};
use crate::Maybe;
use crate::codec::IntegerText;

/// As the generator writes it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lean {
    id: i64,
    name: Option<String>,
    note: Maybe<String>,
    further: BTreeMap<String, i64>,
}

impl<'de> Object<'de> for Lean {
    const NAME: &'static str = "Lean";
    const MEMBERS: &'static [&'static str] = &["id", "na me", "note"];
    const FURTHER: bool = true;
    type Partial = (
        Option<i64>,
        Option<Option<String>>,
        Option<Maybe<String>>,
        BTreeMap<String, i64>,
    );

    fn read<A: MapAccess<'de>>(
        partial: &mut Self::Partial,
        number: usize,
        members: &mut Members<A>,
    ) -> Result<(), A::Error> {
        match number {
            0 => members.read_as::<IntegerText, _>(&mut partial.0),
            1 => members.read(&mut partial.1),
            2 => members.read(&mut partial.2),
            _ => members.further(&mut partial.3),
        }
    }

    fn finish<E: Error>(partial: Self::Partial) -> Result<Self, E> {
        Ok(Self {
            id: required(partial.0, "id")?,
            name: partial.1.unwrap_or_default(),
            note: partial.2.unwrap_or_default(),
            further: partial.3,
        })
    }
}

impl<'de> Deserialize<'de> for Lean {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer)
    }
}

impl Serialize for Lean {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(serializer)
            .member_as::<IntegerText, _>("id", &self.id)
            .optional("na me", &self.name)
            .optional("note", &self.note)
            .further(&self.further)
            .end()
    }
}

/// What serde derives for the same struct.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Derived {
    #[serde(with = "crate::codec::As::<IntegerText>")]
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
