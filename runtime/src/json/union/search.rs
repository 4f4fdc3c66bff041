//! The search for the variant of a union, of which there may be others inside: bounded, and strict where it only tries.

use std::cell::Cell;

use crate::sync::{Restore, replace};

/// The most variants that are tried inside one outermost union. Beyond that the first that can be meant is taken: a
/// value nested `n` deep in ambiguous unions would else be read 2^n times.
const MOST_TRIES: u32 = 200_000;

thread_local! {
    /// The number of tries inside the outermost union that is being read.
    static TRIES: Cell<Option<u32>> = const { Cell::new(None) };
    static IS_STRICT: Cell<bool> = const { Cell::new(false) };
}

/// Begins a union, which ends with the guard; one inside another has none.
pub(super) fn enter() -> Option<Restore<Option<u32>>> {
    TRIES.get().is_none().then(|| replace(&TRIES, Some(0)))
}

/// Returns `true` if only known variants count.
pub(super) fn is_strict() -> bool {
    IS_STRICT.get()
}

/// Counts a try, and returns `false` if there were too many.
pub(super) fn may_try() -> bool {
    let tries = TRIES.get().unwrap_or_default();
    TRIES.set(Some(tries.saturating_add(1)));
    tries < MOST_TRIES
}

/// Tries a variant, inside which only known variants count.
pub(super) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    let _strict = replace(&IS_STRICT, true);
    read()
}
