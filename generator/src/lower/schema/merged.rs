//! The flattened view of a schema, which `merge` makes and the decision table reads.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;
use serde_json::Value;

use super::limits::Limits;
use super::located::{LocatedSchema, SchemaOrRef};
use super::schema_type::SchemaType;
use super::value_labels::ValueLabel;
use crate::ir::{Docs, XmlObject};
use crate::pointer::Pointer;

/// The rule for properties that are not listed.
#[derive(Clone, Debug, Default)]
pub(crate) enum Additional<'a> {
    #[default]
    Unsaid,
    /// None, but for those that another part takes.
    Unevaluated,
    Forbidden,
    Any,
    Typed(Vec<LocatedSchema<'a>>),
}

/// A list of alternatives: `oneOf`, `anyOf`, or the subtypes of a base.
#[derive(Clone, Debug)]
pub(crate) struct Alternatives<'a> {
    pub(crate) at: Pointer,
    pub(crate) branches: Vec<LocatedSchema<'a>>,
    pub(crate) discriminator: Option<&'a Discriminator>,
    /// The base among the branches, if the others are its subtypes.
    pub(crate) base: Option<Pointer>,
}

impl Alternatives<'_> {
    /// Returns `true` if a branch is the base of the others.
    pub(crate) fn is_base(&self, branch: &LocatedSchema<'_>) -> bool {
        self.base.as_ref() == Some(&branch.at) && matches!(branch.schema, SchemaOrRef::Item(_))
    }
}

/// The schemas of a list's elements by their positions.
#[derive(Clone, Debug)]
pub(crate) struct Positions<'a> {
    pub(crate) at: Pointer,
    pub(crate) len: usize,
    /// `true` if elements beyond the listed ones are allowed.
    pub(crate) is_open: bool,
    /// The schemas of these.
    pub(crate) rest: Vec<LocatedSchema<'a>>,
}

/// The keywords of all members of a schema together.
#[derive(Clone, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each holds of a schema whatever the others say"
)]
pub(crate) struct MergedSchema<'a> {
    pub(crate) at: Pointer,
    /// The locations of the schemas, if there are several.
    pub(crate) joined: Vec<Pointer>,
    pub(crate) kind: Option<SchemaType>,
    pub(crate) format: Option<String>,
    pub(crate) nullable: bool,
    /// `true` if a type or a list of values is without null.
    pub(crate) forbids_null: bool,
    pub(crate) only_null: bool,
    pub(crate) properties: BTreeMap<String, Vec<LocatedSchema<'a>>>,
    /// The keys of the properties in the document's order.
    pub(crate) order: Vec<&'a str>,
    pub(crate) required: BTreeSet<String>,
    pub(crate) additional: Additional<'a>,
    pub(crate) items: Vec<LocatedSchema<'a>>,
    /// The schemas by position, of each part that has any.
    pub(crate) tuples: Vec<Positions<'a>>,
    /// The schema of the JSON that a text holds.
    pub(crate) content: Option<Pointer>,
    /// The schema of an object's keys.
    pub(crate) keys: Option<Pointer>,
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) alternatives: Vec<Alternatives<'a>>,
    pub(crate) limits: Limits,
    pub(crate) xml: XmlObject,
    pub(crate) access: PropertyAccess,
    pub(crate) docs: Docs,
    /// `true` if the docs are those of a referenced schema.
    pub(crate) has_referenced_docs: bool,
    /// The author's names and descriptions of listed values.
    pub(crate) value_labels: Vec<ValueLabel>,
    /// Documentation of a property outside its schema (a parameter's description).
    pub(crate) field_docs: BTreeMap<String, Docs>,
}

/// The keywords of a schema that constrain a value as a whole, without its contents.
#[derive(Clone, Debug)]
pub(crate) struct ValueSummary {
    pub(crate) kind: Option<SchemaType>,
    pub(crate) format: Option<String>,
    pub(crate) values: Option<Vec<Value>>,
    pub(crate) only_null: bool,
    pub(crate) has_alternatives: bool,
    pub(crate) access: PropertyAccess,
}

impl From<MergedSchema<'_>> for ValueSummary {
    fn from(merged: MergedSchema<'_>) -> Self {
        Self {
            kind: merged.kind,
            format: merged.format,
            values: merged.values,
            only_null: merged.only_null,
            has_alternatives: !merged.alternatives.is_empty(),
            access: merged.access,
        }
    }
}

/// The directions in which a property travels.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PropertyAccess {
    /// `true` if the server alone sets it (`readOnly`).
    pub(crate) read_only: bool,
    /// `true` if the server never returns it (`writeOnly`).
    pub(crate) write_only: bool,
}

impl MergedSchema<'_> {
    /// Returns `true` if an object has no properties but the listed ones.
    pub(crate) fn is_closed(&self) -> bool {
        matches!(
            self.additional,
            Additional::Unevaluated | Additional::Forbidden
        )
    }

    /// Returns `true` if properties of an object are known.
    pub(crate) fn has_fields(&self) -> bool {
        !self.properties.is_empty() || !self.required.is_empty()
    }

    /// Returns `true` if a property has a schema.
    pub(crate) fn describes(&self, property: &str) -> bool {
        let sites = self.properties.get(property);
        sites.is_some_and(|sites| !sites.is_empty())
    }
}
