//! Walks along the structure of OpenAPI documents, and tells the kind of each part.
//!
//! A plain walk over all values would take an example that holds a key `$ref` or `properties`
//! for a schema. This one follows the specification: it goes only where a schema, a parameter
//! and so on can stand.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::private_keys::{KEYS, TUPLE};
use crate::pointer::{self, Pointer};

/// The kinds of parts of a document (OpenAPI 3.0.3, section 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum PartKind {
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

/// A value of a document on the way of a walk: a part, or a container of parts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Frame {
    Part(PartKind),
    /// Parts by name or in a list.
    Members(PartKind),
    /// Parts by a name that is no extension: a property, a header or a component may be called
    /// `x-…`; a path or a status may not.
    Named(PartKind),
    /// The sections of the components.
    Components,
    /// Encodings by property.
    Encodings,
    Encoding,
}

/// Returns the frame of the value under a key; `None` where it holds no part.
pub(super) fn below(frame: Frame, key: &str, value: &Value) -> Option<Frame> {
    match frame {
        Frame::Part(kind) => inside(kind, key, value),
        Frame::Named(_) if key.starts_with("x-") => None,
        Frame::Members(kind) | Frame::Named(kind) => Some(Frame::Part(kind)),
        Frame::Components => section(key).map(|kind| match kind {
            PartKind::PathItem => Frame::Named(kind),
            _ => Frame::Members(kind),
        }),
        Frame::Encodings => Some(Frame::Encoding),
        Frame::Encoding => (key == "headers").then_some(Frame::Members(PartKind::Header)),
    }
}

/// Returns the frame of the elements of a list.
pub(super) fn element(frame: Frame) -> Option<Frame> {
    match frame {
        Frame::Members(kind) | Frame::Named(kind) => Some(Frame::Part(kind)),
        _ => None,
    }
}

/// Returns the frame of the value under a key of a part (OpenAPI 3.0.3, section 4.7; 3.1.1,
/// section 4.8).
fn inside(kind: PartKind, key: &str, value: &Value) -> Option<Frame> {
    use Frame::{Members, Named, Part};
    let found = match (kind, key) {
        (PartKind::Schema, _) => return schema(key, value),
        (PartKind::Document, "paths" | "webhooks") => Named(PartKind::PathItem),
        (PartKind::Document, "components") => Frame::Components,
        (PartKind::PathItem | PartKind::Operation, "parameters") => Members(PartKind::Parameter),
        (PartKind::PathItem, method) if METHODS.contains(&method) => Part(PartKind::Operation),
        (PartKind::Operation, "requestBody") => Part(PartKind::RequestBody),
        (PartKind::Operation, "responses") => Named(PartKind::Response),
        (PartKind::Operation, "callbacks") => Members(PartKind::Callback),
        (PartKind::Callback, name) if name == "$ref" || name.starts_with("x-") => return None,
        (PartKind::Callback, _) => Part(PartKind::PathItem),
        (PartKind::Parameter | PartKind::Header | PartKind::MediaType, "schema")
        | (PartKind::MediaType, "itemSchema") => Part(PartKind::Schema),
        (PartKind::MediaType, "encoding") => Frame::Encodings,
        // What else stands under the key is no list of examples.
        (PartKind::Parameter | PartKind::Header | PartKind::MediaType, "examples")
            if value.is_object() =>
        {
            Members(PartKind::Example)
        }
        (
            PartKind::Parameter | PartKind::Header | PartKind::RequestBody | PartKind::Response,
            "content",
        ) => Members(PartKind::MediaType),
        (PartKind::Response, "headers") => Members(PartKind::Header),
        (PartKind::Response, "links") => Members(PartKind::Link),
        _ => return None,
    };
    Some(found)
}

/// Returns the frame of the value under a keyword of a schema. `items` held a list in old drafts, and `true` and
/// `false` after `additional…` say whether, not what.
fn schema(keyword: &str, value: &Value) -> Option<Frame> {
    let (one, many) = (
        Frame::Part(PartKind::Schema),
        Frame::Members(PartKind::Schema),
    );
    match keyword {
        "items" if value.is_array() => Some(many),
        "items" | "not" | "contains" | "propertyNames" | "if" | "then" | "else"
        | "contentSchema" | KEYS => (!value.is_array()).then_some(one),
        "additionalProperties"
        | "additionalItems"
        | "unevaluatedItems"
        | "unevaluatedProperties" => (!value.is_array() && !value.is_boolean()).then_some(one),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" | TUPLE => value.is_array().then_some(many),
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            value.is_object().then_some(many)
        }
        _ => None,
    }
}

