//! Structs: the definition, and for what is sent a constructor and setters.

mod fields;
mod page;

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::presence::{Presence, held_type, presence};
use super::{EmitContext, Scope, attribute, docs, literal, types, xml};
use crate::ir::{Field, Scalar, StructDef, StructRole, Type, TypeId};
use crate::rust::{self, Items};

/// A field with everything needed to write it.
struct FieldCodegen<'a> {
    field: &'a Field,
    ident: Ident,
    setter: Ident,
    presence: Presence,
    /// Its type as Rust writes it, without what says that there may be no value.
    inner_type: TokenStream,
    boxed: bool,
    /// The initial value, where the document declares one.
    initial: Option<TokenStream>,
    /// The documentation of the field.
    docs: TokenStream,
}

impl FieldCodegen<'_> {
    fn is_parameter(&self) -> bool {
        self.presence == Presence::Required && self.initial.is_none()
    }

    fn held_type(&self) -> &Type {
        held_type(self.field, self.presence)
    }

    /// Its type as Rust writes it, in a box where it needs one.
    fn value_type(&self) -> TokenStream {
        let inner_type = &self.inner_type;
        if self.boxed {
            quote!(Box<#inner_type>)
        } else {
            inner_type.clone()
        }
    }

    /// The codec of the whole field.
    fn field_codec(&self, codec: types::Codec) -> types::Codec {
        let codec = if self.boxed {
            codec.inside("Box")
        } else {
            codec
        };
        match self.presence {
            Presence::Required => codec,
            Presence::Optional | Presence::Nullable => codec.inside("Option"),
            Presence::OptionalNullable => codec.inside("Maybe"),
        }
    }
}

/// Returns `true` if serde's derives are written, since the config adds derives that may read serde's attributes.
fn is_derived(model: EmitContext<'_>, role: StructRole) -> bool {
    role.is_json() && !model.config.types.derives.is_empty()
}

/// The struct and what belongs to it.
pub(super) fn structure<'a>(
    scope: &mut Scope<'a>,
    id: TypeId,
    body: &'a StructDef,
    into: &mut Items,
) {
    let model = scope.model;
    let docs = attribute::type_docs(model, id);
    let derives = attribute::derives(scope, id, is_derived(model, body.role));
    let name = scope.ty(id);
    let parts = parts(scope, id, body);
    let fields: Vec<_> = parts
        .iter()
        .map(|part| field(scope, body.role, part))
        .collect();
    let extra = body.extra.as_ref();
    let extra = extra.map(|extra| extra_field(scope, id, body.role, extra));
    into.rust(quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub struct #name { #(#fields,)* #extra }
    });
    fields::fields(scope, (id, body), &parts, into);
    into.rust(page::page(scope, id, &parts).unwrap_or_default());
    xml::described(scope, id, body, into);
}

fn parts<'a>(scope: &mut Scope<'a>, id: TypeId, body: &'a StructDef) -> Vec<FieldCodegen<'a>> {
    let model = scope.model;
    let names = &model.names.fields[id.0];
    let setters = &model.names.setters[id.0];
    let sent = model.facts.usage[id.0].sent;
    let part = |(index, field): (usize, &'a Field)| {
        let presence = presence(model, body.role, field, sent);
        FieldCodegen {
            field,
            ident: rust::ident(&names[index]),
            setter: rust::ident(&setters[index]),
            presence,
            inner_type: types::ty(scope, held_type(field, presence)),
            boxed: model.facts.boxed.contains(&(id, index)),
            initial: literal::initial(model, body.role, field),
            docs: attribute::outer(&docs::render(&field.docs)),
        }
    };
    body.fields.iter().enumerate().map(part).collect()
}

/// The keys of an object that a struct says itself (`v1::object!`).
#[derive(Debug, Default)]
pub(super) struct ObjectKeys<'a> {
    /// Keys that are read as required.
    pub(super) required: BTreeSet<&'a str>,
    /// All keys that have a field.
    pub(super) names: BTreeSet<&'a str>,
}

