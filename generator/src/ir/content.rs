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
    /// A value as XML; the type is a struct, or a list of structs or scalars.
    Xml(Type),
    /// A stream of bytes.
    Bytes,
    /// A stream of server-sent events.
    Events(EventData),
    /// A stream of JSON texts, one on each line.
    JsonLines(Type),
    /// A stream of JSON objects, one on each line, with a value as `result` or an `error`.
    JsonResults(Type),
}

/// The data of server-sent events.
#[derive(Clone, Debug, PartialEq)]
pub enum EventData {
    /// Text.
    Text,
    /// The JSON text of a value.
    Json(Type),
    /// Part of a value that is the whole event, with its fields as properties.
    Event(Type),
}

impl EventData {
    /// Returns the type of the value, if there is one.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Text => None,
            Self::Json(ty) | Self::Event(ty) => Some(ty),
        }
    }
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
            | Self::JsonResults(ty) => Some(ty),
            Self::Events(data) => data.ty(),
            Self::Empty | Self::Text | Self::Bytes => None,
        }
    }
}
