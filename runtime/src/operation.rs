//! One operation of an ordinary document, being filled in by generated code.

mod address;

use std::fmt;
use std::sync::Arc;

use http::Method;
use serde::Serialize;
use serde_json::Value;

use crate::answers::{Answers, Cases};
use crate::body::{Body, File, Parts};
use crate::call::{Ask, Call, Draft};
use crate::core::Shared;
use crate::error::RequestError;
use crate::keyring::Security;
use crate::parameter::{self, Form, Place};
use crate::written;

/// What goes out, without the client's part.
#[derive(Clone)]
pub(crate) struct Outline {
    pub(crate) method: Method,
    pub(crate) template: &'static str,
    /// Written values for the template.
    path: Vec<(&'static str, String)>,
    /// `name=value`, encoded.
    query: Vec<String>,
    /// `name=value`, encoded.
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Body,
    /// The body's media type; none where there is no body.
    pub(crate) content_type: Option<String>,
    pub(crate) security: Security,
    /// The query parameter that a page is asked for with.
    page_token: Option<&'static str>,
}

impl Outline {
    /// Whether a parameter of this name is set.
    pub(crate) fn holds(&self, place: Place, name: &str) -> bool {
        let pieces = match place {
            Place::Cookie => &self.cookies,
            Place::Query | Place::Path | Place::Header => &self.query,
        };
        let start = parameter::written(place, name, "");
        pieces.iter().any(|piece| piece.starts_with(&start))
    }

    /// The written value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let mut pairs = self.query.iter().filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    }

    /// Sets a query parameter in place of one of that name.
    pub(crate) fn set_query(&mut self, name: &str, value: u64) {
        let start = format!("{name}=");
        self.query.retain(|pair| !pair.starts_with(&start));
        self.query.push(format!("{start}{value}"));
    }

    /// Asks for the page of a token; whether that is another than before. None where there is no parameter for it.
    pub(crate) fn set_page_token(&mut self, token: &str) -> Option<bool> {
        let name = self.page_token?;
        let pair = parameter::written(Place::Query, name, token);
        if self.query.contains(&pair) {
            return Some(false);
        }
        let start = parameter::written(Place::Query, name, "");
        self.query.retain(|pair| !pair.starts_with(&start));
        self.query.push(pair);
        Some(true)
    }

    /// Whether the template is the whole address, the same for each call.
    pub(crate) fn is_template(&self) -> bool {
        // Names of APIs, which are kept with it, do not begin so.
        self.template.starts_with('/')
            && !self.template.contains('?')
            && self.path.is_empty()
            && self.query.is_empty()
    }

    /// What follows the base address: path and query.
    pub(crate) fn address(&self) -> Result<String, RequestError> {
        address::write(self.template, &self.path, &self.query)
    }
}

// Values may be secrets.
impl fmt::Debug for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

/// A call being filled in: each method takes one input of the request and says how it is written.
///
/// What cannot be written is told when the call is sent.
#[must_use = "it becomes a call by its method of that name"]
pub struct Operation {
    draft: Box<Draft>,
}

impl Operation {
    pub(crate) fn new(shared: Arc<Shared>, method: Method, template: &'static str) -> Self {
        let outline = Outline {
            method,
            template,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            body: Body::default(),
            content_type: None,
            security: shared.security,
            page_token: None,
        };
        let ask = Ask::Operation(outline);
        Self {
            draft: Draft::new(shared, ask, Cases::NONE, Cases::NONE),
        }
    }

    /// A path parameter of the usual style, `simple`.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(Place::Path, name, Form::SIMPLE, value)
    }

