//! First stage: bytes in, one document out, whatever dialect it was written in.
//!
//! ```text
//! bytes → decode → one JSON value → refuse (is it a document at all?)
//!       → overlay (changes that stand in files of their own)
//!       → external (what is referred to in other files is taken in)
//!       → swagger2 (what is written as 2.0 has it)
//!       → reference (every `$ref` leads somewhere)
//!       → newer, structure, openapi31 (rewritten to OpenAPI 3.0, in place)
//!       → reference (what moved is pointed to again)
//!       → model (`openapiv3`, part by part)
//! ```
//!
//! The rewrites run whatever version the document claims: Rill writes "3.0.3" over JSON Schema
//! 2020-12. Rewriting a plain 3.0 document changes nothing, and rewriting twice is the same as
//! once. Only the author's own words are reported on: [`Origins`] leads back to them.

mod declared;
mod decode;
mod discriminator;
mod edit;
mod external;
mod hoist;
mod infer;
mod input;
mod keys;
mod keyword;
mod links;
pub mod locate;
mod model;
mod newer;
mod nullable;
mod openapi31;
mod order;
mod origin;
mod overlay;
mod path_item;
mod reference;
mod refuse;
mod resolve;
mod rewrite;
mod scope;
mod security;
mod siblings;
mod structure;
mod swagger2;
mod variants;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{OpenAPI, PathItem, ReferenceOr, Schema};
use serde_json::{Value, json};

use self::links::Links;
use self::origin::Moves;
use self::rewrite::Rewrite;
use self::walk::Kind;
use crate::diagnostic::{Diagnostics, Refusal};
use crate::pointer::Pointer;
use crate::threads::{beside, let_go};

pub use self::input::{Input, Source};
pub(crate) use self::order::Order;
pub use self::origin::Origins;

/// Which rules a document follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Rill's, if its one server is a Rill instance.
    #[default]
    Auto,
    /// Rill's, whatever the servers say.
    Rill,
}

/// A document, rewritten to OpenAPI 3.0.
#[derive(Clone, Debug)]
pub struct Document {
    /// The rewritten document. Maps are sorted but for those whose order is the author's to choose.
    pub value: Value,
    /// The same in types.
    pub model: OpenAPI,
    /// Where the parts of `value` came from.
    pub origins: Origins,
    /// Whether it follows Rill's rules.
    pub rill: bool,
    /// What OpenAPI 3.0 has no place for, by name.
    webhooks: BTreeMap<String, PathItem>,
    /// The schemas of stream items, by their places.
    item_schemas: BTreeMap<Pointer, ReferenceOr<Schema>>,
    /// The schemas that are found by pointer alone: those that references lead to outside the
    /// components, and those that OpenAPI 3.0 has no keyword for.
    pub pointed: BTreeSet<Pointer>,
    /// The text to commit: the author's document as JSON in the author's order, with what it refers
    /// to in other files, and before overlays. For a Rill document the server is replaced, since host
    /// and instance change with every deployment.
    pub snapshot: String,
    /// The author's places of the operations that it declares.
    pub declared: Vec<Pointer>,
    /// The positions of its operations.
    pub(crate) order: Order,
}

impl Document {
    /// The author's place of a place in `value`.
    pub fn author(&self, rewritten: &Pointer) -> Pointer {
        self.origins.author(rewritten)
    }

    /// The author's name of a definition that Rill made a component of: the component's key without
    /// the prefix of the API it was lifted from.
    pub fn definition_name<'k>(&self, component: &'k str) -> &'k str {
        if !self.rill {
            return component;
        }
        let prefixes = self
            .model
            .paths
            .paths
            .keys()
            .map(|path| scope::prefix_of(path));
        let names = prefixes.filter_map(|prefix| component.strip_prefix(prefix.as_str()));
        names
            .filter(|name| !name.is_empty())
            .min_by_key(|name| name.len())
            .unwrap_or(component)
    }

    /// What is needed once it is lowered: the text to commit and the declared operations. The rest is
    /// most of what memory holds.
    pub(crate) fn remainder(mut self) -> (String, Vec<Pointer>) {
        let snapshot = std::mem::take(&mut self.snapshot);
        let declared = std::mem::take(&mut self.declared);
        let_go(self);
        (snapshot, declared)
    }

    /// The schema at a place of `value`, for references to schemas that are no components.
    pub fn schema_at(&self, at: &Pointer) -> Option<ReferenceOr<Schema>> {
        let value = at.find(&self.value).filter(|value| value.is_object())?;
        model::schema(value)
    }
}

/// Reads a document. Gaps are reported to `cx` and passed over.
///
/// # Errors
///
/// When the bytes are no OpenAPI document of a version and kind that is understood.
pub fn load<'i>(
    cx: &mut Diagnostics,
    input: impl Into<Cow<'i, Input>>,
    dialect: Dialect,
) -> Result<Document, Refusal> {
    read(cx, &input.into(), dialect)
}

