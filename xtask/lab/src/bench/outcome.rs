//! Outcomes of a measurement, by document and subject.

use rill_console::Problem;
use serde::Serialize;

use super::process::{Cost, median};

/// Outcome of one document.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Row {
    pub(super) document: String,
    pub(super) bytes: u64,
    /// In the order of the subjects.
    pub(super) outcomes: Vec<Outcome>,
}

/// Outcome of one subject.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Outcome {
    pub(super) generation: Measured,
    /// Lines of Rust, blank ones and comments among them.
    pub(super) lines: Option<usize>,
    /// Lines of the largest file.
    pub(super) largest: Option<usize>,
    /// Places whose type the document does not tell; only this project's generator says so.
    pub(super) untyped: Option<usize>,
    /// None where crates are not checked.
    pub(super) check: Option<Measured>,
}

/// A cost, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Measured {
    /// Medians of the runs.
    Cost(Cost),
    /// Error message.
    Fails(String),
}

impl Measured {
    pub(super) fn cost(&self) -> Option<Cost> {
        match self {
            Self::Cost(cost) => Some(*cost),
            Self::Fails(_) => None,
        }
    }

    /// Returns the cost.
    ///
    /// # Errors
    ///
    /// The run failed.
    pub(super) fn taken(self, of: &str) -> Result<Cost, Problem> {
        match self {
            Self::Cost(cost) => Ok(cost),
            Self::Fails(why) => Err(Problem::new(format!("{of} cannot be measured")).note(why)),
        }
    }

    /// Returns the medians of all runs, or the first failure.
    pub(super) fn of(runs: Vec<Result<Cost, String>>) -> Self {
        match runs.into_iter().collect::<Result<Vec<Cost>, String>>() {
            Ok(costs) => Self::Cost(median(&costs)),
            Err(why) => Self::Fails(why),
        }
    }
}
