//! Headers of answers as a struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, attribute};
use crate::ir::{StructDef, TypeId};
use crate::rust;

/// Writes the impl that reads the struct. A missing header is no error, even if the document requires it:
/// the answer is here already.
pub(super) fn from_headers(scope: &mut Scope<'_>, id: TypeId, body: &StructDef) -> TokenStream {
    let v1 = scope.codegen_import();
    let map = scope.runtime("HeaderMap");
    let name = scope.ty(id);
    let names = &scope.model.names.fields[id.0];
    let fields = body.fields.iter().zip(names).map(|(field, name)| {
        let (ident, wire) = (rust::ident(name), &field.wire);
        quote!(#ident: #v1::response_header(headers, #wire)?)
    });
    let allow = attribute::allow_deprecated(&body.fields);
    quote! {
        #allow
        impl #v1::FromHeaders for #name {
            fn from_headers(headers: &#map) -> Result<Self, #v1::HeaderError> {
                Ok(Self { #(#fields),* })
            }
        }
    }
}
