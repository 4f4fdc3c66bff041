//! The two effects of a change: on code that uses the crate, and on what goes over the wire.

/// The effect of a change on code that uses the old crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeEffect {
    /// It compiles as before.
    #[default]
    None,
    /// There is more to use.
    Adds,
    /// Code that uses the item does not compile any more.
    Breaks,
}

impl CodeEffect {
    /// Returns the word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Adds => "adds",
            Self::Breaks => "breaks",
        }
    }
}

/// The effect of a change on a program that was built with the old crate and talks to the new server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum WireEffect {
    /// Every call goes as before.
    #[default]
    None,
    /// Values can be of no known variant.
    Unknown,
    /// Responses can fail to decode.
    Undecodable,
    /// Calls can be refused.
    Refused,
}

impl WireEffect {
    /// Returns the word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unknown => "unknown",
            Self::Undecodable => "undecodable",
            Self::Refused => "refused",
        }
    }
}
