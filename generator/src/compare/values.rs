//! Types of values side by side: which values of the new document the old crate decodes, and which values of the old
//! crate the new document takes.

use super::limits::within;
use super::rules::WireChange;
use super::uses::Direction;
use super::walk::{Finding, Spot, Walk};
use crate::emit::{Presence, presence};
use crate::ir::{Api, EnumDef, EnumValue, Field, Scalar, Shape, StructDef, Type, TypeId};
use crate::pointer::Pointer;

impl Walk<'_> {
    /// Compares a type of the old document with that of the same place in the new one.
    pub(super) fn types(&mut self, old: &Type, new: &Type, spot: &Spot) {
        let spot = self.limits(old, new, spot);
        self.structures(old, new, &spot);
    }

    /// Compares types but for their limits.
    pub(super) fn structures(&mut self, old: &Type, new: &Type, spot: &Spot) {
        let is_output = spot.direction == Direction::Output;
        let (old, new) = (
            self.old.api.resolve(old).clone(),
            self.new.api.resolve(new).clone(),
        );
        match (&old, &new) {
            (Type::Any, Type::Any) => {}
            (Type::Any, _) | (Type::Nullable(_), Type::Scalar(Scalar::Null)) if is_output => {}
            (_, Type::Any) if !is_output => {}
            (Type::Nullable(one), Type::Nullable(other)) => self.structures(one, other, spot),
            (Type::Nullable(one), _) => {
                if !is_output && !takes_null(self.new.api, &new) {
                    self.differ(WireChange::InputNull, &old, &new, spot);
                }
                self.structures(one, &new, spot);
            }
            (_, Type::Nullable(other)) => {
                if is_output && !takes_null(self.old.api, &old) {
                    self.differ(WireChange::OutputNull, &old, &new, spot);
                }
                self.structures(&old, other, spot);
            }
            (Type::List(one), Type::List(other)) => {
                self.types(one, other, &spot.below(&["items"]));
            }
            (Type::Map(one), Type::Map(other)) => {
                self.types(one, other, &spot.below(&["additionalProperties"]));
            }
            (Type::JsonText(one), Type::JsonText(other)) => {
                self.types(one, other, &spot.below(&["contentSchema"]));
            }
            (Type::KeyedMap(key, value), Type::KeyedMap(other_key, other)) => {
                self.types(key, other_key, spot);
                self.types(value, other, spot);
            }
            (Type::Map(value), Type::KeyedMap(key, other)) => {
                self.types(&Type::Scalar(Scalar::Text), key, spot);
                self.types(value, other, spot);
            }
            (Type::KeyedMap(key, value), Type::Map(other)) => {
                self.types(key, &Type::Scalar(Scalar::Text), spot);
                self.types(value, other, spot);
            }
            (Type::Tuple(one, _), Type::Tuple(other, _)) if one.len() == other.len() => {
                for (index, (one, other)) in one.iter().zip(other).enumerate() {
                    let inner = spot.below(&["prefixItems", &index.to_string()]);
                    self.types(one, other, &inner);
                }
            }
            (Type::Scalar(one), Type::Scalar(other)) => {
                if !self.scalar(*one, *other, spot) {
                    self.differ(spot.another_type(), &old, &new, spot);
                }
            }
            (Type::Ref(one), Type::Ref(other)) => self.named(*one, *other, spot),
            (Type::Ref(_), _) | (_, Type::Ref(_)) => {
                // A map of itself and an object of itself meet again inside each other.
                let pair = (spot.direction, format!("{old:?} {new:?}"));
                if !self.open.insert(pair.clone()) {
                    return;
                }
                match (&old, &new) {
                    (Type::Ref(one), _) => self.named_and_other(*one, &new, spot),
                    (_, Type::Ref(other)) => self.other_and_named(&old, *other, spot),
                    _ => {}
                }
                self.open.remove(&pair);
            }
            _ => self.differ(spot.another_type(), &old, &new, spot),
        }
    }

    /// Compares two definitions, each pair once.
    fn named(&mut self, old: TypeId, new: TypeId, spot: &Spot) {
        if !self.seen.insert((spot.direction, old, new)) {
            return;
        }
        let (one, other) = (&self.old.api.def(old).shape, &self.new.api.def(new).shape);
        match (one, other) {
            (Shape::Struct(one), Shape::Struct(other)) => {
                self.structs((old, one), (new, other), spot);
            }
            (Shape::Enum(one), Shape::Enum(other)) => self.enums((old, one), (new, other), spot),
            (Shape::Union(one), Shape::Union(other)) => self.unions((old, one), (new, other), spot),
            (Shape::Newtype(one), Shape::Newtype(other)) => self.types(one, other, spot),
            (Shape::Newtype(_) | Shape::Union(_), _) => {
                self.named_and_other(old, &Type::Ref(new), spot);
            }
            (_, Shape::Newtype(_) | Shape::Union(_)) => {
                self.other_and_named(&Type::Ref(old), new, spot);
            }
            _ => self.differ(spot.another_type(), &Type::Ref(old), &Type::Ref(new), spot),
        }
    }

    /// Compares a definition with a type of another structure.
    fn named_and_other(&mut self, old: TypeId, new: &Type, spot: &Spot) {
        let is_output = spot.direction == Direction::Output;
        match (&self.old.api.def(old).shape, new) {
            (Shape::Newtype(inner), _) => self.types(inner, new, spot),
            (Shape::Union(body), _) if is_output => {
                if !body
                    .variants
                    .iter()
                    .any(|one| self.fits(&one.ty, new, spot))
                {
                    let change = self.another_variant(old, spot.direction);
                    self.differ(change, &Type::Ref(old), new, spot);
                }
            }
            (Shape::Union(body), _) => {
                for variant in &body.variants {
                    self.types(&variant.ty, new, spot);
                }
            }
            (Shape::Enum(body), Type::Scalar(scalar)) => {
                if !listed_beside(body, *scalar, is_output) {
                    self.differ(spot.another_type(), &Type::Ref(old), new, spot);
                } else if is_output {
                    self.differ(WireChange::OutputValue, &Type::Ref(old), new, spot);
                }
            }
            (Shape::Struct(body), Type::Map(value)) => {
                // Of a property that is not described any more nothing is expected, as in a struct.
                let is_described = !is_output || **value != Type::Any;
                for field in &body.fields {
                    let spot = spot.inside(self, old, field);
                    if is_described {
                        self.types(field.ty.non_null(), value, &spot);
                    }
                    if is_output && self.is_needed(old, body, field) {
                        self.differ(WireChange::OutputOptional, &field.ty, new, &spot);
                    }
                }
            }
            _ => self.differ(spot.another_type(), &Type::Ref(old), new, spot),
        }
    }

    /// Compares a type with a definition of another structure.
    fn other_and_named(&mut self, old: &Type, new: TypeId, spot: &Spot) {
        let is_output = spot.direction == Direction::Output;
        match (old, &self.new.api.def(new).shape) {
            (_, Shape::Newtype(inner)) => self.types(old, inner, spot),
            (_, Shape::Union(body)) if is_output => {
                for variant in &body.variants {
                    self.types(old, &variant.ty, spot);
                }
            }
            (_, Shape::Union(body)) => {
                if !body
                    .variants
                    .iter()
                    .any(|one| self.fits(old, &one.ty, spot))
                {
                    self.differ(WireChange::InputVariant, old, &Type::Ref(new), spot);
                }
            }
            (Type::Scalar(scalar), Shape::Enum(body))
                if listed_beside(body, *scalar, !is_output) =>
            {
                if !is_output {
                    self.differ(WireChange::InputType, old, &Type::Ref(new), spot);
                }
            }
            (Type::Map(value), Shape::Struct(body)) => {
                for field in &body.fields {
                    self.types(value, field.ty.non_null(), spot);
                    if !is_output && field.required {
                        self.differ(WireChange::InputRequired, old, &field.ty, spot);
                    }
                }
            }
            _ => self.differ(spot.another_type(), old, &Type::Ref(new), spot),
        }
    }

    /// Returns `true` if all values of one type are values of another, for the direction.
    pub(super) fn fits(&mut self, old: &Type, new: &Type, spot: &Spot) -> bool {
        let seen = self.seen.clone();
        let before = self.findings.len();
        self.types(old, new, spot);
        self.seen = seen;
        let found = self.findings.split_off(before);
        !found.iter().any(Finding::is_failure)
    }

    fn structs(
        &mut self,
        (id, old): (TypeId, &StructDef),
        (new_id, new): (TypeId, &StructDef),
        spot: &Spot,
    ) {
        let is_output = spot.direction == Direction::Output;
        for field in &old.fields {
            let inner = spot.inside(self, id, field);
            match find(new, &field.wire) {
                Some(found) => self.fields((id, old, field), (new_id, found), &inner),
                None if is_output && self.is_needed(id, old, field) => {
                    self.found(
                        WireChange::OutputOptional,
                        Some(self.old_types().text(&field.ty)),
                        None,
                        &inner,
                    );
                }
                None if is_output => {}
                None => {
                    if let Some(extra) = &new.extra {
                        self.types(&field.ty, extra, &inner);
                    }
                    if new.closed {
                        self.found(
                            WireChange::InputForbidden,
                            Some(self.old_types().text(&field.ty)),
                            None,
                            &inner,
                        );
                    }
                }
            }
        }
        for field in new
            .fields
            .iter()
            .filter(|field| find(old, &field.wire).is_none())
        {
            let inner = spot.inside_new(self, (id, new_id), field);
            if let (Some(extra), true) = (&old.extra, is_output) {
                self.types(extra, &field.ty, &inner);
            }
            if !is_output && field.required {
                let text = self.new_types().text(&field.ty);
                self.found(WireChange::InputRequired, None, Some(text), &inner);
            }
        }
        if let (Some(one), Some(other)) = (&old.extra, &new.extra) {
            self.types(one, other, spot);
        }
    }

    /// Compares a property of both documents: its presence, then its type.
    fn fields(
        &mut self,
        (id, body, old): (TypeId, &StructDef, &Field),
        (_, new): (TypeId, &Field),
        spot: &Spot,
    ) {
        let sent = self.old.facts.usage[id.0].sent;
        let presence = presence(self.old, body.role, old, sent);
        let bare = |ty: &Type, api: &Api| api.resolve(ty).non_null().clone();
        let (mut one, mut other) = (old.ty.clone(), new.ty.clone());
        if spot.direction == Direction::Output {
            if presence == Presence::Required && !new.required {
                self.differ(WireChange::OutputOptional, &old.ty, &new.ty, spot);
            }
            if presence != Presence::Required {
                (one, other) = (bare(&one, self.old.api), bare(&other, self.new.api));
                if other == Type::Scalar(Scalar::Null) {
                    return;
                }
            }
        } else {
            let is_left_out = matches!(presence, Presence::Optional | Presence::OptionalNullable);
            if is_left_out && new.required && !old.required {
                self.differ(WireChange::InputRequired, &old.ty, &new.ty, spot);
            }
            if presence == Presence::Optional {
                one = bare(&one, self.old.api);
            }
        }
        let spot = spot.with_schemas(&old.pointer, &new.pointer);
        let spot = self.limits(&old.ty, &new.ty, &spot);
        self.structures(&one, &other, &spot);
    }

    /// Returns `true` if the old crate reads a property as required.
    fn is_needed(&self, id: TypeId, body: &StructDef, field: &Field) -> bool {
        let sent = self.old.facts.usage[id.0].sent;
        presence(self.old, body.role, field, sent) == Presence::Required
    }

    fn enums(
        &mut self,
        (id, old): (TypeId, &EnumDef),
        (new_id, new): (TypeId, &EnumDef),
        spot: &Spot,
    ) {
        if spot.direction == Direction::Input {
            for (index, value) in old.values.iter().enumerate() {
                if !new.values.contains(value) {
                    let spot = spot.variant(
                        &self.old_types().name(id),
                        &self.old.names.variants[id.0][index],
                    );
                    self.found(WireChange::InputValue, Some(value_text(value)), None, &spot);
                }
            }
            return;
        }
        let is_read = |value: &EnumValue| match value {
            EnumValue::Text(_) => old.is_text() || !old.is_integer(),
            EnumValue::Integer(_) => !old.is_text(),
            EnumValue::Json(_) => !old.is_text() && !old.is_integer(),
        };
        for (index, value) in new.values.iter().enumerate() {
            let name = self.new_types().name(new_id);
            let spot = spot.variant(&name, &self.new.names.variants[new_id.0][index]);
            if !is_read(value) {
                self.found(WireChange::OutputType, None, Some(value_text(value)), &spot);
            } else if !old.values.contains(value) {
                self.found(
                    WireChange::OutputValue,
                    None,
                    Some(value_text(value)),
                    &spot,
                );
            }
        }
    }

    /// Returns `true` if a scalar of the old document and one of the new go together, for the direction.
    fn scalar(&self, old: Scalar, new: Scalar, spot: &Spot) -> bool {
        if let (Scalar::External(one), Scalar::External(other)) = (old, new) {
            return self.old.api.externals.get(one) == self.new.api.externals.get(other);
        }
        let [old_at, new_at] = &spot.schemas;
        match spot.direction {
            Direction::Output => {
                holds(old, new, (self.new.api, new_at))
                    || matches!((old, new), (Scalar::IntegerText(_), Scalar::Integer(_)))
            }
            Direction::Input => holds(new, old, (self.old.api, old_at)),
        }
    }
}

