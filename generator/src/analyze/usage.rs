//! In which direction values of a type travel.

use crate::ir::Api;

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
    let sent = api.sent();
    let received = api.received();
    api.type_ids()
        .map(|id| Usage {
            sent: sent.contains(&id),
            received: received.contains(&id),
        })
        .collect()
}
