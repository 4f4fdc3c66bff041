//! Types as Rust writes them.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Scope, attribute};
use crate::ir::{Integer, Scalar, Type, TypeId};

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
            scope.map();
            let value = self::ty(scope, value);
            quote!(BTreeMap<String, #value>)
        }
        Type::KeyedMap(key, value) => {
            scope.map();
            let (key, value) = (self::ty(scope, key), self::ty(scope, value));
            quote!(BTreeMap<#key, #value>)
        }
        Type::Tuple(items) => {
            let items: Vec<TokenStream> = items.iter().map(|item| self::ty(scope, item)).collect();
            quote!((#(#items,)*))
        }
        Type::Nullable(inner) => {
            let inner = self::ty(scope, inner);
            quote!(Option<#inner>)
        }
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
        Scalar::Integer(width) | Scalar::IntegerText(width) => integer(width),
        Scalar::Float => quote!(f64),
        Scalar::Text => quote!(String),
        Scalar::DateTime => quote!(jiff::Timestamp),
        Scalar::Date => quote!(jiff::civil::Date),
        Scalar::Uuid => quote!(uuid::Uuid),
        Scalar::Duration => quote!(jiff::SignedDuration),
        Scalar::Time => quote!(jiff::civil::Time),
        Scalar::File => {
            let file = scope.runtime("File");
            quote!(#file)
        }
        Scalar::External(index) => scope.model.api.externals[index]
            .parse()
            .unwrap_or_else(|_| quote!(())),
        Scalar::Base64 => {
            let base64 = scope.runtime("Base64");
            quote!(#base64)
        }
    }
}

fn integer(width: Integer) -> TokenStream {
    match width {
        Integer::I8 => quote!(i8),
        Integer::I16 => quote!(i16),
        Integer::I32 => quote!(i32),
        Integer::I64 => quote!(i64),
        Integer::U8 => quote!(u8),
        Integer::U16 => quote!(u16),
        Integer::U32 => quote!(u32),
        Integer::U64 => quote!(u64),
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
    let (held, make) = match (boxed, target) {
        // The box goes around the type that would contain itself, not around what may be null.
        (true, Type::Nullable(bare)) => {
            let bare = ty(scope, bare);
            (quote!(Option<Box<#bare>>), quote!(inner.map(Box::new)))
        }
        (true, _) => (quote!(Box<#inner>), quote!(Box::new(inner))),
        (false, _) => (inner.clone(), quote!(inner)),
    };
    quote! {
        #docs
        #derives
        #[serde(transparent)]
        pub struct #name(#[doc = " What it holds."] pub #held);

        impl From<#inner> for #name {
            fn from(inner: #inner) -> Self {
                Self(#make)
            }
        }
    }
}
