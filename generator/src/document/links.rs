//! What leads from one part of a document to another, found in one walk for all that ask.

use std::collections::BTreeSet;

use serde_json::Value;

use super::discriminator::mapping_of;
use super::keys::KEYS;
use super::openapi31::TUPLE;
use super::reference::reference_of;
use super::walk::{Kind, Place, each_part};
use crate::pointer::Pointer;

/// The links of a document as it was when they were listed.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// The parts with a `$ref`, the outer before the inner.
    pub(super) references: Vec<Link>,
    /// The schemas whose discriminator has a mapping.
    pub(super) mappings: Vec<Pointer>,
    /// The media types of streams (OpenAPI 3.2, `itemSchema`).
    pub(super) streams: Vec<Pointer>,
    /// The schemas that OpenAPI 3.0 has no keyword for: positions of tuples, and keys of maps.
    pub(super) hidden: Vec<Pointer>,
    /// How many parts the document has.
    pub(super) parts: usize,
}

/// A part with a `$ref`.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) kind: Kind,
    pub(super) at: Pointer,
    /// As it is written.
    pub(super) reference: String,
}

impl Link {
    /// Where it leads; `None` if that is no pointer of the document.
    pub(super) fn target(&self) -> Option<Pointer> {
        Pointer::parse_fragment(&self.reference)
    }

    /// Whether it leads to a component of the schemas by a name that needs no escapes, as most do.
    fn is_plain(&self) -> bool {
        let name = self.reference.strip_prefix("#/components/schemas/");
        name.is_some_and(|name| !name.contains(['/', '%', '~']))
    }
}

impl Links {
    pub(super) fn of(document: &Value, extra: &[Pointer]) -> Self {
        let mut links = Self::default();
        each_part(document, extra, &mut |part| {
            links.parts += 1;
            if let Some(reference) = reference_of(part.value) {
                links.references.push(Link {
                    kind: part.kind,
                    at: part.at.pointer(),
                    reference: reference.to_owned(),
                });
            }
            match part.kind {
                Kind::Schema => {
                    if mapping_of(part.value).is_some() {
                        links.mappings.push(part.at.pointer());
                    }
                    if is_hidden(part.at) {
                        links.hidden.push(part.at.pointer());
                    }
                }
                Kind::MediaType if part.value.get("itemSchema").is_some() => {
                    links.streams.push(part.at.pointer());
                }
                _ => {}
            }
        });
        links
    }

    /// The schemas that are no components, but that references lead to or that are hidden.
    pub(super) fn pointed(self) -> BTreeSet<Pointer> {
        let schemas = self
            .references
            .iter()
            .filter(|link| link.kind == Kind::Schema && !link.is_plain());
        let mut pointed: BTreeSet<Pointer> = schemas.filter_map(Link::target).collect();
        pointed.extend(self.hidden);
        pointed
    }
}

/// Whether a schema stands under a private key.
fn is_hidden(at: Place<'_>) -> bool {
    let mut inner = at.as_str().rsplit('/');
    inner.next() == Some(KEYS) || inner.next() == Some(TUPLE)
}
