//! Compares two APIs: what a new document does to the callers of the crate that was made from the old one.
//!
//! ```text
//! callers   public items that are removed, renamed, changed or added
//! surface   the public items of a generated crate, each with its signature  (types)
//! wire      operations: what the old crate sends and reads, against the new document  (inputs)
//! values    types of values: which of them the old type decodes, which of them the new schema takes  (alternatives)
//! limits    bounds, lengths and patterns, which types do not hold
//! uses      the operations that each type belongs to
//! walk      where a comparison of values is, and what it found
//! matching  which operations and types of both belong together, whatever they are called
//! rules     the one table: the effect of each kind of change, and what callers do about it
//! ```
//!
//! Deliberately absent: the texts of the generated files. Everything follows from the models of both documents.

mod alternatives;
mod callers;
mod effect;
mod inputs;
mod limits;
mod matching;
mod rules;
mod surface;
mod types;
mod uses;
mod values;
mod walk;
mod wire;

use std::collections::BTreeMap;

pub use effect::{CodeEffect, WireEffect};
pub use rules::{ItemKind, Rule, WireChange};

use crate::emit::EmitContext;
use crate::pointer::Pointer;

/// One change of the crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The rules that it falls under, the most serious first.
    pub rules: Vec<Rule>,
    /// The Rust item, as code names it below the crate: `Pet.name`, `Client::get_pet`.
    pub item: String,
    /// The operations that it concerns, as `GET /pets`.
    pub operations: Vec<String>,
    /// Signature or value in the old crate.
    pub old: Option<String>,
    /// Signature or value in the new crate.
    pub new: Option<String>,
    /// The place in the new document, or in the old one if it is not there any more.
    pub place: Pointer,
}

impl Change {
    /// Returns the effect on code that uses the old crate.
    pub fn code(&self) -> CodeEffect {
        let effects = self.rules.iter().map(|rule| rule.code());
        effects.max().unwrap_or_default()
    }

    /// Returns the effect on programs that were built with the old crate.
    pub fn wire(&self) -> WireEffect {
        let effects = self.rules.iter().map(|rule| rule.wire());
        effects.max().unwrap_or_default()
    }

    /// Returns what callers do about it, for their code and then for the wire; empty where there is nothing to do.
    pub fn advice(&self) -> String {
        let first = self.rules.first();
        let wire = self.rules.iter().find(|rule| rule.wire() == self.wire());
        let advice = first.into_iter().chain(wire).map(|rule| rule.advice());
        let mut advice: Vec<&str> = advice.filter(|text| !text.is_empty()).collect();
        advice.dedup();
        advice.join("; ")
    }
}

/// All changes between two documents, the most serious first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The changes.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Returns the verdict on code that uses the old crate.
    pub fn code(&self) -> CodeEffect {
        let effects = self.changes.iter().map(Change::code);
        effects.max().unwrap_or_default()
    }

    /// Returns the verdict on programs that were built with the old crate.
    pub fn wire(&self) -> WireEffect {
        let effects = self.changes.iter().map(Change::wire);
        effects.max().unwrap_or_default()
    }
}

/// Returns the old names of types and methods that have others, as a crate keeps them, each with the new name.
pub(crate) fn renamed(old: EmitContext<'_>, new: EmitContext<'_>) -> BTreeMap<String, String> {
    let matching = matching::matching(old, new);
    let methods = matching.methods.into_iter();
    let methods = methods.map(|(name, now)| (format!("Client::{name}"), now));
    methods.chain(matching.types).collect()
}

/// Compares the models of two documents.
pub(crate) fn compare(old: EmitContext<'_>, new: EmitContext<'_>) -> Comparison {
    let mut changes: BTreeMap<String, Change> = BTreeMap::new();
    let matching = matching::matching(old, new);
    let on_the_wire = wire::changes(old, new, &matching);
    for change in callers::changes(old, new, &matching)
        .into_iter()
        .chain(on_the_wire)
        .chain(callers::kept(old, new))
    {
        match changes.get_mut(&change.item) {
            Some(known) => join(known, change),
            None => drop(changes.insert(change.item.clone(), change)),
        }
    }
    let mut changes: Vec<Change> = changes.into_values().collect();
    for change in &mut changes {
        change
            .rules
            .sort_by_key(|rule| std::cmp::Reverse((rule.code(), rule.wire())));
        change.rules.dedup();
    }
    changes.sort_by_key(|change| {
        let kind = change.rules.first().map(|rule| rule.kind());
        (std::cmp::Reverse((change.code(), change.wire())), kind)
    });
    Comparison { changes }
}

/// Adds what else is known of an item.
fn join(known: &mut Change, other: Change) {
    known.rules.extend(other.rules);
    for operation in other.operations {
        if !known.operations.contains(&operation) {
            known.operations.push(operation);
        }
    }
    known.old = known.old.take().or(other.old);
    known.new = known.new.take().or(other.new);
}
