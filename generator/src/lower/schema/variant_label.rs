//! Labels of the variants of a union.

use std::borrow::Cow;

use openapiv3::{SchemaKind, Type};

use super::located::LocatedSchema;
use super::merged::{Additional, Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::{SchemaLowerer, component_key};
use crate::ir::StringFormat;
use crate::pointer::Pointer;

/// The label of a list.
pub(super) const LIST: &str = "List";

/// The label of an object.
pub(super) const OBJECT: &str = "Object";

/// The most values of a property that name a variant.
const MOST_IN_LABEL: usize = 3;

/// The most alternatives that are compared to name a variant.
const MOST_COMPARED: usize = 20;

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the values of a property that tell a variant apart, as the label of an object: the only value of a
    /// required property, else those of one that takes others in each other variant.
    pub(super) fn tag_label(
        &mut self,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
        group: &Alternatives<'a>,
    ) -> Option<String> {
        let mut fixed = self.matcher_of_merged(own).fixed;
        fixed.sort_by_key(|(key, values)| (values.len(), !own.required.contains(key)));
        let is_certain = |(key, values): &&(String, Vec<String>)| {
            values.len() == 1 && own.required.contains(key)
        };
        if let Some((_, values)) = fixed.iter().find(is_certain) {
            return values.first().cloned();
        }
        fixed.retain(|(_, values)| values.len() <= MOST_IN_LABEL);
        if fixed.is_empty() || group.branches.len() > MOST_COMPARED {
            return None;
        }
        let others = group.branches.iter().filter(|other| other.at != branch.at);
        for other in others {
            let merged = self.merge_one(other);
            let others = self.matcher_of_merged(&merged).fixed;
            fixed.retain(|(key, values)| {
                let other = others.iter().find(|(other, _)| other == key);
                other.is_some_and(|(_, other)| !other.iter().any(|value| values.contains(value)))
            });
        }
        let (_, values) = fixed.into_iter().next()?;
        Some(values.join(" or "))
    }
}

/// Returns the label of a list or a map that is not the first among the variants: what its elements are.
pub(super) fn element_label(merged: &MergedSchema<'_>) -> Option<String> {
    let (items, noun) = match (merged.items.as_slice(), &merged.additional) {
        ([items], _) => (items, "list"),
        (_, Additional::Typed(values)) if !merged.has_fields() => (values.first()?, "map"),
        _ => return None,
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
    Some(format!("{words} {noun}"))
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
