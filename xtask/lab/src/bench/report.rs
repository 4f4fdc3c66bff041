//! Measurements as tables and as JSON.

use std::process::Command;

use comfy_table::{CellAlignment, Table};
use serde::Serialize;

use super::BenchArgs;
use super::outcome::{Measured, Outcome, Row};
use super::process::Cost;
use super::save::Section;
use super::subject::Subject;
use rill_console::new_table;

/// Everything that one run of the command measured.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    setting: Setting,
    /// Runs of which the median is taken.
    runs: u16,
    rows: Vec<Row>,
}

/// When and on what something was measured.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Setting {
    date: String,
    cores: usize,
    processor: Option<String>,
    rustc: String,
    subjects: Vec<NamedVersion>,
}

#[derive(Clone, Debug, Serialize)]
struct NamedVersion {
    name: String,
    version: String,
}

impl Setting {
    pub(super) fn new(subjects: &[Subject]) -> Self {
        let subjects = subjects.iter().map(|subject| NamedVersion {
            name: subject.name().to_owned(),
            version: subject.version.clone(),
        });
        Self {
            date: jiff::Timestamp::now().strftime("%Y-%m-%d").to_string(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            processor: processor(),
            rustc: rustc(),
            subjects: subjects.collect(),
        }
    }

    /// In one sentence.
    pub(super) fn shown(&self) -> String {
        let subjects: Vec<String> = self
            .subjects
            .iter()
            .map(|subject| format!("{} {}", subject.name, subject.version))
            .collect();
        let processor = self.processor.as_ref();
        format!(
            "Measured on {} on {} cores{}, with rustc {}: {}.",
            self.date,
            self.cores,
            processor.map_or(String::new(), |name| format!(" ({name})")),
            self.rustc,
            subjects.join(", ")
        )
    }
}

/// Returns the version of the compiler, such as `1.95.0`.
pub(super) fn rustc() -> String {
    let asked = Command::new("rustc").arg("--version").output();
    let text = asked.map(|asked| asked.stdout).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.split(' ').nth(1).unwrap_or("?").to_owned()
}

/// Linux says it; where it does not, the table is silent.
fn processor() -> Option<String> {
    let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

impl Report {
    pub(super) fn new(subjects: &[Subject], args: &BenchArgs, rows: Vec<Row>) -> Self {
        Self {
            setting: Setting::new(subjects),
            runs: args.runs,
            rows,
        }
    }

    pub(super) fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("numbers and texts are JSON");
        format!("{text}\n")
    }

    /// Returns all tables, each with what it shows.
    pub(super) fn tables(&self, is_terminal: bool) -> String {
        let mut parts = vec![self.setting.shown() + "\n", self.generation(is_terminal)];
        if self.has_checks() {
            parts.push(self.check(is_terminal));
        }
        parts.join("\n")
    }

    /// Returns the tables as sections of the README.
    pub(super) fn saved(&self) -> Vec<Section> {
        let mut sections = vec![Section {
            name: "generation",
            text: format!("{}\n\n{}", self.setting.shown(), self.generation(false)),
        }];
        if self.has_checks() {
            sections.push(Section {
                name: "check",
                text: format!("{}\n\n{}", self.setting.shown(), self.check(false)),
            });
        }
        sections
    }

    /// Returns the documents on which this project's generator fails.
    pub(super) fn failures(&self) -> Vec<String> {
        let ours = self
            .rows
            .iter()
            .filter_map(|row| Some((row, row.outcomes.first()?)));
        ours.flat_map(|(row, ours)| {
            let failures = [Some(&ours.generation), ours.check.as_ref()];
            failures
                .into_iter()
                .flatten()
                .filter_map(|measured| match measured {
                    Measured::Cost(_) => None,
                    Measured::Fails(why) => Some(format!("{}: {why}", row.document)),
                })
        })
        .collect()
    }

    fn has_checks(&self) -> bool {
        let mut outcomes = self.rows.iter().flat_map(|row| &row.outcomes);
        outcomes.any(|outcome| outcome.check.is_some())
    }

    fn generation(&self, is_terminal: bool) -> String {
        let what = format!(
            "Generating, written: time (of all cores), peak memory, lines of Rust (blank ones and comments counted); medians of {} runs.\n\n",
            self.runs
        );
        what + &self.table(
            is_terminal,
            |outcome| Some(&outcome.generation),
            TableKind::Generation,
        )
    }

    fn check(&self, is_terminal: bool) -> String {
        let what = "`cargo check` of the crate alone, not incremental: time (of all cores), peak memory of rustc.\n\n";
        what.to_owned()
            + &self.table(
                is_terminal,
                |outcome| outcome.check.as_ref(),
                TableKind::Check,
            )
    }

    /// Returns a table with a line for each document and a column for each subject, then the ratios.
    fn table(
        &self,
        is_terminal: bool,
        measured: fn(&Outcome) -> Option<&Measured>,
        kind: TableKind,
    ) -> String {
        let mut table = new_table(is_terminal);
        let mut header = vec!["document".to_owned(), "size".to_owned()];
        header.extend(
            self.setting
                .subjects
                .iter()
                .map(|subject| subject.name.clone()),
        );
        let has_peers = self.setting.subjects.len() > 1;
        if kind == TableKind::Generation {
            header.extend(["untyped", "largest file"].map(str::to_owned));
        }
        if has_peers {
            header.extend(["time : fastest", "memory : leanest"].map(str::to_owned));
            if kind == TableKind::Generation {
                header.push("lines : fewest".to_owned());
            }
        }
        table.set_header(header);
        for row in &self.rows {
            let mut cells = vec![row.document.clone(), size(row.bytes)];
            for outcome in &row.outcomes {
                cells.push(
                    measured(outcome)
                        .map_or("–".to_owned(), |measured| cell(measured, outcome, kind)),
                );
            }
            let costs: Vec<Option<Cost>> = row
                .outcomes
                .iter()
                .map(|outcome| measured(outcome).and_then(Measured::cost))
                .collect();
            if kind == TableKind::Generation {
                let ours = row.outcomes.first();
                let number = |number: Option<usize>| {
                    number.map_or("–".to_owned(), |number| number.to_string())
                };
                cells.push(number(ours.and_then(|ours| ours.untyped)));
                cells.push(number(ours.and_then(|ours| ours.largest)));
            }
            if has_peers {
                cells.push(ratio(&costs, |cost| cost.wall));
                #[allow(clippy::cast_precision_loss, reason = "memory is far below 2^52 bytes")]
                cells.push(ratio(&costs, |cost| cost.memory as f64));
                if kind == TableKind::Generation {
                    let lines: Vec<Option<usize>> =
                        row.outcomes.iter().map(|outcome| outcome.lines).collect();
                    #[allow(clippy::cast_precision_loss, reason = "so are lines")]
                    cells.push(ratio(&lines, |lines| *lines as f64));
                }
            }
            table.add_row(cells);
        }
        aligned(table)
    }
}

/// Subject of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TableKind {
    Generation,
    Check,
}

