//! Schemas for their own sake: all components, whether or not an operation leads to them.

use openapiv3::{ReferenceOr, Schema, SchemaKind};

use super::Lowering;
use crate::pointer::Pointer;

impl Lowering<'_, '_> {
    /// Lowers every component, in the order of their keys.
    pub(super) fn all_components(&mut self) {
        let Some(components) = &self.document.model.components else {
            return;
        };
        let mut keys: Vec<&String> = components.schemas.keys().collect();
        keys.sort();
        let schemas = Pointer::root().push("components").push("schemas");
        for key in keys {
            let at = schemas.push(key);
            let ty = self.reference(&at.to_reference(), &at);
            self.api.exports.extend(ty.refs());
        }
    }

    /// Schemas with a base that has a discriminator as a member are kinds of it (OpenAPI
    /// 3.0.3, Composition and Inheritance). The base's type does not hold what they add.
    pub(super) fn report_subtypes(&mut self, at: &Pointer, base: &ReferenceOr<Schema>) {
        let ReferenceOr::Item(base) = base else {
            return;
        };
        if base.schema_data.discriminator.is_none() || has_alternatives(&base.schema_kind) {
            return;
        }
        let reference = at.to_reference();
        let components = self.document.model.components.iter();
        let mut kinds: Vec<&str> = components
            .flat_map(|components| &components.schemas)
            .filter(|(_, schema)| {
                members(schema).iter().any(|member| {
                    matches!(member, ReferenceOr::Reference { reference: to } if *to == reference)
                })
            })
            .map(|(key, _)| key.as_str())
            .collect();
        kinds.sort_unstable();
        if let Some(first) = kinds.first() {
            let others = match kinds.len() - 1 {
                0 => String::new(),
                one @ 1 => format!(" and {one} other"),
                many => format!(" and {many} others"),
            };
            let message = format!(
                "where this schema is named, what `{first}`{others} add to it by `allOf` is not read"
            );
            let help = "name a schema there that lists them under `oneOf`, with this discriminator";
            self.left_out(&at.push("discriminator"), message, help);
        }
    }
}

fn has_alternatives(kind: &SchemaKind) -> bool {
    match kind {
        SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => true,
        SchemaKind::Any(any) => !any.one_of.is_empty() || !any.any_of.is_empty(),
        SchemaKind::Type(_) | SchemaKind::AllOf { .. } | SchemaKind::Not { .. } => false,
    }
}

/// The members of `allOf`.
fn members(schema: &ReferenceOr<Schema>) -> &[ReferenceOr<Schema>] {
    match schema {
        ReferenceOr::Item(schema) => match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => all_of,
            SchemaKind::Any(any) => &any.all_of,
            _ => &[],
        },
        ReferenceOr::Reference { .. } => &[],
    }
}
