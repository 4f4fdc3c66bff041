//! The values of discriminating properties, which variants write by themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::ir::{Api, Shape, Tagging, Type, TypeId, Variant};

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
    for (property, id, variant) in tagged_variants(api) {
        let tag = match variant.tags.as_slice() {
            [only] if !variant.is_fallback => Some(only.clone()),
            _ => None,
        };
        let tags = all.entry((id, property.to_owned())).or_default();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    all
}

/// Returns the named variants of all unions that a property discriminates, with that property.
pub(super) fn tagged_variants(api: &Api) -> impl Iterator<Item = (&str, TypeId, &Variant)> {
    let unions = api.types.iter().filter_map(|def| match &def.shape {
        Shape::Union(body) => match &body.tagging {
            Tagging::Property(property) => Some((property.as_str(), body)),
            Tagging::Shape => None,
        },
        _ => None,
    });
    unions.flat_map(move |(property, body)| {
        let variants = body.variants.iter();
        variants.filter_map(move |variant| match api.resolve(&variant.ty) {
            Type::Ref(id) => Some((property, *id, variant)),
            _ => None,
        })
    })
}
