//! Unions: an enum over types, read by what a value looks like.
//!
//! The choice itself is in the runtime; here stand the variants and what is known of each.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{EmitContext, Scope, attribute, structure, types};
use crate::analyze::cycles;
use crate::ir::{JsonType, Scalar, Shape, Tagging, Type, TypeId, UnionDef, Variant};
use crate::rust::{self, Items};

/// The union and its conversions.
pub(super) fn union(scope: &mut Scope<'_>, id: TypeId, body: &UnionDef, into: &mut Items) {
    let model = scope.model;
    let docs = attribute::type_docs(model, id);
    let derives = attribute::derives(scope, id, false);
    let name = scope.ty(id);
    let names = model.variants(id);
    let inner: Vec<TokenStream> = body
        .variants
        .iter()
        .map(|variant| types::ty(scope, &variant.ty))
        .collect();
    let boxed: Vec<bool> = (0..body.variants.len())
        .map(|index| model.facts.boxed.contains(&(id, index)))
        .collect();
    let variants = body.variants.iter().enumerate().map(|(index, variant)| {
        let docs = variant.is_fallback.then(|| {
            let text = if variant.label == Variant::BASE {
                " The base alone, or a kind that the document does not list."
            } else {
                " Also where the kind is missing, or one that the document does not list."
            };
            quote! { #[doc = #text] }
        });
        let (name, inner) = (&names[index], &inner[index]);
        let held = if boxed[index] {
            quote!(Box<#inner>)
        } else {
            quote!(#inner)
        };
        quote! { #docs #name(#held), }
    });
    let mut lines = lines(scope, body, &names, &boxed);
    let unknown = names.get(body.variants.len()).map(|unknown| {
        lines.push(quote!(_ = #unknown));
        let value = scope.runtime("Value");
        quote! {
            #[doc = " A value that no other variant takes, as the document lists none such."]
            #unknown(#value),
        }
    });
    let held = body.variants.iter().zip(&boxed);
    let held = held.map(|(variant, boxed)| if *boxed { 0 } else { size(model, &variant.ty) });
    let uneven = uneven_lint(held);
    let tag = match &body.tagging {
        Tagging::Property(property) => {
            let is_left_out = |one| has_tag(model, one, property) == Some(false);
            let optional = body
                .variants
                .iter()
                .any(is_left_out)
                .then(|| quote!(optional));
            quote!(by #property #optional)
        }
        Tagging::Shape => TokenStream::new(),
    };
    into.rust(quote! {
        #docs
        #derives
        #[non_exhaustive]
        #uneven
        pub enum #name {
            #(#variants)*
            #unknown
        }
    });
    let exact = model.facts.exact.contains(&id).then(|| quote!(exact));
    into.table(quote!(v1::union), quote!(#exact #name #tag), lines);
    let conversions = conversions(model, (id, body), &names, &inner);
    if !conversions.is_empty() {
        into.table(quote!(v1::from), quote!(#name), conversions);
    }
}

/// The types that turn into variants: each variant's, where no two variants hold the same one.
fn conversions(
    model: EmitContext<'_>,
    (id, body): (TypeId, &UnionDef),
    names: &[Ident],
    inner: &[TokenStream],
) -> Vec<TokenStream> {
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for (index, variant) in body.variants.iter().enumerate() {
        let bare = bare(model, &variant.ty);
        if bare == Type::Ref(id) || !seen.insert(format!("{bare:?}")) {
            continue;
        }
        let (name, inner) = (&names[index], &inner[index]);
        if bare == Type::Scalar(Scalar::Text) {
            lines.push(quote!(#name(&str)));
        }
        lines.push(quote!(#name(#inner)));
    }
    lines
}

/// A type with every alias in it replaced.
fn bare(model: EmitContext<'_>, ty: &Type) -> Type {
    match model.api.resolve(ty) {
        Type::List(inner) => Type::List(Box::new(bare(model, inner))),
        Type::Map(inner) => Type::Map(Box::new(bare(model, inner))),
        Type::Nullable(inner) => Type::Nullable(Box::new(bare(model, inner))),
        Type::Tuple(items, length) => Type::Tuple(
            items.iter().map(|item| bare(model, item)).collect(),
            *length,
        ),
        other => other.clone(),
    }
}

/// A line for each variant, in the order in which they are tried: how it is told apart, written and read.
fn lines(
    scope: &mut Scope<'_>,
    body: &UnionDef,
    names: &[Ident],
    boxed: &[bool],
) -> Vec<TokenStream> {
    let model = scope.model;
    let mut order: Vec<usize> = (0..body.variants.len()).collect();
    // The base of the others is what a value without anything of theirs is.
    order.sort_by_key(|&index| {
        let variant = &body.variants[index];
        (rank(model, &variant.ty), !variant.is_fallback)
    });
    let line = |index: usize| {
        let (variant, name) = (&body.variants[index], &names[index]);
        let codec = codec(model, variant, boxed[index]).map(|path| quote!(as #path));
        let matcher = matcher(scope, variant);
        let tags = tags(model, body, variant);
        quote!(#name #codec: #matcher #tags)
    };
    order.into_iter().map(line).collect()
}

/// The values of the discriminator that mean a variant, and what is written where its type writes none.
fn tags(model: EmitContext<'_>, body: &UnionDef, variant: &Variant) -> TokenStream {
    let mut tags = TokenStream::new();
    let Tagging::Property(property) = &body.tagging else {
        return tags;
    };
    for (index, tag) in variant.tags.iter().enumerate() {
        if index == 0 {
            tags.extend(quote!(= #tag));
        } else {
            tags.extend(quote!(| #tag));
        }
    }
    if variant.is_fallback {
        tags.extend(quote!(else _));
    } else if has_tag(model, variant, property) != Some(true) {
        let tag = variant.tags.first().map_or("", String::as_str);
        tags.extend(quote!(added #tag));
    }
    tags
}

/// Returns `true` if the type of a variant always writes the discriminator, and `false` if it declares that it may be
/// left out.
fn has_tag(model: EmitContext<'_>, variant: &Variant, property: &str) -> Option<bool> {
    let Type::Ref(id) = model.api.resolve(&variant.ty) else {
        return None;
    };
    match &model.api.def(*id).shape {
        Shape::Struct(body) => {
            let field = body.fields.iter().find(|field| field.wire == property);
            field.map(|field| field.required)
        }
        Shape::Union(body) => (body.tagging == Tagging::Property(property.to_owned())
            || is_fixed(body, property))
        .then_some(true),
        _ => None,
    }
}

/// Returns `true` if every variant is told by a fixed value of a property, which so is written with it.
fn is_fixed(body: &UnionDef, property: &str) -> bool {
    let fixes = |variant: &Variant| variant.matcher.fixed.iter().any(|(key, _)| key == property);
    body.variants.iter().all(fixes)
}

/// The codec of a variant that is not written and read in serde's own way.
fn codec(model: EmitContext<'_>, variant: &Variant, boxed: bool) -> Option<TokenStream> {
    let codec = types::codec(model, &variant.ty)?;
    let codec = if boxed { codec.inside("Box") } else { codec };
    Some(codec.path)
}

/// Returns the matcher of a variant: the JSON types of its values, and the keys of its type or those listed.
fn matcher(scope: &mut Scope<'_>, variant: &Variant) -> TokenStream {
    let matcher = &variant.matcher;
    let mut tokens = kinds(&matcher.json_types);
    let own = match scope.model.api.resolve(&variant.ty) {
        Type::Ref(id) => structure::object_keys(scope.model, *id).map(|keys| (*id, keys)),
        _ => None,
    };
    let mut keys = structure::ObjectKeys::default();
    if let Some((id, own)) = own {
        let name = scope.ty(id);
        tokens.extend(quote!(of #name));
        keys = own;
    }
    let (required, known) = (&matcher.required, &matcher.known);
    if keys.required != required.iter().map(String::as_str).collect() {
        tokens.extend(quote!(requires [#(#required),*]));
    }
    if keys.names != known.iter().map(String::as_str).collect() {
        tokens.extend(quote!(knows [#(#known),*]));
    }
    for (index, (key, values)) in matcher.fixed.iter().enumerate() {
        let lead = if index == 0 { quote!(where) } else { quote!(&) };
        tokens.extend(quote!(#lead #key in [#(#values),*]));
    }
    tokens
}

fn kinds(kinds: &[JsonType]) -> TokenStream {
    let names = kinds.iter().map(|kind| {
        rust::ident(match kind {
            JsonType::Null => "NULL",
            JsonType::Bool => "BOOL",
            JsonType::Integer => "INTEGER",
            JsonType::Number => "NUMBER",
            JsonType::Text => "STRING",
            JsonType::List => "ARRAY",
            JsonType::Object => "OBJECT",
        })
    });
    if kinds.is_empty() {
        return quote!(ANY);
    }
    quote!(#(#names)|*)
}

/// The difference between the sizes of variants from which clippy asks for a box.
pub(super) const CLIPPY_BOUND: usize = 200;

/// Which types are tried first where a value could be of several: those that take fewer values.
fn rank(model: EmitContext<'_>, ty: &Type) -> u8 {
    match model.api.resolve(ty) {
        // A date alone is read as a time too.
        Type::Scalar(Scalar::Formatted(format)) if format.entry().name == "date-time" => 1,
        Type::Scalar(Scalar::Float | Scalar::DecimalNumber(_)) | Type::Map(_) => 2,
        Type::Scalar(Scalar::Text) => 3,
        Type::Any => 4,
        Type::Ref(id) => match &model.api.def(*id).shape {
            Shape::Enum(body) if body.is_text() => 1,
            _ => 0,
        },
        _ => 0,
    }
}

/// Returns the estimated size of a type in bytes.
pub(super) fn size(model: EmitContext<'_>, ty: &Type) -> usize {
    cycles::size(model.api, &model.facts.sizes, ty)
}

/// Returns the exception of a lint where a variant may be so much larger than the next that clippy would ask for a box.
/// Its bound is 200 bytes between the two; sizes are estimated, rather too large, so a largest one below that is never
/// asked about.
pub(super) fn uneven_lint(sizes: impl Iterator<Item = usize>) -> Option<TokenStream> {
    (sizes.max() >= Some(CLIPPY_BOUND)).then(|| {
        quote! { #[allow(clippy::large_enum_variant, reason = "callers match on the variants as the document has them")] }
    })
}