fn cell(measured: &Measured, outcome: &Outcome, kind: TableKind) -> String {
    match (measured, kind, outcome.lines) {
        (Measured::Fails(_), ..) => "fails".to_owned(),
        (Measured::Cost(cost), TableKind::Generation, Some(lines)) => {
            format!("{}, {lines}", shown(cost))
        }
        (Measured::Cost(cost), ..) => shown(cost),
    }
}

/// Aligns all columns but the first to the right.
pub(super) fn aligned(mut table: Table) -> String {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

/// Returns a cost in a table: `0.29 s (0.41 s), 49 MB`.
pub(super) fn shown(cost: &Cost) -> String {
    format!(
        "{} ({}), {}",
        time(cost.wall),
        time(cost.cpu),
        size(cost.memory)
    )
}

/// Seconds with as many digits as they are good for.
pub(super) fn time(seconds: f64) -> String {
    match seconds {
        small if small < 9.995 => format!("{small:.2} s"),
        middle if middle < 99.95 => format!("{middle:.1} s"),
        large => format!("{large:.0} s"),
    }
}

/// Bytes as KB, MB or GB of a thousand each.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} KB", bytes.div_ceil(1000)),
        1_000_000..10_000_000 => {
            format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
        }
        10_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / 1_000_000_000, bytes / 100_000_000 % 10),
    }
}

