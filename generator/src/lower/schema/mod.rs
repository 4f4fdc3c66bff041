//! Schemas → types of the model.
//!
//! A schema is first flattened (`merge`): the members of `allOf` and the targets of references
//! become one [`MergedSchema`]. `classify` holds the decision table from that view to a type. A
//! type is made once for each location, inline or referenced: [`SchemaLowerer::types`] knows the
//! locations.

mod algebra;
mod alias_cycles;
mod bounds;
mod classify;
mod components;
mod defaults;
mod enumeration;
mod external;
mod extra;
pub(super) mod field_order;
mod hierarchy;
mod integer;
mod limits;
mod list;
mod listed;
mod located;
mod map;
mod matcher;
mod merge;
mod merged;
mod object;
mod sample;
mod schema_type;
mod slot;
mod union;
mod union_cycles;
mod value_labels;
mod variant_label;
mod variant_tags;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};
use serde_json::{Value, json};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fix};
use crate::document::Document;
use crate::ir::{
    Api, Conventions, Docs, Field, JsonType, Shape, StructDef, StructRole, Type, TypeDef, TypeId,
    TypeOrigin, VariantMatcher,
};
use crate::pointer::Pointer;

pub(super) use located::LocatedSchema;
pub(super) use merged::{Additional, MergedSchema};
pub(super) use schema_type::SchemaType;
pub(super) use slot::TypeSlot;
use slot::UnnamedSchema;

/// The number of references that are followed from a schema to a member.
const MAX_HOPS: usize = 64;

/// Referenced schemas that are not components.
type ExtraSchemas = BTreeMap<Pointer, ReferenceOr<Schema>>;

/// Schemas that lowering borrows although the document does not hold them as such.
#[derive(Debug)]
pub(super) struct Collected {
    extra: ExtraSchemas,
    hierarchies: hierarchy::Hierarchies,
}

/// Reads these schemas once, so that lowering can borrow them.
pub(super) fn collect(document: &Document) -> Collected {
    Collected {
        extra: extra::collect(document),
        hierarchies: hierarchy::collect(document),
    }
}

/// Lowers schemas to the types of an API.
pub(super) struct SchemaLowerer<'a, 'cx> {
    pub(super) cx: &'cx mut Diagnostics,
    pub(super) document: &'a Document,
    pub(super) config: &'a Config,
    extra: &'a ExtraSchemas,
    /// `true` if the document may describe XML.
    has_xml: bool,
    /// Bases and their subtypes.
    hierarchies: &'a hierarchy::Hierarchies,
    /// Subtypes, and the properties that discriminate them.
    subtypes: hierarchy::SubtypeTags,
    pub(super) api: Api,
    /// The type of each schema that is lowered, by its location in the rewritten document.
    pub(super) types: HashMap<Pointer, Type>,
    /// Summaries of referenced schemas, by the reference.
    summaries: HashMap<&'a str, Rc<merged::ValueSummary>>,
    /// Matchers of referenced alternatives, by the reference.
    matchers: HashMap<&'a str, VariantMatcher>,
    /// The type of several schemas that a value must all fit, by their locations.
    joined: BTreeMap<Vec<Pointer>, Type>,
    /// Schemas without a name that are being lowered, by their locations.
    unnamed: BTreeMap<Vec<Pointer>, UnnamedSchema>,
    /// Lists of alternatives that are being lowered.
    open_alternatives: Vec<Pointer>,
    /// JSON types of the values of a list of alternatives, by the list's location.
    json_types_of: BTreeMap<Pointer, Vec<JsonType>>,
    /// The config's replacements that were applied, by their keys.
    replacements: BTreeSet<String>,
    /// Properties that travel in one direction, and `true` for those that go to the server.
    pub(super) one_way: Vec<(TypeId, String, bool)>,
}

