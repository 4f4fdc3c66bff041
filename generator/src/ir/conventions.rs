//! Facts about a whole API that follow from the kind of server behind it.

/// The conventions of a server; `lower` decides them once, for every later stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// The grouping of operations into modules.
    pub grouping: OperationGrouping,
    /// A property that is null means the same as one that is absent.
    pub null_is_absent: bool,
    /// Strings are written by a database engine: timestamps always have the form that jiff reads,
    /// and formats beyond timestamps, dates and UUIDs are plain text.
    pub has_database_strings: bool,
    /// The server can run on the caller's machine, at an address that the runtime knows.
    pub has_local_server: bool,
    /// Types of the runtime that the crate exports beside the usual ones.
    pub runtime_types: &'static [&'static str],
}

/// The way in which operations are grouped into modules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OperationGrouping {
    /// One module for each tag, or each group of paths. Components are named before the types of
    /// operations.
    #[default]
    ByTag,
    /// One module for each operation, which holds its types too. They are named before components.
    ByOperation,
}

impl OperationGrouping {
    /// Returns `true` if every operation has a module of its own.
    pub fn is_by_operation(self) -> bool {
        self == Self::ByOperation
    }
}
