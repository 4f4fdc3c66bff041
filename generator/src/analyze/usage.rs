//! In which direction values of a type travel.

use std::collections::BTreeSet;

use crate::ir::{Api, Operation, TypeId};

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
    let sent = sent(api);
    let received = received(api);
    api.type_ids()
        .map(|id| Usage {
            sent: sent.contains(&id),
            received: received.contains(&id),
        })
        .collect()
}

/// What requests are made of.
pub(crate) fn sent(api: &Api) -> BTreeSet<TypeId> {
    let requests = api
        .operations
        .iter()
        .filter_map(|operation| operation.request);
    api.reach(requests.chain(api.exports.iter().copied()))
}

/// What answers are made of.
pub(crate) fn received(api: &Api) -> BTreeSet<TypeId> {
    let answers = api.operations.iter().flat_map(Operation::answers);
    let others = api.webhooks.iter().chain(&api.exports).copied();
    api.reach(answers.chain(others))
}
