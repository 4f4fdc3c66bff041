//! Places for types that may turn out to need a definition.

use crate::ir::{PathStep, TypeId};

/// Under which name a type will go, if it turns out to need one.
#[derive(Clone, Debug)]
pub(in crate::lower) enum TypeSlot {
    /// Room was made for it already.
    Reserved(TypeId),
    /// It stands inside another type.
    Within(TypeId, Vec<PathStep>),
}

impl TypeSlot {
    /// The naming of what stands inside.
    pub(in crate::lower) fn inside(&self, step: PathStep) -> Self {
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
