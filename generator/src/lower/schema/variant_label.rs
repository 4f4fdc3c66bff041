//! Labels of the variants of a union.

use std::borrow::Cow;

use super::component_key;
use super::located::Site;
use super::merged::Merged;
use super::schema_type::Kind;
use crate::pointer::Pointer;

/// What to call a variant: its component's key, its title, or what kind of value it is.
pub(super) fn label(branch: &Site<'_>, merged: &Merged<'_>) -> String {
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
        (Some(Kind::Text), _) => "String",
        (Some(Kind::Integer), _) => "Integer",
        (Some(Kind::Number), _) => "Number",
        (Some(Kind::Bool), _) => "Boolean",
        (Some(Kind::List), _) => "List",
        (Some(Kind::Object), _) => "Object",
        (None, _) if merged.has_fields() => "Object",
        (None, _) => "Value",
    }
    .to_owned()
}
