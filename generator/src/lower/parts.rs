//! A schema flattened: the view that `merge` makes of its members and that the decision table reads.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::limits::Limits;
use crate::ir::Docs;
use crate::pointer::Pointer;

/// A schema where it stands: written there, or referred to.
#[derive(Clone, Debug)]
pub(super) struct Site<'a> {
    pub(super) at: Pointer,
    pub(super) schema: Spot<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Spot<'a> {
    Reference(&'a str),
    Item(&'a Schema),
}

impl<'a> Site<'a> {
    pub(super) fn new(at: Pointer, schema: &'a ReferenceOr<Schema>) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => Spot::Reference(reference),
            ReferenceOr::Item(item) => Spot::Item(item),
        };
        Self { at, schema }
    }

    /// A site that refers to another place.
    pub(super) fn referring(at: Pointer, reference: &'a str) -> Self {
        Self {
            at,
            schema: Spot::Reference(reference),
        }
    }

    pub(super) fn boxed(at: Pointer, schema: &'a ReferenceOr<Box<Schema>>) -> Self {
        let schema = match schema {
            ReferenceOr::Reference { reference } => Spot::Reference(reference),
            ReferenceOr::Item(item) => Spot::Item(item),
        };
        Self { at, schema }
    }

    /// The reference that the schema is, where all it adds is annotations: `$ref` itself, or
    /// `allOf` with one reference and nothing that shapes the value beside it.
    pub(super) fn as_reference(&self) -> Option<&'a str> {
        match self.schema {
            Spot::Reference(reference) => Some(reference),
            Spot::Item(schema) => match &schema.schema_kind {
                SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                    [ReferenceOr::Reference { reference }] => Some(reference),
                    _ => None,
                },
                _ => None,
            },
        }
    }

    /// What stands beside the type: descriptions, `nullable`, `default`.
    pub(super) fn item(&self) -> Option<&'a Schema> {
        match self.schema {
            Spot::Reference(_) => None,
            Spot::Item(schema) => Some(schema),
        }
    }
}

/// The types of the specification's `type` keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Integer,
    Bool,
    Object,
    List,
}

impl Kind {
    /// The specification's word.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Bool => "boolean",
            Self::Object => "object",
            Self::List => "array",
        }
    }
}

/// What is said of the properties that are not listed.
#[derive(Clone, Debug, Default)]
pub(super) enum Additional<'a> {
    #[default]
    Unsaid,
    Forbidden,
    Any(Pointer),
    Typed(Vec<Site<'a>>),
}

/// A `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Alternatives<'a> {
    pub(super) at: Pointer,
    pub(super) branches: Vec<Site<'a>>,
    pub(super) discriminator: Option<&'a Discriminator>,
    /// The branch that the others join by `allOf`, where that is what makes them alternatives.
    pub(super) base: Option<Pointer>,
}

impl Alternatives<'_> {
    /// Whether a branch is the base of the others.
    pub(super) fn is_base(&self, branch: &Site<'_>) -> bool {
        self.base.as_ref() == Some(&branch.at) && matches!(branch.schema, Spot::Item(_))
    }
}

/// Everything that the members of a schema say together.
#[derive(Clone, Debug, Default)]
pub(super) struct Merged<'a> {
    pub(super) at: Pointer,
    /// The places of the schemas, where it is several that hold together.
    pub(super) joined: Vec<Pointer>,
    pub(super) kind: Option<Kind>,
    /// How often a type was said.
    pub(super) kinds: usize,
    pub(super) format: Option<String>,
    pub(super) nullable: bool,
    pub(super) only_null: bool,
    pub(super) properties: BTreeMap<String, Vec<Site<'a>>>,
    /// The keys of the properties in the document's order.
    pub(super) order: Vec<&'a str>,
    pub(super) required: BTreeSet<String>,
    pub(super) additional: Additional<'a>,
    pub(super) items: Vec<Site<'a>>,
    pub(super) tuple: Option<Pointer>,
    pub(super) tuple_len: usize,
    /// The schema of an object's keys.
    pub(super) keys: Option<Pointer>,
    /// Whether elements beyond the listed ones are allowed.
    pub(super) tuple_open: bool,
    pub(super) values: Option<Vec<Value>>,
    pub(super) alternatives: Vec<Alternatives<'a>>,
    pub(super) limits: Limits,
    pub(super) access: Access,
    pub(super) docs: Docs,
    /// What is said of a property outside its schema (a parameter's description).
    pub(super) field_docs: BTreeMap<String, Docs>,
}

/// What a schema says of its values as a whole, whatever stands inside them.
#[derive(Clone, Debug)]
pub(super) struct Gist {
    pub(super) kind: Option<Kind>,
    pub(super) format: Option<String>,
    pub(super) values: Option<Vec<Value>>,
    pub(super) has_alternatives: bool,
    pub(super) access: Access,
}

impl From<Merged<'_>> for Gist {
    fn from(merged: Merged<'_>) -> Self {
        Self {
            kind: merged.kind,
            format: merged.format,
            values: merged.values,
            has_alternatives: !merged.alternatives.is_empty(),
            access: merged.access,
        }
    }
}

/// In which directions a property travels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Access {
    /// Whether the server alone sets it (`readOnly`).
    pub(super) read_only: bool,
    /// Whether the server never gives it back (`writeOnly`).
    pub(super) write_only: bool,
}

impl Merged<'_> {
    /// Whether it says what properties an object has.
    pub(super) fn has_fields(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty()
    }
}
