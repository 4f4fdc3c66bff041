//! Maps: objects whose properties are not known by name.

use super::SchemaLowerer;
use super::located::LocatedSchema;
use super::merged::MergedSchema;
use super::slot::TypeSlot;
use crate::diagnostic::Code;
use crate::ir::{PathStep, Scalar, Shape, Type};
use crate::pointer::Pointer;

impl<'a> SchemaLowerer<'a, '_> {
    /// Lowers a map to values of one schema.
    pub(super) fn lower_map(
        &mut self,
        values: &[LocatedSchema<'a>],
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Type {
        let value = self.lower_schema(values, &slot.inside(PathStep::Value));
        let ty = self.keyed_map(value, merged, slot);
        self.name_if_complex(ty, merged, slot)
    }

    /// Returns a map to values of a type, with the keys that the schema declares.
    pub(super) fn keyed_map(
        &mut self,
        value: Type,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Type {
        match self.key_type(merged, slot) {
            Some(key) => Type::KeyedMap(Box::new(key), Box::new(value)),
            None => Type::Map(Box::new(value)),
        }
    }

    /// Returns the type of the keys, unless it is plain text.
    fn key_type(&mut self, merged: &MergedSchema<'a>, slot: &TypeSlot) -> Option<Type> {
        let at = merged.keys.as_ref()?;
        let Some(schema) = self.extra.get(at) else {
            self.report_ignored_keys(at);
            return None;
        };
        let site = LocatedSchema::new(at.clone(), schema);
        let ty = self.lower_one(&site, &slot.inside(PathStep::Key));
        let key = self.as_key(ty.non_null());
        if key.is_none() {
            self.report_ignored_keys(at);
        }
        key
    }

    /// Returns a type as the type of keys, which are strings and have an order.
    fn as_key(&self, ty: &Type) -> Option<Type> {
        match self.api.resolve(ty) {
            // Every key is a string, so an integer key is written as text.
            Type::Scalar(Scalar::Integer(width)) => Some(Type::Scalar(Scalar::IntegerText(*width))),
            Type::Scalar(Scalar::IntegerText(_)) => Some(ty.clone()),
            Type::Scalar(Scalar::Formatted(format)) => {
                format.entry().is_ordered.then(|| ty.clone())
            }
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
            | Type::Tuple(..)
            | Type::Nullable(_)
            | Type::JsonText(_)
            | Type::Any => None,
        }
    }

    /// Reports that the constraints on keys are ignored.
    pub(super) fn report_ignored_keys(&mut self, at: &Pointer) {
        self.report(
            Code::IgnoredKeyword,
            at,
            "ignored: types do not hold what `propertyNames` says",
            "nothing; the server checks it",
        );
    }
}
