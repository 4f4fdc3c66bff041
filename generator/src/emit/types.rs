//! Types as Rust writes them.

use super::{Model, Scope, attribute};
use crate::ir::{Integer, Scalar, Type, TypeId};
use crate::tokens::{Tokens, quote};

/// A type in the position of a field or an argument.
pub(super) fn ty(scope: &mut Scope<'_>, ty: &Type) -> Tokens {
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
            let items: Vec<Tokens> = items.iter().map(|item| self::ty(scope, item)).collect();
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

fn scalar(scope: &mut Scope<'_>, scalar: Scalar) -> Tokens {
    match scalar {
        Scalar::Null => quote!(()),
        Scalar::Bool => quote!(bool),
        Scalar::Integer(width) | Scalar::IntegerText(width) => integer(width),
        Scalar::Float => quote!(f64),
        Scalar::Text => quote!(String),
        Scalar::DateTime => quote!(jiff::Timestamp),
        Scalar::Date => quote!(jiff::civil::Date),
        Scalar::Uuid => quote!(uuid::Uuid),
        Scalar::Duration => {
            let span = scope.runtime("Span");
            quote!(#span)
        }
        Scalar::File => {
            let file = scope.runtime("File");
            quote!(#file)
        }
        Scalar::External(index) => {
            Tokens::parse(&scope.model.api.externals[index]).unwrap_or_else(|| quote!(()))
        }
        Scalar::Base64 => {
            let base64 = scope.runtime("Base64");
            quote!(#base64)
        }
    }
}

/// How values of a type are written and read where that is not serde's own way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Codec {
    /// The runtime's type for it: `Option<Vec<v1::IntegerText>>`.
    pub(super) path: String,
    /// Whether serde's own way of writing will do.
    pub(super) only_reads: bool,
}

impl Codec {
    fn leaf(name: &str, only_reads: bool) -> Self {
        Self {
            path: format!("v1::{name}"),
            only_reads,
        }
    }

    /// That of an optional property whose value may be null.
    pub(super) fn present() -> Self {
        Self::leaf("Present", true)
    }

    /// That of a nullable date in a row of Rill's.
    pub(super) fn rill_date() -> Self {
        Self::leaf("RillDate", true)
    }

    /// The same inside a generic type, `{}` standing for it.
    pub(super) fn inside(self, outer: &str) -> Self {
        Self {
            path: outer.replace("{}", &self.path),
            only_reads: self.only_reads,
        }
    }
}

/// The codec that a type needs, if any. Named types bring their own.
pub(super) fn codec(model: Model<'_>, ty: &Type) -> Option<Codec> {
    if !model.api.has_codec(ty) {
        return None;
    }
    match model.api.resolve(ty) {
        Type::Scalar(Scalar::IntegerText(_)) => Some(Codec::leaf("IntegerText", false)),
        Type::Scalar(Scalar::DateTime) => Some(Codec::leaf("DateTime", true)),
        Type::List(inner) => Some(codec(model, inner)?.inside("Vec<{}>")),
        Type::Nullable(inner) => Some(codec(model, inner)?.inside("Option<{}>")),
        Type::Map(inner) => Some(codec(model, inner)?.inside("BTreeMap<v1::Plain, {}>")),
        Type::KeyedMap(key, value) => {
            let (key, value) = (codec(model, key), codec(model, value));
            let parts = [key, value];
            let only_reads = parts.iter().flatten().all(|codec| codec.only_reads);
            let [key, value] =
                parts.map(|part| part.map_or_else(|| "v1::Plain".to_owned(), |part| part.path));
            Some(Codec {
                path: format!("BTreeMap<{key}, {value}>"),
                only_reads,
            })
        }
        Type::Tuple(items) => {
            let codecs: Vec<Option<Codec>> = items.iter().map(|item| codec(model, item)).collect();
            let only_reads = codecs.iter().flatten().all(|codec| codec.only_reads);
            let parts = codecs
                .into_iter()
                .map(|codec| codec.map_or_else(|| "v1::Plain".to_owned(), |codec| codec.path));
            Some(Codec {
                path: format!("({},)", parts.collect::<Vec<_>>().join(", ")),
                only_reads,
            })
        }
        Type::Ref(_) | Type::Scalar(_) | Type::Any => None,
    }
}

/// What serde has to be told of a codec.
pub(super) fn codec_attribute(scope: &mut Scope<'_>, codec: &Codec) -> Tokens {
    scope.door();
    let path = &codec.path;
    if codec.only_reads {
        let path = format!("v1::As::<{path}>::deserialize");
        quote!(deserialize_with = #path)
    } else {
        let path = format!("v1::As::<{path}>");
        quote!(with = #path)
    }
}

fn integer(width: Integer) -> Tokens {
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
pub(super) fn alias(scope: &mut Scope<'_>, id: TypeId, target: &Type) -> Tokens {
    let docs = attribute::type_docs(scope.model, id);
    let name = scope.ty(id);
    let target = ty(scope, target);
    quote! { #docs pub type #name = #target; }
}

/// A type around a list or a map of itself.
pub(super) fn newtype(scope: &mut Scope<'_>, id: TypeId, target: &Type) -> Tokens {
    let docs = attribute::type_docs(scope.model, id);
    let derives = attribute::derives(scope, id, true);
    let name = scope.ty(id);
    let inner = ty(scope, target);
    let boxed = scope.model.facts.boxed.contains(&(id, 0));
    let codec = codec(scope.model, target).map(|codec| {
        let attribute = codec_attribute(scope, &codec);
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
    quote! {
        #docs
        #derives
        #[serde(transparent)]
        pub struct #name(#[doc = " What it holds."] #codec pub #held);

        impl From<#inner> for #name {
            fn from(inner: #inner) -> Self {
                Self(#make)
            }
        }
    }
}
