//! Removal of types that turned out to be another type.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Call, Content, EventData, ResponseSet, Shape, Type, TypeId, TypeOrigin};

/// Drops types that nothing refers to, and those that another type replaces.
pub(super) fn prune(
    api: &mut Api,
    mut dead: BTreeSet<TypeId>,
    replaced: &BTreeMap<TypeId, TypeId>,
) {
    dead.extend(replaced.keys());
    if dead.is_empty() {
        return;
    }
    let mut moved = Vec::with_capacity(api.types.len());
    let mut next = 0;
    for id in api.type_ids() {
        moved.push(TypeId(next));
        if !dead.contains(&id) {
            next += 1;
        }
    }
    for (id, other) in replaced {
        moved[id.0] = moved[other.0];
    }
    let moved = TypeIdMap(moved);
    let types = std::mem::take(&mut api.types);
    let kept = types.into_iter().enumerate();
    api.types = kept
        .filter(|(index, _)| !dead.contains(&TypeId(*index)))
        .map(|(_, mut def)| {
            match &mut def.origin {
                TypeOrigin::Within { parent, .. } => moved.id(parent),
                TypeOrigin::Shared(places) => {
                    for place in places {
                        moved.id(&mut place.parent);
                    }
                }
                _ => {}
            }
            moved.shape(&mut def.shape);
            def
        })
        .collect();
    api.webhooks.iter_mut().for_each(|id| moved.id(id));
    api.exports.iter_mut().for_each(|id| moved.id(id));
    for operation in &mut api.operations {
        operation.request.iter_mut().for_each(|id| moved.id(id));
        match &mut operation.call {
            Call::CustomApi { row, .. } => moved.ty(row),
            Call::Http(http) => {
                for media in http.body.iter_mut().flat_map(|body| &mut body.media) {
                    moved.ty(&mut media.ty);
                }
                moved.outcome(&mut http.success);
                moved.outcome(&mut http.failure);
            }
        }
    }
}

/// The new id of each type, by its old one.
struct TypeIdMap(Vec<TypeId>);

impl TypeIdMap {
    fn id(&self, id: &mut TypeId) {
        if let Some(new) = self.0.get(id.0) {
            *id = *new;
        }
    }

    fn ty(&self, ty: &mut Type) {
        match ty {
            Type::Ref(id) => self.id(id),
            Type::List(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::JsonText(inner) => self.ty(inner),
            Type::KeyedMap(key, value) => {
                self.ty(key);
                self.ty(value);
            }
            Type::Tuple(items, _) => items.iter_mut().for_each(|item| self.ty(item)),
            Type::Scalar(_) | Type::Any => {}
        }
    }

    fn content(&self, content: &mut Content) {
        match content {
            Content::Json(ty)
            | Content::Plain(ty)
            | Content::Xml(ty)
            | Content::JsonLines(ty)
            | Content::JsonResults(ty)
            | Content::Events(EventData::Json(ty) | EventData::Event(ty)) => self.ty(ty),
            Content::Empty | Content::Text | Content::Bytes | Content::Events(EventData::Text) => {}
        }
    }

    fn shape(&self, shape: &mut Shape) {
        match shape {
            Shape::Struct(body) => {
                body.fields
                    .iter_mut()
                    .for_each(|field| self.ty(&mut field.ty));
                body.extra.iter_mut().for_each(|extra| self.ty(extra));
            }
            Shape::Union(body) => body
                .variants
                .iter_mut()
                .for_each(|variant| self.ty(&mut variant.ty)),
            Shape::ContentEnum(body) => body
                .cases
                .iter_mut()
                .for_each(|(_, content)| self.content(content)),
            Shape::Alias(target) | Shape::Newtype(target) => self.ty(target),
            Shape::Enum(_) => {}
        }
    }

    fn outcome(&self, outcome: &mut ResponseSet) {
        for case in &mut outcome.cases {
            self.content(&mut case.content);
        }
        outcome.content_enum.iter_mut().for_each(|id| self.id(id));
        outcome.headers.iter_mut().for_each(|id| self.id(id));
    }
}
