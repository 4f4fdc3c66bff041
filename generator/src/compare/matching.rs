//! Finds out which operations and types of two documents are the same, whatever they are called.

use std::collections::{BTreeMap, BTreeSet};

use crate::emit::EmitContext;
use crate::ir::{Content, Operation, OperationId, Shape, Type, TypeId};

/// The new names of items, by the old ones.
pub(super) type Renamed = BTreeMap<String, String>;

/// The parts of two documents that belong together.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// Operations of the old document with those of the new one.
    pub(super) operations: Vec<(OperationId, OperationId)>,
    /// Operations of the old document that the new one does not have.
    pub(super) removed: Vec<OperationId>,
    /// The new names of types that are called otherwise.
    pub(super) types: Renamed,
    /// The new names of methods that are called otherwise.
    pub(super) methods: Renamed,
}

/// Matches operations by method and path, else by `operationId`; and types by the operations and the types that lead to
/// them.
pub(super) fn matching(old: EmitContext<'_>, new: EmitContext<'_>) -> Matching {
    let mut matching = Matching::default();
    operations(&mut matching, old, new);
    for (one, other) in &matching.operations {
        let (before, after) = (old.names.operation(*one), new.names.operation(*other));
        let is_gone = !new.names.operations.iter().any(|name| name == before);
        if is_gone && !old.names.operations.iter().any(|name| name == after) {
            matching.methods.insert(before.to_owned(), after.to_owned());
        }
    }
    matching.types = types(&matching.operations, old, new);
    matching
}

/// Returns the method and the path of an operation without the names of its parameters, which are not on the wire.
pub(super) fn address(operation: &Operation) -> (&str, String, Option<&'static str>) {
    let mut path = String::new();
    let mut rest = operation.path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        path.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    path.push_str(rest);
    (&operation.method, path, operation.variation)
}

fn operations(matching: &mut Matching, old: EmitContext<'_>, new: EmitContext<'_>) {
    let ids = |model: EmitContext<'_>| (0..model.api.operations.len()).map(OperationId);
    let at = |id: &OperationId| &new.api.operations[id.0];
    let by_address: BTreeMap<_, OperationId> = ids(new).map(|id| (address(at(&id)), id)).collect();
    let mut taken = BTreeSet::new();
    let mut open = Vec::new();
    for id in ids(old) {
        match by_address.get(&address(&old.api.operations[id.0])) {
            Some(found) => {
                taken.insert(*found);
                matching.operations.push((id, *found));
            }
            None => open.push(id),
        }
    }
    let free = ids(new).filter(|id| !taken.contains(id));
    let key = |operation: &Operation| Some((operation.key.clone()?, operation.variation));
    let by_key: BTreeMap<_, OperationId> =
        free.filter_map(|id| Some((key(at(&id))?, id))).collect();
    for id in open {
        let found = key(&old.api.operations[id.0]).and_then(|key| by_key.get(&key));
        match found {
            Some(found) => matching.operations.push((id, *found)),
            None => matching.removed.push(id),
        }
    }
}

/// Walks the types of both documents side by side, and returns the types that have another name.
fn types(
    operations: &[(OperationId, OperationId)],
    old: EmitContext<'_>,
    new: EmitContext<'_>,
) -> Renamed {
    let mut open: Vec<(TypeId, TypeId)> = Vec::new();
    for (one, other) in operations {
        let (one, other) = (&old.api.operations[one.0], &new.api.operations[other.0]);
        open.extend(one.request.zip(other.request));
        pair_responses(one, other, &mut open);
    }
    let by_name: BTreeMap<&str, TypeId> = new
        .api
        .type_ids()
        .map(|id| (new.names.ty(id), id))
        .collect();
    for id in old.api.type_ids() {
        open.extend(by_name.get(old.names.ty(id)).map(|found| (id, *found)));
    }
    let before: BTreeSet<&str> = old.names.types.iter().map(String::as_str).collect();
    let mut renamed = Renamed::new();
    let mut seen = BTreeSet::new();
    while let Some((one, other)) = open.pop() {
        if !seen.insert((one, other)) {
            continue;
        }
        let (shape, found) = (&old.api.def(one).shape, &new.api.def(other).shape);
        let (name, now) = (old.names.ty(one), new.names.ty(other));
        let is_renamed = !by_name.contains_key(name) && !before.contains(now);
        if is_renamed && are_alike(shape, found) && !renamed.values().any(|taken| taken == now) {
            renamed
                .entry(name.to_owned())
                .or_insert_with(|| now.to_owned());
        }
        pair_parts(shape, found, &mut open);
    }
    renamed
}

