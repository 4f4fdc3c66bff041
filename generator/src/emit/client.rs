//! `src/client.rs`

use super::{Model, attribute, credentials, servers};
use crate::tokens::{Tokens, quote};

/// The client: a target, a credential, and one method for each operation, which stand beside the
/// types of the operation.
pub(super) fn client(model: Model<'_>) -> Tokens {
    if model.api.rill {
        rill(model)
    } else {
        ordinary(model)
    }
}

fn rill(model: Model<'_>) -> Tokens {
    let docs = attribute::inner(&["The client that every method belongs to."]);
    let name = &model.config.name;
    let with_transport = with_transport(name);
    quote! {
        #docs
        use rill_client_runtime::codegen::v1::Core;
        use rill_client_runtime::{BuildError, Credential, Options, Target};

        #[doc = " Calls the APIs of the project. Cheap to clone; clones share their connections."]
        #[derive(Clone, Debug)]
        pub struct Client {
            pub(crate) core: Core,
        }

        impl Client {
            #[doc = " A client for a target, with the usual timeouts and limits."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When the target is no valid address, or the HTTP client cannot be set up."]
            pub fn new(target: Target, credential: Credential) -> Result<Self, BuildError> {
                Self::with_options(target, credential, Options::default())
            }

            #[doc = " A client with timeouts, limits or an HTTP client of your own."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " As [`Client::new`]."]
            pub fn with_options(target: Target, credential: Credential, options: Options) -> Result<Self, BuildError> {
                Core::new(target, credential, options, #name).map(|core| Self { core })
            }

            #with_transport
        }
    }
}

fn ordinary(model: Model<'_>) -> Tokens {
    let docs = attribute::inner(&["The client that every method belongs to."]);
    let name = &model.config.name;
    let has_schemes = !model.api.schemes.is_empty();
    let has_servers = !model.api.servers.is_empty();
    let door = if has_schemes || has_servers {
        quote! { use rill_client_runtime::codegen::v1::{self, Core, Keyring}; }
    } else {
        quote! { use rill_client_runtime::codegen::v1::{Core, Keyring}; }
    };
    let has_tokens = credentials::has_tokens(model);
    let credential = has_tokens.then(|| quote!(Credential,));
    let unused = credentials::may_be_unused(model).then(|| {
        quote! { #[allow(dead_code, reason = "no method is there where no feature is on")] }
    });
    let new_docs = attribute::outer(&new_docs(model));
    let servers = servers::servers(model);
    let credentials = credentials::credentials(model);
    let constants = credentials::constants(model);
    let with_transport = with_transport(name);
    quote! {
        #docs
        #door
        use rill_client_runtime::{BuildError, #credential Options, Target};

        #[doc = " Calls the API. Cheap to clone; clones share their connections."]
        #[derive(Clone, Debug)]
        pub struct Client {
            #unused
            pub(crate) core: Core,
        }

        impl Client {
            #new_docs
            pub fn new(target: impl Into<Target>, credentials: impl Into<Keyring>) -> Result<Self, BuildError> {
                Self::with_options(target, credentials, Options::default())
            }

            #[doc = " A client with timeouts, limits or an HTTP client of your own."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " As [`Client::new`]."]
            pub fn with_options(target: impl Into<Target>, credentials: impl Into<Keyring>, options: Options) -> Result<Self, BuildError> {
                Core::new(target.into(), credentials.into(), options, #name).map(|core| Self { core })
            }

            #with_transport
        }

        #credentials

        #servers

        #constants
    }
}

fn with_transport(name: &str) -> Tokens {
    quote! {
        #[doc = " A client for tests, without address and secrets: its answers come from a double in place of the network,"]
        #[doc = " such as [`Double`](rill_client_runtime::testing::Double). For other options beside it there is"]
        #[doc = " [`Options::transport`]."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " When the HTTP client cannot be set up."]
        pub fn with_transport(transport: impl rill_client_runtime::Layer) -> Result<Self, BuildError> {
            Core::with_transport(transport, #name).map(|core| Self { core })
        }
    }
}

fn new_docs(model: Model<'_>) -> Vec<String> {
    let mut lines = vec!["A client for a target, with the usual timeouts and limits.".to_owned()];
    let target = if model.api.servers.is_empty() {
        "The document names no address; [`Target::url`] takes any."
    } else {
        "The target is a [`Server`] of the document, or any other address as [`Target::url`] takes it."
    };
    let target = target.to_owned();
    lines.extend([String::new(), target]);
    lines.extend([
        String::new(),
        "# Errors".to_owned(),
        String::new(),
        "When the target is no valid address, or the HTTP client cannot be set up.".to_owned(),
    ]);
    lines
}
