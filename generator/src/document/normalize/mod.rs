//! Every dialect and version rewritten to OpenAPI 3.0, in place.
//!
//! The rewrites run whatever version the document claims: Rill writes "3.0.3" over JSON Schema
//! 2020-12. Rewriting a plain 3.0 document changes nothing, and rewriting twice is the same as
//! once.

mod callbacks;
mod conditional;
mod keyword;
mod listed_values;
mod map_keys;
mod missing_type;
mod nullable;
mod openapi31;
mod openapi32;
mod positions;
mod redundant_siblings;
mod security;
mod structure;
pub(super) mod swagger2;
mod type_list;

use serde_json::Value;

use crate::document::order;
use crate::document::refs::{self, reference_graph::ReferenceGraph};
use crate::document::rewrite::Rewrite;
use crate::document::walk::{self, ObjectKind};

pub(super) use self::openapi32::report_version;

/// Rewrites schemas and the parts around them, and lists the references of the result.
pub(super) fn rewrite(rewrite: &mut Rewrite<'_>, value: &mut Value) -> ReferenceGraph {
    openapi32::operations(rewrite, value);
    callbacks::hoist(rewrite, value);
    positions::inline_lists(rewrite, value);
    let extra = rewrite.extra.clone();
    walk::walk_mut(value, &extra, &mut |kind, at, depth, part| {
        let at = at.pointer();
        openapi32::part(rewrite, kind, &at, part);
        match kind {
            ObjectKind::Schema => openapi31::schema(rewrite, &at, depth, part),
            _ => structure::part(rewrite, kind, &at, part),
        }
    });
    let mut links = refs::relink(rewrite, value);
    redundant_siblings::simplify(rewrite, value, &mut links);
    order::sort(value);
    links
}
