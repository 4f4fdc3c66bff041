//! Finds the references of a file, and their kinds.
//!
//! Whatever version a document has: this comes before its rewriting. Examples, defaults and
//! extensions can hold a key `$ref` that is none.

use serde_json::Value;

use crate::document::refs::scope::has_anchor;
use crate::document::value::has_word;
use crate::document::walk::{ObjectKind, each_child};
use crate::pointer::{Pointer, push_index, push_segment};

/// The kinds of values that can hold references.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::document) enum Role {
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
pub(in crate::document) struct FileReference {
    /// The object with the key `$ref`, or the entry of a discriminator's mapping.
    pub(in crate::document) at: Pointer,
    pub(in crate::document) text: String,
    /// The kind of the target.
    pub(in crate::document) role: Role,
    pub(in crate::document) is_mapping: bool,
}

impl FileReference {
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
const DATA: [&str; 7] = [
    "example", "value", "default", "enum", "const", "security", "scopes",
];

/// Keys of objects that hold more of them by name.
const BY_NAME: &str = "\
    callbacks content encoding headers links parameters pathItems paths requestBodies \
    responses securityDefinitions securitySchemes variables webhooks mediaTypes";

/// All references in `top`, which stands at `at`, from the top down, whatever the order of maps.
pub(in crate::document) fn references(top: &Value, at: &Pointer, role: Role) -> Vec<FileReference> {
    let mut found = Vec::new();
    each_reference(role, top, &mut String::new(), &mut |reference| {
        found.push(FileReference {
            at: at.join(&Pointer::of_canonical(reference.path)),
            text: reference.text.to_owned(),
            role: reference.role,
            is_mapping: reference.is_mapping,
        });
    });
    found.sort_by(|one, other| one.at.cmp(&other.at));
    found
}

/// Returns `true` if any reference of a document is more than a fragment.
pub(super) fn any_leads_away(document: &Value) -> bool {
    let mut leads = false;
    each_reference(
        Role::Object,
        document,
        &mut String::new(),
        &mut |reference| {
            leads |= !reference.text.starts_with('#');
        },
    );
    leads
}

/// A reference while a walk is there.
struct VisitedReference<'a> {
    path: &'a str,
    text: &'a str,
    role: Role,
    is_mapping: bool,
}

fn each_reference(
    role: Role,
    value: &Value,
    path: &mut String,
    visit: &mut dyn FnMut(VisitedReference<'_>),
) {
    each_place(role, value, path, &mut |role, value, path| {
        if let Some(text) = value.get("$ref").and_then(Value::as_str) {
            visit(VisitedReference {
                path,
                text,
                role,
                is_mapping: false,
            });
        }
        if role == Role::Schema {
            mapping(value, path, visit);
        }
    });
}

/// Returns the schema with an anchor in a file that is an object of OpenAPI or a schema, the outer before the inner.
pub(super) fn anchor_in_file(file: &Value, name: &str) -> Option<Pointer> {
    let mut found = Vec::new();
    for role in [Role::Schema, Role::Object] {
        each_place(role, file, &mut String::new(), &mut |role, value, path| {
            if role == Role::Schema && has_anchor(value, name) {
                found.push(Pointer::of_canonical(path));
            }
        });
    }
    found.into_iter().min()
}

/// Calls `visit` on every value that can be a reference or hold one.
fn each_place(
    role: Role,
    value: &Value,
    path: &mut String,
    visit: &mut dyn FnMut(Role, &Value, &mut String),
) {
    visit(role, value, path);
    let above = path.len();
    match (role, value) {
        (Role::Example, _) => {}
        (Role::Schema, _) => {
            each_child(ObjectKind::Schema, value, path, &mut |_, value, path| {
                each_place(Role::Schema, value, path, visit);
            });
        }
        (_, Value::Object(map)) => {
            for (key, value) in map {
                let inner = match role {
                    Role::Object => role_of(key),
                    _ => Some(member(role)),
                };
                if let Some(inner) = inner {
                    push_segment(path, key);
                    each_place(inner, value, path, visit);
                    path.truncate(above);
                }
            }
        }
        (Role::Object | Role::Objects, Value::Array(list)) => {
            for (index, value) in list.iter().enumerate() {
                push_index(path, index);
                each_place(Role::Object, value, path, visit);
                path.truncate(above);
            }
        }
        _ => {}
    }
}

/// The entries of a schema's discriminator that can be references.
fn mapping(schema: &Value, path: &mut String, visit: &mut dyn FnMut(VisitedReference<'_>)) {
    let mapping = schema
        .get("discriminator")
        .and_then(|discriminator| discriminator.get("mapping"));
    let above = path.len();
    for (value, target) in mapping.and_then(Value::as_object).into_iter().flatten() {
        if let Some(text) = target.as_str() {
            path.push_str("/discriminator/mapping");
            push_segment(path, value);
            visit(VisitedReference {
                path,
                text,
                role: Role::Schema,
                is_mapping: true,
            });
            path.truncate(above);
        }
    }
}

/// Returns the role of the value under a key of an object; `None` for plain data.
fn role_of(key: &str) -> Option<Role> {
    match key {
        "schema" | "itemSchema" => Some(Role::Schema),
        "schemas" | "definitions" => Some(Role::Schemas),
        "examples" => Some(Role::Examples),
        _ if DATA.contains(&key) || key.starts_with("x-") => None,
        _ if has_word(BY_NAME, key) => Some(Role::Objects),
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
                "securitySchemes": {"s": {"flows": {"implicit": {"scopes": {"$ref": "no"}}}}},
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
