//! Comparison of schemas by their constraints on values.

use serde_json::Value;

/// Returns the constraints of a schema as text to compare: all keywords except annotations.
pub(super) fn of_values(schema: &Value) -> String {
    let mut said = stripped(schema, true);
    said.sort_all_objects();
    said.to_string()
}

/// A property may be called `description`, so names of properties are kept.
fn stripped(value: &Value, is_schema: bool) -> Value {
    const WORDS: &str = "title description example examples externalDocs deprecated";
    match value {
        Value::Object(map) => {
            let kept = map
                .iter()
                .filter(|(key, _)| !is_schema || !WORDS.split(' ').any(|word| word == *key));
            let members = kept.map(|(key, inner)| {
                let has_names = is_schema && key == "properties";
                (key.clone(), stripped(inner, !has_names))
            });
            Value::Object(members.collect())
        }
        Value::Array(list) => list
            .iter()
            .map(|inner| stripped(inner, is_schema))
            .collect(),
        single => single.clone(),
    }
}