/// Returns the kind of the parts in a section of the components.
fn section(name: &str) -> Option<PartKind> {
    match name {
        "schemas" => Some(PartKind::Schema),
        "responses" => Some(PartKind::Response),
        "parameters" => Some(PartKind::Parameter),
        "requestBodies" => Some(PartKind::RequestBody),
        "headers" => Some(PartKind::Header),
        "examples" => Some(PartKind::Example),
        "links" => Some(PartKind::Link),
        "securitySchemes" => Some(PartKind::SecurityScheme),
        "callbacks" => Some(PartKind::Callback),
        "pathItems" => Some(PartKind::PathItem),
        "mediaTypes" => Some(PartKind::MediaType),
        _ => None,
    }
}

/// A part of a document and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct DocumentPart<'a, 'p> {
    pub(super) kind: PartKind,
    pub(super) at: PartPath<'p>,
    pub(super) value: &'a Value,
}

/// The place of a part while a walk is there. Most parts are passed without a need for more.
#[derive(Clone, Copy, Debug)]
pub(super) struct PartPath<'p>(&'p str);

impl<'p> PartPath<'p> {
    /// Its escaped form.
    pub(super) fn as_str(self) -> &'p str {
        self.0
    }

    /// The place, to keep.
    pub(super) fn pointer(self) -> Pointer {
        Pointer::of_canonical(self.0)
    }
}

/// Calls `visit` on every part of a document, the outer before the inner, and then on the schemas
/// that stand where the specification has none, but that something refers to.
pub(super) fn each_part<'a>(
    document: &'a Value,
    extra: &[Pointer],
    visit: &mut dyn FnMut(DocumentPart<'a, '_>),
) {
    let mut path = String::new();
    descend(PartKind::Document, document, &mut path, visit);
    for at in extra {
        if let Some(value) = at.find(document) {
            path.clear();
            path.push_str(at.as_str());
            descend(PartKind::Schema, value, &mut path, visit);
        }
    }
}

/// Calls `visit` on a schema and every schema inside it, by their places below it.
pub(super) fn each_schema<'a>(schema: &'a Value, visit: &mut dyn FnMut(DocumentPart<'a, '_>)) {
    descend(PartKind::Schema, schema, &mut String::new(), visit);
}

/// Readers of JSON and YAML take some hundred levels at most, which bounds the recursion.
fn descend<'a>(
    kind: PartKind,
    value: &'a Value,
    path: &mut String,
    visit: &mut dyn FnMut(DocumentPart<'a, '_>),
) {
    visit(DocumentPart {
        kind,
        at: PartPath(path),
        value,
    });
    each_child(kind, value, path, &mut |kind, value, path| {
        descend(kind, value, path, visit);
    });
}

/// Calls `found` on the parts directly inside a part that stands at `path`, each with its own. What
/// has the wrong shape is passed over.
pub(super) fn each_child<'a>(
    kind: PartKind,
    value: &'a Value,
    path: &mut String,
    found: &mut dyn FnMut(PartKind, &'a Value, &mut String),
) {
    children(Frame::Part(kind), value, path, found);
}

fn children<'a>(
    frame: Frame,
    value: &'a Value,
    path: &mut String,
    found: &mut dyn FnMut(PartKind, &'a Value, &mut String),
) {
    let mut one = |frame: Frame, value: &'a Value, path: &mut String| match frame {
        Frame::Part(kind) => found(kind, value, path),
        frame => children(frame, value, path, found),
    };
    let above = path.len();
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if let Some(frame) = below(frame, key, value) {
                    pointer::push_segment(path, key);
                    one(frame, value, path);
                    path.truncate(above);
                }
            }
        }
        Value::Array(list) => {
            let Some(frame) = element(frame) else { return };
            for (index, value) in list.iter().enumerate() {
                pointer::push_index(path, index);
                one(frame, value, path);
                path.truncate(above);
            }
        }
        _ => {}
    }
}

