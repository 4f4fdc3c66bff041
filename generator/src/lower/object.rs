//! Objects: structs where properties are known, maps where they are not.

use serde_json::Value;

use super::Lowering;
use super::parts::{Additional, Bounds, Kind, Merged, Site};
use super::schema::Naming;
use crate::diagnostic::Code;
use crate::ir::{Docs, Field, Scalar, Shape, Step, StructDef, StructRole, Type};

impl<'a> Lowering<'a, '_> {
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
                    let value =
                        self.untyped(&merged.at, "the object does not say what properties it has");
                    return Type::Map(Box::new(value));
                }
            }
        }
        let id = self.claim(naming, merged);
        let naming = Naming::Reserved(id);
        let fields = self.fields(merged, &naming);
        let extra = match &merged.additional {
            Additional::Unsaid | Additional::Forbidden => None,
            Additional::Any(at) => Some(self.untyped(at, "any further property is allowed")),
            Additional::Typed(sites) => Some(self.place(sites, &naming.inside(Step::Value))),
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

    fn fields(&mut self, merged: &Merged<'a>, naming: &Naming) -> Vec<Field> {
        let mut fields = Vec::with_capacity(merged.properties.len());
        for (wire, sites) in &merged.properties {
            let naming = naming.inside(Step::Property(wire.clone()));
            let docs = merged.field_docs.get(wire).cloned().unwrap_or_default();
            let mut field = self.property(wire.clone(), sites, &naming, docs, None);
            if sites.is_empty() {
                field.origin = self.document.author(&merged.at);
            }
            field.required = merged.required.contains(wire);
            fields.push(field);
        }
        for wire in merged
            .required
            .iter()
            .filter(|wire| !merged.properties.contains_key(*wire))
        {
            fields.push(self.undeclared(merged, wire));
        }
        fields.sort_by(|a, b| a.wire.cmp(&b.wire));
        fields
    }

    /// A property by its schemas, of a type that is known already or made here.
    pub(super) fn property(
        &mut self,
        wire: String,
        sites: &[Site<'a>],
        naming: &Naming,
        mut docs: Docs,
        known: Option<Type>,
    ) -> Field {
        let ty = known.unwrap_or_else(|| self.place(sites, naming));
        for site in sites {
            add_site_docs(&mut docs, site);
        }
        let default = self.default_of(sites, &ty);
        docs.notes = self.notes(sites, default.as_ref());
        let origin = sites.first().map(|site| site.at.clone());
        Field {
            wire,
            origin: self.document.author(&origin.unwrap_or_default()),
            ty,
            required: false,
            default,
            docs,
        }
    }

    /// What is said of a property's value and its type does not hold.
    fn notes(&mut self, sites: &[Site<'a>], default: Option<&Value>) -> Vec<String> {
        let inline = sites.iter().all(|site| site.as_reference().is_none());
        let mut notes = Vec::new();
        if inline {
            let merged = self.merge(sites);
            notes.extend(bounds_note(merged.kind, merged.bounds));
            notes.extend(merged.docs.notes);
        }
        notes.extend(default.map(|default| format!("Default: `{default}`.")));
        notes
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
        let origin = self.document.author(&at).push(wire);
        if !self.api.untyped.contains(&origin) {
            self.api.untyped.push(origin.clone());
        }
        Field {
            wire: wire.to_owned(),
            origin,
            ty: Type::Any,
            required: true,
            default: None,
            docs: Docs::default(),
        }
    }

    /// The default of a property, when its type can hold it.
    fn default_of(&mut self, sites: &[Site<'a>], ty: &Type) -> Option<Value> {
        let (at, value) = sites.iter().find_map(|site| {
            let value = site.item()?.schema_data.default.as_ref()?;
            Some((site.at.push("default"), value))
        })?;
        match self.check_default(ty, value) {
            Fit::Applied => Some(value.clone()),
            Fit::Null => None,
            Fit::NotApplied => {
                self.left_out(
                    &at,
                    "a default of this kind is not filled in; the server's own applies",
                    "nothing, unless the server has no such default",
                );
                None
            }
            Fit::Wrong => {
                self.report(
                    Code::DefaultInvalid,
                    &at,
                    format!(
                        "{} is not a value of the property's type, so there is no default",
                        clip(value)
                    ),
                    "write a default that the schema allows",
                );
                None
            }
        }
    }

    fn check_default(&self, ty: &Type, value: &Value) -> Fit {
        if value.is_null() {
            return Fit::Null;
        }
        match self.api.resolve(ty) {
            Type::Nullable(inner) => self.check_default(inner, value),
            Type::Scalar(scalar) => check_scalar(*scalar, value),
            Type::Ref(id) => match &self.api.def(*id).shape {
                Shape::Enum(body) => {
                    let known = body.values.iter().any(|known| known.is(value));
                    if known { Fit::Applied } else { Fit::Wrong }
                }
                Shape::Struct(_) if !value.is_object() => Fit::Wrong,
                _ => Fit::NotApplied,
            },
            Type::List(_) | Type::Tuple(_) if !value.is_array() => Fit::Wrong,
            Type::Map(_) | Type::KeyedMap(..) if !value.is_object() => Fit::Wrong,
            Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::KeyedMap(..) | Type::Any => {
                Fit::NotApplied
            }
        }
    }
}

enum Fit {
    Applied,
    Null,
    NotApplied,
    Wrong,
}

fn check_scalar(scalar: Scalar, value: &Value) -> Fit {
    let fits = match scalar {
        Scalar::Null => value.is_null(),
        Scalar::Bool => value.is_boolean(),
        Scalar::Integer(width) => integer_fits(width, value),
        Scalar::Float => value.is_number(),
        Scalar::Text => value.is_string(),
        Scalar::Date => value.as_str().is_some_and(is_date),
        Scalar::DateTime => return parsed::<jiff::Timestamp>(value),
        Scalar::Uuid => return parsed::<uuid::Uuid>(value),
        Scalar::IntegerText(_) => return parsed::<i64>(value),
        Scalar::Duration => return parsed::<jiff::SignedDuration>(value),
        Scalar::Time => return parsed::<jiff::civil::Time>(value),
        Scalar::External(_) => return Fit::NotApplied,
        Scalar::Base64 | Scalar::File => {
            return if value.is_string() {
                Fit::NotApplied
            } else {
                Fit::Wrong
            };
        }
    };
    if fits { Fit::Applied } else { Fit::Wrong }
}

/// These types have no constant to write, so a fitting default is left to the server.
fn parsed<T: std::str::FromStr>(value: &Value) -> Fit {
    match value.as_str().map(str::parse::<T>) {
        Some(Ok(_)) => Fit::NotApplied,
        _ => Fit::Wrong,
    }
}

/// A full-date of RFC 3339 and nothing else.
fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn integer_fits(width: crate::ir::Integer, value: &Value) -> bool {
    use crate::ir::Integer;
    match width {
        Integer::I8 => value
            .as_i64()
            .is_some_and(|number| i8::try_from(number).is_ok()),
        Integer::I16 => value
            .as_i64()
            .is_some_and(|number| i16::try_from(number).is_ok()),
        Integer::I32 => value
            .as_i64()
            .is_some_and(|number| i32::try_from(number).is_ok()),
        Integer::I64 => value.is_i64(),
        Integer::U8 => value
            .as_u64()
            .is_some_and(|number| u8::try_from(number).is_ok()),
        Integer::U16 => value
            .as_u64()
            .is_some_and(|number| u16::try_from(number).is_ok()),
        Integer::U32 => value
            .as_u64()
            .is_some_and(|number| u32::try_from(number).is_ok()),
        Integer::U64 => value.is_u64(),
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

fn clip(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The bounds of a number, as a sentence.
fn bounds_note(kind: Option<Kind>, bounds: Bounds) -> Option<String> {
    if !matches!(kind, Some(Kind::Integer | Kind::Number)) {
        return None;
    }
    match (bounds.minimum, bounds.maximum) {
        (Some(minimum), Some(maximum)) => Some(format!("{minimum} to {maximum}.")),
        (Some(minimum), None) => Some(format!("At least {minimum}.")),
        (None, Some(maximum)) => Some(format!("At most {maximum}.")),
        (None, None) => None,
    }
}
