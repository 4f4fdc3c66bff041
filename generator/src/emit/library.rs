//! `src/lib.rs` and `src/apis.rs`

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{File, Model, attribute, docs, plan, types_of, uses_scalar};
use crate::ir::{OperationId, Scalar};

/// The root: documentation, modules, and everything that a caller needs under one name.
///
/// Modules are marked so that an app's `cargo fmt` leaves them as they were written; this file is
/// short enough to be written as rustfmt would.
pub(super) fn library(model: Model<'_>) -> TokenStream {
    let title = docs::code(&model.api.title);
    let docs = attribute::inner(&[
        format!("Typed client for `{title}`."),
        String::new(),
        "One method of [`Client`] for each API. What an API takes is a `…Request`, what it gives is a list of `…Row`."
            .to_owned(),
    ]);
    let files = plan(model);
    let apis = files
        .contains(&File::Apis)
        .then(|| quote! { #[rustfmt::skip] mod apis; });
    let use_apis = files
        .contains(&File::Apis)
        .then(|| quote! { pub use crate::apis::*; });
    let types = files
        .contains(&File::Types)
        .then(|| quote! { #[rustfmt::skip] mod types; });
    let use_types = files
        .contains(&File::Types)
        .then(|| quote! { pub use crate::types::*; });
    let jiff =
        uses_scalar(model, &[Scalar::Date, Scalar::DateTime]).then(|| quote! { pub use jiff; });
    let uuid = uses_scalar(model, &[Scalar::Uuid]).then(|| quote! { pub use uuid; });
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
        #[rustfmt::skip]
        mod client;
        #types

        #use_apis
        pub use crate::client::Client;
        #use_types
        #jiff
        pub use rill_client_runtime::{ApiError, Base64, BuildError, Bytes, Call, Credential};
        pub use rill_client_runtime::{CredentialError, DecodeError, Error, HeaderMap};
        pub use rill_client_runtime::{JsonObject, Maybe, Options, RequestError, Response};
        pub use rill_client_runtime::{RillError, StatusCode, Target, TargetError};
        pub use rill_client_runtime::{TransportError, UnexpectedResponse, Value, Via};
        #uuid
    }
}

/// The list of modules, one for each API.
pub(super) fn apis(model: Model<'_>) -> TokenStream {
    let docs =
        attribute::inner(&["One module for each API: its method, what it takes, what it gives."]);
    let mut operations: Vec<(&str, OperationId)> = (0..model.api.operations.len())
        .map(|index| (model.names.operations[index].as_str(), OperationId(index)))
        .collect();
    operations.sort_unstable();
    let modules = operations.iter().map(|(name, _)| {
        let module = format_ident!("{name}");
        quote! { mod #module; }
    });
    let uses = operations.iter().map(|(name, id)| {
        let module = format_ident!("{name}");
        let mut types: Vec<&str> = types_of(model, File::Api(*id))
            .iter()
            .map(|id| model.names.ty(*id))
            .collect();
        types.sort_unstable();
        let types: Vec<_> = types.iter().map(|name| format_ident!("{name}")).collect();
        match types.as_slice() {
            [one] => quote! { pub use self::#module::#one; },
            many => quote! { pub use self::#module::{#(#many),*}; },
        }
    });
    quote! { #docs #(#modules)* #(#uses)* }
}
