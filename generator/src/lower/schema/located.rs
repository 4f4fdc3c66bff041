//! Schemas at their places in the document.

use std::borrow::Borrow;

use openapiv3::{AnySchema, ParameterSchemaOrContent, ReferenceOr, Schema, SchemaKind};

use crate::pointer::Pointer;

/// A schema or a reference, at its location.
#[derive(Clone, Debug)]
pub(crate) struct LocatedSchema<'a> {
    pub(crate) at: Pointer,
    pub(crate) schema: SchemaOrRef<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum SchemaOrRef<'a> {
    Reference(&'a str),
    Item(&'a Schema),
}

/// Returns the one reference that a schema is.
fn only_reference(schema: &Schema) -> Option<&str> {
    let SchemaKind::AllOf { all_of } = &schema.schema_kind else {
        return None;
    };
    match all_of.as_slice() {
        [ReferenceOr::Reference { reference }] => Some(reference),
        [ReferenceOr::Item(inner)] if !inner.schema_data.nullable => only_reference(inner),
        _ => None,
    }
}

impl<'a> LocatedSchema<'a> {
    pub(crate) fn new<S: Borrow<Schema>>(at: Pointer, schema: &'a ReferenceOr<S>) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => SchemaOrRef::Reference(reference),
            ReferenceOr::Item(item) => SchemaOrRef::Item(item.borrow()),
        };
        Self { at, schema }
    }

    /// Returns the schema of a parameter or a header, and its media type if it has one.
    pub(crate) fn of_parameter(
        at: &Pointer,
        format: &'a ParameterSchemaOrContent,
    ) -> (Option<Self>, Option<&'a str>) {
        match format {
            ParameterSchemaOrContent::Schema(schema) => {
                (Some(Self::new(at.push("schema"), schema)), None)
            }
            ParameterSchemaOrContent::Content(content) => {
                let Some((name, media)) = content.iter().next() else {
                    return (None, None);
                };
                let at = at.push("content").push(name).push("schema");
                let schema = media.schema.as_ref();
                (schema.map(|schema| Self::new(at, schema)), Some(name))
            }
        }
    }

    /// Returns a reference at its location.
    pub(crate) fn referring(at: Pointer, reference: &'a str) -> Self {
        Self {
            at,
            schema: SchemaOrRef::Reference(reference),
        }
    }

    /// Returns the reference that a schema is, apart from annotations: `$ref` itself, or `allOf`
    /// with one reference and nothing that constrains the value beside it.
    pub(crate) fn as_reference(&self) -> Option<&'a str> {
        match self.schema {
            SchemaOrRef::Reference(reference) => Some(reference),
            SchemaOrRef::Item(schema) => only_reference(schema),
        }
    }

    /// Returns the only member of `allOf`.
    pub(crate) fn only_member(&self) -> Option<Self> {
        let members = match &self.item()?.schema_kind {
            SchemaKind::AllOf { all_of } => all_of,
            SchemaKind::Any(any) if any.properties.is_empty() => &any.all_of,
            _ => return None,
        };
        match members.as_slice() {
            [member @ ReferenceOr::Item(inner)] if inner.schema_data.nullable => {
                Self::new(self.at.push("allOf").index(0), member).only_member()
            }
            [member] => Some(Self::new(self.at.push("allOf").index(0), member)),
            _ => None,
        }
    }

    /// Returns `true` for a property that an object has on a condition.
    pub(crate) fn is_conditional(&self) -> bool {
        self.item().is_some_and(|schema| {
            let extensions = &schema.schema_data.extensions;
            extensions.contains_key("x-codegen-conditional")
        })
    }

    /// Returns `true` for `{}`.
    pub(crate) fn is_anything(&self) -> bool {
        let kind = self.item().map(|schema| &schema.schema_kind);
        matches!(kind, Some(SchemaKind::Any(any)) if *any == AnySchema::default())
    }

    /// Returns the location that is meant: the target of a reference, else the schema's own.
    pub(crate) fn meant(&self) -> Pointer {
        let target = match self.schema {
            SchemaOrRef::Reference(reference) => Pointer::parse_fragment(reference),
            SchemaOrRef::Item(_) => None,
        };
        target.unwrap_or_else(|| self.at.clone())
    }

    /// Returns the keywords beside a reference or type: descriptions, `nullable`, `default`.
    pub(crate) fn item(&self) -> Option<&'a Schema> {
        match self.schema {
            SchemaOrRef::Reference(_) => None,
            SchemaOrRef::Item(schema) => Some(schema),
        }
    }
}
