//! Which part of a document is what: a walk along the structure of OpenAPI documents.
//!
//! A plain walk over all values would take an example that holds a key `$ref` or `properties`
//! for a schema. This one follows the specification: it goes only where a schema, a parameter
//! and so on can stand.

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// What a part of a document is (OpenAPI 3.0.3, section 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Document,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Example,
    Link,
    SecurityScheme,
    Callback,
    Schema,
}

/// The methods a path item can have.
pub(super) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Keywords of a schema that hold one schema.
const ONE_SCHEMA: &[&str] = &[
    "items",
    "additionalProperties",
    "not",
    "additionalItems",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "x-codegen-keys",
];

/// Those of them whose booleans stay.
const MAY_BE_FLAG: &[&str] = &[
    "additionalProperties",
    "additionalItems",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords of a schema that hold a list of schemas. `items` was one in old drafts.
const SCHEMA_LIST: &[&str] = &[
    "allOf",
    "anyOf",
    "oneOf",
    "prefixItems",
    "items",
    "x-codegen-tuple",
];

/// Keywords of a schema that hold schemas by name.
const SCHEMA_MAP: &[&str] = &[
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
];

/// One part that stands inside another: where, and what it is.
#[derive(Clone, Debug)]
pub(super) struct Child {
    /// Below the part around it.
    pub(super) path: Pointer,
    pub(super) kind: Kind,
}

/// The parts directly inside a part. Whatever has the wrong shape is passed over.
pub(super) fn children(kind: Kind, value: &Value) -> Vec<Child> {
    let Value::Object(map) = value else {
        return Vec::new();
    };
    let mut found = Found {
        map,
        list: Vec::new(),
    };
    match kind {
        Kind::Document => document(&mut found),
        Kind::PathItem => {
            for method in METHODS {
                found.one(method, Kind::Operation);
            }
            found.many("parameters", Kind::Parameter);
        }
        Kind::Operation => {
            found.many("parameters", Kind::Parameter);
            found.one("requestBody", Kind::RequestBody);
            found.many("responses", Kind::Response);
            found.many("callbacks", Kind::Callback);
        }
        Kind::Callback if map.contains_key("$ref") => {}
        Kind::Callback => found.many_at(&Pointer::root(), Some(value), Kind::PathItem),
        Kind::Parameter | Kind::Header => {
            found.one("schema", Kind::Schema);
            found.many("content", Kind::MediaType);
            found.examples();
        }
        Kind::RequestBody => found.many("content", Kind::MediaType),
        Kind::Response => {
            found.many("headers", Kind::Header);
            found.many("content", Kind::MediaType);
            found.many("links", Kind::Link);
        }
        Kind::Example | Kind::Link | Kind::SecurityScheme => {}
        Kind::MediaType => {
            found.one("schema", Kind::Schema);
            found.one("itemSchema", Kind::Schema);
            found.examples();
            for (name, encoding) in map
                .get("encoding")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let at = Pointer::root().push("encoding").push(name).push("headers");
                found.many_at(&at, encoding.get("headers"), Kind::Header);
            }
        }
        Kind::Schema => schema(&mut found),
    }
    found.list
}

fn document(found: &mut Found<'_>) {
    found.many("paths", Kind::PathItem);
    found.many("webhooks", Kind::PathItem);
    let components = Pointer::root().push("components");
    let map = found.map;
    let Some(Value::Object(parts)) = map.get("components") else {
        return;
    };
    for (section, kind) in [
        ("schemas", Kind::Schema),
        ("responses", Kind::Response),
        ("parameters", Kind::Parameter),
        ("requestBodies", Kind::RequestBody),
        ("headers", Kind::Header),
        ("examples", Kind::Example),
        ("links", Kind::Link),
        ("securitySchemes", Kind::SecurityScheme),
        ("callbacks", Kind::Callback),
        ("pathItems", Kind::PathItem),
        ("mediaTypes", Kind::MediaType),
    ] {
        found.many_at(&components.push(section), parts.get(section), kind);
    }
}

fn schema(found: &mut Found<'_>) {
    for keyword in ONE_SCHEMA {
        // `true` and `false` after `additional…` say whether, not what.
        let holds_schema = found.map.get(*keyword).is_some_and(|value| {
            let is_flag = value.is_boolean() && MAY_BE_FLAG.contains(keyword);
            !value.is_array() && !is_flag
        });
        if holds_schema {
            found.one(keyword, Kind::Schema);
        }
    }
    for keyword in SCHEMA_LIST {
        if found.map.get(*keyword).is_some_and(Value::is_array) {
            found.many(keyword, Kind::Schema);
        }
    }
    for keyword in SCHEMA_MAP {
        if found.map.get(*keyword).is_some_and(Value::is_object) {
            found.many(keyword, Kind::Schema);
        }
    }
}

