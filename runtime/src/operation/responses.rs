//! The responses that an operation declares.

use std::borrow::Cow;
use std::convert::Infallible;

use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::response_body::ResponseBody;
use crate::error::Mismatch;
use crate::http::byte_stream::ByteStream;
use crate::media_type::{content_type, essence, is_event_stream, is_html, is_json, parameters};
use crate::stream::events::Events;
use crate::stream::lines::JsonLines;

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

/// The content of a response's body.
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

/// Responses that are read in one way.
#[derive(Clone, Copy, Debug)]
pub struct ResponseCase {
    /// Their statuses.
    pub statuses: Statuses,
    /// The media types that the document declares; none where it is the usual one of the content.
    pub media_types: &'static [&'static str],
    /// The content of the body.
    pub content: ContentKind,
}

impl ResponseCase {
    /// Creates a case; its media type follows from the content.
    pub(crate) const fn new(statuses: &'static [u16], content: ContentKind) -> Self {
        Self {
            statuses: Statuses::Several(statuses),
            media_types: &[],
            content,
        }
    }

    /// Sets the media types that the document declares, which the `accept` header names and which tell the case from
    /// others of the same status.
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
pub(crate) enum ResponseCases {
    One(ResponseCase),
    Many(&'static [ResponseCase]),
}

impl ResponseCases {
    pub(crate) const NONE: Self = Self::Many(&[]);

    pub(crate) fn as_slice(&self) -> &[ResponseCase] {
        match self {
            Self::One(case) => std::slice::from_ref(case),
            Self::Many(cases) => cases,
        }
    }

    /// Returns `true` if the body of this response is handed over as it comes. Errors never are, so that they can be
    /// shown, and neither is a body of another media type.
    pub(crate) fn is_live(&self, found: ResponseMatch, headers: &HeaderMap) -> bool {
        let ResponseMatch::Success(case) = found else {
            return false;
        };
        match self.as_slice().get(case).map(|case| case.content) {
            Some(ContentKind::Bytes) => true,
            Some(ContentKind::Events) => is_event_stream(&essence(&content_type(headers))),
            Some(ContentKind::JsonLines) => !is_html(&essence(&content_type(headers))),
            Some(ContentKind::Empty | ContentKind::Json | ContentKind::Text) | None => false,
        }
    }

