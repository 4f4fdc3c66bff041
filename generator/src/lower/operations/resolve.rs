//! References that do not resolve.

use super::OperationLowerer;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

impl OperationLowerer<'_, '_> {
    /// Returns the object that the document found at a location or behind its reference, or reports
    /// that there is none.
    pub(super) fn found_or_report<T>(&mut self, at: &Pointer, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.schemas.report(
                Code::DanglingReference,
                at,
                "the reference leads nowhere, so what stands here is left out",
                "refer to a component that is there",
            );
        }
        found
    }
}
