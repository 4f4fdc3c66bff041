//! The resolved model of an API: what `lower` makes and every later stage reads.
//!
//! Deliberately absent: `openapiv3`, references, Rust identifiers, tokens, and anything that a
//! later stage computes (that is in side tables, see [`crate::analyze`] and [`crate::names`]).
//! Whatever is in here can be emitted.

mod conventions;
mod dump;
mod operation;
mod types;

pub use conventions::{Conventions, OperationGrouping};
pub use operation::{
    Body, BodyEncoding, Call, Content, FormField, HttpCall, MediaBody, Operation, OperationId,
    Parameter, ParameterForm, ParameterLocation, ParameterStyle, PartForm, PartKind, ResponseCase,
    ResponseSet, SecurityScheme, SecuritySchemeKind, Server, ServerVariable, StatusPattern, Via,
};
pub use types::{
    ContentEnumDef, EnumDef, EnumValue, Field, InlineUse, Integer, JsonType, OperationRole,
    PathStep, Scalar, Shape, StructDef, StructRole, Tagging, Type, TypeDef, TypeId, TypeOrigin,
    UnionDef, Variant, VariantMatcher,
};

use std::collections::{BTreeMap, BTreeSet};

use crate::pointer::Pointer;

/// A whole API, resolved: no references are left to follow but [`TypeId`]s.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// The conventions of the server.
    pub conventions: Conventions,
    /// Types in the order they were met; a [`TypeId`] is an index.
    pub types: Vec<TypeDef>,
    /// Operations, sorted by path and method, each with its position in the document; an [`OperationId`] is an index.
    pub operations: Vec<Operation>,
    /// Ways to say who is calling, sorted by key; [`HttpCall::security`] refers to them.
    pub schemes: Vec<SecurityScheme>,
    /// The addresses that the document names, in its order.
    pub servers: Vec<Server>,
    /// What the author says of tags, by name.
    pub tags: BTreeMap<String, Docs>,
    /// Types of what the server sends by itself (`webhooks`), which no operation leads to.
    pub webhooks: Vec<TypeId>,
    /// Types that are wanted for their own sake (`types-only`), to be sent and to be received.
    pub exports: Vec<TypeId>,
    /// Rust types from the config that stand in for types of the document;
    /// [`Scalar::External`] refers to them.
    pub externals: Vec<String>,
    /// Places whose type the document does not tell, each counted once.
    pub untyped: BTreeSet<Pointer>,
}

impl Api {
    /// The definition behind an id.
    pub fn def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Ids of all types, in order.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len()).map(TypeId)
    }

    /// Follows aliases to what they stand for.
    pub fn resolve<'a>(&'a self, mut ty: &'a Type) -> &'a Type {
        while let Type::Ref(id) = ty
            && let Shape::Alias(target) = &self.def(*id).shape
        {
            ty = target;
        }
        ty
    }

    /// Whether values of a type are written or read in another way than serde's own for the Rust
    /// type. Named types other than aliases bring their own way.
    pub fn has_codec(&self, ty: &Type) -> bool {
        match self.resolve(ty) {
            Type::Scalar(Scalar::IntegerText(_)) => true,
            Type::Scalar(Scalar::DateTime) => !self.conventions.has_database_strings,
            Type::List(inner) | Type::Nullable(inner) | Type::Map(inner) => self.has_codec(inner),
            Type::KeyedMap(key, value) => self.has_codec(key) || self.has_codec(value),
            // The runtime has codecs for tuples of up to six.
            Type::Tuple(items) => items.len() <= 6 && items.iter().any(|item| self.has_codec(item)),
            Type::Ref(_) | Type::Scalar(_) | Type::Any => false,
        }
    }

    /// The types that some types lead to, themselves included.
    pub fn reach(&self, roots: impl IntoIterator<Item = TypeId>) -> BTreeSet<TypeId> {
        let mut open: Vec<TypeId> = roots.into_iter().collect();
        let mut is_reached = vec![false; self.types.len()];
        while let Some(id) = open.pop() {
            if !std::mem::replace(&mut is_reached[id.0], true) {
                open.extend(self.def(id).shape.parts().into_iter().flat_map(Type::refs));
            }
        }
        self.type_ids().filter(|id| is_reached[id.0]).collect()
    }

    /// The types that requests are made of.
    pub fn sent(&self) -> BTreeSet<TypeId> {
        let requests = self
            .operations
            .iter()
            .filter_map(|operation| operation.request);
        self.reach(requests.chain(self.exports.iter().copied()))
    }

    /// The types that answers, and what the server sends by itself, are made of.
    pub fn received(&self) -> BTreeSet<TypeId> {
        let answers = self.operations.iter().flat_map(Operation::response_types);
        let others = self.webhooks.iter().chain(&self.exports).copied();
        self.reach(answers.chain(others))
    }

    /// The one value that a type can have, with the type it belongs to: what `const` says.
    pub fn constant<'a>(&'a self, ty: &'a Type) -> Option<(TypeId, &'a EnumValue)> {
        let Type::Ref(id) = self.resolve(ty) else {
            return None;
        };
        match &self.def(*id).shape {
            Shape::Enum(body) => match body.values.as_slice() {
                [value] => Some((*id, value)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether a caller has to give a value for a property.
    pub fn must_be_given(&self, field: &Field) -> bool {
        field.required
            && field.default.is_none()
            && !matches!(self.resolve(&field.ty), Type::Nullable(_))
            && self.constant(&field.ty).is_none()
    }

    /// Whether any value is one of these kinds.
    pub fn holds(&self, wanted: &[Scalar]) -> bool {
        let parts = self.types.iter().flat_map(|def| def.shape.parts());
        let answers = self
            .operations
            .iter()
            .flat_map(Operation::response_contents);
        let bodies = self
            .operations
            .iter()
            .filter_map(|operation| operation.http()?.body.as_ref());
        parts
            .chain(answers.filter_map(Content::ty))
            .chain(bodies.flat_map(|body| body.media.iter().map(|media| &media.ty)))
            .any(|ty| ty.holds(wanted))
    }

    /// A compact text of the whole model, for tests and `--dump ir`.
    pub fn dump(&self) -> String {
        dump::dump(self)
    }
}

/// Text of the author's that becomes documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// `summary` or `title`: one line.
    pub summary: Option<String>,
    /// `description`: Markdown as the author wrote it.
    pub description: Option<String>,
    /// Facts the type system does not hold (bounds, patterns), one sentence each.
    pub notes: Vec<String>,
    /// `deprecated: true`.
    pub deprecated: bool,
}

impl Docs {
    /// Returns `true` if there is no text; the flag alone is none.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none() && self.description.is_none() && self.notes.is_empty()
    }
}
