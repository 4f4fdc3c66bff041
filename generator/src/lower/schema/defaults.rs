//! Defaults that the generated code fills in.

use serde_json::Value;

use super::SchemaLowerer;
use super::located::LocatedSchema;
use crate::diagnostic::Code;
use crate::ir::{FormatDefault, Integer, Scalar, Shape, Type, TypeId};

/// The use of a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DefaultFit {
    /// Filled in.
    Applied,
    /// Null, which is the same as no default.
    Null,
    /// Valid, but of a type whose default is not filled in.
    NotApplied,
    /// Not a value of the type.
    Wrong,
}

/// Returns the only value of a boolean property, which has no enum of its own.
pub(super) fn constant(values: Option<&[Value]>) -> Option<Value> {
    match values {
        Some([value @ Value::Bool(_)]) => Some(value.clone()),
        _ => None,
    }
}

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the default of a property if it fits the type, and `true` if it is filled in.
    pub(super) fn property_default(
        &mut self,
        sites: &[LocatedSchema<'a>],
        ty: &Type,
    ) -> Option<(Value, bool)> {
        let (at, value) = sites.iter().find_map(|site| {
            let value = site.item()?.schema_data.default.as_ref()?;
            Some((site.at.push("default"), value))
        })?;
        match self.check_default(ty, value) {
            DefaultFit::Applied => Some((value.clone(), true)),
            DefaultFit::Null => None,
            DefaultFit::NotApplied => {
                self.report(
                    Code::DefaultNotApplied,
                    &at,
                    "a default of this kind is not filled in; the server's own applies",
                    "nothing, unless the server has no such default",
                );
                Some((value.clone(), false))
            }
            DefaultFit::Wrong => {
                self.report(
                    Code::DefaultInvalid,
                    &at,
                    format!(
                        "{} is not a value of the property's type, so there is no default",
                        clip(value)
                    ),
                    "write a default that the schema allows",
                );
                None
            }
        }
    }

    fn check_default(&self, ty: &Type, value: &Value) -> DefaultFit {
        if value.is_null() {
            return DefaultFit::Null;
        }
        match self.api.resolve(ty) {
            Type::Nullable(inner) => self.check_default(inner, value),
            Type::Scalar(scalar) => check_scalar(*scalar, value),
            Type::Ref(id) => self.check_named(*id, value),
            Type::List(item) => match value.as_array() {
                Some(items) => {
                    let fits = items.iter().map(|value| match value {
                        serde_json::Value::Null => DefaultFit::NotApplied,
                        value => self.check_default(item, value),
                    });
                    fits.max().unwrap_or(DefaultFit::Applied)
                }
                None => DefaultFit::Wrong,
            },
            Type::Map(_) | Type::KeyedMap(..) => match value.as_object() {
                Some(map) if map.is_empty() => DefaultFit::Applied,
                Some(_) => DefaultFit::NotApplied,
                None => DefaultFit::Wrong,
            },
            Type::Tuple(..) if !value.is_array() => DefaultFit::Wrong,
            Type::Tuple(..) | Type::JsonText(_) | Type::Any => DefaultFit::NotApplied,
        }
    }

    fn check_named(&self, id: TypeId, value: &Value) -> DefaultFit {
        match &self.api.def(id).shape {
            Shape::Enum(body) if body.values.iter().any(|known| known.is(value)) => {
                DefaultFit::Applied
            }
            Shape::Enum(_) => DefaultFit::Wrong,
            // An empty object means the defaults of its fields.
            Shape::Struct(body) => match value.as_object() {
                Some(map) if !map.is_empty() => DefaultFit::NotApplied,
                Some(_)
                    if body
                        .fields
                        .iter()
                        .any(|field| self.api.must_be_given(field)) =>
                {
                    DefaultFit::Wrong
                }
                Some(_) => DefaultFit::Applied,
                None => DefaultFit::Wrong,
            },
            Shape::Union(_) | Shape::ContentEnum(_) | Shape::Alias(_) | Shape::Newtype(_) => {
                DefaultFit::NotApplied
            }
        }
    }
}

fn check_scalar(scalar: Scalar, value: &Value) -> DefaultFit {
    let fits = match scalar {
        Scalar::Null => value.is_null(),
        Scalar::Bool => value.is_boolean(),
        Scalar::Integer(width) => integer_fits(width, value),
        Scalar::IntegerText(width) => {
            let number = value.as_str().and_then(|text| text.parse::<Value>().ok());
            integer_fits(width, number.as_ref().unwrap_or(value))
        }
        Scalar::Float => value.is_number(),
        Scalar::Text => value.is_string(),
        Scalar::Formatted(format) => {
            let judge = format.entry().default;
            return match value.as_str().map_or(FormatDefault::Invalid, judge) {
                FormatDefault::Constant(_) => DefaultFit::Applied,
                FormatDefault::Valid => DefaultFit::NotApplied,
                FormatDefault::Invalid => DefaultFit::Wrong,
            };
        }
        Scalar::DecimalNumber(_) if !value.is_number() => false,
        Scalar::External(_) | Scalar::DecimalNumber(_) => return DefaultFit::NotApplied,
        Scalar::File if value.is_string() => return DefaultFit::NotApplied,
        Scalar::File | Scalar::Part => false,
    };
    if fits {
        DefaultFit::Applied
    } else {
        DefaultFit::Wrong
    }
}

fn integer_fits(width: Integer, value: &Value) -> bool {
    let number = value.as_i64().map(i128::from);
    let number = number.or_else(|| value.as_u64().map(i128::from));
    let (low, high) = width.range();
    number.is_some_and(|number| (low..=high).contains(&number))
}

/// Returns a value as text, shortened if it is long.
pub(super) fn clip(value: &Value) -> String {
    let mut text = value.to_string();
    if let Some((end, _)) = text.char_indices().nth(60) {
        text.truncate(end);
        text.push('…');
    }
    text
}
