//! Multipart bodies.

use proc_macro2::TokenStream;
use quote::quote;

use super::Scope;
use crate::ir::{BodyEncoding, Field, PartForm, PartKind, StructDef, Type, TypeId};
use crate::rust::{self, Items};

/// Writes the conversion of the struct of a multipart body into its parts: a line for each field.
pub(super) fn into_parts(scope: &mut Scope<'_>, id: TypeId, body: &StructDef, into: &mut Items) {
    let name = scope.ty(id);
    let names = &scope.model.names.fields[id.0];
    let fields = body.fields.iter().zip(names).zip(forms(scope, id));
    let lines = fields.map(|((field, name), form)| line(field, name, form));
    into.table(quote!(v1::parts), quote!(#name), lines.collect());
}

fn line(field: &Field, name: &str, form: &PartForm) -> TokenStream {
    let ident = rust::ident(name);
    let wire = if form.is_unnamed { "" } else { &field.wire };
    let method = match (form.kind, form.repeated) {
        (PartKind::Text, false) => quote!(text),
        (PartKind::Text, true) => quote!(texts),
        (PartKind::Joined(separator), _) => quote!(joined(#separator)),
        (PartKind::Json, false) => quote!(json),
        (PartKind::Json, true) => quote!(jsons),
        (PartKind::File, _) => quote!(file),
    };
    let media_type = form.content_type.as_ref();
    let media_type = media_type.map(|media_type| quote!(as #media_type));
    quote!(#ident: #method = #wire #media_type)
}

/// Returns the encodings of the fields of a multipart body.
fn forms<'a>(scope: &Scope<'a>, id: TypeId) -> &'a [PartForm] {
    let media = scope.model.api.body_media();
    let found = media
        .filter(|media| media.ty == Type::Ref(id))
        .find_map(|media| match &media.encoding {
            BodyEncoding::Multipart(forms) => Some(forms.as_slice()),
            _ => None,
        });
    found.unwrap_or_default()
}
