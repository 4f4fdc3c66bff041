//! View of several schemas that hold for one value.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::pointer;
use super::standard::SAMPLES;

/// Schemas that one value has to fit, flattened: references followed, members of `allOf` side by side.
#[derive(Clone, Debug, Default)]
pub struct View<'a> {
    /// The schemas without what was flattened.
    pub schemas: Vec<&'a Map<String, Value>>,
    /// Lists of alternatives that are still open.
    pub choices: Vec<&'a [Value]>,
    /// `true` if one of the schemas takes no value.
    pub never: bool,
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Object,
    Array,
    Text,
    Integer,
    Number,
    Bool,
    Null,
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::Object, "object"),
    (Kind::Array, "array"),
    (Kind::Text, "string"),
    (Kind::Integer, "integer"),
    (Kind::Number, "number"),
    (Kind::Bool, "boolean"),
    (Kind::Null, "null"),
];

/// Keywords that tell a type where `type` does not.
const TELLING: [(Kind, &[&str]); 4] = [
    (
        Kind::Object,
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "minProperties",
            "maxProperties",
            "propertyNames",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
        ],
    ),
    (
        Kind::Array,
        &[
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
            "unevaluatedItems",
        ],
    ),
    (Kind::Text, &["minLength", "maxLength", "pattern"]),
    (
        Kind::Number,
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
];

