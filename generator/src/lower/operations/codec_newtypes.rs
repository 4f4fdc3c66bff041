//! Newtypes around values that are a whole body or response.
//!
//! A codec is an attribute of a field, and such values have no field around them; those that need a
//! codec get a newtype that carries it.

use super::OperationLowerer;
use crate::ir::{Docs, Shape, Type, TypeOrigin};
use crate::pointer::Pointer;

impl OperationLowerer<'_, '_> {
    /// Returns the type of a whole value: itself, or a newtype around it.
    pub(super) fn wrap_codec(&mut self, ty: Type, at: &Pointer, origin: &TypeOrigin) -> Type {
        if !self.schemas.api.has_codec(&ty) {
            return ty;
        }
        let mut known = self.shared.codec_newtypes.iter();
        if let Some((.., around)) = known.find(|(of, whose, _)| *of == ty && whose == origin) {
            return around.clone();
        }
        let around = match &ty {
            // An alias that exists for this operation alone becomes the newtype.
            Type::Ref(id) if self.schemas.api.def(*id).origin == *origin => {
                match &self.schemas.api.def(*id).shape {
                    Shape::Alias(target) => {
                        let target = target.clone();
                        self.schemas.fill(*id, Shape::Newtype(target))
                    }
                    _ => return ty,
                }
            }
            _ => {
                let id = self.schemas.define(at, origin.clone(), Docs::default());
                self.schemas.fill(id, Shape::Newtype(ty.clone()))
            }
        };
        let entry = (ty, origin.clone(), around.clone());
        self.shared.codec_newtypes.push(entry);
        around
    }
}
