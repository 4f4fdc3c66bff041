//! Request bodies (Request Body Object).

use openapiv3::{Encoding, MediaType, RequestBody};
use serde_json::json;

use super::LocatedOperation;
use super::OperationLowerer;
use super::media::{self, MediaKind};
use super::parameters::query_style;
use crate::diagnostic::Code;
use crate::ir::{
    Body, BodyEncoding, Content, ContentEnumDef, Docs, Field, FormField, MediaBody, OperationRole,
    ParameterForm, ParameterStyle, Scalar, Shape, Type, TypeId, TypeOrigin,
};
use crate::lower::schema::{Additional, LocatedSchema, SchemaType};
use crate::pointer::Pointer;

/// A body, before the field that holds it is known.
pub(super) struct LoweredBody {
    pub(super) body: Body,
    pointer: Pointer,
    ty: Type,
    docs: Docs,
}

impl LoweredBody {
    /// Returns the body as a field of the request.
    pub(super) fn at_field(self, index: usize, wire: String) -> (Field, Body) {
        let field = Field {
            wire,
            pointer: self.pointer,
            ty: self.ty,
            required: self.body.required,
            default: None,
            docs: self.docs,
        };
        let body = Body {
            field: Some(index),
            ..self.body
        };
        (field, body)
    }
}

/// A media type of a body.
struct BodyMedia<'a> {
    name: &'a str,
    at: Pointer,
    kind: MediaKind,
    media: &'a MediaType,
}

