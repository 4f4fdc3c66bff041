//! The time that decoding may take: values of nested unions can be tried in more ways than there is time for.

use std::cell::Cell;
use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
use std::time::Instant;
#[cfg(target_arch = "wasm32")]
use web_time::Instant;

use crate::sync::replace;

thread_local! {
    static END: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Runs a decoding within a time, or within what is left of the one that it is a part of.
pub(crate) fn decode_within<T>(time: Duration, decode: impl FnOnce() -> T) -> T {
    let end = END.get().or_else(|| Instant::now().checked_add(time));
    let _end = replace(&END, end);
    decode()
}

/// Returns `true` if the time of the decoding that runs on this thread is over.
pub(crate) fn is_over() -> bool {
    END.get().is_some_and(|end| Instant::now() >= end)
}
