//! Methods of the client, with their documentation.

use super::{Model, Scope, attribute, docs, example, http, types};
use crate::ir::{
    Call, Operation, OperationId, Outcome, Shape, StatusPattern, StructRole, Type, Via,
};
use crate::tokens::{Ident, Tokens, quote};

/// The methods of a module, as one `impl` block.
pub(super) fn methods(scope: &mut Scope<'_>, ids: &[OperationId]) -> Tokens {
    scope.imports.foreign.insert("Client");
    let mut written = quote! { impl Client };
    written.braces(|methods| methods.all(ids.iter().map(|id| method(scope, *id))));
    written
}

fn method(scope: &mut Scope<'_>, id: OperationId) -> Tokens {
    let model = scope.model;
    let operation = &model.api.operations[id.0];
    let docs = method_docs(model, id);
    let deprecated = attribute::deprecated(&operation.docs);
    let ident = Ident::new(model.names.operation(id));
    let parameter = operation.request.map(|request| {
        let request = scope.ty(request);
        quote!(, request: &#request)
    });
    let (output, body) = match &operation.call {
        Call::CustomApi {
            name,
            via,
            in_query,
            row,
        } => custom_api(
            scope,
            operation.request.is_some(),
            (name, *via, in_query),
            row,
        ),
        Call::Http(http) => http::call(scope, (id, operation), http),
    };
    let allow = touched(scope, operation);
    // Compiled where it is called, with the types that it needs: an app pays for the operations it calls.
    quote! {
        #docs
        #deprecated
        #allow
        #[inline]
        pub fn #ident(&self #parameter) -> #output {
            #body
        }
    }
}

/// A lint that reading the inputs one by one would trip.
fn touched(scope: &Scope<'_>, operation: &Operation) -> Option<Tokens> {
    operation.http()?;
    match &scope.model.api.def(operation.request?).shape {
        Shape::Struct(body) if body.role == StructRole::Request => {
            attribute::allow_deprecated(&body.fields)
        }
        _ => None,
    }
}

/// What the method of a Rill API gives, and its body.
fn custom_api(
    scope: &mut Scope<'_>,
    has_request: bool,
    (name, via, in_query): (&str, Via, &[String]),
    row: &Type,
) -> (Tokens, Tokens) {
    let (call, error) = (scope.runtime("Call"), scope.runtime("RillError"));
    let via_type = scope.runtime("Via");
    let row = types::ty(scope, row);
    let via = match via {
        Via::Query => quote!(#via_type::Query),
        Via::Body => quote!(#via_type::Body),
    };
    let arguments = if has_request {
        quote!(request)
    } else {
        quote!(&())
    };
    let body = if in_query.is_empty() {
        quote!(self.core.custom_api(#name, #via, #arguments))
    } else {
        quote!(self.core.custom_api_with(#name, #via, &[#(#in_query),*], #arguments))
    };
    (quote!(#call<Vec<#row>, #error>), body)
}

fn method_docs(model: Model<'_>, id: OperationId) -> Tokens {
    let operation = &model.api.operations[id.0];
    let mut lines = docs::render(&operation.docs);
    if lines.is_empty() {
        lines.push(format!("Calls `{}`.", docs::code(&operation.path)).into());
    }
    lines.extend([
        "".into(),
        format!("`{} {}`", operation.method, docs::code(&operation.path)).into(),
    ]);
    if model.facts.pages.parameters.contains_key(&id) {
        let pages = "All pages: `.pages()`; what is in them, one by one: `.pages().items()`.";
        lines.extend(["".into(), pages.into()]);
    }
    if let Some(http) = operation.http() {
        let errors = errors(&http.failure, &http.statuses);
        if !errors.is_empty() {
            lines.extend(["".into(), "# Errors".into(), "".into()]);
            lines.extend(errors.into_iter().map(docs::Line::Owned));
        }
    }
    lines.extend(["".into(), "```no_run".into()]);
    lines.extend(example::lines(model, id).into_iter().map(docs::Line::Owned));
    lines.push("```".into());
    attribute::outer(&lines)
}

/// One line for each status that is an error, with what the author says of it.
fn errors(failure: &Outcome, statuses: &[(StatusPattern, String)]) -> Vec<String> {
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
    errors
        .map(|(status, said)| {
            let name = http::status_name(*status);
            let said = docs::sentence(said);
            if said.is_empty() {
                format!("- `{name}`")
            } else {
                format!("- `{name}`: {said}")
            }
        })
        .collect()
}
