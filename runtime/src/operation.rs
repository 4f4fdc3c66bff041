//! One operation of an ordinary document, being filled in by generated code.

mod address;
pub(crate) mod headers;
pub(crate) mod input;
mod macros;
pub(crate) mod multipart;
pub(crate) mod parameter;
pub(crate) mod request;
#[doc(hidden)]
pub(crate) mod response_body;
pub(crate) mod responses;

use std::sync::Arc;

use http::Method;
use serde::Serialize;
use serde_json::Value;

use self::multipart::{Part, Parts};
use self::parameter::{Form, text_of, to_parameter_value, write_parameter};
use self::request::{OperationRequest, OwnServer};
use crate::auth::config::Security;
use crate::client::ClientState;
use crate::error::RequestError;
use crate::http::body::{Body, File};
use crate::http::location::ParameterLocation;
use crate::json::finite;
use crate::media_type::{essence, parameters};

/// An operation being filled in: each method takes one input of the request and says how it is written.
///
/// An input that cannot be written is told when the call is sent.
#[must_use = "it becomes a call by its method of that name"]
pub struct Operation {
    client: Arc<ClientState>,
    // Boxed, so that the setters move a pointer.
    request: Box<OperationRequest>,
}

impl Operation {
    pub(crate) fn new(client: Arc<ClientState>, method: Method, template: &'static str) -> Self {
        let request = Box::new(OperationRequest::new(method, template, client.security));
        Self { client, request }
    }

    pub(crate) fn into_parts(self) -> (Arc<ClientState>, OperationRequest) {
        (self.client, *self.request)
    }

    pub(crate) fn read_only_if(mut self, is_read_only: bool) -> Self {
        self.request.is_read_only = is_read_only;
        self
    }

