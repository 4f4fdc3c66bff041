//! Resolves references from the place where they stand.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::refs::addresses::Addresses;
use crate::document::walk::{ObjectKind, each_part, each_schema, kind_at};
use crate::pointer::Pointer;

/// The document as references see it.
pub(in crate::document) struct ReferenceScope<'a> {
    document: &'a Value,
    rill: bool,
    /// Schemas outside the places where the specification has them.
    extra: &'a [Pointer],
    /// The set of `extra`, for look-ups.
    known_extra: BTreeSet<&'a Pointer>,
    /// Made for the first reference by address.
    addresses: OnceCell<Addresses>,
}

/// The target of a reference.
#[derive(Debug)]
pub(in crate::document) struct ResolvedReference {
    pub(in crate::document) at: Pointer,
    /// `true` if another place may have been meant.
    pub(in crate::document) is_guess: bool,
}

/// The reason why a reference leads nowhere.
#[derive(Debug)]
pub(in crate::document) enum UnresolvedReference {
    Dangling,
    External,
}

/// A schema around a reference that it may start from.
struct Root {
    at: Pointer,
    /// `true` if `#` means this schema, and not only pointers may start here.
    is_resource: bool,
}

impl<'a> ReferenceScope<'a> {
    pub(in crate::document) fn new(document: &'a Value, rill: bool, extra: &'a [Pointer]) -> Self {
        Self {
            document,
            rill,
            extra,
            known_extra: extra.iter().collect(),
            addresses: OnceCell::new(),
        }
    }