    /// A query parameter of the usual style, `form`, exploded. Nothing is sent for `None`, an absent value, an empty
    /// list and an empty object.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(Place::Query, name, Form::FORM_EXPLODED, value)
    }

    /// A header of the usual style, `simple`; see [`query`](Self::query).
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(Place::Header, name, Form::SIMPLE, value)
    }

    /// A cookie of the usual style, `form`, exploded; see [`query`](Self::query).
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(Place::Cookie, name, Form::FORM_EXPLODED, value)
    }

    /// The answers are pages, and this is the query parameter that the next one is asked for with.
    pub fn page_token(mut self, parameter: &'static str) -> Self {
        if let Ask::Operation(outline) = &mut self.draft.ask {
            outline.page_token = Some(parameter);
        }
        self
    }

    /// A parameter of any style.
    pub fn parameter<T: Serialize + ?Sized>(
        self,
        place: Place,
        name: &'static str,
        form: Form,
        value: &T,
    ) -> Self {
        match parameter::value(place, name, value) {
            Ok(value) => self.place(place, name, form, &value),
            Err(error) => self.flaw(error),
        }
    }

    fn place(mut self, place: Place, name: &'static str, form: Form, value: &Value) -> Self {
        let mut pieces = parameter::pieces(place, name, form, value);
        let Some(outline) = self.outline() else {
            return self;
        };
        match place {
            Place::Path => outline.path.push((name, pieces.concat())),
            Place::Query => outline.query.append(&mut pieces),
            Place::Cookie => outline.cookies.append(&mut pieces),
            Place::Header => {
                if !pieces.is_empty() {
                    self.draft.add_header(name, &pieces.join(","));
                }
            }
        }
        self
    }

    /// Asks for other secrets than the client's operations do by default.
    pub fn security(mut self, security: Security) -> Self {
        if let Some(outline) = self.outline() {
            outline.security = security;
        }
        self
    }

    /// Asks for no secrets.
    pub fn no_security(self) -> Self {
        self.security(&[])
    }

    /// An input that may be left out.
    pub fn optional<T: ?Sized>(
        self,
        value: Option<&T>,
        write: impl FnOnce(Self, &T) -> Self,
    ) -> Self {
        match value {
            Some(value) => write(self, value),
            None => self,
        }
    }

    /// A body of JSON.
    pub fn json<T: Serialize + ?Sized>(self, media_type: &str, value: &T) -> Self {
        let mut json = Vec::new();
        match written::write(&mut json, value) {
            Ok(()) => self.body(media_type, File::new(json).into_body()),
            Err(error) => self.flaw(RequestError::caused(
                "the body cannot be written as JSON",
                error,
            )),
        }
    }

    /// A body of JSON texts, one a line.
    pub fn json_lines<T: Serialize>(self, media_type: &str, values: &[T]) -> Self {
        let mut lines = Vec::new();
        for value in values {
            if let Err(error) = written::write(&mut lines, value) {
                return self.flaw(RequestError::caused(
                    "the body cannot be written as lines of JSON",
                    error,
                ));
            }
            lines.push(b'\n');
        }
        self.body(media_type, File::new(lines).into_body())
    }

    /// A body of the fields of an object, as forms in browsers send it. Fields that `forms` does not name are written
    /// in the usual style of query parameters.
    pub fn form<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        value: &T,
        forms: &[(&str, Form)],
    ) -> Self {
        let fields = match written::to_value(value) {
            Ok(Value::Object(fields)) => fields,
            Ok(Value::Null) => return self,
            Ok(_) => {
                return self.flaw(RequestError::new(
                    "the body is not an object, and a form has nothing but fields",
                ));
            }
            Err(error) => {
                return self.flaw(RequestError::caused(
                    "the body cannot be written as a form",
                    error,
                ));
            }
        };
        let mut pieces = Vec::new();
        for (name, value) in &fields {
            let form = forms.iter().find(|(field, _)| field == name);
            let form = form.map_or(Form::FORM_EXPLODED, |(_, form)| *form);
            pieces.append(&mut parameter::pieces(Place::Query, name, form, value));
        }
        self.body(media_type, File::new(pieces.join("&")).into_body())
    }

    /// A body of parts.
    pub fn multipart(self, media_type: &str, parts: Parts) -> Self {
        match parts.finish(media_type) {
            Ok((body, media_type)) => self.body(&media_type, body),
            Err(error) => self.flaw(error),
        }
    }

    /// A body of text.
    pub fn text(self, media_type: &str, text: &str) -> Self {
        self.body(media_type, File::new(text.to_owned()).into_body())
    }

    /// A body of bytes. The file's own media type, if it has one, goes before the declared one.
    pub fn bytes(self, media_type: &str, file: &File) -> Self {
        // A range says what may be sent, not what is.
        let declared = if media_type.contains('*') {
            "application/octet-stream"
        } else {
            media_type
        };
        let media_type = file.media_type().unwrap_or(declared).to_owned();
        self.body(&media_type, file.clone().into_body())
    }

    /// The call, with its declared answers.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "generated code makes them where it hands them over"
    )]
    pub fn call<T, E>(mut self, success: Answers<T>, failure: Answers<E>) -> Call<T, E> {
        self.draft.success = success.cases;
        self.draft.failure = failure.cases;
        self.draft.mark_secrets();
        Call::new(self.draft, success.decode, failure.decode)
    }

    fn body(mut self, media_type: &str, body: Body) -> Self {
        if let Some(outline) = self.outline() {
            outline.body = body;
            outline.content_type = Some(media_type.to_owned());
        }
        self
    }

    fn flaw(mut self, error: RequestError) -> Self {
        self.draft.flaw.get_or_insert(error);
        self
    }

    fn outline(&mut self) -> Option<&mut Outline> {
        match &mut self.draft.ask {
            Ask::Operation(outline) => Some(outline),
            Ask::CustomApi(_) => None,
        }
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.draft.ask.fmt(f)
    }
}
