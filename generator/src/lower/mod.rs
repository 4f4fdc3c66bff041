//! Document → model: references resolved, schemas classified and merged, gaps reported.
//!
//! A schema is first flattened (`merge`): the members of `allOf` and the targets of references
//! become one `Merged` view. `schema` holds the one decision table from that view to a
//! type. A type is made once for each place in the document: whether it is met inline or through
//! a reference, `Lowering::types` knows the place.

mod access;
mod alias;
mod arguments;
mod components;
mod defaults;
mod enumeration;
mod external;
mod extra;
mod family;
mod limits;
mod map;
mod matcher;
mod merge;
mod object;
mod order;
mod ordinary;
mod parts;
mod rill;
mod scalar;
mod schema;
mod select;
mod tags;
mod unify;
mod union;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use openapiv3::{ReferenceOr, Schema};
use serde_json::{Value, json};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Fix};
use crate::document::Document;
use crate::ir::{
    Api, Conventions, Docs, JsonType, Shape, Type, TypeDef, TypeId, TypeOrigin, VariantMatcher,
};
use crate::pointer::Pointer;

/// Turns a document into the model. What cannot be typed is reported and left untyped; the rest
/// stands.
pub fn lower(cx: &mut Diagnostics, document: &Document, config: &Config) -> Api {
    let extra = extra::collect(document);
    let families = family::collect(document);
    let mut lowering = Lowering {
        cx,
        document,
        config,
        extra: &extra,
        kinds: family::kinds(&families),
        families: &families,
        api: Api {
            title: document.model.info.title.clone(),
            conventions: if document.rill {
                rill::CONVENTIONS
            } else {
                Conventions::default()
            },
            ..Api::default()
        },
        types: HashMap::new(),
        gists: HashMap::new(),
        matchers: HashMap::new(),
        joined: BTreeMap::new(),
        choosing: Vec::new(),
        kinds_of: BTreeMap::new(),
        shared: ordinary::Shared::default(),
        replacements: BTreeSet::new(),
        one_way: Vec::new(),
        met: select::Met::new(),
    };
    if config.selection.types_only {
        lowering.all_components();
    } else if document.rill {
        lowering.rill_operations();
    } else {
        lowering.ordinary_operations();
    }
    lowering.settle_access();
    lowering.report_unused_replacements();
    if document.rill && !config.selection.types_only {
        lowering.settle_rows();
    }
    lowering.settle_order();
    // Last, since ids change.
    let equal = lowering.unify_enums();
    lowering.drop_dissolved(&equal);
    lowering.api
}

/// Schemas that are referred to by a pointer but are no components.
type Extra = BTreeMap<Pointer, ReferenceOr<Schema>>;

struct Lowering<'a, 'cx> {
    cx: &'cx mut Diagnostics,
    document: &'a Document,
    config: &'a Config,
    extra: &'a Extra,
    /// Bases whose kinds join them by `allOf`, by their places.
    families: &'a family::Families,
    /// The places of all those kinds, and what tells them apart.
    kinds: family::Kinds,
    api: Api,
    /// The type of each place that was met, by its pointer in the rewritten document.
    types: HashMap<Pointer, Type>,
    /// What schemas that are referred to say of whole values, by the reference.
    gists: HashMap<&'a str, Rc<parts::Gist>>,
    /// What values of alternatives that are referred to must look like, by the reference.
    matchers: HashMap<&'a str, VariantMatcher>,
    /// The type of several schemas that hold together, by the places of all of them.
    joined: BTreeMap<Vec<Pointer>, Option<Type>>,
    /// Lists of alternatives that are being lowered.
    choosing: Vec<Pointer>,
    /// JSON types that the values of a list of alternatives can have, by the list's place.
    kinds_of: BTreeMap<Pointer, Vec<JsonType>>,
    /// What ordinary operations share.
    shared: ordinary::Shared,
    /// The config's replacements of schemas that were met, by their keys.
    replacements: BTreeSet<String>,
    /// Properties that travel in one direction, and whether that is to the server.
    one_way: Vec<(TypeId, String, bool)>,
    /// Selectors of the config that have met an operation.
    met: select::Met,
}

impl<'a> Lowering<'a, '_> {
    fn report(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let at = self.document.author(at);
        self.cx.report(code, at, message.into(), help.into());
    }

    /// Nothing is known of the value at `at`.
    fn untyped(&mut self, at: &Pointer, what: &str) -> Type {
        self.untyped_but_for(at, what, json!({"type": "string"}))
    }

    /// The same where what could be written there, to begin with, is not a type of its own.
    fn untyped_but_for(&mut self, at: &Pointer, what: &str, beginning: Value) -> Type {
        let message = format!("{what}, so it is untyped JSON");
        let help = "declare a `type`, or `properties` for an object";
        self.count_untyped(at, &message, help, beginning);
        Type::Any
    }

    /// Counts an untyped place once, and reports it unless a finding there says why already.
    fn count_untyped(&mut self, at: &Pointer, message: &str, help: &str, beginning: Value) {
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

    /// Makes room for a type, so that what stands inside can refer to it.
    fn define(&mut self, at: &Pointer, origin: TypeOrigin, docs: Docs) -> TypeId {
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

    fn fill(&mut self, id: TypeId, shape: Shape) -> Type {
        let is_alias = matches!(shape, Shape::Alias(_));
        self.api.types[id.0].shape = shape;
        if is_alias {
            self.close_circle(id);
        }
        Type::Ref(id)
    }

    /// The schema behind a `$ref`, and where it stands.
    fn target(&self, reference: &str) -> Option<(Pointer, &'a ReferenceOr<Schema>)> {
        let pointer = Pointer::parse_fragment(reference)?;
        let component = component_key(&pointer)
            .and_then(|key| self.document.model.components.as_ref()?.schemas.get(&*key));
        let schema = component.or_else(|| self.extra.get(&pointer))?;
        Some((pointer, schema))
    }
}

/// The key of `#/components/schemas/<key>`, when the pointer is just that.
fn component_key(pointer: &Pointer) -> Option<Cow<'_, str>> {
    let key = pointer.as_str().strip_prefix("/components/schemas/")?;
    pointer.last().filter(|_| !key.contains('/'))
}
