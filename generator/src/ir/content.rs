//! Contents of bodies.

use super::types::Type;

/// The content of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// No body.
    Empty,
    /// A JSON value.
    Json(Type),
    /// Text.
    Text,
    /// A value as text, without quotes.
    Plain(Type),
    /// A value as XML; the type is a struct.
    Xml(Type),
    /// A stream of bytes.
    Bytes,
    /// A stream of server-sent events; the data of each has the type, or is text if there is none.
    Events(Option<Type>),
    /// A stream of JSON texts, one on each line.
    JsonLines(Type),
    /// A stream of JSON objects, one on each line, with a value as `result` or an `error`.
    JsonResults(Type),
}

impl Content {
    /// Returns the media type that such content usually has; empty for no body, and where it has several names.
    pub fn usual_media_type(&self) -> &'static str {
        match self {
            Self::Empty | Self::Xml(_) => "",
            Self::Json(_) => "application/json",
            Self::Text | Self::Plain(_) => "text/plain",
            Self::Bytes => "application/octet-stream",
            Self::Events(_) => "text/event-stream",
            Self::JsonLines(_) | Self::JsonResults(_) => "application/x-ndjson",
        }
    }

    /// Returns the type inside, if any.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty)
            | Self::Plain(ty)
            | Self::Xml(ty)
            | Self::JsonLines(ty)
            | Self::JsonResults(ty)
            | Self::Events(Some(ty)) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Events(None) => None,
        }
    }
}