    /// Returns the case that lists a status and fits the media type best.
    fn find(&self, listed: u16, headers: &HeaderMap) -> Option<usize> {
        let fits = |case: &ResponseCase| case.statuses.as_slice().contains(&listed);
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

/// Returns how well a media type fits a case, by its essence and then by its parameters: higher is better.
fn fitness(case: &ResponseCase, media_type: &str) -> (u8, u8) {
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
fn usual_closeness(case: &ResponseCase, media_type: &str) -> u8 {
    let fits = match case.content {
        ContentKind::Json => is_json(media_type),
        ContentKind::Text => media_type.starts_with("text/"),
        ContentKind::Events => media_type == "text/event-stream",
        ContentKind::Empty => media_type.is_empty(),
        ContentKind::Bytes | ContentKind::JsonLines => false,
    };
    if fits { 3 } else { 1 }
}

/// Returns how well the parameters of a media type (`application/json; version=1`) fit a declared one: higher is
/// better. A declared type that says nothing of them fits better than one that says something else.
fn parameters_fit(declared: &str, media_type: &str) -> u8 {
    let declared: Vec<_> = parameters(declared).collect();
    let found: Vec<_> = parameters(media_type).collect();
    match declared.as_slice() {
        [] => 1,
        declared if declared.iter().all(|one| found.contains(one)) => 2,
        _ => 0,
    }
}

/// The declared response that a response matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMatch {
    /// A success, with the index of its case.
    Success(usize),
    /// A declared error, with the index of its case.
    Failure(usize),
    /// An error that nobody declared.
    Unexpected,
}

/// Returns the declared response that a response matches.
pub(crate) fn find_response(
    success: &ResponseCases,
    failure: &ResponseCases,
    status: StatusCode,
    headers: &HeaderMap,
) -> ResponseMatch {
    let code = status.as_u16();
    for listed in [code, code / 100] {
        if let Some(case) = success.find(listed, headers) {
            return ResponseMatch::Success(case);
        }
        if let Some(case) = failure.find(listed, headers) {
            return ResponseMatch::Failure(case);
        }
    }
    // A default that is a success is so for what is no error.
    if code < 400
        && let Some(case) = success.find(DEFAULT, headers)
    {
        return ResponseMatch::Success(case);
    }
    // A default covers whatever is not listed (Responses Object, `default`), successes too.
    if let Some(case) = failure.find(DEFAULT, headers) {
        return ResponseMatch::Failure(case);
    }
    match success.as_slice() {
        // Servers answer 201 where the document says 200.
        [_] if status.is_success() => ResponseMatch::Success(0),
        _ => ResponseMatch::Unexpected,
    }
}

/// Returns the `accept` header: the declared media types of successes by name, then those of errors, which are asked
/// for less, or a server that can stream would rather not; a wildcard last. `None` where no body is awaited.
pub(crate) fn accept(
    success: &ResponseCases,
    failure: &ResponseCases,
) -> Option<Cow<'static, str>> {
    let successes = success.as_slice();
    let only = |cases: &[ResponseCase]| {
        let mut names = cases.iter().flat_map(ResponseCase::accepted);
        let first = names.next().copied();
        names.all(|name| Some(*name) == first).then_some(first)
    };
    let reads_any = successes.iter().any(ResponseCase::accepts_any);
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
        for name in cases.iter().flat_map(ResponseCase::accepted) {
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

/// The declared responses of one side, and the decoder of their bodies.
#[derive(Debug)]
pub struct Responses<T> {
    pub(crate) cases: ResponseCases,
    /// Is given the index of the case.
    pub(crate) decode: fn(usize, ResponseBody) -> Result<T, Mismatch>,
}

impl<T> Responses<T> {
    pub(crate) fn one(
        statuses: impl Into<Statuses>,
        content: ContentKind,
        decode: fn(usize, ResponseBody) -> Result<T, Mismatch>,
    ) -> Self {
        let case = ResponseCase {
            statuses: statuses.into(),
            ..ResponseCase::new(&[], content)
        };
        Self {
            cases: ResponseCases::One(case),
            decode,
        }
    }

    /// Asks for these media types in place of the usual one of the content, for responses of one case.
    #[must_use]
    pub fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        if let ResponseCases::One(case) = &mut self.cases {
            case.media_types = media_types;
        }
        self
    }
}

macro_rules! responses {
    ($($(#[$docs:meta])* $name:ident$(<$type:ident>)? $content:ident -> $value:ty;)*) => {
        impl ResponseCase {
            $(#[doc = "Creates a case of responses that are read so."]
            pub const fn $name(statuses: &'static [u16]) -> Self {
                Self::new(statuses, ContentKind::$content)
            })*
        }

        $($(#[$docs])*
        pub fn $name$(<$type: DeserializeOwned>)?(statuses: impl Into<Statuses>) -> Responses<$value> {
            Responses::one(statuses, ContentKind::$content, |_, body| body.$name())
        })*
    };
}

responses! {
    /// Declares a JSON value.
    json<T> Json -> T;
    /// Declares nothing: the body is not looked at.
    empty Empty -> ();
    /// Declares a text.
    text Text -> String;
    /// Declares a value whose JSON text is the body, without quotes where it is a string.
    plain<T> Text -> T;
    /// Declares bytes as they come.
    bytes Bytes -> ByteStream;
    /// Declares events whose data is JSON.
    events<T> Events -> Events<T>;
    /// Declares events that are objects of their fields.
    whole_events<T> Events -> Events<T>;
    /// Declares events whose data is text.
    events_text Events -> Events<String>;
    /// Declares JSON texts, one a line.
    json_lines<T> JsonLines -> JsonLines<T>;
    /// Declares JSON objects, one a line, with a value as `result` or an `error`.
    json_results<T> JsonLines -> JsonLines<T>;
}

#[cfg(feature = "xml")]
impl ResponseCase {
    /// Creates a case of responses that are read so.
    pub const fn xml(statuses: &'static [u16]) -> Self {
        Self::new(statuses, ContentKind::Text)
    }
}

/// Declares a value in XML.
#[cfg(feature = "xml")]
pub fn xml<T: DeserializeOwned + crate::xml::Xml>(statuses: impl Into<Statuses>) -> Responses<T> {
    Responses::one(statuses, ContentKind::Text, |_, body| body.xml())
}

/// Declares no responses of this side.
pub fn none() -> Responses<Infallible> {
    Responses {
        cases: ResponseCases::NONE,
        decode: |_, _| Err(Mismatch::other("no such response is declared")),
    }
}

/// Declares several cases; `decode` is given the index of the one that came.
pub fn cases<T>(
    cases: &'static [ResponseCase],
    decode: fn(usize, ResponseBody) -> Result<T, Mismatch>,
) -> Responses<T> {
    Responses {
        cases: ResponseCases::Many(cases),
        decode,
    }
}

#[cfg(test)]
mod tests;
