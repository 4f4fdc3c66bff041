//! `enum` and `const`: lists of values.

use serde_json::Value;

use super::SchemaLowerer;
use super::merged::MergedSchema;
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use crate::diagnostic::Code;
use crate::ir::{EnumDef, EnumValue, Scalar, Shape, Type};

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
        let id = self.allocate(slot, merged);
        Some(self.fill(id, Shape::Enum(EnumDef { values: distinct })))
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
            "the list holds fractions or integers of more than 64 bits, so the type takes any number",
            "nothing; the server checks it",
        );
        (merged.kind == Some(SchemaType::Integer)).then_some(Type::Scalar(Scalar::Float))
    }
}

/// Returns a value of an enum; none for a fraction.
fn enum_value(value: &Value) -> Option<EnumValue> {
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

fn fits(kind: SchemaType, value: &Value) -> bool {
    match kind {
        SchemaType::Text => value.is_string(),
        SchemaType::Integer => value.is_i64() || value.is_u64(),
        SchemaType::Number => value.is_number(),
        SchemaType::Bool => value.is_boolean(),
        SchemaType::Object => value.is_object(),
        SchemaType::List => value.is_array(),
    }
}
