//! Document → model: references resolved, schemas classified and merged, gaps reported.
//!
//! `schema` makes types of schemas. `operations` lowers operations by the specification's
//! rules, and `rill` those of a Rill project by Rill's; each owns a schema lowerer. `finish`
//! passes over the whole model at the end.

mod finish;
mod methods;
mod operation_filter;
mod operations;
mod rill;
mod schema;

use std::collections::BTreeSet;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::{Api, Conventions};
use schema::SchemaLowerer;

/// Turns a document into the model. A value that cannot be typed is reported and left untyped.
pub fn lower(cx: &mut Diagnostics, document: &Document, config: &Config) -> Api {
    let collected = schema::collect(document);
    let conventions = if document.rill {
        rill::CONVENTIONS
    } else {
        Conventions::default()
    };
    let mut schemas = SchemaLowerer::new(cx, document, config, &collected, conventions);
    let mut dissolved = BTreeSet::new();
    if config.selection.types_only {
        schemas.lower_components();
    } else if document.rill {
        schemas = rill::lower_operations(schemas);
    } else {
        (schemas, dissolved) = operations::lower_operations(schemas);
    }
    schemas.flatten_union_cycles();
    schemas.report_unused_replacements();
    let SchemaLowerer {
        mut api, one_way, ..
    } = schemas;
    finish::finish(&mut api, document, one_way, dissolved);
    api
}
