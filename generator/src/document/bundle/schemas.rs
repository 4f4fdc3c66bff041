//! Schemas of other files become components.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::find::{FileReference, Role, references};
use super::inline::write;
use super::{Bundle, Target, names, whole_address};
use crate::document::value::object_at;
use crate::pointer::Pointer;

impl Bundle<'_> {
    /// Copies every schema that is referred to in another file, and what it refers to in turn.
    pub(super) fn schemas(&mut self, document: &mut Value) {
        let section = self.section.clone();
        let found = schema_references(document, &Pointer::root(), Role::Object);
        let mut reached = BTreeSet::new();
        let mut open = Vec::new();
        let mut own: BTreeMap<Pointer, Pointer> = BTreeMap::new();
        for found in &found {
            let base = self.base_of(&found.at);
            let at = self.written.before(&found.place());
            if let Target::Other(target) = self.target(base.as_deref(), found, &at) {
                // `Pet: {$ref: pet.yaml}` among the components is how the file is called.
                if is_component(document, &section, found) {
                    own.entry(target.clone())
                        .or_insert_with(|| found.at.clone());
                }
                open.push(target);
            }
        }
        while let Some(place) = open.pop() {
            if reached.insert(place.clone()) {
                open.extend(self.reached_from(&place));
            }
        }
        if reached.is_empty() {
            self.relink(document, &found, &BTreeMap::new());
            return;
        }
        let known = section.find(document).and_then(Value::as_object);
        let taken = known
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect();
        let unnamed = reached.iter().filter(|place| !own.contains_key(place));
        let named = names::assign(&unnamed.cloned().collect(), taken);
        let mut places = own;
        places.extend(
            named
                .into_iter()
                .map(|(place, name)| (place, section.push(&name))),
        );
        self.copy_all(document, &mut places);
        let all = schema_references(document, &Pointer::root(), Role::Object);
        self.relink(document, &all, &places);
    }

    /// The schemas of other files that a schema of another file refers to.
    fn reached_from(&mut self, place: &Pointer) -> Vec<Pointer> {
        let Some(base) = place.file() else {
            return Vec::new();
        };
        let Some(value) = self.file(base).ok().and_then(|file| place.find(file)) else {
            return Vec::new();
        };
        let found = schema_references(value, place, Role::Schema);
        let mut reached = Vec::new();
        for found in found {
            if let Target::Other(target) = self.target(Some(base), &found, &found.place()) {
                reached.push(target);
            }
        }
        reached
    }

    /// Writes the schemas where they belong; what has no room or no place is not among `places`
    /// afterwards.
    fn copy_all(&mut self, document: &mut Value, places: &mut BTreeMap<Pointer, Pointer>) {
        places.retain(|target, at| {
            let Some(mut value) = self.copy(target) else {
                return false;
            };
            if let Value::Object(map) = &mut value {
                // What refers to these has components of its own.
                map.shift_remove("$defs");
                map.shift_remove("definitions");
            }
            let top = document.as_object_mut();
            let Some(map) = top.and_then(|top| object_at(top, &at.parent()?)) else {
                return false;
            };
            let name = at.last().unwrap_or_default().into_owned();
            map.insert(name, value);
            self.written.record(at.clone(), target.clone());
            true
        });
    }

    /// Points references to where their schemas are now.
    fn relink(
        &mut self,
        document: &mut Value,
        all: &[FileReference],
        places: &BTreeMap<Pointer, Pointer>,
    ) {
        for found in all {
            let base = self.base_of(&found.at);
            let at = self.written.before(&found.place());
            let target = self.target(base.as_deref(), found, &at);
            let new = match &target {
                Target::AsItIs => None,
                Target::Own(pointer) => Some(pointer.to_reference()),
                Target::Other(place) => {
                    let to = places.get(place).map(Pointer::to_reference);
                    if to.is_none() {
                        self.lost(found, &at, "too much would be copied");
                    }
                    to.or_else(|| whole_address(base.as_deref(), &found.text))
                }
                Target::None => whole_address(base.as_deref(), &found.text),
            };
            if let Some(new) = new {
                write(document, found, new);
            }
            if let Target::Other(place) = target
                && let Some(at) = places.get(&place)
            {
                keep_tag(document, &found.at, &place, at);
            }
        }
    }
}

/// Without a mapping a discriminator's value is the name of a schema (OpenAPI 3.0.3, section
/// 4.7.25). Where that schema has another name now, the mapping says which one is meant.
fn keep_tag(document: &mut Value, branch: &Pointer, place: &Pointer, component: &Pointer) {
    let (Some(tag), Some(name)) = (place.last(), component.last()) else {
        return;
    };
    let list = branch.parent();
    let around = list.as_ref().and_then(Pointer::parent);
    let is_branch = list
        .as_ref()
        .and_then(Pointer::last)
        .is_some_and(|key| key == "oneOf" || key == "anyOf");
    let Some(around) = around.filter(|_| is_branch && tag != name) else {
        return;
    };
    let discriminator = around.push("discriminator");
    let Some(Value::Object(map)) = discriminator.find_mut(document) else {
        return;
    };
    let mapping = map
        .entry("mapping")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(mapping) = mapping {
        mapping
            .entry(tag.into_owned())
            .or_insert_with(|| Value::String(component.to_reference()));
    }
}

fn schema_references(value: &Value, at: &Pointer, role: Role) -> Vec<FileReference> {
    let mut found = references(value, at, role);
    found.retain(|found| found.role == Role::Schema);
    found
}

/// Returns `true` if a component is nothing but the reference.
fn is_component(document: &Value, section: &Pointer, found: &FileReference) -> bool {
    let value = found.at.find(document);
    !found.is_mapping
        && found.at.parent().as_ref() == Some(section)
        && value
            .and_then(Value::as_object)
            .is_some_and(|map| map.len() == 1)
}
