//! Structs: the definition, and for what is sent a constructor and setters.

mod page;
mod serde;

use super::{Model, Scope, attribute, docs, literal, types};
use crate::ir::{Field, Scalar, StructDef, StructRole, Type, TypeId};
use crate::tokens::{Ident, Tokens, quote, quote_into};

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
    ident: Ident<'a>,
    setter: Ident<'a>,
    wrap: Wrap,
    /// Its type as Rust writes it, without what says that there may be no value.
    bare: Tokens,
    boxed: bool,
    /// What it starts with, where the document says.
    initial: Option<Tokens>,
    /// What it is for, at the field and at its setter.
    docs: Tokens,
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
            codec.inside("Box<{}>")
        } else {
            codec
        };
        match self.wrap {
            Wrap::Plain => codec,
            Wrap::LeftOut | Wrap::Null => codec.inside("Option<{}>"),
            Wrap::Maybe => codec.inside("Maybe<{}>"),
        }
    }
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
    into: &mut Tokens,
) {
    let model = scope.model;
    let docs = attribute::type_docs(model, id);
    let derives = attribute::derives(scope, id, serde::is_derived(model, body.role));
    let name = scope.ty(id);
    let parts = parts(scope, id, body);
    quote_into!(into; #docs #derives #[non_exhaustive] pub struct #name);
    into.braces(|fields| {
        for part in &parts {
            field(scope, body.role, part, fields);
        }
        if let Some(extra) = &body.extra {
            fields.append(&extra_field(scope, id, body.role, extra));
        }
    });
    own_impls(scope, (id, body), &parts, into);
    into.add(&page::page(scope, id, &parts));
    serde::impls(scope, (id, body), &parts, into);
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
            ident: Ident::new(&names[index]),
            setter: Ident::new(&setters[index]),
            wrap,
            bare: types::ty(scope, held_type(field, wrap)),
            boxed: model.facts.boxed.contains(&(id, index)),
            initial: literal::initial(model, body.role, field),
            docs: field_docs(body.role, field),
        }
    };
    body.fields.iter().enumerate().map(part).collect()
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

