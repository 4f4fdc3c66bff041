//! A schema flattened: the view that `merge` makes of its members and that the decision table reads.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;
use serde_json::Value;

use super::limits::Limits;
use super::located::{LocatedSchema, SchemaOrRef};
use super::schema_type::SchemaType;
use crate::ir::Docs;
use crate::pointer::Pointer;

/// What is said of the properties that are not listed.
#[derive(Clone, Debug, Default)]
pub(in crate::lower) enum AdditionalProperties<'a> {
    #[default]
    Unsaid,
    Forbidden,
    Any(Pointer),
    Typed(Vec<LocatedSchema<'a>>),
}

/// A `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Alternatives<'a> {
    pub(in crate::lower) at: Pointer,
    pub(in crate::lower) branches: Vec<LocatedSchema<'a>>,
    pub(in crate::lower) discriminator: Option<&'a Discriminator>,
    /// The branch that the others join by `allOf`, where that is what makes them alternatives.
    pub(in crate::lower) base: Option<Pointer>,
}

impl Alternatives<'_> {
    /// Whether a branch is the base of the others.
    pub(in crate::lower) fn is_base(&self, branch: &LocatedSchema<'_>) -> bool {
        self.base.as_ref() == Some(&branch.at) && matches!(branch.schema, SchemaOrRef::Item(_))
    }
}

/// Everything that the members of a schema say together.
#[derive(Clone, Debug, Default)]
pub(in crate::lower) struct MergedSchema<'a> {
    pub(in crate::lower) at: Pointer,
    /// The places of the schemas, where it is several that hold together.
    pub(in crate::lower) joined: Vec<Pointer>,
    pub(in crate::lower) kind: Option<SchemaType>,
    /// How often a type was said.
    pub(in crate::lower) kinds: usize,
    pub(in crate::lower) format: Option<String>,
    pub(in crate::lower) nullable: bool,
    pub(in crate::lower) only_null: bool,
    pub(in crate::lower) properties: BTreeMap<String, Vec<LocatedSchema<'a>>>,
    /// The keys of the properties in the document's order.
    pub(in crate::lower) order: Vec<&'a str>,
    pub(in crate::lower) required: BTreeSet<String>,
    pub(in crate::lower) additional: AdditionalProperties<'a>,
    pub(in crate::lower) items: Vec<LocatedSchema<'a>>,
    pub(in crate::lower) tuple: Option<Pointer>,
    pub(in crate::lower) tuple_len: usize,
    /// The schema of an object's keys.
    pub(in crate::lower) keys: Option<Pointer>,
    /// Whether elements beyond the listed ones are allowed.
    pub(in crate::lower) tuple_open: bool,
    pub(in crate::lower) values: Option<Vec<Value>>,
    pub(in crate::lower) alternatives: Vec<Alternatives<'a>>,
    pub(in crate::lower) limits: Limits,
    pub(in crate::lower) access: PropertyAccess,
    pub(in crate::lower) docs: Docs,
    /// What is said of a property outside its schema (a parameter's description).
    pub(in crate::lower) field_docs: BTreeMap<String, Docs>,
}

/// What a schema says of its values as a whole, whatever stands inside them.
#[derive(Clone, Debug)]
pub(in crate::lower) struct ValueSummary {
    pub(in crate::lower) kind: Option<SchemaType>,
    pub(in crate::lower) format: Option<String>,
    pub(in crate::lower) values: Option<Vec<Value>>,
    pub(in crate::lower) has_alternatives: bool,
    pub(in crate::lower) access: PropertyAccess,
}

impl From<MergedSchema<'_>> for ValueSummary {
    fn from(merged: MergedSchema<'_>) -> Self {
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
pub(in crate::lower) struct PropertyAccess {
    /// Whether the server alone sets it (`readOnly`).
    pub(in crate::lower) read_only: bool,
    /// Whether the server never gives it back (`writeOnly`).
    pub(in crate::lower) write_only: bool,
}

impl MergedSchema<'_> {
    /// Whether it says what properties an object has.
    pub(in crate::lower) fn has_fields(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty()
    }

    /// Returns `true` if a property has a schema.
    pub(in crate::lower) fn describes(&self, property: &str) -> bool {
        let sites = self.properties.get(property);
        sites.is_some_and(|sites| !sites.is_empty())
    }
}