impl<'a> OperationLowerer<'a, '_> {
    /// Lowers the body, if one is declared.
    pub(super) fn lower_body(&mut self, located: &LocatedOperation<'a>) -> Option<LoweredBody> {
        let declared = located.operation.request_body.as_ref()?;
        let at = located.at.push("requestBody");
        let (at, body) =
            self.found_or_report(&at, self.schemas.document.request_body(&at, declared))?;
        if !body.required && self.holds_nothing(&at, body) {
            self.report_empty(
                &at,
                "this body is optional and holds nothing, so none is sent",
                "remove it, or describe what it holds",
            );
            return None;
        }
        if matches!(located.method, "GET" | "HEAD" | "TRACE") {
            self.schemas.report(
                Code::BodyUnusual,
                &located.at.push("requestBody"),
                format!("a {} request seldom has a body, and what stands between client and server may drop it; it is sent", located.method),
                "use POST, or send it as parameters",
            );
        }
        let media = self.lower_media(&at, body, &located.origin(OperationRole::Body));
        let ty = match media.as_slice() {
            [] => {
                self.report_empty(
                    &at,
                    "this body has no `content`, so nothing is sent",
                    "say what is sent under `content`, or remove the body",
                );
                return None;
            }
            [one] => field_type(one),
            several => Type::Ref(self.body_enum(located, &at, several)),
        };
        Some(LoweredBody {
            pointer: self.schemas.document.author(&at),
            ty,
            docs: Docs::described(body.description.as_ref()),
            body: Body {
                field: None,
                required: body.required,
                media,
            },
        })
    }

    fn report_empty(&mut self, at: &Pointer, message: &str, help: &str) {
        self.schemas.report(Code::BodyEmpty, at, message, help);
    }

    /// Returns `true` if every media type of a body is an object without properties.
    fn holds_nothing(&mut self, at: &Pointer, body: &'a RequestBody) -> bool {
        !body.content.is_empty()
            && body.content.iter().all(|(name, media)| {
                let at = at.push("content").push(name).push("schema");
                media.schema.as_ref().is_some_and(|schema| {
                    let merged = self.schemas.merge_one(&LocatedSchema::new(at, schema));
                    merged.kind == Some(SchemaType::Object)
                        && !merged.has_fields()
                        && merged.alternatives.is_empty()
                        && matches!(merged.additional, Additional::Forbidden)
                })
            })
    }

    /// Lowers the media types of a body.
    fn lower_media(
        &mut self,
        at: &Pointer,
        body: &'a RequestBody,
        origin: &TypeOrigin,
    ) -> Vec<MediaBody> {
        let at = at.push("content");
        let mut forms: Vec<BodyMedia<'a>> = body
            .content
            .iter()
            .map(|(name, media)| BodyMedia {
                name,
                at: at.push(name),
                kind: media::kind(name),
                media,
            })
            .collect();
        forms.sort_by_key(|form| (media::rank(form.name), form.name));
        let is_single = forms.len() == 1;
        let mut sent: Vec<MediaBody> = Vec::with_capacity(forms.len());
        for form in forms {
            if form.kind == MediaKind::Xml && !(is_single || sent.is_empty()) {
                self.report_passed_over(&form.at, form.name);
                continue;
            }
            let lowered = self.lower_one_media(&form, origin);
            let is_same = sent.iter().any(|other| {
                other.ty == lowered.ty
                    && (other.encoding == lowered.encoding
                        || matches!(
                            form.kind,
                            MediaKind::Any | MediaKind::Text | MediaKind::Bytes
                        ))
                    && (lowered.ty != Type::Scalar(Scalar::File))
            });
            if is_same {
                self.report_passed_over(&form.at, form.name);
            } else {
                sent.push(lowered);
            }
        }
        sent
    }

    pub(super) fn report_passed_over(&mut self, at: &Pointer, name: &str) {
        self.schemas.report(
            Code::MediaTypePassedOver,
            at,
            format!("`{name}` is ignored: another media type has the same content"),
            "nothing, unless this media type is the one to use",
        );
    }

    fn lower_one_media(&mut self, form: &BodyMedia<'a>, origin: &TypeOrigin) -> MediaBody {
        let schema = form.media.schema.as_ref();
        let site = schema.map(|schema| LocatedSchema::new(form.at.push("schema"), schema));
        let kind = self.resolved_media_kind(form.kind, site.as_ref());
        let media_type = self.concrete_media_type(form, kind);
        let (encoding, ty) = match kind {
            MediaKind::Json | MediaKind::Any => {
                let ty = self.json_type(form, site.as_ref(), origin);
                (BodyEncoding::Json, self.wrap_codec(ty, &form.at, origin))
            }
            MediaKind::JsonLines | MediaKind::Events => {
                let item = self.schemas.document.item_schema(&form.at);
                let item = item.map(|(at, schema)| LocatedSchema::new(at, schema));
                let ty = self.json_type(form, item.or(site).as_ref(), origin);
                let ty = self.wrap_codec(ty, &form.at, origin);
                (BodyEncoding::JsonLines, ty)
            }
            MediaKind::Form => {
                let ty = self.json_type(form, site.as_ref(), origin);
                let fields = self.form_fields(form, &ty);
                (BodyEncoding::Form(fields), ty)
            }
            MediaKind::Multipart => {
                let (id, parts) = self.lower_parts(&form.at, form.media, site.as_ref(), origin);
                (BodyEncoding::Multipart(parts), Type::Ref(id))
            }
            MediaKind::Text | MediaKind::Xml => {
                self.report_if_typed_text(&form.at, form.name, site.as_ref());
                (BodyEncoding::Text, Type::Scalar(Scalar::Text))
            }
            MediaKind::Bytes => (BodyEncoding::Bytes, Type::Scalar(Scalar::File)),
        };
        MediaBody {
            media_type,
            encoding,
            ty,
        }
    }

    /// Returns the media type to send: neither a wildcard, nor an incomplete one.
    fn concrete_media_type(&mut self, form: &BodyMedia<'a>, kind: MediaKind) -> String {
        let is_incomplete = kind == MediaKind::Multipart && !form.name.contains('/');
        if is_incomplete {
            self.schemas.report(
                Code::MediaTypeInvalid,
                &form.at,
                format!(
                    "`{}` is not a media type; it is read as `multipart/form-data`",
                    form.name
                ),
                "write `multipart/form-data`",
            );
        }
        let concrete = match (form.kind, kind) {
            _ if is_incomplete => "multipart/form-data",
            (MediaKind::Any, MediaKind::Json) => "application/json",
            (MediaKind::Any, MediaKind::Text) => "text/plain",
            (MediaKind::Any, _) => "application/octet-stream",
            _ => form.name,
        };
        concrete.to_owned()
    }

    /// Returns the kind of a media type with its schema taken into account: a binary schema means
    /// bytes, and a media type that names no kind has that of its schema.
    pub(super) fn resolved_media_kind(
        &mut self,
        kind: MediaKind,
        site: Option<&LocatedSchema<'a>>,
    ) -> MediaKind {
        match (kind, site) {
            (MediaKind::Any, None) => MediaKind::Bytes,
            (MediaKind::Any | MediaKind::Json | MediaKind::Text, Some(site))
                if self.is_binary(site) =>
            {
                MediaKind::Bytes
            }
            (MediaKind::Any, Some(site)) => {
                let summary = self.schemas.summary_of(site);
                let is_text = summary.kind == Some(SchemaType::Text) && summary.values.is_none();
                if is_text {
                    MediaKind::Text
                } else {
                    MediaKind::Json
                }
            }
            _ => kind,
        }
    }

    /// Reports a body that is handed over as text although its schema has another type.
    pub(super) fn report_if_typed_text(
        &mut self,
        at: &Pointer,
        name: &str,
        site: Option<&LocatedSchema<'a>>,
    ) {
        let says_more = site.is_some_and(|site| {
            let merged = self.schemas.merge_one(site);
            merged.kind.is_some_and(|kind| kind != SchemaType::Text) || merged.has_fields()
        });
        if says_more {
            self.schemas.left_out(
                at,
                format!("`{name}` is handed over as text, without the type that is described"),
                "describe it as `application/json` if it can be had as such",
            );
        }
    }

    fn json_type(
        &mut self,
        form: &BodyMedia<'a>,
        site: Option<&LocatedSchema<'a>>,
        origin: &TypeOrigin,
    ) -> Type {
        match site {
            Some(site) => self.lower_inline(site, origin.clone()),
            None => self.schemas.untyped_but_for(
                &form.at,
                "the body has no schema",
                json!({"schema": {"type": "string"}}),
            ),
        }
    }

    /// Returns the properties of a form that are not serialized with style `form`, exploded
    /// (Encoding Object).
    fn form_fields(&mut self, form: &BodyMedia<'a>, ty: &Type) -> Vec<FormField> {
        let mut fields: Vec<FormField> = Vec::new();
        for (name, encoding) in &form.media.encoding {
            let at = form.at.push("encoding").push(name);
            let is_json = encoding
                .content_type
                .as_deref()
                .is_some_and(|name| media::kind(name) == MediaKind::Json);
            let written = match &encoding.style {
                None if is_json => ParameterForm::Json,
                _ => {
                    let style = self.encoded_style(&at, encoding);
                    let exploded = self.bool_at(&at.push("explode"));
                    ParameterForm::Style {
                        style,
                        explode: exploded.unwrap_or(matches!(
                            style,
                            ParameterStyle::Form | ParameterStyle::DeepObject
                        )),
                        allow_reserved: encoding.allow_reserved,
                    }
                }
            };
            if written != USUAL {
                fields.push(FormField {
                    name: name.clone(),
                    form: written,
                });
            }
        }
        // An object in a form is JSON unless the encoding says otherwise.
        for name in self.object_properties(ty) {
            if !form.media.encoding.contains_key(&name) {
                fields.push(FormField {
                    name,
                    form: ParameterForm::Json,
                });
            }
        }
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        fields
    }

    /// Returns the style of a property of a form; only Swagger 2.0 separates lists by tabs.
    pub(super) fn encoded_style(&self, at: &Pointer, encoding: &Encoding) -> ParameterStyle {
        let declared = || {
            encoding
                .style
                .as_ref()
                .map_or(ParameterStyle::Form, query_style)
        };
        self.private_style(at).unwrap_or_else(declared)
    }

    /// Returns a boolean whose absence has a meaning that the document's model does not tell.
    pub(super) fn bool_at(&self, at: &Pointer) -> Option<bool> {
        at.find(&self.schemas.document.value)?.as_bool()
    }

    /// Returns the properties whose values are objects, or lists of objects.
    fn object_properties(&self, ty: &Type) -> Vec<String> {
        let Type::Ref(id) = self.schemas.api.resolve(ty) else {
            return Vec::new();
        };
        let Shape::Struct(body) = &self.schemas.api.def(*id).shape else {
            return Vec::new();
        };
        let fields = body.fields.iter();
        fields
            .filter(|field| self.is_nested(&field.ty))
            .map(|field| field.wire.clone())
            .collect()
    }

    pub(super) fn is_nested(&self, ty: &Type) -> bool {
        match self.schemas.api.resolve(ty) {
            Type::Scalar(_) => false,
            Type::Nullable(inner) | Type::List(inner) => self.is_nested(inner),
            Type::Ref(id) => !matches!(self.schemas.api.def(*id).shape, Shape::Enum(_)),
            Type::Map(_) | Type::KeyedMap(..) | Type::Any => true,
            Type::Tuple(items) => items.iter().any(|item| self.is_nested(item)),
        }
    }

    /// Defines the enum of a body that can be sent as several media types.
    fn body_enum(
        &mut self,
        located: &LocatedOperation<'a>,
        at: &Pointer,
        media: &[MediaBody],
    ) -> TypeId {
        let origin = located.origin(OperationRole::Body);
        let mut cases: Vec<(String, Content)> = Vec::with_capacity(media.len());
        for one in media {
            let label = media::words(&one.media_type);
            cases.push((label, Content::Json(field_type(one))));
        }
        let content_enum = self.schemas.define(at, origin.clone(), Docs::default());
        for (label, content) in &cases {
            if let Some(ty) = content.ty() {
                self.rename_case(ty, &origin, content_enum, label);
            }
        }
        self.schemas
            .fill(content_enum, Shape::ContentEnum(ContentEnumDef { cases }));
        content_enum
    }
}

/// The default serialization of a property of a form.
const USUAL: ParameterForm = ParameterForm::Style {
    style: ParameterStyle::Form,
    explode: true,
    allow_reserved: false,
};

/// Returns the type of the field that holds a body.
fn field_type(media: &MediaBody) -> Type {
    match media.encoding {
        BodyEncoding::JsonLines => Type::List(Box::new(media.ty.clone())),
        BodyEncoding::Json
        | BodyEncoding::Form(_)
        | BodyEncoding::Multipart(_)
        | BodyEncoding::Text
        | BodyEncoding::Bytes => media.ty.clone(),
    }
}