/// Returns the keys of a type that is read by `v1::object!`.
pub(super) fn object_keys(model: EmitContext<'_>, id: TypeId) -> Option<ObjectKeys<'_>> {
    let body = model.api.def(id).shape.as_struct()?;
    if !body.role.is_json() || is_derived(model, body.role) {
        return None;
    }
    let sent = model.facts.usage[id.0].sent;
    let is_required = |field: &&Field| {
        let presence = presence(model, body.role, field, sent);
        matches!(presence, Presence::Required | Presence::Nullable)
    };
    Some(ObjectKeys {
        required: body
            .fields
            .iter()
            .filter(is_required)
            .map(|field| field.wire.as_str())
            .collect(),
        names: body
            .fields
            .iter()
            .map(|field| field.wire.as_str())
            .collect(),
    })
}

fn field(scope: &mut Scope<'_>, role: StructRole, part: &FieldCodegen<'_>) -> TokenStream {
    let docs = &part.docs;
    let deprecated = attribute::deprecated(&part.field.docs);
    let serde = serde_attributes(scope.model, role, part);
    let ident = &part.ident;
    let ty = field_type(scope, part);
    quote! { #docs #deprecated #serde pub #ident: #ty }
}

/// Returns the codec of a field that serde does not write and read in its own way.
fn serde_codec(
    model: EmitContext<'_>,
    role: StructRole,
    part: &FieldCodegen<'_>,
) -> Option<types::Codec> {
    if role == StructRole::Row
        && let Type::Scalar(Scalar::Formatted(format)) = part.field.ty.non_null()
        && let Some(codec) = types::Codec::of_row(*format)
    {
        return Some(codec);
    }
    match types::codec(model, part.held_type()) {
        Some(codec) => Some(part.field_codec(codec)),
        None => keeps_null(model, role, part).then(types::Codec::present),
    }
}

fn serde_attributes(
    model: EmitContext<'_>,
    role: StructRole,
    part: &FieldCodegen<'_>,
) -> TokenStream {
    if !is_derived(model, role) {
        return TokenStream::new();
    }
    let mut attributes = Vec::new();
    let wire = &part.field.wire;
    if part.ident != *wire {
        attributes.push(quote!(rename = #wire));
    }
    let codec = serde_codec(model, role, part);
    // Without a codec, serde knows by itself that an option may be absent.
    let is_option = matches!(part.presence, Presence::Optional | Presence::Nullable);
    if codec.is_some() && is_option {
        attributes.push(quote!(default));
    }
    match part.presence {
        Presence::Required | Presence::Nullable => {}
        Presence::Optional => attributes.push(quote!(skip_serializing_if = "Option::is_none")),
        Presence::OptionalNullable => {
            attributes.push(quote!(default));
            attributes.push(quote!(skip_serializing_if = "Maybe::is_absent"));
        }
    }
    attributes.extend(codec.as_ref().map(types::codec_attribute));
    if attributes.is_empty() {
        TokenStream::new()
    } else {
        quote! { #[serde(#(#attributes),*)] }
    }
}

/// Returns `true` if null is a value of an optional property like any other, and not its absence. A Rill API does not
/// tell the two apart.
fn keeps_null(model: EmitContext<'_>, role: StructRole, part: &FieldCodegen<'_>) -> bool {
    let is_any = matches!(
        model.api.resolve(part.held_type()),
        Type::Any | Type::Scalar(Scalar::Null)
    );
    let may_differ = role == StructRole::Plain && !model.api.conventions.null_is_absent;
    may_differ && part.presence == Presence::Optional && is_any && !part.boxed
}

fn field_type(scope: &mut Scope<'_>, part: &FieldCodegen<'_>) -> TokenStream {
    let value = part.value_type();
    match part.presence {
        Presence::Required => value,
        Presence::Optional | Presence::Nullable => quote!(Option<#value>),
        Presence::OptionalNullable => {
            let maybe = scope.runtime("Maybe");
            quote!(#maybe<#value>)
        }
    }
}

#[allow(
    clippy::expect_used,
    reason = "the names of fields are made from the same struct"
)]
fn extra_field(scope: &mut Scope<'_>, id: TypeId, role: StructRole, extra: &Type) -> TokenStream {
    let name = scope.model.names.fields[id.0]
        .last()
        .expect("a struct with free properties has a name for them");
    let ident = rust::ident(name);
    let map = Type::Map(Box::new(extra.clone()));
    let serde = is_derived(scope.model, role).then(|| {
        let codec = types::codec(scope.model, &map);
        let codec = codec.as_ref().map(types::codec_attribute);
        let comma = codec.as_ref().map(|_| quote!(,));
        quote! { #[serde(flatten #comma #codec)] }
    });
    let map = types::ty(scope, &map);
    quote! {
        #[doc = " Additional properties."]
        #serde
        pub #ident: #map,
    }
}