    /// Sets a path parameter of the usual style, `simple`.
    pub fn path<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(ParameterLocation::Path, name, Form::SIMPLE, value)
    }

    /// Sets a query parameter of the usual style, `form`, exploded. Nothing is sent for `None`, an absent value, an
    /// empty list and an empty object.
    pub fn query<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(ParameterLocation::Query, name, Form::FORM_EXPLODED, value)
    }

    /// Sets a header of the usual style, `simple`; see [`query`](Self::query).
    pub fn header<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(ParameterLocation::Header, name, Form::SIMPLE, value)
    }

    /// Sets a cookie of the usual style, `form`, exploded; see [`query`](Self::query).
    pub fn cookie<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Self {
        self.parameter(ParameterLocation::Cookie, name, Form::FORM_EXPLODED, value)
    }

    /// Sets the query parameter that the next page is asked for with, as the responses are pages.
    pub fn page_token(mut self, parameter: &'static str) -> Self {
        self.request.page_token = Some(parameter);
        self
    }

    /// Sets a parameter of any style.
    pub fn parameter<T: Serialize + ?Sized>(
        mut self,
        location: ParameterLocation,
        name: &'static str,
        form: Form,
        value: &T,
    ) -> Self {
        let mut pieces = match to_parameter_value(location, name, value) {
            Ok(value) => write_parameter(location, name, form, &value),
            Err(error) => return self.with_flaw(error),
        };
        let request = &mut self.request;
        match location {
            ParameterLocation::Path => request.path.push((name, pieces.concat())),
            ParameterLocation::Query => request.query.append(&mut pieces),
            ParameterLocation::Cookie => request.cookies.append(&mut pieces),
            ParameterLocation::Header if pieces.is_empty() => {}
            ParameterLocation::Header => request.set_header(name, &pieces.join(",")),
        }
        self
    }

    /// Sets the security requirements, in place of those of the client's operations.
    pub fn security(mut self, security: Security) -> Self {
        self.request.security = security;
        self
    }

    /// Sets the server that the document names for the operation alone; it is called where the client's address is the
    /// document's too.
    pub fn server(mut self, server: OwnServer) -> Self {
        self.request.server = Some(server);
        self
    }

    /// Says that no secrets are asked for.
    pub fn no_security(self) -> Self {
        self.security(&[])
    }

    /// Writes an input that may be left out.
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

    /// Sets a body of JSON.
    pub fn json<T: Serialize + ?Sized>(self, media_type: &str, value: &T) -> Self {
        let mut json = Vec::new();
        match finite::write(&mut json, value) {
            Ok(()) => self.body(media_type, File::new(json).into_body()),
            Err(error) => self.unwritten("JSON", error),
        }
    }

    /// Sets a body of JSON texts, one a line.
    pub fn json_lines<T: Serialize>(self, media_type: &str, values: &[T]) -> Self {
        let mut lines = Vec::new();
        for value in values {
            if let Err(error) = finite::write(&mut lines, value) {
                return self.unwritten("lines of JSON", error);
            }
            lines.push(b'\n');
        }
        self.body(media_type, File::new(lines).into_body())
    }

    /// Sets a body of the fields of an object, as forms in browsers send it. Fields that `forms` does not name are
    /// written in the usual style of query parameters.
    pub fn form<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        value: &T,
        forms: &[(&str, Form)],
    ) -> Self {
        let fields = match finite::to_value(value) {
            Ok(Value::Object(fields)) => fields,
            Ok(Value::Null) => return self,
            Ok(_) => {
                return self.with_flaw(RequestError::new(
                    "the body is not an object, and a form has nothing but fields",
                ));
            }
            Err(error) => return self.unwritten("a form", error),
        };
        let mut pieces = Vec::new();
        for (name, value) in &fields {
            let form = forms.iter().find(|(field, _)| field == name);
            let form = form.map_or(Form::FORM_EXPLODED, |(_, form)| *form);
            pieces.append(&mut write_parameter(
                ParameterLocation::Query,
                name,
                form,
                value,
            ));
        }
        self.body(media_type, File::new(pieces.join("&")).into_body())
    }

    /// Sets a body of parts.
    pub fn multipart(self, media_type: &str, parts: Parts) -> Self {
        match parts.finish(media_type) {
            Ok((body, media_type)) => self.body(&media_type, body),
            Err(error) => self.with_flaw(error),
        }
    }

    /// Sets a body of parts as they are given.
    pub fn parts(self, media_type: &str, parts: &[Part]) -> Self {
        self.multipart(media_type, Parts::new().given(parts))
    }

    /// Sets a body of text, in UTF-8.
    pub fn text(self, media_type: &str, text: &str) -> Self {
        let body = File::new(text.to_owned()).into_body();
        // Without a charset servers take texts for whatever they like (RFC 6657).
        let says_charset = parameters(media_type).any(|(name, _)| name == "charset");
        if says_charset || !essence(media_type).starts_with("text/") {
            return self.body(media_type, body);
        }
        self.body(&format!("{media_type}; charset=utf-8"), body)
    }

    /// Sets a body of text that is a value: a string as it is, anything else as JSON.
    pub fn plain<T: Serialize + ?Sized>(self, media_type: &str, value: &T) -> Self {
        match finite::to_value(value) {
            Ok(value) => self.text(media_type, &text_of(&value)),
            Err(error) => self.unwritten("text", error),
        }
    }

    /// Sets a body of XML. The place of its value is an element, or for a list the element around it and that of each
    /// item, as an [`XmlMember`](crate::xml::XmlMember) says it.
    #[cfg(feature = "xml")]
    pub fn xml<T: Serialize + crate::xml::Xml>(
        self,
        media_type: &str,
        place: &str,
        value: &T,
    ) -> Self {
        let value = finite::to_value(value)
            .map_err(|error| RequestError::caused("the body cannot be written as XML", error));
        match value.and_then(|value| crate::xml::write(place, &value, &T::KIND)) {
            Ok(xml) => self.text(media_type, &xml),
            Err(error) => self.with_flaw(error),
        }
    }

    /// Sets a body of bytes. The file's own media type, if it has one, goes before the declared one.
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

    fn body(mut self, media_type: &str, body: Body) -> Self {
        self.request.body = body;
        self.request.content_type = Some(media_type.to_owned());
        self
    }

    fn unwritten(self, form: &str, error: serde_json::Error) -> Self {
        let message = format!("the body cannot be written as {form}");
        self.with_flaw(RequestError::caused(message, error))
    }

    fn with_flaw(mut self, error: RequestError) -> Self {
        self.request.add_flaw(error);
        self
    }
}

impl std::fmt::Debug for Operation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Operation").field(&self.request).finish()
    }
}
