//! Lists the references, mappings and the like of a document in one walk.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::private_keys::{CONTENT, KEYS, TUPLE};
use crate::document::value::Object;
use crate::document::walk::{ObjectKind, PartPath, each_part};
use crate::pointer::Pointer;

/// The links of a document as it was when they were listed.
#[derive(Debug, Default)]
pub(in crate::document) struct ReferenceGraph {
    /// The parts with a `$ref`, the outer before the inner.
    pub(in crate::document) references: Vec<Reference>,
    /// The schemas whose discriminator has a mapping.
    pub(in crate::document) mappings: Vec<Pointer>,
    /// The media types of streams (OpenAPI 3.2, `itemSchema`).
    pub(in crate::document) streams: Vec<Pointer>,
    /// The schemas that OpenAPI 3.0 has no keyword for: positions of tuples, keys of maps, contents of texts.
    pub(in crate::document) hidden: Vec<Pointer>,
    /// The number of parts of the document.
    pub(in crate::document) parts: usize,
}

/// A part with a `$ref`.
#[derive(Debug)]
pub(in crate::document) struct Reference {
    pub(in crate::document) kind: ObjectKind,
    pub(in crate::document) at: Pointer,
    /// The text of the reference.
    pub(in crate::document) text: String,
}

impl Reference {
    /// Returns the place it leads to; `None` if that is no pointer of the document.
    pub(in crate::document) fn target(&self) -> Option<Pointer> {
        Pointer::parse_fragment(&self.text)
    }

    /// Returns `true` if it names a component schema without escapes, as most references do.
    fn is_plain(&self) -> bool {
        let name = self.text.strip_prefix("#/components/schemas/");
        name.is_some_and(|name| !name.contains(['/', '%', '~']))
    }
}

impl ReferenceGraph {
    pub(in crate::document) fn of(document: &Value, extra: &[Pointer]) -> Self {
        let mut links = Self::default();
        each_part(document, extra, &mut |part| {
            links.parts += 1;
            if let Some(reference) = reference_of(part.value) {
                links.references.push(Reference {
                    kind: part.kind,
                    at: part.at.pointer(),
                    text: reference.to_owned(),
                });
            }
            match part.kind {
                ObjectKind::Schema => {
                    if mapping_of(part.value).is_some() {
                        links.mappings.push(part.at.pointer());
                    }
                    if is_hidden(part.at) {
                        links.hidden.push(part.at.pointer());
                    }
                }
                ObjectKind::MediaType if part.value.get("itemSchema").is_some() => {
                    links.streams.push(part.at.pointer());
                }
                _ => {}
            }
        });
        links
    }

    /// The schemas that are no components, but that references lead to or that are hidden.
    pub(in crate::document) fn extra_schemas(self) -> BTreeSet<Pointer> {
        let schemas = self
            .references
            .iter()
            .filter(|link| link.kind == ObjectKind::Schema && !link.is_plain());
        let mut found: BTreeSet<Pointer> = schemas.filter_map(Reference::target).collect();
        found.extend(self.hidden);
        found
    }
}

/// Returns `true` if a schema stands under a private key.
fn is_hidden(at: PartPath<'_>) -> bool {
    let mut inner = at.as_str().rsplit('/');
    matches!(inner.next(), Some(KEYS | CONTENT)) || inner.next() == Some(TUPLE)
}

/// The `$ref` of a part.
pub(in crate::document) fn reference_of(part: &Value) -> Option<&str> {
    part.get("$ref")?.as_str()
}

/// Returns the place that the `$ref` of a part leads to.
pub(in crate::document) fn target(part: &Value) -> Option<Pointer> {
    Pointer::parse_fragment(reference_of(part)?)
}

/// The mapping of a schema's discriminator.
pub(in crate::document) fn mapping_of(schema: &Value) -> Option<&Object> {
    schema.get("discriminator")?.get("mapping")?.as_object()
}
