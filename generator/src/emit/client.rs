//! `src/client.rs`

use super::{Model, attribute, credentials, servers};
use crate::tokens::{Tokens, quote};

/// The client, to which each module adds the methods of its operations, with its credentials and addresses.
pub(super) fn client(model: Model<'_>) -> Tokens {
    let docs = attribute::inner(&["The client that every method belongs to."]);
    let name = &model.config.name;
    let called = if model.api.conventions.grouping.is_by_operation() {
        "Calls the APIs of the project. Cheap to clone; clones share their connections."
    } else {
        "Calls the API. Cheap to clone; clones share their connections."
    };
    let called = attribute::outer(&[called]);
    let unused = credentials::may_be_unused(model).then(|| {
        quote! { #[allow(dead_code, reason = "no method is there where no feature is on")] }
    });
    let schemes = credentials::credentials(model);
    let security = credentials::default_requirements(model);
    let address = servers::first(model).map(|_| quote!(, address(Server::default())));
    let has_schemes = !model.api.schemes.is_empty();
    let credentials = has_schemes.then(|| quote!(, credentials(Credentials)));
    let servers = servers::servers(model);
    quote! {
        #docs
        use rill_client_runtime::codegen::v1;

        #called
        #[derive(Clone, Debug)]
        pub struct Client {
            #unused
            pub(crate) core: v1::Core,
        }

        v1::client!(Client, #name #credentials #security #address);

        #schemes

        #servers
    }
}
