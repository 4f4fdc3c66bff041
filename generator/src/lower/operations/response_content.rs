//! Contents of a response, by media type (Media Type Object).

use openapiv3::Response;
use serde_json::json;

use super::media::{self, MediaKind};
use super::{LocatedOperation, OperationLowerer, schema_equality, status};
use crate::ir::{Content, EventData, OperationRole, StatusPattern, Type, TypeOrigin};
use crate::lower::schema::{LocatedSchema, SchemaType};
use crate::pointer::Pointer;

/// The declared response of a status.
pub(super) struct DeclaredResponse<'a> {
    pub(super) pattern: StatusPattern,
    pub(super) at: Pointer,
    pub(super) response: &'a Response,
}

/// A content that a response can have.
pub(super) struct DeclaredContent {
    /// The first media type that is declared for it; empty for no body.
    pub(super) name: String,
    /// All of its media types, as an `accept` header names them.
    pub(super) accepted: Vec<String>,
    pub(super) content: Content,
}

impl DeclaredContent {
    fn empty() -> Self {
        Self {
            name: String::new(),
            accepted: Vec::new(),
            content: Content::Empty,
        }
    }
}

/// A media type of a response.
struct ResponseMedia<'a> {
    name: &'a str,
    at: Pointer,
    kind: MediaKind,
    site: Option<LocatedSchema<'a>>,
}

