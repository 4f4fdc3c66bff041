//! The dependency on the runtime, as a manifest writes it.

/// The package every generated crate depends on.
pub const RUNTIME: &str = "rill-client-runtime";

/// The dependency in the generated `Cargo.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuntimeLine {
    /// The line that is there stays; a version too old for this generator is raised.
    Keep,
    /// Relative to the crate, with forward slashes.
    Path(String),
    /// A version requirement.
    Version(String),
    /// A git repository.
    Git {
        url: String,
        reference: Option<GitReference>,
    },
}

/// A branch, tag or commit of a git repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GitReference {
    /// The key of a dependency: `branch`, `tag` or `rev`.
    pub(crate) key: &'static str,
    pub(crate) name: String,
}

impl GitReference {
    pub(crate) fn rev(name: &str) -> Self {
        Self {
            key: "rev",
            name: name.to_owned(),
        }
    }
}
