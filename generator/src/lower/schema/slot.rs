//! Slots for types that may turn out to need a definition.

use crate::ir::{Docs, PathStep, TypeId};
use crate::pointer::Pointer;

/// The origin of a type, if it turns out to need a definition.
#[derive(Clone, Debug)]
pub(crate) enum TypeSlot {
    /// The id of a type that is allocated already.
    Reserved(TypeId),
    /// A path from an enclosing type.
    Within(TypeId, Vec<PathStep>),
}

impl TypeSlot {
    /// Returns the slot of a type inside.
    pub(crate) fn inside(&self, step: PathStep) -> Self {
        match self {
            Self::Reserved(parent) => Self::Within(*parent, vec![step]),
            Self::Within(parent, steps) => {
                let mut steps = steps.clone();
                steps.push(step);
                Self::Within(*parent, steps)
            }
        }
    }
}

/// A schema without a name that is being lowered, which needs one if it contains itself.
#[derive(Clone, Debug)]
pub(super) struct UnnamedSchema {
    pub(super) slot: TypeSlot,
    pub(super) at: Pointer,
    pub(super) docs: Docs,
    pub(super) nullable: bool,
    /// The type that is allocated where it contains itself.
    pub(super) id: Option<TypeId>,
}
