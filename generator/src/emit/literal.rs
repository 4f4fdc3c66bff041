//! Values of the document as Rust expressions.

use serde_json::Value;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::EmitContext;
use crate::ir::{Field, FormatDefault, Integer, Scalar, Shape, StructRole, Type, TypeId};
use crate::rust;

/// Returns the initial value of a field: its default, or the one value that it can have. Rows start with
/// nothing, since they come from the server.
pub(crate) fn initial(
    model: EmitContext<'_>,
    role: StructRole,
    field: &Field,
) -> Option<TokenStream> {
    if role == StructRole::Row {
        return None;
    }
    match &field.default {
        Some(default) => literal(model, &field.ty, default),
        None if field.required => {
            let (id, _) = model.api.constant(&field.ty)?;
            Some(variant(model, id, 0))
        }
        None => None,
    }
}

/// Returns `true` if the default of a field is the default of its type.
pub(super) fn is_usual(model: EmitContext<'_>, field: &Field) -> bool {
    let Some(value) = &field.default else {
        return false;
    };
    match model.api.resolve(&field.ty) {
        Type::Scalar(Scalar::Bool) => *value == Value::Bool(false),
        Type::Scalar(Scalar::Integer(_) | Scalar::IntegerText(_)) => {
            value.as_i64() == Some(0) || value.as_str() == Some("0")
        }
        Type::Scalar(Scalar::Float) => value.as_f64() == Some(0.0),
        Type::Scalar(Scalar::Text) => value.as_str() == Some(""),
        Type::List(_) => value.as_array().is_some_and(Vec::is_empty),
        Type::Map(_) | Type::KeyedMap(..) => true,
        Type::Ref(id) => matches!(model.api.def(*id).shape, Shape::Struct(_)),
        _ => false,
    }
}

/// A value of a type. Lowering keeps only defaults that have one.
fn literal(model: EmitContext<'_>, ty: &Type, value: &Value) -> Option<TokenStream> {
    match model.api.resolve(ty) {
        Type::Nullable(inner) => literal(model, inner, value),
        Type::Scalar(single) => scalar(*single, value),
        Type::Ref(id) => match &model.api.def(*id).shape {
            Shape::Enum(body) => {
                let index = body.values.iter().position(|known| known.is(value))?;
                Some(variant(model, *id, index))
            }
            Shape::Struct(_) => {
                let name = rust::ident(model.names.ty(*id));
                Some(quote!(#name::default()))
            }
            _ => None,
        },
        Type::List(item) => {
            let some = matches!(model.api.resolve(item), Type::Nullable(_));
            let items: Option<Vec<TokenStream>> = value
                .as_array()?
                .iter()
                .map(|value| {
                    let value = literal(model, item, value)?;
                    Some(if some { quote!(Some(#value)) } else { value })
                })
                .collect();
            let items = items?;
            Some(match items.as_slice() {
                [] => quote!(Vec::new()),
                items => quote!(vec![#(#items),*]),
            })
        }
        Type::Map(value) if **value == Type::Any => Some(quote!(JsonObject::new())),
        Type::Map(_) | Type::KeyedMap(..) => Some(quote!(BTreeMap::new())),
        Type::Tuple(..) | Type::JsonText(_) | Type::Any => None,
    }
}

/// A single value, as far as constants can tell it.
pub(super) fn scalar(single: Scalar, value: &Value) -> Option<TokenStream> {
    match single {
        Scalar::Bool => value.as_bool().map(|truth| quote!(#truth)),
        Scalar::Integer(Integer::U64) => value
            .as_u64()
            .map(|number| rust::number(number).into_token_stream()),
        Scalar::Integer(_) => value.as_i64().map(signed),
        Scalar::Float => value.as_f64().map(float),
        Scalar::Text => value.as_str().map(|text| quote!(#text.to_owned())),
        Scalar::Formatted(format) => match (format.entry().default)(value.as_str()?) {
            FormatDefault::Constant(constant) => constant.parse().ok(),
            FormatDefault::Valid | FormatDefault::Invalid => None,
        },
        Scalar::IntegerText(width) => {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            scalar(Scalar::Integer(width), &text.parse().ok()?)
        }
        Scalar::Null
        | Scalar::DecimalNumber(_)
        | Scalar::File
        | Scalar::Part
        | Scalar::External(_) => None,
    }
}

/// A negative literal is a minus and a literal.
fn signed(number: i64) -> TokenStream {
    let literal = rust::number(number.unsigned_abs());
    if number < 0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

fn float(number: f64) -> TokenStream {
    let size = number.abs();
    let is_readable = size == 0.0 || (1e-7..1e16).contains(&size);
    let literal = if is_readable {
        Literal::f64_unsuffixed(size)
    } else {
        let text = format!("{size:e}");
        text.parse()
            .unwrap_or_else(|_| Literal::f64_unsuffixed(size))
    };
    if number < 0.0 {
        quote!(-#literal)
    } else {
        quote!(#literal)
    }
}

/// A variant of a type by its place.
pub(super) fn variant(model: EmitContext<'_>, id: TypeId, index: usize) -> TokenStream {
    let name = rust::ident(model.names.ty(id));
    let variant = rust::ident(&model.names.variants[id.0][index]);
    quote!(#name::#variant)
}
