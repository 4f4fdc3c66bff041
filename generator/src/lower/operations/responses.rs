//! What comes back (Responses Object, Response Object).

use openapiv3::{Response, StatusCode};
use serde_json::{Value, json};

use super::OperationLowerer;
use super::media::{self, Kind};
use super::{Place, schema_equality, status};
use crate::diagnostic::Code;
use crate::ir::{
    Content, ContentEnumDef, Docs, OperationRole, ResponseCase, ResponseSet, Shape, StatusPattern,
    Type, TypeId, TypeOrigin,
};
use crate::lower::schema::Site;
use crate::pointer::Pointer;

/// Everything that an operation can answer.
#[derive(Default)]
pub(super) struct Answers {
    pub(super) success: ResponseSet,
    pub(super) failure: ResponseSet,
    pub(super) statuses: Vec<(StatusPattern, String)>,
    /// The success by events, where it is there beside another.
    pub(super) events: Option<ResponseSet>,
}

/// A content that an answer can have.
struct Candidate {
    /// The first media type that is declared for it; empty where there is no body.
    name: String,
    /// All of them, as an `accept` header names them.
    accepted: Vec<String>,
    content: Content,
}

impl Candidate {
    fn empty() -> Self {
        Self {
            name: String::new(),
            accepted: Vec::new(),
            content: Content::Empty,
        }
    }
}

/// The answer of a status.
struct Answer<'a> {
    pattern: StatusPattern,
    at: Pointer,
    response: &'a Response,
}

/// A form of an answer where it stands.
struct Form<'a> {
    name: &'a str,
    at: Pointer,
    kind: Kind,
    site: Option<Site<'a>>,
}

