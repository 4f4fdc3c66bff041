//! Enums of things that a status or a media type tells apart, and how such answers are read.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{EmitContext, Scope, attribute, http, types, union};
use crate::ir::{
    BodyEncoding, Content, ContentEnumDef, MediaBody, ResponseCase, ResponseSet, Scalar, Type,
    TypeId,
};
use crate::rust;

/// The enum; where it is what answers give, with its way to be read.
pub(super) fn choice(scope: &mut Scope<'_>, id: TypeId, body: &ContentEnumDef) -> TokenStream {
    let model = scope.model;
    let outcome = outcome(scope, id);
    let media = media(model, id);
    let names: Vec<Ident> = model.names.variants[id.0]
        .iter()
        .map(|name| rust::ident(name))
        .collect();
    let mut variants = Vec::new();
    for (index, (label, content)) in body.cases.iter().enumerate() {
        let name = &names[index];
        let case = outcome.and_then(|outcome| outcome.cases.get(index));
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
    let uneven = union::is_uneven(model, body.cases.iter().map(|(_, content)| content.ty())).then(|| {
        quote! { #[allow(clippy::large_enum_variant, reason = "callers match on the variants as the document has them")] }
    });
    let answers = outcome.map(|outcome| answers(scope, id, outcome, &names));
    quote! {
        #docs
        #derives
        #[non_exhaustive]
        #uneven
        pub enum #name {
            #(#variants)*
        }

        #answers
    }
}

/// Returns the derives of an enum: a response that is still being read can be neither copied nor compared.
fn derives(body: &ContentEnumDef, is_answer: bool) -> TokenStream {
    let is_live = |content: &Content| match content {
        Content::Bytes | Content::Events(_) | Content::JsonLines(_) => true,
        Content::Empty | Content::Json(_) | Content::Text => false,
    };
    if is_answer && body.cases.iter().any(|(_, content)| is_live(content)) {
        quote! { #[derive(Debug)] }
    } else {
        quote! { #[derive(Clone, Debug, PartialEq)] }
    }
}

/// The media types of one case of an enum, of all operations that answer with it.
fn accepted(outcomes: &[&ResponseSet], index: usize) -> Vec<String> {
    let mut accepted: Vec<String> = Vec::new();
    for case in outcomes
        .iter()
        .filter_map(|outcome| outcome.cases.get(index))
    {
        for name in &case.accepted {
            if !accepted.contains(name) {
                accepted.push(name.clone());
            }
        }
    }
    accepted
}

/// The answers that an enum stands for; none for an enum of bodies.
fn outcome<'a>(scope: &Scope<'a>, id: TypeId) -> Option<&'a ResponseSet> {
    outcomes(scope, id).next()
}

fn outcomes<'a>(scope: &Scope<'a>, id: TypeId) -> impl Iterator<Item = &'a ResponseSet> {
    let operations = scope.model.api.operations.iter();
    let https = operations.filter_map(|one| one.http());
    https
        .flat_map(|http| [&http.success, &http.failure])
        .filter(move |outcome| outcome.content_enum == Some(id))
}

/// The bodies that an enum stands for; none for one of answers.
pub(crate) fn media(model: EmitContext<'_>, id: TypeId) -> &[MediaBody] {
    let api = model.api;
    let found = api.operations.iter().find_map(|operation| {
        let body = operation.http()?.body.as_ref()?;
        let crate::ir::Shape::Struct(request) = &api.def(operation.request?).shape else {
            return None;
        };
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
        BodyEncoding::Json | BodyEncoding::Form(_) | BodyEncoding::Multipart(_) => {
            types::ty(scope, &media.ty)
        }
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

/// The way such answers are read: which there are, and for each what it becomes.
fn answers(
    scope: &mut Scope<'_>,
    id: TypeId,
    outcome: &ResponseSet,
    names: &[Ident],
) -> TokenStream {
    let v1 = scope.codegen_import();
    let name = scope.ty(id);
    let last = outcome.cases.len().saturating_sub(1);
    let outcomes: Vec<&ResponseSet> = outcomes(scope, id).collect();
    let mut cases = Vec::new();
    let (mut arms, mut reads) = (Vec::new(), Vec::new());
    for (index, (case, variant)) in outcome.cases.iter().zip(names).enumerate() {
        let statuses = http::statuses(&v1, &case.statuses);
        let media = http::media_types(case, &accepted(&outcomes, index));
        let kind = rust::ident(kind(&case.content));
        cases.push(quote! {
            #v1::Case::new(#statuses, #v1::ContentKind::#kind) #media
        });
        // The runtime asks for cases that there are, so the last needs no number.
        let pattern = if index == last {
            quote!(_)
        } else {
            let number = rust::number(index as u64);
            quote!(#number)
        };
        let boxed = scope.model.facts.boxed.contains(&(id, index));
        let read = read(&case.content, variant, boxed);
        arms.push(quote! { #pattern => payload.#read, });
        reads.push(read);
    }
    let decode = if arms.len() == 1 {
        quote!(|_, payload| payload.#(#reads)*)
    } else {
        quote!(|case, payload| match case { #(#arms)* })
    };
    quote! {
        impl #name {
            #[doc(hidden)]
            pub fn answers() -> #v1::Answers<Self> {
                const CASES: &[#v1::Case] = &[#(#cases),*];
                #v1::cases(CASES, #decode)
            }
        }
    }
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Empty => "Empty",
        Content::Json(_) => "Json",
        Content::Text => "Text",
        Content::Bytes => "Bytes",
        Content::Events(_) => "Events",
        Content::JsonLines(_) => "JsonLines",
    }
}

/// Returns the expression that reads a body into a variant.
fn read(content: &Content, variant: &Ident, boxed: bool) -> TokenStream {
    let reader = rust::ident(http::reader(content));
    match content {
        Content::Empty => quote!(#reader().map(|()| Self::#variant)),
        Content::Json(_) if boxed => {
            quote!(#reader().map(|value| Self::#variant(Box::new(value))))
        }
        _ => quote!(#reader().map(Self::#variant)),
    }
}