struct Found<'a> {
    map: &'a Map<String, Value>,
    list: Vec<Child>,
}

impl Found<'_> {
    fn one(&mut self, key: &str, kind: Kind) {
        if self.map.contains_key(key) {
            self.list.push(Child {
                path: Pointer::root().push(key),
                kind,
            });
        }
    }

    fn many(&mut self, key: &str, kind: Kind) {
        self.many_at(&Pointer::root().push(key), self.map.get(key), kind);
    }

    /// Every member of an object, extensions aside, or every element of a list.
    fn many_at(&mut self, at: &Pointer, value: Option<&Value>, kind: Kind) {
        match value {
            Some(Value::Object(map)) => {
                // A property, a header or a component may be called `x-…`; a path or a status
                // may not.
                let has_extensions = matches!(kind, Kind::PathItem)
                    || at.last().as_deref() == Some("responses") && at.segments().count() == 1;
                let names = map
                    .keys()
                    .filter(|name| !(has_extensions && name.starts_with("x-")));
                self.list.extend(names.map(|name| Child {
                    path: at.push(name),
                    kind,
                }));
            }
            Some(Value::Array(items)) => {
                self.list.extend((0..items.len()).map(|index| Child {
                    path: at.index(index),
                    kind,
                }));
            }
            _ => {}
        }
    }

    /// Examples by name. What else stands under the key is no list of examples.
    fn examples(&mut self) {
        if self.map.get("examples").is_some_and(Value::is_object) {
            self.many("examples", Kind::Example);
        }
    }
}

/// A part of a document and where it stands.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) kind: Kind,
    pub(super) at: Pointer,
    pub(super) value: &'a Value,
}

/// Every part of a document, the outer before the inner, and then the schemas that stand where
/// the specification has none, but that something refers to.
pub(super) fn parts<'a>(document: &'a Value, extra: &[Pointer]) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut open = Vec::new();
    for at in extra.iter().rev() {
        if let Some(value) = at.find(document) {
            let (kind, at) = (Kind::Schema, at.clone());
            open.push(Part { kind, at, value });
        }
    }
    open.push(Part {
        kind: Kind::Document,
        at: Pointer::root(),
        value: document,
    });
    while let Some(part) = open.pop() {
        for child in children(part.kind, part.value).into_iter().rev() {
            if let Some(value) = child.path.find(part.value) {
                let (kind, at) = (child.kind, part.at.join(&child.path));
                open.push(Part { kind, at, value });
            }
        }
        parts.push(part);
    }
    parts
}

/// What is done to a part: it is told the kind, the place, and how many schemas stand around.
type Visit<'a> = dyn FnMut(Kind, &Pointer, usize, &mut Value) + 'a;

/// Calls `visit` on every part, the outer before the inner; what is inside is looked for after
/// the visit, so a visitor may replace its part.
pub(super) fn walk_mut(document: &mut Value, extra: &[Pointer], visit: &mut Visit<'_>) {
    descend(Kind::Document, &Pointer::root(), 0, document, visit);
    for at in extra {
        if let Some(value) = at.find_mut(document) {
            descend(Kind::Schema, at, 0, value, visit);
        }
    }
}

/// Readers of JSON and YAML take some hundred levels at most, which bounds the recursion.
fn descend(kind: Kind, at: &Pointer, depth: usize, value: &mut Value, visit: &mut Visit<'_>) {
    visit(kind, at, depth, value);
    let inner_depth = if kind == Kind::Schema { depth + 1 } else { 0 };
    for child in children(kind, value) {
        if let Some(value) = child.path.find_mut(value) {
            let at = at.join(&child.path);
            descend(child.kind, &at, inner_depth, value, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parts;

    #[test]
    fn examples_and_extensions_are_no_schemas() {
        let document = json!({
            "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {
                "schema": {"properties": {"x-p": {}}, "example": {"items": {}}},
                "example": {"properties": {"b": {}}}
            }}}, "x-note": {}}}}, "x-extra": {}},
            "components": {"schemas": {"A": {"items": [{}]}}}
        });
        let found: Vec<_> = parts(&document, &[])
            .into_iter()
            .map(|part| format!("{:?} {}", part.kind, part.at))
            .collect();
        assert_eq!(
            found,
            [
                "Document #",
                "PathItem #/paths/~1a",
                "Operation #/paths/~1a/get",
                "Response #/paths/~1a/get/responses/200",
                "MediaType #/paths/~1a/get/responses/200/content/application~1json",
                "Schema #/paths/~1a/get/responses/200/content/application~1json/schema",
                "Schema #/paths/~1a/get/responses/200/content/application~1json/schema/properties/x-p",
                "Schema #/components/schemas/A",
                "Schema #/components/schemas/A/items/0",
            ]
        );
    }
}
