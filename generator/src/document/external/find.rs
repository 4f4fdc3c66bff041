//! Which values of a file are references, and of what kind.
//!
//! Whatever version a document has: this comes before its rewriting. Examples, defaults and
//! extensions can hold a key `$ref` that is none.

use serde_json::Value;

use super::super::walk::{Kind, each_child};
use crate::pointer::Pointer;

/// What stands at a place, as far as references go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// An object of OpenAPI.
    Object,
    /// Objects by names that mean nothing else, or in a list.
    Objects,
    Schema,
    /// Schemas by name.
    Schemas,
    /// Examples by name; what they hold is not looked at.
    Examples,
    /// An example that is nothing but a reference.
    Example,
}

/// A reference.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The object with the key `$ref`, or the entry of a discriminator's mapping.
    pub(super) at: Pointer,
    pub(super) text: String,
    /// What the reference stands for.
    pub(super) role: Role,
    pub(super) is_mapping: bool,
}

impl Found {
    /// The text itself.
    pub(super) fn place(&self) -> Pointer {
        if self.is_mapping {
            self.at.clone()
        } else {
            self.at.push("$ref")
        }
    }
}

/// Keys of objects below which nothing is a reference.
const DATA: [&str; 6] = ["example", "value", "default", "enum", "const", "security"];

/// Keys of objects that hold more of them by name.
const BY_NAME: [&str; 16] = [
    "callbacks",
    "content",
    "encoding",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "paths",
    "requestBodies",
    "responses",
    "scopes",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "webhooks",
    "mediaTypes",
];

/// All references in `top`, which stands at `at`, from the top down.
pub(super) fn references(top: &Value, at: &Pointer, role: Role) -> Vec<Found> {
    let mut found = Vec::new();
    let mut open = vec![(role, at.clone(), top)];
    while let Some((role, at, value)) = open.pop() {
        if let Some(text) = value.get("$ref").and_then(Value::as_str) {
            found.push(Found {
                at: at.clone(),
                text: text.to_owned(),
                role,
                is_mapping: false,
            });
        }
        if role == Role::Schema {
            found.extend(mapping(value, &at));
        }
        let inner = inside(role, value).into_iter().rev();
        open.extend(inner.filter_map(|(role, below)| {
            let value = below.find(value)?;
            Some((role, at.join(&below), value))
        }));
    }
    found
}

/// The entries of a schema's discriminator that can be references.
fn mapping(schema: &Value, at: &Pointer) -> Vec<Found> {
    let mapping = schema.pointer("/discriminator/mapping");
    let entries = mapping.and_then(Value::as_object).into_iter().flatten();
    let at = at.push("discriminator").push("mapping");
    entries
        .filter_map(|(value, target)| {
            Some(Found {
                at: at.push(value),
                text: target.as_str()?.to_owned(),
                role: Role::Schema,
                is_mapping: true,
            })
        })
        .collect()
}

fn inside(role: Role, value: &Value) -> Vec<(Role, Pointer)> {
    let root = Pointer::root();
    match (role, value) {
        (Role::Example, _) => Vec::new(),
        (Role::Schema, _) => {
            let mut found = Vec::new();
            each_child(Kind::Schema, value, &mut |part| {
                found.push((Role::Schema, part.at.pointer()));
            });
            found
        }
        (Role::Object, Value::Object(map)) => map
            .keys()
            .filter_map(|key| Some((role_of(key)?, root.push(key))))
            .collect(),
        (_, Value::Object(map)) => map
            .keys()
            .map(|key| (member(role), root.push(key)))
            .collect(),
        (Role::Object | Role::Objects, Value::Array(list)) => (0..list.len())
            .map(|index| (Role::Object, root.index(index)))
            .collect(),
        _ => Vec::new(),
    }
}

/// What stands under a key of an object; `None` for plain data.
fn role_of(key: &str) -> Option<Role> {
    match key {
        "schema" | "itemSchema" => Some(Role::Schema),
        "schemas" | "definitions" => Some(Role::Schemas),
        "examples" => Some(Role::Examples),
        _ if DATA.contains(&key) || key.starts_with("x-") => None,
        _ if BY_NAME.contains(&key) => Some(Role::Objects),
        _ => Some(Role::Object),
    }
}

fn member(of: Role) -> Role {
    match of {
        Role::Schemas | Role::Schema => Role::Schema,
        Role::Examples | Role::Example => Role::Example,
        Role::Object | Role::Objects => Role::Object,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Role, references};
    use crate::pointer::Pointer;

    #[test]
    fn data_is_no_reference() {
        let document = json!({
            "paths": {"/a": {"$ref": "item.yaml"}, "/example": {"get": {
                "parameters": [{"$ref": "p.yaml"}],
                "responses": {"default": {"$ref": "r.yaml"}},
                "x-note": {"$ref": "no"}
            }}},
            "components": {
                "examples": {"e": {"$ref": "e.yaml"}, "f": {"value": {"$ref": "no"}}},
                "schemas": {"$ref": "all.yaml", "A": {
                    "default": {"$ref": "no"},
                    "properties": {"$ref": {"$ref": "s.yaml"}, "example": {"$ref": "t.yaml"}},
                    "discriminator": {"propertyName": "p", "mapping": {"m": "m.yaml"}}
                }}
            }
        });
        let found: Vec<_> = references(&document, &Pointer::root(), Role::Object)
            .into_iter()
            .map(|found| format!("{} {:?}", found.text, found.role))
            .collect();
        assert_eq!(
            found,
            [
                "e.yaml Example",
                "all.yaml Schemas",
                "m.yaml Schema",
                "s.yaml Schema",
                "t.yaml Schema",
                "item.yaml Object",
                "p.yaml Object",
                "r.yaml Object",
            ]
        );
    }
}
