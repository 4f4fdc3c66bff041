//! Types whose values hold decimal numbers, of which a JSON value keeps no more digits than a double.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Scalar, Type, TypeId};

/// Returns the types that lead to a decimal number.
pub(super) fn holders(api: &Api) -> BTreeSet<TypeId> {
    let external = (0..api.externals.len()).map(|index| Scalar::DecimalNumber(Some(index)));
    let decimals: Vec<Scalar> = external.chain([Scalar::DecimalNumber(None)]).collect();
    let holds = |id: &TypeId| {
        let mut parts = api.def(*id).shape.parts().into_iter();
        parts.any(|part| part.holds(&decimals))
    };
    let mut open: Vec<TypeId> = api.type_ids().filter(holds).collect();
    let mut found = BTreeSet::new();
    if open.is_empty() {
        return found;
    }
    let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for id in api.type_ids() {
        for inside in api.def(id).shape.parts().into_iter().flat_map(Type::refs) {
            users.entry(inside).or_default().push(id);
        }
    }
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(users.get(&id).into_iter().flatten());
        }
    }
    found
}