fn field(scope: &mut Scope<'_>, role: StructRole, part: &Part<'_>, into: &mut Tokens) {
    let docs = &part.docs;
    let deprecated = attribute::deprecated(&part.field.docs);
    let serde = serde_attributes(scope, role, part);
    let ident = &part.ident;
    let ty = field_type(scope, part);
    quote_into!(into; #docs #deprecated #serde pub #ident: #ty,);
}

fn field_docs(role: StructRole, field: &Field) -> Tokens {
    let mut lines = docs::render(&field.docs);
    if lines.is_empty() {
        let kind = match role {
            StructRole::Plain => "Property",
            StructRole::Arguments => "Argument",
            StructRole::Row => "Column",
            StructRole::Request => "Input",
            StructRole::Parts => "Part",
            StructRole::Headers => "Header",
        };
        let wire = docs::code(&field.wire);
        lines.push(if wire.is_empty() {
            format!("{kind} with the empty name.").into()
        } else {
            format!("{kind} `{wire}`.").into()
        });
    }
    attribute::outer(&lines)
}

/// How the values of a field are written and read where that is not serde's own way.
fn serde_codec(model: Model<'_>, role: StructRole, part: &Part<'_>) -> Option<types::Codec> {
    if role == StructRole::Row && *part.field.ty.non_null() == Type::Scalar(Scalar::Date) {
        return Some(types::Codec::rill_date());
    }
    match types::codec(model, part.held_type()) {
        Some(codec) => Some(part.wrapped(codec)),
        None => keeps_null(model, role, part).then(types::Codec::present),
    }
}

fn serde_attributes(scope: &mut Scope<'_>, role: StructRole, part: &Part<'_>) -> Tokens {
    if !serde::is_derived(scope.model, role) {
        return Tokens::new();
    }
    let mut attributes = Vec::new();
    let wire = &part.field.wire;
    if part.ident.as_str() != wire {
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
        Tokens::new()
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
    let may_differ = role == StructRole::Plain && !model.api.rill;
    may_differ && part.wrap == Wrap::LeftOut && is_any && !part.boxed
}

fn field_type(scope: &mut Scope<'_>, part: &Part<'_>) -> Tokens {
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
fn extra_field(scope: &mut Scope<'_>, id: TypeId, role: StructRole, extra: &Type) -> Tokens {
    let name = scope.model.names.fields[id.0]
        .last()
        .expect("a struct with free properties has a name for them");
    let ident = Ident::new(name);
    let map = Type::Map(Box::new(extra.clone()));
    let serde = serde::is_derived(scope.model, role).then(|| {
        let codec = types::codec(scope.model, &map);
        let codec = codec.map(|codec| types::codec_attribute(scope, &codec));
        let comma = codec.as_ref().map(|_| quote!(,));
        quote! { #[serde(flatten #comma #codec)] }
    });
    let map = types::ty(scope, &map);
    quote! {
        #[doc = " Further properties."]
        #serde
        pub #ident: #map,
    }
}

/// Constructor, setters and `Default`, for structs that a caller makes.
fn own_impls(
    scope: &mut Scope<'_>,
    (id, body): (TypeId, &StructDef),
    parts: &[Part<'_>],
    into: &mut Tokens,
) {
    let model = scope.model;
    let facts = model.facts.derives[id.0];
    let name = scope.ty(id);
    let own_default = facts.default && has_own_default(model, id, body);
    let is_made = model.facts.usage[id.0].sent && body.role != StructRole::Row;
    if !own_default && !is_made {
        return;
    }
    let allow = allowed(&body.fields, parts);
    let literal = struct_literal(model, id, body, parts);
    if own_default {
        quote_into! { into;
            #allow
            impl Default for #name {
                fn default() -> Self {
                    #literal
                }
            }
        }
    }
    if !is_made {
        return;
    }
    quote_into!(into; #allow impl #name);
    into.braces(|methods| {
        if facts.default {
            quote_into! { methods;
                #[doc = " Nothing is required; set what is wanted."]
                pub fn new() -> Self {
                    Self::default()
                }
            }
        } else {
            constructor(parts, &literal, methods);
        }
        for part in parts.iter().filter(|part| !part.is_parameter()) {
            setter(part, methods);
        }
    });
}

/// What the impl blocks of a struct do that would be a warning.
fn allowed(fields: &[Field], parts: &[Part<'_>]) -> Tokens {
    let deprecated = attribute::allow_deprecated(fields);
    // Clippy takes these for names that nobody has thought about.
    let is_placeholder = |part: &Part<'_>| ["foo", "baz", "quux"].contains(&part.ident.as_str());
    let placeholder = parts.iter().any(is_placeholder).then(|| {
        quote! { #[allow(clippy::disallowed_names, reason = "the document has these names")] }
    });
    let mut defaults = fields.iter().filter_map(|field| field.default.as_ref());
    let constant = defaults.any(literal::looks_like_constant).then(|| {
        quote! { #[allow(clippy::approx_constant, reason = "the document has these numbers")] }
    });
    quote! { #deprecated #placeholder #constant }
}

fn constructor(parts: &[Part<'_>], literal: &Tokens, into: &mut Tokens) {
    let required = || parts.iter().filter(|part| part.is_parameter());
    let parameters = required().map(|part| {
        let ident = &part.ident;
        let ty = parameter_type(part);
        quote!(#ident: #ty)
    });
    let many = (required().count() > 7).then(|| {
        quote! { #[allow(clippy::too_many_arguments, reason = "the document requires all of them")] }
    });
    quote_into! { into;
        #[doc = " With what is required; the rest has setters."]
        #many
        pub fn new(#(#parameters),*) -> Self {
            #literal
        }
    }
}

fn struct_literal(model: Model<'_>, id: TypeId, body: &StructDef, parts: &[Part<'_>]) -> Tokens {
    let fields = parts.iter().map(|part| {
        let ident = &part.ident;
        let initial = part.initial.as_ref().map(|initial| {
            if part.boxed {
                quote!(Box::new(#initial))
            } else {
                initial.clone()
            }
        });
        match (initial, part.wrap) {
            (Some(initial), Wrap::Plain) => quote!(#ident: #initial),
            (Some(initial), Wrap::LeftOut | Wrap::Null) => quote!(#ident: Some(#initial)),
            (Some(initial), Wrap::Maybe) => quote!(#ident: Maybe::Value(#initial)),
            (None, Wrap::Plain) => {
                let given = given(part);
                // A field that is given as it is needs no second name.
                if takes_into(part) || part.boxed {
                    quote!(#ident: #given)
                } else {
                    quote!(#ident)
                }
            }
            (None, Wrap::LeftOut | Wrap::Null) => quote!(#ident: None),
            (None, Wrap::Maybe) => quote!(#ident: Maybe::Absent),
        }
    });
    let extra = body
        .extra
        .as_ref()
        .and_then(|_| model.names.fields[id.0].last())
        .map(|name| {
            let ident = Ident::new(name);
            quote!(#ident: Default::default(),)
        });
    quote! { Self { #(#fields,)* #extra } }
}

/// How an argument is taken: text and free JSON from whatever turns into it.
fn parameter_type(part: &Part<'_>) -> Tokens {
    let bare = &part.bare;
    if takes_into(part) {
        quote!(impl Into<#bare>)
    } else {
        bare.clone()
    }
}

fn takes_into(part: &Part<'_>) -> bool {
    matches!(
        part.field.ty.non_null(),
        Type::Scalar(Scalar::Text | Scalar::File) | Type::Any
    )
}

/// An argument as the field holds it.
fn given(part: &Part<'_>) -> Tokens {
    let ident = &part.ident;
    match (takes_into(part), part.boxed) {
        (true, _) => quote!(#ident.into()),
        (false, true) => quote!(Box::new(#ident)),
        (false, false) => quote!(#ident),
    }
}

fn setter(part: &Part<'_>, into: &mut Tokens) {
    let docs = &part.docs;
    let deprecated = attribute::deprecated(&part.field.docs);
    let (ident, setter) = (&part.ident, &part.setter);
    let ty = parameter_type(part);
    let given = given(part);
    let value = match part.wrap {
        Wrap::Plain => given,
        Wrap::LeftOut | Wrap::Null => quote!(Some(#given)),
        Wrap::Maybe => quote!(Maybe::Value(#given)),
    };
    quote_into! { into;
        #docs
        #deprecated
        #[must_use]
        pub fn #setter(mut self, #ident: #ty) -> Self {
            self.#ident = #value;
            self
        }
    }
}
