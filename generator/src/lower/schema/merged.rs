//! The flattened view of a schema, which `merge` makes and the decision table reads.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;
use serde_json::Value;

use super::limits::Limits;
use super::located::{LocatedSchema, SchemaOrRef};
use super::schema_type::SchemaType;
use crate::ir::Docs;
use crate::pointer::Pointer;

/// The rule for properties that are not listed.
#[derive(Clone, Debug, Default)]
pub(in crate::lower) enum AdditionalProperties<'a> {
    #[default]
    Unsaid,
    Forbidden,
    Any(Pointer),
    Typed(Vec<LocatedSchema<'a>>),
}

/// A list of alternatives: `oneOf`, `anyOf`, or the subtypes of a base.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Alternatives<'a> {
    pub(in crate::lower) at: Pointer,
    pub(in crate::lower) branches: Vec<LocatedSchema<'a>>,
    pub(in crate::lower) discriminator: Option<&'a Discriminator>,
    /// The base among the branches, if the others are its subtypes.
    pub(in crate::lower) base: Option<Pointer>,
}

impl Alternatives<'_> {
    /// Returns `true` if a branch is the base of the others.
    pub(in crate::lower) fn is_base(&self, branch: &LocatedSchema<'_>) -> bool {
        self.base.as_ref() == Some(&branch.at) && matches!(branch.schema, SchemaOrRef::Item(_))
    }
}

/// The keywords of all members of a schema together.
#[derive(Clone, Debug, Default)]
pub(in crate::lower) struct MergedSchema<'a> {
    pub(in crate::lower) at: Pointer,
    /// The locations of the schemas, if there are several.
    pub(in crate::lower) joined: Vec<Pointer>,
    pub(in crate::lower) kind: Option<SchemaType>,
    /// The number of members with a type.
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
    /// `true` if elements beyond the listed ones are allowed.
    pub(in crate::lower) tuple_open: bool,
    pub(in crate::lower) values: Option<Vec<Value>>,
    pub(in crate::lower) alternatives: Vec<Alternatives<'a>>,
    pub(in crate::lower) limits: Limits,
    pub(in crate::lower) access: PropertyAccess,
    pub(in crate::lower) docs: Docs,
    /// Documentation of a property outside its schema (a parameter's description).
    pub(in crate::lower) field_docs: BTreeMap<String, Docs>,
}

/// The keywords of a schema that constrain a value as a whole, without its contents.
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

/// The directions in which a property travels.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::lower) struct PropertyAccess {
    /// `true` if the server alone sets it (`readOnly`).
    pub(in crate::lower) read_only: bool,
    /// `true` if the server never returns it (`writeOnly`).
    pub(in crate::lower) write_only: bool,
}

impl MergedSchema<'_> {
    /// Returns `true` if properties of an object are known.
    pub(in crate::lower) fn has_fields(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty()
    }

    /// Returns `true` if a property has a schema.
    pub(in crate::lower) fn describes(&self, property: &str) -> bool {
        let sites = self.properties.get(property);
        sites.is_some_and(|sites| !sites.is_empty())
    }
}
