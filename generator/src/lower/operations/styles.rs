//! Styles of parameters (OpenAPI 3.1, "Style Values").

use openapiv3::{
    Parameter as Parameter3, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
};

use super::OperationLowerer;
use super::media;
use crate::diagnostic::Code;
use crate::ir::{Field, ParameterForm, ParameterStyle, Shape, Type};
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Returns the serialization of a parameter that is not JSON.
    pub(super) fn parameter_form(
        &mut self,
        at: &Pointer,
        parameter: &'a Parameter3,
        ty: &Type,
    ) -> ParameterForm {
        let data = parameter.parameter_data_ref();
        let mut style = self
            .private_style(at)
            .unwrap_or_else(|| declared_style(parameter));
        if style == ParameterStyle::DeepObject && self.is_plain(ty) {
            self.schemas.report(
                Code::InvalidKeyword,
                &at.push("style"),
                "`deepObject` is for objects, which this parameter is not; `form` is used",
                "write `style: form`, or describe an object",
            );
            style = ParameterStyle::Form;
        }
        let exploded_by_default = matches!(
            style,
            ParameterStyle::Form | ParameterStyle::DeepObject | ParameterStyle::Cookie
        );
        let explode = data.explode.unwrap_or(exploded_by_default);
        self.report_unwritable(at, ty, (style, explode));
        ParameterForm::Style {
            style,
            explode,
            allow_reserved: matches!(
                parameter,
                Parameter3::Query {
                    allow_reserved: true,
                    ..
                }
            ),
        }
    }

    /// Reports a property of an object that no style defines a form for (OpenAPI 3.1, "Style
    /// Values"): a list or an object in an object.
    fn report_unwritable(
        &mut self,
        at: &Pointer,
        ty: &Type,
        (style, explode): (ParameterStyle, bool),
    ) {
        let Type::Ref(id) = self.schemas.api.resolve(ty) else {
            return;
        };
        let Shape::Struct(def) = &self.schemas.api.def(*id).shape else {
            return;
        };
        let is_exploded_form = style == ParameterStyle::Form && explode;
        let is_undefined = |field: &&Field| match style {
            // Servers agree on the form of what lies deeper.
            ParameterStyle::DeepObject | ParameterStyle::WholeQuery => false,
            _ if is_exploded_form => self.is_nested(&field.ty),
            _ => !self.is_plain(field.ty.non_null()),
        };
        let Some(field) = def.fields.iter().find(is_undefined) else {
            return;
        };
        let message = format!(
            "no style says how `{}` is written inside an object; it goes out as JSON text",
            field.wire
        );
        let help = "describe the parameter under `content`, or its properties as parameters";
        self.schemas.left_out(at, message, help);
    }

    /// Returns a style that OpenAPI 3.0 has no word for, from a private key.
    pub(super) fn private_style(&self, at: &Pointer) -> Option<ParameterStyle> {
        let key = at.push("x-codegen-style");
        match key.find(&self.schemas.document.value)?.as_str()? {
            "tabDelimited" => Some(ParameterStyle::TabDelimited),
            "cookie" => Some(ParameterStyle::Cookie),
            "querystring" => Some(ParameterStyle::WholeQuery),
            _ => None,
        }
    }

    /// Returns `true` if values of a type are neither lists nor objects.
    pub(super) fn is_plain(&self, ty: &Type) -> bool {
        match self.schemas.api.resolve(ty) {
            Type::Scalar(_) | Type::JsonText(_) => true,
            Type::Nullable(inner) => self.is_plain(inner),
            Type::Ref(id) => matches!(self.schemas.api.def(*id).shape, Shape::Enum(_)),
            Type::List(_) | Type::Map(_) | Type::KeyedMap(..) | Type::Tuple(..) | Type::Any => {
                false
            }
        }
    }
}

/// Returns the serialization of a path parameter that says nothing of it.
pub(super) fn simple() -> ParameterForm {
    ParameterForm::Style {
        style: ParameterStyle::Simple,
        explode: false,
        allow_reserved: false,
    }
}

/// Returns the form of a parameter that is the whole query: pairs if it is a form, else the value
/// alone.
pub(super) fn whole_query(data: &ParameterData) -> ParameterForm {
    let is_form = match &data.format {
        ParameterSchemaOrContent::Content(content) => {
            let mut names = content.keys();
            names.any(|name| media::kind(name) == media::MediaKind::Form)
        }
        ParameterSchemaOrContent::Schema(_) => true,
    };
    ParameterForm::Style {
        style: if is_form {
            ParameterStyle::Form
        } else {
            ParameterStyle::WholeQuery
        },
        explode: is_form,
        allow_reserved: false,
    }
}

fn declared_style(parameter: &Parameter3) -> ParameterStyle {
    match parameter {
        Parameter3::Query { style, .. } => query_style(style),
        Parameter3::Header { .. } => ParameterStyle::Simple,
        Parameter3::Path { style, .. } => match style {
            PathStyle::Matrix => ParameterStyle::Matrix,
            PathStyle::Label => ParameterStyle::Label,
            PathStyle::Simple => ParameterStyle::Simple,
        },
        Parameter3::Cookie { .. } => ParameterStyle::Form,
    }
}

pub(super) fn query_style(style: &QueryStyle) -> ParameterStyle {
    match style {
        QueryStyle::Form => ParameterStyle::Form,
        QueryStyle::SpaceDelimited => ParameterStyle::SpaceDelimited,
        QueryStyle::PipeDelimited => ParameterStyle::PipeDelimited,
        QueryStyle::DeepObject => ParameterStyle::DeepObject,
    }
}
