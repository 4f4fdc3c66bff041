//! Objects: structs where properties are known, maps where they are not.

use serde_json::{Value, json};

use super::defaults::{clip, constant};
use super::located::{Site, Spot};
use super::merged::{Access, Additional, Merged};
use super::slot::Naming;
use super::{SchemaLowerer, field_order};
use crate::diagnostic::Code;
use crate::ir::{Docs, Field, PathStep, Shape, StructDef, StructRole, Type, TypeId};

impl<'a> SchemaLowerer<'a, '_> {
    /// A struct, or a map where no property is known.
    pub(super) fn object(
        &mut self,
        merged: &Merged<'a>,
        naming: &Naming,
        role: StructRole,
    ) -> Type {
        if !merged.has_fields() && role != StructRole::Arguments {
            match &merged.additional {
                Additional::Forbidden => {}
                Additional::Typed(sites) => {
                    return self.map(sites, merged, naming);
                }
                Additional::Unsaid | Additional::Any(_) => {
                    let value = self.untyped_but_for(
                        &merged.at,
                        "the object does not say what properties it has",
                        json!({"type": "object", "properties": {"name": {"type": "string"}}}),
                    );
                    return self.keyed(value, merged, naming);
                }
            }
        }
        if let Some(keys) = &merged.keys {
            self.ignored_keys(keys);
        }
        let id = self.claim(naming, merged);
        let naming = Naming::Reserved(id);
        let fields = self.fields(id, merged, &naming);
        let extra = match &merged.additional {
            Additional::Unsaid | Additional::Forbidden => None,
            Additional::Any(at) => Some(self.untyped(at, "any further property is allowed")),
            Additional::Typed(sites) => Some(self.place(sites, &naming.inside(PathStep::Value))),
        };
        self.fill(
            id,
            Shape::Struct(StructDef {
                role,
                fields,
                extra,
            }),
        )
    }

    fn fields(&mut self, id: TypeId, merged: &Merged<'a>, naming: &Naming) -> Vec<Field> {
        let mut fields = Vec::with_capacity(merged.properties.len());
        for (wire, sites) in &merged.properties {
            let step = PathStep::Property(wire.clone());
            let naming = match self.base_around(sites) {
                Some(base) => Naming::Reserved(base).inside(step),
                None => naming.inside(step),
            };
            let docs = merged.field_docs.get(wire).cloned().unwrap_or_default();
            let (mut field, said) = self.said_property(wire.clone(), sites, &naming, docs, None);
            if sites.is_empty() {
                field.pointer = self.document.author(&merged.at);
            }
            let access = said.access;
            if access.read_only || access.write_only {
                self.one_way.push((id, wire.clone(), access.write_only));
            }
            field.required = merged.required.contains(wire);
            if field.required && field.default.is_none() {
                field.default = said.constant.or_else(|| self.tag_of(&merged.at, &field));
            }
            fields.push(field);
        }
        for wire in merged
            .required
            .iter()
            .filter(|wire| !merged.properties.contains_key(*wire))
        {
            fields.push(self.undeclared(merged, wire));
        }
        field_order::sort_fields(&mut fields, &merged.order);
        fields
    }

    /// A property by its schemas, of a type that is known already or made here.
    pub(in crate::lower) fn property(
        &mut self,
        wire: String,
        sites: &[Site<'a>],
        naming: &Naming,
        docs: Docs,
        known: Option<Type>,
    ) -> Field {
        let (field, _) = self.said_property(wire, sites, naming, docs, known);
        field
    }

    /// The same with what its schemas say beside the type.
    fn said_property(
        &mut self,
        wire: String,
        sites: &[Site<'a>],
        naming: &Naming,
        mut docs: Docs,
        known: Option<Type>,
    ) -> (Field, Said) {
        let (ty, mut said) = self.said(sites, naming, known);
        for site in sites {
            add_site_docs(&mut docs, site);
        }
        let default = self.default_of(sites, &ty);
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

    /// The type of a property, and what its schemas say beside it. Schemas that are written here are
    /// merged once for both.
    fn said(&mut self, sites: &[Site<'a>], naming: &Naming, known: Option<Type>) -> (Type, Said) {
        let is_reference = |site: &Site<'_>| matches!(site.schema, Spot::Reference(_));
        if sites.len() == 1 && sites.iter().all(is_reference) {
            let gist = self.gist(sites);
            let said = Said {
                access: gist.access,
                constant: constant(gist.values.as_deref()),
                notes: Vec::new(),
            };
            let ty = known.unwrap_or_else(|| self.place(sites, naming));
            return (ty, said);
        }
        let merged = self.merge(sites);
        let ty = known.unwrap_or_else(|| self.merged_place(sites, naming, Some(&merged)));
        let is_inline = sites.iter().all(|site| site.as_reference().is_none());
        let said = Said {
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

    /// A property that is required but never described.
    fn undeclared(&mut self, merged: &Merged<'a>, wire: &str) -> Field {
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

/// What the schemas of a property say beside its type.
struct Said {
    access: Access,
    /// The one value that it has.
    constant: Option<Value>,
    /// What the type does not hold.
    notes: Vec<String>,
}

/// What is said of a property's value beside its schemas' own limits.
fn add_notes(notes: &mut Vec<String>, access: Access, default: Option<&Value>) {
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

/// What a property's schema says of the property, as opposed to the type it refers to.
fn add_site_docs(docs: &mut Docs, site: &Site<'_>) {
    let Some(schema) = site.item() else { return };
    let data = &schema.schema_data;
    docs.deprecated |= data.deprecated;
    if docs.is_empty() {
        docs.summary.clone_from(&data.title);
        docs.description.clone_from(&data.description);
    }
}
