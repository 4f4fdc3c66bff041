//! Schemas that are reached by pointer only: referenced schemas that are not components, the
//! positions of tuples, and the keys of maps, which OpenAPI 3.0 has no keywords for.

use std::collections::BTreeMap;

use super::{ExtraSchemas, component_key};
use crate::document::Document;

/// The private key under which the rewritten document keeps the positions of a tuple.
pub(super) const TUPLE: &str = "x-codegen-tuple";

/// The private key under which the rewritten document keeps the schema of the JSON that a text holds.
pub(super) const CONTENT: &str = "x-codegen-content";

/// The private key under which the rewritten document keeps the schema of a map's keys.
pub(super) const KEYS: &str = "x-codegen-keys";

/// Reads all of these schemas once, so that lowering can borrow them.
pub(super) fn collect(document: &Document) -> ExtraSchemas {
    let mut extra = BTreeMap::new();
    for pointer in &document.extra_schemas {
        if component_key(pointer).is_none()
            && let Some(schema) = document.schema_at(pointer)
        {
            extra.insert(pointer.clone(), schema);
        }
    }
    extra
}
