//! Enums: listed values, and one variant for what the server may add.

use super::{Scope, attribute};
use crate::ir::{EnumDef, EnumValue, TypeId};
use crate::tokens::{Ident, Tokens, quote, quote_into};

/// The enum and its conversions. Reading one never fails on a value that is not listed.
pub(super) fn enumeration(scope: &mut Scope<'_>, id: TypeId, body: &EnumDef) -> Tokens {
    let names: Vec<Ident> = scope.model.names.variants[id.0]
        .iter()
        .map(|name| Ident::new(name))
        .collect();
    let Some((rest, listed)) = names.split_last() else {
        return Tokens::new();
    };
    let (call, held) = if body.is_text() {
        ("string_enum", quote!(String))
    } else if body.is_integer() {
        ("integer_enum", quote!(i64))
    } else {
        let value = scope.runtime("Value");
        ("json_enum", quote!(#value))
    };
    let definition = definition(scope, id, listed, &quote!(#rest(#held)));
    let (v1, name, call) = (scope.door(), scope.ty(id), Ident::new(call));
    let mut lines = Tokens::new();
    for (value, variant) in body.values.iter().zip(listed) {
        let value = literal(value);
        quote_into!(lines; #variant = #value,);
    }
    quote! {
        #definition

        #v1::#call!(#name { #lines _ = #rest, });
    }
}

/// The definition itself.
fn definition(scope: &mut Scope<'_>, id: TypeId, listed: &[Ident], rest: &Tokens) -> Tokens {
    let docs = attribute::type_docs(scope.model, id);
    let derives = attribute::derives(scope, id, false);
    let name = scope.ty(id);
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#listed,)*
            #[doc = " A value that the document does not list."]
            #rest,
        }
    }
}

/// A listed value as it stands in the document.
fn literal(value: &EnumValue) -> Tokens {
    match value {
        EnumValue::Text(text) => quote!(#text),
        EnumValue::Integer(number) => {
            let literal = number.unsigned_abs();
            let minus = (*number < 0).then(|| quote!(-));
            quote!(#minus #literal)
        }
        EnumValue::Json(json) => Tokens::parse(json).unwrap_or_else(|| quote!(null)),
    }
}