impl<'a> View<'a> {
    /// Returns the view of some schemas of a document.
    pub fn of(document: &'a Value, schemas: &[&'a Value]) -> Self {
        let mut view = Self::default();
        for schema in schemas {
            view.add(document, schema);
        }
        view
    }

    /// Returns the view of some schemas and of all their alternatives: everything that any of them says.
    pub fn spread(document: &'a Value, schemas: &[&'a Value]) -> Self {
        let mut view = Self::of(document, schemas);
        while let Some(branches) = view.choices.pop() {
            for branch in branches {
                view.add(document, branch);
            }
        }
        view
    }

    /// Returns the view with one more schema.
    #[must_use]
    pub fn with(&self, document: &'a Value, schema: &'a Value) -> Self {
        let mut view = self.clone();
        view.add(document, schema);
        view
    }

    fn add(&mut self, document: &'a Value, schema: &'a Value) {
        let Value::Object(schema) = schema else {
            self.never |= schema == &Value::Bool(false);
            return;
        };
        if self
            .schemas
            .iter()
            .any(|known| std::ptr::eq(*known, schema))
        {
            return;
        }
        self.schemas.push(schema);
        if let Some(target) = target(document, schema) {
            self.add(document, target);
        }
        for member in list(schema, "allOf") {
            self.add(document, member);
        }
        for keyword in ["oneOf", "anyOf"] {
            let branches = list(schema, keyword);
            if !branches.is_empty() {
                self.choices.push(branches);
            }
        }
    }

    /// Returns the value of a keyword in each schema.
    pub fn said(&self, keyword: &str) -> impl Iterator<Item = &'a Value> {
        let said: Vec<&Value> = self
            .schemas
            .iter()
            .filter_map(|schema| schema.get(keyword))
            .collect();
        said.into_iter()
    }

    /// Types that a value may have; what the keywords speak of where none is said, and any where they say nothing.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Option<Vec<Kind>> = None;
        for said in self.said("type") {
            let names: Vec<&str> = match said {
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                one => one.as_str().into_iter().collect(),
            };
            let is_said = |kind: &Kind| {
                names.contains(&kind.name())
                    || (*kind == Kind::Integer && names.contains(&"number"))
            };
            let all: Vec<Kind> = KINDS
                .iter()
                .map(|(kind, _)| *kind)
                .filter(is_said)
                .collect();
            kinds = Some(match kinds {
                Some(known) => known
                    .into_iter()
                    .filter(|kind| all.contains(kind))
                    .collect(),
                None => all,
            });
        }
        if let Some(mut kinds) = kinds {
            // Every integer is a number.
            if kinds.contains(&Kind::Number) {
                kinds.retain(|kind| *kind != Kind::Integer);
            }
            return kinds;
        }
        let told = TELLING.iter().filter(|(_, keywords)| {
            keywords
                .iter()
                .any(|keyword| self.said(keyword).next().is_some())
        });
        let told: Vec<Kind> = told.map(|(kind, _)| *kind).collect();
        if told.is_empty() && self.said("format").next().is_some() {
            return vec![Kind::Text];
        }
        told
    }

    /// Returns `true` if nothing says what a value is.
    pub fn is_free(&self) -> bool {
        self.kinds().is_empty() && self.said("type").next().is_none()
    }

    /// Returns the values that are allowed, where they are listed.
    pub fn listed(&self) -> Option<Vec<&'a Value>> {
        let lists = self.schemas.iter().flat_map(|schema| {
            let one = schema.get("const").map(std::slice::from_ref);
            one.into_iter().chain(
                schema
                    .get("enum")
                    .and_then(Value::as_array)
                    .map(Vec::as_slice),
            )
        });
        lists.fold(None, |common: Option<Vec<&Value>>, list| {
            Some(match common {
                Some(common) => common
                    .into_iter()
                    .filter(|value| list.contains(value))
                    .collect(),
                None => list.iter().collect(),
            })
        })
    }

    /// Returns the author's own values for this place.
    pub fn samples(&self) -> impl Iterator<Item = &'a Value> {
        self.said(SAMPLES).filter_map(Value::as_array).flatten()
    }

    /// Keys of the properties that are described.
    pub fn keys(&self) -> BTreeSet<&'a str> {
        let maps = self.said("properties").filter_map(Value::as_object);
        maps.flat_map(Map::keys).map(String::as_str).collect()
    }

    /// Keys of the properties that a value must have.
    pub fn required(&self) -> BTreeSet<&'a str> {
        let lists = self.said("required").filter_map(Value::as_array);
        lists.flatten().filter_map(Value::as_str).collect()
    }

    /// Schemas of a property: what each schema says of it, or of properties that it does not describe.
    pub fn property(&self, key: &str) -> Vec<&'a Value> {
        self.schemas
            .iter()
            .filter_map(|schema| {
                let own = schema.get("properties").and_then(|all| all.get(key));
                own.or_else(|| schema.get("additionalProperties"))
            })
            .collect()
    }

    /// Schemas of the properties that nobody describes; none where there may be none, or nothing is said.
    pub fn further(&self) -> Option<Vec<&'a Value>> {
        let said: Vec<&Value> = self.said("additionalProperties").collect();
        let is_closed = said.contains(&&Value::Bool(false));
        (!said.is_empty() && !is_closed).then_some(said)
    }

    /// Schemas of the properties whose keys match a pattern.
    pub fn patterned(&self) -> BTreeMap<&'a str, &'a Value> {
        let maps = self.said("patternProperties").filter_map(Value::as_object);
        maps.flatten()
            .map(|(pattern, schema)| (pattern.as_str(), schema))
            .collect()
    }

    /// Schemas of an element.
    pub fn element(&self, index: usize) -> Vec<&'a Value> {
        self.schemas
            .iter()
            .filter_map(|schema| {
                let position = list(schema, "prefixItems").get(index);
                position.or_else(|| schema.get("items"))
            })
            .collect()
    }

    /// Returns the number of elements with a schema of their own.
    pub fn positions(&self) -> usize {
        self.schemas
            .iter()
            .map(|schema| list(schema, "prefixItems").len())
            .max()
            .unwrap_or(0)
    }

    /// Returns the largest of the least numbers that are said under a keyword.
    pub fn at_least(&self, keyword: &str) -> Option<u64> {
        self.said(keyword).filter_map(Value::as_u64).max()
    }

    /// Returns the smallest of the greatest numbers that are said under a keyword.
    pub fn at_most(&self, keyword: &str) -> Option<u64> {
        self.said(keyword).filter_map(Value::as_u64).min()
    }
}

impl Kind {
    /// Returns `true` if a value is of this type.
    pub fn has(self, value: &Value) -> bool {
        match self {
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::Text => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Bool => value.is_boolean(),
            Self::Null => value.is_null(),
        }
    }

    /// Its name in JSON Schema.
    pub fn name(self) -> &'static str {
        KINDS
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }
}

/// Returns the target of a schema's reference.
pub fn target<'a>(document: &'a Value, schema: &'a Map<String, Value>) -> Option<&'a Value> {
    let reference = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
    document.pointer(&pointer::decode(reference))
}

/// Returns the schemas of a list under a keyword.
fn list<'a>(schema: &'a Map<String, Value>, keyword: &str) -> &'a [Value] {
    schema
        .get(keyword)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
