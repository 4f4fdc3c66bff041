//! The time and the memory that decoding may take.
//!
//! Values of nested unions can be tried in more ways than there is time for, and `{}` is a struct of hundreds of bytes
//! where all of its fields are optional.

use std::cell::Cell;
use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
use std::time::Instant;
#[cfg(target_arch = "wasm32")]
use web_time::Instant;

use crate::sync::replace;

/// The most bytes of structs for each byte that a response may have.
const MULTIPLE: u64 = 100;
/// The number of structs from one look at the clock to the next.
const PERIOD: u32 = 1024;

thread_local! {
    static END: Cell<Option<Instant>> = const { Cell::new(None) };
    /// The bytes that structs may still take; `None` where no response is decoded.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
    static STRUCTS: Cell<u32> = const { Cell::new(0) };
}

/// Runs a decoding within a time, or within what is left of the one that it is a part of.
pub(crate) fn decode_within<T>(time: Duration, decode: impl FnOnce() -> T) -> T {
    let end = END.get().or_else(|| Instant::now().checked_add(time));
    let _end = replace(&END, end);
    decode()
}

/// Runs a decoding whose structs take no more memory than a multiple of the largest response.
pub(crate) fn decode_sized<T>(max_response_bytes: u64, decode: impl FnOnce() -> T) -> T {
    let _left = replace(&LEFT, Some(max_response_bytes.saturating_mul(MULTIPLE)));
    decode()
}

/// Runs a part of a decoding, and gives back what its structs took if none of them is kept.
pub(crate) fn attempt<T, E>(decode: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let left = LEFT.get();
    let result = decode();
    if result.is_err() && !is_exhausted() {
        LEFT.set(left);
    }
    result
}

/// Returns `true` if the time of the decoding that runs on this thread is over.
pub(crate) fn is_over() -> bool {
    END.get().is_some_and(|end| Instant::now() >= end)
}

/// Returns `true` if no value of the decoding that runs on this thread is read any more.
pub(crate) fn is_exhausted() -> bool {
    LEFT.get() == Some(0) || is_over()
}

/// Counts a struct that is about to be read.
///
/// # Errors
///
/// The time is over, or the structs take too much memory.
pub(crate) fn count_struct(size: usize) -> Result<(), &'static str> {
    if let Some(left) = LEFT.get() {
        LEFT.set(Some(left.saturating_sub(size as u64)));
    }
    if LEFT.get() == Some(0) {
        return Err("the values take more than 100 times `Options::max_response_bytes` in memory");
    }
    let structs = STRUCTS.get().wrapping_add(1);
    STRUCTS.set(structs);
    if structs.is_multiple_of(PERIOD) && is_over() {
        return Err("the time for decoding is over");
    }
    Ok(())
}
