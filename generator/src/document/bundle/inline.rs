//! Copies path items, parameters, responses and the like to where references to them stand.

use std::collections::BTreeMap;

use serde_json::Value;

use super::find::{FileReference, Role, references};
use super::{Bundle, Target, whole_address};
use crate::diagnostic::Code;
use crate::pointer::Pointer;

/// The most references that may lead one to the next.
const MOST_STEPS: usize = 32;

/// Fields of a reference that count more than what it leads to (OpenAPI 3.1.0, section 4.8.23).
const OVERRIDING: [&str; 2] = ["summary", "description"];

impl Bundle<'_> {
    /// Replaces every reference of the document to something else than a schema.
    pub(super) fn inline(&mut self, document: &mut Value) {
        let mut open = references(document, &Pointer::root(), Role::Object);
        open.retain(|found| found.role != Role::Schema);
        // What each place came through, so that a circle ends.
        let mut through: BTreeMap<Pointer, Vec<Pointer>> = BTreeMap::new();
        while let Some(found) = open.pop() {
            if !still_there(document, &found) {
                continue;
            }
            let base = self.base_of(&found.at);
            let at = self.written.before(&found.place());
            let target = match self.target(base.as_deref(), &found, &at) {
                Target::AsItIs => continue,
                Target::Own(pointer) => {
                    write(document, &found, pointer.to_reference());
                    continue;
                }
                Target::None => {
                    if let Some(text) = whole_address(base.as_deref(), &found.text) {
                        write(document, &found, text);
                    }
                    continue;
                }
                Target::Other(target) => target,
            };
            // The files that what stands here came through.
            let mut around = found.at.ancestors();
            let mut chain = around
                .find_map(|at| through.get(&at).cloned())
                .unwrap_or_default();
            if chain.contains(&target) || chain.len() >= MOST_STEPS {
                let message = format!("`{}` leads back to itself; it is left out", found.text);
                let help = "let one of the files in the circle say what it is";
                self.cx.report(Code::CircularReference, at, message, help);
                continue;
            }
            let Some(value) = self.copy(&target) else {
                self.lost(&found, &at, "too much would be copied");
                continue;
            };
            chain.push(target.clone());
            self.put(document, &found, value, target);
            through.insert(found.at.clone(), chain);
            if let Some(value) = found.at.find(document) {
                let inner = references(value, &found.at, found.role).into_iter();
                open.extend(inner.filter(|inner| inner.role != Role::Schema));
            }
        }
    }

    /// Puts a value where a reference stood. What stands beside the reference is kept.
    fn put(
        &mut self,
        document: &mut Value,
        found: &FileReference,
        mut value: Value,
        target: Pointer,
    ) {
        let Some(place) = found.at.find_mut(document) else {
            return;
        };
        let mut kept = Vec::new();
        if let (Value::Object(old), Value::Object(new)) = (place.take(), &mut value) {
            for (key, beside) in old {
                let overrides = OVERRIDING.contains(&key.as_str()) || !new.contains_key(&key);
                if key != "$ref" && overrides {
                    let at = found.at.push(&key);
                    kept.push((at.clone(), self.written.before(&at)));
                    new.insert(key, beside);
                }
            }
        }
        *place = value;
        self.written.record(found.at.clone(), target);
        for (at, written) in kept {
            self.written.record(at, written);
        }
    }
}

/// Returns `true` if a reference has not gone with the part around it.
fn still_there(document: &Value, found: &FileReference) -> bool {
    let text = document.pointer(found.place().as_str());
    text.and_then(Value::as_str) == Some(&found.text)
}

/// Writes a reference anew.
pub(in crate::document) fn write(document: &mut Value, found: &FileReference, text: String) {
    if let Some(Value::Object(map)) = found.at.find_mut(document)
        && !found.is_mapping
    {
        map.insert("$ref".to_owned(), Value::String(text));
    } else if let Some(entry) = found.at.find_mut(document) {
        *entry = Value::String(text);
    }
}
