//! Which answers an operation declares, and how each is read.

use std::borrow::Cow;
use std::convert::Infallible;

use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::Misfit;
use crate::payload::{Payload, is_event_stream, is_page};
use crate::stream::{ByteStream, Events, JsonLines};

/// `default`, in a list of statuses. An exact status goes before a range, a range before the default.
pub const DEFAULT: u16 = 0;
/// `1XX`, in a list of statuses.
pub const INFORMATIONAL: u16 = 1;
/// `2XX`, in a list of statuses.
pub const SUCCESSES: u16 = 2;
/// `3XX`, in a list of statuses.
pub const REDIRECTS: u16 = 3;
/// `4XX`, in a list of statuses.
pub const CLIENT_ERRORS: u16 = 4;
/// `5XX`, in a list of statuses.
pub const SERVER_ERRORS: u16 = 5;

/// The statuses that a response is declared for: codes, [`DEFAULT`], and ranges such as [`CLIENT_ERRORS`].
#[derive(Clone, Copy, Debug)]
pub enum Statuses {
    /// One of them.
    One(u16),
    /// Several of them.
    Several(&'static [u16]),
}

impl Statuses {
    fn as_slice(&self) -> &[u16] {
        match self {
            Self::One(status) => std::slice::from_ref(status),
            Self::Several(statuses) => statuses,
        }
    }
}

impl From<u16> for Statuses {
    fn from(status: u16) -> Self {
        Self::One(status)
    }
}

impl From<&'static [u16]> for Statuses {
    fn from(statuses: &'static [u16]) -> Self {
        Self::Several(statuses)
    }
}

impl<const N: usize> From<&'static [u16; N]> for Statuses {
    fn from(statuses: &'static [u16; N]) -> Self {
        Self::Several(statuses)
    }
}

/// What the body of an answer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// Nothing that matters.
    Empty,
    /// A JSON value.
    Json,
    /// A text.
    Text,
    /// Bytes, handed over as they come.
    Bytes,
    /// `text/event-stream`, handed over as it comes.
    Events,
    /// JSON texts, one a line, handed over as they come.
    JsonLines,
}

/// Answers that are read in one way.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Their statuses.
    pub statuses: Statuses,
    /// The media types that the document declares; none where it is the usual one of the content.
    pub media_types: &'static [&'static str],
    /// What the body holds.
    pub content: ContentKind,
}

impl Case {
    /// A case; its media type follows from the content.
    pub const fn new(statuses: &'static [u16], content: ContentKind) -> Self {
        Self {
            statuses: Statuses::Several(statuses),
            media_types: &[],
            content,
        }
    }

    /// The media types that the document declares, which the `accept` header names and which tell the case from others
    /// of the same status.
    #[must_use]
    pub const fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        self.media_types = media_types;
        self
    }

    /// Returns the media types that the `accept` header names.
    fn accepted(&self) -> &'static [&'static str] {
        if !self.media_types.is_empty() {
            return self.media_types;
        }
        match self.content {
            ContentKind::Empty => &[],
            ContentKind::Json => &["application/json"],
            ContentKind::Text => &["text/plain"],
            ContentKind::Bytes => &["application/octet-stream"],
            ContentKind::Events => &["text/event-stream"],
            ContentKind::JsonLines => &["application/x-ndjson"],
        }
    }

    /// Returns `true` if a body of any media type can be read: files are of any, and lines of JSON go by several names.
    fn accepts_any(&self) -> bool {
        matches!(self.content, ContentKind::Bytes | ContentKind::JsonLines)
    }
}

/// The cases of one side, success or failure.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cases {
    One(Case),
    Many(&'static [Case]),
}

impl Cases {
    pub(crate) const NONE: Self = Self::Many(&[]);

    pub(crate) fn as_slice(&self) -> &[Case] {
        match self {
            Self::One(case) => std::slice::from_ref(case),
            Self::Many(cases) => cases,
        }
    }

    /// Whether the body of this answer is handed over as it comes. Errors never are, so that they can be shown, and
    /// neither is what turns out to be something else.
    pub(crate) fn is_live(&self, found: Found, headers: &HeaderMap) -> bool {
        let Found::Success(case) = found else {
            return false;
        };
        match self.as_slice().get(case).map(|case| case.content) {
            Some(ContentKind::Bytes) => true,
            Some(ContentKind::Events) => is_event_stream(&essence(&content_type(headers))),
            Some(ContentKind::JsonLines) => !is_page(&essence(&content_type(headers))),
            Some(ContentKind::Empty | ContentKind::Json | ContentKind::Text) | None => false,
        }
    }

