//! The presence of the value of a field: how Rust says that there may be none.

use super::{EmitContext, literal};
use crate::ir::{Field, StructDef, StructRole, Type, TypeId};

/// The presence of the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It always has one.
    Required,
    /// `Option`, left out when there is none.
    Optional,
    /// `Option`, null when there is none.
    Nullable,
    /// `Maybe`: absent, null or a value.
    OptionalNullable,
}

/// Returns the type of a field without what says that there may be no value.
pub(crate) fn held_type(field: &Field, presence: Presence) -> &Type {
    if presence == Presence::Required {
        &field.ty
    } else {
        field.ty.non_null()
    }
}

/// Returns the presence of a field of a struct in this role, which may be `sent` to the server.
pub(crate) fn presence(
    model: EmitContext<'_>,
    role: StructRole,
    field: &Field,
    sent: bool,
) -> Presence {
    let nullable = matches!(model.api.resolve(&field.ty), Type::Nullable(_));
    match (role, field.required, nullable) {
        (StructRole::Row, _, _) | (StructRole::Plain, true, true) => Presence::Nullable,
        // What the server promises of its headers is not relied on.
        (StructRole::Headers, _, _) => Presence::Optional,
        (_, true, false) => Presence::Required,
        (StructRole::Plain, false, true) if sent => Presence::OptionalNullable,
        (
            StructRole::Arguments | StructRole::Plain | StructRole::Request | StructRole::Parts,
            _,
            _,
        ) => Presence::Optional,
    }
}

/// Returns `true` if a struct starts with values that `derive(Default)` does not know.
pub(super) fn has_own_default(model: EmitContext<'_>, id: TypeId, body: &StructDef) -> bool {
    let sent = model.facts.usage[id.0].sent;
    body.fields.iter().any(|field| {
        let is_plain = presence(model, body.role, field, sent) == Presence::Required;
        literal::initial(model, body.role, field).is_some()
            && !(is_plain && literal::is_usual(model, field))
    })
}
