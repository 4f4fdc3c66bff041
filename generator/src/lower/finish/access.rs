//! `readOnly` and `writeOnly`: properties that travel in one direction only.
//!
//! One struct serves both directions. In requests, properties that the server sets itself are
//! optional, whatever `required` says; in responses, properties that the server never returns are
//! (OpenAPI 3.0.3, Schema Object: `required` takes effect in the other direction only).

use crate::ir::{Api, Shape, TypeId};

/// Makes properties optional that do not travel in a direction of their struct.
pub(super) fn lift_requirements(api: &mut Api, one_way: Vec<(TypeId, String, bool)>) {
    if one_way.is_empty() {
        return;
    }
    let (sent, received) = (api.sent(), api.received());
    for (id, wire, write_only) in one_way {
        let is_lifted = if write_only {
            received.contains(&id)
        } else {
            sent.contains(&id)
        };
        if is_lifted && let Shape::Struct(body) = &mut api.types[id.0].shape {
            for field in body.fields.iter_mut().filter(|field| field.wire == wire) {
                field.required = false;
            }
        }
    }
}
