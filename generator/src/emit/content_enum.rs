//! Enums of responses that a status or a media type tells apart, and enums of bodies in several media types.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{EmitContext, Scope, attribute, http, types, union};
use crate::ir::{
    BodyEncoding, Content, ContentEnumDef, MediaBody, ResponseCase, ResponseSet, Scalar, Type,
    TypeId,
};
use crate::rust::{self, Items};

/// Writes the enum, and how responses are read as it, where it is one of responses.
pub(super) fn content_enum(
    scope: &mut Scope<'_>,
    id: TypeId,
    body: &ContentEnumDef,
    into: &mut Items,
) {
    let model = scope.model;
    let responses = response_sets(scope, id).next();
    let media = media(model, id);
    let names = model.variants(id);
    let mut variants = Vec::new();
    for (index, (label, content)) in body.cases.iter().enumerate() {
        let name = &names[index];
        let case = responses.and_then(|responses| responses.cases.get(index));
        let docs = match (case, media.get(index)) {
            (Some(case), _) => case_docs(case),
            (None, Some(media)) => format!("`{}`", super::docs::code(&media.media_type)),
            (None, None) => format!("`{}`", super::docs::code(label)),
        };
        let docs = attribute::outer(&[docs]);
        let held = match media.get(index) {
            Some(media) => Some(sent_type(scope, media)),
            None if *content == Content::Empty => None,
            None => Some(http::content_type(scope, content)),
        };
        let held = held.map(|held| {
            let boxed = model.facts.boxed.contains(&(id, index));
            let held = if boxed { quote!(Box<#held>) } else { held };
            quote!((#held))
        });
        variants.push(quote! { #docs #name #held, });
    }
    let docs = attribute::type_docs(model, id);
    let derives = derives(body, media.is_empty());
    let name = scope.ty(id);
    let sizes = body.cases.iter().map(|(_, content)| match content.ty() {
        _ if is_live(content) => union::CLIPPY_BOUND,
        Some(ty) => union::size(model, ty),
        None => 0,
    });
    let uneven = union::uneven_lint(sizes);
    into.rust(quote! {
        #docs
        #derives
        #[non_exhaustive]
        #uneven
        pub enum #name {
            #(#variants)*
        }
    });
    if let Some(responses) = responses {
        let lines = response_lines(scope, id, responses, &names);
        into.table(quote!(v1::responses), quote!(#name), lines);
    }
}

/// Returns the derives of an enum: a response that is still being read can be neither copied nor compared.
fn derives(body: &ContentEnumDef, is_response: bool) -> TokenStream {
    if is_response && body.cases.iter().any(|(_, content)| is_live(content)) {
        quote! { #[derive(Debug)] }
    } else {
        quote! { #[derive(Clone, Debug, PartialEq)] }
    }
}

/// Returns `true` for a response that is still being read when a call returns.
fn is_live(content: &Content) -> bool {
    match content {
        Content::Bytes | Content::Events(_) | Content::JsonLines(_) | Content::JsonResults(_) => {
            true
        }
        Content::Empty | Content::Json(_) | Content::Text | Content::Plain(_) | Content::Xml(_) => {
            false
        }
    }
}

/// Returns the media types of one case of an enum, of all operations whose responses it stands for.
fn accepted(sets: &[&ResponseSet], index: usize) -> Vec<String> {
    let mut accepted: Vec<String> = Vec::new();
    for case in sets.iter().filter_map(|set| set.cases.get(index)) {
        for name in &case.accepted {
            if !accepted.contains(name) {
                accepted.push(name.clone());
            }
        }
    }
    accepted
}

/// Returns the responses that an enum stands for; none for an enum of bodies.
fn response_sets<'a>(scope: &Scope<'a>, id: TypeId) -> impl Iterator<Item = &'a ResponseSet> {
    let operations = scope.model.api.operations.iter();
    let https = operations.filter_map(|one| one.http());
    https
        .flat_map(|http| [&http.success, &http.failure])
        .filter(move |set| set.content_enum == Some(id))
}

/// Returns the bodies that an enum stands for; none for one of responses.
pub(crate) fn media(model: EmitContext<'_>, id: TypeId) -> &[MediaBody] {
    let api = model.api;
    let found = api.operations.iter().find_map(|operation| {
        let body = operation.http()?.body.as_ref()?;
        let request = api.def(operation.request?).shape.as_struct()?;
        let ty = &request.fields.get(body.field?)?.ty;
        (*ty.non_null() == Type::Ref(id)).then_some(body.media.as_slice())
    });
    found.unwrap_or_default()
}

fn sent_type(scope: &mut Scope<'_>, media: &MediaBody) -> TokenStream {
    match &media.encoding {
        BodyEncoding::JsonLines => {
            let line = types::ty(scope, &media.ty);
            quote!(Vec<#line>)
        }
        BodyEncoding::Text => types::ty(scope, &Type::Scalar(Scalar::Text)),
        BodyEncoding::Bytes => types::ty(scope, &Type::Scalar(Scalar::File)),
        BodyEncoding::Json
        | BodyEncoding::Form(_)
        | BodyEncoding::Multipart(_)
        | BodyEncoding::Parts
        | BodyEncoding::Plain
        | BodyEncoding::Xml => types::ty(scope, &media.ty),
    }
}

fn case_docs(case: &ResponseCase) -> String {
    let statuses: Vec<String> = case
        .statuses
        .iter()
        .map(|status| format!("`{}`", http::status_name(*status)))
        .collect();
    match &case.media_type {
        Some(media) => format!("{} as `{}`", statuses.join(", "), super::docs::code(media)),
        None => statuses.join(", "),
    }
}

/// Returns a line for each variant: how it is read, and the statuses and media types that it stands for.
fn response_lines(
    scope: &Scope<'_>,
    id: TypeId,
    responses: &ResponseSet,
    names: &[Ident],
) -> Vec<TokenStream> {
    let sets: Vec<&ResponseSet> = response_sets(scope, id).collect();
    let line = |(index, (case, name)): (usize, (&ResponseCase, &Ident))| {
        let reader = (case.content != Content::Empty).then(|| {
            let reader = rust::ident(http::reader(&case.content));
            let boxed = scope.model.facts.boxed.contains(&(id, index));
            let boxed = boxed.then(|| quote!(in Box));
            quote!((#reader #boxed))
        });
        let statuses = case.statuses.iter().map(|status| http::status(*status));
        let media_types = http::media_types(case, &accepted(&sets, index));
        let media_types = media_types.map(|names| quote!(as #(#names)|*));
        quote!(#name #reader = #(#statuses)|* #media_types)
    };
    let cases = responses.cases.iter().zip(names).enumerate();
    cases.map(line).collect()
}
