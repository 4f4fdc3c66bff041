//! Threads that make blocking calls, whose connections must not hang on a runtime that waits for them.

use std::cell::Cell;

thread_local! {
    static IS_APART: Cell<bool> = const { Cell::new(false) };
}

/// Returns `true` if this thread makes a blocking call, or works for those that do.
pub(crate) fn is_apart() -> bool {
    IS_APART.get()
}

/// Makes this thread one that makes blocking calls, until the guard is dropped.
pub(crate) fn enter() -> Apart {
    Apart(IS_APART.replace(true))
}

/// Restores a thread's state before a blocking call.
pub(crate) struct Apart(bool);

impl Drop for Apart {
    fn drop(&mut self) {
        IS_APART.set(self.0);
    }
}
