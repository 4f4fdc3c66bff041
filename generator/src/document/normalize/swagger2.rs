//! Swagger 2.0 to the dialect of OpenAPI 3.0.
//!
//! It runs on any ordinary document: what has no form of 2.0 is left as it is, so a document with
//! a few leftovers of the old version is read as well. Every `$ref` is pointed to where the things
//! went before anything else happens.

mod mixed;
mod operation;
mod parameter;
mod response;

use serde_json::{Value, json};

use crate::document::bundle::find::{Role, references};
use crate::document::bundle::inline::write;
use crate::document::refs::moved_to;
use crate::document::rewrite::Rewrite;
use crate::document::value::{Object, object_at};
use crate::document::walk::METHODS;
use crate::pointer::Pointer;

/// The fields of the document that count for all operations.
#[derive(Debug, Default)]
struct Defaults {
    consumes: Vec<String>,
    produces: Vec<String>,
    schemes: Vec<String>,
    host: Option<String>,
    base: String,
    /// Parameters by name, as their author wrote them.
    parameters: Object,
    /// Those that stand where 3.0 has them.
    components: Object,
}

/// Sections of 2.0 and those of the components they are now.
const SECTIONS: &[(&str, &str)] = &[
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

/// Returns `true` if any part of the document is written as in 2.0.
pub(in crate::document) fn is_old(document: &Value) -> bool {
    document.get("openapi").is_none() || !mixed::places(document).is_empty()
}

/// Rewrites the whole document in place.
pub(in crate::document) fn rewrite(rewrite: &mut Rewrite<'_>, document: &mut Value) {
    mixed::report(rewrite, document);
    let Value::Object(map) = document else { return };
    let defaults = Defaults::take(map);
    if map.get("openapi").is_none() {
        map.insert("openapi".to_owned(), "3.0.3".into());
    }
    map.remove("swagger");
    servers(rewrite, map, &defaults);
    sections(rewrite, map, &defaults);
    let paths = Pointer::root().push("paths");
    let items = map.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in items.into_iter().flatten() {
        if let Value::Object(item) = item {
            path_item(rewrite, &paths.push(path), item, &defaults);
        }
    }
    relink(rewrite, document);
}

impl Defaults {
    fn take(map: &mut Object) -> Self {
        let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
        let base = text(map.remove("basePath")).unwrap_or_default();
        let section = |map: Option<&Value>| {
            let section = map.and_then(|map| map.get("parameters"));
            section
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default()
        };
        let components = section(map.get("components"));
        Self {
            consumes: texts(map.remove("consumes").as_ref()),
            produces: texts(map.remove("produces").as_ref()),
            schemes: texts(map.remove("schemes").as_ref()),
            host: text(map.remove("host")),
            base: base.trim_end_matches('/').to_owned(),
            parameters: map
                .get("parameters")
                .and_then(Value::as_object)
                .cloned()
                .unwrap_or_default(),
            components,
        }
    }

    /// The servers that some schemes give, the safe one first.
    fn servers(&self, schemes: &[String]) -> Vec<Value> {
        let Some(host) = &self.host else {
            return match self.base.as_str() {
                "" => Vec::new(),
                base => vec![json!({"url": base})],
            };
        };
        let mut known: Vec<&str> = ["https", "http"]
            .into_iter()
            .filter(|known| schemes.iter().any(|scheme| scheme == known))
            .collect();
        if known.is_empty() {
            known.push("https");
        }
        known
            .into_iter()
            .map(|scheme| json!({"url": format!("{scheme}://{host}{}", self.base)}))
            .collect()
    }

    /// The parameter that a reference leads to, when it is one of the document's own.
    fn parameter(&self, part: &Value) -> Option<(Pointer, &Object)> {
        let at = crate::document::refs::reference_graph::target(part)?;
        let segments: Vec<_> = at.segments().collect();
        let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
        let found = match segments.as_slice() {
            ["parameters", name] => self.parameters.get(*name),
            ["components", "parameters", name] => self.components.get(*name),
            _ => None,
        };
        Some((at.clone(), found?.as_object()?))
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

fn servers(rewrite: &mut Rewrite<'_>, map: &mut Object, defaults: &Defaults) {
    let servers = defaults.servers(&defaults.schemes);
    if servers.is_empty() || map.contains_key("servers") {
        return;
    }
    let from = if defaults.host.is_some() {
        "host"
    } else {
        "basePath"
    };
    rewrite.moved(Pointer::root().push("servers"), Pointer::root().push(from));
    map.insert("servers".to_owned(), Value::Array(servers));
}

/// Moves the sections of the top to the components.
fn sections(rewrite: &mut Rewrite<'_>, map: &mut Object, defaults: &Defaults) {
    let components = Pointer::root().push("components");
    // What stands where 3.0 has it may be written as in 2.0.
    let mut moving: Vec<(Pointer, &str, Option<Value>)> = Vec::new();
    for section in ["parameters", "responses"] {
        let all = map.get_mut("components").and_then(Value::as_object_mut);
        let inside = all.and_then(|all| all.remove(section));
        moving.push((components.push(section), section, inside));
    }
    for (old, new) in SECTIONS {
        moving.push((Pointer::root().push(old), new, map.remove(*old)));
    }
    for (from, new, section) in moving {
        let Some(Value::Object(section)) = section else {
            continue;
        };
        for (name, mut member) in section {
            let old_place = from.push(&name);
            let mut target = new;
            if new == "parameters" && parameter::place_of(&member) == Some("body") {
                target = "requestBodies";
            }
            let place = components.push(target).push(&name);
            if place != old_place {
                rewrite.moved(place.clone(), old_place);
            }
            if let Value::Object(fields) = &mut member {
                match target {
                    "requestBodies" => operation::body(rewrite, &place, fields, &defaults.consumes),
                    // Fields of a form are put into the form of each operation.
                    "parameters" if parameter::place_of_object(fields) == Some("formData") => {
                        continue;
                    }
                    "parameters" => parameter::plain(rewrite, &place, fields),
                    "responses" => response::response(rewrite, &place, fields, &defaults.produces),
                    _ => {}
                }
            }
            if let Some(known) = object_at(map, &components.push(target)) {
                known.entry(name).or_insert(member);
            }
        }
    }
}

fn path_item(rewrite: &mut Rewrite<'_>, at: &Pointer, item: &mut Object, defaults: &Defaults) {
    // Bodies of the path item are bodies of each of its operations.
    let shared = operation::take_bodies(rewrite, at, item, defaults);
    for method in METHODS {
        if let Some(Value::Object(operation)) = item.get_mut(*method) {
            operation::operation(rewrite, &at.push(method), operation, (defaults, &shared));
        }
    }
}

/// Points every reference to where things went.
fn relink(rewrite: &Rewrite<'_>, document: &mut Value) {
    let places = rewrite.origins.places();
    let mut references = references(document, &Pointer::root(), Role::Object);
    references.retain(|found| !found.is_mapping);
    for found in references {
        if let Some(old) = Pointer::parse_fragment(&found.text)
            && let Some(new) = moved_to(&places, document, &old)
            && new != old
        {
            write(document, &found, new.to_reference());
        }
    }
}
