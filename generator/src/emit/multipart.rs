//! Multipart bodies.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, attribute, http};
use crate::ir::{BodyEncoding, Field, PartForm, PartKind, StructDef, Type, TypeId};
use crate::rust;

/// Writes the conversion of the struct of a multipart body into its parts.
pub(super) fn into_parts(scope: &mut Scope<'_>, id: TypeId, body: &StructDef) -> TokenStream {
    let v1 = scope.codegen_import();
    let name = scope.ty(id);
    let forms = forms(scope, id);
    let names = &scope.model.names.fields[id.0];
    let fields = &body.fields;
    let parts = fields.iter().zip(names).zip(forms);
    let parts: Vec<TokenStream> = parts
        .map(|((field, name), form)| {
            let (ident, wire) = (rust::ident(name), &field.wire);
            let content_type = http::option(form.content_type.as_deref());
            if let PartKind::Joined(between) = form.kind {
                return quote!(.joined(#wire, #between, #content_type, &body.#ident));
            }
            let method = rust::ident(match (form.kind, form.repeated) {
                (PartKind::Text | PartKind::Joined(_), false) => "text",
                (PartKind::Text | PartKind::Joined(_), true) => "texts",
                (PartKind::Json, false) => "json",
                (PartKind::Json, true) => "jsons",
                (PartKind::File, false) => "file",
                (PartKind::File, true) => "files",
            });
            // A list that may be missing is one of no files.
            if form.repeated && form.kind == PartKind::File && !is_always_there(field) {
                return quote!(.#method(#wire, #content_type, body.#ident.iter().flatten()));
            }
            if !form.repeated && form.kind == PartKind::File && !is_always_there(field) {
                return quote!(.#method(#wire, #content_type, body.#ident.as_ref()));
            }
            quote!(.#method(#wire, #content_type, &body.#ident))
        })
        .collect();
    let body = if parts.is_empty() {
        quote!(_)
    } else {
        quote!(body)
    };
    let allow = attribute::allow_deprecated(fields);
    quote! {
        #allow
        impl From<&#name> for #v1::Parts {
            fn from(#body: &#name) -> Self {
                Self::new() #(#parts)*
            }
        }
    }
}

fn is_always_there(field: &Field) -> bool {
    field.required && !matches!(field.ty, Type::Nullable(_))
}

/// Returns the encodings of the fields of a multipart body.
fn forms<'a>(scope: &Scope<'a>, id: TypeId) -> &'a [PartForm] {
    let https = scope
        .model
        .api
        .operations
        .iter()
        .filter_map(|one| one.http());
    let media = https
        .filter_map(|http| http.body.as_ref())
        .flat_map(|body| &body.media);
    let found = media
        .filter(|media| media.ty == Type::Ref(id))
        .find_map(|media| match &media.encoding {
            BodyEncoding::Multipart(forms) => Some(forms.as_slice()),
            _ => None,
        });
    found.unwrap_or_default()
}
