//! The macro calls below a struct, which say how it is read, written and made: a line for each field.

use super::{Part, Wrap, is_derived, serde_codec};
use crate::emit::Scope;
use crate::emit::types::{self, Codec};
use crate::ir::{Scalar, StructDef, Type, TypeId};
use crate::tokens::{Ident, Tokens, quote, quote_into};

/// The calls for one struct.
pub(super) fn fields(
    scope: &mut Scope<'_>,
    (id, body): (TypeId, &StructDef),
    parts: &[Part<'_>],
    into: &mut Tokens,
) {
    let model = scope.model;
    let (v1, name) = (scope.door(), scope.ty(id));
    let is_object = body.role.is_json() && !is_derived(model, body.role);
    let call = Ident::new(if is_object { "object" } else { "setters" });
    let mut lines = Tokens::new();
    for part in parts {
        line(scope, body, part, is_object, &mut lines);
    }
    if let (Some(extra), Some(name)) = (&body.extra, model.names.fields[id.0].last()) {
        additional(scope, extra, &Ident::new(name), &mut lines);
    }
    quote_into!(into; #v1::#call!(#name { #lines }););
    renamed_setters(scope, id, parts, into);
    if model.facts.derives[id.0].default && super::has_own_default(model, id, body) {
        quote_into!(into; #v1::default!(#name););
    }
}

/// One field: how it may be missing, its name, what its setter takes, its codec, its name on the wire and what it
/// starts with.
fn line(
    scope: &mut Scope<'_>,
    body: &StructDef,
    part: &Part<'_>,
    is_object: bool,
    into: &mut Tokens,
) {
    let presence = Ident::new(match part.wrap {
        Wrap::Plain if part.is_parameter() => "required",
        Wrap::Plain => "preset",
        Wrap::LeftOut => "optional",
        Wrap::Null => "nullable",
        Wrap::Maybe => "maybe",
    });
    let deprecated =
        super::attribute::deprecated(&part.field.docs).filter(|_| !part.is_parameter());
    let ident = &part.ident;
    let setter = (part.setter.as_str() != ident.as_str() && !part.is_parameter()).then(|| {
        let setter = &part.setter;
        quote!(/ #setter)
    });
    let taken = taken(scope, part);
    let codec = serde_codec(scope.model, body.role, part).filter(|_| is_object);
    let codec = codec.map(|codec| codec_clause(&codec));
    let wire = &part.field.wire;
    let initial = part.initial.as_ref().map(|initial| {
        if part.boxed {
            quote!(default(Box::new(#initial)))
        } else {
            quote!(default(#initial))
        }
    });
    quote_into!(into; #presence #deprecated #ident #setter #taken #codec = #wire #initial,);
}

/// What a setter takes: `(T)` for whatever turns into it, `[]` before either for an iterator, `: T` for the type itself.
fn taken(scope: &mut Scope<'_>, part: &Part<'_>) -> Tokens {
    let bare = &part.bare;
    if part.boxed {
        return quote!((Box<#bare>));
    }
    let model = scope.model;
    match model.api.resolve(part.held_type()) {
        Type::Scalar(Scalar::Text | Scalar::File) | Type::Any => quote!((#bare)),
        Type::List(item) if *model.api.resolve(item) == Type::Scalar(Scalar::Text) => {
            quote!([](String))
        }
        Type::List(item) => {
            let item = types::ty(scope, item);
            quote!([]: #item)
        }
        _ => quote!(: #bare),
    }
}

/// Setters that cannot be called as their fields, since that means something else.
fn renamed_setters(scope: &mut Scope<'_>, id: TypeId, parts: &[Part<'_>], into: &mut Tokens) {
    let is_renamed =
        |part: &&Part<'_>| part.setter.as_str() != part.ident.as_str() && !part.is_parameter();
    for part in parts.iter().filter(is_renamed) {
        let (name, ident, setter) = (scope.ty(id), &part.ident, &part.setter);
        let deprecated = super::attribute::deprecated(&part.field.docs);
        let docs = format!(" Sets `{}`.", part.field.wire);
        let bare = &part.bare;
        let ty = if part.boxed {
            quote!(Box<#bare>)
        } else {
            bare.clone()
        };
        let value = match part.wrap {
            Wrap::Plain => quote!(#ident.into()),
            Wrap::LeftOut | Wrap::Null => quote!(Some(#ident.into())),
            Wrap::Maybe => {
                let maybe = scope.runtime("Maybe");
                quote!(#maybe::Value(#ident.into()))
            }
        };
        quote_into! { into;
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
        }
    }
}

/// The map of additional properties.
fn additional(scope: &mut Scope<'_>, extra: &Type, ident: &Ident<'_>, into: &mut Tokens) {
    let codec = types::codec(scope.model, extra).map(|codec| codec_clause(&codec));
    let map = types::ty(scope, &Type::Map(Box::new(extra.clone())));
    quote_into!(into; ..#ident: #map #codec,);
}

#[allow(
    clippy::expect_used,
    reason = "paths are put together in `types`, never from a document"
)]
fn codec_clause(codec: &Codec) -> Tokens {
    let path = Tokens::parse(&codec.path).expect("what is put together here is Rust");
    quote!(as #path)
}
