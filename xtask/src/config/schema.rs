//! The JSON schema of a config, for editors.

use rill_codegen::Code;
use serde_json::{Value, json};

use crate::lint::LIVE_CODES;

const SCHEMA: &str = include_str!("schema.json");

/// Returns the schema.
pub(crate) fn text() -> String {
    format!("{:#}\n", schema())
}

/// Returns it without the codes of diagnostics.
pub(super) fn read() -> Value {
    serde_json::from_str(SCHEMA).expect("a test reads it")
}

/// Returns the keys of a client that have an example, each with its description and that example.
pub(crate) fn settings() -> Vec<(String, String, toml::Value)> {
    let whole = read();
    let keys = whole["definitions"]["client"]["properties"].as_object();
    let setting = |(key, schema): (&String, &Value)| {
        let target = schema["$ref"]
            .as_str()
            .and_then(|text| whole.pointer(&text[1..]));
        let examples = schema.get("examples").or_else(|| target?.get("examples"))?;
        let example = toml::Value::try_from(&examples[0]).ok()?;
        Some((
            key.clone(),
            schema["description"].as_str()?.to_owned(),
            example,
        ))
    };
    keys.into_iter().flatten().filter_map(setting).collect()
}

fn schema() -> Value {
    let mut schema = read();
    let lints = &mut schema["definitions"]["client"]["properties"]["lints"];
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let codes: Vec<&str> = codes.chain(LIVE_CODES.iter().map(|one| one.code)).collect();
    lints["propertyNames"]["enum"] = json!(codes);
    lints["additionalProperties"]["enum"] = json!(["allow", "note", "warn", "deny"]);
    schema
}

#[cfg(test)]
mod tests {
    use super::super::EXAMPLE;
    use super::*;

    #[test]
    fn it_holds_for_configs_and_not_for_mistakes() {
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        compiler
            .add_resource("config.json", schema())
            .expect("a resource");
        let index = compiler
            .compile("config.json", &mut schemas)
            .expect("a schema");
        let is_valid = |text: &str| {
            let config: toml::Value = toml::from_str(text).expect(text);
            let config = serde_json::to_value(config).expect("JSON");
            schemas.validate(&config, index).is_ok()
        };
        let client = "[[client]]\nname = \"a\"\noutput = \"a\"\n";
        let own = include_str!("../../../fixtures/clients/rill-client.toml");
        assert!(is_valid(EXAMPLE) && is_valid(own));
        for good in [
            "source.local = true",
            "source = { project = \"p\", inferred = false }",
            "source.rill = { org = \"a\", project = \"b\", files = \"p\" }",
            "source.rill-admin = { version = \"v1\" }\nruntime = \"vendor:runtime\"",
            "source.url = \"u\"\nlints = { untyped = \"deny\" }\ninclude = [\"GET /a\", \"tag:a\"]",
            "source.file = \"f\"\nsample = { a = { b = 1 }, c = [{}, { d = [1] }] }",
        ] {
            assert!(is_valid(&format!("{client}{good}\n")), "{good}");
        }
        for bad in [
            "",
            "source.local = false",
            "source = \"openapi.json\"",
            "source = { file = \"a\", url = \"b\" }",
            "source.url = \"u\"\nlints = { untypd = \"deny\" }",
            "source.url = \"u\"\nlints = { untyped = \"forbid\" }",
            "source.url = \"u\"\nruntime = \"../runtime\"",
            "source.url = \"u\"\ninclude = [\"pets\"]",
            "source.url = \"u\"\nbuiltin = true",
        ] {
            assert!(!is_valid(&format!("{client}{bad}\n")), "{bad}");
        }
    }
}