/// A visitor of parts. It gets the kind, the place, the number of schemas around, and the value.
type Visit<'a> = dyn FnMut(PartKind, PartPath<'_>, usize, &mut Value) + 'a;

/// Calls `visit` on every part, the outer before the inner; what is inside is looked for after
/// the visit, so a visitor may replace its part.
pub(super) fn walk_mut(document: &mut Value, extra: &[Pointer], visit: &mut Visit<'_>) {
    let mut path = String::new();
    descend_mut(
        Frame::Part(PartKind::Document),
        &mut path,
        0,
        document,
        visit,
    );
    for at in extra {
        if let Some(value) = at.find_mut(document) {
            path.clear();
            path.push_str(at.as_str());
            descend_mut(Frame::Part(PartKind::Schema), &mut path, 0, value, visit);
        }
    }
}

fn descend_mut(
    frame: Frame,
    path: &mut String,
    depth: usize,
    value: &mut Value,
    visit: &mut Visit<'_>,
) {
    let mut inner = depth;
    if let Frame::Part(kind) = frame {
        visit(kind, PartPath(path), depth, value);
        inner = if kind == PartKind::Schema {
            depth + 1
        } else {
            0
        };
    }
    let above = path.len();
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if let Some(frame) = below(frame, key, value) {
                    pointer::push_segment(path, key);
                    descend_mut(frame, path, inner, value, visit);
                    path.truncate(above);
                }
            }
        }
        Value::Array(list) => {
            let Some(frame) = element(frame) else { return };
            for (index, value) in list.iter_mut().enumerate() {
                pointer::push_index(path, index);
                descend_mut(frame, path, inner, value, visit);
                path.truncate(above);
            }
        }
        _ => {}
    }
}

/// Returns the kind of the part at a place; `None` where the specification has none.
pub(super) fn kind_at(
    document: &Value,
    extra: &BTreeSet<&Pointer>,
    at: &Pointer,
) -> Option<PartKind> {
    let from_top = follow(PartKind::Document, document, at);
    if from_top.is_some() || extra.is_empty() {
        return from_top;
    }
    let mut top = Some(at.clone());
    while let Some(here) = top {
        if extra.contains(&here) {
            let rest = at.strip_prefix(&here)?;
            return follow(PartKind::Schema, here.find(document)?, &rest);
        }
        top = here.parent();
    }
    None
}

fn follow(kind: PartKind, top: &Value, at: &Pointer) -> Option<PartKind> {
    let mut here = (Frame::Part(kind), top);
    for segment in at.segments() {
        let value = pointer::member(here.1, &segment)?;
        let frame = match here.1 {
            Value::Array(_) => element(here.0),
            _ => below(here.0, &segment, value),
        };
        here = (frame?, value);
    }
    match here.0 {
        Frame::Part(kind) => Some(kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::{PartKind, each_part, kind_at};
    use crate::pointer::Pointer;

    #[test]
    fn examples_and_extensions_are_no_schemas() {
        let document = json!({
            "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {
                "schema": {"properties": {"x-p": {}}, "example": {"items": {}}},
                "example": {"properties": {"b": {}}}
            }}}, "x-note": {}}}}, "x-extra": {}},
            "components": {"schemas": {"A": {"items": [{}]}}}
        });
        let mut found = Vec::new();
        each_part(&document, &[], &mut |part| {
            let at = part.at.pointer();
            assert_eq!(
                kind_at(&document, &BTreeSet::new(), &at),
                Some(part.kind),
                "{at}"
            );
            found.push(format!("{:?} {at}", part.kind));
        });
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
        let example = "/paths/~1a/get/responses/200/content/application~1json/example";
        let example = Pointer::parse(example).unwrap_or_default();
        assert_eq!(kind_at(&document, &BTreeSet::new(), &example), None);
        let inner = example.push("properties").push("b");
        assert_eq!(
            kind_at(&document, &BTreeSet::from([&example]), &inner),
            Some(PartKind::Schema)
        );
    }
}
