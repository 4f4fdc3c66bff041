//! JSON texts, one a line.

use std::collections::BTreeMap;
use std::fmt;
use std::task::{Context, Poll, ready};

use serde::de::{DeserializeOwned, Error as _};
use serde_json::value::RawValue;

use super::line_splitter::{LineSplitter, MAX_LINES, yield_now};
use crate::error::{ItemError, StreamError};
use crate::http::byte_stream::ByteStream;
use crate::http::impl_stream;
use crate::json::limits::decode_sized;

/// JSON texts, one a line (`application/x-ndjson`, `application/jsonl`, `application/json-seq`), as they come.
///
/// Empty lines are passed over. A line that is not of the type is a [`StreamError::Decode`] with its text, and the
/// next one follows.
pub struct JsonLines<T> {
    bytes: ByteStream,
    lines: LineSplitter,
    decode: fn(&[u8]) -> serde_json::Result<T>,
}

/// Returns the value of a line that holds it as `result`, or an `error` (grpc-gateway's server streaming).
fn decode_result<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    let line: BTreeMap<String, &RawValue> = serde_json::from_slice(text)?;
    let member = |key: &str| line.get(key).filter(|value| value.get() != "null");
    match (member("result"), member("error")) {
        (Some(result), _) => serde_json::from_str(result.get()),
        (None, error) => Err(serde_json::Error::custom(match error {
            Some(error) => format!("the server reports an error: {error}"),
            None => "the line holds neither `result` nor `error`".to_owned(),
        })),
    }
}

impl<T: DeserializeOwned> JsonLines<T> {
    pub(crate) fn new(bytes: ByteStream) -> Self {
        Self::decoded_by(bytes, |text| serde_json::from_slice(text))
    }

    /// Reads lines that are objects with the value as `result`.
    pub(crate) fn results(bytes: ByteStream) -> Self {
        Self::decoded_by(bytes, decode_result)
    }
}

impl<T> JsonLines<T> {
    fn decoded_by(bytes: ByteStream, decode: fn(&[u8]) -> serde_json::Result<T>) -> Self {
        Self {
            bytes,
            lines: LineSplitter::default(),
            decode,
        }
    }

    /// Returns the body as it comes, where this is not read as lines.
    ///
    /// The part that was read before is gone.
    pub fn into_bytes(self) -> ByteStream {
        self.bytes
    }
}

/// Returns the JSON text of a line; empty where it has none.
fn json_text(line: &[u8]) -> &[u8] {
    // A text sequence (RFC 7464) has a mark before each text.
    let line = line.trim_ascii_start();
    line.strip_prefix(b"\x1E").unwrap_or(line).trim_ascii()
}

impl<T: DeserializeOwned> JsonLines<T> {
    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        for _ in 0..MAX_LINES {
            let line = match ready!(self.lines.poll_line(&mut self.bytes, 0, cx)) {
                Some(Ok(line)) => line,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            let text = json_text(&line);
            if !text.is_empty() {
                let decoded = decode_sized(self.bytes.limit(), || (self.decode)(text));
                return Poll::Ready(Some(decoded.map_err(|error| {
                    let text = String::from_utf8_lossy(text).into_owned();
                    StreamError::Decode(ItemError::new(text, &error))
                })));
            }
        }
        yield_now(cx)
    }
}

impl_stream! {
    /// Returns the next item; `None` at the end.
    <T: DeserializeOwned> JsonLines<T> => Result<T, StreamError>
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonLines").field(&self.bytes).finish()
    }
}
