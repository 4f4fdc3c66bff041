//! Responses of an operation (Responses Object, Response Object).

use openapiv3::{Response, StatusCode};
use serde_json::Value;

use super::OperationLowerer;
use super::media;
use super::response_content::{DeclaredContent, DeclaredResponse};
use super::{LocatedOperation, status};
use crate::diagnostic::Code;
use crate::ir::{
    Content, OperationRole, ResponseCase, ResponseSet, StatusPattern, TypeId, TypeOrigin,
};
use crate::pointer::Pointer;

/// All responses of an operation.
#[derive(Default)]
pub(super) struct LoweredResponses {
    pub(super) success: ResponseSet,
    pub(super) failure: ResponseSet,
    pub(super) statuses: Vec<(StatusPattern, String)>,
    /// Notes on their links.
    pub(super) links: Vec<String>,
    /// The successful responses as a stream of events, if there are others beside them.
    pub(super) events: Option<ResponseSet>,
}

impl<'a> OperationLowerer<'a, '_> {
    pub(super) fn lower_responses(&mut self, located: &LocatedOperation<'a>) -> LoweredResponses {
        let document = self.schemas.document;
        let responses = self.declared_responses(located);
        let links: Vec<(String, Pointer)> = responses
            .iter()
            .flat_map(|response| {
                let at = response.at.push("links");
                let links = response.response.links.iter();
                links.filter_map(move |(name, link)| {
                    let (at, _) = document.link(&at.push(name), link)?;
                    Some((name.clone(), at))
                })
            })
            .collect();
        let links = self.link_notes(&links);
        let statuses = responses
            .iter()
            .filter(|response| !response.response.description.trim().is_empty())
            .map(|response| (response.pattern, response.response.description.clone()))
            .collect();
        let is_declared = responses
            .iter()
            .any(|response| status::is_success(response.pattern));
        // A default without a success beside it stands for both.
        let (good, bad): (Vec<_>, Vec<_>) = responses.iter().partition(|response| {
            status::is_success(response.pattern)
                || (!is_declared && response.pattern == StatusPattern::Default)
        });
        let bad = if is_declared {
            bad
        } else {
            responses.iter().collect()
        };
        let (success, events) =
            self.lower_successes(located, &good, &located.origin(OperationRole::Response));
        let failure = self.lower_failures(located, &bad, &located.origin(OperationRole::Error));
        LoweredResponses {
            success,
            failure,
            statuses,
            links,
            events,
        }
    }

    /// Returns all responses, exact statuses first, then ranges, then the default.
    fn declared_responses(&mut self, located: &LocatedOperation<'a>) -> Vec<DeclaredResponse<'a>> {
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
                format!("`{key}` is not a status, so this response is left out"),
                "write a status such as `404`, a range such as `4XX`, or `default`",
            );
        }
    }

    fn lower_successes(
        &mut self,
        located: &LocatedOperation<'a>,
        responses: &[&DeclaredResponse<'a>],
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
                content_enum: self.response_enum(located, &event_cases, origin),
                cases: event_cases,
                headers,
            })
        };
        let content_enum = self.response_enum(located, &cases, origin);
        let outcome = ResponseSet {
            cases,
            content_enum,
            headers,
        };
        (outcome, events)
    }

    fn lower_failures(
        &mut self,
        located: &LocatedOperation<'a>,
        responses: &[&DeclaredResponse<'a>],
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
            let content_enum = self.response_enum(located, &cases, origin);
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
    fn response_enum(
        &mut self,
        located: &LocatedOperation<'a>,
        cases: &[ResponseCase],
        origin: &TypeOrigin,
    ) -> Option<TypeId> {
        if cases.len() < 2 {
            return None;
        }
        let labelled = cases.iter().map(|case| (label(case), case.content.clone()));
        let at = located.at.push("responses");
        Some(self.define_content_enum(&at, origin, labelled.collect()))
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

fn located_responses<'a>(responses: &[&DeclaredResponse<'a>]) -> Vec<(Pointer, &'a Response)> {
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
