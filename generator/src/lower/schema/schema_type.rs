//! The `type` keyword.

/// A value of the `type` keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaType {
    Text,
    Number,
    Integer,
    Bool,
    Object,
    List,
}

impl SchemaType {
    /// Returns the specification's word for a type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Bool => "boolean",
            Self::Object => "object",
            Self::List => "array",
        }
    }
}
