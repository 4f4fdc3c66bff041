//! Requests that can be made of their one required input.

use quote::quote;

use super::{Scope, types};
use crate::ir::{Scalar, Shape, Type, TypeId};
use crate::rust::Items;

/// Writes what lets the one required input of a request stand for it, if there is one.
pub(super) fn single_input(scope: &mut Scope<'_>, id: TypeId, into: &mut Items) {
    let model = scope.model;
    let Some(index) = model.facts.single_inputs.get(&id) else {
        return;
    };
    let Shape::Struct(body) = &model.api.def(id).shape else {
        return;
    };
    let name = scope.ty(id);
    let input = match model.api.resolve(&body.fields[*index].ty) {
        Type::Scalar(Scalar::Text) => quote!(str),
        Type::List(item) if **item == Type::Scalar(Scalar::Text) => quote!([str]),
        Type::List(item) => {
            let item = types::ty(scope, item);
            quote!([#item])
        }
        Type::Ref(input) if is_object(&model.api.def(*input).shape) => {
            let input = scope.ty(*input);
            quote!(ref #input)
        }
        input => types::ty(scope, input),
    };
    into.call(quote!(v1::single_input), vec![quote!(#name), input]);
}

fn is_object(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(_) | Shape::Union(_) | Shape::ContentEnum(_) => true,
        Shape::Enum(_) | Shape::Alias(_) | Shape::Newtype(_) => false,
    }
}