impl<'a> OperationLowerer<'a, '_> {
    /// Returns the contents that a response can have: one, or several by media type.
    pub(super) fn lower_contents(
        &mut self,
        located: &LocatedOperation<'a>,
        response: &DeclaredResponse<'a>,
        origin: &TypeOrigin,
    ) -> Vec<DeclaredContent> {
        if located.method == "HEAD" || status::is_bodiless(response.pattern) {
            return vec![DeclaredContent::empty()];
        }
        let forms = self.response_media(response);
        let has_json = forms.iter().any(|form| form.kind == MediaKind::Json);
        let mut contents: Vec<DeclaredContent> = Vec::new();
        for form in forms {
            let is_single = contents.is_empty();
            if !is_single && !self.is_distinct(&form, response, has_json) {
                self.shared.passed_over.insert(form.at);
                continue;
            }
            let is_error = matches!(
                origin,
                TypeOrigin::Operation {
                    role: OperationRole::Error,
                    ..
                }
            );
            let content = if is_error && form.kind == MediaKind::Json {
                self.failure_content(&form, response.pattern, origin)
            } else {
                self.lower_content(&form, origin)
            };
            let accepted = media::accepted(form.name);
            let mut known = contents.iter_mut();
            if let Some(known) = known.find(|known| known.content == content) {
                let accepted = accepted.filter(|name| !known.accepted.contains(name));
                known.accepted.extend(accepted);
            } else {
                contents.push(DeclaredContent {
                    name: form.name.to_owned(),
                    accepted: accepted.into_iter().collect(),
                    content,
                });
            }
        }
        if contents.is_empty() {
            contents.push(DeclaredContent::empty());
        }
        contents
    }

    /// Returns `true` if a media type is not another form of the same content.
    fn is_distinct(
        &mut self,
        form: &ResponseMedia<'a>,
        response: &DeclaredResponse<'a>,
        has_json: bool,
    ) -> bool {
        match form.kind {
            MediaKind::Json | MediaKind::JsonLines | MediaKind::Events => true,
            // Text or bytes with a schema of their own are not another form of the JSON.
            MediaKind::Text | MediaKind::Bytes => {
                !has_json || (status::is_success(response.pattern) && self.is_own(form))
            }
            MediaKind::Xml | MediaKind::Any | MediaKind::Form | MediaKind::Multipart => false,
        }
    }

    fn response_media(&mut self, response: &DeclaredResponse<'a>) -> Vec<ResponseMedia<'a>> {
        let section = response.at.push("content");
        let mut forms: Vec<ResponseMedia<'a>> = Vec::with_capacity(response.response.content.len());
        for (name, media) in &response.response.content {
            let at = section.push(name);
            let schema = media.schema.as_ref();
            let site = schema.map(|schema| LocatedSchema::new(at.push("schema"), schema));
            let kind = self.resolved_media_kind(media::kind(name), site.as_ref());
            forms.push(ResponseMedia {
                name,
                at,
                kind,
                site,
            });
        }
        forms.sort_by_key(|form| (form.kind, media::rank(form.name), form.name));
        forms
    }

    /// Returns `true` if the schema of a media type is a string, or if bytes have none.
    fn is_own(&mut self, form: &ResponseMedia<'a>) -> bool {
        let is_bytes = form.kind == MediaKind::Bytes;
        let Some(site) = &form.site else {
            return is_bytes;
        };
        if is_bytes && self.says_nothing(site) {
            return true;
        }
        let summary = self.schemas.summary_of(site);
        summary.kind == Some(SchemaType::Text) && !form.name.starts_with("text/html")
    }

    fn lower_content(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> Content {
        match form.kind {
            MediaKind::Json | MediaKind::Any => match self.stream_result(form) {
                Some(result) => {
                    let ty = self.lower_inline(&result, origin.clone());
                    Content::JsonResults(self.wrap_codec(ty, &form.at, origin))
                }
                None => Content::Json(self.response_type(form, origin)),
            },
            MediaKind::JsonLines => {
                let line = self.item_type(form, origin);
                Content::JsonLines(line.unwrap_or_else(|| self.response_type(form, origin)))
            }
            MediaKind::Events => Content::Events(self.event_type(form, origin)),
            MediaKind::Text | MediaKind::Xml | MediaKind::Form => {
                let plain = self.plain_type(form.name, &form.at, form.site.as_ref(), origin);
                if let Some(ty) = plain {
                    Content::Plain(ty)
                } else if let Some(ty) = self.xml_type(form.kind, form.site.as_ref(), origin) {
                    Content::Xml(ty)
                } else {
                    self.report_if_typed_text(&form.at, form.name, form.site.as_ref());
                    Content::Text
                }
            }
            MediaKind::Bytes | MediaKind::Multipart => Content::Bytes,
        }
    }

    /// Returns the schema of the results of a stream, if a response is a line of one
    /// (grpc-gateway's server streaming).
    fn stream_result(&mut self, form: &ResponseMedia<'a>) -> Option<LocatedSchema<'a>> {
        let site = form.site.as_ref()?;
        let document = &self.schemas.document.value;
        let target = match site.as_reference() {
            Some(reference) => Pointer::parse_fragment(reference)?,
            None => site.at.clone(),
        };
        let title = target.find(document)?.get("title")?.as_str()?;
        if !title.starts_with("Stream result of") {
            return None;
        }
        let merged = self.schemas.merge_one(site);
        let mut keys = merged.properties.keys();
        let is_line = keys.all(|key| key == "result" || key == "error");
        match merged.properties.get("result").map(Vec::as_slice) {
            Some([result]) if is_line => Some(result.clone()),
            _ => None,
        }
    }

    /// Lowers the JSON of an error. Documents repeat one schema for many operations; schemas with
    /// the same constraints on values are one type.
    fn failure_content(
        &mut self,
        form: &ResponseMedia<'a>,
        status: StatusPattern,
        origin: &TypeOrigin,
    ) -> Content {
        let at = form
            .site
            .as_ref()
            .filter(|site| site.as_reference().is_none());
        let schema = at.and_then(|site| site.at.find(&self.schemas.document.value));
        let Some(said) = schema.map(schema_equality::of_values) else {
            return self.lower_content(form, origin);
        };
        let Some(known) = self.shared.errors.get(&said).cloned() else {
            let content = self.lower_content(form, origin);
            if let Content::Json(ty) = &content {
                self.shared.errors.insert(said, ty.clone());
            }
            return content;
        };
        if let Type::Ref(id) = known.non_null() {
            let known = &mut self.schemas.api.types[id.0].origin;
            let is_shared = known != origin;
            if is_shared
                && matches!(
                    known,
                    TypeOrigin::Operation { .. } | TypeOrigin::Within { .. }
                )
            {
                *known = TypeOrigin::Failures(vec![status::label(&[status])]);
            }
        }
        Content::Json(known)
    }

    /// Returns the schema of `data`, if an event is described with its fields (OpenAPI 3.2,
    /// "Server-Sent Event Streams").
    fn event_data(&mut self, site: &LocatedSchema<'a>, is_item: bool) -> Option<LocatedSchema<'a>> {
        let merged = self.schemas.merge_one(site);
        let is_named = merged.properties.contains_key("event");
        // Readers of streams ignore fields that they do not know, so one more makes no other value of an item.
        let is_plain = merged.properties.keys().all(|key| is_event_field(key));
        let is_event = if is_item {
            is_named || is_plain
        } else {
            is_named && is_plain
        };
        match merged.properties.get("data").map(Vec::as_slice) {
            Some([data]) if is_event => Some(data.clone()),
            _ => None,
        }
    }

    /// Returns the type of `itemSchema` (OpenAPI 3.2, Media Type Object).
    fn item_type(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> Option<Type> {
        let item = self.item_schema(&form.at)?;
        let ty = self.lower_inline(&item, origin.clone());
        Some(self.wrap_codec(ty, &form.at, origin))
    }

    fn response_type(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> Type {
        match &form.site {
            Some(site) => {
                let ty = self.lower_inline(site, origin.clone());
                self.wrap_codec(ty, &form.at, origin)
            }
            None => self.schemas.untyped_but_for(
                &form.at,
                "the response has no schema",
                json!({"schema": {"type": "string"}}),
            ),
        }
    }

    /// Returns the data of events, by their schema.
    fn event_type(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> EventData {
        let item = self.item_schema(&form.at);
        let is_item = item.is_some();
        let Some(site) = item.as_ref().or(form.site.as_ref()) else {
            return EventData::Text;
        };
        if self.is_choice_of_events(site, is_item) {
            let ty = self.lower_inline(site, origin.clone());
            return EventData::Event(self.wrap_codec(ty, &form.at, origin));
        }
        let data = self.event_data(site, is_item);
        let merged = self.schemas.merge_one(data.as_ref().unwrap_or(site));
        let content = self.schemas.content(&merged);
        let is_text = merged.kind == Some(SchemaType::Text) && merged.values.is_none();
        if is_text && content.is_none() {
            return EventData::Text;
        }
        let site = content.as_ref().or(data.as_ref()).unwrap_or(site);
        let ty = self.lower_inline(site, origin.clone());
        EventData::Json(self.wrap_codec(ty, &form.at, origin))
    }

    /// Returns `true` if a schema is one of several events, each described with its fields.
    fn is_choice_of_events(&mut self, site: &LocatedSchema<'a>, is_item: bool) -> bool {
        let merged = self.schemas.merge_one(site);
        let [choice] = merged.alternatives.as_slice() else {
            return false;
        };
        let branches = choice.branches.clone();
        branches.iter().all(|branch| {
            let own = self.schemas.merge_one(branch);
            let mut keys = merged.properties.keys().chain(own.properties.keys());
            let has = |key| own.properties.contains_key(key);
            has("event") && (is_item && has("data") || keys.all(|key| is_event_field(key)))
        })
    }
}

/// Returns `true` for the name of a field that server-sent events have.
fn is_event_field(name: &str) -> bool {
    matches!(name, "data" | "event" | "id" | "retry")
}
