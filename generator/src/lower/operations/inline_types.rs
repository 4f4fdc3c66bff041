//! Inline types of bodies, responses, and components that are not schemas.

use super::{OperationLowerer, media};
use crate::ir::{
    Content, ContentEnumDef, Docs, PathStep, Scalar, Shape, StructRole, Type, TypeId, TypeOrigin,
};
use crate::lower::schema::{LocatedSchema, SchemaType, TypeSlot};
use crate::pointer::Pointer;

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers a schema that an operation or a component holds directly. The type gets the name of
    /// its origin only if it needs one, for itself or for a type inside.
    pub(super) fn lower_inline(&mut self, site: &LocatedSchema<'a>, origin: TypeOrigin) -> Type {
        let sites = std::slice::from_ref(site);
        if site.as_reference().is_some() {
            // A referenced type has a name of its own, so this slot is never used.
            return self
                .schemas
                .lower_schema(sites, &TypeSlot::Reserved(TypeId(0)));
        }
        if let Some(known) = self.schemas.types.get(&site.at) {
            return known.clone();
        }
        let merged = self.schemas.merge(sites);
        let origin = shared_words(&site.at).map_or(origin, TypeOrigin::Component);
        let id = self.schemas.define(&site.at, origin, merged.docs.clone());
        let wrap = |ty: Type| if merged.nullable { ty.nullable() } else { ty };
        self.schemas
            .types
            .insert(site.at.clone(), wrap(Type::Ref(id)));
        let lowered = self.schemas.lower_into(id, &merged, StructRole::Plain);
        let has_null = merged.nullable || matches!(lowered, Type::Nullable(_));
        let wrap = |ty: Type| if has_null { ty.nullable() } else { ty };
        match &self.schemas.api.def(id).shape {
            Shape::Alias(target) if !self.is_needed(id) => {
                let ty = wrap(target.clone());
                self.shared.dissolved.insert(id);
                self.schemas.types.insert(site.at.clone(), ty.clone());
                ty
            }
            _ => wrap(Type::Ref(id)),
        }
    }

    /// Returns `true` if a later type refers to a type, or is named after it.
    fn is_needed(&self, id: TypeId) -> bool {
        let later = &self.schemas.api.types[id.0..];
        later.iter().any(|def| {
            let is_named_after =
                matches!(&def.origin, TypeOrigin::Within { parent, .. } if *parent == id);
            let refers = def.shape.parts().into_iter().any(|ty| ty.names(id));
            is_named_after || refers
        })
    }

    /// Defines the enum of several contents; types that were named for the whole are named by their case.
    pub(super) fn define_content_enum(
        &mut self,
        at: &Pointer,
        origin: &TypeOrigin,
        cases: Vec<(String, Content)>,
    ) -> TypeId {
        let id = self.schemas.define(at, origin.clone(), Docs::default());
        for (label, content) in &cases {
            if let Some(ty) = content.ty() {
                self.rename_case(ty, origin, id, label);
            }
        }
        let shape = Shape::ContentEnum(ContentEnumDef { cases });
        self.schemas.fill(id, shape);
        id
    }

    fn rename_case(&mut self, ty: &Type, whole: &TypeOrigin, choice: TypeId, label: &str) {
        for id in ty.refs() {
            if self.schemas.api.def(id).origin == *whole {
                self.schemas.api.types[id.0].origin = TypeOrigin::Within {
                    parent: choice,
                    steps: vec![PathStep::Variant(label.to_owned())],
                };
            }
        }
    }

    /// Returns the schema of the items of a stream.
    pub(super) fn item_schema(&self, media: &Pointer) -> Option<LocatedSchema<'a>> {
        let (at, schema) = self.schemas.document.item_schema(media)?;
        Some(LocatedSchema::new(at, schema))
    }

    /// Returns `true` if a schema stands in place and constrains nothing.
    pub(super) fn says_nothing(&self, site: &LocatedSchema<'a>) -> bool {
        const ANNOTATIONS: &str = "title description example deprecated externalDocs";
        let schema = site.at.find(&self.schemas.document.value);
        let is_annotation = |key: &String| {
            ANNOTATIONS.split(' ').any(|known| known == key)
                || key.starts_with("x-") && !key.starts_with("x-codegen-")
        };
        schema
            .and_then(serde_json::Value::as_object)
            .is_some_and(|schema| schema.keys().all(is_annotation))
    }

    /// Returns the type of a plain text whose form is certain: a number, a boolean, an enum, or a
    /// string of a format with a type of its own.
    pub(super) fn plain_type(
        &mut self,
        media_type: &str,
        at: &Pointer,
        site: Option<&LocatedSchema<'a>>,
        origin: &TypeOrigin,
    ) -> Option<Type> {
        let site = site.filter(|_| media::essence(media_type) == "text/plain")?;
        let summary = self.schemas.summary_of(site);
        let is_certain = match summary.kind? {
            SchemaType::Text => summary.values.is_some() || summary.format.is_some(),
            SchemaType::Number | SchemaType::Integer | SchemaType::Bool => true,
            SchemaType::Object | SchemaType::List => false,
        };
        if !is_certain || summary.has_alternatives {
            return None;
        }
        let ty = self.lower_inline(site, origin.clone()).non_null().clone();
        let is_text = matches!(
            self.schemas.api.resolve(&ty),
            Type::Scalar(Scalar::Text | Scalar::File | Scalar::Null)
        );
        (!is_text && self.is_plain(&ty)).then(|| self.wrap_codec(ty, at, origin))
    }

    /// Returns `true` if the values of a schema are bytes.
    pub(super) fn is_binary(&mut self, site: &LocatedSchema<'a>) -> bool {
        let summary = self.schemas.summary_of(site);
        summary.kind.is_none_or(|kind| kind == SchemaType::Text)
            && summary.format.as_deref() == Some("binary")
    }
}

/// Returns the words for an inline type of a component that is not a schema: the component's key
/// and its kind. The key alone belongs to a schema, whether or not the document has one of that
/// name.
fn shared_words(at: &Pointer) -> Option<String> {
    let mut segments = at.segments();
    if segments.next()? != "components" {
        return None;
    }
    let word = match segments.next()?.as_ref() {
        "requestBodies" => "body",
        "responses" => "response",
        "parameters" => "parameter",
        "headers" => "header",
        _ => "",
    };
    let key = segments.next()?.into_owned();
    if key.to_ascii_lowercase().ends_with(word) {
        return Some(key);
    }
    Some(format!("{key} {word}"))
}
