//! Names and descriptions of listed values, which OpenAPI has no keywords for: generators of
//! documents write extensions.

use openapiv3::{Schema, SchemaData};
use serde_json::Value;

use crate::ir::{EnumLabel, EnumValue};

/// Names in the order of the values, or by value, by the tools that write them.
const NAMES: [&str; 5] = [
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-names",
    "x-enum-keys",
    "x-speakeasy-enums",
];

/// Descriptions in the order of the values, or by value.
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
    let count = [&names, &descriptions]
        .into_iter()
        .flatten()
        .map(Vec::len)
        .max();
    let at = |list: &Option<Vec<Option<String>>>, index: usize| {
        list.as_ref()
            .and_then(|list| list.get(index).cloned().flatten())
    };
    let by_place = (0..count.unwrap_or_default()).map(|index| ValueLabel {
        value: None,
        label: EnumLabel {
            name: at(&names, index),
            description: at(&descriptions, index),
        },
    });
    let names = by_value(data, &NAMES, |name| EnumLabel {
        name,
        description: None,
    });
    let descriptions = by_value(data, &DESCRIPTIONS, |description| EnumLabel {
        name: None,
        description,
    });
    by_place.chain(names).chain(descriptions).collect()
}

/// Reads a map from values to names or descriptions.
fn by_value<'a>(
    data: &'a SchemaData,
    keys: &[&str],
    label: impl Fn(Option<String>) -> EnumLabel + 'a,
) -> impl Iterator<Item = ValueLabel> + 'a {
    let map = keys
        .iter()
        .find_map(|key| data.extensions.get(*key)?.as_object());
    map.into_iter()
        .flatten()
        .map(move |(value, text)| ValueLabel {
            value: Some(Value::String(value.clone())),
            label: label(text.as_str().map(str::to_owned)),
        })
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
/// `listed` are the values as the document lists them, repetitions included.
pub(super) fn assign(
    labels: &[ValueLabel],
    listed: &[Value],
    values: &[EnumValue],
) -> Option<Vec<EnumLabel>> {
    let (by_value, by_place): (Vec<_>, Vec<_>) =
        labels.iter().partition(|label| label.value.is_some());
    if !by_place.is_empty() && by_place.len() != listed.len() {
        return None;
    }
    let label_of = |value: &EnumValue| {
        let is_meant = |label: &&&ValueLabel| match &label.value {
            Some(given) => value.is(given) || given.as_str() == Some(&value.text()),
            None => false,
        };
        let place = listed.iter().position(|listed| value.is(listed));
        let by_place = place.and_then(|place| by_place.get(place)).into_iter();
        let said = by_place.chain(by_value.iter().filter(is_meant));
        said.fold(EnumLabel::default(), |label, said| EnumLabel {
            name: label.name.or_else(|| said.label.name.clone()),
            description: label.description.or_else(|| said.label.description.clone()),
        })
    };
    Some(values.iter().map(label_of).collect())
}
