//! `cargo lab bench --growth`: time grows no faster than the document.

use super::figures::Figures;
use super::generation::generate;
use super::outcome::Measured;
use super::process::Cost;
use super::subject::Subject;
use super::{BenchArgs, Place, synthetic, unwritten};
use rill_console::Problem;

/// Schemas of the larger document; it has half as many operations.
const SCHEMAS: usize = 10_000;
/// Ratio of the sizes of the two documents.
const TIMES: usize = 10;
/// Highest ratio of the times: a fifth more than that of the sizes, for caches that the larger one does not fit into.
pub(super) const AT_MOST: f64 = 12.0;

/// Generates two documents in turns, of which one is ten times the other.
pub(super) fn run(args: &BenchArgs, place: &Place, ours: &Subject) -> Result<Figures, Problem> {
    let mut sizes = Vec::new();
    for schemas in [SCHEMAS / TIMES, SCHEMAS] {
        let document = synthetic::document(&place.folder, schemas);
        sizes.push(document.map_err(|error| unwritten(&place.folder, &error))?);
    }
    let mut runs: Vec<Vec<Result<Cost, String>>> = vec![Vec::new(); sizes.len()];
    for _ in 0..args.runs {
        for (document, runs) in sizes.iter().zip(&mut runs) {
            runs.push(generate(args, place, document, ours));
        }
    }
    let what =
        "Generating two synthetic documents, wide and deep, of which one is ten times the other.";
    let mut figures = Figures::new("growth", what, std::slice::from_ref(ours));
    let mut costs = Vec::new();
    for (document, runs) in sizes.iter().zip(runs) {
        let cost = Measured::of(runs).taken(&document.name)?;
        figures.cost(&document.name, cost);
        costs.push(cost);
    }
    if let [small, large] = costs.as_slice() {
        figures.bar("time, large : small", large.wall / small.wall, AT_MOST);
        figures.bar(
            "time of all cores, large : small",
            large.cpu / small.cpu,
            AT_MOST,
        );
    }
    Ok(figures)
}
