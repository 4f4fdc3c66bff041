//! Responses of an operation (Responses Object, Response Object).

use openapiv3::{Response, StatusCode};
use serde_json::{Value, json};

use super::OperationLowerer;
use super::media::{self, MediaKind};
use super::{LocatedOperation, schema_equality, status};
use crate::diagnostic::Code;
use crate::ir::{
    Content, ContentEnumDef, Docs, OperationRole, ResponseCase, ResponseSet, Shape, StatusPattern,
    Type, TypeId, TypeOrigin,
};
use crate::lower::schema::LocatedSchema;
use crate::pointer::Pointer;

/// All responses of an operation.
#[derive(Default)]
pub(super) struct LoweredResponses {
    pub(super) success: ResponseSet,
    pub(super) failure: ResponseSet,
    pub(super) statuses: Vec<(StatusPattern, String)>,
    /// The successful responses as a stream of events, if there are others beside them.
    pub(super) events: Option<ResponseSet>,
}

/// A content that a response can have.
struct DeclaredContent {
    /// The first media type that is declared for it; empty for no body.
    name: String,
    /// All of its media types, as an `accept` header names them.
    accepted: Vec<String>,
    content: Content,
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

/// The declared response of a status.
struct DeclaredResponse<'a> {
    pattern: StatusPattern,
    at: Pointer,
    response: &'a Response,
}

/// A media type of a response.
struct ResponseMedia<'a> {
    name: &'a str,
    at: Pointer,
    kind: MediaKind,
    site: Option<LocatedSchema<'a>>,
}

