//! What a page says of the next one, and what is in it.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Part, Wrap};
use crate::emit::{Scope, types};
use crate::ir::{Type, TypeId};

/// The impl that makes a struct a page, where it is one.
pub(super) fn page(scope: &mut Scope<'_>, id: TypeId, parts: &[Part<'_>]) -> Option<TokenStream> {
    let model = scope.model;
    let page = model.facts.pages.types.get(&id)?;
    let named = parts.get(page.token)?;
    let ident = &named.ident;
    let next = match named.wrap {
        Wrap::Plain => quote!(Some(self.#ident.as_str())),
        Wrap::LeftOut | Wrap::Null => quote!(self.#ident.as_deref()),
        Wrap::Maybe => quote!(self.#ident.as_option().map(String::as_str)),
    };
    let items = page.items.and_then(|index| parts.get(index));
    let list = items.map(|part| {
        model
            .api
            .resolve(model.api.resolve(&part.field.ty).non_null())
    });
    let (item, taken_out) = match (items, list) {
        (Some(part), Some(Type::List(item))) => {
            let ident = &part.ident;
            let list = match part.wrap {
                Wrap::Plain => quote!(self.#ident),
                Wrap::LeftOut | Wrap::Null => quote!(self.#ident.unwrap_or_default()),
                Wrap::Maybe => quote!(self.#ident.into_option().unwrap_or_default()),
            };
            (types::ty(scope, item), list)
        }
        // No list, or one of several: the page itself is what there is.
        _ => (quote!(Self), quote!(vec![self])),
    };
    let (name, v1) = (scope.ty(id), scope.door());
    Some(quote! {
        impl #v1::Page for #name {
            type Item = #item;

            fn next_page_token(&self) -> Option<&str> {
                #next
            }

            fn into_items(self) -> Vec<Self::Item> {
                #taken_out
            }
        }
    })
}
