//! Credentials: the security schemes of the document, and a struct that holds the secrets.

use proc_macro2::TokenStream;
use quote::quote;

use super::{EmitContext, Scope, docs};
use crate::ir::{ParameterLocation, SecurityScheme, SecuritySchemeKind};
use crate::rust::{self, Entry, Items};

/// The constant of a scheme.
fn constant(model: EmitContext<'_>, index: usize) -> Option<TokenStream> {
    let name = model.names.schemes.get(index)?.to_uppercase();
    let name = rust::ident(&name);
    Some(quote!(#name))
}

/// The call that says which schemes an operation takes.
pub(super) fn applied(scope: &mut Scope<'_>, security: &[Vec<usize>]) -> TokenStream {
    let model = scope.model;
    if security == model.facts.security {
        return TokenStream::new();
    }
    if security.is_empty() {
        return quote!(.no_security());
    }
    let ways = security.iter().map(|way| {
        let schemes = way.iter().filter_map(|index| constant(model, *index));
        let schemes = schemes.map(|scheme| quote!(crate::client::#scheme));
        quote!(&[#(#schemes),*])
    });
    quote!(.security(&[#(#ways),*]))
}

/// The struct of secrets, with one setter for each scheme and the constants that operations name schemes by.
pub(super) fn credentials(model: EmitContext<'_>, into: &mut Items) {
    if model.api.schemes.is_empty() {
        return;
    }
    let schemes = model.api.schemes.iter().enumerate();
    let setters = schemes.map(|(index, scheme)| setter(model, index, scheme));
    into.braces(quote!(v1::credentials), setters.collect());
}

/// Returns the security requirements that operations have by default, if any.
pub(super) fn default_requirements(model: EmitContext<'_>) -> Option<TokenStream> {
    let security = &model.facts.security;
    let ways = security.iter().map(|way| {
        let schemes = way.iter().filter_map(|index| constant(model, *index));
        quote!([#(#schemes),*])
    });
    (!security.is_empty()).then(|| quote!(security(#(#ways),*)))
}

/// Returns `true` if features can switch all methods off.
pub(super) fn may_be_unused(model: EmitContext<'_>) -> bool {
    model.names.modules.is_empty()
        || model
            .names
            .modules
            .iter()
            .any(|module| module.feature.is_some())
}

fn setter(model: EmitContext<'_>, index: usize, scheme: &SecurityScheme) -> Entry {
    let name = rust::ident(&model.names.schemes[index]);
    let constant = constant(model, index);
    let key = &scheme.key;
    let mut lines = docs::render(&scheme.docs);
    if !lines.is_empty() {
        lines.push("".into());
    }
    let (said, kind) = match &scheme.kind {
        SecuritySchemeKind::Basic => ("a name and a password".to_owned(), quote!(basic(#key))),
        SecuritySchemeKind::Bearer => ("a bearer token".to_owned(), quote!(bearer(#key))),
        SecuritySchemeKind::ApiKey { location, name } => {
            let (place, kind) = match location {
                ParameterLocation::Query => ("query parameter", "query"),
                ParameterLocation::Cookie => ("cookie", "cookie"),
                ParameterLocation::Header | ParameterLocation::Path => ("header", "header"),
            };
            let kind = rust::ident(kind);
            let said = format!("the {place} `{}`", docs::code(name));
            (said, quote!(#kind(#key, #name)))
        }
    };
    lines.push(format!("`{}`: {said}.", docs::code(key)).into());
    Entry {
        docs: lines.into_iter().map(docs::Line::into_owned).collect(),
        tokens: quote!(#name(#constant) = #kind),
    }
}
