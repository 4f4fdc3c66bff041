//! `src/client.rs`

use quote::quote;

use super::{EmitContext, attribute, credentials, servers};
use crate::rust::Items;

/// The client, to which each module adds the methods of its operations, with its credentials and addresses.
pub(super) fn client(model: EmitContext<'_>) -> Items {
    let docs = attribute::inner(&["The client that every method belongs to."]);
    let name = &model.config.name;
    let called = if model.api.conventions.groups_by_operation {
        "Calls the APIs of the project. Cheap to clone; clones share their connections."
    } else {
        "Calls the API. Cheap to clone; clones share their connections."
    };
    let called = attribute::outer(&[called]);
    let unused = credentials::may_be_unused(model).then(|| {
        quote! { #[allow(dead_code, reason = "no method is there where no feature is on")] }
    });
    let mut items = Items::default();
    items.rust(quote! {
        #docs
        use rill_client_runtime::codegen::v1;

        #called
        #[derive(Clone, Debug)]
        pub struct Client {
            #unused
            pub(crate) core: v1::Core,
        }
    });
    let mut arguments = vec![quote!(Client), quote!(#name)];
    if !model.api.schemes.is_empty() {
        arguments.push(quote!(credentials(Credentials)));
    }
    arguments.extend(credentials::default_requirements(model));
    if servers::first(model).is_some() {
        arguments.push(quote!(address(Server::default())));
    }
    items.call(quote!(v1::client), arguments);
    credentials::credentials(model, &mut items);
    servers::servers(model, &mut items);
    items
}
