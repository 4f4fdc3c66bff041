//! First stage: bytes in, one document out, whatever dialect it was written in.
//!
//! ```text
//! bytes → parse → one JSON value, refused if it is no OpenAPI document
//!       → overlay (changes that stand in files of their own)
//!       → bundle (takes in what is referred to in other files)
//!       → normalize::swagger2
//!       → refs (every `$ref` leads somewhere)
//!       → normalize (rewritten to OpenAPI 3.0, in place; references follow)
//!       → model (`openapiv3`, part by part)
//! ```
//!
//! Only the author's own words are reported on: [`Origins`] leads back to them.

mod address;
mod bundle;
mod input;
mod model;
mod normalize;
mod operations;
mod order;
mod origin;
mod overlay;
pub(crate) mod parse;
mod private_keys;
mod refs;
mod rewrite;
mod value;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{OpenAPI, PathItem, ReferenceOr, Schema};
use serde_json::{Value, json};

use self::origin::PointerMap;
use self::rewrite::Rewrite;
use crate::config::Dialect;
use crate::diagnostic::{Diagnostics, FatalError};
use crate::parallel::drop_in_background;
use crate::pointer::Pointer;

pub use self::input::{Input, Source};
pub(crate) use self::order::Order;
pub use self::origin::Origins;
pub(crate) use private_keys::{DEFAULT_MAPPING, INFERRED, UNEVALUATED};

/// A document, rewritten to OpenAPI 3.0.
#[derive(Clone, Debug)]
pub struct Document {
    /// The rewritten document. Maps are sorted but for those whose order is the author's to choose.
    pub value: Value,
    /// The rewritten document in types.
    pub model: OpenAPI,
    /// The way from the parts of `value` back to the author's.
    pub origins: Origins,
    /// `true` if it follows Rill's rules.
    pub rill: bool,
    /// The webhooks by name, which OpenAPI 3.0 has no place for.
    webhooks: BTreeMap<String, PathItem>,
    /// The schemas of stream items, by their places.
    item_schemas: BTreeMap<Pointer, ReferenceOr<Schema>>,
    /// The schemas that are found by pointer alone: those that references lead to outside the
    /// components, and those that OpenAPI 3.0 has no keyword for.
    pub extra_schemas: BTreeSet<Pointer>,
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
            .map(|path| refs::scope::prefix_of(path));
        let names = prefixes.filter_map(|prefix| component.strip_prefix(prefix.as_str()));
        names
            .filter(|name| !name.is_empty())
            .min_by_key(|name| name.len())
            .unwrap_or(component)
    }

    /// Returns the parts that are needed once it is lowered: the text to commit and the declared
    /// operations. The rest holds most of the memory.
    pub(crate) fn into_snapshot(mut self) -> (String, Vec<Pointer>) {
        let snapshot = std::mem::take(&mut self.snapshot);
        let declared = std::mem::take(&mut self.declared);
        drop_in_background(self);
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
) -> Result<Document, FatalError> {
    read(cx, &input.into(), dialect)
}