impl<'a, 'cx> SchemaLowerer<'a, 'cx> {
    /// Returns a lowerer of an API without types.
    pub(super) fn new(
        cx: &'cx mut Diagnostics,
        document: &'a Document,
        config: &'a Config,
        collected: &'a Collected,
        conventions: Conventions,
    ) -> Self {
        Self {
            cx,
            document,
            config,
            extra: &collected.extra,
            has_xml: document.snapshot.contains("xml\""),
            subtypes: hierarchy::subtypes(&collected.hierarchies),
            hierarchies: &collected.hierarchies,
            api: Api {
                title: document.model.info.title.clone(),
                description: document.model.info.description.clone(),
                conventions,
                ..Api::default()
            },
            types: HashMap::new(),
            summaries: HashMap::new(),
            matchers: HashMap::new(),
            joined: BTreeMap::new(),
            unnamed: BTreeMap::new(),
            open_alternatives: Vec::new(),
            json_types_of: BTreeMap::new(),
            replacements: BTreeSet::new(),
            one_way: Vec::new(),
        }
    }
}

impl<'a> SchemaLowerer<'a, '_> {
    /// Reports a diagnostic at a location of the rewritten document.
    pub(crate) fn report(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = self.document.author(at);
        self.cx.report(code, at, message.into(), help.into());
    }

    /// Returns the type of an untyped value, and reports it.
    pub(crate) fn untyped(&mut self, at: &Pointer, what: &str) -> Type {
        self.untyped_but_for(at, what, json!({"type": "string"}))
    }

    /// Returns the type of an untyped value, and reports it with a first schema to write there.
    pub(crate) fn untyped_but_for(&mut self, at: &Pointer, what: &str, beginning: Value) -> Type {
        let message = format!("{what}, so it is untyped JSON");
        let help = "declare a `type`, or `properties` for an object";
        self.count_untyped(at, &message, help, beginning);
        Type::Any
    }

    /// Counts an untyped location once, and reports it unless another diagnostic there explains it.
    pub(crate) fn count_untyped(
        &mut self,
        at: &Pointer,
        message: &str,
        help: &str,
        beginning: Value,
    ) {
        let author = self.document.author(at);
        if self.api.untyped.contains(&author) {
            return;
        }
        if !self.cx.covers(&author) {
            let found = Diagnostic::new(Code::Untyped, author.clone(), message, help);
            self.cx.add(match Fix::merged(&author, beginning) {
                Some(fix) => found.with_fix(fix),
                None => found,
            });
        }
        self.api.untyped.insert(author);
    }

    /// Allocates a type, so that types inside can refer to it.
    pub(crate) fn define(&mut self, at: &Pointer, origin: TypeOrigin, docs: Docs) -> TypeId {
        let id = TypeId(self.api.types.len());
        let pointer = self.document.author(at);
        self.api.types.push(TypeDef {
            pointer,
            origin,
            docs,
            shape: Shape::Alias(Type::Any),
        });
        id
    }

    /// Gives an allocated type its shape.
    pub(crate) fn fill(&mut self, id: TypeId, shape: Shape) -> Type {
        let is_alias = matches!(shape, Shape::Alias(_));
        self.api.types[id.0].shape = shape;
        if is_alias {
            self.close_alias_cycle(id);
            self.limit_alias(id);
        }
        Type::Ref(id)
    }

    /// Fills a type with a struct without additional properties.
    pub(crate) fn fill_struct(&mut self, id: TypeId, role: StructRole, fields: Vec<Field>) {
        let body = StructDef {
            role,
            fields,
            ..StructDef::default()
        };
        self.fill(id, Shape::Struct(body));
    }

    /// Returns the schema behind a `$ref`, and its location.
    pub(crate) fn target(&self, reference: &str) -> Option<(Pointer, &'a ReferenceOr<Schema>)> {
        let pointer = Pointer::parse_fragment(reference)?;
        let component = component_key(&pointer)
            .and_then(|key| self.document.model.components.as_ref()?.schemas.get(&*key));
        let schema = component.or_else(|| self.extra.get(&pointer))?;
        Some((pointer, schema))
    }

    /// Reports that a part of the schema is left out.
    pub(crate) fn left_out(&mut self, at: &Pointer, message: impl Into<String>, help: &str) {
        self.report(Code::LeftOut, at, message, help);
    }
}

/// Returns the key of a pointer that is `#/components/schemas/<key>`.
fn component_key(pointer: &Pointer) -> Option<Cow<'_, str>> {
    let key = pointer.as_str().strip_prefix("/components/schemas/")?;
    pointer.last().filter(|_| !key.contains('/'))
}
