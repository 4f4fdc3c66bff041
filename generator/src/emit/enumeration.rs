//! Enums: listed values, and one variant for what the server may add.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Scope, attribute, docs};
use crate::ir::{Docs, EnumDef, EnumValue, TypeId};
use crate::rust::{self, Items};

/// The enum and its conversions. Reading one never fails on a value that is not listed.
pub(super) fn enumeration(scope: &mut Scope<'_>, id: TypeId, body: &EnumDef, into: &mut Items) {
    let names = scope.model.variants(id);
    let Some((rest, listed)) = names.split_last() else {
        return;
    };
    let (call, held) = if body.is_text() {
        ("string_enum", quote!(String))
    } else if body.is_integer() {
        ("integer_enum", quote!(i64))
    } else {
        let value = scope.runtime("Value");
        ("json_enum", quote!(#value))
    };
    let definition = definition(scope, id, (body, listed), &quote!(#rest(#held)));
    let (name, call) = (scope.ty(id), rust::ident(call));
    let lines = body.values.iter().zip(listed).map(|(value, variant)| {
        let value = literal(value);
        quote!(#variant = #value)
    });
    let lines = lines.chain([quote!(_ = #rest)]);
    into.rust(definition);
    into.table(quote!(v1::#call), quote!(#name), lines.collect());
}

/// The definition itself.
fn definition(
    scope: &mut Scope<'_>,
    id: TypeId,
    (body, listed): (&EnumDef, &[Ident]),
    rest: &TokenStream,
) -> TokenStream {
    let docs = attribute::type_docs(scope.model, id);
    let derives = attribute::derives(scope, id, false);
    let name = scope.ty(id);
    let listed = listed.iter().enumerate().map(|(index, name)| {
        let label = body.labels.get(index);
        let description = label.and_then(|label| label.description.clone());
        let docs = attribute::outer(&docs::render(&Docs {
            description,
            ..Docs::default()
        }));
        quote!(#docs #name)
    });
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
fn literal(value: &EnumValue) -> TokenStream {
    match value {
        EnumValue::Text(text) => quote!(#text),
        EnumValue::Integer(number) => {
            let literal = rust::number(number.unsigned_abs());
            let minus = (*number < 0).then(|| quote!(-));
            quote!(#minus #literal)
        }
        EnumValue::Json(json) => json.parse().unwrap_or_else(|_| quote!(null)),
    }
}
