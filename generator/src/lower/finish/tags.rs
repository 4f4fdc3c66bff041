//! The values of discriminating properties, which variants write by themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ir::{Api, Shape, Tagging, Type, TypeId};

/// Gives the discriminating property of a struct the one value that its unions read it by.
pub(super) fn preset_tags(api: &mut Api) {
    for ((id, property), tags) in variant_tags(api) {
        let [tag] = tags.as_slice() else { continue };
        let Some(tag) = tag.clone().map(Value::String) else {
            continue;
        };
        let Shape::Struct(body) = &api.def(id).shape else {
            continue;
        };
        let index = body.fields.iter().position(|field| {
            field.wire == property
                && field.required
                && field.default.is_none()
                && api.can_be(&field.ty, &tag)
        });
        if let (Some(index), Shape::Struct(body)) = (index, &mut api.types[id.0].shape)
            && let Some(field) = body.fields.get_mut(index)
        {
            field.default = Some(tag);
        }
    }
}

/// Returns the tags by which unions read each struct, by property; none where it stands for several.
fn variant_tags(api: &Api) -> BTreeMap<(TypeId, String), Vec<Option<String>>> {
    let mut all: BTreeMap<(TypeId, String), Vec<Option<String>>> = BTreeMap::new();
    for def in &api.types {
        let Shape::Union(body) = &def.shape else {
            continue;
        };
        let Tagging::Property(property) = &body.tagging else {
            continue;
        };
        for variant in &body.variants {
            if let Type::Ref(id) = api.resolve(&variant.ty) {
                let tag = match variant.tags.as_slice() {
                    [only] if !variant.is_fallback => Some(only.clone()),
                    _ => None,
                };
                let tags = all.entry((*id, property.clone())).or_default();
                if !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
        }
    }
    all
}
