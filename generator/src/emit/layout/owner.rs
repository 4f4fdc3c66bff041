//! Finds the module that each type belongs to.

use crate::analyze::Facts;
use crate::ir::{Api, Type, TypeId, TypeOrigin};
use crate::names::Names;

/// The module that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Several modules, or none.
    Shared,
    /// The one of this index in [`Names::modules`].
    Module(usize),
}

/// Returns the written types of each owner, in the model's order: first those that are shared, then
/// those of each module.
///
/// A type that turned out to be another one, and was only reserved to find that out, is not written:
/// nothing refers to it.
pub(super) fn owned(api: &Api, facts: &Facts, names: &Names) -> Vec<Vec<TypeId>> {
    let owners: Vec<Owner> = if api.conventions.groups_by_operation {
        api.type_ids().map(|id| by_origin(api, id)).collect()
    } else {
        by_usage(api, names)
    };
    let mut owned = vec![Vec::new(); names.modules.len() + 1];
    for (index, owner) in owners.iter().enumerate() {
        let usage = facts.usage[index];
        if usage.sent || usage.received {
            let index_of_owner = match owner {
                Owner::Shared => 0,
                Owner::Module(module) => module + 1,
            };
            owned[index_of_owner].push(TypeId(index));
        }
    }
    owned
}

/// Returns the operation that a type of a Rill document was made for. Components are shared, used
/// once or not.
fn by_origin(api: &Api, mut id: TypeId) -> Owner {
    loop {
        match &api.def(id).origin {
            // The modules of a Rill document are its operations.
            TypeOrigin::Operation { id, .. } => return Owner::Module(id.0),
            TypeOrigin::Component(_)
            | TypeOrigin::Webhook(_)
            | TypeOrigin::Failures(_)
            | TypeOrigin::Headers(_) => {
                return Owner::Shared;
            }
            TypeOrigin::Shared(places) => {
                let mut owners = places.iter().map(|place| by_origin(api, place.parent));
                let first = owners.next().unwrap_or(Owner::Shared);
                let is_common = owners.all(|owner| owner == first);
                return if is_common { first } else { Owner::Shared };
            }
            TypeOrigin::Within { parent, .. } => id = *parent,
        }
    }
}

/// Gives a type that one module alone leads to to this module. Whatever leads to a shared type, all
/// that is inside is shared too, so no shared type names one of a module that may be switched off.
fn by_usage(api: &Api, names: &Names) -> Vec<Owner> {
    let mut owners: Vec<Option<Owner>> = vec![None; api.types.len()];
    for (index, module) in names.modules.iter().enumerate() {
        let roots = module
            .operations
            .iter()
            .flat_map(|id| api.operations[id.0].types());
        claim(api, &mut owners, Owner::Module(index), roots.collect());
    }
    let others = api.webhooks.iter().chain(&api.exports).copied();
    claim(api, &mut owners, Owner::Shared, others.collect());
    let owners = owners.into_iter();
    owners.map(|owner| owner.unwrap_or(Owner::Shared)).collect()
}

/// Gives types and all inside them to an owner, or to all if they have another. No type changes its
/// owner more than twice.
fn claim(api: &Api, owners: &mut [Option<Owner>], owner: Owner, mut open: Vec<TypeId>) {
    while let Some(id) = open.pop() {
        let known = &mut owners[id.0];
        let now = match *known {
            None => owner,
            Some(Owner::Shared) => continue,
            Some(other) if other == owner => continue,
            Some(_) => Owner::Shared,
        };
        *known = Some(now);
        let inside = api.def(id).shape.parts().into_iter().flat_map(Type::refs);
        open.extend(inside);
    }
}
