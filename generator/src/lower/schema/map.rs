//! Objects whose properties are not known by name: maps, and what their keys are.

use super::SchemaLowerer;
use super::located::Site;
use super::merged::Merged;
use super::slot::Naming;
use crate::diagnostic::Code;
use crate::ir::{PathStep, Scalar, Shape, Type};
use crate::pointer::Pointer;

impl<'a> SchemaLowerer<'a, '_> {
    /// A map to values of one type.
    pub(super) fn map(
        &mut self,
        values: &[Site<'a>],
        merged: &Merged<'a>,
        naming: &Naming,
    ) -> Type {
        let value = self.place(values, &naming.inside(PathStep::Value));
        let ty = self.keyed(value, merged, naming);
        self.short(ty, merged, naming)
    }

    /// A map to values of a type, by the keys that the schema says.
    pub(super) fn keyed(&mut self, value: Type, merged: &Merged<'a>, naming: &Naming) -> Type {
        match self.key(merged, naming) {
            Some(key) => Type::KeyedMap(Box::new(key), Box::new(value)),
            None => Type::Map(Box::new(value)),
        }
    }

    /// The type of the keys, where it is more than a text.
    fn key(&mut self, merged: &Merged<'a>, naming: &Naming) -> Option<Type> {
        let at = merged.keys.as_ref()?;
        let Some(schema) = self.extra.get(at) else {
            self.ignored_keys(at);
            return None;
        };
        let site = Site::new(at.clone(), schema);
        let ty = self.place(&[site], &naming.inside(PathStep::Key));
        let key = self.as_key(ty.non_null());
        if key.is_none() {
            self.ignored_keys(at);
        }
        key
    }

    /// A type as the type of keys, which are texts and have an order.
    fn as_key(&self, ty: &Type) -> Option<Type> {
        match self.api.resolve(ty) {
            // Every key is a text; an integer among them is one that is written as text.
            Type::Scalar(Scalar::Integer(width)) => Some(Type::Scalar(Scalar::IntegerText(*width))),
            Type::Scalar(
                Scalar::Uuid | Scalar::Date | Scalar::DateTime | Scalar::IntegerText(_),
            ) => Some(ty.clone()),
            Type::Ref(id) => match &self.api.def(*id).shape {
                Shape::Enum(body) => body.is_text().then(|| ty.clone()),
                Shape::Alias(_)
                | Shape::Struct(_)
                | Shape::Union(_)
                | Shape::ContentEnum(_)
                | Shape::Newtype(_) => None,
            },
            Type::Scalar(_)
            | Type::List(_)
            | Type::Map(_)
            | Type::KeyedMap(..)
            | Type::Tuple(_)
            | Type::Nullable(_)
            | Type::Any => None,
        }
    }

    /// What is said of keys is not held.
    pub(super) fn ignored_keys(&mut self, at: &Pointer) {
        self.report(
            Code::IgnoredKeyword,
            at,
            "ignored: types do not hold what `propertyNames` says",
            "nothing; the server checks it",
        );
    }
}
