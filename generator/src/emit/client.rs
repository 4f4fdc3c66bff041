//! `src/client.rs`

use proc_macro2::TokenStream;
use quote::quote;

use super::{Model, attribute};

/// The client: a target, a credential, and one method for each API, which stand beside the types
/// of the API.
pub(super) fn client(model: Model<'_>) -> TokenStream {
    let docs = attribute::inner(&["The client that every method belongs to."]);
    let name = &model.config.name;
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
        }
    }
}
