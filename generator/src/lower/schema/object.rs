//! Objects: structs if properties are known, maps if they are not.

use serde_json::{Value, json};

use super::defaults::{clip, constant};
use super::located::{LocatedSchema, SchemaOrRef};
use super::merged::{Additional, MergedSchema, PropertyAccess};
use super::slot::TypeSlot;
use super::{SchemaLowerer, field_order};
use crate::diagnostic::Code;
use crate::ir::{Docs, Field, PathStep, Shape, StructDef, StructRole, Type, TypeId};

impl<'a> SchemaLowerer<'a, '_> {
    /// Lowers an object to a struct, or to a map if no property is known.
    pub(super) fn lower_object(
        &mut self,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Type {
        if !merged.has_fields() && role != StructRole::Arguments {
            match &merged.additional {
                Additional::Unevaluated | Additional::Forbidden => {}
                Additional::Typed(sites) => {
                    return self.lower_map(sites, merged, slot);
                }
                Additional::Any => return self.keyed_map(Type::Any, merged, slot),
                Additional::Unsaid => {
                    let value = self.untyped_but_for(
                        &merged.at,
                        "the object does not say what properties it has",
                        json!({"type": "object", "properties": {"name": {"type": "string"}}}),
                    );
                    return self.keyed_map(value, merged, slot);
                }
            }
        }
        if let Some(keys) = &merged.keys {
            self.report_ignored_keys(keys);
        }
        let (required, notes) = self.required_by_all(merged);
        let id = self.allocate(slot, merged);
        self.api.types[id.0].docs.notes.extend(notes);
        let slot = TypeSlot::Reserved(id);
        let mut fields = self.lower_fields(id, merged, &slot);
        for field in &mut fields {
            field.required |= required.contains(&field.wire);
        }
        let extra = match &merged.additional {
            Additional::Unsaid | Additional::Unevaluated | Additional::Forbidden => None,
            // The author says so, which leaves nothing open.
            Additional::Any => Some(Type::Any),
            Additional::Typed(sites) => {
                Some(self.lower_schema(sites, &slot.inside(PathStep::Value)))
            }
        };
        self.fill(
            id,
            Shape::Struct(StructDef {
                role,
                fields,
                extra,
                closed: merged.is_closed(),
            }),
        )
    }

    fn lower_fields(
        &mut self,
        id: TypeId,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Vec<Field> {
        let mut fields = Vec::with_capacity(merged.properties.len());
        for (wire, sites) in &merged.properties {
            let step = PathStep::Property(wire.clone());
            let slot = match self.enclosing_base(sites) {
                Some(base) => TypeSlot::Reserved(base).inside(step),
                None => slot.inside(step),
            };
            let docs = merged.field_docs.get(wire).cloned().unwrap_or_default();
            let (mut field, said) =
                self.property_with_facts(wire.clone(), sites, &slot, docs, None);
            if sites.is_empty() {
                field.pointer = self.document.author(&merged.at);
            }
            let access = said.access;
            if access.read_only || access.write_only {
                self.one_way.push((id, wire.clone(), access.write_only));
            }
            field.required = merged.required.contains(wire);
            if field.required && field.default.is_none() {
                field.default = said
                    .constant
                    .or_else(|| self.subtype_tag(&merged.at, &field));
            }
            fields.push(field);
        }
        for wire in merged
            .required
            .iter()
            .filter(|wire| !merged.properties.contains_key(*wire))
        {
            fields.push(self.undeclared_property(merged, wire));
        }
        field_order::sort_fields(&mut fields, &merged.order);
        fields
    }

    /// Lowers a property to a field, of a type that is known already or made here.
    pub(crate) fn property(
        &mut self,
        wire: String,
        sites: &[LocatedSchema<'a>],
        slot: &TypeSlot,
        docs: Docs,
        known: Option<Type>,
    ) -> Field {
        let (field, _) = self.property_with_facts(wire, sites, slot, docs, known);
        field
    }

    /// Lowers a property to a field, and returns its facts beside the type.
    fn property_with_facts(
        &mut self,
        wire: String,
        sites: &[LocatedSchema<'a>],
        slot: &TypeSlot,
        mut docs: Docs,
        known: Option<Type>,
    ) -> (Field, PropertyFacts) {
        let (ty, mut said) = self.property_facts(sites, slot, known);
        for site in sites {
            add_site_docs(&mut docs, site);
        }
        let default = self.property_default(sites, &ty);
        let value = default.as_ref().map(|(value, _)| value);
        docs.notes = std::mem::take(&mut said.notes);
        add_notes(&mut docs.notes, said.access, value);
        let default = default.and_then(|(value, is_filled_in)| is_filled_in.then_some(value));
        let pointer = sites.first().map(|site| site.at.clone());
        let field = Field {
            wire,
            pointer: self.document.author(&pointer.unwrap_or_default()),
            ty,
            required: false,
            default,
            docs,
        };
        (field, said)
    }

    /// Returns the type of a property, and its facts beside the type. Inline schemas are merged
    /// once for both.
    fn property_facts(
        &mut self,
        sites: &[LocatedSchema<'a>],
        slot: &TypeSlot,
        known: Option<Type>,
    ) -> (Type, PropertyFacts) {
        let is_reference =
            |site: &LocatedSchema<'_>| matches!(site.schema, SchemaOrRef::Reference(_));
        if sites.len() == 1 && sites.iter().all(is_reference) {
            let summary = self.summary(sites);
            let said = PropertyFacts {
                access: summary.access,
                constant: constant(summary.values.as_deref()),
                notes: Vec::new(),
            };
            let ty = known.unwrap_or_else(|| self.lower_schema(sites, slot));
            return (ty, said);
        }
        let merged = self.merge(sites);
        let ty = known.unwrap_or_else(|| self.lower_merged(sites, slot, Some(&merged)));
        let is_inline = sites.iter().all(|site| site.as_reference().is_none());
        let said = PropertyFacts {
            access: merged.access,
            constant: constant(merged.values.as_deref()),
            notes: if is_inline {
                merged.docs.notes
            } else {
                Vec::new()
            },
        };
        (ty, said)
    }

    /// Returns the field of a property that is required but never described.
    fn undeclared_property(&mut self, merged: &MergedSchema<'a>, wire: &str) -> Field {
        let at = merged.at.push("required");
        self.report(
            Code::RequiredUndeclared,
            &at,
            format!("`{wire}` is required but not described; it is untyped JSON"),
            "describe it under `properties`, or take it off the list",
        );
        let pointer = self.document.author(&at).push(wire);
        self.api.untyped.insert(pointer.clone());
        Field {
            wire: wire.to_owned(),
            pointer,
            ty: Type::Any,
            required: true,
            default: None,
            docs: Docs::default(),
        }
    }
}

/// Facts of a property beside its type.
struct PropertyFacts {
    access: PropertyAccess,
    /// Its only value, if it has one.
    constant: Option<Value>,
    /// Constraints that the type does not hold.
    notes: Vec<String>,
}

/// Adds notes on a property beside the constraints of its schemas.
fn add_notes(notes: &mut Vec<String>, access: PropertyAccess, default: Option<&Value>) {
    if let Some(default) = default {
        notes.push(format!("Default: `{}`.", clip(default).replace('`', "'")));
    }
    if access.read_only {
        notes.push("Read-only: the server sets it.".to_owned());
    }
    if access.write_only {
        notes.push("Write-only: the server never gives it back.".to_owned());
    }
}

/// Adds the docs of a property's own schema, as opposed to those of the type it refers to.
fn add_site_docs(docs: &mut Docs, site: &LocatedSchema<'_>) {
    let Some(schema) = site.item() else { return };
    let data = &schema.schema_data;
    docs.deprecated |= data.deprecated;
    if docs.is_empty() {
        docs.summary.clone_from(&data.title);
        docs.description.clone_from(&data.description);
    }
}