/// Returns `true` if all values of the other scalar, whose limits stand at these places, are values of the first.
fn holds(all: Scalar, some: Scalar, (api, places): (&Api, &[Pointer])) -> bool {
    match (all, some) {
        (Scalar::Integer(all), Scalar::Integer(some))
        | (Scalar::IntegerText(all), Scalar::IntegerText(some)) => {
            let (all, some) = (all.range(), within(api, some.range(), places));
            all.0 <= some.0 && some.1 <= all.1
        }
        (
            Scalar::Float | Scalar::DecimalNumber(_),
            Scalar::Integer(_) | Scalar::Float | Scalar::DecimalNumber(_),
        )
        | (Scalar::Text, Scalar::Formatted(_) | Scalar::IntegerText(_) | Scalar::File)
        | (Scalar::File, Scalar::Text) => true,
        (all, some) => all == some,
    }
}

/// Returns `true` if listed values and a scalar are of one kind. A catch-all variant reads any value of that kind, so
/// that an enum `is_read` from texts with a format too.
fn listed_beside(body: &EnumDef, scalar: Scalar, is_read: bool) -> bool {
    match scalar {
        Scalar::Text => body.is_text(),
        Scalar::Formatted(_) => body.is_text() && is_read,
        Scalar::Integer(_) => body.is_integer(),
        Scalar::Float => body.is_integer() && !is_read,
        _ => false,
    }
}

/// Returns `true` if null is a value of a type.
pub(super) fn takes_null(api: &Api, ty: &Type) -> bool {
    match api.resolve(ty) {
        Type::Any | Type::Nullable(_) | Type::Scalar(Scalar::Null) => true,
        Type::Ref(id) => match &api.def(*id).shape {
            Shape::Union(body) => body.variants.iter().any(|one| takes_null(api, &one.ty)),
            _ => false,
        },
        _ => false,
    }
}

fn find<'a>(body: &'a StructDef, wire: &str) -> Option<&'a Field> {
    body.fields.iter().find(|field| field.wire == wire)
}

fn value_text(value: &EnumValue) -> String {
    match value {
        EnumValue::Text(text) | EnumValue::Json(text) => text.clone(),
        EnumValue::Integer(number) => number.to_string(),
    }
}
