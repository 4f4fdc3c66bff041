//! Unions: an enum over types, read by what a value looks like.
//!
//! The choice itself is in the runtime; here stand the variants and what is known of each.

use std::collections::{BTreeMap, BTreeSet};

use super::{Model, Scope, attribute, docs, enumeration, types};
use crate::analyze::cycles;
use crate::ir::{JsonKind, Scalar, Shape, Tagging, Type, TypeId, UnionDef, Variant};
use crate::tokens::{Ident, Tokens, quote};

/// The union and its conversions.
pub(super) fn union(scope: &mut Scope<'_>, id: TypeId, body: &UnionDef) -> Tokens {
    let model = scope.model;
    let docs = attribute::type_docs(model, id);
    let derives = attribute::derives(scope, id, false);
    let name = scope.ty(id);
    let names: Vec<Ident> = model.names.variants[id.0]
        .iter()
        .map(|name| Ident::new(name))
        .collect();
    let inner: Vec<Tokens> = body
        .variants
        .iter()
        .map(|variant| types::ty(scope, &variant.ty))
        .collect();
    let boxed: Vec<bool> = (0..names.len())
        .map(|index| model.facts.boxed.contains(&(id, index)))
        .collect();
    let variants = body.variants.iter().enumerate().map(|(index, variant)| {
        let docs = attribute::outer(&[if variant.rest {
            "The base alone, or a kind that the document does not list.".to_owned()
        } else {
            format!("`{}`", docs::code(&variant.label))
        }]);
        let (name, inner) = (&names[index], &inner[index]);
        let held = if boxed[index] {
            quote!(Box<#inner>)
        } else {
            quote!(#inner)
        };
        quote! { #docs #name(#held), }
    });
    let conversions = conversions(model, (id, body), &name, &names, &inner, &boxed);
    let serialize = serialize(model, body, &names);
    let deserialize = deserialize(model, body, id, &names);
    let serde = enumeration::serde_impls(scope, &name, &serialize, &deserialize);
    let held = body.variants.iter().map(|variant| Some(&variant.ty));
    let uneven = is_uneven(model, held).then(|| {
        quote! { #[allow(clippy::large_enum_variant, reason = "callers match on the variants as the document has them")] }
    });
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        #uneven
        pub enum #name {
            #(#variants)*
        }

        #conversions
        #serde
    }
}

/// `From` each variant's type, where no two variants hold the same one.
fn conversions(
    model: Model<'_>,
    (id, body): (TypeId, &UnionDef),
    name: &Ident,
    names: &[Ident],
    inner: &[Tokens],
    boxed: &[bool],
) -> Tokens {
    let mut seen = BTreeSet::new();
    let impls = body
        .variants
        .iter()
        .enumerate()
        .filter_map(|(index, variant)| {
            let bare = bare(model, &variant.ty);
            if bare == Type::Ref(id) || !seen.insert(format!("{bare:?}")) {
                return None;
            }
            let (variant, inner) = (&names[index], &inner[index]);
            let held = if boxed[index] {
                quote!(Box::new(value))
            } else {
                quote!(value)
            };
            let text = (*model.api.resolve(&body.variants[index].ty) == Type::Scalar(Scalar::Text))
                .then(|| {
                    quote! {
                        impl From<&str> for #name {
                            fn from(value: &str) -> Self {
                                Self::#variant(value.to_owned())
                            }
                        }
                    }
                });
            Some(quote! {
                #text

                impl From<#inner> for #name {
                    fn from(value: #inner) -> Self {
                        Self::#variant(#held)
                    }
                }
            })
        });
    quote! { #(#impls)* }
}

/// A type with every alias in it replaced.
fn bare(model: Model<'_>, ty: &Type) -> Type {
    match model.api.resolve(ty) {
        Type::List(inner) => Type::List(Box::new(bare(model, inner))),
        Type::Map(inner) => Type::Map(Box::new(bare(model, inner))),
        Type::Nullable(inner) => Type::Nullable(Box::new(bare(model, inner))),
        Type::Tuple(items) => Type::Tuple(items.iter().map(|item| bare(model, item)).collect()),
        other => other.clone(),
    }
}

fn serialize(model: Model<'_>, body: &UnionDef, names: &[Ident]) -> Tokens {
    let arms = body.variants.iter().zip(names).map(|(variant, name)| match &body.tagging {
        Tagging::Property(property) if !variant.rest && !has_tag(model, variant, property) => {
            let tag = variant.tags.first().map_or("", String::as_str);
            quote! { Self::#name(value) => rill_client_runtime::codegen::v1::with_tag(serializer, #property, #tag, value), }
        }
        _ => codec_path(model, variant).map_or_else(
            || quote! { Self::#name(value) => value.serialize(serializer), },
            |path| quote! { Self::#name(value) => v1::As::<#path>::serialize(value, serializer), },
        ),
    });
    let uses = body
        .variants
        .iter()
        .any(|variant| codec_path(model, variant).is_some())
        .then(|| quote! { use rill_client_runtime::codegen::v1; });
    quote! { #uses match self { #(#arms)* } }
}

/// Whether the variant's own type always writes the discriminating property.
fn has_tag(model: Model<'_>, variant: &Variant, property: &str) -> bool {
    let Type::Ref(id) = model.api.resolve(&variant.ty) else {
        return false;
    };
    match &model.api.def(*id).shape {
        Shape::Struct(body) => body
            .fields
            .iter()
            .any(|field| field.wire == property && field.required),
        Shape::Union(body) => body.tagging == Tagging::Property(property.to_owned()),
        _ => false,
    }
}

fn deserialize(model: Model<'_>, body: &UnionDef, id: TypeId, names: &[Ident]) -> Tokens {
    let name = model.names.ty(id);
    let shapes = || {
        let mut order: Vec<usize> = (0..names.len()).collect();
        // The base of the others is what a value without anything of theirs is.
        order.sort_by_key(|&index| {
            let variant = &body.variants[index];
            (rank(model, &variant.ty), !variant.rest)
        });
        let variants = order
            .into_iter()
            .map(|index| guarded(model, &body.variants[index], &names[index]));
        quote! { &[#(#variants),*] }
    };
    let call = match &body.tagging {
        Tagging::Property(property) => {
            let variants = tagged(model, body, name, names);
            let variants = quote! { &[#(#variants),*] };
            if tag_is_optional(model, body, property) {
                let shapes = shapes();
                quote! { v1::optionally_tagged_union(deserializer, #name, #property, #variants, #shapes) }
            } else {
                quote! { v1::tagged_union(deserializer, #name, #property, #variants) }
            }
        }
        Tagging::Shape => {
            let shapes = shapes();
            quote! { v1::union(deserializer, #name, #shapes) }
        }
    };
    quote! {
        use rill_client_runtime::codegen::v1;
        #call
    }
}

/// The variants by their tags. Where several have the same, what a value looks like decides among them.
fn tagged(model: Model<'_>, body: &UnionDef, union_name: &str, names: &[Ident]) -> Vec<Tokens> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, variant) in body.variants.iter().enumerate() {
        for tag in &variant.tags {
            holders.entry(tag).or_default().push(index);
        }
    }
    let mut shared: Vec<(Vec<usize>, Vec<&str>)> = Vec::new();
    for (tag, indices) in &holders {
        match shared.iter_mut().find(|(known, _)| known == indices) {
            _ if indices.len() == 1 => {}
            Some((_, tags)) => tags.push(tag),
            None => shared.push((indices.clone(), vec![tag])),
        }
    }
    let groups = shared.iter().map(|(indices, tags)| {
        let variants = indices
            .iter()
            .map(|&index| guarded(model, &body.variants[index], &names[index]));
        quote! {
            v1::TagVariant {
                tags: &[#(#tags),*],
                decode: |value| v1::one_of(value, #union_name, &[#(#variants),*]),
            }
        }
    });
    let own = body.variants.iter().zip(names).map(|(variant, ident)| {
        let tags = variant.tags.iter();
        let is_own = |tag: &&String| holders.get(tag.as_str()).is_some_and(|all| all.len() == 1);
        // The base is read last, whatever the tag.
        let tags: Vec<&String> = tags.filter(|tag| !variant.rest && is_own(tag)).collect();
        let decode = decode(model, variant, ident);
        (variant.rest || !tags.is_empty())
            .then(|| quote! { v1::TagVariant { tags: &[#(#tags),*], decode: #decode } })
    });
    groups.chain(own.flatten()).collect()
}

/// Whether a variant says that the discriminating property may be left out.
fn tag_is_optional(model: Model<'_>, body: &UnionDef, property: &str) -> bool {
    body.variants.iter().any(|variant| {
        let Type::Ref(id) = model.api.resolve(&variant.ty) else {
            return false;
        };
        match &model.api.def(*id).shape {
            Shape::Struct(body) => body
                .fields
                .iter()
                .any(|field| field.wire == property && !field.required),
            _ => false,
        }
    })
}

/// How a variant is written and read where that is not serde's own way.
fn codec_path(model: Model<'_>, variant: &Variant) -> Option<Tokens> {
    Tokens::parse(&types::codec(model, &variant.ty)?.path)
}

/// What makes a variant of a value.
fn decode(model: Model<'_>, variant: &Variant, ident: &Ident) -> Tokens {
    codec_path(model, variant).map_or_else(
        || quote!(|value| v1::decode(value).map(Self::#ident)),
        |path| quote!(|value| v1::decode_as::<#path, _>(value).map(Self::#ident)),
    )
}

fn guarded(model: Model<'_>, variant: &Variant, ident: &Ident) -> Tokens {
    let name = ident.as_str();
    let accepts = kinds(&variant.guard.kinds);
    let decode = decode(model, variant, ident);
    let (required, known) = (&variant.guard.required, &variant.guard.known);
    let tags = variant
        .guard
        .fixed
        .iter()
        .map(|(key, values)| quote!((#key, &[#(#values),*])));
    quote! {
        v1::Variant {
            name: #name,
            accepts: #accepts,
            required: &[#(#required),*],
            known: &[#(#known),*],
            tags: &[#(#tags),*],
            decode: #decode,
        }
    }
}

fn kinds(kinds: &[JsonKind]) -> Tokens {
    let mut names = kinds.iter().map(|kind| {
        let name = Ident::new(match kind {
            JsonKind::Null => "NULL",
            JsonKind::Bool => "BOOL",
            JsonKind::Integer => "INTEGER",
            JsonKind::Number => "NUMBER",
            JsonKind::Text => "STRING",
            JsonKind::List => "ARRAY",
            JsonKind::Object => "OBJECT",
        });
        quote!(v1::Kinds::#name)
    });
    let Some(first) = names.next() else {
        return quote!(v1::Kinds::ANY);
    };
    names.fold(first, |all, kind| quote!(#all.or(#kind)))
}

/// Which types are tried first where a value could be of several: those that take fewer values.
fn rank(model: Model<'_>, ty: &Type) -> u8 {
    match model.api.resolve(ty) {
        Type::Scalar(Scalar::Float) | Type::Map(_) => 2,
        Type::Scalar(Scalar::Text) => 3,
        Type::Any => 4,
        Type::Ref(id) => match &model.api.def(*id).shape {
            Shape::Enum(body) if body.is_text() => 1,
            _ => 0,
        },
        _ => 0,
    }
}

/// Whether one variant is so much larger than the next that clippy would ask for a box: its bound is 200 bytes, of
/// which large types are estimated with no such precision.
pub(super) fn is_uneven<'a>(
    model: Model<'_>,
    variants: impl Iterator<Item = Option<&'a Type>>,
) -> bool {
    let size = |ty: &Type| cycles::size(model.api, &model.facts.sizes, ty);
    let mut sizes: Vec<usize> = variants.map(|ty| ty.map_or(0, size)).collect();
    sizes.sort_unstable();
    match sizes.as_slice() {
        [.., next, largest] => largest - next > 60 || *largest > 1024,
        _ => false,
    }
}
