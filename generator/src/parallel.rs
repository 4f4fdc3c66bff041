//! Work on several threads, and work that needs a deep stack.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism, scope};

/// Runs on a stack that the longest way through a document's schemas fits on. Memory is used as far
/// as the way goes. Where there is no room for such a stack, the caller's has to do.
///
/// It stays on the caller's thread: in glibc, memory of another one grows page by page, each by a
/// call of the system.
pub(crate) fn on_deep_stack<T>(run: impl FnOnce() -> T) -> T {
    const STACK: usize = 512 << 20;
    // A thread says whether there is room, where `stacker` would panic.
    let probe = Builder::new().stack_size(STACK).spawn(|| ());
    let is_room = probe.is_ok_and(|probe| probe.join().is_ok());
    if is_room {
        stacker::grow(STACK, run)
    } else {
        run()
    }
}

/// Maps items on as many threads as the machine has; the results have the order of the items. The
/// caller's thread is one of them: it has the memory that earlier stages freed.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else {
                return done;
            };
            done.push((index, work(item)));
        }
    };
    let mut done = scope(|scope| {
        let others: Vec<_> = (1..threads.min(items.len()))
            .filter_map(|_| Builder::new().spawn_scoped(scope, take).ok())
            .collect();
        let mut done = take();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Frees a large value while the caller goes on, or at once where there can be no thread.
pub(crate) fn drop_in_background<T: Send + 'static>(value: T) {
    drop(Builder::new().spawn(move || drop(value)));
}
