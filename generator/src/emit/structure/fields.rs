//! The macro calls below a struct, which say how it is read, written and made: a line for each field.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{FieldCodegen, Presence, is_derived, serde_codec};
use crate::emit::Scope;
use crate::emit::types::{self, Codec};
use crate::ir::{Scalar, StructDef, StructRole, Type, TypeId};
use crate::rust::{self, Items};

/// The calls for one struct.
pub(super) fn fields(
    scope: &mut Scope<'_>,
    (id, body): (TypeId, &StructDef),
    parts: &[FieldCodegen<'_>],
    into: &mut Items,
) {
    let model = scope.model;
    let name = scope.ty(id);
    let is_object = body.role.is_json() && !is_derived(model, body.role);
    let call = rust::ident(match body.role {
        StructRole::Headers => "headers",
        _ if is_object => "object",
        _ => "setters",
    });
    let lines = parts.iter();
    let mut lines: Vec<_> = lines
        .map(|part| line(scope, body, part, is_object))
        .collect();
    if let (Some(extra), Some(name)) = (&body.extra, model.names.fields[id.0].last()) {
        lines.push(additional(scope, extra, &rust::ident(name)));
    }
    into.table(quote!(v1::#call), quote!(#name), lines);
    renamed_setters(scope, id, parts, into);
    if model.facts.derives[id.0].default && crate::emit::presence::has_own_default(model, id, body)
    {
        into.call(quote!(v1::default), vec![quote!(#name)]);
    }
}

/// One field: how it may be missing, its name, what its setter takes, its codec, its name on the wire and what it
/// starts with.
fn line(
    scope: &mut Scope<'_>,
    body: &StructDef,
    part: &FieldCodegen<'_>,
    is_object: bool,
) -> TokenStream {
    let presence = rust::ident(match part.presence {
        Presence::Required if part.is_parameter() => "required",
        Presence::Required => "preset",
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
        Presence::OptionalNullable => "maybe",
    });
    let deprecated =
        super::attribute::deprecated(&part.field.docs).filter(|_| !part.is_parameter());
    let ident = &part.ident;
    let setter = (part.setter != *ident && !part.is_parameter()).then(|| {
        let setter = &part.setter;
        quote!(/ #setter)
    });
    let taken = taken(scope, part);
    let codec = serde_codec(scope.model, body.role, part).filter(|_| is_object);
    let codec = codec.as_ref().map(codec_clause);
    let wire = &part.field.wire;
    let initial = part.initial.as_ref().map(|initial| {
        if part.boxed {
            quote!(default(Box::new(#initial)))
        } else {
            quote!(default(#initial))
        }
    });
    quote!(#presence #deprecated #ident #setter #taken #codec = #wire #initial)
}

/// Returns the parameter of a setter: `(T)` for whatever turns into it, `[]` before either for an iterator, `: T` for the type itself.
fn taken(scope: &mut Scope<'_>, part: &FieldCodegen<'_>) -> TokenStream {
    let inner_type = &part.inner_type;
    if part.boxed {
        return quote!((Box<#inner_type>));
    }
    let model = scope.model;
    match model.api.resolve(part.held_type()) {
        Type::Scalar(Scalar::Text | Scalar::File) | Type::Any => quote!((#inner_type)),
        Type::List(item) if *model.api.resolve(item) == Type::Scalar(Scalar::Text) => {
            quote!([](String))
        }
        Type::List(item) => {
            let item = types::ty(scope, item);
            quote!([]: #item)
        }
        _ => quote!(: #inner_type),
    }
}

/// Setters that cannot be called as their fields, since that means something else.
fn renamed_setters(
    scope: &mut Scope<'_>,
    id: TypeId,
    parts: &[FieldCodegen<'_>],
    into: &mut Items,
) {
    let is_renamed = |part: &&FieldCodegen<'_>| part.setter != part.ident && !part.is_parameter();
    for part in parts.iter().filter(is_renamed) {
        let (name, ident, setter) = (scope.ty(id), &part.ident, &part.setter);
        let deprecated = super::attribute::deprecated(&part.field.docs);
        let docs = format!(" Sets `{}`.", part.field.wire);
        let ty = part.value_type();
        let value = match part.presence {
            Presence::Required => quote!(#ident.into()),
            Presence::Optional | Presence::Nullable => quote!(Some(#ident.into())),
            Presence::OptionalNullable => {
                let maybe = scope.runtime("Maybe");
                quote!(#maybe::Value(#ident.into()))
            }
        };
        into.rust(quote! {
            #[allow(deprecated, reason = "the property may be")]
            impl #name {
                #[doc = #docs]
                #deprecated
                #[must_use]
                pub fn #setter(mut self, #ident: impl Into<#ty>) -> Self {
                    self.#ident = #value;
                    self
                }
            }
        });
    }
}

/// The map of additional properties.
fn additional(scope: &mut Scope<'_>, extra: &Type, ident: &Ident) -> TokenStream {
    let codec = types::codec(scope.model, extra).as_ref().map(codec_clause);
    let map = types::ty(scope, &Type::Map(Box::new(extra.clone())));
    quote!(..#ident: #map #codec)
}

fn codec_clause(codec: &Codec) -> TokenStream {
    let path = &codec.path;
    quote!(as #path)
}
