//! Bodies of responses, and the values that they become. A body that is not of the form asked for is a mismatch.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::de::value::StrDeserializer;

use crate::error::{FullResponse, Mismatch};
use crate::http::byte_stream::ByteStream;
use crate::json::decode::from_json;
use crate::media_type::{content_type, essence, is_event_stream, is_html, parameters};
use crate::stream::events::Events;
use crate::stream::lines::JsonLines;

/// The body of a response: whole, or as it comes.
#[derive(Debug)]
pub struct ResponseBody {
    content_type: String,
    bytes: ByteStream,
}

impl ResponseBody {
    pub(crate) fn new(response: &FullResponse, live: Option<ByteStream>) -> Self {
        Self {
            content_type: content_type(&response.headers),
            bytes: live.unwrap_or_else(|| ByteStream::whole(response.body.clone())),
        }
    }

    /// Returns a JSON value. An empty body is `null`, where the type takes that.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Mismatch> {
        let body = self.read()?;
        if body.is_empty() {
            return serde_json::from_slice(b"null")
                .map_err(|_| Mismatch::other("the body is empty where JSON was expected"));
        }
        from_json(&body)
    }

    /// Returns nothing.
    pub fn empty(self) -> Result<(), Mismatch> {
        Ok(())
    }

    /// Returns a text, in UTF-8 or the charset that the response names.
    pub fn text(self) -> Result<String, Mismatch> {
        let mut parameters = parameters(&self.content_type);
        let charset = parameters.find_map(|(name, value)| (name == "charset").then_some(value));
        drop(parameters);
        let body = self.read()?;
        match charset.as_deref() {
            Some("iso-8859-1" | "latin1" | "iso_8859-1") => {
                Ok(body.iter().map(|byte| char::from(*byte)).collect())
            }
            None | Some("utf-8" | "utf8" | "us-ascii" | "ascii") => {
                String::from_utf8(body.to_vec()).map_err(|error| {
                    let at = error.utf8_error().valid_up_to();
                    Mismatch::other(format!(
                        "the body is not text in UTF-8: byte {at} begins no character"
                    ))
                })
            }
            Some(charset) => Err(Mismatch::other(format!(
                "the body is text in the charset {charset:?}, which is not supported"
            ))),
        }
    }

    /// Returns a value that is written as plain text: a string as it is, anything else as JSON.
    pub fn plain<T: DeserializeOwned>(self) -> Result<T, Mismatch> {
        let text = self.text()?;
        let text = text.trim();
        let string = T::deserialize(StrDeserializer::<serde_json::Error>::new(text));
        string.or_else(|error| {
            serde_json::from_str(text).map_err(|_| Mismatch::other(error.to_string()))
        })
    }

    /// Returns a value that is written as XML.
    ///
    /// # Errors
    ///
    /// The body is not XML, or not of the type.
    #[cfg(feature = "xml")]
    pub fn xml<T: DeserializeOwned + crate::xml::Xml>(self) -> Result<T, Mismatch> {
        let text = self.text()?;
        let value = crate::xml::read(&text, &T::KIND)?;
        serde_path_to_error::deserialize(value).map_err(|error| {
            Mismatch::other(format!(
                "the body does not fit at `{}`: {}",
                error.path(),
                error.inner()
            ))
        })
    }

    /// Returns the bytes as they come.
    pub fn bytes(self) -> Result<ByteStream, Mismatch> {
        Ok(self.bytes)
    }

    /// Returns events whose data is JSON.
    pub fn events<T: DeserializeOwned>(self) -> Result<Events<T>, Mismatch> {
        self.check_events()?;
        Ok(Events::json(self.bytes))
    }

    /// Returns events as objects of their fields.
    pub fn whole_events<T: DeserializeOwned>(self) -> Result<Events<T>, Mismatch> {
        self.check_events()?;
        Ok(Events::whole(self.bytes))
    }

    /// Returns events whose data is text.
    pub fn events_text(self) -> Result<Events<String>, Mismatch> {
        self.check_events()?;
        Ok(Events::text(self.bytes))
    }

    /// Returns JSON texts, one a line.
    pub fn json_lines<T: DeserializeOwned>(self) -> Result<JsonLines<T>, Mismatch> {
        self.check_lines()?;
        Ok(JsonLines::new(self.bytes))
    }

    /// Returns JSON objects, one a line, with a value as `result` or an `error`.
    pub fn json_results<T: DeserializeOwned>(self) -> Result<JsonLines<T>, Mismatch> {
        self.check_lines()?;
        Ok(JsonLines::results(self.bytes))
    }

    /// Returns the whole body, without the mark that some editors put before UTF-8.
    pub(crate) fn read(self) -> Result<Bytes, Mismatch> {
        // The runtime reads bodies whole for the cases that say so.
        let body = self.bytes.into_whole();
        let body = body.ok_or_else(|| Mismatch::other("the body was not read whole"))?;
        Ok(match body.strip_prefix(b"\xEF\xBB\xBF") {
            Some(_) => body.slice(3..),
            None => body,
        })
    }

    fn check_lines(&self) -> Result<(), Mismatch> {
        let kind = essence(&self.content_type);
        if is_html(&kind) {
            return Err(Mismatch::other(format!(
                "the body is {kind} where lines of JSON were expected"
            )));
        }
        Ok(())
    }

    fn check_events(&self) -> Result<(), Mismatch> {
        let kind = essence(&self.content_type);
        if is_event_stream(&kind) {
            return Ok(());
        }
        Err(Mismatch::other(format!(
            "the body is {kind} where an event stream was expected"
        )))
    }
}

#[cfg(test)]
mod tests;
