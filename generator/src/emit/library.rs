//! `src/lib.rs`, and the documentation of the modules that it shows.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::layout::FileRole;
use super::{EmitContext, attribute, docs, has_client, tour};
use crate::names::Module;
use crate::rust::{self, Items};

/// Writes the root: documentation, modules, and everything that a caller needs under one name.
///
/// Modules are marked so that an app's `cargo fmt` leaves them as they were written; this file is
/// short enough to be written as rustfmt would. The client stands first, since rustdoc shows its
/// constructors before the methods of the other modules then.
pub(super) fn library(model: EmitContext<'_>) -> Items {
    let docs = attribute::inner(&root_docs(model));
    let has = |role: FileRole| model.layout.with_role(role).is_some();
    let apis = has(FileRole::Apis).then(|| quote! { #[rustfmt::skip] pub mod apis; });
    let use_apis = use_apis(model);
    let client = has(FileRole::Client).then(|| quote! { #[rustfmt::skip] mod client; });
    let use_client = use_client(model);
    let types = has(FileRole::Types).then(|| quote! { #[rustfmt::skip] pub mod types; });
    let use_types = use_types(model);
    let (before, after) = format_crates(model);
    let version = env!("CARGO_PKG_VERSION");
    let runtime = runtime(model);
    // The compiler's own limit is 128; half of it is left to the crates that use this one.
    let deep = (model.facts.depth > 64).then(|| {
        let limit = (model.facts.depth * 2)
            .next_power_of_two()
            .max(256)
            .to_string();
        quote! { #![recursion_limit = #limit] }
    });
    let mut items = Items::default();
    items.rust(quote! {
        #docs
        #![forbid(unsafe_code)]
        #![allow(missing_docs, reason = "documentation is what the document says")]
        #deep

        #client
        #apis
        #types

        #use_apis
        #use_client
        #use_types
        #before
        #runtime
        #after
    });
    let requires = quote!(rill_client_runtime::codegen::v1::requires);
    items.call(requires, vec![quote!(#version)]);
    items
}

/// Re-exports the crates of string formats: those whose names sort before the runtime's, and the
/// others.
fn format_crates(model: EmitContext<'_>) -> (TokenStream, TokenStream) {
    let formats = model.api.formats();
    let crates: BTreeSet<&str> = formats
        .filter_map(|format| format.entry().rust_type.krate())
        .collect();
    let (before, after): (Vec<&str>, Vec<&str>) = crates
        .into_iter()
        .partition(|name| *name < "rill_client_runtime");
    let uses = |names: Vec<&str>| {
        let names = names.into_iter().map(rust::ident);
        names.map(|name| quote! { pub use #name; }).collect()
    };
    (uses(before), uses(after))
}

fn root_docs(model: EmitContext<'_>) -> Vec<String> {
    let title = docs::code(&model.api.title);
    let mut lines = Vec::new();
    if !has_client(model) {
        lines.push(format!("Types of `{title}`."));
        return lines;
    }
    lines.extend([format!("Client for `{title}`."), String::new()]);
    let description = model.api.description.as_deref().map(docs::sentence);
    if let Some(description) = description.filter(|text| !text.is_empty()) {
        lines.extend([description, String::new()]);
    }
    let said = docs::render(&model.api.docs);
    if !said.is_empty() {
        lines.extend(said.into_iter().map(docs::Line::into_owned));
        lines.push(String::new());
    }
    if let Some(tour) = tour::tour(model) {
        lines.push("```no_run".to_owned());
        lines.extend(tour.doctest(model));
        lines.extend(["```".to_owned(), String::new()]);
    }
    let has = |role| model.layout.with_role(role).is_some();
    let modules = match (has(FileRole::Apis), has(FileRole::Types)) {
        (true, true) => "[`apis`] and [`types`]",
        (true, false) => "[`apis`]",
        (false, true) => "[`types`]",
        (false, false) => {
            lines.push("The document has no operation that [`Client`] could call.".to_owned());
            return lines;
        }
    };
    lines.extend([
        "[`Client`] has a method for each operation, and [`Client::builder`] sets timeouts, retries and middleware."
            .to_owned(),
        format!(
            "The types that methods take and give stand in {modules}, and all of them at the root of the crate too."
        ),
        "The rest comes from the `runtime`: calls, options, errors.".to_owned(),
    ]);
    lines.extend(contents(model));
    lines
}

/// Lists the modules of operations, or the operations where each has a module of its own.
fn contents(model: EmitContext<'_>) -> Vec<String> {
    const MOST: usize = 64;
    let modules = &model.names.modules;
    let has_features = modules.iter().any(|module| module.feature.is_some());
    let mut lines = vec![String::new()];
    if has_features {
        lines.push("Each module of [`apis`] is a Cargo feature; all are on by default.".to_owned());
    }
    if modules.len() > MOST {
        return lines;
    }
    if has_features {
        lines.push(String::new());
    }
    for module in modules {
        let (link, said) = match module.operations.as_slice() {
            [id] if model.api.conventions.groups_by_operation => {
                let docs = &model.api.operations[id.0].docs;
                let said = docs.summary.as_deref().or(docs.description.as_deref());
                let method = format!("`Client::{}`", model.names.operation(*id));
                (method, said)
            }
            _ => {
                let tag = module.tags.first().and_then(|tag| model.api.tags.get(tag));
                let said = tag.and_then(|docs| docs.description.as_deref());
                (format!("`apis::{}`", module.name), said)
            }
        };
        let link = match module.feature {
            // A link would be broken where the feature is off.
            Some(_) => link,
            None => format!("[{link}]"),
        };
        let said = said.map(docs::sentence).filter(|text| !text.is_empty());
        lines.push(match said {
            // Markdown takes `[link]: word` as the definition of a link.
            Some(said) => format!("- {link} - {said}"),
            None => format!("- {link}"),
        });
    }
    lines
}

fn use_apis(model: EmitContext<'_>) -> Option<TokenStream> {
    let apis = model.layout.with_role(FileRole::Apis)?;
    if !model.layout.exports_types(apis) {
        return None;
    }
    let allow = apis.is_gated().then(allow_empty);
    Some(quote! { #allow pub use crate::apis::*; })
}

fn use_types(model: EmitContext<'_>) -> Option<TokenStream> {
    let types = model.layout.with_role(FileRole::Types)?;
    let allow = types.is_gated().then(allow_empty);
    Some(quote! { #allow pub use crate::types::*; })
}

fn allow_empty() -> TokenStream {
    quote! { #[allow(unused_imports, reason = "empty where no feature is on")] }
}

fn use_client(model: EmitContext<'_>) -> TokenStream {
    if !has_client(model) {
        return TokenStream::new();
    }
    let mut names = vec!["Client", "ClientBuilder"];
    if !model.api.schemes.is_empty() {
        names.push("Credentials");
    }
    if !model.api.servers.is_empty() {
        names.push("Server");
    }
    let names: Vec<_> = names.iter().map(|name| rust::ident(name)).collect();
    match names.as_slice() {
        [one] => quote! { pub use crate::client::#one; },
        many => quote! { pub use crate::client::{#(#many),*}; },
    }
}

/// Names of the runtime that an app writes to make a client and a call.
const SHOWN: [&str; 4] = ["Call", "Credential", "Error", "Options"];

/// Names of the runtime that an app may need beside them.
const HIDDEN: &str = "\
    ApiError Base64 BuildError Bytes CredentialError DecodeError HeaderMap JsonObject Maybe \
    RequestError Response StatusCode TargetError TransportError UnexpectedResponse Value";

/// Re-exports the runtime: as a whole, the names that an app must write, and the usual others, which
/// documentation shows in the runtime alone.
fn runtime(model: EmitContext<'_>) -> TokenStream {
    if !has_client(model) {
        return quote! { pub use rill_client_runtime::{Base64, JsonObject, Maybe, Value}; };
    }
    let (mut shown, mut hidden) = (SHOWN.to_vec(), HIDDEN.split(' ').collect::<Vec<_>>());
    for name in &model.names.runtime {
        let names = if *name == "Target" {
            &mut shown
        } else {
            &mut hidden
        };
        names.push(name);
    }
    hidden.sort_unstable();
    let names =
        |names: &[&'static str]| -> Vec<_> { names.iter().map(|name| rust::ident(name)).collect() };
    let (shown, hidden) = (names(&shown), names(&hidden));
    quote! {
        pub use rill_client_runtime as runtime;
        #[doc(no_inline)]
        pub use rill_client_runtime::{#(#shown),*};
        #[doc(hidden)]
        #[rustfmt::skip]
        pub use rill_client_runtime::{#(#hidden),*};
    }
}

/// Returns the documentation of a module of methods.
pub(super) fn module_docs<'a>(model: EmitContext<'a>, module: &Module) -> Vec<docs::Line<'a>> {
    if module.tags.is_empty() {
        return match common_path(model, module).as_str() {
            "" => vec!["Operations without a tag.".into()],
            path => vec![format!("`{}`", docs::code(path)).into()],
        };
    }
    let mut lines = Vec::new();
    for tag in &module.tags {
        let name = (*tag != module.name).then(|| format!("`{}`", docs::code(tag)).into());
        let said = model.api.tags.get(tag).map(docs::render);
        for paragraph in [name.into_iter().collect(), said.unwrap_or_default()] {
            if !lines.is_empty() && !paragraph.is_empty() {
                lines.push("".into());
            }
            lines.extend(paragraph);
        }
    }
    lines
}

/// Returns the segments that the paths of a module begin with.
fn common_path(model: EmitContext<'_>, module: &Module) -> String {
    let path = |id: &crate::ir::OperationId| model.api.operations[id.0].path.as_str();
    let mut operations = module.operations.iter();
    let mut common: Vec<&str> = match operations.next() {
        Some(first) => path(first).split('/').collect(),
        None => Vec::new(),
    };
    for id in operations {
        let same = common.iter().zip(path(id).split('/'));
        let same = same.take_while(|(one, other)| *one == other).count();
        common.truncate(same);
    }
    common.join("/")
}
