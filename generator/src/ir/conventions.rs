//! Facts about a whole API that follow from the kind of server behind it.

/// The conventions of a server; `lower` decides them once, for every later stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Conventions {
    /// Every operation has a module of its own, which holds its types too; they are named before components. Else there
    /// is one for each tag, or each group of paths, and components are named before the types of operations.
    pub groups_by_operation: bool,
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
