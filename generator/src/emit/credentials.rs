//! Who is calling: the schemes of the document, and a struct that holds the secrets.

use super::{Model, Scope, attribute, docs};
use crate::ir::{Location, Scheme, SchemeKind};
use crate::tokens::{Ident, Tokens, quote};

/// The constant of a scheme.
fn constant(model: Model<'_>, index: usize) -> Option<Tokens> {
    let name = model.names.schemes.get(index)?.to_uppercase();
    let name = Ident::new(&name);
    Some(quote!(#name))
}

/// The call that says which schemes an operation takes.
pub(super) fn applied(scope: &mut Scope<'_>, security: &[Vec<usize>]) -> Tokens {
    if security.is_empty() {
        return Tokens::new();
    }
    let model = scope.model;
    let ways = security.iter().map(|way| {
        let schemes = way.iter().filter_map(|index| constant(model, *index));
        let schemes = schemes.map(|scheme| quote!(crate::client::#scheme));
        quote!(&[#(#schemes),*])
    });
    quote!(.security(&[#(#ways),*]))
}

/// What operations and setters mean a scheme by.
pub(super) fn constants(model: Model<'_>) -> Tokens {
    let schemes = model.api.schemes.iter().enumerate();
    let constants = schemes.map(|(index, scheme)| {
        let (constant, key) = (constant(model, index), &scheme.key);
        let kind = kind(&scheme.kind);
        quote! {
            pub(crate) const #constant: v1::Scheme = v1::Scheme { key: #key, kind: #kind };
        }
    });
    quote! { #(#constants)* }
}

/// A struct of secrets with one setter for each scheme.
pub(super) fn credentials(model: Model<'_>) -> Tokens {
    if model.api.schemes.is_empty() {
        return Tokens::new();
    }
    let setters = model
        .api
        .schemes
        .iter()
        .enumerate()
        .map(|(index, scheme)| setter(model, index, scheme));
    quote! {
        #[doc = " What says who is calling. An operation sends what its document asks for, where it is set."]
        #[derive(Clone, Debug, Default)]
        #[must_use]
        pub struct Credentials {
            keyring: Keyring,
        }

        impl Credentials {
            #[doc = " None yet."]
            pub fn new() -> Self {
                Self::default()
            }

            #(#setters)*
        }

        impl From<Credentials> for Keyring {
            fn from(credentials: Credentials) -> Self {
                credentials.keyring
            }
        }
    }
}

/// Whether any scheme takes a token.
pub(super) fn has_tokens(model: Model<'_>) -> bool {
    let mut schemes = model.api.schemes.iter();
    schemes.any(|scheme| scheme.kind == SchemeKind::Bearer)
}

/// Whether all methods can be switched off.
pub(super) fn may_be_unused(model: Model<'_>) -> bool {
    model.names.modules.is_empty()
        || model
            .names
            .modules
            .iter()
            .any(|module| module.feature.is_some())
}

fn kind(kind: &SchemeKind) -> Tokens {
    match kind {
        SchemeKind::Bearer => quote!(v1::SchemeKind::Bearer),
        SchemeKind::Basic => quote!(v1::SchemeKind::Basic),
        SchemeKind::ApiKey { location, name } => {
            let place = match location {
                Location::Query => quote!(v1::Place::Query),
                Location::Cookie => quote!(v1::Place::Cookie),
                Location::Header | Location::Path => quote!(v1::Place::Header),
            };
            quote!(v1::SchemeKind::ApiKey { place: #place, name: #name })
        }
    }
}

fn setter(model: Model<'_>, index: usize, scheme: &Scheme) -> Tokens {
    let name = Ident::new(&model.names.schemes[index]);
    let constant = constant(model, index);
    let key = docs::code(&scheme.key);
    let mut lines = docs::render(&scheme.docs);
    if !lines.is_empty() {
        lines.push("".into());
    }
    match &scheme.kind {
        SchemeKind::Basic => {
            lines.push(format!("`{key}`: a name and a password.").into());
            let docs = attribute::outer(&lines);
            quote! {
                #docs
                pub fn #name(mut self, user: impl AsRef<str>, password: impl Into<String>) -> Self {
                    self.keyring = self.keyring.basic(#constant, user, password);
                    self
                }
            }
        }
        SchemeKind::Bearer => {
            lines.push(format!("`{key}`: a bearer token.").into());
            let docs = attribute::outer(&lines);
            quote! {
                #docs
                pub fn #name(mut self, token: impl Into<Credential>) -> Self {
                    self.keyring = self.keyring.bearer(#constant, token);
                    self
                }
            }
        }
        SchemeKind::ApiKey {
            location,
            name: wire,
        } => {
            let place = match location {
                Location::Query => "query parameter",
                Location::Cookie => "cookie",
                Location::Header | Location::Path => "header",
            };
            lines.push(format!("`{key}`: the {place} `{}`.", docs::code(wire)).into());
            let docs = attribute::outer(&lines);
            quote! {
                #docs
                pub fn #name(mut self, key: impl Into<String>) -> Self {
                    self.keyring = self.keyring.api_key(#constant, key);
                    self
                }
            }
        }
    }
}
