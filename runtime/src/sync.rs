//! Locks that a panic does not poison, and values that a thread has for a while.

use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::LocalKey;

/// Locks a mutex, also after a thread that held it has panicked: no value here is left half-changed.
pub(crate) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets a value of this thread until the guard is dropped.
#[must_use]
pub(crate) fn replace<T: Default>(cell: &'static LocalKey<Cell<T>>, value: T) -> Restore<T> {
    Restore(cell, cell.replace(value))
}

/// Restores a value of a thread, also after a panic.
pub(crate) struct Restore<T: Default + 'static>(&'static LocalKey<Cell<T>>, T);

impl<T: Default> Drop for Restore<T> {
    fn drop(&mut self) {
        self.0.set(std::mem::take(&mut self.1));
    }
}
