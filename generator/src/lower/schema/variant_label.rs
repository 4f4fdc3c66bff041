//! Labels of the variants of a union.

use std::borrow::Cow;

use openapiv3::{SchemaKind, Type};

use super::component_key;
use super::located::LocatedSchema;
use super::merged::MergedSchema;
use super::schema_type::SchemaType;
use crate::ir::StringFormat;
use crate::pointer::Pointer;

/// The label of a list.
pub(super) const LIST: &str = "List";

/// The label of an object.
pub(super) const OBJECT: &str = "Object";

/// Returns the label of a list that is not the first among the variants: what its elements are.
pub(super) fn list_label(merged: &MergedSchema<'_>) -> Option<String> {
    let [items] = merged.items.as_slice() else {
        return None;
    };
    let named = items
        .as_reference()
        .and_then(Pointer::parse_fragment)
        .and_then(|pointer| component_key(&pointer).map(Cow::into_owned));
    let schema = items.item();
    let title = schema.and_then(|schema| schema.schema_data.title.clone());
    let kind = schema.and_then(|schema| match &schema.schema_kind {
        SchemaKind::Type(Type::String(_)) => Some("string"),
        SchemaKind::Type(Type::Integer(_)) => Some("integer"),
        SchemaKind::Type(Type::Number(_)) => Some("number"),
        SchemaKind::Type(Type::Boolean(_)) => Some("boolean"),
        SchemaKind::Type(Type::Object(_)) => Some("object"),
        SchemaKind::Type(Type::Array(_)) => Some("list"),
        _ => None,
    });
    let words = named.or(title).or(kind.map(str::to_owned))?;
    Some(format!("{words} list"))
}

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
        Some(SchemaType::List) => LIST,
        Some(SchemaType::Object) => OBJECT,
        None if merged.has_fields() => OBJECT,
        None => "Value",
    }
    .to_owned()
}
