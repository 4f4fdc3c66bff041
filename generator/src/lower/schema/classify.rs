//! The decision table from the flattened view of a schema to a type.

use std::borrow::Cow;

use super::SchemaLowerer;
use super::integer::{integer_width, is_beyond};
use super::located::LocatedSchema;
use super::merged::{Additional, MergedSchema};
use super::schema_type::SchemaType;
use super::slot::{TypeSlot, UnnamedSchema};
use crate::ir::{DECIMAL, Integer, PathStep, Scalar, Shape, StructRole, Type, TypeId, TypeOrigin};
use crate::pointer::Pointer;

impl<'a> SchemaLowerer<'a, '_> {
    /// Lowers one schema, or several that a value must all fit.
    pub(crate) fn lower_schema(&mut self, sites: &[LocatedSchema<'a>], slot: &TypeSlot) -> Type {
        self.lower_merged(sites, slot, None)
    }

    /// Lowers one schema.
    pub(crate) fn lower_one(&mut self, site: &LocatedSchema<'a>, slot: &TypeSlot) -> Type {
        self.lower_schema(std::slice::from_ref(site), slot)
    }

    /// Lowers schemas that may be merged already.
    pub(super) fn lower_merged(
        &mut self,
        sites: &[LocatedSchema<'a>],
        slot: &TypeSlot,
        merged: Option<&MergedSchema<'a>>,
    ) -> Type {
        let Some((first, others)) = sites.split_first() else {
            return self.lower_joined(sites, slot);
        };
        let reference = first.as_reference();
        if let Some(reference) = reference
            && others
                .iter()
                .all(|site| site.as_reference() == Some(reference))
        {
            let ty = self.lower_reference(reference, &first.at);
            let is_nullable = first
                .item()
                .is_some_and(|schema| schema.schema_data.nullable);
            return if is_nullable { ty.nullable() } else { ty };
        }
        if !others.is_empty() {
            return self.lower_joined(sites, slot);
        }
        if let Some(known) = self.types.get(&first.at) {
            return known.clone();
        }
        let key = vec![first.at.clone()];
        if let Some(named) = self.contained(&key) {
            return named;
        }
        let merged = merged.map_or_else(|| Cow::Owned(self.merge(sites)), Cow::Borrowed);
        let ty = match self.replacement(&first.at) {
            Some(external) if merged.nullable => external.nullable(),
            Some(external) => external,
            None => match self.narrowed_reference(first, &merged) {
                Some(reference) => {
                    with_null_of(self.lower_reference(reference, &first.at), &merged)
                }
                None => self.lower_unnamed(&key, &merged, slot),
            },
        };
        // A reference that leads here later gets the same type.
        self.types.insert(first.at.clone(), ty.clone());
        ty
    }

    /// Lowers a schema that is no component. Where it contains itself, it gets a name.
    fn lower_unnamed(
        &mut self,
        key: &[Pointer],
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Type {
        let unnamed = UnnamedSchema {
            slot: slot.clone(),
            at: merged.at.clone(),
            docs: merged.docs.clone(),
            nullable: merged.nullable,
            id: None,
        };
        self.unnamed.insert(key.to_owned(), unnamed);
        let ty = self.classify(merged, slot);
        let id = self.unnamed.remove(key).and_then(|unnamed| unnamed.id);
        let ty = match id {
            Some(id) if *ty.non_null() != Type::Ref(id) => self.fill(id, Shape::Alias(ty)),
            _ => ty,
        };
        if merged.nullable { ty.nullable() } else { ty }
    }

    /// Returns the type of a schema that is being lowered and contains itself.
    fn contained(&mut self, key: &[Pointer]) -> Option<Type> {
        let unnamed = self.unnamed.get(key)?.clone();
        let id = unnamed.id.unwrap_or_else(|| match unnamed.slot {
            TypeSlot::Reserved(id) => id,
            TypeSlot::Within(parent, steps) => {
                let origin = TypeOrigin::Within { parent, steps };
                self.define(&unnamed.at, origin, unnamed.docs)
            }
        });
        if let Some(unnamed) = self.unnamed.get_mut(key) {
            unnamed.id = Some(id);
        }
        let ty = Type::Ref(id);
        Some(if unnamed.nullable { ty.nullable() } else { ty })
    }

    /// Lowers several schemas that a value must all fit. They may refer to themselves.
    fn lower_joined(&mut self, sites: &[LocatedSchema<'a>], slot: &TypeSlot) -> Type {
        // What is referred to counts, and not where or in which order.
        let mut places: Vec<Pointer> = sites.iter().map(LocatedSchema::meant).collect();
        places.sort();
        places.dedup();
        if let Some(known) = self.joined.get(&places) {
            return known.clone();
        }
        if let Some(named) = self.contained(&places) {
            return named;
        }
        let merged = MergedSchema {
            joined: places.clone(),
            ..self.merge(sites)
        };
        let ty = self.lower_unnamed(&places, &merged, slot);
        self.joined.insert(places, ty.clone());
        ty
    }

    /// Lowers the schema that a reference leads to.
    pub(super) fn lower_reference(&mut self, reference: &str, from: &Pointer) -> Type {
        let Some((pointer, target)) = self.target(reference) else {
            return self.untyped(from, "the reference leads nowhere");
        };
        if let Some(known) = self.types.get(&pointer) {
            return known.clone();
        }
        let site = LocatedSchema::new(pointer.clone(), target);
        let merged = self.merge_one(&site);
        let merged = self.with_subtypes(merged, &pointer);
        let with_null = |ty: Type| if merged.nullable { ty.nullable() } else { ty };
        if let Some(external) = self.replacement(&pointer) {
            let ty = with_null(external);
            self.types.insert(pointer, ty.clone());
            return ty;
        }
        let origin = TypeOrigin::Component(component_words(&pointer));
        let id = self.define(&pointer, origin, merged.docs.clone());
        let ty = with_null(Type::Ref(id));
        self.types.insert(pointer, ty.clone());
        // A schema that is nothing but a reference is an alias.
        let reference = site
            .as_reference()
            .or_else(|| self.narrowed_reference(&site, &merged));
        match reference {
            Some(reference) if !self.is_subtype(&site.at) => {
                self.lower_alias(id, reference, &site, &merged)
            }
            _ => {
                let lowered = self.lower_into(id, &merged, StructRole::Plain);
                if !matches!(lowered, Type::Nullable(_)) {
                    return ty;
                }
                // One of its alternatives allows null.
                let ty = ty.nullable();
                self.types.insert(site.at, ty.clone());
                ty
            }
        }
    }

    /// Returns the reference of a schema that narrows its target by what no type holds, such as a pattern.
    fn narrowed_reference(
        &mut self,
        site: &LocatedSchema<'a>,
        merged: &MergedSchema<'a>,
    ) -> Option<&'a str> {
        let member = site.only_member()?;
        let reference = member.as_reference()?;
        let target = LocatedSchema::referring(site.at.clone(), reference);
        let is_same = !self.is_subtype(&site.at) && self.merge_one(&target).is_type_of(merged);
        is_same.then_some(reference)
    }

    /// Fills an alias with the type of the reference that its schema is.
    fn lower_alias(
        &mut self,
        id: TypeId,
        reference: &str,
        site: &LocatedSchema<'a>,
        merged: &MergedSchema<'a>,
    ) -> Type {
        let target = with_null_of(self.lower_reference(reference, &site.at), merged);
        self.fill(id, Shape::Alias(target.non_null().clone()));
        let is_nullable = matches!(target, Type::Nullable(_));
        let ty = if is_nullable {
            Type::Ref(id).nullable()
        } else {
            Type::Ref(id)
        };
        self.types.insert(site.at.clone(), ty.clone());
        ty
    }

    /// Lowers a schema into a type that is allocated already. Returns the type, or null where one of
    /// its alternatives allows that.
    pub(crate) fn lower_into(
        &mut self,
        id: TypeId,
        merged: &MergedSchema<'a>,
        role: StructRole,
    ) -> Type {
        let ty = self.classify_with_role(merged, &TypeSlot::Reserved(id), role);
        if *ty.non_null() == Type::Ref(id) {
            return ty;
        }
        self.fill(id, Shape::Alias(ty))
    }

    /// Returns the id of the type in a slot, allocating it if needed.
    pub(super) fn allocate(&mut self, slot: &TypeSlot, merged: &MergedSchema<'a>) -> TypeId {
        match slot {
            TypeSlot::Reserved(id) => *id,
            TypeSlot::Within(parent, steps) => {
                let origin = match self.words_of_owner(*parent, merged) {
                    Some(words) => TypeOrigin::Component(words),
                    None => TypeOrigin::Within {
                        parent: *parent,
                        steps: steps.clone(),
                    },
                };
                let id = self.define(&merged.at, origin, merged.docs.clone());
                // Schemas inside may refer back to this location.
                if merged.joined.is_empty() {
                    self.types.entry(merged.at.clone()).or_insert(Type::Ref(id));
                } else {
                    self.joined.insert(merged.joined.clone(), Type::Ref(id));
                }
                id
            }
        }
    }

    /// Returns the words for an inline type of a component that is not the one being lowered: its
    /// name is the component's, whoever meets it first.
    fn words_of_owner(&self, parent: TypeId, merged: &MergedSchema<'a>) -> Option<String> {
        let mut segments = merged.at.segments();
        let is_component = merged.joined.is_empty()
            && segments.next()? == "components"
            && segments.next()? == "schemas";
        let key = segments.next().filter(|_| is_component)?;
        let owner = Pointer::root()
            .push("components")
            .push("schemas")
            .push(&key);
        let owner = self.document.author(&owner);
        let mut of_slot = self.api.types.get(parent.0)?;
        while let TypeOrigin::Within { parent, .. } = &of_slot.origin {
            of_slot = self.api.types.get(parent.0)?;
        }
        if of_slot.pointer.starts_with(&owner) {
            return None;
        }
        let mut words = key.into_owned();
        while let Some(keyword) = segments.next() {
            match keyword.as_ref() {
                "allOf" => {
                    segments.next()?;
                }
                "properties" => {
                    words.push(' ');
                    words.push_str(&segments.next()?);
                }
                "items" => words.push_str(" item"),
                "additionalProperties" => words.push_str(" value"),
                _ => return None,
            }
        }
        Some(words)
    }

    fn classify(&mut self, merged: &MergedSchema<'a>, slot: &TypeSlot) -> Type {
        self.classify_with_role(merged, slot, StructRole::Plain)
    }

    pub(super) fn classify_with_role(
        &mut self,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
        role: StructRole,
    ) -> Type {
        if merged.only_null {
            return Type::Scalar(Scalar::Null);
        }
        if let Some(values) = &merged.values
            && let Some(ty) = self.lower_enum(values, merged, slot)
        {
            return ty;
        }
        if let Some(ty) = self.lower_alternatives(merged, slot, role) {
            return ty;
        }
        let format = merged.format.as_deref();
        let is_single = !matches!(merged.kind, Some(SchemaType::Object | SchemaType::List));
        let is_decimal = merged.kind == Some(SchemaType::Number) && format == Some(DECIMAL);
        if is_single && let Some(index) = self.external_format(format) {
            return Type::Scalar(if is_decimal {
                Scalar::DecimalNumber(Some(index))
            } else {
                Scalar::External(index)
            });
        }
        let is_database = self.api.conventions.has_database_strings;
        match merged.kind {
            Some(SchemaType::Object) => self.lower_object(merged, slot, role),
            None if merged.has_fields() => self.lower_object(merged, slot, role),
            Some(SchemaType::List) => self.lower_list(merged, slot),
            None if !merged.items.is_empty() || !merged.tuples.is_empty() => {
                self.lower_list(merged, slot)
            }
            Some(SchemaType::Text) => match self.content(merged) {
                Some(content) => self.lower_content(&content, slot),
                None => Type::Scalar(Scalar::of_string(format, is_database)),
            },
            Some(SchemaType::Integer) => self.lower_integer(merged),
            Some(SchemaType::Number) if is_decimal => Type::Scalar(Scalar::DecimalNumber(None)),
            Some(SchemaType::Number) => Type::Scalar(Scalar::Float),
            Some(SchemaType::Bool) => Type::Scalar(Scalar::Bool),
            None => match format.and_then(|format| Scalar::of_format(format, is_database)) {
                Some(scalar) => Type::Scalar(scalar),
                None => self.lower_untyped(merged, slot),
            },
        }
    }

    /// Returns the schema of the JSON that a text holds.
    pub(crate) fn content(&self, merged: &MergedSchema<'a>) -> Option<LocatedSchema<'a>> {
        let at = merged.content.as_ref()?;
        let schema = self.extra.get(at)?;
        Some(LocatedSchema::new(at.clone(), schema))
    }

    fn lower_content(&mut self, content: &LocatedSchema<'a>, slot: &TypeSlot) -> Type {
        let ty = match slot {
            TypeSlot::Reserved(_) => {
                let step = PathStep::Property("content".to_owned());
                self.lower_one(content, &slot.inside(step))
            }
            TypeSlot::Within(..) => self.lower_one(content, slot),
        };
        Type::JsonText(Box::new(ty))
    }

    fn lower_integer(&mut self, merged: &MergedSchema<'a>) -> Type {
        let bounds = merged.limits.bounds;
        let scalar = integer_width(merged.format.as_deref(), bounds);
        if is_beyond(bounds) {
            let width = if scalar == Scalar::Integer(Integer::I64) {
                "i64"
            } else {
                "u64"
            };
            self.left_out(
                &merged.at,
                format!("no integer of 64 bits holds all between the bounds; values that `{width}` does not hold are refused"),
                "write bounds that 64 bits hold, or `type: number` where digits may be lost",
            );
        }
        Type::Scalar(scalar)
    }

    /// Returns the type itself, or an alias if it is too complex inside another.
    pub(super) fn name_if_complex(
        &mut self,
        ty: Type,
        merged: &MergedSchema<'a>,
        slot: &TypeSlot,
    ) -> Type {
        if matches!(slot, TypeSlot::Reserved(_)) || complexity(&ty, 3) <= 240 {
            return ty;
        }
        let id = self.allocate(slot, merged);
        self.fill(id, Shape::Alias(ty))
    }

    /// Lowers a schema that gives its value no type.
    fn lower_untyped(&mut self, merged: &MergedSchema<'a>, slot: &TypeSlot) -> Type {
        if let Additional::Typed(sites) = &merged.additional {
            return self.lower_map(sites, merged, slot);
        }
        self.untyped(&merged.at, "the schema does not say what the value is")
    }
}

/// Returns the type of a reference with null where a schema that narrows its target allows that.
fn with_null_of(ty: Type, merged: &MergedSchema<'_>) -> Type {
    if merged.nullable {
        ty.nullable()
    } else if merged.forbids_null {
        ty.non_null().clone()
    } else {
        ty
    }
}

/// Returns the complexity of a type by clippy's measure (`type_complexity`, which complains from
/// 250): each part counts by its depth.
fn complexity(ty: &Type, depth: usize) -> usize {
    let inside: usize = match ty {
        Type::Ref(_) | Type::Scalar(_) | Type::Any => 0,
        Type::JsonText(inner) => complexity(inner, depth),
        Type::List(inner) | Type::Nullable(inner) => complexity(inner, depth + 1),
        Type::Map(inner) | Type::KeyedMap(_, inner) => {
            10 * (depth + 1) + complexity(inner, depth + 1)
        }
        Type::Tuple(items, _) => items.iter().map(|item| complexity(item, depth + 1)).sum(),
    };
    10 * depth + inside
}

/// Returns words for a referenced type: the key of its component, or the author's words on the path
/// to it.
fn component_words(pointer: &Pointer) -> String {
    const STRUCTURE: &str = "\
    components schemas paths properties content schema responses requestBody $defs \
    definitions application/json";
    let mut words: Vec<String> = Vec::new();
    let mut segments = pointer.segments();
    while let Some(segment) = segments.next() {
        match segment.as_ref() {
            "allOf" => drop(segments.next()),
            "items" => words.push("item".to_owned()),
            "additionalProperties" => words.push("value".to_owned()),
            word if STRUCTURE.split_whitespace().any(|known| known == word) => {}
            word => words.push(word.to_owned()),
        }
    }
    if words.is_empty() {
        "Schema".to_owned()
    } else {
        words.join(" ")
    }
}
