//! Generic schemas: `$dynamicRef` and `$dynamicAnchor` (JSON Schema 2020-12 core, section 8.2.3.2).
//!
//! A `$dynamicRef` means the anchor of that name in the outermost schema that the reader came through. So a schema that
//! has the anchor, and refers to one with such references inside, gets a copy of it that refers to its own anchor.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::document::refs::reference_graph::target;
use crate::document::rewrite::Rewrite;
use crate::document::walk::{ObjectKind, each_part, walk_mut};
use crate::pointer::{Pointer, push_index, push_segment};

/// Set beside a `$ref` that was a `$dynamicRef`, with the name of the anchor.
const DYNAMIC: &str = "x-codegen-dynamic";

/// The most schemas that are copied.
const MOST_COPIES: usize = 10_000;

/// Makes dynamic references plain ones, and marks them.
pub(super) fn mark(rewrite: &Rewrite<'_>, document: &mut Value) {
    walk_mut(document, &rewrite.extra, &mut |kind, _, _, part| {
        let Value::Object(map) = part else { return };
        if kind != ObjectKind::Schema || map.contains_key("$ref") {
            return;
        }
        if let Some(Value::String(_)) = map.get("$recursiveRef")
            && let Some(reference) = map.shift_remove("$recursiveRef")
        {
            map.insert("$ref".to_owned(), reference);
        } else if let Some(Value::String(text)) = map.get("$dynamicRef") {
            let text = text.clone();
            let name = text.rsplit('#').next().unwrap_or_default();
            map.insert(DYNAMIC.to_owned(), name.into());
            map.shift_remove("$dynamicRef");
            map.insert("$ref".to_owned(), text.into());
        }
    });
}

/// Copies generic schemas for those that set what they leave open, and removes the marks. Every reference is a pointer.
pub(super) fn copy_generics(rewrite: &mut Rewrite<'_>, document: &mut Value) -> bool {
    let (mut names, mut marks) = (BTreeSet::new(), Vec::new());
    let mut anchors: Vec<(Pointer, String)> = Vec::new();
    each_part(document, &rewrite.extra, &mut |part| {
        let text = |key: &str| part.value.get(key).and_then(Value::as_str);
        if let Some(name) = text(DYNAMIC) {
            names.insert(name.to_owned());
            marks.push(part.at.pointer());
        }
        let name = text("$dynamicAnchor").map(str::to_owned);
        anchors.extend(name.map(|name| (part.at.pointer(), name)));
    });
    if names.is_empty() {
        return false;
    }
    // What each schema sets, in its definitions or as itself.
    let mut arguments: BTreeMap<Pointer, BTreeMap<String, Pointer>> = BTreeMap::new();
    for (at, name) in anchors.into_iter().filter(|(_, name)| names.contains(name)) {
        let above = at
            .parent()
            .filter(|above| above.last().as_deref() == Some("$defs"));
        let owner = above.and_then(|above| above.parent()).unwrap_or(at.clone());
        arguments.entry(owner).or_default().insert(name, at);
    }
    let is_generic = |owner: &&Pointer| marks.iter().any(|mark| mark.starts_with(owner));
    let instances = arguments.keys().filter(|owner| !is_generic(owner));
    let instances: BTreeSet<Pointer> = instances.cloned().collect();
    let mut copied = Vec::new();
    for (owner, arguments) in &arguments {
        let Some(schema) = owner.find(document) else {
            continue;
        };
        let mut generic = Generic {
            document,
            arguments,
            instances: &instances,
            copies: Vec::new(),
        };
        if let Some(schema) = generic.instance(owner, schema) {
            copied.push((owner.clone(), schema, generic.copies));
        }
    }
    let has_copies = !copied.is_empty();
    for (at, schema, copies) in copied {
        if let Some(place) = at.find_mut(document) {
            *place = schema;
        }
        for (new, old) in copies {
            rewrite.origins.record(new, old);
        }
    }
    walk_mut(document, &rewrite.extra, &mut |_, _, _, part| {
        if let Value::Object(map) = part {
            map.shift_remove(DYNAMIC);
        }
    });
    has_copies
}

