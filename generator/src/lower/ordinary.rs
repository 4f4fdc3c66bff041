//! Operations of an ordinary document: the specification's own rules and no vendor's.

use super::Lowering;

impl Lowering<'_, '_> {
    /// Lowers every operation that is wanted.
    pub(super) fn ordinary_operations(&mut self) {}
}
