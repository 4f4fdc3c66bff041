//! Types as Rust writes them.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::{EmitContext, Scope, attribute};
use crate::ir::{RustType, Scalar, StringFormat, TupleLength, Type, TypeId};
use crate::rust;

/// A type in the position of a field or an argument.
pub(super) fn ty(scope: &mut Scope<'_>, ty: &Type) -> TokenStream {
    match ty {
        Type::Ref(id) => {
            let name = scope.ty(*id);
            quote!(#name)
        }
        Type::Scalar(single) => scalar(scope, *single),
        Type::List(item) => {
            let item = self::ty(scope, item);
            quote!(Vec<#item>)
        }
        Type::Map(value) if **value == Type::Any => {
            let object = scope.runtime("JsonObject");
            quote!(#object)
        }
        Type::Map(value) => {
            let value = self::ty(scope, value);
            quote!(BTreeMap<String, #value>)
        }
        Type::KeyedMap(key, value) => {
            let (key, value) = (self::ty(scope, key), self::ty(scope, value));
            quote!(BTreeMap<#key, #value>)
        }
        Type::Tuple(items, _) => {
            let items: Vec<TokenStream> = items.iter().map(|item| self::ty(scope, item)).collect();
            tuple(&items)
        }
        Type::Nullable(inner) => {
            let inner = self::ty(scope, inner);
            quote!(Option<#inner>)
        }
        Type::JsonText(inner) => self::ty(scope, inner),
        Type::Any => {
            let value = scope.runtime("Value");
            quote!(#value)
        }
    }
}

fn scalar(scope: &mut Scope<'_>, scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::Null => quote!(()),
        Scalar::Bool => quote!(bool),
        Scalar::Integer(width) | Scalar::IntegerText(width) => {
            rust::ident(&format!("{width:?}").to_lowercase()).into_token_stream()
        }
        Scalar::Float => quote!(f64),
        Scalar::Text => quote!(String),
        Scalar::Formatted(format) => match format.entry().rust_type {
            RustType::Crate(path) => path.parse().unwrap_or_else(|_| quote!(())),
            RustType::Runtime(name) | RustType::Around(name, _) => {
                let name = scope.runtime(name);
                quote!(#name)
            }
        },
        Scalar::DecimalNumber(None) => {
            let name = scope.runtime("Decimal");
            quote!(#name)
        }
        Scalar::File => {
            let file = scope.runtime("File");
            quote!(#file)
        }
        Scalar::Part => {
            let part = scope.runtime("Part");
            quote!(#part)
        }
        Scalar::External(index) | Scalar::DecimalNumber(Some(index)) => {
            let path = scope.model.api.externals[index].parse();
            path.unwrap_or_else(|_| quote!(()))
        }
    }
}

/// The codec of a type that serde does not write and read in its own way.
#[derive(Clone, Debug)]
pub(super) struct Codec {
    /// The runtime's type for it: `Option<Vec<v1::IntegerText>>`.
    pub(super) path: TokenStream,
    /// Set if serde's own way of writing will do.
    pub(super) only_reads: bool,
}

impl Codec {
    fn leaf(name: &str, only_reads: bool) -> Self {
        let name = rust::ident(name);
        let path = quote!(v1::#name);
        Self { path, only_reads }
    }

    /// That of an optional property whose value may be null.
    pub(super) fn present() -> Self {
        Self::leaf("Present", true)
    }

    /// Returns the codec of a nullable string of a format in a row of a Rill API.
    pub(super) fn of_row(format: StringFormat) -> Option<Self> {
        let name = format.entry().row_codec?;
        Some(Self::leaf(name, true))
    }

    /// The codec of a generic type around the one that this codec is for.
    pub(super) fn inside(self, outer: &str) -> Self {
        let (inner, outer) = (self.path, rust::ident(outer));
        let path = quote!(#outer<#inner>);
        Self { path, ..self }
    }

    fn inside_map(self) -> Self {
        let inner = self.path;
        let path = quote!(BTreeMap<v1::Plain, #inner>);
        Self { path, ..self }
    }

    fn path_of(codec: Option<Self>) -> TokenStream {
        codec.map_or_else(|| quote!(v1::Plain), |codec| codec.path)
    }
}

/// The codec that a type needs, if any. Named types bring their own.
pub(super) fn codec(model: EmitContext<'_>, ty: &Type) -> Option<Codec> {
    let is_database = model.api.conventions.has_database_strings;
    match model.api.resolve(ty) {
        // A database engine writes integers as such.
        Type::Scalar(Scalar::Integer(_)) if !is_database => Some(Codec::leaf("Integer", true)),
        Type::Scalar(Scalar::IntegerText(_)) => Some(Codec::leaf("IntegerText", false)),
        Type::Scalar(Scalar::DecimalNumber(_)) => Some(Codec::leaf("DecimalNumber", false)),
        Type::List(inner) => Some(codec(model, inner)?.inside("Vec")),
        Type::Nullable(inner) => Some(codec(model, inner)?.inside("Option")),
        Type::Map(inner) => Some(codec(model, inner)?.inside_map()),
        Type::JsonText(inner) => {
            let inner = Codec::path_of(codec(model, inner));
            let path = quote!(v1::JsonText<#inner>);
            Some(Codec {
                path,
                only_reads: false,
            })
        }
        Type::KeyedMap(key, value) => {
            let parts = [codec(model, key), codec(model, value)];
            if parts.iter().all(Option::is_none) {
                return None;
            }
            let only_reads = parts.iter().flatten().all(|codec| codec.only_reads);
            let [key, value] = parts.map(Codec::path_of);
            let path = quote!(BTreeMap<#key, #value>);
            Some(Codec { path, only_reads })
        }
        Type::Tuple(items, length) => sequence(model, items, *length),
        Type::Ref(_) | Type::Scalar(_) | Type::Any => None,
    }
}

/// The codec of a tuple that serde does not write and read in its own way.
fn sequence(model: EmitContext<'_>, items: &[Type], length: TupleLength) -> Option<Codec> {
    let last = items.len().saturating_sub(1);
    let position = |(index, item): (usize, &Type)| match item {
        Type::List(item) if length.is_open && index == last => ("Rest", codec(model, item)),
        Type::Nullable(item) if index >= length.required => {
            let is_null = matches!(
                model.api.resolve(item),
                Type::Nullable(_) | Type::Any | Type::Scalar(Scalar::Null)
            );
            let kind = if is_null {
                "NullableElement"
            } else {
                "Element"
            };
            (kind, codec(model, item))
        }
        _ => ("At", codec(model, item)),
    };
    let positions: Vec<(&str, Option<Codec>)> = items.iter().enumerate().map(position).collect();
    let is_exact = length.is_exact(items.len());
    let codecs: Vec<&Codec> = positions
        .iter()
        .filter_map(|(_, codec)| codec.as_ref())
        .collect();
    if is_exact && codecs.is_empty() {
        return None;
    }
    let only_reads = is_exact && codecs.iter().all(|codec| codec.only_reads);

    let parts = positions.into_iter().map(|(kind, codec)| {
        let (kind, inner) = (rust::ident(kind), Codec::path_of(codec));
        quote!(v1::#kind<#inner>)
    });
    let tuple = tuple(&parts.collect::<Vec<_>>());
    let path = quote!(v1::Sequence<#tuple>);
    Some(Codec { path, only_reads })
}

/// Returns the argument of serde's attribute that names a codec.
pub(super) fn codec_attribute(codec: &Codec) -> TokenStream {
    let path = rust::one_line(codec.path.clone());
    if codec.only_reads {
        let path = format!("v1::As::<{path}>::deserialize");
        quote!(deserialize_with = #path)
    } else {
        let path = format!("v1::As::<{path}>");
        quote!(with = #path)
    }
}

fn tuple(items: &[TokenStream]) -> TokenStream {
    match items {
        [one] => quote!((#one,)),
        items => quote!((#(#items),*)),
    }
}

/// Another name for a type.
pub(super) fn alias(scope: &mut Scope<'_>, id: TypeId, target: &Type) -> TokenStream {
    let docs = attribute::type_docs(scope.model, id);
    let name = scope.ty(id);
    let target = ty(scope, target);
    quote! { #docs pub type #name = #target; }
}

/// A type around a list or a map of itself.
pub(super) fn newtype(scope: &mut Scope<'_>, id: TypeId, target: &Type) -> TokenStream {
    let docs = attribute::type_docs(scope.model, id);
    let derives = attribute::derives(scope, id, true);
    let name = scope.ty(id);
    let inner = ty(scope, target);
    let boxed = scope.model.facts.boxed.contains(&(id, 0));
    let codec = match target {
        Type::Nullable(bare) if boxed => {
            codec(scope.model, bare).map(|codec| codec.inside("Box").inside("Option"))
        }
        _ if boxed => codec(scope.model, target).map(|codec| codec.inside("Box")),
        _ => codec(scope.model, target),
    };
    let codec = codec.map(|codec| {
        let attribute = codec_attribute(&codec);
        quote! { #[serde(#attribute)] }
    });
    let (held, make) = match (boxed, target) {
        // The box goes around the type that would contain itself, not around what may be null.
        (true, Type::Nullable(bare)) => {
            let bare = ty(scope, bare);
            (quote!(Option<Box<#bare>>), quote!(inner.map(Box::new)))
        }
        (true, _) => (quote!(Box<#inner>), quote!(Box::new(inner))),
        (false, _) => (inner.clone(), quote!(inner)),
    };
    let is_tuple = matches!(target.non_null(), Type::Tuple(..));
    let complex = is_tuple.then(|| {
        quote! { #[allow(clippy::type_complexity, reason = "the document has these positions")] }
    });
    quote! {
        #docs
        #derives
        #[serde(transparent)]
        #complex
        pub struct #name(#[doc = " The value."] #codec pub #held);

        impl From<#inner> for #name {
            fn from(inner: #inner) -> Self {
                Self(#make)
            }
        }
    }
}