fn read(cx: &mut Diagnostics, input: &Input, dialect: Dialect) -> Result<Document, FatalError> {
    let (mut value, rill) = open(cx, &input.document, dialect)?;
    let plain = (!input.overlays.is_empty()).then(|| value.clone());
    let mut written = PointerMap::default();
    for overlay in &input.overlays {
        overlay::apply(cx, overlay, &mut value, &mut written)?;
    }
    parse::foreign_value(&value)?;
    refs::own::localize(&mut value);
    if bundle::may_refer_outside(input) {
        bundle::bundle(cx, input, &mut value, &mut written, &mut BTreeMap::new());
    }
    let order = Order::of(&value);
    let is_old = !rill && normalize::swagger2::is_old(&value);
    let snapshot = match plain {
        None => snapshot(&value, rill),
        Some(plain) => snapshot_without_overlays(input, plain, rill),
    };
    order::sort(&mut value);
    let declared = operations::declared(&value);
    let declared = declared.iter().map(|at| written.before(at)).collect();
    let mut rewrite = Rewrite::new(cx, rill);
    rewrite.origins = Origins::new(written);
    if is_old {
        normalize::swagger2::rewrite(&mut rewrite, &mut value);
        rewrite.origins.begin_stage();
    }
    normalize::report_version(&mut rewrite, &value);
    refs::resolve(&mut rewrite, &mut value);
    let mut links = normalize::rewrite(&mut rewrite, &mut value);
    let typed = model::read(&mut rewrite, &mut value, &mut links)?;
    let item_schemas = model::item_schemas(&value, &links);
    let origins = rewrite.origins;
    Ok(Document {
        webhooks: typed.webhooks,
        item_schemas,
        extra_schemas: links.extra_schemas(),
        value,
        model: typed.model,
        origins,
        rill,
        snapshot,
        declared,
        order,
    })
}

/// Lists the files that a document refers to and that its input does not have yet.
///
/// Added files can refer to more files, so the list is asked for until it is empty. The document and
/// each file are parsed once, however many rounds that takes.
#[derive(Debug, Default)]
pub struct MissingFiles {
    /// The document with its overlays applied; `None` before the first round and where it cannot be parsed.
    document: Option<(Value, PointerMap)>,
    files: bundle::ParsedFiles,
}

impl MissingFiles {
    /// Returns the addresses that the document refers to and that its input neither has nor refuses.
    ///
    /// Every call must be given the same input, but for what was added to it.
    pub fn list(&mut self, input: &Input) -> BTreeSet<String> {
        if !bundle::may_refer_outside(input) {
            return BTreeSet::new();
        }
        let mut cx = Diagnostics::default();
        if self.document.is_none() {
            self.document = overlaid(&mut cx, input).ok();
        }
        let Some((mut value, mut written)) = self.document.clone() else {
            return BTreeSet::new();
        };
        bundle::bundle(&mut cx, input, &mut value, &mut written, &mut self.files)
    }
}

/// Returns the addresses that a document refers to and that its input neither has nor refuses. What
/// is added can refer to more: [`MissingFiles`] answers that without parsing all of it anew.
pub fn missing(input: &Input) -> BTreeSet<String> {
    MissingFiles::default().list(input)
}

/// Parses the document and applies its overlays.
fn overlaid(cx: &mut Diagnostics, input: &Input) -> Result<(Value, PointerMap), FatalError> {
    let mut value = parse::decode(cx, &input.document)?;
    let mut written = PointerMap::default();
    for overlay in &input.overlays {
        overlay::apply(cx, overlay, &mut value, &mut written)?;
    }
    refs::own::localize(&mut value);
    Ok((value, written))
}

/// Returns the text to commit where there are overlays: they are files of the user's own, and applied
/// again to what is committed.
fn snapshot_without_overlays(input: &Input, mut value: Value, rill: bool) -> String {
    if bundle::may_refer_outside(input) {
        let cx = &mut Diagnostics::default();
        let moves = &mut PointerMap::default();
        bundle::bundle(cx, input, &mut value, moves, &mut BTreeMap::new());
    }
    snapshot(&value, rill)
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

/// Reads the author's document, and finds out if it is Rill's.
fn open(
    cx: &mut Diagnostics,
    source: &Source,
    dialect: Dialect,
) -> Result<(Value, bool), FatalError> {
    let told = |error| match dialect {
        Dialect::Rill => parse::for_rill(error),
        Dialect::Auto => error,
    };
    let value = parse::decode(cx, source).map_err(told)?;
    let map = parse::foreign_value(&value).map_err(told)?;
    let rill = match dialect {
        Dialect::Rill => true,
        Dialect::Auto => is_rill(map.get("servers")),
    };
    Ok((value, rill))
}

/// Returns `true` if the one server is an instance of Rill: `…/v1/instances/<id>/api`.
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