fn pair_responses(one: &Operation, other: &Operation, open: &mut Vec<(TypeId, TypeId)>) {
    if let (Some(one), Some(other)) = (one.http(), other.http()) {
        for (one, other) in [
            (&one.success, &other.success),
            (&one.failure, &other.failure),
        ] {
            open.extend(one.content_enum.zip(other.content_enum));
            open.extend(one.headers.zip(other.headers));
            for (one, other) in one.cases.iter().zip(&other.cases) {
                pair(one.content.ty(), other.content.ty(), open);
            }
        }
        let media =
            |http: &crate::ir::HttpCall| http.body.clone().map_or(Vec::new(), |body| body.media);
        for (one, other) in media(one).iter().zip(&media(other)) {
            pair(Some(&one.ty), Some(&other.ty), open);
        }
    }
    if let (
        crate::ir::Call::CustomApi { row: one, .. },
        crate::ir::Call::CustomApi { row: other, .. },
    ) = (&one.call, &other.call)
    {
        pair(Some(one), Some(other), open);
    }
}

/// Pairs the named types of two types of the same structure.
fn pair(one: Option<&Type>, other: Option<&Type>, open: &mut Vec<(TypeId, TypeId)>) {
    let (Some(one), Some(other)) = (one, other) else {
        return;
    };
    match (one.non_null(), other.non_null()) {
        (Type::Ref(one), Type::Ref(other)) => open.push((*one, *other)),
        (one, other) => {
            for (one, other) in one.children().zip(other.children()) {
                pair(Some(one), Some(other), open);
            }
        }
    }
}

fn pair_parts(one: &Shape, other: &Shape, open: &mut Vec<(TypeId, TypeId)>) {
    match (one, other) {
        (Shape::Struct(one), Shape::Struct(other)) => {
            for field in &one.fields {
                let mut found = other.fields.iter();
                let found = found.find(|found| found.wire == field.wire);
                pair(Some(&field.ty), found.map(|found| &found.ty), open);
            }
            pair(one.extra.as_ref(), other.extra.as_ref(), open);
        }
        (Shape::Union(one), Shape::Union(other)) => {
            for variant in &one.variants {
                let mut found = other.variants.iter();
                let found = found.find(|found| {
                    found.label == variant.label
                        || (!found.tags.is_empty() && found.tags == variant.tags)
                });
                pair(Some(&variant.ty), found.map(|found| &found.ty), open);
            }
        }
        (Shape::ContentEnum(one), Shape::ContentEnum(other)) => {
            for ((label, content), (found, other)) in one.cases.iter().zip(&other.cases) {
                if label == found {
                    pair(content.ty(), Content::ty(other), open);
                }
            }
        }
        (Shape::Alias(one) | Shape::Newtype(one), Shape::Alias(other) | Shape::Newtype(other)) => {
            pair(Some(one), Some(other), open);
        }
        _ => {}
    }
}

/// Returns `true` if most of two definitions is the same, so that one may be the other by a new name.
fn are_alike(one: &Shape, other: &Shape) -> bool {
    fn members(shape: &Shape) -> Vec<String> {
        match shape {
            Shape::Struct(body) => body.fields.iter().map(|field| field.wire.clone()).collect(),
            Shape::Enum(body) => body
                .values
                .iter()
                .map(|value| format!("{value:?}"))
                .collect(),
            Shape::Union(body) => body
                .variants
                .iter()
                .flat_map(|one| one.tags.clone())
                .collect(),
            Shape::ContentEnum(body) => body.cases.iter().map(|(label, _)| label.clone()).collect(),
            Shape::Alias(_) | Shape::Newtype(_) => Vec::new(),
        }
    }
    if std::mem::discriminant(one) != std::mem::discriminant(other) {
        return false;
    }
    let (one, other) = (members(one), members(other));
    let shared = one.iter().filter(|member| other.contains(member)).count();
    shared * 2 >= one.len().max(other.len())
}