    pub(in crate::document) fn document(&self) -> &'a Value {
        self.document
    }

    /// Returns `true` if a schema stands there by the rules of the specification.
    pub(in crate::document) fn is_schema(&self, at: &Pointer) -> bool {
        self.kind_at(at) == Some(ObjectKind::Schema)
    }

    fn kind_at(&self, at: &Pointer) -> Option<ObjectKind> {
        kind_at(self.document, &self.known_extra, at)
    }

    /// A reference of a part that is no schema: it starts at the document and nowhere else, and
    /// leads to a part of the same kind, or to a place the specification does not speak of.
    pub(in crate::document) fn resolve_exactly(
        &self,
        kind: ObjectKind,
        reference: &str,
    ) -> Result<ResolvedReference, UnresolvedReference> {
        if !reference.starts_with('#') {
            return Err(UnresolvedReference::External);
        }
        let pointer = Pointer::parse_fragment(reference).ok_or(UnresolvedReference::Dangling)?;
        let is_there = pointer.find(self.document).is_some_and(Value::is_object);
        let mut segments = pointer.segments();
        let is_right = match segments.next().as_deref() {
            _ if kind == ObjectKind::Schema => true,
            Some("paths" | "webhooks" | "components") => {
                let is_extension = segments.next().is_some_and(|name| name.starts_with("x-"));
                let found = self.kind_at(&pointer);
                // Both have `content`, and authors take one for the other.
                let is_alike =
                    kind == ObjectKind::Response && found == Some(ObjectKind::RequestBody);
                is_extension || is_alike || found == Some(kind)
            }
            Some("info" | "servers" | "security" | "tags") | None => false,
            Some(_) => true,
        };
        drop(segments);
        if is_there && is_right {
            Ok(exact(pointer))
        } else {
            Err(UnresolvedReference::Dangling)
        }
    }

    /// A reference of the schema at `at`, from the document or from a schema around it.
    pub(in crate::document) fn resolve(
        &self,
        at: &Pointer,
        reference: &str,
    ) -> Result<ResolvedReference, UnresolvedReference> {
        let (base, fragment) = match reference.split_once('#') {
            Some((base, fragment)) => (base, fragment),
            None => (reference, ""),
        };
        let by_address = || {
            self.addresses
                .get_or_init(|| Addresses::of(self.document, self.extra))
                .find(at, reference)
        };
        if !base.is_empty() {
            let found = by_address().ok_or(UnresolvedReference::External)?;
            return self.place(found).ok_or(UnresolvedReference::Dangling);
        }
        let Some(pointer) = Pointer::parse_fragment(reference) else {
            let roots = self.roots(at);
            let mut resources = roots.iter().filter(|root| root.is_resource);
            let found = resources.find_map(|root| self.anchor(&root.at, fragment));
            let found = found.or_else(by_address);
            return found.map(exact).ok_or(UnresolvedReference::Dangling);
        };
        if pointer == Pointer::root() {
            return self
                .this_schema(&self.roots(at))
                .ok_or(UnresolvedReference::Dangling);
        }
        self.place(pointer.clone())
            .or_else(|| {
                self.roots(at)
                    .iter()
                    .find_map(|root| self.place(root.at.join(&pointer)))
            })
            .or_else(|| self.lifted(at, &pointer))
            .ok_or(UnresolvedReference::Dangling)
    }

    fn place(&self, at: Pointer) -> Option<ResolvedReference> {
        let value = at.find(self.document)?;
        let is_schema = value.is_object() || value.is_boolean();
        // Parameters, responses and the like, which no schema can refer to, are no place.
        let is_free = matches!(self.kind_at(&at), None | Some(ObjectKind::Schema));
        (is_schema && is_free).then(|| exact(at))
    }

    fn id_of(&self, at: &Pointer) -> Option<&'a str> {
        let id = at.find(self.document)?.get("$id")?.as_str()?;
        Some(id.trim_end_matches('#'))
    }

    /// The schemas around a place, the innermost first.
    fn roots(&self, at: &Pointer) -> Vec<Root> {
        let around: Vec<Pointer> = at.ancestors().filter(|here| self.is_schema(here)).collect();
        let outermost = around.len().saturating_sub(1);
        let mut roots = Vec::new();
        for (index, here) in around.into_iter().enumerate() {
            let value = here.find(self.document);
            let has = |key: &str| value.is_some_and(|value| value.get(key).is_some());
            let is_resource = index == outermost || has("$id") || self.is_row(&here);
            if is_resource || has("$defs") || has("definitions") {
                roots.push(Root {
                    at: here,
                    is_resource,
                });
            }
        }
        roots
    }

    /// Returns `true` for a `response_schema` of Rill's authors: Rill puts it under
    /// `items` of the list it answers with.
    fn is_row(&self, at: &Pointer) -> bool {
        if !self.rill {
            return false;
        }
        let path: Vec<_> = at.segments().collect();
        let path: Vec<&str> = path.iter().map(AsRef::as_ref).collect();
        matches!(path.as_slice(), ["paths", _, _, "responses", status, "content", _, "schema", "items"]
            if status.starts_with('2'))
    }

    /// Resolves `#`: the innermost schema that is a resource.
    fn this_schema(&self, roots: &[Root]) -> Option<ResolvedReference> {
        let root = roots.iter().find(|root| root.is_resource)?;
        let is_lifted = self.rill && component_of(&root.at, "schemas").is_some();
        if !is_lifted || self.id_of(&root.at).is_some() {
            return Some(exact(root.at.clone()));
        }
        // Rill lifted this schema out of the `$defs` of the one that was meant. When one schema
        // alone refers to it, that is the one.
        match self.users_of(&root.at).as_slice() {
            [only] => Some(exact(only.clone())),
            _ => Some(ResolvedReference {
                at: root.at.clone(),
                is_guess: true,
            }),
        }
    }

    /// The schemas of requests and rows that refer to a component directly.
    fn users_of(&self, component: &Pointer) -> Vec<Pointer> {
        let mut users = BTreeSet::new();
        each_part(self.document, self.extra, &mut |part| {
            let target = part.value.get("$ref").and_then(Value::as_str);
            let target = target.and_then(Pointer::parse_fragment);
            if part.kind != ObjectKind::Schema || target.as_ref() != Some(component) {
                return;
            }
            let at = part.at.pointer();
            if component_of(&at, "schemas").is_none()
                && let Some(root) = self.roots(&at).into_iter().find(|root| root.is_resource)
                && component_of(&root.at, "schemas").is_none()
                && !root.at.starts_with(&Pointer::root().push("components"))
            {
                users.insert(root.at);
            }
        });
        users.into_iter().collect()
    }

    /// The schema inside `root` that has an anchor.
    fn anchor(&self, root: &Pointer, name: &str) -> Option<Pointer> {
        let below = anchor_in(root.find(self.document)?, name)?;
        Some(root.join(&below))
    }

    /// Resolves `#/$defs/X` of a Rill author after Rill made `X` a component: the component
    /// that has the API's prefix before the name, else the only one that ends in the name.
    fn lifted(&self, at: &Pointer, pointer: &Pointer) -> Option<ResolvedReference> {
        if !self.rill {
            return None;
        }
        let mut segments = pointer.segments();
        if !matches!(segments.next().as_deref(), Some("$defs" | "definitions")) {
            return None;
        }
        let name = segments.next()?.into_owned();
        let component = self.component_called(at, &name)?;
        let below = segments.fold(Pointer::root(), |below, segment| below.push(&segment));
        self.place(component.join(&below))
    }

    /// The component that the author of the schema at `at` knows by a name under `$defs`.
    pub(in crate::document) fn component_called(
        &self,
        at: &Pointer,
        name: &str,
    ) -> Option<Pointer> {
        let schemas = Pointer::root().push("components").push("schemas");
        let known = schemas.find(self.document)?.as_object()?;
        for prefix in self.prefixes(at) {
            let component = format!("{prefix}{name}");
            if known.contains_key(&component) {
                return Some(schemas.push(&component));
            }
        }
        let mut candidates = known.keys().filter(|component| component.ends_with(name));
        match (candidates.next(), candidates.next()) {
            (Some(only), None) => Some(schemas.push(only)),
            _ => None,
        }
    }

    /// The prefixes Rill may have put before the names of the definitions used at a place, the
    /// likely one first.
    fn prefixes(&self, at: &Pointer) -> Vec<String> {
        let mut segments = at.segments();
        let top = segments.next();
        if top.as_deref() == Some("paths") {
            return segments
                .next()
                .map(|path| prefix_of(&path))
                .into_iter()
                .collect();
        }
        let Some(component) = enclosing_component(at) else {
            return Vec::new();
        };
        let paths = self.document.get("paths").and_then(Value::as_object);
        let mut prefixes: Vec<String> = paths
            .into_iter()
            .flatten()
            .map(|(path, _)| prefix_of(path))
            .filter(|prefix| component.starts_with(prefix.as_str()))
            .collect();
        prefixes.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        prefixes
    }
}

