//! `src/lib.rs` and `src/apis.rs`

use super::{File, Model, attribute, docs, files, has_client, types_of, uses_scalar};
use crate::ir::Scalar;
use crate::names::Module;
use crate::tokens::{Ident, Tokens, quote};

/// The root: documentation, modules, and everything that a caller needs under one name.
///
/// Modules are marked so that an app's `cargo fmt` leaves them as they were written; this file is
/// short enough to be written as rustfmt would.
pub(super) fn library(model: Model<'_>) -> Tokens {
    let docs = attribute::inner(&root_docs(model));
    let files = files(model);
    let has = |file: File| files.contains(&file);
    let apis = has(File::Apis).then(|| quote! { #[rustfmt::skip] mod apis; });
    let use_apis = use_apis(model);
    let client = has(File::Client).then(|| quote! { #[rustfmt::skip] mod client; });
    let use_client = use_client(model);
    let types = has(File::Types).then(|| quote! { #[rustfmt::skip] mod types; });
    let use_types = has(File::Types).then(|| quote! { pub use crate::types::*; });
    let jiff = uses_scalar(model, &JIFF).then(|| quote! { pub use jiff; });
    let uuid = uses_scalar(model, &[Scalar::Uuid]).then(|| quote! { pub use uuid; });
    let runtime = runtime(model);
    // The compiler's own limit is 128; half of it is left to the crates that use this one.
    let deep = (model.facts.depth > 64).then(|| {
        let limit = (model.facts.depth * 2)
            .next_power_of_two()
            .max(256)
            .to_string();
        quote! { #![recursion_limit = #limit] }
    });
    quote! {
        #docs
        #![forbid(unsafe_code)]
        #![warn(missing_docs)]
        #deep

        #apis
        #client
        #types

        #use_apis
        #use_client
        #use_types
        #jiff
        #runtime
        #uuid
    }
}

/// Kinds of values whose types are jiff's.
const JIFF: [Scalar; 2] = [Scalar::Date, Scalar::DateTime];

fn root_docs(model: Model<'_>) -> Vec<String> {
    let title = docs::code(&model.api.title);
    let (first, second) = if !has_client(model) {
        (
            format!("Types of `{title}`."),
            "Each schema of the document is a type.",
        )
    } else if model.api.rill {
        (
            format!("Typed client for `{title}`."),
            "One method of [`Client`] for each API. What an API takes is a `…Request`, what it gives is a list of `…Row`.",
        )
    } else {
        (
            format!("Typed client for `{title}`."),
            "One method of [`Client`] for each operation. It takes a struct of all its inputs, and gives a [`Call`] to be awaited.",
        )
    };
    let mut lines = vec![first, String::new(), second.to_owned()];
    if model
        .names
        .modules
        .iter()
        .any(|module| module.feature.is_some())
    {
        lines.extend([
            String::new(),
            "Each tag of the document is a feature of the crate; all are on by default.".to_owned(),
        ]);
    }
    lines
}

fn use_apis(model: Model<'_>) -> Option<Tokens> {
    let mut exporting = (0..model.names.modules.len())
        .filter(|index| !types_of(model, File::Module(*index)).is_empty())
        .peekable();
    exporting.peek()?;
    let may_be_empty = exporting.all(|index| model.names.modules[index].feature.is_some());
    let allow = may_be_empty.then(|| {
        quote! { #[allow(unused_imports, reason = "empty where no feature is on")] }
    });
    Some(quote! { #allow pub use crate::apis::*; })
}

fn use_client(model: Model<'_>) -> Tokens {
    if !has_client(model) {
        return Tokens::new();
    }
    let mut names = vec!["Client"];
    if !model.api.rill && !model.api.schemes.is_empty() {
        names.push("Credentials");
    }
    if !model.api.servers.is_empty() && !model.api.rill {
        names.push("Server");
    }
    let names: Vec<_> = names.iter().map(|name| Ident::new(name)).collect();
    match names.as_slice() {
        [one] => quote! { pub use crate::client::#one; },
        many => quote! { pub use crate::client::{#(#many),*}; },
    }
}

/// What callers need of the runtime: the usual names, and all others under `runtime`.
fn runtime(model: Model<'_>) -> Tokens {
    if !has_client(model) {
        return quote! { pub use rill_client_runtime::{Base64, JsonObject, Maybe, Value}; };
    }
    if model.api.rill {
        return quote! {
            pub use rill_client_runtime as runtime;
            pub use rill_client_runtime::{ApiError, Base64, BuildError, Bytes, Call, Credential};
            pub use rill_client_runtime::{CredentialError, DecodeError, Error, HeaderMap};
            pub use rill_client_runtime::{JsonObject, Maybe, Options, RequestError, Response};
            pub use rill_client_runtime::{RillError, StatusCode, Target, TargetError};
            pub use rill_client_runtime::{TransportError, UnexpectedResponse, Value, Via};
        };
    }
    let mut names = vec![
        "ApiError",
        "Base64",
        "BuildError",
        "Bytes",
        "Call",
        "Credential",
        "CredentialError",
        "DecodeError",
        "Error",
        "HeaderMap",
        "JsonObject",
        "Maybe",
        "Options",
        "RequestError",
        "Response",
        "StatusCode",
        "Target",
        "TargetError",
        "TransportError",
        "UnexpectedResponse",
        "Value",
    ];
    names.extend(model.names.runtime.iter());
    names.sort_unstable();
    let exports = exports(&names);
    quote! {
        pub use rill_client_runtime as runtime;
        #exports
    }
}

/// Several items, each as long as a line can be.
fn exports(names: &[&str]) -> Tokens {
    const PREFIX: usize = "pub use rill_client_runtime::{};".len();
    const LINE: usize = 90;
    let mut lines: Vec<Vec<&str>> = vec![Vec::new()];
    let mut length = PREFIX;
    for name in names {
        length += name.len() + 2;
        if length > LINE {
            lines.push(Vec::new());
            length = PREFIX + name.len() + 2;
        }
        if let Some(line) = lines.last_mut() {
            line.push(name);
        }
    }
    let lines = lines.iter().map(|names| {
        let names: Vec<_> = names.iter().map(|name| Ident::new(name)).collect();
        match names.as_slice() {
            [one] => quote! { pub use rill_client_runtime::#one; },
            many => quote! { pub use rill_client_runtime::{#(#many),*}; },
        }
    });
    quote! { #(#lines)* }
}

/// The list of modules.
pub(super) fn apis(model: Model<'_>) -> Tokens {
    let docs = if model.api.rill {
        "One module for each API: its method, what it takes, what it gives."
    } else {
        "One module for each tag: its methods, and the types that only they use."
    };
    let docs = attribute::inner(&[docs]);
    let mut modules: Vec<(usize, &Module)> = model.names.modules.iter().enumerate().collect();
    modules.sort_unstable_by_key(|(_, module)| &module.name);
    let gate = |module: &Module| {
        let feature = module.feature.as_ref()?;
        Some(quote! { #[cfg(feature = #feature)] })
    };
    let declared = modules.iter().map(|(_, module)| {
        let (gate, name) = (gate(module), Ident::new(&module.name));
        quote! { #gate mod #name; }
    });
    let uses = modules.iter().map(|(index, module)| {
        let (gate, name) = (gate(module), Ident::new(&module.name));
        let mut types: Vec<&str> = types_of(model, File::Module(*index))
            .iter()
            .map(|id| model.names.ty(*id))
            .collect();
        types.sort_unstable();
        let types: Vec<_> = types.iter().map(|name| Ident::new(name)).collect();
        match types.as_slice() {
            [] => Tokens::new(),
            [one] => quote! { #gate pub use self::#name::#one; },
            many => quote! { #gate pub use self::#name::{#(#many),*}; },
        }
    });
    quote! { #docs #(#declared)* #(#uses)* }
}
