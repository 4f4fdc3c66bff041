//! Structs: the definition, and for what is sent a constructor and setters.

mod fields;
mod page;

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Model, Scope, attribute, docs, literal, types};
use crate::ir::{Field, Scalar, Shape, StructDef, StructRole, Type, TypeId};
use crate::rust::{self, Items};

/// How a field says that it may have no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrap {
    /// It always has one.
    Plain,
    /// `Option`, left out when there is none.
    LeftOut,
    /// `Option`, null when there is none.
    Null,
    /// `Maybe`: absent, null or a value.
    Maybe,
}

/// A field with everything needed to write it.
struct Part<'a> {
    field: &'a Field,
    ident: Ident,
    setter: Ident,
    wrap: Wrap,
    /// Its type as Rust writes it, without what says that there may be no value.
    bare: TokenStream,
    boxed: bool,
    /// What it starts with, where the document says.
    initial: Option<TokenStream>,
    /// What it is for, at the field and at its setter.
    docs: TokenStream,
}

impl Part<'_> {
    fn is_parameter(&self) -> bool {
        self.wrap == Wrap::Plain && self.initial.is_none()
    }

    fn held_type(&self) -> &Type {
        held_type(self.field, self.wrap)
    }

    /// The codec of the whole field.
    fn wrapped(&self, codec: types::Codec) -> types::Codec {
        let codec = if self.boxed {
            codec.inside("Box")
        } else {
            codec
        };
        match self.wrap {
            Wrap::Plain => codec,
            Wrap::LeftOut | Wrap::Null => codec.inside("Option"),
            Wrap::Maybe => codec.inside("Maybe"),
        }
    }
}

/// Whether serde's derives are written, since the config adds derives that may look at serde's attributes.
fn is_derived(model: Model<'_>, role: StructRole) -> bool {
    role.is_json() && !model.config.types.derives.is_empty()
}

/// Whether a struct starts with values that `derive(Default)` does not know.
pub(super) fn has_own_default(model: Model<'_>, id: TypeId, body: &StructDef) -> bool {
    let sent = model.facts.usage[id.0].sent;
    body.fields.iter().any(|field| {
        let is_plain = wrap(model, body.role, field, sent) == Wrap::Plain;
        literal::initial(model, body.role, field).is_some()
            && !(is_plain && literal::is_usual(model, field))
    })
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
}

