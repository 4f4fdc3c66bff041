//! Pages that name the next one.

use std::collections::VecDeque;
use std::task::{Context, Poll, ready};

use crate::call::PagedCall;
use crate::call::response::RawResponse;
use crate::call::send::{PendingResponse, send};
use crate::call::state::{CallState, Decoders};
use crate::error::{Error, Failure, RequestError};
use crate::http::impl_stream;

/// A response that is a page of a longer list and names the next one (AIP-158: `nextPageToken`). Generated types are
/// pages where the document's operations take a `pageToken`.
pub trait Page {
    /// The item of the list.
    type Item;

    /// Returns the token of the next page; none or empty on the last one.
    fn next_page_token(&self) -> Option<&str>;

    /// Returns the page's part of the list; the page itself where it holds no list, or several.
    fn into_items(self) -> Vec<Self::Item>;
}

impl<T: Page, E> PagedCall<T, E> {
    /// Returns all pages, from the one that the request names, or the first: see [`TokenPages`].
    pub fn pages(self) -> TokenPages<T, E> {
        TokenPages {
            state: self.state,
            decoders: self.decoders,
            sending: None,
            is_over: false,
        }
    }
}

/// The pages of an operation that takes the token of a page, one after another: a `Stream`, with a [`next`](Self::next)
/// of its own. Each page is a call of its own; how large one is the request says (`page_size`).
///
/// The end is a page that names no next one; pages before it may be empty. A page that names itself as the next is an
/// [`Error::Request`], as it would never end.
#[must_use = "nothing is sent until the first page is asked for"]
pub struct TokenPages<T, E> {
    state: Box<CallState>,
    decoders: Decoders<T, E>,
    sending: Option<PendingResponse>,
    is_over: bool,
}

impl<T: Page, E> TokenPages<T, E> {
    /// Returns the items of the pages, one by one.
    pub fn items(self) -> Items<T, E> {
        Items {
            pages: self,
            left: VecDeque::new(),
        }
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Error<E>>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let sending = self.sending.get_or_insert_with(|| send(self.state.clone()));
        let outcome = ready!(sending.as_mut().poll(cx));
        self.sending = None;
        // A page that failed is not asked for again: the call's retries have done that.
        self.is_over = true;
        Poll::Ready(Some(self.page(outcome)))
    }

    fn page(&mut self, outcome: Result<RawResponse, Failure>) -> Result<T, Error<E>> {
        let page = self.decoders.decode_response(outcome?)?.into_value();
        if let Some(token) = page.next_page_token().filter(|token| !token.is_empty()) {
            let is_new = self.state.set_page_token(token).map_err(Error::Request)?;
            if !is_new {
                return Err(Error::Request(RequestError::new(
                    "a page names itself as the next one, so there is no end of pages",
                )));
            }
            self.is_over = false;
        }
        Ok(page)
    }
}

/// The items of an operation's pages, one by one: a `Stream`, with a [`next`](Self::next) of its own.
#[must_use = "nothing is sent until the first item is asked for"]
pub struct Items<T: Page, E> {
    pages: TokenPages<T, E>,
    left: VecDeque<T::Item>,
}

impl<T: Page, E> Items<T, E> {
    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T::Item, Error<E>>>> {
        loop {
            if let Some(item) = self.left.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_item(cx)) {
                Some(Ok(page)) => self.left = page.into_items().into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl_stream! {
    /// Returns the next page; `None` behind the last one, and behind an error.
    <T: Page, E> TokenPages<T, E> => Result<T, Error<E>>
}

impl_stream! {
    /// Returns the next item; `None` behind the last one, and behind an error.
    <T: Page, E> Items<T, E> => Result<T::Item, Error<E>>
}

impl_debug!(<T, E> TokenPages<T, E>: this => finish_non_exhaustive { is_over = this.is_over });
impl_debug!(<T: Page, E> Items<T, E>: this => finish {
    pages = this.pages,
    left = this.left.len(),
});
