//! Names and descriptions of listed values, which OpenAPI has no keywords for: generators of
//! documents write extensions.

use openapiv3::{Schema, SchemaData};
use serde_json::Value;

use crate::ir::{EnumLabel, EnumValue};

/// Lists of names in the order of the values, by the tools that write them.
const NAMES: [&str; 4] = [
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-keys",
];

/// Lists of descriptions in the order of the values.
const DESCRIPTIONS: [&str; 4] = [
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-enum-comments",
    "x-enum-description",
];

/// A name and a description, of the value at a position or of a value that is given.
#[derive(Clone, Debug)]
pub(crate) struct ValueLabel {
    /// The value; none if the position tells it.
    value: Option<Value>,
    label: EnumLabel,
}

impl ValueLabel {
    /// Returns the label that the annotations of a schema with one value give it.
    pub(super) fn of_constant(value: &Value, schema: &Schema) -> Self {
        let data = &schema.schema_data;
        Self {
            value: Some(value.clone()),
            label: EnumLabel {
                name: data.title.clone(),
                description: data.description.clone(),
            },
        }
    }
}

/// Reads the labels that a schema's extensions give its values.
pub(super) fn read(data: &SchemaData) -> Vec<ValueLabel> {
    let extensions = &data.extensions;
    if extensions.is_empty() {
        return Vec::new();
    }
    if let Some(values) = extensions
        .get("x-ms-enum")
        .and_then(|said| said.get("values")?.as_array())
    {
        return values.iter().map(of_object).collect();
    }
    let names = texts(data, &NAMES);
    let descriptions = texts(data, &DESCRIPTIONS);
    if let (None, Some(Value::Object(said))) = (
        &descriptions,
        DESCRIPTIONS.iter().find_map(|key| extensions.get(*key)),
    ) {
        // A map from values to descriptions.
        let labels = said.iter().map(|(value, description)| ValueLabel {
            value: Some(Value::String(value.clone())),
            label: EnumLabel {
                name: None,
                description: description.as_str().map(str::to_owned),
            },
        });
        return labels.collect();
    }
    let count = [&names, &descriptions]
        .into_iter()
        .flatten()
        .map(Vec::len)
        .max();
    let at = |list: &Option<Vec<Option<String>>>, index: usize| {
        list.as_ref()
            .and_then(|list| list.get(index).cloned().flatten())
    };
    (0..count.unwrap_or_default())
        .map(|index| ValueLabel {
            value: None,
            label: EnumLabel {
                name: at(&names, index),
                description: at(&descriptions, index),
            },
        })
        .collect()
}

fn texts(data: &SchemaData, keys: &[&str]) -> Option<Vec<Option<String>>> {
    let list = keys
        .iter()
        .find_map(|key| data.extensions.get(*key)?.as_array())?;
    let text = |value: &Value| {
        value
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    Some(list.iter().map(text).collect())
}

/// Reads `{value, name, description}`.
fn of_object(said: &Value) -> ValueLabel {
    let text = |key: &str| said.get(key).and_then(Value::as_str).map(str::to_owned);
    ValueLabel {
        value: said.get("value").cloned(),
        label: EnumLabel {
            name: text("name"),
            description: text("description"),
        },
    }
}

/// Returns the label of each value, in the order of the distinct values; none if the labels do not
/// fit the list.
///
/// `listed` are the values as the document lists them, null and repetitions included.
pub(super) fn assign(
    labels: &[ValueLabel],
    listed: usize,
    values: &[EnumValue],
) -> Option<Vec<EnumLabel>> {
    let by_value = |value: &EnumValue| {
        labels.iter().find(|label| match &label.value {
            Some(given) => value.is(given) || given.as_str() == Some(&value.text()),
            None => false,
        })
    };
    if labels.iter().any(|label| label.value.is_some()) {
        let found = values.iter().map(by_value);
        return Some(
            found
                .map(|label| label.map(|label| label.label.clone()).unwrap_or_default())
                .collect(),
        );
    }
    (labels.len() == listed && listed == values.len())
        .then(|| labels.iter().map(|label| label.label.clone()).collect())
}
