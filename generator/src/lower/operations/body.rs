//! Request bodies (Request Body Object).

use openapiv3::{MediaType, RequestBody};
use serde_json::json;

use super::LocatedOperation;
use super::OperationLowerer;
use super::media::{self, MediaKind};
use crate::diagnostic::Code;
use crate::ir::{
    Body, BodyEncoding, Content, Docs, Field, MediaBody, OperationRole, Scalar, Shape, Type,
    TypeId, TypeOrigin,
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
    /// Returns its location in the author's document.
    pub(super) fn pointer(&self) -> &Pointer {
        &self.pointer
    }

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
    /// Its position in the document.
    position: usize,
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
        if matches!(&*located.method, "GET" | "HEAD" | "TRACE") {
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
            .enumerate()
            .map(|(position, (name, media))| BodyMedia {
                name,
                position,
                at: at.push(name),
                kind: media::kind(name),
                media,
            })
            .collect();
        forms.sort_by_key(|form| (media::rank(form.name), form.name));
        let mut sent: Vec<(usize, MediaBody)> = Vec::with_capacity(forms.len());
        for form in forms {
            let is_object = |(_, sent): &(usize, MediaBody)| media::is_object_form(&sent.encoding);
            if form.kind == MediaKind::Xml && sent.iter().any(is_object) {
                self.shared.passed_over.insert(form.at);
                continue;
            }
            let mut lowered = self.lower_one_media(&form, origin);
            let same = sent.iter_mut().find(|(_, other)| {
                other.ty == lowered.ty
                    && other.encoding == lowered.encoding
                    && lowered.ty != Type::Scalar(Scalar::File)
            });
            let Some((position, known)) = same else {
                sent.push((form.position, lowered));
                continue;
            };
            // The document's first is the default.
            if form.position < *position {
                *position = form.position;
                std::mem::swap(&mut known.media_type, &mut lowered.media_type);
            }
            if known.media_type != lowered.media_type {
                known.others.push(lowered.media_type);
            }
        }
        sent.into_iter().map(|(_, media)| media).collect()
    }

    fn lower_one_media(&mut self, form: &BodyMedia<'a>, origin: &TypeOrigin) -> MediaBody {
        let schema = form.media.schema.as_ref();
        let site = schema.map(|schema| LocatedSchema::new(form.at.push("schema"), schema));
        let mut kind = self.resolved_media_kind(form.kind, site.as_ref());
        if media::is_yaml(form.name) && self.is_more_than_text(site.as_ref()) {
            // JSON is YAML as it stands.
            kind = MediaKind::Json;
        }
        let media_type = self.concrete_media_type(form, kind);
        let (encoding, ty) = match kind {
            MediaKind::Json | MediaKind::Any => {
                let ty = self.json_type(form, site.as_ref(), origin);
                (BodyEncoding::Json, self.wrap_codec(ty, &form.at, origin))
            }
            MediaKind::JsonLines | MediaKind::Events => {
                let item = self.item_schema(&form.at);
                let ty = self.json_type(form, item.or(site).as_ref(), origin);
                let ty = self.wrap_codec(ty, &form.at, origin);
                (BodyEncoding::JsonLines, ty)
            }
            MediaKind::Form => {
                let ty = self.json_type(form, site.as_ref(), origin);
                let fields = self.form_fields(&form.at, form.media, &ty);
                (BodyEncoding::Form(fields), ty)
            }
            MediaKind::Multipart if self.is_free_form(site.as_ref()) => {
                let item = self.item_schema(&form.at);
                let is_list = site.as_ref().is_some_and(|site| {
                    self.schemas.summary_of(site).kind == Some(SchemaType::List)
                });
                if item.is_some() || is_list {
                    self.schemas.left_out(
                        &form.at,
                        "the parts are described by position; callers give each with its bytes and media type",
                        "nothing, or describe an object with a property for each part",
                    );
                }
                let parts = Type::List(Box::new(Type::Scalar(Scalar::Part)));
                (BodyEncoding::Parts, parts)
            }
            MediaKind::Multipart => {
                let (id, parts) = self.lower_parts(&form.at, form.media, site.as_ref(), origin);
                (BodyEncoding::Multipart(parts), Type::Ref(id))
            }
            MediaKind::Text | MediaKind::Xml => {
                let plain = self.plain_type(form.name, &form.at, site.as_ref(), origin);
                if let Some(ty) = plain {
                    (BodyEncoding::Plain, ty)
                } else if let Some(ty) = self.xml_type(kind, site.as_ref(), origin) {
                    (BodyEncoding::Xml, ty)
                } else {
                    self.report_if_typed_text(&form.at, form.name, site.as_ref());
                    (BodyEncoding::Text, Type::Scalar(Scalar::Text))
                }
            }
            MediaKind::Bytes => (BodyEncoding::Bytes, Type::Scalar(Scalar::File)),
        };
        MediaBody {
            media_type,
            others: Vec::new(),
            encoding,
            ty,
            schema: self.schemas.document.author(&form.at.push("schema")),
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
            (_, MediaKind::Json) if form.name.contains('*') => "application/json",
            (_, MediaKind::Text) if form.name.contains('*') => "text/plain",
            (_, MediaKind::Multipart) if form.name.contains('*') => "multipart/form-data",
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
            (MediaKind::Any, Some(site)) if self.says_nothing(site) => MediaKind::Bytes,
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

    /// Returns `true` if a schema describes something other than a string.
    fn is_more_than_text(&mut self, site: Option<&LocatedSchema<'a>>) -> bool {
        site.is_some_and(|site| {
            let merged = self.schemas.merge_one(site);
            merged.kind.is_some_and(|kind| kind != SchemaType::Text) || merged.has_fields()
        })
    }

    /// Reports a body that is handed over as text although its schema has another type.
    pub(super) fn report_if_typed_text(
        &mut self,
        at: &Pointer,
        name: &str,
        site: Option<&LocatedSchema<'a>>,
    ) {
        if self.is_more_than_text(site) {
            self.schemas.left_out(
                at,
                format!("`{name}` is handed over as text, without the type that is described"),
                "describe it as `application/json` if it can be had as such",
            );
        }
    }

    /// Returns the type of XML: an object, or a list of objects or of single values. Unions and single values say too
    /// little of their elements.
    pub(super) fn xml_type(
        &mut self,
        kind: MediaKind,
        site: Option<&LocatedSchema<'a>>,
        origin: &TypeOrigin,
    ) -> Option<Type> {
        let site = site.filter(|_| kind == MediaKind::Xml)?;
        let merged = self.schemas.merge_one(site);
        if !merged.has_fields() && merged.kind != Some(SchemaType::List) {
            return None;
        }
        let ty = self.lower_inline(site, origin.clone()).non_null().clone();
        let is_described = match self.schemas.api.resolve(&ty) {
            Type::List(item) => self.is_xml_item(item),
            whole => self.is_struct(whole),
        };
        is_described.then_some(ty)
    }

    fn is_struct(&self, ty: &Type) -> bool {
        matches!(ty, Type::Ref(id) if matches!(self.schemas.api.def(*id).shape, Shape::Struct(_)))
    }

    fn is_xml_item(&self, item: &Type) -> bool {
        match self.schemas.api.resolve(item) {
            Type::Scalar(scalar) => matches!(
                scalar,
                Scalar::Text | Scalar::Bool | Scalar::Integer(_) | Scalar::Float
            ),
            item => self.is_struct(item),
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

    /// Defines the enum of a body that can be sent as several media types.
    fn body_enum(
        &mut self,
        located: &LocatedOperation<'a>,
        at: &Pointer,
        media: &[MediaBody],
    ) -> TypeId {
        let case = |one: &MediaBody| {
            let content = Content::Json(field_type(one));
            (media::words(&one.media_type), content)
        };
        let cases = media.iter().map(case).collect();
        self.define_content_enum(at, &located.origin(OperationRole::Body), cases)
    }
}

/// Returns the type of the field that holds a body.
fn field_type(media: &MediaBody) -> Type {
    match media.encoding {
        BodyEncoding::JsonLines => Type::List(Box::new(media.ty.clone())),
        BodyEncoding::Json
        | BodyEncoding::Form(_)
        | BodyEncoding::Multipart(_)
        | BodyEncoding::Parts
        | BodyEncoding::Text
        | BodyEncoding::Plain
        | BodyEncoding::Xml
        | BodyEncoding::Bytes => media.ty.clone(),
    }
}
