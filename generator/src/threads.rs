//! Work side by side, and work that needs room.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// Runs on a stack that the longest way through a document's schemas fits on. Memory is used as far
/// as the way goes. Where there is no room for such a stack, the caller's has to do.
pub(crate) fn on_deep_stack<T: Send>(run: impl Fn() -> T + Sync) -> T {
    const STACK: usize = 512 << 20;
    scope(|scope| {
        let thread = Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, &run) {
            Ok(running) => running.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => run(),
        }
    })
}

/// Does two things at the same time, `other` on a thread of its own if there can be one.
pub(crate) fn beside<A: Send, B>(other: impl Fn() -> A + Sync, own: impl FnOnce() -> B) -> (A, B) {
    scope(|scope| {
        let Ok(running) = Builder::new().spawn_scoped(scope, &other) else {
            return (other(), own());
        };
        let own = own();
        let other = running.join().unwrap_or_else(|panic| resume_unwind(panic));
        (other, own)
    })
}
