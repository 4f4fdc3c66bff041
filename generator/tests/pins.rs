//! Names pinned in the config.

mod common;

use rill_codegen::{Code, Config, Generated, generate};

const DOCUMENT: &str = r##"{
  "openapi": "3.0.3",
  "info": {"title": "Rill acme/case project API", "version": "1.0.0"},
  "servers": [{"url": "/v1/instances/default/api"}],
  "paths": {
    "/a-b": {"get": {"responses": {"200": {"description": "rows", "content": {"application/json": {"schema": {
      "type": "array", "items": {"type": "object", "properties": {"x-y": {"$ref": "#/components/schemas/Thing"}}}
    }}}}}}},
    "/a_b": {"get": {"responses": {"200": {"description": "rows"}}}}
  },
  "components": {"schemas": {"Thing": {"type": "object", "properties": {"type": {"type": "string"}}}}}
}"##;

fn pinned(pins: &[(&str, &str)]) -> Generated {
    let names = pins
        .iter()
        .map(|(key, name)| ((*key).to_owned(), (*name).to_owned()))
        .collect();
    let config = Config {
        names,
        ..Config::new("case")
    };
    generate(&common::text("openapi.json", DOCUMENT), &config).expect("a valid document")
}

fn codes(generated: &Generated) -> Vec<Code> {
    generated
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .filter(|code| *code != Code::Untyped)
        .collect()
}

#[test]
fn without_pins_the_name_as_written_wins() {
    let generated = pinned(&[]);
    assert!(generated.files["src/apis/a_b.rs"].contains("custom_api(\"a_b\""));
    assert!(generated.files["src/apis/a_b_2.rs"].contains("custom_api(\"a-b\""));
    assert_eq!(codes(&generated), []);
}

#[test]
fn a_path_pins_its_method_and_the_types_named_after_it() {
    let generated = pinned(&[("/a-b", "bids")]);
    let api = &generated.files["src/apis/bids.rs"];
    assert!(
        api.contains("pub fn bids(&self) -> Call<Vec<BidsRow>, RillError>"),
        "{api}"
    );
    assert!(api.contains("pub struct BidsRow"), "{api}");
    assert!(api.contains("custom_api(\"a-b\""), "{api}");
    assert_eq!(codes(&generated), []);
}

#[test]
fn a_pointer_pins_a_type_or_a_field() {
    let row =
        "#/paths/~1a-b/get/responses/200/content/application~1json/schema/items/properties/x-y";
    let generated = pinned(&[
        ("#/components/schemas/Thing", "Gadget"),
        ("#/components/schemas/Thing/properties/type", "sort"),
        (row, "xy"),
    ]);
    let types = &generated.files["src/types.rs"];
    assert!(types.contains("pub struct Gadget"), "{types}");
    assert!(
        types.contains("pub sort: Option<String>")
            && types.contains("nullable sort(String) = \"type\""),
        "{types}"
    );
    let api = &generated.files["src/apis/a_b_2.rs"];
    assert!(
        api.contains("pub xy: Option<Gadget>") && api.contains("nullable xy: Gadget = \"x-y\""),
        "{api}"
    );
    assert_eq!(codes(&generated), []);
}

#[test]
fn pins_that_name_nothing_or_nothing_valid_are_reported() {
    let generated = pinned(&[("/gone", "bids"), ("/a-b", "1; fn evil() {}")]);
    assert_eq!(codes(&generated), [Code::PinInvalid, Code::PinUnused]);
    assert!(generated.files.contains_key("src/apis/a_b_2.rs"));
    // A keyword is made a name like any other.
    let generated = pinned(&[("/a-b", "type")]);
    assert!(generated.files["src/apis/type_.rs"].contains("pub fn type_(&self)"));
}

#[test]
fn a_name_that_no_crate_can_have_is_refused() {
    for name in ["", "1a", "a b", "../a", "fn", "std", "a\"; evil"] {
        let refusal = generate(&common::text("openapi.json", DOCUMENT), &Config::new(name));
        let message = refusal.expect_err(name).to_string();
        assert!(
            message.contains("cannot be the name of a crate"),
            "{message}"
        );
    }
}
