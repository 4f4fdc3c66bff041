//! The module of one API: its method, what it takes, what it gives.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{File, Model, Scope, attribute, definition, docs, example, types, types_of};
use crate::ir::{Call, OperationId, Via};

/// `src/apis/<name>.rs`
pub(super) fn module(model: Model<'_>, id: OperationId) -> TokenStream {
    let ids = types_of(model, File::Api(id));
    let mut scope = Scope::new(model, &ids);
    let types: Vec<TokenStream> = ids.iter().map(|id| definition(&mut scope, *id)).collect();
    let method = method(&mut scope, id);
    let path = docs::code(&model.api.operations[id.0].path);
    let docs = attribute::inner(&[format!("`{path}`")]);
    scope.foreign.insert("Client");
    let uses = scope.uses();
    quote! {
        #docs
        #uses

        #(#types)*

        impl Client {
            #method
        }
    }
}

fn method(scope: &mut Scope<'_>, id: OperationId) -> TokenStream {
    let model = scope.model;
    let operation = &model.api.operations[id.0];
    let docs = method_docs(model, id);
    let deprecated = attribute::deprecated(&operation.docs);
    let ident = format_ident!("{}", model.names.operation(id));
    let (call, error) = (scope.runtime("Call"), scope.runtime("RillError"));
    let via_type = scope.runtime("Via");
    let Call::CustomApi {
        name,
        via,
        in_query,
        row,
    } = &operation.call
    else {
        return TokenStream::new();
    };
    let row = types::ty(scope, row);
    let via = match via {
        Via::Query => quote!(#via_type::Query),
        Via::Body => quote!(#via_type::Body),
    };
    let (parameter, arguments) = match operation.request {
        Some(request) => {
            let request = scope.ty(request);
            (quote!(, request: &#request), quote!(request))
        }
        None => (TokenStream::new(), quote!(&())),
    };
    let body = if in_query.is_empty() {
        quote!(self.core.custom_api(#name, #via, #arguments))
    } else {
        quote!(self.core.custom_api_with(#name, #via, &[#(#in_query),*], #arguments))
    };
    quote! {
        #docs
        #deprecated
        pub fn #ident(&self #parameter) -> #call<Vec<#row>, #error> {
            #body
        }
    }
}

fn method_docs(model: Model<'_>, id: OperationId) -> TokenStream {
    let operation = &model.api.operations[id.0];
    let mut lines = docs::render(&operation.docs);
    if lines.is_empty() {
        lines.push(format!("Calls `{}`.", docs::code(&operation.path)));
    }
    lines.extend([
        String::new(),
        format!("`{} {}`", operation.method, docs::code(&operation.path)),
    ]);
    lines.extend([String::new(), "```no_run".to_owned()]);
    lines.extend(example::lines(model, id));
    lines.push("```".to_owned());
    attribute::outer(&lines)
}
