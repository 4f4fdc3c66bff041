//! References that lead nowhere.

use super::super::Lowering;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

impl Lowering<'_, '_> {
    /// What the document found at a place or behind its reference; what leads nowhere is reported.
    pub(super) fn found<T>(&mut self, at: &Pointer, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.report(
                Code::DanglingReference,
                at,
                "the reference leads nowhere, so what stands here is left out",
                "refer to a component that is there",
            );
        }
        found
    }
}