impl<'a> OperationLowerer<'a, '_> {
    pub(super) fn answers(&mut self, place: Place<'a, '_>) -> Answers {
        let answers = self.declared_answers(place);
        for answer in &answers {
            let links = answer.response.links.keys();
            let links = links.map(|name| answer.at.push("links").push(name));
            self.shared.links.extend(links);
        }
        let statuses = answers
            .iter()
            .filter(|answer| !answer.response.description.trim().is_empty())
            .map(|answer| (answer.pattern, answer.response.description.clone()))
            .collect();
        let is_declared = answers
            .iter()
            .any(|answer| status::is_success(answer.pattern));
        let (good, bad): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| {
            status::is_success(answer.pattern)
                || (!is_declared && answer.pattern == StatusPattern::Default)
        });
        let role = |role| TypeOrigin::Operation { id: place.id, role };
        let (success, events) = self.successes(place, &good, &role(OperationRole::Response));
        let failure = self.failures(place, &bad, &role(OperationRole::Error));
        Answers {
            success,
            failure,
            statuses,
            events,
        }
    }

    /// All answers, exact statuses first, then ranges, then the default.
    fn declared_answers(&mut self, place: Place<'a, '_>) -> Vec<Answer<'a>> {
        let at = place.at.push("responses");
        self.lost_answers(&at);
        let declared = &place.operation.responses;
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
        let mut answers = Vec::with_capacity(all.len());
        for (pattern, key, response) in all {
            let at = at.push(&self.as_written(&at, &key));
            let found = self.found(&at, self.schemas.document.response(&at, response));
            if let Some((at, response)) = found {
                answers.push(Answer {
                    pattern,
                    at,
                    response,
                });
            }
        }
        answers
    }

    /// A key whatever its case (`4xx`).
    fn as_written(&self, at: &Pointer, key: &str) -> String {
        let keys = at.find(&self.schemas.document.value);
        keys.and_then(Value::as_object)
            .and_then(|map| map.keys().find(|written| written.eq_ignore_ascii_case(key)))
            .map_or_else(|| key.to_owned(), Clone::clone)
    }

    /// Keys of `responses` that are no statuses.
    fn lost_answers(&mut self, at: &Pointer) {
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

    fn successes(
        &mut self,
        place: Place<'a, '_>,
        answers: &[Answer<'a>],
        origin: &TypeOrigin,
    ) -> (ResponseSet, Option<ResponseSet>) {
        let mut cases = Vec::new();
        let mut event_cases = Vec::new();
        for answer in answers {
            let contents = self.contents(place, answer, origin);
            let (events, plain): (Vec<_>, Vec<_>) = contents
                .into_iter()
                .partition(|one| matches!(one.content, Content::Events(_)));
            if plain.is_empty() {
                add_cases(&mut cases, answer.pattern, events);
            } else {
                add_cases(&mut event_cases, answer.pattern, events);
                add_cases(&mut cases, answer.pattern, plain);
            }
        }
        let responses = held(answers);
        let headers = self.headers(place, &responses);
        let events = if event_cases.is_empty() {
            None
        } else {
            Some(ResponseSet {
                content_enum: self.content_enum(place, &event_cases, origin),
                cases: event_cases,
                headers,
            })
        };
        let content_enum = self.content_enum(place, &cases, origin);
        let outcome = ResponseSet {
            cases,
            content_enum,
            headers,
        };
        (outcome, events)
    }

    fn failures(
        &mut self,
        place: Place<'a, '_>,
        answers: &[Answer<'a>],
        origin: &TypeOrigin,
    ) -> ResponseSet {
        let mut cases = Vec::new();
        for answer in answers {
            let mut contents = self.contents(place, answer, origin);
            contents.retain(|one| one.content != Content::Empty);
            add_cases(&mut cases, answer.pattern, contents);
        }
        let headers = self.headers(place, &held(answers));
        let content_enum = if let Some(shared) = known_set(&self.shared.failures, &cases) {
            let words = cases.iter().map(label);
            self.schemas.api.types[shared.0].origin = TypeOrigin::Failures(words.collect());
            Some(shared)
        } else {
            let content_enum = self.content_enum(place, &cases, origin);
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

    /// The enum of several cases.
    fn content_enum(
        &mut self,
        place: Place<'a, '_>,
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
        let at = place.at.push("responses");
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

    /// What the answer of one status can hold: one thing, or several by media type.
    fn contents(
        &mut self,
        place: Place<'a, '_>,
        answer: &Answer<'a>,
        origin: &TypeOrigin,
    ) -> Vec<Candidate> {
        if place.method == "HEAD" || status::is_bodiless(answer.pattern) {
            return vec![Candidate::empty()];
        }
        let forms = self.answer_forms(answer);
        let has_json = forms.iter().any(|form| form.kind == Kind::Json);
        let mut contents: Vec<Candidate> = Vec::new();
        for form in forms {
            let is_beside = !contents.is_empty();
            let is_failure = !status::is_success(answer.pattern);
            let stands_alone = match form.kind {
                Kind::Json | Kind::JsonLines | Kind::Events => true,
                // A text or bytes with a schema of its own is another thing than the JSON.
                Kind::Text | Kind::Bytes => !has_json || (!is_failure && self.is_own(&form)),
                Kind::Xml | Kind::Any | Kind::Form | Kind::Multipart => false,
            };
            if is_beside && !stands_alone {
                self.passed_over(&form.at, form.name);
                continue;
            }
            let is_error = matches!(
                origin,
                TypeOrigin::Operation {
                    role: OperationRole::Error,
                    ..
                }
            );
            let content = if is_error && form.kind == Kind::Json {
                self.failure_content(&form, answer.pattern, origin)
            } else {
                self.content(&form, origin)
            };
            let accepted = media::accepted(form.name);
            let mut known = contents.iter_mut();
            if let Some(known) = known.find(|known| known.content == content) {
                let accepted = accepted.filter(|name| !known.accepted.contains(name));
                known.accepted.extend(accepted);
                self.passed_over(&form.at, form.name);
            } else {
                contents.push(Candidate {
                    name: form.name.to_owned(),
                    accepted: accepted.into_iter().collect(),
                    content,
                });
            }
        }
        if contents.is_empty() {
            contents.push(Candidate::empty());
        }
        contents
    }

    fn answer_forms(&mut self, answer: &Answer<'a>) -> Vec<Form<'a>> {
        let section = answer.at.push("content");
        let mut forms: Vec<Form<'a>> = Vec::with_capacity(answer.response.content.len());
        for (name, media) in &answer.response.content {
            let at = section.push(name);
            let schema = media.schema.as_ref();
            let site = schema.map(|schema| Site::new(at.push("schema"), schema));
            let kind = self.settled_kind(media::kind(name), site.as_ref());
            forms.push(Form {
                name,
                at,
                kind,
                site,
            });
        }
        forms.sort_by_key(|form| (form.kind, media::rank(form.name), form.name));
        forms
    }

    /// Whether a form says by itself that it is a text or bytes.
    fn is_own(&mut self, form: &Form<'a>) -> bool {
        let Some(site) = &form.site else { return false };
        let gist = self.schemas.gist(std::slice::from_ref(site));
        gist.kind == Some(crate::lower::schema::Kind::Text) && !form.name.starts_with("text/html")
    }

    fn content(&mut self, form: &Form<'a>, origin: &TypeOrigin) -> Content {
        match form.kind {
            Kind::Json | Kind::Any => Content::Json(self.answer_type(form, origin)),
            Kind::JsonLines => {
                let line = self.item_type(form, origin);
                Content::JsonLines(line.unwrap_or_else(|| self.answer_type(form, origin)))
            }
            Kind::Events => Content::Events(self.event_type(form, origin)),
            Kind::Text | Kind::Xml | Kind::Form => {
                self.as_text(&form.at, form.name, form.site.as_ref());
                Content::Text
            }
            Kind::Bytes | Kind::Multipart => Content::Bytes,
        }
    }

    /// The JSON of a failure. Documents write one schema out for many operations; what says the same
    /// of values is one type.
    fn failure_content(
        &mut self,
        form: &Form<'a>,
        status: StatusPattern,
        origin: &TypeOrigin,
    ) -> Content {
        let at = form
            .site
            .as_ref()
            .filter(|site| site.as_reference().is_none());
        let schema = at.and_then(|site| site.at.find(&self.schemas.document.value));
        let Some(said) = schema.map(schema_equality::of_values) else {
            return self.content(form, origin);
        };
        let Some(known) = self.shared.errors.get(&said).cloned() else {
            let content = self.content(form, origin);
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

    /// The schema of `data`, where an event is described with its fields (OpenAPI 3.2, "Server-Sent
    /// Event Streams") and not its data alone.
    fn data_of_event(&mut self, site: &Site<'a>, is_item: bool) -> Option<Site<'a>> {
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

    /// The type that `itemSchema` names (OpenAPI 3.2, Media Type Object).
    fn item_type(&mut self, form: &Form<'a>, origin: &TypeOrigin) -> Option<Type> {
        let (at, schema) = self.schemas.document.item_schema(&form.at)?;
        let ty = self.held(&Site::new(at, schema), origin.clone());
        Some(self.carried(ty, &form.at, origin))
    }

    fn answer_type(&mut self, form: &Form<'a>, origin: &TypeOrigin) -> Type {
        match &form.site {
            Some(site) => {
                let ty = self.held(site, origin.clone());
                self.carried(ty, &form.at, origin)
            }
            None => self.schemas.untyped_but_for(
                &form.at,
                "the answer has no schema",
                json!({"schema": {"type": "string"}}),
            ),
        }
    }

    /// The type of an event's data, if any is declared that is more than text.
    fn event_type(&mut self, form: &Form<'a>, origin: &TypeOrigin) -> Option<Type> {
        let item = self.schemas.document.item_schema(&form.at);
        let is_item = item.is_some();
        let item = item.map(|(at, schema)| Site::new(at, schema));
        let site = item.as_ref().or(form.site.as_ref())?;
        let data = self.data_of_event(site, is_item);
        let site = data.as_ref().unwrap_or(site);
        let gist = self.schemas.gist(std::slice::from_ref(site));
        if gist.kind == Some(crate::lower::schema::Kind::Text) && gist.values.is_none() {
            return None;
        }
        let ty = self.held(site, origin.clone());
        Some(self.carried(ty, &form.at, origin))
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

fn held<'a>(answers: &[Answer<'a>]) -> Vec<(Pointer, &'a Response)> {
    answers
        .iter()
        .map(|answer| (answer.at.clone(), answer.response))
        .collect()
}

/// Adds the contents of a status to the cases, to one of the same content where there is one.
fn add_cases(cases: &mut Vec<ResponseCase>, pattern: StatusPattern, contents: Vec<Candidate>) {
    let by_media = contents.len() > 1;
    for candidate in contents {
        let Candidate {
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

/// Words for a case.
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
