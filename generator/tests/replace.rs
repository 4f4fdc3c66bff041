//! Rust types that a config names in place of those that follow from the document.

mod common;

use rill_codegen::{Code, Config, FatalError, Generated, Selection, Types, generate};

const DOCUMENT: &str = r##"{
  "openapi": "3.0.3",
  "info": {"title": "Replaced", "version": "1.0.0"},
  "paths": {},
  "components": {"schemas": {
    "Pet": {"type": "object", "properties": {"name": {"type": "string"}}},
    "Order": {"type": "object", "required": ["at", "pet"], "properties": {
      "at": {"type": "string", "format": "date-time"},
      "price": {"type": "number", "format": "decimal"},
      "pet": {"$ref": "#/components/schemas/Pet"},
      "pets": {"type": "array", "items": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/Pet"}]}},
      "where": {"type": "object", "properties": {"x": {"type": "number"}}}
    }}
  }}
}"##;

fn replaced(types: Types) -> Result<Generated, FatalError> {
    let config = Config {
        selection: Selection {
            types_only: true,
            ..Selection::default()
        },
        types,
        ..Config::new("case")
    };
    generate(&common::text("openapi.json", DOCUMENT), &config)
}

fn table(entries: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    let owned = |(key, path): &(&str, &str)| ((*key).to_owned(), (*path).to_owned());
    entries.iter().map(owned).collect()
}

#[test]
fn formats_schemas_and_derives_are_replaced() {
    let generated = replaced(Types {
        formats: table(&[
            ("date-time", "chrono::DateTime<chrono::Utc>"),
            ("decimal", "rust_decimal::Decimal"),
        ]),
        schemas: table(&[
            ("Pet", "crate::Pet"),
            ("#/components/schemas/Order/properties/where", "geo::Point"),
        ]),
        derives: vec!["schemars::JsonSchema".to_owned()],
        ..Types::default()
    })
    .expect("valid types");
    let types = &generated.files["src/types.rs"];
    for field in [
        "pub at: chrono::DateTime<chrono::Utc>,",
        "pub price: Option<rust_decimal::Decimal>,",
        "v1::As::<Option<v1::DecimalNumber>>",
        "pub pet: crate::Pet,",
        "pub pets: Option<Vec<Option<crate::Pet>>>,",
        "pub where_: Option<geo::Point>,",
        "#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]",
    ] {
        assert!(types.contains(field), "{field} is not in {types}");
    }
    assert!(!types.contains("struct Pet"), "{types}");
    assert!(!types.contains("jiff"), "{types}");
    let crates: Vec<&str> = generated
        .dependencies
        .iter()
        .map(|dependency| dependency.name)
        .collect();
    assert_eq!(crates, ["serde", "chrono", "rust_decimal"]);
    assert_eq!(generated.diagnostics.iter().count(), 0);
}

#[test]
fn a_replacement_that_nothing_needs_is_reported() {
    let generated = replaced(Types {
        schemas: table(&[("Dog", "crate::Dog")]),
        ..Types::default()
    })
    .expect("valid types");
    let codes: Vec<Code> = generated
        .diagnostics
        .iter()
        .map(|found| found.code)
        .collect();
    assert_eq!(codes, [Code::ReplacementUnused]);
}

#[test]
fn what_is_no_type_is_refused() {
    for path in ["Vec<u8", "a; fn x() {}", "\"text\"", "std::fmt::", ""] {
        let refused = replaced(Types {
            derives: vec![path.to_owned()],
            ..Types::default()
        });
        assert!(refused.is_err(), "{path:?} was taken");
    }
}
