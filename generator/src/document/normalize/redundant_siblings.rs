//! Keywords beside a reference that its target satisfies already: such a schema is the target.
//!
//! Generators of documents write `{type: object, $ref: X}`, or repeat in a member of `allOf` what the other one says. A
//! keyword that narrows nothing is taken out, so that one reference is left and later stages make no copy of `X`.

use serde_json::Value;

use crate::document::private_keys::{INFERRED, UNEVALUATED};
use crate::document::refs::reference_graph::{Reference, ReferenceGraph, target};
use crate::document::rewrite::Rewrite;
use crate::document::value::{Object, has_word};
use crate::document::walk::ObjectKind;
use crate::pointer::Pointer;

/// Keywords that describe a schema and narrow no value.
const ANNOTATIONS: &str = "\
    title description default example examples externalDocs deprecated readOnly writeOnly";

/// The most references and members that may lead from a schema to a keyword.
const MAX_HOPS: usize = 16;

/// A schema that is one reference but for keywords that add nothing.
struct RedundantSiblings {
    at: Pointer,
    /// The keywords that the target satisfies.
    satisfied: Vec<String>,
    /// The index of the reference among the members.
    index: usize,
    /// The annotations in other members, by the index of the member and the keyword.
    annotations: Vec<(usize, String)>,
    members: usize,
}

/// Takes out what repeats the target of a reference.
pub(super) fn simplify(
    rewrite: &mut Rewrite<'_>,
    document: &mut Value,
    links: &mut ReferenceGraph,
) {
    let mut has_fewer_parts = false;
    for link in &links.references {
        if link.kind != ObjectKind::Schema {
            continue;
        }
        // Each is judged by the document as it is then: two schemas could lean on each other.
        let Some(repeating) = repeating(document, &link.at) else {
            continue;
        };
        let members = repeating.at.push("allOf").as_str().to_owned() + "/";
        let is_inside = |target: Pointer| target.as_str().starts_with(&members);
        if repeating.members > 1 {
            if links
                .references
                .iter()
                .filter_map(Reference::target)
                .any(is_inside)
            {
                continue;
            }
            has_fewer_parts = true;
        }
        repeating.take_out(rewrite, document);
    }
    if has_fewer_parts {
        *links = ReferenceGraph::of(document, &rewrite.extra);
    }
}

impl RedundantSiblings {
    fn take_out(self, rewrite: &mut Rewrite<'_>, document: &mut Value) {
        let Some(Value::Object(map)) = self.at.find_mut(document) else {
            return;
        };
        map.retain(|key, _| !self.satisfied.contains(key));
        let Some(Value::Array(mut members)) = map.remove("allOf") else {
            return;
        };
        let all_of = self.at.push("allOf");
        let mut moves = Vec::new();
        for (index, key) in self.annotations {
            let value = members
                .get_mut(index)
                .and_then(|member| member.get_mut(&key));
            if let Some(value) = value
                && !map.contains_key(&key)
            {
                moves.push((self.at.push(&key), all_of.index(index).push(&key)));
                map.insert(key, value.take());
            }
        }
        moves.push((all_of.index(0), all_of.index(self.index)));
        if self.members > 1 {
            rewrite.origins.record_all(&moves);
        }
        let kept = members.swap_remove(self.index);
        map.insert("allOf".to_owned(), Value::Array(vec![kept]));
    }
}

/// The schema around a member of `allOf`, if all else that it says is satisfied by that member.
fn repeating(document: &Value, member: &Pointer) -> Option<RedundantSiblings> {
    let all_of = member.parent()?;
    if all_of.last()? != "allOf" {
        return None;
    }
    let at = all_of.parent()?;
    let map = at.find(document)?.as_object()?;
    let members = map.get("allOf")?.as_array()?;
    let reference = member.find(document)?;
    if map.len() == 1 && members.len() == 1 {
        return None;
    }
    let is_satisfied = |key: &str, value: &Value| {
        let keyword = SiblingKeyword {
            key,
            value,
            at: &at,
        };
        keyword.is_satisfied(document, reference, MAX_HOPS)
    };
    // A member that says a type forbids null.
    let is_nullable = is_satisfied("nullable", &Value::Bool(true));
    let mut annotations = Vec::new();
    for (index, other) in members.iter().enumerate() {
        if other == reference {
            continue;
        }
        for (key, value) in other.as_object()? {
            // A member that allows null as well narrows nothing.
            if key == "nullable" {
                continue;
            }
            if is_annotation(key) {
                annotations.push((index, key.clone()));
            } else if !is_satisfied(key, value) || (key == "type" && is_nullable) {
                return None;
            }
        }
    }
    let mut satisfied = Vec::new();
    for (key, value) in map {
        if key == "allOf" || key == "nullable" || is_annotation(key) {
            continue;
        }
        if !is_satisfied(key, value) {
            return None;
        }
        satisfied.push(key.clone());
    }
    if satisfied.is_empty() && members.len() == 1 {
        return None;
    }
    Some(RedundantSiblings {
        at,
        satisfied,
        index: members.iter().position(|other| other == reference)?,
        annotations,
        members: members.len(),
    })
}

