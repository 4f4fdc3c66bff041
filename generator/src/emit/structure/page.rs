//! Pages: responses that hold the token of the next page, and a list of items.

use proc_macro2::TokenStream;
use quote::quote;

use super::{FieldCodegen, Presence};
use crate::emit::{Scope, types};
use crate::ir::{Type, TypeId};

/// The impl that makes a struct a page, where it is one.
pub(super) fn page(
    scope: &mut Scope<'_>,
    id: TypeId,
    parts: &[FieldCodegen<'_>],
) -> Option<TokenStream> {
    let model = scope.model;
    let page = model.facts.pages.types.get(&id)?;
    let named = parts.get(page.token)?;
    let ident = &named.ident;
    let next = match named.presence {
        Presence::Required => quote!(Some(self.#ident.as_str())),
        Presence::Optional | Presence::Nullable => quote!(self.#ident.as_deref()),
        Presence::OptionalNullable => quote!(self.#ident.as_option().map(String::as_str)),
    };
    let items = page.items.and_then(|index| parts.get(index));
    let list = items.map(|part| {
        model
            .api
            .resolve(model.api.resolve(&part.field.ty).non_null())
    });
    let (item, into_items) = match (items, list) {
        (Some(part), Some(Type::List(item))) => {
            let ident = &part.ident;
            let list = match part.presence {
                Presence::Required => quote!(self.#ident),
                Presence::Optional | Presence::Nullable => quote!(self.#ident.unwrap_or_default()),
                Presence::OptionalNullable => quote!(self.#ident.into_option().unwrap_or_default()),
            };
            (types::ty(scope, item), list)
        }
        // No list, or one of several: the page itself is what there is.
        _ => (quote!(Self), quote!(vec![self])),
    };
    let name = scope.ty(id);
    Some(quote! {
        impl v1::Page for #name {
            type Item = #item;

            fn next_page_token(&self) -> Option<&str> {
                #next
            }

            fn into_items(self) -> Vec<Self::Item> {
                #into_items
            }
        }
    })
}
