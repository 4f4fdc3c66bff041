//! The state that every rewrite works with: the diagnostics, and where parts moved.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostics};
use crate::document::origin::Origins;
use crate::document::value::Object;
use crate::pointer::Pointer;

/// The state shared by the rewrites of one document.
pub(super) struct Rewrite<'a> {
    pub(super) cx: &'a mut Diagnostics,
    pub(super) origins: Origins,
    /// `true` if the document follows Rill's rules.
    pub(super) rill: bool,
    /// Schemas outside the places where the specification has them, found by reference.
    pub(super) extra: Vec<Pointer>,
    /// The set of `extra`, for look-ups.
    known_extra: BTreeSet<Pointer>,
}

impl<'a> Rewrite<'a> {
    pub(super) fn new(cx: &'a mut Diagnostics, rill: bool) -> Self {
        Self {
            cx,
            origins: Origins::default(),
            rill,
            extra: Vec::new(),
            known_extra: BTreeSet::new(),
        }
    }

    /// Notes a schema outside the usual places.
    pub(super) fn add_extra(&mut self, at: &Pointer) {
        if self.known_extra.insert(at.clone()) {
            self.extra.push(at.clone());
        }
    }

    /// Reports a problem at a place of the document as it is now.
    pub(super) fn report(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.cx.report(code, self.origins.author(at), message, help);
    }

    /// Records that one thing moved.
    pub(super) fn moved(&mut self, new: Pointer, old: Pointer) {
        self.origins.record_all(&[(new, old)]);
    }

    /// Returns a schema of alternatives for a place, and records where they stood.
    pub(super) fn any_of(&mut self, at: &Pointer, members: Vec<(Pointer, Value)>) -> Value {
        let list = at.push("anyOf");
        let (places, schemas): (Vec<_>, Vec<_>) = members.into_iter().unzip();
        let places = places.into_iter().enumerate();
        let moves: Vec<_> = places
            .map(|(index, old)| (list.index(index), old))
            .collect();
        self.origins.record_all(&moves);
        json!({"anyOf": schemas})
    }

    /// Keeps the elements of the list at `at` that `keep` wants, and records what shifted.
    pub(super) fn retain(
        &mut self,
        at: &Pointer,
        list: &mut Vec<Value>,
        mut keep: impl FnMut(&mut Self, &Pointer, &mut Value) -> bool,
    ) {
        let mut kept = Vec::with_capacity(list.len());
        let mut moves = Vec::new();
        for (index, mut item) in std::mem::take(list).into_iter().enumerate() {
            let old = at.index(index);
            if keep(self, &old, &mut item) {
                if kept.len() != index {
                    moves.push((at.index(kept.len()), old));
                }
                kept.push(item);
            }
        }
        self.origins.record_all(&moves);
        *list = kept;
    }

    /// Keeps the members of the object at `at` that `keep` wants.
    pub(super) fn retain_members(
        &mut self,
        at: &Pointer,
        map: &mut Object,
        mut keep: impl FnMut(&mut Self, &Pointer, &mut Value) -> bool,
    ) {
        let names: Vec<String> = map.keys().cloned().collect();
        for name in names {
            let place = at.push(&name);
            if map
                .get_mut(&name)
                .is_some_and(|value| !keep(self, &place, value))
            {
                map.shift_remove(&name);
            }
        }
    }
}