fn is_annotation(key: &str) -> bool {
    has_word(ANNOTATIONS, key) || (key.starts_with("x-") && !key.starts_with("x-codegen-"))
}

/// A keyword of the schema at a place.
#[derive(Clone, Copy)]
struct SiblingKeyword<'a> {
    key: &'a str,
    value: &'a Value,
    at: &'a Pointer,
}

impl SiblingKeyword<'_> {
    /// Returns `true` if every value of another schema satisfies the keyword anyway.
    fn is_satisfied(self, document: &Value, schema: &Value, hops: usize) -> bool {
        if hops == 0 || self.key == "discriminator" {
            return false;
        }
        if self.narrows_nothing() || self.repeats(schema) {
            return true;
        }
        let by = |schema: &Value| self.is_satisfied(document, schema, hops - 1);
        if let Some(target) = target(schema) {
            // A schema does not vouch for itself.
            return target != *self.at && target.find(document).is_some_and(by);
        }
        let list = |name: &str| schema.get(name).and_then(Value::as_array);
        let branches = |name: &str| list(name).filter(|branches| !branches.is_empty());
        let mut alternatives = ["oneOf", "anyOf"].into_iter().filter_map(branches);
        self.is_said_by(schema)
            || list("allOf").is_some_and(|members| members.iter().any(by))
            || alternatives.any(|branches| branches.iter().all(by))
    }

    /// Returns `true` if every value fits the keyword.
    fn narrows_nothing(self) -> bool {
        match (self.key, self.value) {
            ("minLength" | "minItems" | "minProperties", value) => value.as_f64() == Some(0.0),
            ("nullable" | "uniqueItems", value) => value == &Value::Bool(false),
            (INFERRED, _) => true,
            ("additionalProperties" | "unevaluatedProperties" | "unevaluatedItems", value) => {
                value == &Value::Bool(true) || value.as_object().is_some_and(Object::is_empty)
            }
            ("properties", Value::Object(properties)) => properties.is_empty(),
            ("required", Value::Array(names)) => names.is_empty(),
            _ => false,
        }
    }

    /// Returns `true` for members of which each is the other schema itself.
    fn repeats(self, schema: &Value) -> bool {
        let members = self.value.as_array().filter(|_| self.key == "allOf");
        members.is_some_and(|members| members.iter().all(|member| member == schema))
    }

    fn is_said_by(self, schema: &Value) -> bool {
        let list = |name: &str| schema.get(name).and_then(Value::as_array);
        match (self.key, self.value) {
            ("properties", Value::Object(properties)) => {
                let known = schema.get("properties").and_then(Value::as_object);
                known.is_some_and(|known| {
                    properties
                        .iter()
                        .all(|(key, said)| known.get(key) == Some(said))
                })
            }
            ("required", Value::Array(names)) => {
                let is_required = |name| list("required").is_some_and(|known| known.contains(name));
                names.iter().all(is_required)
            }
            ("enum", Value::Array(allowed)) => list("enum")
                .is_some_and(|values| values.iter().all(|value| allowed.contains(value))),
            (UNEVALUATED, _) if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                true
            }
            ("type", Value::String(wanted)) if wanted == "number" => {
                let kind = schema.get("type").and_then(Value::as_str);
                matches!(kind, Some("number" | "integer"))
            }
            (key, value) => schema.get(key) == Some(value),
        }
    }
}
