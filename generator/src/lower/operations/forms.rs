//! Properties of forms (Encoding Object).

use openapiv3::{Encoding, MediaType};

use super::OperationLowerer;
use super::media::{self, MediaKind};
use super::styles::query_style;
use crate::ir::{FormField, ParameterForm, ParameterStyle, Shape, Type};
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Returns the properties of a form that are not serialized with style `form`, exploded
    /// (Encoding Object).
    pub(super) fn form_fields(
        &mut self,
        at: &Pointer,
        media: &'a MediaType,
        ty: &Type,
    ) -> Vec<FormField> {
        let mut fields: Vec<FormField> = Vec::new();
        for (name, encoding) in &media.encoding {
            let at = at.push("encoding").push(name);
            let is_json = encoding
                .content_type
                .as_deref()
                .is_some_and(|name| media::kind(name) == MediaKind::Json);
            let written = match &encoding.style {
                None if is_json => ParameterForm::Json,
                _ => {
                    let style = self.encoded_style(&at, encoding);
                    let exploded = self.bool_at(&at.push("explode"));
                    ParameterForm::Style {
                        style,
                        explode: exploded.unwrap_or(matches!(
                            style,
                            ParameterStyle::Form | ParameterStyle::DeepObject
                        )),
                        allow_reserved: encoding.allow_reserved,
                    }
                }
            };
            if written != USUAL {
                fields.push(FormField {
                    name: name.clone(),
                    form: written,
                });
            }
        }
        // An object in a form is JSON unless the encoding says otherwise.
        for name in self.object_properties(ty) {
            if !media.encoding.contains_key(&name) {
                fields.push(FormField {
                    name,
                    form: ParameterForm::Json,
                });
            }
        }
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        fields
    }

    /// Returns the style of a property of a form; only Swagger 2.0 separates lists by tabs.
    pub(super) fn encoded_style(&self, at: &Pointer, encoding: &Encoding) -> ParameterStyle {
        let declared = || {
            encoding
                .style
                .as_ref()
                .map_or(ParameterStyle::Form, query_style)
        };
        self.private_style(at).unwrap_or_else(declared)
    }

    /// Returns a boolean whose absence has a meaning that the document's model does not tell.
    pub(super) fn bool_at(&self, at: &Pointer) -> Option<bool> {
        at.find(&self.schemas.document.value)?.as_bool()
    }

    /// Returns the properties whose values are objects, or lists of objects.
    fn object_properties(&self, ty: &Type) -> Vec<String> {
        let Type::Ref(id) = self.schemas.api.resolve(ty) else {
            return Vec::new();
        };
        let Shape::Struct(body) = &self.schemas.api.def(*id).shape else {
            return Vec::new();
        };
        let fields = body.fields.iter();
        fields
            .filter(|field| self.is_nested(&field.ty))
            .map(|field| field.wire.clone())
            .collect()
    }

    pub(super) fn is_nested(&self, ty: &Type) -> bool {
        match self.schemas.api.resolve(ty) {
            Type::Scalar(_) | Type::JsonText(_) => false,
            Type::Nullable(inner) | Type::List(inner) => self.is_nested(inner),
            Type::Ref(id) => !matches!(self.schemas.api.def(*id).shape, Shape::Enum(_)),
            Type::Map(_) | Type::KeyedMap(..) | Type::Any => true,
            Type::Tuple(items, _) => items.iter().any(|item| self.is_nested(item)),
        }
    }
}

/// The default serialization of a property of a form.
const USUAL: ParameterForm = ParameterForm::Style {
    style: ParameterStyle::Form,
    explode: true,
    allow_reserved: false,
};
