//! The action of an overlay that fixes the problem of a diagnostic.
//!
//! An overlay (Overlay Specification 1.0) changes a document without touching its file, so what
//! somebody else publishes can be mended too.

use serde_json::{Value, json};

use super::Code;
use crate::pointer::Pointer;

/// One action of an overlay: what it is about, and what it does there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The author's place that the action targets.
    pub target: Pointer,
    /// The change at that place.
    pub change: Change,
}

/// The change of an action to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The value is merged into the object, or added to the list, that stands there.
    Update(Value),
    /// The value is removed.
    Remove,
}

impl Fix {
    /// Merges a value into what stands at a place.
    pub fn update(target: Pointer, value: Value) -> Self {
        Self {
            target,
            change: Change::Update(value),
        }
    }

    /// Merges a value into what stands at a place, whatever that is: where it has a name, by what stands around it, since
    /// nothing can be merged into a schema that is `true`. None for places of other files, which no overlay changes.
    pub fn merged(at: &Pointer, value: Value) -> Option<Self> {
        if at.file().is_some() {
            return None;
        }
        let name = at.last().filter(|name| name.parse::<usize>().is_err());
        Some(match (at.parent(), name) {
            (Some(around), Some(name)) => Self::update(around, json!({name.as_ref(): value})),
            _ => Self::update(at.clone(), value),
        })
    }

    /// Takes away what stands at a place.
    pub fn remove(target: Pointer) -> Self {
        Self {
            target,
            change: Change::Remove,
        }
    }
}

/// The fix that follows from the code and the place alone, where one does.
///
/// A value that the author alone can know stands as an example of its kind.
pub(super) fn usual(code: Code, at: &Pointer) -> Option<Fix> {
    // An overlay changes the document alone.
    if at.file().is_some() {
        return None;
    }
    let around = |value: Value| Some(Fix::update(at.parent()?, value));
    match code {
        Code::InvalidKeyword
        | Code::IgnoredKeyword
        | Code::EmptyAlternatives
        | Code::ForbiddenProperty
        | Code::DiscriminatorMapping
        | Code::UnknownPathKey
        | Code::RecursiveAllOf
        | Code::DefaultInvalid
        | Code::ParameterInvalid
        | Code::NotAnObject
        | Code::ArgumentDuplicate
        | Code::ParameterDuplicate
        | Code::ParameterIgnored
        | Code::PathParameterUnused
        | Code::BodyEmpty
        | Code::MediaTypePassedOver
        | Code::ServersIgnored
        | Code::StatusInvalid
        | Code::CallbackIgnored => Some(Fix::remove(at.clone())),
        Code::UnknownType => around(json!({"type": "string"})),
        Code::ParameterLocation | Code::ArgumentLocation => {
            Some(Fix::update(at.clone(), json!({"in": "query"})))
        }
        Code::RowNotObject => Some(Fix::update(
            at.clone(),
            json!({"type": "object", "properties": {"name": {"type": "string"}}}),
        )),
        _ => None,
    }
}
