//! `multipart/form-data` (RFC 7578) and its kin.

use serde::Serialize;
use serde_json::Value;

use super::parameter::text_of;
use crate::error::RequestError;
use crate::http::body::{Body, File};
use crate::http::platform::random_bits;
use crate::json::finite;

/// The parts of a form, in the order they are added. An absent value adds no part.
#[derive(Debug, Default)]
pub struct Parts {
    parts: Vec<Part>,
    flaw: Option<RequestError>,
}

/// A part of a multipart body whose parts the document leaves open.
///
/// ```
/// use rill_client_runtime::{File, Part};
///
/// let parts = [
///     Part::new("title", "A cat"),
///     Part::new("photo", File::new(vec![0xff, 0xd8]).name("cat.jpg").content_type("image/jpeg")),
/// ];
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    name: String,
    content: File,
}

impl Part {
    /// Creates a part. File name and media type are sent where the content has them.
    pub fn new(name: impl Into<String>, content: impl Into<File>) -> Self {
        Self {
            name: name.into(),
            content: content.into(),
        }
    }

    /// Creates a part without a name, for forms whose parts are told apart by their position (`multipart/mixed`).
    pub fn unnamed(content: impl Into<File>) -> Self {
        Self::new("", content)
    }
}

/// A file, or any number of them.
pub trait PartFiles {
    /// Calls `add` with each file.
    fn for_each(&self, add: &mut dyn FnMut(&File));
}

impl PartFiles for File {
    fn for_each(&self, add: &mut dyn FnMut(&File)) {
        add(self);
    }
}

impl<T: PartFiles> PartFiles for Option<T> {
    fn for_each(&self, add: &mut dyn FnMut(&File)) {
        if let Some(files) = self {
            files.for_each(add);
        }
    }
}

impl<T: PartFiles> PartFiles for Vec<T> {
    fn for_each(&self, add: &mut dyn FnMut(&File)) {
        for files in self {
            files.for_each(add);
        }
    }
}

type MediaType = Option<&'static str>;

impl Parts {
    /// Creates a form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the elements of a list in one text, with this between them.
    #[must_use]
    pub fn joined<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        content_type: MediaType,
        between: &'static str,
        values: &T,
    ) -> Self {
        if let Some(list) = self.value(name, values) {
            let text = match list {
                Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(between),
                one => text_of(&one),
            };
            self.add(name, content_type, File::new(text));
        }
        self
    }

    /// Adds bytes with a file name, one part for each file.
    #[must_use]
    pub fn file(
        mut self,
        name: &'static str,
        content_type: MediaType,
        files: &impl PartFiles,
    ) -> Self {
        files.for_each(&mut |file| {
            let mut file = file.clone();
            // Without a file name servers take a part for a text.
            if file.file_name().is_none() && !name.is_empty() {
                file = file.name(name);
            }
            self.add(name, content_type, file);
        });
        self
    }

    fn add_text(&mut self, name: &'static str, content_type: MediaType, value: &Value) {
        self.add(name, content_type, File::new(text_of(value)));
    }

    fn add_json(&mut self, name: &'static str, content_type: MediaType, value: &Value) {
        let content_type = content_type.or(Some("application/json"));
        self.add(name, content_type, File::new(value.to_string()));
    }

    /// Adds parts as they are given.
    pub(crate) fn given(mut self, parts: &[Part]) -> Self {
        for Part { name, content } in parts {
            self.add(name, None, content.clone());
        }
        self
    }

    fn add(&mut self, name: &str, content_type: MediaType, mut content: File) {
        // A list of types (`image/png, image/jpeg`) or a range says what may be sent, not what is.
        let declared = content_type.filter(|kind| !kind.contains([',', '*']));
        let usual = content.file_name().map(|_| "application/octet-stream");
        if let (None, Some(kind)) = (content.media_type(), declared.or(usual)) {
            content = content.content_type(kind);
        }
        self.parts.push(Part::new(name, content));
    }

    fn value<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Option<Value> {
        match finite::to_value(value) {
            Ok(value) => (!value.is_null()).then_some(value),
            Err(error) => {
                let message = format!("the part `{name}` cannot be written");
                self.flaw
                    .get_or_insert(RequestError::caused(message, error));
                None
            }
        }
    }

    fn values<T: Serialize + ?Sized>(&mut self, name: &str, values: &T) -> Vec<Value> {
        match self.value(name, values) {
            None => Vec::new(),
            Some(Value::Array(items)) => items,
            Some(one) => vec![one],
        }
    }

    /// Returns the body, and the media type with the boundary in it.
    pub(crate) fn finish(self, media_type: &str) -> Result<(Body, String), RequestError> {
        if let Some(flaw) = self.flaw {
            return Err(flaw);
        }
        let boundary = boundary();
        let mut body = Body::default();
        for part in &self.parts {
            body.push(part.head(&boundary)?);
            body.push_file(&part.content);
            body.push("\r\n");
        }
        body.push(format!("--{boundary}--\r\n"));
        Ok((body, format!("{media_type}; boundary={boundary}")))
    }
}

/// Writes the methods that add a value, or each element of a list.
macro_rules! values {
    ($($(#[$docs:meta])* $method:ident: $values:ident, $add:ident;)*) => {
        impl Parts {
            $($(#[$docs])*
            #[must_use]
            pub fn $method<T: Serialize + ?Sized>(
                mut self,
                name: &'static str,
                content_type: MediaType,
                value: &T,
            ) -> Self {
                let values = self.$values(name, value).into_iter();
                values.for_each(|value| self.$add(name, content_type, &value));
                self
            })*
        }
    };
}

values! {
    /// Adds a text, number or boolean, without quotes.
    text: value, add_text;
    /// Adds one text for each element of a list.
    texts: values, add_text;
    /// Adds a JSON text.
    json: value, add_json;
    /// Adds one JSON text for each element of a list.
    jsons: values, add_json;
}

impl Part {
    fn head(&self, boundary: &str) -> Result<String, RequestError> {
        let mut head = format!("--{boundary}");
        if !self.name.is_empty() {
            let name = escape_quoted(&self.name);
            head.extend(["\r\ncontent-disposition: form-data; name=\"", &name, "\""]);
        } else if self.content.file_name().is_some() {
            head.push_str("\r\ncontent-disposition: attachment");
        }
        if let Some(name) = self.content.file_name() {
            head.extend(["; filename=\"", &escape_quoted(name), "\""]);
        }
        if let Some(kind) = self.content.media_type() {
            if kind.chars().any(char::is_control) {
                return Err(RequestError::new(format!(
                    "the media type of the part `{}` holds a line break or another control character",
                    self.name
                )));
            }
            head.extend(["\r\ncontent-type: ", kind]);
        }
        head.push_str("\r\n\r\n");
        Ok(head)
    }
}

/// Escapes a text between quotes as browsers do (WHATWG HTML, multipart form data).
fn escape_quoted(text: &str) -> String {
    text.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}

/// Returns a text that stands in no part, for all that chance allows.
fn boundary() -> String {
    format!("{:016x}{:016x}", random_bits(), random_bits())
}

#[cfg(test)]
mod tests;