fn read(cx: &mut Diagnostics, input: &Input, dialect: Dialect) -> Result<Document, Refusal> {
    let (mut value, rill) = open(cx, &input.document, dialect)?;
    let plain = (!input.overlays.is_empty()).then(|| value.clone());
    let mut written = Moves::default();
    for overlay in &input.overlays {
        overlay::apply(cx, overlay, &mut value, &mut written)?;
    }
    refuse::foreign_value(&value)?;
    let refers_outside = external::may_refer_outside(input);
    if refers_outside {
        external::bundle(cx, input, &mut value, &mut written, &mut BTreeMap::new());
    }
    let order = Order::of(&value);
    let is_old = !rill && swagger2::is_old(&value);
    let (snapshot, is_resolved) = match plain {
        // The text is written while references are looked at: neither changes anything.
        None => beside(
            || snapshot(&value, rill),
            || !is_old && reference::is_resolved(&value, rill),
        ),
        Some(mut plain) => {
            // Overlays are files of the user's own and applied again to what is committed.
            let mut moves = Moves::default();
            if refers_outside {
                let cx = &mut Diagnostics::default();
                external::bundle(cx, input, &mut plain, &mut moves, &mut BTreeMap::new());
            }
            (snapshot(&plain, rill), false)
        }
    };
    order::sort(&mut value);
    let declared = declared::operations(&value);
    let declared = declared.iter().map(|at| written.before(at)).collect();
    let mut rewrite = Rewrite::new(cx, rill);
    rewrite.origins = Origins::new(written);
    if is_old {
        swagger2::rewrite(&mut rewrite, &mut value);
        rewrite.origins.settle();
    }
    newer::version(&mut rewrite, &value);
    if !is_resolved {
        reference::resolve(&mut rewrite, &mut value);
    }
    let mut links = rewritten(&mut rewrite, &mut value);
    let whole = model::read(&mut rewrite, &mut value, &mut links)?;
    let item_schemas = model::item_schemas(&value, &links);
    let origins = rewrite.origins;
    Ok(Document {
        webhooks: whole.webhooks,
        item_schemas,
        pointed: links.pointed(),
        value,
        model: whole.model,
        origins,
        rill,
        snapshot,
        declared,
        order,
    })
}

/// Lists the files that a document refers to and that its input does not have yet.
///
/// What is added can refer to more files, so the list is asked for until it is empty. The document and
/// each file are parsed once, however many rounds that takes.
#[derive(Debug, Default)]
pub struct MissingFiles {
    /// The document with its overlays applied; `None` before the first round and where it cannot be parsed.
    document: Option<(Value, Moves)>,
    files: external::ParsedFiles,
}

impl MissingFiles {
    /// Returns the addresses that the document refers to and that its input neither has nor refuses.
    ///
    /// Every call must be given the same input, but for what was added to it.
    pub fn list(&mut self, input: &Input) -> BTreeSet<String> {
        if !external::may_refer_outside(input) {
            return BTreeSet::new();
        }
        let mut cx = Diagnostics::default();
        if self.document.is_none() {
            self.document = overlaid(&mut cx, input).ok();
        }
        let Some((mut value, mut written)) = self.document.clone() else {
            return BTreeSet::new();
        };
        external::bundle(&mut cx, input, &mut value, &mut written, &mut self.files)
    }
}

/// Returns the addresses that a document refers to and that its input neither has nor refuses. What
/// is added can refer to more: [`MissingFiles`] answers that without parsing all of it anew.
pub fn missing(input: &Input) -> BTreeSet<String> {
    MissingFiles::default().list(input)
}

/// Parses the document and applies its overlays.
fn overlaid(cx: &mut Diagnostics, input: &Input) -> Result<(Value, Moves), Refusal> {
    let mut value = decode::decode(cx, &input.document)?;
    let mut written = Moves::default();
    for overlay in &input.overlays {
        overlay::apply(cx, overlay, &mut value, &mut written)?;
    }
    Ok((value, written))
}

/// The text to commit of a document that is not rewritten yet.
fn snapshot(value: &Value, rill: bool) -> String {
    let mut text = if rill && let Value::Object(map) = value {
        let mut map = map.clone();
        map.insert(
            "servers".to_owned(),
            json!([{"url": "/v1/instances/default/api"}]),
        );
        serde_json::to_string_pretty(&map)
    } else {
        serde_json::to_string_pretty(value)
    }
    .unwrap_or_default();
    text.push('\n');
    text
}

/// The author's document, and whether it is Rill's.
fn open(cx: &mut Diagnostics, source: &Source, dialect: Dialect) -> Result<(Value, bool), Refusal> {
    let value = decode::decode(cx, source)?;
    let map = refuse::foreign_value(&value)?;
    let rill = match dialect {
        Dialect::Rill => true,
        Dialect::Auto => is_rill(map.get("servers")),
    };
    Ok((value, rill))
}

/// Whether the one server is an instance of Rill: `…/v1/instances/<id>/api`.
fn is_rill(servers: Option<&Value>) -> bool {
    let Some([server]) = servers.and_then(Value::as_array).map(Vec::as_slice) else {
        return false;
    };
    let Some(url) = server.get("url").and_then(Value::as_str) else {
        return false;
    };
    let path = url.strip_suffix('/').unwrap_or(url);
    let mut segments = path.rsplit('/');
    segments.next() == Some("api")
        && segments.next().is_some_and(|instance| !instance.is_empty())
        && segments.next() == Some("instances")
        && segments.next() == Some("v1")
}

/// All rewrites, in place. What leads where then is listed.
fn rewritten(rewrite: &mut Rewrite<'_>, value: &mut Value) -> Links {
    let extra = rewrite.extra.clone();
    walk::walk_mut(value, &extra, &mut |kind, at, depth, part| {
        let at = at.pointer();
        newer::part(rewrite, kind, &at, part);
        match kind {
            Kind::Schema => openapi31::schema(rewrite, &at, depth, part),
            _ => structure::part(rewrite, kind, &at, part),
        }
    });
    let mut links = reference::relink(rewrite, value);
    siblings::simplify(rewrite, value, &mut links);
    order::sort(value);
    links
}
