//! Schemas that have addresses: by `$id`, from the address of the schema around them, and by anchors
//! (JSON Schema 2020-12 core, section 8.2).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::address;
use crate::document::walk::{ObjectKind, each_part};
use crate::pointer::Pointer;

/// The addresses of a document's schemas.
#[derive(Debug, Default)]
pub(in crate::document) struct Addresses {
    /// The schemas with an `$id`, by their whole addresses.
    resources: BTreeMap<String, Pointer>,
    /// The addresses by schema.
    ids: BTreeMap<Pointer, String>,
    /// The schemas with an anchor, by its name.
    anchors: BTreeMap<String, Vec<Pointer>>,
}

impl Addresses {
    pub(in crate::document) fn of(document: &Value, extra: &[Pointer]) -> Self {
        let mut found = Self::default();
        each_part(document, extra, &mut |part| {
            if part.kind != ObjectKind::Schema {
                return;
            }
            let text = |key: &str| part.value.get(key).and_then(Value::as_str);
            if let Some(id) = text("$id") {
                let at = part.at.pointer();
                let (whole, _) = address::resolve(found.base(&at), id);
                found.resources.entry(whole.clone()).or_insert(at.clone());
                found.ids.insert(at, whole);
            }
            for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
                let known = found.anchors.entry(name.to_owned()).or_default();
                known.push(part.at.pointer());
            }
        });
        found.anchors.values_mut().for_each(|places| places.sort());
        found
    }

    /// Returns the address of the schema that is the resource around a place.
    fn base(&self, at: &Pointer) -> &str {
        let id = self.resource(at).and_then(|at| self.ids.get(&at));
        id.map_or("", String::as_str)
    }

    fn resource(&self, at: &Pointer) -> Option<Pointer> {
        at.ancestors().find(|here| self.ids.contains_key(here))
    }

    /// Returns the place that a reference from a schema leads to by address or anchor.
    pub(in crate::document) fn find(&self, at: &Pointer, reference: &str) -> Option<Pointer> {
        let (whole, fragment) = address::resolve(self.base(at), reference);
        let root = if reference.starts_with('#') {
            self.resource(at)
        } else {
            Some(self.resources.get(&whole)?.clone())
        };
        if let Some(below) = Pointer::parse_fragment(&fragment) {
            return Some(root?.join(&below));
        }
        let places = self.anchors.get(fragment.trim_start_matches('#'))?;
        let mut own = places.iter().filter(|at| self.resource(at) == root);
        own.next().cloned()
    }
}