/// A schema that sets what others leave open.
struct Generic<'a> {
    document: &'a Value,
    arguments: &'a BTreeMap<String, Pointer>,
    /// The schemas that set what they leave open themselves.
    instances: &'a BTreeSet<Pointer>,
    /// The places of the copies, and of what they are copies of.
    copies: Vec<(Pointer, Pointer)>,
}

impl Generic<'_> {
    /// Returns the schema with copies of the generic ones that it refers to, if there are any.
    fn instance(&mut self, at: &Pointer, schema: &Value) -> Option<Value> {
        let mut instance = schema.clone();
        let map = instance.as_object_mut()?;
        if target(schema).is_some_and(|own| self.leaves_open(&own))
            && let Some(own) = map.shift_remove("$ref")
            && let Value::Array(members) = map.entry("allOf").or_insert_with(|| json!([]))
        {
            members.push(json!({"$ref": own}));
        }
        let inside = BTreeMap::from([(at.clone(), at.clone())]);
        let mut path = at.as_str().to_owned();
        for (key, value) in map {
            let above = path.len();
            push_segment(&mut path, key);
            self.set(value, &mut path, &inside);
            path.truncate(above);
        }
        (!self.copies.is_empty()).then_some(instance)
    }

    /// Returns `true` if a schema leads to a reference that this one sets.
    fn leaves_open(&self, at: &Pointer) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![at.clone()];
        while let Some(at) = open.pop() {
            if self.instances.contains(&at) {
                continue;
            }
            let mut values: Vec<&Value> = at.find(self.document).into_iter().collect();
            while let Some(value) = values.pop() {
                match value {
                    Value::Object(map) => {
                        let name = map.get(DYNAMIC).and_then(Value::as_str);
                        if name.is_some_and(|name| self.arguments.contains_key(name)) {
                            return true;
                        }
                        open.extend(target(value).filter(|target| seen.insert(target.clone())));
                        values.extend(map.values());
                    }
                    Value::Array(list) => values.extend(list),
                    _ => {}
                }
            }
        }
        false
    }

    /// Copies a schema to a place, `inside` of copies that stand there already.
    fn copy(&mut self, old: &Pointer, new: &Pointer, inside: &BTreeMap<Pointer, Pointer>) -> Value {
        let mut copy = old.find(self.document).cloned().unwrap_or_default();
        self.copies.push((new.clone(), old.clone()));
        self.set(&mut copy, &mut new.as_str().to_owned(), inside);
        copy
    }

    fn set(&mut self, value: &mut Value, path: &mut String, inside: &BTreeMap<Pointer, Pointer>) {
        let above = path.len();
        match value {
            Value::Object(map) => {
                for name in ["$id", "$anchor", "$dynamicAnchor"] {
                    map.shift_remove(name);
                }
                let name = map.shift_remove(DYNAMIC);
                let argument = name.and_then(|name| self.arguments.get(name.as_str()?));
                if let Some(argument) = argument {
                    map.insert("$ref".to_owned(), argument.to_reference().into());
                    return;
                }
                if let Some(place) = target(&Value::Object(map.clone())) {
                    if let Some(copy) = inside.get(&place) {
                        map.insert("$ref".to_owned(), copy.to_reference().into());
                    } else if self.copies.len() < MOST_COPIES && self.leaves_open(&place) {
                        let new = Pointer::of_canonical(path);
                        let mut inside = inside.clone();
                        inside.insert(place.clone(), new.clone());
                        *value = self.copy(&place, &new, &inside);
                        return;
                    }
                }
                for (key, value) in map {
                    push_segment(path, key);
                    self.set(value, path, inside);
                    path.truncate(above);
                }
            }
            Value::Array(list) => {
                for (index, value) in list.iter_mut().enumerate() {
                    push_index(path, index);
                    self.set(value, path, inside);
                    path.truncate(above);
                }
            }
            _ => {}
        }
    }
}