/// Returns the first against the best of the others.
fn ratio<T>(all: &[Option<T>], number: fn(&T) -> f64) -> String {
    let mut numbers = all.iter().map(|one| one.as_ref().map(number));
    let ours = numbers.next().flatten();
    let best = numbers.flatten().min_by(f64::total_cmp);
    match (ours, best) {
        (Some(ours), Some(best)) => format!("{:.2}", ours / best),
        _ => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(wall: f64, memory: u64) -> Cost {
        Cost {
            wall,
            cpu: wall * 1.5,
            memory,
        }
    }

    fn outcome(measured: Measured, check: Option<Measured>) -> Outcome {
        let is_there = measured.cost().is_some();
        Outcome {
            generation: measured,
            lines: is_there.then_some(17_203),
            largest: is_there.then_some(2_950),
            untyped: None,
            check,
        }
    }

    fn report() -> Report {
        let named = |name: &str, version: &str| NamedVersion {
            name: name.to_owned(),
            version: version.to_owned(),
        };
        let ours = Outcome {
            untyped: Some(4),
            ..outcome(
                Measured::Cost(cost(0.08, 24_600_000)),
                Some(Measured::Cost(cost(4.2, 310_000_000))),
            )
        };
        let peer = outcome(
            Measured::Cost(cost(0.25, 31_000_000)),
            Some(Measured::Fails("error[E0425]".to_owned())),
        );
        let broken = outcome(Measured::Fails("panicked".to_owned()), None);
        Report {
            setting: Setting {
                date: "2026-11-27".to_owned(),
                cores: 2,
                processor: None,
                rustc: "1.95.0".to_owned(),
                subjects: vec![
                    named("rill-codegen", "0.1.0"),
                    named("ploidy", "0.15.0"),
                    named("oas3-gen", "0.29.0"),
                ],
            },
            runs: 5,
            rows: vec![Row {
                document: "oxide-nexus.json".to_owned(),
                bytes: 436_683,
                outcomes: vec![ours, peer, broken],
            }],
        }
    }

    #[test]
    fn one_line_for_each_document_with_the_ratios() {
        expect_test::expect![[r#"
            Measured on 2026-11-27 on 2 cores, with rustc 1.95.0: rill-codegen 0.1.0, ploidy 0.15.0, oas3-gen 0.29.0.

            Generating, written: time (of all cores), peak memory, lines of Rust (blank ones and comments counted); medians of 5 runs.

            | document         |   size |                  rill-codegen |                        ploidy | oas3-gen | untyped | largest file | time : fastest | memory : leanest | lines : fewest |
            |------------------|--------|-------------------------------|-------------------------------|----------|---------|--------------|----------------|------------------|----------------|
            | oxide-nexus.json | 437 KB | 0.08 s (0.12 s), 24 MB, 17203 | 0.25 s (0.38 s), 31 MB, 17203 |    fails |       4 |         2950 |           0.32 |             0.79 |           1.00 |

            `cargo check` of the crate alone, not incremental: time (of all cores), peak memory of rustc.

            | document         |   size |            rill-codegen | ploidy | oas3-gen | time : fastest | memory : leanest |
            |------------------|--------|-------------------------|--------|----------|----------------|------------------|
            | oxide-nexus.json | 437 KB | 4.20 s (6.30 s), 310 MB |  fails |        – |              – |                – |
        "#]]
        .assert_eq(&report().tables(false));
    }

    #[test]
    fn the_readme_gets_what_was_measured_and_nothing_else() {
        let names = |report: &Report| -> Vec<&str> {
            report.saved().iter().map(|section| section.name).collect()
        };
        assert_eq!(names(&report()), ["generation", "check"]);
        let mut without = report();
        for outcome in &mut without.rows[0].outcomes {
            outcome.check = None;
        }
        assert_eq!(names(&without), ["generation"]);
    }

    #[test]
    fn a_failure_of_ours_is_a_failure_and_one_of_a_peer_is_not() {
        let mut report = report();
        assert!(report.failures().is_empty());
        report.rows[0].outcomes.swap(0, 2);
        assert_eq!(report.failures(), ["oxide-nexus.json: panicked"]);
    }

    #[test]
    fn numbers_have_the_digits_they_are_good_for() {
        let times = [0.004, 9.99, 9.996, 99.9, 99.96].map(time);
        assert_eq!(times, ["0.00 s", "9.99 s", "10.0 s", "99.9 s", "100 s"]);
        let sizes = [999, 436_683, 1_869_177, 49_400_000, 2_310_000_000].map(size);
        assert_eq!(sizes, ["1 KB", "437 KB", "1.8 MB", "49 MB", "2.3 GB"]);
    }
}
