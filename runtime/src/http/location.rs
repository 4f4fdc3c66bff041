//! Locations of parameters and keys in a request.

/// The location of a parameter (OpenAPI 3.1, Parameter Object, `in`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterLocation {
    /// The path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// The `cookie` header.
    Cookie,
}

impl ParameterLocation {
    /// Returns the name that documents have for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}
