//! The verdict on a client: mismatches, whose fault they are, and the result of the whole.

use std::time::Duration;

use rill_codegen::Level;
use rill_console::Exit;

use crate::lint::Lints;

/// Cause of a mismatch, that is, the one who has to fix it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No answer came.
    Network,
    /// The token is not good, or may not do this.
    Token,
    /// Rill refused what was sent: the sample's arguments, or the API's own SQL.
    Arguments,
    /// Rill or what stands before it.
    Rill,
    /// Whoever wrote the API: its rows are not what it declares.
    Api,
    /// The committed crate is behind.
    Committed,
    /// Nobody yet; a warning.
    Trap,
}

impl Fault {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Token => "token",
            Self::Arguments => "arguments or SQL",
            Self::Rill => "Rill",
            Self::Api => "the API's schema",
            Self::Committed => "the committed crate",
            Self::Trap => "trap",
        }
    }
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    pub(crate) api: String,
    pub(crate) code: &'static str,
    /// Which sample, from 1, where an API has several.
    pub(crate) sample: Option<usize>,
    /// Row and column, such as `[3].price`.
    pub(crate) place: Option<String>,
    pub(crate) what: String,
    pub(crate) fault: Fault,
    /// Set where the config or a flag sets it; else it follows from the fault.
    pub(crate) level: Option<Level>,
}

impl Mismatch {
    /// Returns `true` if it fails nothing.
    pub(super) fn is_warning(&self) -> bool {
        match self.level {
            Some(level) => level != Level::Deny,
            None => self.fault == Fault::Trap,
        }
    }

    /// Returns the word before it.
    pub(super) fn severity(&self) -> &'static str {
        match self.level {
            Some(Level::Note) => "note",
            _ if self.is_warning() => "warning",
            _ => "error",
        }
    }

    pub(super) fn of(api: &str, code: &'static str, what: String, fault: Fault) -> Self {
        Self {
            api: api.to_owned(),
            code,
            sample: None,
            place: None,
            what,
            fault,
            level: None,
        }
    }

    pub(super) fn at(
        row: usize,
        path: &str,
        code: &'static str,
        what: String,
        fault: Fault,
    ) -> Self {
        Self {
            place: Some(format!("[{row}]{path}")),
            ..Self::of("", code, what, fault)
        }
    }

    /// Returns the place without the numbers of rows and elements.
    pub(super) fn column(&self) -> String {
        let place = self.place.as_deref().unwrap_or_default();
        place.chars().filter(|c| !c.is_ascii_digit()).collect()
    }

    /// Place and words.
    pub(crate) fn shown(&self) -> String {
        match &self.place {
            Some(place) => format!("{place}: {}", self.what),
            None => self.what.clone(),
        }
    }
}

/// Outcome of the calls of one API.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) api: String,
    pub(crate) samples: usize,
    /// The status of the last answer, or a word where there is none.
    pub(crate) status: String,
    pub(crate) time: Duration,
    pub(crate) rows: usize,
    pub(crate) mismatches: Vec<Mismatch>,
}

/// Everything about one client.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(super) client: String,
    /// The name before the target, where there is one.
    pub(super) prefix: String,
    pub(super) target: String,
    /// The command that says more about the drift.
    pub(super) see: String,
    pub(super) drift: Vec<Mismatch>,
    pub(super) apis: Vec<Checked>,
    pub(super) traps: Vec<Mismatch>,
}

impl Verdict {
    pub(super) fn all(&self) -> impl Iterator<Item = &Mismatch> {
        let calls = self.apis.iter().flat_map(|checked| &checked.mismatches);
        calls.chain(&self.traps).chain(&self.drift)
    }

    pub(super) fn is_sound(&self) -> bool {
        self.all().all(Mismatch::is_warning)
    }

    pub(super) fn is_silent(&self) -> bool {
        self.all().next().is_none()
    }

    /// Returns the word for programs: without a row there is nothing that could be sound.
    pub(super) fn outcome(&self) -> &'static str {
        if !self.is_sound() {
            "faults"
        } else if self.apis.iter().all(|checked| checked.rows == 0) {
            "nothing-to-compare"
        } else {
            "sound"
        }
    }

    /// Returns the end of the command for this client.
    pub(super) fn exit(&self) -> Exit {
        if self.is_sound() {
            return Exit::Done;
        }
        let mut faults = self.all().filter(|mismatch| !mismatch.is_warning());
        let is_beyond = |fault| matches!(fault, Fault::Network | Fault::Token);
        if faults.all(|mismatch| is_beyond(mismatch.fault)) {
            Exit::Network
        } else {
            Exit::Failed
        }
    }

    /// Sets the levels that the config or a flag sets, and removes what they allow.
    pub(super) fn at_levels(&mut self, lints: &Lints) {
        let set = |found: &mut Vec<Mismatch>| {
            for one in found.iter_mut() {
                one.level = lints.level(one.code);
            }
            found.retain(|one| one.level != Some(Level::Allow));
        };
        set(&mut self.drift);
        set(&mut self.traps);
        for checked in &mut self.apis {
            set(&mut checked.mismatches);
        }
    }
}
