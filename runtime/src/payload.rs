//! The body of an answer on its way to becoming a value.

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use crate::answers::essence;
use crate::error::{Answer, Misfit};
use crate::stream::{ByteStream, Events, JsonLines};

/// The body of an answer: whole, or as it comes.
#[derive(Debug)]
pub struct Payload {
    /// The `content-type` of the answer.
    content_type: Option<HeaderValue>,
    body: Content,
}

#[derive(Debug)]
enum Content {
    Whole(Bytes),
    Live(ByteStream),
}

impl Payload {
    pub(crate) fn new(answer: &Answer, live: Option<ByteStream>) -> Self {
        Self {
            content_type: answer.headers.get(CONTENT_TYPE).cloned(),
            body: match live {
                Some(stream) => Content::Live(stream),
                None => Content::Whole(answer.body.clone()),
            },
        }
    }

    /// A JSON value. An empty body is `null`, where the type takes that.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or not of the type.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Misfit> {
        let body = self.read()?;
        if body.is_empty() {
            return serde_json::from_slice(b"null")
                .map_err(|_| Misfit::other("the body is empty where JSON was expected"));
        }
        from_json(&body)
    }

    /// Nothing.
    ///
    /// # Errors
    ///
    /// None; it has the form of the others.
    pub fn empty(self) -> Result<(), Misfit> {
        Ok(())
    }

    /// A text, in UTF-8 or the charset that the answer names.
    ///
    /// # Errors
    ///
    /// The body is not text in that charset.
    pub fn text(self) -> Result<String, Misfit> {
        let charset = charset(self.content_type());
        let body = self.read()?;
        match charset.as_deref() {
            Some("iso-8859-1" | "latin1" | "iso_8859-1") => {
                Ok(body.iter().map(|byte| char::from(*byte)).collect())
            }
            None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => {
                String::from_utf8(body.to_vec()).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    Misfit::other(format!(
                        "the body is not text in UTF-8: byte {at} begins no character"
                    ))
                })
            }
            Some(charset) => Err(Misfit::other(format!(
                "the body is text in the charset {charset:?}, which is not read here"
            ))),
        }
    }

    /// Bytes as they come.
    ///
    /// # Errors
    ///
    /// None; it has the form of the others.
    pub fn bytes(self) -> Result<ByteStream, Misfit> {
        Ok(self.into_stream())
    }

    /// Events whose data is JSON.
    ///
    /// # Errors
    ///
    /// The body is of another media type.
    pub fn events<T: DeserializeOwned>(self) -> Result<Events<T>, Misfit> {
        self.check_events()?;
        Ok(Events::json(self.into_stream()))
    }

    /// Events whose data is text.
    ///
    /// # Errors
    ///
    /// The body is of another media type.
    pub fn events_text(self) -> Result<Events<String>, Misfit> {
        self.check_events()?;
        Ok(Events::text(self.into_stream()))
    }

    /// JSON texts, one a line.
    ///
    /// # Errors
    ///
    /// The body is a page.
    pub fn json_lines<T: DeserializeOwned>(self) -> Result<JsonLines<T>, Misfit> {
        let kind = essence(self.content_type());
        if is_page(&kind) {
            return Err(Misfit::other(format!(
                "the body is {kind} where lines of JSON were expected"
            )));
        }
        Ok(JsonLines::new(self.into_stream()))
    }

    /// The whole body, without the mark that some editors put before UTF-8.
    pub(crate) fn read(self) -> Result<Bytes, Misfit> {
        match self.body {
            Content::Whole(body) => Ok(match body.strip_prefix(b"\xEF\xBB\xBF") {
                Some(_) => body.slice(3..),
                None => body,
            }),
            // The runtime reads bodies whole for the cases that say so.
            Content::Live(_) => Err(Misfit::other("the body was not read whole")),
        }
    }

    fn content_type(&self) -> &str {
        let kind = self.content_type.as_ref();
        kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default()
    }

    fn check_events(&self) -> Result<(), Misfit> {
        let kind = essence(self.content_type());
        if is_event_stream(&kind) {
            return Ok(());
        }
        Err(Misfit::other(format!(
            "the body is {kind} where an event stream was expected"
        )))
    }

    fn into_stream(self) -> ByteStream {
        match self.body {
            Content::Whole(body) => ByteStream::whole(body),
            Content::Live(stream) => stream,
        }
    }
}

/// Whether a body of this media type can be read as events; one that names none gets the benefit of the doubt.
pub(crate) fn is_event_stream(kind: &str) -> bool {
    matches!(kind, "" | "text/event-stream")
}

/// Whether a body is what something in between says to people.
pub(crate) fn is_page(kind: &str) -> bool {
    matches!(kind, "text/html" | "application/xhtml+xml")
}

/// Reads a JSON value.
pub(crate) fn from_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Misfit> {
    serde_json::from_slice(body).map_err(|error| locate::<T>(body, &error).without_rows())
}

/// Decodes once more, slower, to learn where the value stands that did not fit.
pub(crate) fn locate<T: DeserializeOwned>(body: &[u8], error: &serde_json::Error) -> Misfit {
    if !error.is_data() {
        return Misfit::new(body, error, None);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(located) => Misfit::new(body, located.inner(), Some(located.path())),
        // Only a type that decodes differently the second time comes here; the first word stands.
        Ok(_) => Misfit::new(body, error, None),
    }
}

fn charset(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').skip(1);
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        is_charset.then(|| essence(value.trim().trim_matches('"')))
    })
}

#[cfg(test)]
mod tests;
