//! Labels of the variants of a union.

use std::borrow::Cow;

use super::component_key;
use super::located::LocatedSchema;
use super::merged::MergedSchema;
use super::schema_type::SchemaType;
use crate::ir::StringFormat;
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
    let format = merged.format.as_deref().and_then(StringFormat::find);
    if let Some(label) = format.and_then(|format| format.entry().label) {
        return label.to_owned();
    }
    match merged.kind {
        Some(SchemaType::Text) => "String",
        Some(SchemaType::Integer) => "Integer",
        Some(SchemaType::Number) => "Number",
        Some(SchemaType::Bool) => "Boolean",
        Some(SchemaType::List) => "List",
        Some(SchemaType::Object) => "Object",
        None if merged.has_fields() => "Object",
        None => "Value",
    }
    .to_owned()
}
