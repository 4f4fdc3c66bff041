//! The search for the variant of a union, of which there may be others inside: bounded, and strict where it only tries.

use std::cell::Cell;

/// The most variants that are tried inside one outermost union. Beyond that the first that can be meant is taken: a
/// value nested `n` deep in ambiguous unions would else be read 2^n times.
const MOST_TRIES: u32 = 200_000;

#[derive(Clone, Copy)]
struct State {
    depth: u32,
    tries: u32,
    is_strict: bool,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State { depth: 0, tries: 0, is_strict: false }) };
}

/// A union that is being read.
pub(super) struct Search(());

impl Search {
    /// Begins a union, inside others or outermost.
    pub(super) fn enter() -> Self {
        STATE.with(|state| {
            let now = state.get();
            state.set(State {
                depth: now.depth + 1,
                ..now
            });
        });
        Self(())
    }

    /// Returns `true` if only known variants count.
    #[allow(clippy::unused_self, reason = "only a union that is being read asks")]
    pub(super) fn is_strict(&self) -> bool {
        is_strict()
    }
}

impl Drop for Search {
    fn drop(&mut self) {
        STATE.with(|state| {
            let now = state.get();
            let depth = now.depth.saturating_sub(1);
            let tries = if depth == 0 { 0 } else { now.tries };
            state.set(State {
                depth,
                tries,
                ..now
            });
        });
    }
}

/// Returns `true` if only known variants count.
pub(super) fn is_strict() -> bool {
    STATE.with(|state| state.get().is_strict)
}

/// Counts a try, and returns `false` if there were too many.
pub(super) fn may_try() -> bool {
    STATE.with(|state| {
        let now = state.get();
        state.set(State {
            tries: now.tries.saturating_add(1),
            ..now
        });
        now.tries < MOST_TRIES
    })
}

/// Tries a variant, inside which only known variants count.
pub(super) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    /// Resets the state, also after a panic.
    struct Reset(bool);

    impl Drop for Reset {
        fn drop(&mut self) {
            set_strict(self.0);
        }
    }

    let _reset = Reset(set_strict(true));
    read()
}

fn set_strict(is_strict: bool) -> bool {
    STATE.with(|state| {
        let before = state.get();
        state.set(State {
            is_strict,
            ..before
        });
        before.is_strict
    })
}
