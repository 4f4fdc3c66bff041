//! A walk through two documents side by side, and what it finds.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use super::effect::WireEffect;
use super::matching::{Matching, Renamed};
use super::rules::{Rule, WireChange};
use super::types::TypeWriter;
use super::uses::{Direction, Uses};
use crate::emit::EmitContext;
use crate::ir::{Field, Type, TypeId};
use crate::pointer::Pointer;

/// The place that a walk has reached.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) direction: Direction,
    /// The Rust item.
    pub(super) item: String,
    /// The definition of the old document that the item belongs to.
    pub(super) owner: Option<TypeId>,
    /// The operation that led here first.
    pub(super) operation: String,
    /// The place in the new document.
    pub(super) place: Pointer,
    /// The places of the schemas of the value, in the old document and in the new one.
    pub(super) schemas: [Vec<Pointer>; 2],
}

impl Spot {
    /// Returns the type that an alternative comes from and the one it goes to, the old one first.
    pub(super) fn sides<'t>(&self, sender: &'t Type, receiver: &'t Type) -> (&'t Type, &'t Type) {
        match self.direction {
            Direction::Input => (sender, receiver),
            Direction::Output => (receiver, sender),
        }
    }

    /// Returns the rule for values of another type.
    pub(super) fn another_type(&self) -> WireChange {
        match self.direction {
            Direction::Input => WireChange::InputType,
            Direction::Output => WireChange::OutputType,
        }
    }

    /// Returns the spot of a value inside this one, which schemas describe below these keys.
    pub(super) fn below(&self, keys: &[&str]) -> Self {
        let inside = |places: &Vec<Pointer>| {
            let inner = |at: &Pointer| keys.iter().fold(at.clone(), |at, key| at.push(key));
            places.iter().map(inner).collect()
        };
        Self {
            schemas: self.schemas.each_ref().map(inside),
            ..self.clone()
        }
    }

    /// Returns the spot with the places of the schemas of the value.
    pub(super) fn with_schemas(&self, old: &Pointer, new: &Pointer) -> Self {
        Self {
            schemas: [old, new].map(|at| vec![at.clone()]),
            ..self.clone()
        }
    }

    /// Returns the spot of a variant of an enum.
    pub(super) fn variant(&self, name: &str, variant: &str) -> Self {
        Self {
            item: format!("{name}::{variant}"),
            schemas: <[Vec<Pointer>; 2]>::default(),
            ..self.clone()
        }
    }

    /// Returns the spot of a field of the old document.
    pub(super) fn inside(&self, walk: &Walk<'_>, id: TypeId, field: &Field) -> Self {
        let names = &walk.old.names.fields[id.0];
        let name = field_name(&walk.old.api.def(id).shape, names, field);
        Self {
            item: format!("{}.{name}", walk.old_types().name(id)),
            owner: Some(id),
            place: field.pointer.clone(),
            schemas: <[Vec<Pointer>; 2]>::default(),
            ..self.clone()
        }
    }

    /// Returns the spot of a field that only the new document has.
    pub(super) fn inside_new(
        &self,
        walk: &Walk<'_>,
        (id, new): (TypeId, TypeId),
        field: &Field,
    ) -> Self {
        let names = &walk.new.names.fields[new.0];
        let name = field_name(&walk.new.api.def(new).shape, names, field);
        Self {
            item: format!("{}.{name}", walk.new_types().name(new)),
            owner: Some(id),
            place: field.pointer.clone(),
            schemas: <[Vec<Pointer>; 2]>::default(),
            ..self.clone()
        }
    }
}

fn field_name(shape: &crate::ir::Shape, names: &[String], field: &Field) -> String {
    let crate::ir::Shape::Struct(body) = shape else {
        return field.wire.clone();
    };
    let index = body
        .fields
        .iter()
        .position(|known| known.wire == field.wire && known.pointer == field.pointer);
    let name = index.and_then(|index| names.get(index));
    name.unwrap_or(&field.wire).clone()
}

/// Something that goes over the wire in another way.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    change: WireChange,
    old: Option<String>,
    new: Option<String>,
    spot: Spot,
}

impl Finding {
    /// Returns `true` if it is this change of this item.
    pub(super) fn is(&self, change: WireChange, item: &str) -> bool {
        self.change == change && self.spot.item == item
    }

    /// Returns `true` if a value is refused or cannot be decoded.
    pub(super) fn is_failure(&self) -> bool {
        Rule::Wire(self.change).wire() > WireEffect::Unknown
    }
}

/// A walk through two documents side by side.
pub(super) struct Walk<'a> {
    pub(super) old: EmitContext<'a>,
    pub(super) new: EmitContext<'a>,
    pub(super) matching: &'a Matching,
    pub(super) seen: BTreeSet<(Direction, TypeId, TypeId)>,
    /// Pairs of a definition and another type that are being compared.
    pub(super) open: BTreeSet<(Direction, String)>,
    pub(super) findings: Vec<Finding>,
}

/// No type of the new document has another name.
static NONE: Renamed = Renamed::new();

impl<'a> Walk<'a> {
    pub(super) fn old_types(&self) -> TypeWriter<'a> {
        TypeWriter {
            model: self.old,
            renamed: &self.matching.types,
        }
    }

    /// Returns `true` if a union of the old document keeps values of no known alternative.
    pub(super) fn keeps_unknown(&self, id: TypeId) -> bool {
        let names = self.old.names.variants[id.0].len();
        names > self.old.api.def(id).shape.parts().len()
    }

    /// Returns the rule for an alternative that is not among those that take it.
    pub(super) fn another_variant(&self, old: TypeId, direction: Direction) -> WireChange {
        match direction {
            Direction::Input => WireChange::InputVariant,
            Direction::Output if self.keeps_unknown(old) => WireChange::OutputValue,
            Direction::Output => WireChange::OutputVariant,
        }
    }

    pub(super) fn new_types(&self) -> TypeWriter<'a> {
        TypeWriter {
            model: self.new,
            renamed: &NONE,
        }
    }

    pub(super) fn found(
        &mut self,
        change: WireChange,
        old: Option<String>,
        new: Option<String>,
        spot: &Spot,
    ) {
        self.findings.push(Finding {
            change,
            old,
            new,
            spot: spot.clone(),
        });
    }

    pub(super) fn differ(&mut self, change: WireChange, old: &Type, new: &Type, spot: &Spot) {
        let (old, new) = (self.old_types().text(old), self.new_types().text(new));
        self.found(change, Some(old), Some(new), spot);
    }

    /// Returns the findings as changes, each with the operations that lead to it.
    pub(super) fn into_changes(self) -> Vec<Change> {
        let uses = Uses::new(self.old.api);
        let mut leading: BTreeMap<(Direction, TypeId), Vec<String>> = BTreeMap::new();
        let mut changes = Vec::with_capacity(self.findings.len());
        for finding in &self.findings {
            let spot = &finding.spot;
            let operations = match spot.owner {
                Some(owner) => leading
                    .entry((spot.direction, owner))
                    .or_insert_with(|| uses.leading(&[spot.direction], owner))
                    .clone(),
                None => vec![spot.operation.clone()],
            };
            changes.push(Change {
                rules: vec![Rule::Wire(finding.change)],
                item: spot.item.clone(),
                operations,
                old: finding.old.clone(),
                new: finding.new.clone(),
                place: spot.place.clone(),
            });
        }
        changes
    }
}
