//! `enum` and `const`: lists of values.

use serde_json::Value;

use super::SchemaLowerer;
use super::bounds::MAX_EXACT;
use super::merged::MergedSchema;
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use super::value_labels;
use crate::diagnostic::Code;
use crate::ir::{EnumDef, EnumLabel, EnumValue, Scalar, Shape, Type, TypeId};

impl<'a> SchemaLowerer<'a, '_> {
    /// Returns the type of a list of values; none if the list adds nothing to the type (booleans)
    /// or cannot be an enum (fractions).
    pub(super) fn lower_enum(
        &mut self,
        values: &[Value],
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Option<Type> {
        if values.iter().all(Value::is_boolean) {
            return Some(Type::Scalar(Scalar::Bool));
        }
        let is_nested = |value: &Value| value.is_object() || value.is_array();
        if values.iter().any(is_nested) {
            self.left_out(
                &merged.at.push("enum"),
                "the list holds objects or arrays, so it is not held by the type",
                "describe them by `oneOf`",
            );
            return None;
        }
        let values: Vec<Value> = values.iter().map(whole).collect();
        let values = values.as_slice();
        if values.iter().all(Value::is_number) && values.iter().any(Value::is_f64) {
            return self.fractions(merged);
        }
        let mut distinct: Vec<EnumValue> = Vec::new();
        for value in values {
            let value = enum_value(value)?;
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        self.report_odd_values(values, distinct.len(), merged);
        let labels = self.labels(values, &distinct, merged);
        let id = self.allocate(slot, merged);
        Some(self.fill_enum(id, distinct, labels))
    }

    /// Gives an allocated type the shape of a list of values.
    pub(super) fn fill_enum(
        &mut self,
        id: TypeId,
        values: Vec<EnumValue>,
        labels: Vec<EnumLabel>,
    ) -> Type {
        let has_labels = labels.iter().any(|label| *label != EnumLabel::default());
        let labels = if has_labels { labels } else { Vec::new() };
        self.fill(id, Shape::Enum(EnumDef { values, labels }))
    }

    /// Returns the author's labels of values.
    pub(super) fn labels(
        &mut self,
        listed: &[Value],
        values: &[EnumValue],
        merged: &MergedSchema<'a>,
    ) -> Vec<EnumLabel> {
        if merged.value_labels.is_empty() {
            return vec![EnumLabel::default(); values.len()];
        }
        let labels = value_labels::assign(&merged.value_labels, listed, values);
        labels.unwrap_or_else(|| {
            self.report(
                Code::EnumConflict,
                &merged.at.push("enum"),
                "the names or descriptions of the values are not as many as the values; they are left out",
                "give each value one",
            );
            vec![EnumLabel::default(); values.len()]
        })
    }

    /// Reports values that are listed twice, and those of another type than the schema's.
    fn report_odd_values(&mut self, values: &[Value], distinct: usize, merged: &MergedSchema<'a>) {
        if distinct < values.len() {
            self.report(
                Code::EnumDuplicate,
                &merged.at.push("enum"),
                "the list names a value twice; it is kept once",
                "remove the second",
            );
        }
        let foreign = merged
            .kind
            .and_then(|kind| values.iter().find(|value| !fits(kind, value)));
        if let Some(value) = foreign {
            self.report(
                Code::EnumConflict,
                &merged.at.push("enum"),
                format!("{value} is not of the schema's `type`; the list is believed"),
                "let `type` and `enum` agree",
            );
        }
    }
}

impl SchemaLowerer<'_, '_> {
    /// Reports a list of fractions or of numbers beyond 64 bits, which is not an enum.
    fn fractions(&mut self, merged: &MergedSchema<'_>) -> Option<Type> {
        self.left_out(
            &merged.at.push("enum"),
            "the list holds numbers that are no integers of 64 bits, so the type takes any number",
            "nothing; the server checks it",
        );
        (merged.kind == Some(SchemaType::Integer)).then_some(Type::Scalar(Scalar::Float))
    }
}

/// Returns `200` for `200.0`, which is the same number.
pub(super) fn whole(value: &Value) -> Value {
    let float = value.as_f64().filter(|_| value.is_f64());
    let float = float.filter(|float| float.fract() == 0.0 && float.abs() <= MAX_EXACT);
    let integer = float.and_then(|float| format!("{float:.0}").parse::<i64>().ok());
    integer.map_or_else(|| value.clone(), Value::from)
}

/// Returns a value of an enum; none for a fraction.
pub(super) fn enum_value(value: &Value) -> Option<EnumValue> {
    match value {
        Value::String(text) => Some(EnumValue::Text(text.clone())),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Some(EnumValue::Integer(integer)),
            None if number.is_u64() => Some(EnumValue::Json(number.to_string())),
            None => None,
        },
        other => Some(EnumValue::Json(other.to_string())),
    }
}

pub(super) fn fits(kind: SchemaType, value: &Value) -> bool {
    match kind {
        SchemaType::Text => value.is_string(),
        SchemaType::Integer => value.is_i64() || value.is_u64(),
        SchemaType::Number => value.is_number(),
        SchemaType::Bool => value.is_boolean(),
        SchemaType::Object => value.is_object(),
        SchemaType::List => value.is_array(),
    }
}
