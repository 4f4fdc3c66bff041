//! Aliases that refer to themselves, which Rust does not allow: they become newtypes.
//!
//! A cycle is closed as soon as its last alias is known, so no later step meets one, and following
//! aliases always ends. So that it ends soon, an alias of very many parts is a newtype too: a tuple of two tuples, each
//! of two more, would be written out 2^n times.

use std::collections::{BTreeMap, BTreeSet};

use super::SchemaLowerer;
use crate::diagnostic::Code;
use crate::ir::{Api, Shape, Type, TypeId};

/// The most parts of the type that an alias stands for, aliases written out.
const MOST_PARTS: usize = 200;

/// Returns `true` if a type has very many parts, aliases written out.
fn is_large(api: &Api, ty: &Type) -> bool {
    let mut open = vec![ty];
    let mut parts = 0;
    while let Some(ty) = open.pop() {
        parts += 1;
        if parts > MOST_PARTS {
            return true;
        }
        match ty {
            Type::Ref(id) => {
                if let Shape::Alias(target) = &api.def(*id).shape {
                    open.push(target);
                }
            }
            other => open.extend(other.children()),
        }
    }
    false
}

impl SchemaLowerer<'_, '_> {
    /// Makes a newtype of every alias in the cycle that an alias closes, and untyped JSON of those
    /// that have no finite value. The result does not depend on the alias that comes last.
    pub(super) fn close_alias_cycle(&mut self, last: TypeId) {
        let around = alias_cycle(&self.api, last);
        let endless = around.iter().filter(|id| is_endless(&self.api, **id));
        for id in endless.copied().collect::<Vec<_>>() {
            self.report_endless_alias(id);
        }
        for id in alias_cycle(&self.api, last) {
            if let Shape::Alias(target) = &self.api.def(id).shape
                && !matches!(target.non_null(), Type::Ref(_))
            {
                let target = target.clone();
                self.fill(id, Shape::Newtype(target));
            }
        }
    }

    /// Makes a newtype of an alias of very many parts.
    pub(super) fn limit_alias(&mut self, id: TypeId) {
        if let Shape::Alias(target) = &self.api.def(id).shape
            && is_large(&self.api, target)
        {
            self.api.types[id.0].shape = Shape::Newtype(target.clone());
        }
    }

    /// Reports an alias that is nothing but itself.
    fn report_endless_alias(&mut self, id: TypeId) {
        let at = self.api.def(id).pointer.clone();
        self.cx.report(
            Code::CircularReference,
            at.clone(),
            "this schema is nothing but itself; any value is taken",
            "say what the value is",
        );
        self.api.untyped.insert(at);
        self.api.types[id.0].shape = Shape::Alias(Type::Any);
    }
}

/// Returns the aliases and newtypes that lead to a type, and to which the type leads, through
/// aliases and newtypes alone.
fn alias_cycle(api: &Api, start: TypeId) -> BTreeSet<TypeId> {
    let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    let mut seen = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        if let Shape::Alias(target) | Shape::Newtype(target) = &api.def(id).shape {
            for inside in target.refs() {
                users.entry(inside).or_default().push(id);
                if seen.insert(inside) {
                    open.push(inside);
                }
            }
        }
    }
    let mut found = BTreeSet::new();
    open.extend(users.get(&start).into_iter().flatten());
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(users.get(&id).into_iter().flatten());
        }
    }
    found
}

/// Returns `true` if every value of an alias contains another: through another alias, whether or
/// not null is allowed, or in a position of a tuple.
fn is_endless(api: &Api, alias: TypeId) -> bool {
    let Shape::Alias(target) = &api.def(alias).shape else {
        return false;
    };
    let mut open = vec![(target, false)];
    let mut seen = BTreeSet::new();
    while let Some((ty, is_inside)) = open.pop() {
        match ty {
            Type::Ref(id) if *id == alias => return true,
            Type::Ref(id) => {
                if let Shape::Alias(target) | Shape::Newtype(target) = &api.def(*id).shape
                    && seen.insert((*id, is_inside))
                {
                    open.push((target, is_inside));
                }
            }
            Type::JsonText(inner) => open.push((inner, is_inside)),
            Type::Tuple(items, _) => open.extend(items.iter().map(|item| (item, true))),
            // Null ends the enclosing value.
            Type::Nullable(inner) if !is_inside => open.push((inner, false)),
            Type::Nullable(_)
            | Type::List(_)
            | Type::Map(_)
            | Type::KeyedMap(..)
            | Type::Scalar(_)
            | Type::Any => {}
        }
    }
    false
}
