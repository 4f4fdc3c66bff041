//! Tables whose entries depend on each other, possibly in cycles.

use crate::ir::{Api, Type, TypeId};

/// Computes each entry of a table again until none changes. An entry is computed again only after
/// one that it depends on has changed, so that the time does not grow with the length of chains.
///
/// Types inside others mostly have the later ids, so those come first.
pub(super) fn fixpoint<T: PartialEq>(
    api: &Api,
    table: &mut [T],
    entry: impl Fn(&[T], TypeId) -> T,
) {
    let users = users(api);
    let mut open: Vec<TypeId> = api.type_ids().collect();
    let mut is_open = vec![true; table.len()];
    while let Some(id) = open.pop() {
        is_open[id.0] = false;
        let now = entry(table, id);
        if now == table[id.0] {
            continue;
        }
        table[id.0] = now;
        for user in &users[id.0] {
            if !is_open[user.0] {
                is_open[user.0] = true;
                open.push(*user);
            }
        }
    }
}

/// Returns the types that contain each type.
fn users(api: &Api) -> Vec<Vec<TypeId>> {
    let mut users = vec![Vec::new(); api.types.len()];
    for id in api.type_ids() {
        for inside in api.def(id).shape.parts().into_iter().flat_map(Type::refs) {
            users[inside.0].push(id);
        }
    }
    users
}
