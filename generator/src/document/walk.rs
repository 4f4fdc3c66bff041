//! Walks along the structure of OpenAPI documents, and tells the kind of each part.
//!
//! A plain walk over all values would take an example that holds a key `$ref` or `properties`
//! for a schema. This one follows the specification: it goes only where a schema, a parameter
//! and so on can stand.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::private_keys::{CONTENT, KEYS, TUPLE};
use crate::pointer::{self, Pointer};

/// The kinds of parts of a document (OpenAPI 3.0.3, section 4.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ObjectKind {
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
    Part(ObjectKind),
    /// Parts by name or in a list.
    Members(ObjectKind),
    /// Parts by a name that is no extension: a property, a header or a component may be called
    /// `x-…`; a path or a status may not.
    Named(ObjectKind),
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
            ObjectKind::PathItem => Frame::Named(kind),
            _ => Frame::Members(kind),
        }),
        Frame::Encodings => Some(Frame::Encoding),
        Frame::Encoding => (key == "headers").then_some(Frame::Members(ObjectKind::Header)),
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
fn inside(kind: ObjectKind, key: &str, value: &Value) -> Option<Frame> {
    use Frame::{Members, Named, Part};
    let found = match (kind, key) {
        (ObjectKind::Schema, _) => return schema(key, value),
        (ObjectKind::Document, "paths" | "webhooks") => Named(ObjectKind::PathItem),
        (ObjectKind::Document, "components") => Frame::Components,
        (ObjectKind::PathItem | ObjectKind::Operation, "parameters") => {
            Members(ObjectKind::Parameter)
        }
        (ObjectKind::PathItem, "query") => Part(ObjectKind::Operation),
        (ObjectKind::PathItem, "additionalOperations") => Members(ObjectKind::Operation),
        (ObjectKind::PathItem, method) if METHODS.contains(&method) => Part(ObjectKind::Operation),
        (ObjectKind::Operation, "requestBody") => Part(ObjectKind::RequestBody),
        (ObjectKind::Operation, "responses") => Named(ObjectKind::Response),
        (ObjectKind::Operation, "callbacks") => Members(ObjectKind::Callback),
        (ObjectKind::Callback, name) if name == "$ref" || name.starts_with("x-") => return None,
        (ObjectKind::Callback, _) => Part(ObjectKind::PathItem),
        (ObjectKind::Parameter | ObjectKind::Header | ObjectKind::MediaType, "schema")
        | (ObjectKind::MediaType, "itemSchema") => Part(ObjectKind::Schema),
        (ObjectKind::MediaType, "encoding") => Frame::Encodings,
        // What else stands under the key is no list of examples.
        (ObjectKind::Parameter | ObjectKind::Header | ObjectKind::MediaType, "examples")
            if value.is_object() =>
        {
            Members(ObjectKind::Example)
        }
        (
            ObjectKind::Parameter
            | ObjectKind::Header
            | ObjectKind::RequestBody
            | ObjectKind::Response,
            "content",
        ) => Members(ObjectKind::MediaType),
        (ObjectKind::Response, "headers") => Members(ObjectKind::Header),
        (ObjectKind::Response, "links") => Members(ObjectKind::Link),
        _ => return None,
    };
    Some(found)
}

/// Returns the frame of the value under a keyword of a schema. `items` held a list in old drafts, and `true` and
/// `false` after `additional…` say whether, not what.
fn schema(keyword: &str, value: &Value) -> Option<Frame> {
    let (one, many) = (
        Frame::Part(ObjectKind::Schema),
        Frame::Members(ObjectKind::Schema),
    );
    match keyword {
        "items" if value.is_array() => Some(many),
        "items" | "not" | "contains" | "propertyNames" | "if" | "then" | "else"
        | "contentSchema" | CONTENT | KEYS => (!value.is_array()).then_some(one),
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
fn section(name: &str) -> Option<ObjectKind> {
    match name {
        "schemas" => Some(ObjectKind::Schema),
        "responses" => Some(ObjectKind::Response),
        "parameters" => Some(ObjectKind::Parameter),
        "requestBodies" => Some(ObjectKind::RequestBody),
        "headers" => Some(ObjectKind::Header),
        "examples" => Some(ObjectKind::Example),
        "links" => Some(ObjectKind::Link),
        "securitySchemes" => Some(ObjectKind::SecurityScheme),
        "callbacks" => Some(ObjectKind::Callback),
        "pathItems" => Some(ObjectKind::PathItem),
        "mediaTypes" => Some(ObjectKind::MediaType),
        _ => None,
    }
}

/// A part of a document and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct DocumentPart<'a, 'p> {
    pub(super) kind: ObjectKind,
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
    descend(ObjectKind::Document, document, &mut path, visit);
    for at in extra {
        if let Some(value) = at.find(document) {
            path.clear();
            path.push_str(at.as_str());
            descend(ObjectKind::Schema, value, &mut path, visit);
        }
    }
}

/// Calls `visit` on a schema and every schema inside it, by their places below it.
pub(super) fn each_schema<'a>(schema: &'a Value, visit: &mut dyn FnMut(DocumentPart<'a, '_>)) {
    descend(ObjectKind::Schema, schema, &mut String::new(), visit);
}

/// Readers of JSON and YAML take some hundred levels at most, which bounds the recursion.
fn descend<'a>(
    kind: ObjectKind,
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
    kind: ObjectKind,
    value: &'a Value,
    path: &mut String,
    found: &mut dyn FnMut(ObjectKind, &'a Value, &mut String),
) {
    children(Frame::Part(kind), value, path, found);
}

fn children<'a>(
    frame: Frame,
    value: &'a Value,
    path: &mut String,
    found: &mut dyn FnMut(ObjectKind, &'a Value, &mut String),
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
type Visit<'a> = dyn FnMut(ObjectKind, PartPath<'_>, usize, &mut Value) + 'a;

/// Calls `visit` on every part, the outer before the inner; what is inside is looked for after
/// the visit, so a visitor may replace its part.
pub(super) fn walk_mut(document: &mut Value, extra: &[Pointer], visit: &mut Visit<'_>) {
    let mut path = String::new();
    descend_mut(
        Frame::Part(ObjectKind::Document),
        &mut path,
        0,
        document,
        visit,
    );
    for at in extra {
        if let Some(value) = at.find_mut(document) {
            path.clear();
            path.push_str(at.as_str());
            descend_mut(Frame::Part(ObjectKind::Schema), &mut path, 0, value, visit);
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
        inner = if kind == ObjectKind::Schema {
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
) -> Option<ObjectKind> {
    let from_top = follow(ObjectKind::Document, document, at);
    if from_top.is_some() || extra.is_empty() {
        return from_top;
    }
    let top = at.ancestors().find(|here| extra.contains(here))?;
    follow(
        ObjectKind::Schema,
        top.find(document)?,
        &at.strip_prefix(&top)?,
    )
}

fn follow(kind: ObjectKind, top: &Value, at: &Pointer) -> Option<ObjectKind> {
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

    use super::{ObjectKind, each_part, kind_at};
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
            Some(ObjectKind::Schema)
        );
    }
}
