//! The values of the `type` keyword.

/// The types of the specification's `type` keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lower) enum SchemaType {
    Text,
    Number,
    Integer,
    Bool,
    Object,
    List,
}

impl SchemaType {
    /// The specification's word.
    pub(in crate::lower) fn name(self) -> &'static str {
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
