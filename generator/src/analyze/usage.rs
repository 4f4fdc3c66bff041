//! In which direction values of a type travel.

use super::parts;
use crate::ir::{Api, Call, TypeId};

/// Whether values of a type are sent, received, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Part of some request.
    pub sent: bool,
    /// Part of some answer.
    pub received: bool,
}

/// Follows every request and every row to all that stands inside.
pub(super) fn usage(api: &Api) -> Vec<Usage> {
    let mut table = vec![Usage::default(); api.types.len()];
    for operation in &api.operations {
        let Call::CustomApi { row, .. } = &operation.call;
        if let Some(id) = operation.request {
            mark(api, &mut table, id, |usage| &mut usage.sent);
        }
        for id in row.refs() {
            mark(api, &mut table, id, |usage| &mut usage.received);
        }
    }
    table
}

fn mark(api: &Api, table: &mut [Usage], id: TypeId, direction: fn(&mut Usage) -> &mut bool) {
    let seen = direction(&mut table[id.0]);
    if *seen {
        return;
    }
    *seen = true;
    for part in parts(&api.def(id).shape) {
        for inner in part.refs() {
            mark(api, table, inner, direction);
        }
    }
}
