//! Slots for types that may turn out to need a definition.

use crate::ir::{PathStep, TypeId};

/// The origin of a type, if it turns out to need a definition.
#[derive(Clone, Debug)]
pub(crate) enum TypeSlot {
    /// It is allocated already.
    Reserved(TypeId),
    /// It is inside another type.
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
