//! Values that are made once, when they are first asked for.

use std::cell::Cell;
use std::collections::BTreeMap;

/// Values by their names.
pub(crate) struct Memo<T> {
    /// None while a value is being made.
    known: Cell<BTreeMap<String, Option<T>>>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self {
            known: Cell::default(),
        }
    }
}

impl<T: Clone> Memo<T> {
    /// Returns a value, made the first time; `None` where it is asked for while it is being made.
    pub(crate) fn get(&self, name: &str, make: impl FnOnce() -> T) -> Option<T> {
        let known = self.known.take();
        let found = known.get(name).cloned();
        self.known.set(known);
        if let Some(found) = found {
            return found;
        }
        self.put(name, None);
        let value = make();
        self.put(name, Some(value.clone()));
        Some(value)
    }

    fn put(&self, name: &str, value: Option<T>) {
        let mut known = self.known.take();
        known.insert(name.to_owned(), value);
        self.known.set(known);
    }
}
