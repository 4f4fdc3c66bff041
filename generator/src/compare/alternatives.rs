//! Unions side by side: what the other document has of each alternative.

use std::collections::BTreeSet;

use super::rules::WireChange;
use super::uses::Direction;
use super::walk::{Spot, Walk};
use crate::ir::{Api, Shape, Tagging, Type, TypeId, UnionDef, Variant};

impl Walk<'_> {
    /// Compares two unions: each alternative that is sent with those that are read.
    pub(super) fn unions(
        &mut self,
        (id, old): (TypeId, &UnionDef),
        (new_id, new): (TypeId, &UnionDef),
        spot: &Spot,
    ) {
        if let (Tagging::Property(one), Direction::Output) = (&old.tagging, spot.direction)
            && new.tagging != old.tagging
        {
            let other = match &new.tagging {
                Tagging::Property(other) => Some(other.clone()),
                Tagging::Shape => None,
            };
            self.found(WireChange::OutputTag, Some(one.clone()), other, spot);
        }
        if spot.direction == Direction::Output {
            for (index, variant) in new.variants.iter().enumerate() {
                let name = self.new_types().name(new_id);
                let inner = spot.variant(&name, &self.new.names.variants[new_id.0][index]);
                let before = self.findings.len();
                self.variant(variant, (id, old), &inner);
                self.unknown_without_keys(variant, (id, old), before, &inner);
            }
        } else {
            for (index, variant) in old.variants.iter().enumerate() {
                let name = self.old_types().name(id);
                let inner = spot.variant(&name, &self.old.names.variants[id.0][index]);
                self.variant(variant, (id, new), &inner);
            }
        }
    }

    /// Tells that an open union keeps values that lack a key by which an alternative is told, in place of what was found
    /// of that key since `before`.
    fn unknown_without_keys(
        &mut self,
        new: &Variant,
        (id, old): (TypeId, &UnionDef),
        before: usize,
        spot: &Spot,
    ) {
        let mut known = with(old, |one| one.label == new.label);
        if known.is_empty() {
            known = with(old, |one| one.is_fallback);
        }
        let closest = self.closest(new, &known, spot.direction);
        let Some(closest) = closest.filter(|_| self.keeps_unknown(id)) else {
            return;
        };
        let types = [(self.old, closest), (self.new, new)];
        let [Type::Ref(one), Type::Ref(other)] =
            types.map(|(model, variant)| model.api.resolve(&variant.ty))
        else {
            return;
        };
        let Shape::Struct(body) = &self.old.api.def(*one).shape else {
            return;
        };
        let is_lost = |key: &String| {
            let is_asked = |variant: &Variant| variant.matcher.required.contains(key);
            known.iter().all(|one| is_asked(one)) && !is_asked(new)
        };
        for field in body.fields.iter().filter(|field| is_lost(&field.wire)) {
            if matches!(&old.tagging, Tagging::Property(tag) if *tag != field.wire) {
                continue;
            }
            let missing = spot.inside(self, *one, field).item;
            let mut found = self.findings.split_off(before);
            found.retain(|one| !one.is(WireChange::OutputOptional, &missing));
            self.findings.append(&mut found);
            let text = format!("{} without `{}`", new.label, field.wire);
            self.found(WireChange::OutputValue, None, Some(text), spot);
            // Where the type stands by itself, the key is missed.
            self.seen.remove(&(spot.direction, *one, *other));
        }
    }

    /// Compares an alternative with what the other document has of it: those of the same tag or the same label, else
    /// any.
    fn variant(&mut self, variant: &Variant, (id, others): (TypeId, &UnionDef), spot: &Spot) {
        let missing = self.another_variant(id, spot.direction);
        if let Tagging::Property(_) = &others.tagging {
            for tag in &variant.tags {
                let mut same = with(others, |other| other.tags.contains(tag));
                if same.is_empty() {
                    same = with(others, |other| other.is_fallback);
                }
                self.one_of(variant, &same, (tag, missing), spot);
            }
            return;
        }
        let same = with(others, |other| other.label == variant.label);
        if !same.is_empty() {
            return self.one_of(variant, &same, (&variant.label, missing), spot);
        }
        if !self.fits_one(variant, &with(others, |_| true), spot) {
            self.one_of(variant, &[], (&variant.label, missing), spot);
        }
    }

    /// Compares an alternative with those that it may be; where these are several, it need only fit one.
    fn one_of(
        &mut self,
        variant: &Variant,
        others: &[&Variant],
        (word, missing): (&str, WireChange),
        spot: &Spot,
    ) {
        let Some(closest) = self.closest(variant, others, spot.direction) else {
            return self.found(missing, None, Some(word.to_owned()), spot);
        };
        if others.len() == 1 || !self.fits_one(variant, others, spot) {
            let (old, new) = spot.sides(&variant.ty, &closest.ty);
            self.types(old, new, spot);
        }
    }

    fn fits_one(&mut self, variant: &Variant, others: &[&Variant], spot: &Spot) -> bool {
        // An alternative of the old document that is told by a key takes no value without it.
        let is_told = |other: &&&Variant| {
            let mut keys = other.matcher.required.iter();
            spot.direction == Direction::Input
                || keys.all(|key| variant.matcher.required.contains(key))
        };
        others.iter().filter(is_told).any(|other| {
            let (old, new) = spot.sides(&variant.ty, &other.ty);
            self.fits(old, new, spot)
        })
    }

    /// Returns the first of the alternatives that share the most properties with one of the other document.
    fn closest<'u>(
        &self,
        variant: &Variant,
        others: &[&'u Variant],
        direction: Direction,
    ) -> Option<&'u Variant> {
        let (sender, receiver) = match direction {
            Direction::Input => (self.old.api, self.new.api),
            Direction::Output => (self.new.api, self.old.api),
        };
        let known = properties(sender, &variant.ty);
        let shared = |other: &&&Variant| {
            let properties = properties(receiver, &other.ty);
            properties.intersection(&known).count()
        };
        others.iter().rev().max_by_key(shared).copied()
    }
}

/// Returns the names of the properties that a type has.
fn properties<'a>(api: &'a Api, ty: &Type) -> BTreeSet<&'a str> {
    match api.resolve(ty) {
        Type::Ref(id) => match &api.def(*id).shape {
            Shape::Struct(body) => body.fields.iter().map(|one| &*one.wire).collect(),
            _ => BTreeSet::new(),
        },
        _ => BTreeSet::new(),
    }
}

/// Returns the alternatives for which something holds.
fn with(body: &UnionDef, holds: impl Fn(&Variant) -> bool) -> Vec<&Variant> {
    body.variants.iter().filter(|one| holds(one)).collect()
}
