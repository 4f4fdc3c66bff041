//! The text of a terminal as SVG.

use std::fmt::Write as _;

const CHARACTER: f64 = 8.0;
const LINE: usize = 19;
const MARGIN: usize = 16;
const PLAIN: &str = "#e6edf3";
/// The eight colours of a terminal.
const COLOURS: [&str; 8] = [
    "#8b949e", "#ff7b72", "#7ee787", "#e3b341", "#79c0ff", "#d2a8ff", "#76e3ea", "#f0f6fc",
];

/// The way in which text is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Style {
    colour: &'static str,
    bold: bool,
}

const NORMAL: Style = Style {
    colour: PLAIN,
    bold: false,
};

/// Returns a picture of text with the colours of a terminal, `columns` wide; longer lines are broken.
pub(super) fn svg(text: &str, columns: usize) -> String {
    let mut lines = Vec::new();
    let mut style = NORMAL;
    for line in text.trim_end().lines() {
        lines.extend(broken(spans(line, &mut style), columns));
    }
    let width = length(columns) + 2.0 * to_f64(MARGIN);
    let height = lines.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#0d1117\"/>\n"
    );
    for (index, line) in lines.iter().enumerate() {
        let y = MARGIN + index * LINE + LINE - 5;
        let mut column = 0;
        for (text, style) in line {
            let count = text.chars().count();
            if !text.trim().is_empty() {
                let x = length(column) + to_f64(MARGIN);
                let weight = if style.bold {
                    " font-weight=\"bold\""
                } else {
                    ""
                };
                let _ = writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{y}\" textLength=\"{}\" xml:space=\"preserve\" fill=\"{}\"{weight}>{}</text>",
                    length(count),
                    style.colour,
                    escaped(text)
                );
            }
            column += count;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

/// Splits a line at its escape sequences.
fn spans(line: &str, style: &mut Style) -> Vec<(String, Style)> {
    let mut pieces = line.split("\u{1b}[");
    let mut spans = vec![(pieces.next().unwrap_or_default().to_owned(), *style)];
    for piece in pieces {
        let (codes, text) = piece.split_once('m').unwrap_or(("", piece));
        *style = styled(*style, codes);
        spans.push((text.to_owned(), *style));
    }
    spans.retain(|(text, _)| !text.is_empty());
    spans
}

/// Applies the codes of a sequence: `1;31`, `38;5;9`, or nothing for plain text.
fn styled(mut style: Style, codes: &str) -> Style {
    let mut codes = codes
        .split(';')
        .map(|code| code.parse::<usize>().unwrap_or(0));
    while let Some(code) = codes.next() {
        match code {
            0 => style = NORMAL,
            1 => style.bold = true,
            30..=37 | 90..=97 => style.colour = COLOURS[code % 10],
            38 => {
                let index = codes.nth(1).unwrap_or(7);
                style.colour = COLOURS[index % 8];
            }
            39 => style.colour = PLAIN,
            _ => {}
        }
    }
    style
}

/// Breaks a line where the terminal ends.
fn broken(spans: Vec<(String, Style)>, columns: usize) -> Vec<Vec<(String, Style)>> {
    let mut lines = vec![Vec::new()];
    let mut room = columns;
    for (text, style) in spans {
        let mut rest: Vec<char> = text.chars().collect();
        while rest.len() > room {
            let next = rest.split_off(room);
            lines.last_mut().into_iter().for_each(|line: &mut Vec<_>| {
                line.push((rest.iter().collect(), style));
            });
            lines.push(Vec::new());
            (rest, room) = (next, columns);
        }
        room -= rest.len();
        lines.last_mut().into_iter().for_each(|line| {
            line.push((rest.iter().collect(), style));
        });
    }
    lines
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn length(characters: usize) -> f64 {
    to_f64(characters) * CHARACTER
}

fn to_f64(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_breaks_and_letters_of_xml() {
        let svg = svg(
            "plain \u{1b}[1;31merror\u{1b}[0m: <a & b>\n\u{1b}[38;5;12m|\n1234567890123456789012345",
            20,
        );
        for part in [
            ">plain </text>",
            "textLength=\"40\" xml:space=\"preserve\" fill=\"#ff7b72\" font-weight=\"bold\">error<",
            ">: &lt;a &amp;",
            "fill=\"#79c0ff\">|<",
            ">12345678901234567890</text>",
            ">12345</text>",
        ] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        assert_eq!(svg.matches("<text").count(), 6, "{svg}");
    }
}
