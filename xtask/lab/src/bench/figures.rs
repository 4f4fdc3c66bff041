//! Figures of a single measurement: named costs, and the limits of their ratios.

use comfy_table::Table;
use serde::Serialize;

use super::process::Cost;
use super::report::{Setting, aligned, shown};
use super::save::Section;
use super::subject::Subject;
use rill_console::new_table;

/// One measurement.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figures {
    /// Its section in the README.
    pub(super) name: &'static str,
    /// One sentence about the measurement.
    pub(super) what: String,
    pub(super) costs: Vec<Named>,
    pub(super) bars: Vec<Bar>,
    pub(super) setting: Setting,
}

/// A cost and what it is of.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Named {
    pub(super) of: String,
    pub(super) cost: Cost,
}

/// A ratio and the most it may be.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Bar {
    pub(super) of: String,
    pub(super) ratio: f64,
    pub(super) at_most: f64,
}

impl Bar {
    fn holds(&self) -> bool {
        self.ratio <= self.at_most
    }
}

impl Figures {
    pub(super) fn new(name: &'static str, what: impl Into<String>, subjects: &[Subject]) -> Self {
        Self {
            name,
            what: what.into(),
            costs: Vec::new(),
            bars: Vec::new(),
            setting: Setting::new(subjects),
        }
    }

    pub(super) fn cost(&mut self, of: impl Into<String>, cost: Cost) {
        self.costs.push(Named {
            of: of.into(),
            cost,
        });
    }

    pub(super) fn bar(&mut self, of: impl Into<String>, ratio: f64, at_most: f64) {
        self.bars.push(Bar {
            of: of.into(),
            ratio,
            at_most,
        });
    }

    /// Tables of costs and of bars.
    pub(super) fn tables(&self, is_terminal: bool) -> String {
        let mut costs = new_table(is_terminal);
        costs.set_header(["", "time (of all cores), peak memory"]);
        for named in &self.costs {
            costs.add_row([named.of.clone(), shown(&named.cost)]);
        }
        let mut bars: Table = new_table(is_terminal);
        bars.set_header(["", "is", "at most"]);
        for bar in &self.bars {
            bars.add_row([
                bar.of.clone(),
                format!("{:.2}", bar.ratio),
                bar.at_most.to_string(),
            ]);
        }
        format!(
            "{}\n\n{}\n\n{}\n{}",
            self.setting.shown(),
            self.what,
            aligned(costs),
            aligned(bars)
        )
    }

    pub(super) fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("numbers and texts are JSON");
        format!("{text}\n")
    }

    pub(super) fn saved(&self) -> Section {
        Section {
            name: self.name,
            text: self.tables(false),
        }
    }

    /// Returns the bars that do not hold.
    pub(super) fn failures(&self) -> Vec<String> {
        let missed = self.bars.iter().filter(|bar| !bar.holds());
        missed
            .map(|bar| {
                format!(
                    "{} is {:.2}, and at most {} are meant",
                    bar.of, bar.ratio, bar.at_most
                )
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_that_does_not_hold_is_told() {
        let mut figures = Figures::new("growth", "Two documents.", &[]);
        figures.cost(
            "small",
            Cost {
                wall: 0.1,
                cpu: 0.2,
                memory: 3_000_000,
            },
        );
        figures.bar("time", 10.0, 12.0);
        assert!(figures.failures().is_empty());
        figures.bar("memory", 12.5, 12.0);
        assert_eq!(
            figures.failures(),
            ["memory is 12.50, and at most 12 are meant"]
        );
        let tables = figures.tables(false);
        let rows = tables.lines().filter(|line| line.starts_with('|'));
        expect_test::expect![[r#"
            |       | time (of all cores), peak memory |
            |-------|----------------------------------|
            | small |          0.10 s (0.20 s), 3.0 MB |
            |        |    is | at most |
            |--------|-------|---------|
            | time   | 10.00 |      12 |
            | memory | 12.50 |      12 |"#]]
        .assert_eq(&rows.collect::<Vec<_>>().join("\n"));
    }
}