fn parts<'a>(scope: &mut Scope<'a>, id: TypeId, body: &'a StructDef) -> Vec<Part<'a>> {
    let model = scope.model;
    let names = &model.names.fields[id.0];
    let setters = &model.names.setters[id.0];
    let sent = model.facts.usage[id.0].sent;
    let part = |(index, field): (usize, &'a Field)| {
        let wrap = wrap(model, body.role, field, sent);
        Part {
            field,
            ident: rust::ident(&names[index]),
            setter: rust::ident(&setters[index]),
            wrap,
            bare: types::ty(scope, held_type(field, wrap)),
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
pub(super) fn object_keys(model: Model<'_>, id: TypeId) -> Option<ObjectKeys<'_>> {
    let Shape::Struct(body) = &model.api.def(id).shape else {
        return None;
    };
    if !body.role.is_json() || is_derived(model, body.role) {
        return None;
    }
    let sent = model.facts.usage[id.0].sent;
    let is_required = |field: &&Field| {
        let wrap = wrap(model, body.role, field, sent);
        matches!(wrap, Wrap::Plain | Wrap::Null)
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

/// The type of a field without what says that there may be no value.
fn held_type(field: &Field, wrap: Wrap) -> &Type {
    if wrap == Wrap::Plain {
        &field.ty
    } else {
        field.ty.non_null()
    }
}

fn wrap(model: Model<'_>, role: StructRole, field: &Field, sent: bool) -> Wrap {
    let nullable = matches!(model.api.resolve(&field.ty), Type::Nullable(_));
    match (role, field.required, nullable) {
        (StructRole::Row, _, _) | (StructRole::Plain, true, true) => Wrap::Null,
        // What the server promises of its headers is not relied on.
        (StructRole::Headers, _, _) => Wrap::LeftOut,
        (_, true, false) => Wrap::Plain,
        (StructRole::Plain, false, true) if sent => Wrap::Maybe,
        (
            StructRole::Arguments | StructRole::Plain | StructRole::Request | StructRole::Parts,
            _,
            _,
        ) => Wrap::LeftOut,
    }
}

fn field(scope: &mut Scope<'_>, role: StructRole, part: &Part<'_>) -> TokenStream {
    let docs = &part.docs;
    let deprecated = attribute::deprecated(&part.field.docs);
    let serde = serde_attributes(scope, role, part);
    let ident = &part.ident;
    let ty = field_type(scope, part);
    quote! { #docs #deprecated #serde pub #ident: #ty }
}

/// How the values of a field are written and read where that is not serde's own way.
fn serde_codec(model: Model<'_>, role: StructRole, part: &Part<'_>) -> Option<types::Codec> {
    if role == StructRole::Row
        && let Type::Scalar(Scalar::Formatted(format)) = part.field.ty.non_null()
        && let Some(codec) = types::Codec::of_row(*format)
    {
        return Some(codec);
    }
    match types::codec(model, part.held_type()) {
        Some(codec) => Some(part.wrapped(codec)),
        None => keeps_null(model, role, part).then(types::Codec::present),
    }
}

fn serde_attributes(scope: &mut Scope<'_>, role: StructRole, part: &Part<'_>) -> TokenStream {
    if !is_derived(scope.model, role) {
        return TokenStream::new();
    }
    let mut attributes = Vec::new();
    let wire = &part.field.wire;
    if part.ident != *wire {
        attributes.push(quote!(rename = #wire));
    }
    let codec = serde_codec(scope.model, role, part);
    // Without a codec, serde knows by itself that an option may be absent.
    let is_option = matches!(part.wrap, Wrap::LeftOut | Wrap::Null);
    if codec.is_some() && is_option {
        attributes.push(quote!(default));
    }
    match part.wrap {
        Wrap::Plain | Wrap::Null => {}
        Wrap::LeftOut => attributes.push(quote!(skip_serializing_if = "Option::is_none")),
        Wrap::Maybe => {
            attributes.push(quote!(default));
            attributes.push(quote!(skip_serializing_if = "Maybe::is_absent"));
        }
    }
    attributes.extend(codec.map(|codec| types::codec_attribute(scope, &codec)));
    if attributes.is_empty() {
        TokenStream::new()
    } else {
        quote! { #[serde(#(#attributes),*)] }
    }
}

/// Whether null is a value of an optional property like any other, and not the same as its absence. A Rill API does not
/// tell the two apart.
fn keeps_null(model: Model<'_>, role: StructRole, part: &Part<'_>) -> bool {
    let is_any = matches!(
        model.api.resolve(part.held_type()),
        Type::Any | Type::Scalar(Scalar::Null)
    );
    let may_differ = role == StructRole::Plain && !model.api.conventions.null_is_absent;
    may_differ && part.wrap == Wrap::LeftOut && is_any && !part.boxed
}

fn field_type(scope: &mut Scope<'_>, part: &Part<'_>) -> TokenStream {
    let bare = &part.bare;
    match (part.wrap, part.boxed) {
        (Wrap::Plain, false) => bare.clone(),
        (Wrap::Plain, true) => quote!(Box<#bare>),
        (Wrap::LeftOut | Wrap::Null, false) => quote!(Option<#bare>),
        (Wrap::LeftOut | Wrap::Null, true) => quote!(Option<Box<#bare>>),
        (Wrap::Maybe, boxed) => {
            let maybe = scope.runtime("Maybe");
            if boxed {
                quote!(#maybe<Box<#bare>>)
            } else {
                quote!(#maybe<#bare>)
            }
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
        let codec = codec.map(|codec| types::codec_attribute(scope, &codec));
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
