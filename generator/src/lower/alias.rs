//! Aliases that lead back to themselves, which Rust does not have: they become types of their own.

use std::collections::BTreeSet;

use super::Lowering;
use crate::diagnostic::Code;
use crate::ir::{Api, Shape, Type, TypeId};

impl Lowering<'_, '_> {
    /// Makes a type of its own of every alias that contains itself, and untyped JSON of one that is
    /// nothing but itself.
    pub(super) fn settle_aliases(&mut self) {
        for id in self.api.type_ids() {
            let Shape::Alias(target) = self.api.def(id).shape.clone() else {
                continue;
            };
            if is_only(&self.api, &target, id) {
                let at = self.api.def(id).origin.clone();
                self.cx.report(
                    Code::CircularReference,
                    at.clone(),
                    "this schema is nothing but itself; any value is taken",
                    "say what the value is",
                );
                self.api.untyped.insert(at);
                self.fill(id, Shape::Alias(Type::Any));
            } else if leads_to(&self.api, &target, id) {
                self.fill(id, Shape::Newtype(target));
            }
        }
    }
}

/// Whether a type is an alias and nothing else, however many others stand between.
fn is_only(api: &Api, ty: &Type, wanted: TypeId) -> bool {
    let mut ty = ty;
    for _ in 0..=api.types.len() {
        match ty.non_null() {
            Type::Ref(id) if *id == wanted => return true,
            Type::Ref(id) => match &api.def(*id).shape {
                Shape::Alias(target) => ty = target,
                _ => return false,
            },
            _ => return false,
        }
    }
    false
}

/// Whether a type leads to an alias by way of aliases only.
fn leads_to(api: &Api, ty: &Type, wanted: TypeId) -> bool {
    let mut open = ty.refs();
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        if id == wanted {
            return true;
        }
        if seen.insert(id)
            && let Shape::Alias(target) = &api.def(id).shape
        {
            open.extend(target.refs());
        }
    }
    false
}