    /// The case of an answer: the most specific status first, then the media type.
    fn find(&self, status: u16, headers: &HeaderMap, specificity: Specificity) -> Option<usize> {
        let wanted = match specificity {
            Specificity::Code => status,
            Specificity::Range => status / 100,
            Specificity::Default => DEFAULT,
        };
        let fits = |case: &Case| case.statuses.as_slice().contains(&wanted);
        let mut cases = self.as_slice().iter().enumerate();
        let mut cases = cases.by_ref().filter(|(_, case)| fits(case));
        let first = cases.next()?;
        let Some(second) = cases.next() else {
            return Some(first.0);
        };
        let media_type = content_type(headers);
        let cases = [first, second].into_iter().chain(cases);
        let best = cases
            .max_by_key(|(index, case)| (fitness(case, &media_type), std::cmp::Reverse(*index)));
        best.map(|(index, _)| index)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Specificity {
    Code,
    Range,
    Default,
}

/// Returns how well a media type fits a case, by its essence and then by its parameters: higher is better.
fn fitness(case: &Case, media_type: &str) -> (u8, u8) {
    let declared = case.media_types.iter();
    let fits = declared.map(|declared| {
        let closeness = closeness(declared, &essence(media_type));
        (closeness, parameters_fit(declared, media_type))
    });
    fits.max()
        .unwrap_or_else(|| (usual_closeness(case, &essence(media_type)), 1))
}

/// Returns how well a media type without its parameters fits a declared one: higher is better.
fn closeness(declared: &str, media_type: &str) -> u8 {
    let declared = essence(declared);
    let (kind, subtype) = declared.split_once('/').unwrap_or_default();
    match subtype {
        _ if declared == media_type => 4,
        "*" if media_type.split('/').next() == Some(kind) => 2,
        _ if declared == "*/*" => 1,
        _ if is_json(&declared) && is_json(media_type) => 3,
        _ => 0,
    }
}

/// Returns how well a media type without its parameters fits the content of a case: higher is better.
fn usual_closeness(case: &Case, media_type: &str) -> u8 {
    let fits = match case.content {
        ContentKind::Json => is_json(media_type),
        ContentKind::Text => media_type.starts_with("text/"),
        ContentKind::Events => media_type == "text/event-stream",
        ContentKind::Empty => media_type.is_empty(),
        ContentKind::Bytes | ContentKind::JsonLines => false,
    };
    if fits { 3 } else { 1 }
}

/// Returns how well the parameters of a media type (`application/json; version=1`) fit a declared one: higher is better.
/// A declared type that says nothing of them fits better than one that says something else.
fn parameters_fit(declared: &str, media_type: &str) -> u8 {
    let declared = parameters(declared);
    let found = parameters(media_type);
    match declared.as_slice() {
        [] => 1,
        declared if declared.iter().all(|one| found.contains(one)) => 2,
        _ => 0,
    }
}

/// The parameters of a media type, in lower case and without quotes.
fn parameters(media_type: &str) -> Vec<(String, String)> {
    let parts = media_type.split(';').skip(1);
    let pairs = parts.filter_map(|part| part.split_once('='));
    pairs
        .map(|(name, value)| {
            let value = value.trim().trim_matches('"');
            (name.trim().to_ascii_lowercase(), value.to_ascii_lowercase())
        })
        .collect()
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// The `content-type` of an answer; empty where it has none.
pub(crate) fn content_type(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    kind.unwrap_or_default().to_owned()
}

pub(crate) fn is_json(essence: &str) -> bool {
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// What an answer was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A success, with the index of its case.
    Success(usize),
    /// A declared error, with the index of its case.
    Failure(usize),
    /// An error that nobody declared.
    Unexpected,
}

/// Which of the declared answers this is.
pub(crate) fn find(
    success: &Cases,
    failure: &Cases,
    status: StatusCode,
    headers: &HeaderMap,
) -> Found {
    let code = status.as_u16();
    for specificity in [Specificity::Code, Specificity::Range] {
        if let Some(case) = success.find(code, headers, specificity) {
            return Found::Success(case);
        }
        if let Some(case) = failure.find(code, headers, specificity) {
            return Found::Failure(case);
        }
    }
    // A default that is a success is so for what is no error.
    if code < 400
        && let Some(case) = success.find(code, headers, Specificity::Default)
    {
        return Found::Success(case);
    }
    if status.is_success() {
        // Servers answer 201 where the document says 200.
        return match success.as_slice() {
            [_] => Found::Success(0),
            _ => Found::Unexpected,
        };
    }
    match failure.find(code, headers, Specificity::Default) {
        Some(case) => Found::Failure(case),
        None => Found::Unexpected,
    }
}

/// Returns the `accept` header: the declared media types of successes by name, then those of errors, which are asked for
/// less, or a server that can stream would rather not; a wildcard last. `None` where no body is awaited.
pub(crate) fn accept(success: &Cases, failure: &Cases) -> Option<Cow<'static, str>> {
    let successes = success.as_slice();
    let only = |cases: &[Case]| {
        let mut names = cases.iter().flat_map(Case::accepted);
        let first = names.next().copied();
        names.all(|name| Some(*name) == first).then_some(first)
    };
    let reads_any = successes.iter().any(Case::accepts_any);
    if let (Some(Some(success)), Some(failure)) = (only(successes), only(failure.as_slice()))
        && failure.is_none_or(|failure| failure == success)
        && !reads_any
    {
        // The usual call: there is nothing to tell apart.
        return Some(Cow::Borrowed(success));
    }
    let mut names: Vec<(&str, &str)> = Vec::new();
    for (cases, weight) in [(successes, ""), (failure.as_slice(), ";q=0.5")] {
        let weight = if names.is_empty() { "" } else { weight };
        for name in cases.iter().flat_map(Case::accepted) {
            if !names.iter().any(|(known, _)| known == name) {
                names.push((name, weight));
            }
        }
    }
    if reads_any {
        names.retain(|(name, _)| *name != "*/*");
        names.push(("*/*", ";q=0.1"));
    }
    names.sort_by_key(|(name, _)| name.contains('*'));
    let names: Vec<String> = names
        .iter()
        .map(|(name, weight)| format!("{name}{weight}"))
        .collect();
    (!names.is_empty()).then(|| Cow::Owned(names.join(", ")))
}

/// The declared answers of one side, and how to make the call's type of them.
#[derive(Debug)]
pub struct Answers<T> {
    pub(crate) cases: Cases,
    /// Is given the index of the case.
    pub(crate) decode: fn(usize, Payload) -> Result<T, Misfit>,
}

impl<T> Answers<T> {
    pub(crate) fn one(
        statuses: impl Into<Statuses>,
        content: ContentKind,
        decode: fn(usize, Payload) -> Result<T, Misfit>,
    ) -> Self {
        let case = Case {
            statuses: statuses.into(),
            ..Case::new(&[], content)
        };
        Self {
            cases: Cases::One(case),
            decode,
        }
    }

    /// Asks for these media types in place of the usual one of the content, for responses of one case.
    #[must_use]
    pub fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        if let Cases::One(case) = &mut self.cases {
            case.media_types = media_types;
        }
        self
    }
}

/// A JSON value.
pub fn json<T: DeserializeOwned>(statuses: impl Into<Statuses>) -> Answers<T> {
    Answers::one(statuses, ContentKind::Json, |_, payload| payload.json())
}

/// Nothing: whatever the body holds is not looked at.
pub fn empty(statuses: impl Into<Statuses>) -> Answers<()> {
    Answers::one(statuses, ContentKind::Empty, |_, payload| payload.empty())
}

/// A text.
pub fn text(statuses: impl Into<Statuses>) -> Answers<String> {
    Answers::one(statuses, ContentKind::Text, |_, payload| payload.text())
}

/// Bytes as they come.
pub fn bytes(statuses: impl Into<Statuses>) -> Answers<ByteStream> {
    Answers::one(statuses, ContentKind::Bytes, |_, payload| payload.bytes())
}

/// Events whose data is JSON.
pub fn events<T: DeserializeOwned>(statuses: impl Into<Statuses>) -> Answers<Events<T>> {
    Answers::one(statuses, ContentKind::Events, |_, payload| payload.events())
}

/// Events whose data is text.
pub fn events_text(statuses: impl Into<Statuses>) -> Answers<Events<String>> {
    Answers::one(statuses, ContentKind::Events, |_, payload| {
        payload.events_text()
    })
}

/// JSON texts, one a line.
pub fn json_lines<T: DeserializeOwned>(statuses: impl Into<Statuses>) -> Answers<JsonLines<T>> {
    Answers::one(statuses, ContentKind::JsonLines, |_, payload| {
        payload.json_lines()
    })
}

/// No answers of this side are declared.
pub fn none() -> Answers<Infallible> {
    Answers {
        cases: Cases::NONE,
        decode: |_, _| Err(Misfit::other("no such answer is declared")),
    }
}

/// Several cases; `decode` is given the index of the one that came.
pub fn cases<T>(
    cases: &'static [Case],
    decode: fn(usize, Payload) -> Result<T, Misfit>,
) -> Answers<T> {
    Answers {
        cases: Cases::Many(cases),
        decode,
    }
}

#[cfg(test)]
mod tests;