pub(in crate::document) fn has_anchor(schema: &Value, name: &str) -> bool {
    let is_named = |key: &str| schema.get(key).and_then(Value::as_str) == Some(name);
    is_named("$anchor") || is_named("$dynamicAnchor")
}

/// The schema inside a schema that has an anchor, the outer before the inner, whatever the order of maps.
pub(in crate::document) fn anchor_in(schema: &Value, name: &str) -> Option<Pointer> {
    let mut found: Option<Pointer> = None;
    each_schema(schema, &mut |part| {
        if has_anchor(part.value, name) {
            let at = part.at.pointer();
            found = Some(found.take().map_or(at.clone(), |known| known.min(at)));
        }
    });
    found
}

fn exact(at: Pointer) -> ResolvedReference {
    ResolvedReference {
        at,
        is_guess: false,
    }
}

/// The name of the component that a place is in.
fn enclosing_component(at: &Pointer) -> Option<String> {
    let mut segments = at.segments();
    let is_component = segments.next().as_deref() == Some("components")
        && segments.next().as_deref() == Some("schemas");
    is_component
        .then(|| segments.next().map(std::borrow::Cow::into_owned))
        .flatten()
}

/// The name in `#/components/<section>/<name>`.
pub(in crate::document) fn component_of(at: &Pointer, section: &str) -> Option<String> {
    let mut segments = at.segments();
    let is_section = segments.next()? == "components" && segments.next()? == section;
    let name = segments.next()?.into_owned();
    (is_section && segments.next().is_none()).then_some(name)
}

/// Returns the prefix of the names of an API's definitions: the API's name in Pascal case,
/// where only `_`, `-` and spaces part words and only the first letter of each changes.
pub(in crate::document) fn prefix_of(path: &str) -> String {
    let name = path.strip_prefix('/').unwrap_or(path);
    let mut prefix = String::new();
    for word in name.split(['_', '-', ' ']) {
        let mut letters = word.chars();
        prefix.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        prefix.push_str(letters.as_str());
    }
    prefix
}

#[cfg(test)]
mod tests {
    use super::prefix_of;

    #[test]
    fn prefixes_are_made_as_rill_makes_them() {
        assert_eq!(prefix_of("/campaign_performance"), "CampaignPerformance");
        assert_eq!(prefix_of("/13.dotted.name"), "13.dotted.name");
        assert_eq!(prefix_of("/ns:x y"), "Ns:xY");
    }
}
