//! Words of one version in a document of the other.

use serde_json::Value;

use super::parameter::place_of_object;
use crate::diagnostic::Code;
use crate::document::rewrite::Rewrite;
use crate::document::value::Object;
use crate::document::walk::METHODS;
use crate::pointer::Pointer;

/// Reports the parts of a document that are written in the words of another version, as one.
pub(super) fn report(rewrite: &mut Rewrite<'_>, document: &Value) {
    let places = places(document);
    let Some(first) = places.first() else { return };
    let (named, other) = if document.get("openapi").is_some() {
        ("OpenAPI 3", "Swagger 2.0")
    } else {
        ("Swagger 2.0", "OpenAPI 3")
    };
    let message = match places.len() {
        1 => format!(
            "this is a word of {other} in a document of {named}; it is read as what it means"
        ),
        count => format!(
            "{count} parts are written in words of {other} in a document of {named}; they are read as what they mean, and this is the first"
        ),
    };
    let help = format!("write them as {named} does, or name the other version");
    rewrite.report(Code::MixedDialect, first, message, help);
}

/// Returns the places of words of 2.0 in a document of 3.x, or of words of 3.x in one of 2.0, in
/// the document's order.
pub(super) fn places(document: &Value) -> Vec<Pointer> {
    let mut words = Words {
        is_new: document.get("openapi").is_some(),
        places: Vec::new(),
    };
    let root = Pointer::root();
    let Value::Object(map) = document else {
        return words.places;
    };
    let old = "host basePath schemes consumes produces definitions parameters responses securityDefinitions";
    words.keys(&root, map, (old, "components servers"));
    for (path, item) in members(document.get("paths")) {
        words.path_item(&root.push("paths").push(path), item);
    }
    let components = root.push("components");
    for section in ["parameters", "responses"] {
        let inside = document.get("components").and_then(|all| all.get(section));
        for (name, part) in members(inside) {
            words.part(section, &components.push(section).push(name), part);
        }
        for (name, part) in members(document.get(section)) {
            words.part(section, &root.push(section).push(name), part);
        }
    }
    words.places
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

struct Words {
    /// `true` if the document is of OpenAPI 3.
    is_new: bool,
    places: Vec<Pointer>,
}

impl Words {
    /// Adds the keys that the other version alone has.
    fn keys(&mut self, at: &Pointer, map: &Object, (old, new): (&str, &str)) {
        let foreign = if self.is_new { old } else { new };
        let found = foreign
            .split_whitespace()
            .filter(|key| map.contains_key(*key));
        self.places.extend(found.map(|key| at.push(key)));
    }

    fn path_item(&mut self, at: &Pointer, item: &Value) {
        self.parameters(at, item);
        for method in METHODS {
            let Some(Value::Object(operation)) = item.get(method) else {
                continue;
            };
            let at = at.push(method);
            let keys = ("consumes produces schemes", "requestBody callbacks servers");
            self.keys(&at, operation, keys);
            self.parameters(&at, &item[method]);
            for (status, response) in members(operation.get("responses")) {
                self.part("responses", &at.push("responses").push(status), response);
            }
        }
    }

    fn parameters(&mut self, at: &Pointer, owner: &Value) {
        let list = owner.get("parameters").and_then(Value::as_array);
        for (index, parameter) in list.into_iter().flatten().enumerate() {
            self.part("parameters", &at.push("parameters").index(index), parameter);
        }
    }

    fn part(&mut self, section: &str, at: &Pointer, part: &Value) {
        let Value::Object(map) = part else { return };
        if map.contains_key("$ref") {
            return;
        }
        if section == "responses" {
            return self.keys(at, map, ("schema", "content links"));
        }
        let place = place_of_object(map).unwrap_or_default();
        let is_body = place == "body";
        if self.is_new && (is_body || place == "formData") {
            self.places.push(at.push("in"));
        } else if !(is_body || map.contains_key("schema") || map.contains_key("content")) {
            self.keys(at, map, ("type", ""));
        } else if !is_body {
            self.keys(at, map, ("", "schema content"));
        }
    }
}
