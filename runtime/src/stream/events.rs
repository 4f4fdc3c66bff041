//! `text/event-stream` (WHATWG HTML, server-sent events, sections 9.2.5 and 9.2.6).

use std::fmt;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::line_splitter::{LineSplitter, MAX_LINES, yield_now};
use crate::error::{ItemError, StreamError};
use crate::http::byte_stream::ByteStream;
use crate::http::impl_stream;
use crate::json::limits::decode_sized;

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The kind of event; `message` where the server names none.
    pub event: String,
    /// The last id that the server gave, with this event or an earlier one; empty where it gave none.
    pub id: String,
    /// The pause that the server asks for before a lost connection is made again, where it said one since the last
    /// event. [`Call::reconnecting`](crate::Call::reconnecting) does so by itself.
    pub retry: Option<Duration>,
    /// The data of the event.
    pub data: T,
}

impl Event<String> {
    /// Returns the fields as an object.
    fn object(&self, data: &Value) -> Value {
        let mut object = json!({"event": self.event, "data": data});
        if !self.id.is_empty() {
            object["id"] = self.id.clone().into();
        }
        if let Some(retry) = self.retry {
            object["retry"] = u64::try_from(retry.as_millis()).unwrap_or(u64::MAX).into();
        }
        object
    }
}

/// The events of a response, as they come: a `Stream`, with a [`next`](Self::next) of its own.
///
/// Comments and events without data are passed over, and so is an event that the end of the stream cuts off, as the
/// standard asks for. An event whose data is not of the type is a [`StreamError::Decode`] with its text, and the next
/// one follows; so a stream of JSON that ends in a word like `[DONE]` is read until `error.text() == Some("[DONE]")`.
pub struct Events<T> {
    bytes: ByteStream,
    parser: EventParser,
    decode: fn(&Event<String>) -> Result<T, serde_json::Error>,
}

impl Events<String> {
    pub(crate) fn text(bytes: ByteStream) -> Self {
        Self::decoded_by(bytes, |event| Ok(event.data.clone()))
    }
}

impl<T> Events<T> {
    pub(crate) fn json(bytes: ByteStream) -> Self
    where
        T: DeserializeOwned,
    {
        Self::decoded_by(bytes, |event| serde_json::from_str(&event.data))
    }

    /// Decodes events as objects of their fields. Their data is JSON, or the text itself where that does not fit.
    pub(crate) fn whole(bytes: ByteStream) -> Self
    where
        T: DeserializeOwned,
    {
        Self::decoded_by(bytes, |event| {
            let as_text = || T::deserialize(event.object(&event.data.clone().into()));
            match serde_json::from_str(&event.data) {
                Ok(data) => T::deserialize(event.object(&data))
                    .or_else(|error| as_text().map_err(|_| error)),
                Err(_) => as_text(),
            }
        })
    }

    fn decoded_by(
        bytes: ByteStream,
        decode: fn(&Event<String>) -> Result<T, serde_json::Error>,
    ) -> Self {
        let parser = EventParser::new();
        Self {
            bytes,
            parser,
            decode,
        }
    }

    /// Sets the id of the event before the first one.
    pub(crate) fn after(mut self, id: &str) -> Self {
        id.clone_into(&mut self.parser.id);
        id.clone_into(&mut self.parser.dispatched_id);
        self
    }

    /// Returns the id of the last event, and the pause before a new connection, where the server said one.
    pub(crate) fn resumption(&self) -> (&str, Option<Duration>) {
        (&self.parser.dispatched_id, self.parser.pause)
    }

    pub(crate) fn poll_item(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<T>, StreamError>>> {
        let event = match ready!(self.parser.poll(&mut self.bytes, cx)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            Some(Ok(event)) => event,
        };
        Poll::Ready(Some(
            match decode_sized(self.bytes.limit(), || (self.decode)(&event)) {
                Ok(data) => Ok(Event {
                    event: event.event,
                    id: event.id,
                    retry: event.retry,
                    data,
                }),
                Err(error) => Err(StreamError::Decode(ItemError::new(event.data, &error))),
            },
        ))
    }
}

impl_stream! {
    /// Returns the next event; `None` at the end.
    <T> Events<T> => Result<Event<T>, StreamError>
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Events").field(&self.bytes).finish()
    }
}

/// The part that knows no types.
#[derive(Debug, Default)]
struct EventParser {
    lines: LineSplitter,
    /// The data of the event so far, each line with its end.
    data: String,
    event: String,
    id: String,
    retry: Option<Duration>,
    /// The id as of the last event that was whole.
    dispatched_id: String,
    /// The last pause that the server asked for.
    pause: Option<Duration>,
}

impl EventParser {
    fn new() -> Self {
        Self {
            lines: LineSplitter::with_bare_cr(),
            ..Self::default()
        }
    }

    fn poll(
        &mut self,
        bytes: &mut ByteStream,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<String>, StreamError>>> {
        for _ in 0..MAX_LINES {
            match ready!(self.lines.poll_line(bytes, self.data.len(), cx)) {
                Some(Ok(line)) => {
                    if let Some(event) = self.take_line(&line) {
                        return Poll::Ready(Some(Ok(event)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
        yield_now(cx)
    }

    /// Takes one line; an empty one ends the event.
    fn take_line(&mut self, line: &[u8]) -> Option<Event<String>> {
        let line = String::from_utf8_lossy(line);
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = match line.split_once(':') {
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            None => (&*line, ""),
        };
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis);
                self.pause = self.retry.or(self.pause);
            }
            // A comment has an empty name; other names mean nothing.
            _ => {}
        }
        None
    }

    fn dispatch(&mut self) -> Option<Event<String>> {
        if self.dispatched_id != self.id {
            self.dispatched_id.clone_from(&self.id);
        }
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        if data.is_empty() {
            return None;
        }
        data.pop();
        Some(Event {
            event: if event.is_empty() {
                "message".to_owned()
            } else {
                event
            },
            id: self.id.clone(),
            retry: self.retry.take(),
            data,
        })
    }
}
