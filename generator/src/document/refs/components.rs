//! References to parts that are no components: what they name becomes one.
//!
//! A `$ref` may lead to any place of the document, such as a parameter of another operation. Later
//! stages look parts up by name, so the part moves to the components and both places refer to it.
//! Schemas stay where they are: they are found by any pointer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::document::refs::edit::{Edit, Edits, apply};
use crate::document::refs::reference_graph::ReferenceGraph;
use crate::document::refs::reference_graph::target;
use crate::document::refs::scope::component_of;
use crate::document::rewrite::Rewrite;
use crate::document::value::object_at;
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// The section of the components that holds parts of a kind.
fn section_of(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::Parameter => Some("parameters"),
        ObjectKind::RequestBody => Some("requestBodies"),
        ObjectKind::Response => Some("responses"),
        ObjectKind::Header => Some("headers"),
        ObjectKind::Example => Some("examples"),
        ObjectKind::Link => Some("links"),
        ObjectKind::SecurityScheme => Some("securitySchemes"),
        ObjectKind::Document
        | ObjectKind::PathItem
        | ObjectKind::Operation
        | ObjectKind::Callback
        | ObjectKind::MediaType
        | ObjectKind::Schema => None,
    }
}

/// The parts that move, and the references to them. Every reference leads somewhere when this is made, and
/// none in a circle.
pub(super) struct ComponentPlan {
    references: Edits,
    names: ComponentNames,
}

impl ComponentPlan {
    /// Moves the targets of references, unless they are components of their kind already.
    pub(super) fn of(document: &Value, links: &ReferenceGraph) -> Self {
        let mut names = ComponentNames::default();
        let mut references = Edits::new();
        for link in &links.references {
            let (Some(section), Some(mut end)) = (section_of(link.kind), link.target()) else {
                continue;
            };
            if component_of(&end, section).is_some() {
                continue;
            }
            while let Some(next) = end.find(document).and_then(target) {
                end = next;
            }
            if component_of(&end, section).is_none() {
                end = names.component(document, section, &end);
            }
            let reference = json!({"$ref": end.to_reference()});
            references.push((link.at.clone(), Edit::Replace(reference)));
        }
        Self { references, names }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.references.is_empty()
    }

    pub(super) fn carry_out(self, rewrite: &mut Rewrite<'_>, document: &mut Value) {
        apply(rewrite, document, self.references);
        // What stands inside another part moves before that part does.
        for ((from, section), name) in self.names.chosen.into_iter().rev() {
            lift(rewrite, document, section, &name, &from);
        }
    }
}

/// The names for new components.
#[derive(Default)]
struct ComponentNames {
    /// By the place of what moves, and the section it moves to.
    chosen: BTreeMap<(Pointer, &'static str), String>,
    taken: BTreeSet<(&'static str, String)>,
}

impl ComponentNames {
    /// The place that a part moves to.
    fn component(&mut self, document: &Value, section: &'static str, from: &Pointer) -> Pointer {
        let sections = Pointer::root().push("components").push(section);
        let key = (from.clone(), section);
        if let Some(name) = self.chosen.get(&key) {
            return sections.push(name);
        }
        let words = words_of(from);
        let mut name = words.clone();
        let mut number = 2;
        let is_taken = |name: &String| {
            self.taken.contains(&(section, name.clone()))
                || document.pointer(sections.push(name).as_str()).is_some()
        };
        while is_taken(&name) {
            name = format!("{words}-{number}");
            number += 1;
        }
        self.taken.insert((section, name.clone()));
        self.chosen.insert(key, name.clone());
        sections.push(&name)
    }
}

/// Moves one part to a section of the components and leaves a reference.
fn lift(
    rewrite: &mut Rewrite<'_>,
    document: &mut Value,
    section: &str,
    name: &str,
    from: &Pointer,
) {
    let section = Pointer::root().push("components").push(section);
    let place = section.push(name);
    // A component of another kind stays one.
    let is_component = from.starts_with(&Pointer::root().push("components"));
    let is_shared = is_component && from.segments().count() == 3;
    let found = from.find_mut(document);
    let Some(part) = found.map(|part| if is_shared { part.clone() } else { part.take() }) else {
        return;
    };
    let top = document.as_object_mut();
    if let Some(known) = top.and_then(|top| object_at(top, &section)) {
        known.insert(name.to_owned(), part);
        rewrite.moved(place.clone(), from.clone());
    }
    if !is_shared && let Some(value) = from.find_mut(document) {
        *value = json!({"$ref": place.to_reference()});
    }
}

/// A name for a component, from the place it came from.
fn words_of(from: &Pointer) -> String {
    let plain = |character: char| {
        if character.is_ascii_alphanumeric() || matches!(character, '_' | '.') {
            character
        } else {
            '-'
        }
    };
    let words = from.segments().map(|segment| {
        let word: String = segment.chars().map(plain).collect();
        word.trim_matches('-').to_owned()
    });
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}
