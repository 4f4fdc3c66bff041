//! Lists that are asked for in pages.

mod token;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::task::{Context, Poll, ready};

use serde::de::DeserializeOwned;

pub use self::token::{Items, Page, TokenPages};

use super::response::RawResponse;
use super::send::{PendingResponse, send};
use super::state::{CallState, Decoders};
use crate::error::{Error, Failure, RequestError};
use crate::http::impl_stream;

/// The rows of an API that takes arguments named `limit` and `offset`, page by page: a `Stream`, with a
/// [`next`](Self::next) of its own. It begins at the call's own `offset`, or at 0.
///
/// The end is a page without rows: one that is short says no more than that the API has a limit of its own. An API
/// that takes no notice of the two arguments is told by its pages, which are too long or all the same, and is an
/// [`Error::Request`]. Pages are separate calls, so rows that are added or removed meanwhile may be seen twice or not
/// at all, and an API has to sort what it gives.
#[must_use = "nothing is sent until the first page is asked for"]
pub struct Pages<R, E> {
    state: Box<CallState>,
    decoders: Decoders<Vec<R>, E>,
    size: u32,
    offset: u64,
    sending: Option<PendingResponse>,
    /// Of the body before this one.
    last: Option<u64>,
    is_over: bool,
}

impl<R: DeserializeOwned, E> Pages<R, E> {
    pub(super) fn new(state: Box<CallState>, decoders: Decoders<Vec<R>, E>, size: u32) -> Self {
        Self {
            offset: (state.paging.offset)(&state).unwrap_or_default(),
            state,
            decoders,
            size: size.max(1),
            sending: None,
            last: None,
            is_over: false,
        }
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<R>, Error<E>>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let sending = self.sending.get_or_insert_with(|| {
            let mut state = self.state.clone();
            (state.paging.set)(&mut state, self.size, self.offset);
            send(state)
        });
        let outcome = ready!(sending.as_mut().poll(cx));
        self.sending = None;
        let page = self.page(outcome);
        // A page that failed is not asked for again: the call's retries have done that.
        self.is_over = !page.as_ref().is_ok_and(|page| !page.is_empty());
        Poll::Ready(match page {
            Ok(page) if page.is_empty() => None,
            page => Some(page),
        })
    }

    fn page(&mut self, outcome: Result<RawResponse, Failure>) -> Result<Vec<R>, Error<E>> {
        let raw = outcome?;
        let mut hasher = DefaultHasher::new();
        raw.response.body.hash(&mut hasher);
        let hash = hasher.finish();
        let page = self.decoders.decode_response(raw)?.into_value();
        let (count, size) = (page.len() as u64, u64::from(self.size));
        if count > size {
            return Err(Error::Request(RequestError::new(format!(
                "{count} rows came where a page of {size} was asked for: the API takes no notice of `limit`, so it has no pages"
            ))));
        }
        if count > 0 && self.last == Some(hash) {
            return Err(Error::Request(RequestError::new(
                "two pages are the same: the API takes no notice of `offset`, so it has no pages",
            )));
        }
        self.last = Some(hash);
        self.offset += count;
        Ok(page)
    }
}

impl_stream! {
    /// Returns the next page, which has rows; `None` behind the last one, and behind an error.
    <R: DeserializeOwned, E> Pages<R, E> => Result<Vec<R>, Error<E>>
}

impl_debug!(<R, E> Pages<R, E>: this => finish_non_exhaustive {
    size = this.size,
    offset = this.offset,
    is_over = this.is_over,
});
