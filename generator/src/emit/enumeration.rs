//! Enums: listed values, and one variant for what the server may add.

use super::{Scope, attribute, docs};
use crate::ir::{EnumDef, EnumValue, TypeId};
use crate::tokens::{Ident, Quote, Tokens, quote, quote_into};

/// The enum and its conversions. Reading one never fails on a value that is not listed.
pub(super) fn enumeration(scope: &mut Scope<'_>, id: TypeId, body: &EnumDef) -> Tokens {
    let names: Vec<Ident> = scope.model.names.variants[id.0]
        .iter()
        .map(|name| Ident::new(name))
        .collect();
    let Some((rest, listed)) = names.split_last() else {
        return Tokens::new();
    };
    if body.is_text() {
        text(scope, id, body, listed, rest)
    } else if body.is_integer() {
        integer(scope, id, body, listed, rest)
    } else {
        mixed(scope, id, body, listed, rest)
    }
}

/// The definition itself.
fn definition(
    scope: &mut Scope<'_>,
    id: TypeId,
    body: &EnumDef,
    listed: &[Ident],
    rest: &Tokens,
) -> Tokens {
    let docs = attribute::type_docs(scope.model, id);
    let derives = attribute::derives(scope, id, false);
    let name = scope.ty(id);
    let variants = body.values.iter().zip(listed).map(|(value, variant)| {
        let text = match value {
            EnumValue::Text(text) if text.is_empty() => "The empty string.".to_owned(),
            EnumValue::Text(text) => format!("`{}`", docs::code(text)),
            EnumValue::Integer(number) => format!("`{number}`"),
            EnumValue::Json(json) => format!("`{}`", docs::code(json)),
        };
        let docs = attribute::outer(&[text]);
        quote! { #docs #variant, }
    });
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = " A value that the document does not list."]
            #rest,
        }
    }
}

fn text(
    scope: &mut Scope<'_>,
    id: TypeId,
    body: &EnumDef,
    listed: &[Ident],
    rest: &Ident,
) -> Tokens {
    let definition = definition(scope, id, body, listed, &quote!(#rest(String)));
    let name = scope.ty(id);
    let values: Vec<&str> = body
        .values
        .iter()
        .filter_map(|value| match value {
            EnumValue::Text(text) => Some(text.as_str()),
            EnumValue::Integer(_) | EnumValue::Json(_) => None,
        })
        .collect();
    let (written, read) = (written(listed, &values), read(&values, listed));
    let serde = serde_impls(
        scope,
        &name,
        &quote!(serializer.serialize_str(self.as_str())),
        &quote!(String::deserialize(deserializer).map(Self::from)),
    );
    quote! {
        #definition

        impl #name {
            #[doc = " The value on the wire."]
            pub fn as_str(&self) -> &str {
                match self {
                    #written
                    Self::#rest(value) => value,
                }
            }
        }

        impl From<&str> for #name {
            fn from(value: &str) -> Self {
                match value {
                    #read
                    value => Self::#rest(value.to_owned()),
                }
            }
        }

        impl From<String> for #name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #serde
    }
}

fn integer(
    scope: &mut Scope<'_>,
    id: TypeId,
    body: &EnumDef,
    listed: &[Ident],
    rest: &Ident,
) -> Tokens {
    let definition = definition(scope, id, body, listed, &quote!(#rest(i64)));
    let name = scope.ty(id);
    let values: Vec<Tokens> = body
        .values
        .iter()
        .filter_map(|value| match value {
            EnumValue::Integer(number) => {
                let literal = number.unsigned_abs();
                Some(if *number < 0 {
                    quote!(-#literal)
                } else {
                    quote!(#literal)
                })
            }
            EnumValue::Text(_) | EnumValue::Json(_) => None,
        })
        .collect();
    let (written, read) = (written(listed, &values), read(&values, listed));
    let serde = serde_impls(
        scope,
        &name,
        &quote!(serializer.serialize_i64(self.value())),
        &quote!(i64::deserialize(deserializer).map(Self::from)),
    );
    quote! {
        #definition

        impl #name {
            #[doc = " The value on the wire."]
            pub fn value(self) -> i64 {
                match self {
                    #written
                    Self::#rest(value) => value,
                }
            }
        }

        impl From<i64> for #name {
            fn from(value: i64) -> Self {
                match value {
                    #read
                    value => Self::#rest(value),
                }
            }
        }

        impl std::fmt::Display for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.value())
            }
        }

        #serde
    }
}

/// Values of several JSON types.
fn mixed(
    scope: &mut Scope<'_>,
    id: TypeId,
    body: &EnumDef,
    listed: &[Ident],
    rest: &Ident,
) -> Tokens {
    let any = scope.runtime("Value");
    let definition = definition(scope, id, body, listed, &quote!(#rest(#any)));
    let name = scope.ty(id);
    let texts: Vec<String> = body
        .values
        .iter()
        .map(|value| match value {
            EnumValue::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            EnumValue::Integer(number) => number.to_string(),
            EnumValue::Json(json) => json.clone(),
        })
        .collect();
    let values: Vec<Tokens> = body.values.iter().map(|value| json(any, value)).collect();
    let (written, read) = (written(listed, &values), read(&texts, listed));
    let serde = serde_impls(
        scope,
        &name,
        &quote!(self.value().serialize(serializer)),
        &quote!(#any::deserialize(deserializer).map(Self::from)),
    );
    quote! {
        #definition

        impl #name {
            #[doc = " The value on the wire."]
            pub fn value(&self) -> #any {
                match self {
                    #written
                    Self::#rest(value) => value.clone(),
                }
            }
        }

        impl From<#any> for #name {
            fn from(value: #any) -> Self {
                match value.to_string().as_str() {
                    #read
                    _ => Self::#rest(value),
                }
            }
        }

        #serde
    }
}

/// The arms that give the value of each variant.
fn written(listed: &[Ident<'_>], values: &[impl Quote]) -> Tokens {
    let mut arms = Tokens::new();
    for (variant, value) in listed.iter().zip(values) {
        quote_into!(arms; Self::#variant => #value,);
    }
    arms
}

/// The arms that give the variant of each value.
fn read(values: &[impl Quote], listed: &[Ident<'_>]) -> Tokens {
    let mut arms = Tokens::new();
    for (value, variant) in values.iter().zip(listed) {
        quote_into!(arms; #value => Self::#variant,);
    }
    arms
}

/// A listed value as an expression. Lowering lets nothing but single values into a list.
fn json(any: Ident<'_>, value: &EnumValue) -> Tokens {
    match value {
        EnumValue::Text(text) => quote!(#any::from(#text)),
        EnumValue::Integer(number) => {
            let literal = number.unsigned_abs();
            let minus = (*number < 0).then(|| quote!(-));
            quote!(<#any as From<i64>>::from(#minus #literal))
        }
        EnumValue::Json(json) => {
            if let Ok(number) = json.parse::<u64>() {
                return quote!(<#any as From<u64>>::from(#number));
            }
            let truth = json == "true";
            quote!(#any::Bool(#truth))
        }
    }
}

/// Both directions of serde.
pub(super) fn serde_impls(
    scope: &mut Scope<'_>,
    name: &Ident,
    serialize: &Tokens,
    deserialize: &Tokens,
) -> Tokens {
    let (ser, de) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let (serializer, deserializer) = (scope.serde("Serializer"), scope.serde("Deserializer"));
    quote! {
        impl #ser for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #serialize
            }
        }

        impl<'de> #de<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #deserialize
            }
        }
    }
}
