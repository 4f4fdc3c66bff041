//! The report of the bench as a chart: how long `cargo check` of each generated crate takes.

use std::fmt::Write as _;

const BAR: f64 = 11.0;
const LEFT: f64 = 180.0;
const WIDTH: f64 = 860.0;
/// The first is this project's.
const COLOURS: [&str; 5] = ["#d1242f", "#8c959f", "#6e7781", "#a8b1bb", "#57606a"];

/// The part of the report that is drawn.
#[derive(Debug, PartialEq)]
struct Report {
    date: String,
    generators: Vec<String>,
    /// Seconds of each generator's crate, by document; none where there is no crate that compiles.
    documents: Vec<(String, Vec<Option<f64>>)>,
}

/// Returns the chart of a report; `None` if it has no numbers.
pub(super) fn svg(text: &str) -> Option<String> {
    let report = parse(text)?;
    let seconds = report
        .documents
        .iter()
        .flat_map(|(_, times)| times.iter().flatten());
    let longest = seconds.copied().fold(0.0, f64::max);
    let scale = (WIDTH - LEFT - 70.0) / longest;
    let mut body = String::new();
    let mut y = 62.0;
    for (document, times) in &report.documents {
        let middle = y + BAR * 0.5 * count(times.len()) + 4.0;
        let _ = writeln!(
            body,
            "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{document}</text>",
            LEFT - 10.0
        );
        for (index, time) in times.iter().enumerate() {
            let (length, label) = match time {
                Some(seconds) => (seconds * scale, format!("{seconds} s")),
                None => (0.0, "no crate that compiles".to_owned()),
            };
            let _ = writeln!(
                body,
                "<rect x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{}\" fill=\"{}\"/>\
                 <text x=\"{:.1}\" y=\"{}\" font-size=\"9\">{label}</text>",
                BAR - 2.0,
                COLOURS[index % COLOURS.len()],
                LEFT + length + 5.0,
                y + BAR - 3.0
            );
            y += BAR;
        }
        y += 12.0;
    }
    let mut legend = String::new();
    for (index, generator) in report.generators.iter().enumerate() {
        let x = LEFT + count(index) * 135.0;
        let _ = writeln!(
            legend,
            "<rect x=\"{x}\" y=\"36\" width=\"10\" height=\"10\" fill=\"{}\"/><text x=\"{}\" y=\"45\">{generator}</text>",
            COLOURS[index % COLOURS.len()],
            x + 15.0
        );
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {y}\" width=\"{WIDTH}\" height=\"{y}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#1f2328\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#f6f8fa\"/>\n\
         <text x=\"16\" y=\"22\" font-size=\"14\" font-weight=\"bold\">`cargo check` of the generated crate, {}; shorter is better</text>\n\
         {legend}{body}</svg>\n",
        report.date
    ))
}

fn parse(text: &str) -> Option<Report> {
    let (_, section) = text.split_once("<!-- bench check:")?;
    let (section, _) = section.split_once("<!-- end of bench -->")?;
    let (_, date) = section.split_once("Measured on ")?;
    let mut rows = section.lines().filter(|line| line.starts_with("| "));
    let header = cells(rows.next()?);
    // Behind document and size; ratios follow.
    let generators = header.iter().skip(2).take_while(|cell| !cell.contains(':'));
    let generators: Vec<String> = generators.map(|cell| (*cell).to_owned()).collect();
    let documents: Vec<_> = rows
        .map(|row| {
            let cells = cells(row);
            let times = cells.iter().skip(2).take(generators.len());
            let times = times.map(|cell| cell.split(" s").next()?.parse().ok());
            let name = cells.first().copied().unwrap_or_default();
            (name.to_owned(), times.collect())
        })
        .collect();
    (!documents.is_empty()).then(|| Report {
        date: date.split(' ').next().unwrap_or_default().to_owned(),
        generators,
        documents,
    })
}

fn cells(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_read() {
        let text = "<!-- bench check: x -->\nMeasured on 2026-11-27 on 2 cores.\n\n\
            | document | size | ours | theirs | time : fastest |\n|---|---|---|---|---|\n\
            | a.json | 1 MB | 1.97 s (1.96 s), 336 MB | fails | 0.5 |\n<!-- end of bench -->\n";
        let expected = Report {
            date: "2026-11-27".to_owned(),
            generators: vec!["ours".to_owned(), "theirs".to_owned()],
            documents: vec![("a.json".to_owned(), vec![Some(1.97), None])],
        };
        assert_eq!(parse(text), Some(expected));
        let svg = svg(text).unwrap();
        assert!(svg.contains(">1.97 s<") && svg.contains(">no crate that compiles<"));
    }
}
