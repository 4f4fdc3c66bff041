//! Methods of the client, with their documentation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{EmitContext, Scope, attribute, docs, example, http, types};
use crate::ir::{
    Call, Operation, OperationId, ResponseSet, Shape, StatusPattern, StructRole, Type, Via,
};
use crate::rust::{self, Items};

/// The methods of a module, as one `impl` block.
pub(super) fn methods(scope: &mut Scope<'_>, ids: &[OperationId]) -> Items {
    scope.imports.foreign.insert("Client");
    let methods = ids.iter().map(|id| method(scope, *id));
    let mut items = Items::default();
    items.rust(quote! { impl Client { #(#methods)* } });
    items
}

fn method(scope: &mut Scope<'_>, id: OperationId) -> TokenStream {
    let model = scope.model;
    let operation = &model.api.operations[id.0];
    let docs = method_docs(model, id);
    let deprecated = attribute::deprecated(&operation.docs);
    let ident = rust::ident(model.names.operation(id));
    let is_single = |request| model.facts.single_inputs.contains_key(&request);
    let is_single = operation.request.is_some_and(is_single);
    let is_optional = operation.has_optional_body();
    let parameter = operation.request.map(|request| {
        let request = scope.ty(request);
        if is_optional {
            quote!(, request: impl v1::IntoBody<#request>)
        } else if is_single {
            quote!(, request: impl v1::IntoRequest<#request>)
        } else {
            quote!(, request: &#request)
        }
    });
    let made = match (is_optional, is_single) {
        (true, _) => Some(quote! { let request = request.into_body(); }),
        (false, true) => Some(quote! { let request = request.into_request(); }),
        (false, false) => None,
    };
    let (output, body) = match &operation.call {
        Call::CustomApi {
            name,
            via,
            in_query,
            row,
        } => custom_api(
            scope,
            &match operation.request {
                None => quote!(&()),
                Some(_) if is_single => quote!(&*request),
                Some(_) => quote!(request),
            },
            (name, *via, in_query),
            (row, model.facts.pages.by_offset.contains(&id)),
        ),
        Call::Http(http) => http::call(scope, (id, operation), http),
    };
    let allow = touched(scope, operation);
    // Compiled where it is called, with the types that it needs: an app pays for the operations it calls. What is generic
    // is so by itself.
    let inline = made.is_none().then(|| quote! { #[inline] });
    let aliases = super::aliases(model, "Client::", model.names.operation(id))
        .into_iter()
        .map(|old| {
            let (old, note) = (rust::ident(old), format!("renamed to `{ident}`"));
            let request = operation.request.map(|_| quote!(request));
            quote! {
                #[deprecated(note = #note)]
                pub fn #old(&self #parameter) -> #output { self.#ident(#request) }
            }
        });
    let aliases: TokenStream = aliases.collect();
    quote! {
        #docs
        #deprecated
        #allow
        #inline
        pub fn #ident(&self #parameter) -> #output {
            #made
            #body
        }
        #aliases
    }
}

/// A lint that reading the inputs one by one would trip.
fn touched(scope: &Scope<'_>, operation: &Operation) -> Option<TokenStream> {
    operation.http()?;
    match &scope.model.api.def(operation.request?).shape {
        Shape::Struct(body) if body.role == StructRole::Request => {
            attribute::allow_deprecated(&body.fields)
        }
        _ => None,
    }
}

/// Returns the return type of the method of a Rill API, and its body.
fn custom_api(
    scope: &mut Scope<'_>,
    arguments: &TokenStream,
    (name, via, in_query): (&str, Via, &[String]),
    (row, is_paged): (&Type, bool),
) -> (TokenStream, TokenStream) {
    let error = scope.runtime("RillError");
    let (call, paged) = if is_paged {
        (quote!(v1::PagedCall), Some(quote!(.paged())))
    } else {
        let call = scope.runtime("Call");
        (quote!(#call), None)
    };
    let via_type = scope.runtime("Via");
    let row = types::ty(scope, row);
    let via = match via {
        Via::Query => quote!(#via_type::Query),
        Via::Body => quote!(#via_type::Body),
    };
    let body = if in_query.is_empty() {
        quote!(self.core.custom_api(#name, #via, #arguments) #paged)
    } else {
        quote!(self.core.custom_api_with(#name, #via, &[#(#in_query),*], #arguments) #paged)
    };
    (quote!(#call<Vec<#row>, #error>), body)
}

fn method_docs(model: EmitContext<'_>, id: OperationId) -> TokenStream {
    let operation = &model.api.operations[id.0];
    let mut lines = docs::render(&operation.docs);
    if !lines.is_empty() {
        lines.push("".into());
    }
    let pages = &model.facts.pages;
    let pages = if pages.parameters.contains_key(&id) {
        ", in pages: `.pages()`, or one by one `.pages().items()`"
    } else if pages.by_offset.contains(&id) {
        ", in pages of a size: `.pages(100)`"
    } else {
        ""
    };
    let path = docs::code(&operation.path);
    lines.push(format!("`{} {path}`{pages}", operation.method).into());
    if operation.has_optional_body() {
        lines.push("".into());
        lines.push("The body can be left out: `None`.".into());
    }
    if let Some(http) = operation.http() {
        let errors = errors(&http.failure, &http.statuses);
        if !errors.is_empty() {
            lines.extend(["".into(), "# Errors".into()]);
            lines.extend(errors.into_iter().map(docs::Line::Owned));
        }
    }
    lines.extend(["".into(), "```no_run".into()]);
    lines.extend(example::lines(model, id).into_iter().map(docs::Line::Owned));
    lines.push("```".into());
    attribute::outer(&lines)
}

/// One line for each thing that the author says of statuses that are errors.
fn errors(failure: &ResponseSet, statuses: &[(StatusPattern, String)]) -> Vec<String> {
    let is_declared = |status: &StatusPattern| {
        let mut cases = failure.cases.iter();
        cases.any(|case| case.statuses.contains(status))
    };
    let is_error = |status: &StatusPattern| match status {
        StatusPattern::Code(code) => *code >= 400,
        StatusPattern::Range(hundred) => *hundred >= 4,
        StatusPattern::Default => is_declared(status),
    };
    let errors = statuses.iter().filter(|(status, _)| is_error(status));
    let mut lines: Vec<(String, String)> = Vec::new();
    for (status, said) in errors {
        let (name, said) = (http::status_name(*status), docs::sentence(said));
        match lines.iter_mut().find(|(_, known)| *known == said) {
            Some((names, _)) => *names = format!("{names}, `{name}`"),
            None => lines.push((format!("`{name}`"), said)),
        }
    }
    let line = |(names, said): (String, String)| {
        if said.is_empty() {
            format!("- {names}")
        } else {
            format!("- {names}: {said}")
        }
    };
    lines.into_iter().map(line).collect()
}
