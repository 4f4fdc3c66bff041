//! References to components that are no schemas.

use openapiv3::{Components, ReferenceOr};

use super::super::Lowering;
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// More references in a row than anyone writes.
const MOST_HOPS: usize = 32;

impl<'a> Lowering<'a, '_> {
    /// What a reference leads to, and where that stands; itself where it is none. What leads
    /// nowhere is reported.
    pub(super) fn followed<T>(
        &mut self,
        at: &Pointer,
        part: &'a ReferenceOr<T>,
        get: impl Fn(&'a Components, &str) -> Option<&'a ReferenceOr<T>>,
    ) -> Option<(Pointer, &'a T)> {
        let (mut place, mut part) = (at.clone(), part);
        for _ in 0..MOST_HOPS {
            let reference = match part {
                ReferenceOr::Item(item) => return Some((place, item)),
                ReferenceOr::Reference { reference } => reference,
            };
            let target = Pointer::parse_fragment(reference).and_then(|pointer| {
                let key = pointer.last()?.into_owned();
                let components = self.document.model.components.as_ref()?;
                Some((pointer, get(components, &key)?))
            });
            let Some((next, inner)) = target else {
                break;
            };
            (place, part) = (next, inner);
        }
        self.report(
            Code::DanglingReference,
            at,
            "the reference leads nowhere, so what stands here is left out",
            "refer to a component that is there",
        );
        None
    }
}