impl<'a> OperationLowerer<'a, '_> {
    pub(super) fn lower_responses(
        &mut self,
        located: LocatedOperation<'a, '_>,
    ) -> LoweredResponses {
        let responses = self.declared_responses(located);
        for response in &responses {
            let links = response.response.links.keys();
            let links = links.map(|name| response.at.push("links").push(name));
            self.shared.links.extend(links);
        }
        let statuses = responses
            .iter()
            .filter(|response| !response.response.description.trim().is_empty())
            .map(|response| (response.pattern, response.response.description.clone()))
            .collect();
        let is_declared = responses
            .iter()
            .any(|response| status::is_success(response.pattern));
        let (good, bad): (Vec<_>, Vec<_>) = responses.into_iter().partition(|response| {
            status::is_success(response.pattern)
                || (!is_declared && response.pattern == StatusPattern::Default)
        });
        let role = |role| TypeOrigin::Operation {
            id: located.id,
            role,
        };
        let (success, events) =
            self.lower_successes(located, &good, &role(OperationRole::Response));
        let failure = self.lower_failures(located, &bad, &role(OperationRole::Error));
        LoweredResponses {
            success,
            failure,
            statuses,
            events,
        }
    }

    /// Returns all responses, exact statuses first, then ranges, then the default.
    fn declared_responses(
        &mut self,
        located: LocatedOperation<'a, '_>,
    ) -> Vec<DeclaredResponse<'a>> {
        let at = located.at.push("responses");
        self.report_invalid_statuses(&at);
        let declared = &located.operation.responses;
        let coded = declared.responses.iter().map(|(code, response)| {
            let (pattern, key) = pattern(code);
            (pattern, key, response)
        });
        let default = declared
            .default
            .iter()
            .map(|response| (StatusPattern::Default, "default".to_owned(), response));
        let mut all: Vec<_> = coded.chain(default).collect();
        all.sort_by_key(|(pattern, _, _)| *pattern);
        let mut responses = Vec::with_capacity(all.len());
        for (pattern, key, response) in all {
            let at = at.push(&self.as_written(&at, &key));
            let found = self.found_or_report(&at, self.schemas.document.response(&at, response));
            if let Some((at, response)) = found {
                responses.push(DeclaredResponse {
                    pattern,
                    at,
                    response,
                });
            }
        }
        responses
    }

    /// Returns a key as the document writes it, ignoring case (`4xx`).
    fn as_written(&self, at: &Pointer, key: &str) -> String {
        let keys = at.find(&self.schemas.document.value);
        keys.and_then(Value::as_object)
            .and_then(|map| map.keys().find(|written| written.eq_ignore_ascii_case(key)))
            .map_or_else(|| key.to_owned(), Clone::clone)
    }

    /// Reports keys of `responses` that are not statuses.
    fn report_invalid_statuses(&mut self, at: &Pointer) {
        let Some(Value::Object(responses)) = at.find(&self.schemas.document.value) else {
            return;
        };
        let odd = responses.keys().filter(|key| {
            let is_status = serde_json::from_value::<StatusCode>(Value::String((*key).clone()));
            *key != "default" && !key.starts_with("x-") && is_status.is_err()
        });
        for key in odd {
            self.schemas.report(
                Code::StatusInvalid,
                &at.push(key),
                format!("`{key}` is no status, so this answer is left out"),
                "write a status such as `404`, a range such as `4XX`, or `default`",
            );
        }
    }

    fn lower_successes(
        &mut self,
        located: LocatedOperation<'a, '_>,
        responses: &[DeclaredResponse<'a>],
        origin: &TypeOrigin,
    ) -> (ResponseSet, Option<ResponseSet>) {
        let mut cases = Vec::new();
        let mut event_cases = Vec::new();
        for response in responses {
            let contents = self.lower_contents(located, response, origin);
            let (events, plain): (Vec<_>, Vec<_>) = contents
                .into_iter()
                .partition(|one| matches!(one.content, Content::Events(_)));
            if plain.is_empty() {
                add_cases(&mut cases, response.pattern, events);
            } else {
                add_cases(&mut event_cases, response.pattern, events);
                add_cases(&mut cases, response.pattern, plain);
            }
        }
        let responses = located_responses(responses);
        let headers = self.lower_headers(located, &responses);
        let events = if event_cases.is_empty() {
            None
        } else {
            Some(ResponseSet {
                content_enum: self.define_content_enum(located, &event_cases, origin),
                cases: event_cases,
                headers,
            })
        };
        let content_enum = self.define_content_enum(located, &cases, origin);
        let outcome = ResponseSet {
            cases,
            content_enum,
            headers,
        };
        (outcome, events)
    }

    fn lower_failures(
        &mut self,
        located: LocatedOperation<'a, '_>,
        responses: &[DeclaredResponse<'a>],
        origin: &TypeOrigin,
    ) -> ResponseSet {
        let mut cases = Vec::new();
        for response in responses {
            let mut contents = self.lower_contents(located, response, origin);
            contents.retain(|one| one.content != Content::Empty);
            add_cases(&mut cases, response.pattern, contents);
        }
        let headers = self.lower_headers(located, &located_responses(responses));
        let content_enum = if let Some(shared) = known_set(&self.shared.failures, &cases) {
            let words = cases.iter().map(label);
            self.schemas.api.types[shared.0].origin = TypeOrigin::Failures(words.collect());
            Some(shared)
        } else {
            let content_enum = self.define_content_enum(located, &cases, origin);
            let set = content_enum.map(|id| (cases.clone(), id));
            self.shared.failures.extend(set);
            content_enum
        };
        ResponseSet {
            cases,
            content_enum,
            headers,
        }
    }

    /// Defines the enum of several cases.
    fn define_content_enum(
        &mut self,
        located: LocatedOperation<'a, '_>,
        cases: &[ResponseCase],
        origin: &TypeOrigin,
    ) -> Option<TypeId> {
        if cases.len() < 2 {
            return None;
        }
        let labelled: Vec<(String, Content)> = cases
            .iter()
            .map(|case| (label(case), case.content.clone()))
            .collect();
        let at = located.at.push("responses");
        let content_enum = self.schemas.define(&at, origin.clone(), Docs::default());
        for (label, content) in &labelled {
            if let Some(ty) = content.ty() {
                self.rename_case(ty, origin, content_enum, label);
            }
        }
        self.schemas.fill(
            content_enum,
            Shape::ContentEnum(ContentEnumDef { cases: labelled }),
        );
        Some(content_enum)
    }

    /// Returns the contents that a response can have: one, or several by media type.
    fn lower_contents(
        &mut self,
        located: LocatedOperation<'a, '_>,
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
            let is_beside = !contents.is_empty();
            let is_failure = !status::is_success(response.pattern);
            let stands_alone = match form.kind {
                MediaKind::Json | MediaKind::JsonLines | MediaKind::Events => true,
                // Text or bytes with a schema of their own are not another form of the JSON.
                MediaKind::Text | MediaKind::Bytes => {
                    !has_json || (!is_failure && self.is_own(&form))
                }
                MediaKind::Xml | MediaKind::Any | MediaKind::Form | MediaKind::Multipart => false,
            };
            if is_beside && !stands_alone {
                self.report_passed_over(&form.at, form.name);
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
                self.report_passed_over(&form.at, form.name);
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

    /// Returns `true` if the schema of a media type is a string.
    fn is_own(&mut self, form: &ResponseMedia<'a>) -> bool {
        let Some(site) = &form.site else { return false };
        let summary = self.schemas.summary(std::slice::from_ref(site));
        summary.kind == Some(crate::lower::schema::SchemaType::Text)
            && !form.name.starts_with("text/html")
    }

    fn lower_content(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> Content {
        match form.kind {
            MediaKind::Json | MediaKind::Any => Content::Json(self.response_type(form, origin)),
            MediaKind::JsonLines => {
                let line = self.item_type(form, origin);
                Content::JsonLines(line.unwrap_or_else(|| self.response_type(form, origin)))
            }
            MediaKind::Events => Content::Events(self.event_type(form, origin)),
            MediaKind::Text | MediaKind::Xml | MediaKind::Form => {
                self.report_if_typed_text(&form.at, form.name, form.site.as_ref());
                Content::Text
            }
            MediaKind::Bytes | MediaKind::Multipart => Content::Bytes,
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
        const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];
        let merged = self.schemas.merge(std::slice::from_ref(site));
        let is_event = merged
            .properties
            .keys()
            .all(|key| FIELDS.contains(&key.as_str()))
            && (is_item || merged.properties.contains_key("event"));
        match merged.properties.get("data").map(Vec::as_slice) {
            Some([data]) if is_event => Some(data.clone()),
            _ => None,
        }
    }

    /// Returns the type of `itemSchema` (OpenAPI 3.2, Media Type Object).
    fn item_type(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> Option<Type> {
        let (at, schema) = self.schemas.document.item_schema(&form.at)?;
        let ty = self.lower_inline(&LocatedSchema::new(at, schema), origin.clone());
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
                "the answer has no schema",
                json!({"schema": {"type": "string"}}),
            ),
        }
    }

    /// Returns the type of an event's data, unless it is plain text.
    fn event_type(&mut self, form: &ResponseMedia<'a>, origin: &TypeOrigin) -> Option<Type> {
        let item = self.schemas.document.item_schema(&form.at);
        let is_item = item.is_some();
        let item = item.map(|(at, schema)| LocatedSchema::new(at, schema));
        let site = item.as_ref().or(form.site.as_ref())?;
        let data = self.event_data(site, is_item);
        let site = data.as_ref().unwrap_or(site);
        let summary = self.schemas.summary(std::slice::from_ref(site));
        if summary.kind == Some(crate::lower::schema::SchemaType::Text) && summary.values.is_none()
        {
            return None;
        }
        let ty = self.lower_inline(site, origin.clone());
        Some(self.wrap_codec(ty, &form.at, origin))
    }
}

fn known_set(sets: &[(Vec<ResponseCase>, TypeId)], cases: &[ResponseCase]) -> Option<TypeId> {
    let is_same = |other: &[ResponseCase]| {
        let pairs = other.iter().zip(cases);
        other.len() == cases.len() && pairs.into_iter().all(|(one, two)| one.reads_as(two))
    };
    let known = sets.iter().find(|(other, _)| is_same(other));
    known.map(|(_, id)| *id)
}

fn located_responses<'a>(responses: &[DeclaredResponse<'a>]) -> Vec<(Pointer, &'a Response)> {
    responses
        .iter()
        .map(|response| (response.at.clone(), response.response))
        .collect()
}

/// Adds the contents of a status to the cases, or the status to a case of the same content.
fn add_cases(
    cases: &mut Vec<ResponseCase>,
    pattern: StatusPattern,
    contents: Vec<DeclaredContent>,
) {
    let by_media = contents.len() > 1;
    for candidate in contents {
        let DeclaredContent {
            name,
            accepted,
            content,
        } = candidate;
        let media_type = by_media.then_some(name);
        let same = cases
            .iter_mut()
            .find(|case| case.content == content && case.media_type == media_type);
        let Some(case) = same else {
            cases.push(ResponseCase {
                statuses: vec![pattern],
                media_type,
                accepted,
                content,
            });
            continue;
        };
        case.statuses.push(pattern);
        for name in accepted {
            if !case.accepted.contains(&name) {
                case.accepted.push(name);
            }
        }
    }
}

/// Returns the label of a case.
fn label(case: &ResponseCase) -> String {
    let words = status::label(&case.statuses);
    match &case.media_type {
        Some(media_type) => format!("{words} {}", media::words(media_type)),
        None => words,
    }
}

fn pattern(code: &StatusCode) -> (StatusPattern, String) {
    match code {
        StatusCode::Code(code) => (StatusPattern::Code(*code), code.to_string()),
        StatusCode::Range(class) => {
            let class = u8::try_from(*class).unwrap_or_default();
            (StatusPattern::Range(class), format!("{class}XX"))
        }
    }
}
