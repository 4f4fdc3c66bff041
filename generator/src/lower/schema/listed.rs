//! Alternatives that are lists of values: one enum.

use serde_json::Value;

use super::SchemaLowerer;
use super::enumeration::{enum_value, whole};
use super::integer::integer_width;
use super::located::LocatedSchema;
use super::merged::{Alternatives, MergedSchema};
use super::schema_type::SchemaType;
use super::slot::TypeSlot;
use super::value_labels::ValueLabel;
use crate::ir::{EnumLabel, EnumValue, Integer, Scalar, Type};

impl<'a> SchemaLowerer<'a, '_> {
    /// Lowers strings or integers and lists of such values to one open enum: no value tells them apart.
    pub(super) fn lower_listed(
        &mut self,
        group: &Alternatives<'a>,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Option<Type> {
        let mut listed = Vec::new();
        let (mut has_texts, mut has_integers, mut has_null) = (false, false, false);
        for branch in &group.branches {
            let own = self.merge_one(branch);
            has_null |= own.nullable && !merged.forbids_null;
            match &own.values {
                None if self.is_plain_text(&own) => has_texts = true,
                None if is_plain_integer(&own) => has_integers = true,
                Some(_) if is_listed(&own) => listed.push((branch, own)),
                _ => return None,
            }
        }
        let with_null = |ty: Type| if has_null { ty.nullable() } else { ty };
        match listed.as_slice() {
            [] if has_integers => return None,
            [] => return Some(with_null(Type::Scalar(Scalar::Text))),
            // An enum of texts is open to other texts, one of integers to other integers.
            [(branch, own)]
                if branch.as_reference().is_some()
                    && (own.values.iter().flatten().all(Value::is_string) && !has_integers
                        || own.values.iter().flatten().all(Value::is_i64) && !has_texts) =>
            {
                return Some(with_null(self.lower_one(branch, slot)));
            }
            _ => {}
        }
        let (mut values, mut labels): (Vec<EnumValue>, Vec<EnumLabel>) = (Vec::new(), Vec::new());
        for (branch, own) in &listed {
            let (of_branch, labels_of_branch) = self.listed_values(branch, own)?;
            for (value, label) in of_branch.into_iter().zip(labels_of_branch) {
                if !values.contains(&value) {
                    values.push(value);
                    labels.push(label);
                }
            }
        }
        let is_text = |value: &EnumValue| matches!(value, EnumValue::Text(_));
        let is_integer = |value: &EnumValue| matches!(value, EnumValue::Integer(_));
        if (has_texts && !values.iter().all(is_text))
            || (has_integers && !values.iter().all(is_integer))
        {
            return None;
        }
        let id = self.allocate(slot, merged);
        Some(with_null(self.fill_enum(id, values, labels)))
    }

    /// Returns `true` if a schema takes any text, and has no Rust type of its own.
    fn is_plain_text(&mut self, merged: &MergedSchema<'a>) -> bool {
        let format = merged.format.as_deref();
        let scalar = Scalar::of_string(format, self.api.conventions.has_database_strings);
        merged.kind == Some(SchemaType::Text)
            && merged.alternatives.is_empty()
            && scalar == Scalar::Text
            && self.external_format(format).is_none()
    }

    /// Returns the values of one branch, with their labels: the annotations of a schema of one value
    /// are the value's.
    fn listed_values(
        &mut self,
        branch: &LocatedSchema<'a>,
        own: &MergedSchema<'a>,
    ) -> Option<(Vec<EnumValue>, Vec<EnumLabel>)> {
        let listed = own.values.as_deref().unwrap_or_default();
        let listed: Vec<Value> = listed.iter().map(whole).collect();
        let mut values: Vec<EnumValue> = Vec::new();
        for value in &listed {
            let value = enum_value(value)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let labelled = match (branch.item(), listed.as_slice()) {
            (Some(schema), [value]) if own.value_labels.is_empty() => Some(MergedSchema {
                value_labels: vec![ValueLabel::of_constant(value, schema)],
                ..MergedSchema::default()
            }),
            _ => None,
        };
        let labels = self.labels(&listed, &values, labelled.as_ref().unwrap_or(own));
        Some((values, labels))
    }
}

/// Returns `true` if a schema takes any integer, and `i64` holds it.
fn is_plain_integer(merged: &MergedSchema<'_>) -> bool {
    let width = integer_width(merged.format.as_deref(), merged.limits.bounds);
    merged.kind == Some(SchemaType::Integer)
        && merged.alternatives.is_empty()
        && width != Scalar::Integer(Integer::U64)
}

/// Returns `true` if a schema is a list of single values and nothing else.
fn is_listed(merged: &MergedSchema<'_>) -> bool {
    let is_single = |value: &Value| !value.is_object() && !value.is_array() && !value.is_null();
    let values = merged.values.as_deref().unwrap_or_default();
    values.iter().all(is_single)
        && !values.iter().all(Value::is_boolean)
        && merged.alternatives.is_empty()
        && !merged.has_fields()
}
