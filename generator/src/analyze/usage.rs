//! The directions in which values of a type travel.

use crate::ir::Api;

/// The directions in which values of a type travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Part of a request.
    pub sent: bool,
    /// Part of a response.
    pub received: bool,
}

/// Returns the directions of each type, following requests and responses to all that they contain.
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
