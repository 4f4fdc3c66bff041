//! Labels of the variants of a union.

use std::borrow::Cow;

use super::component_key;
use super::located::LocatedSchema;
use super::merged::MergedSchema;
use super::schema_type::SchemaType;
use crate::pointer::Pointer;

/// Returns the label of a variant: the key of its component, its title, or the type of its values.
pub(super) fn label(branch: &LocatedSchema<'_>, merged: &MergedSchema<'_>) -> String {
    let component = branch
        .as_reference()
        .map_or(Some(branch.at.clone()), Pointer::parse_fragment)
        .and_then(|pointer| component_key(&pointer).map(Cow::into_owned));
    if let Some(key) = component {
        return key;
    }
    if let Some(title) = branch
        .item()
        .and_then(|schema| schema.schema_data.title.clone())
    {
        return title;
    }
    if let Some([serde_json::Value::String(value)]) = merged.values.as_deref() {
        return value.clone();
    }
    match (merged.kind, merged.format.as_deref()) {
        (_, Some("date-time")) => "DateTime",
        (_, Some("date")) => "Date",
        (_, Some("uuid")) => "Uuid",
        (Some(SchemaType::Text), _) => "String",
        (Some(SchemaType::Integer), _) => "Integer",
        (Some(SchemaType::Number), _) => "Number",
        (Some(SchemaType::Bool), _) => "Boolean",
        (Some(SchemaType::List), _) => "List",
        (Some(SchemaType::Object), _) => "Object",
        (None, _) if merged.has_fields() => "Object",
        (None, _) => "Value",
    }
    .to_owned()
}
