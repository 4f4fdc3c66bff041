//! The terminal: its width, and its colors.

use std::env;

/// Returns the number of columns of the terminal that results go to, if it is one.
pub fn terminal_width() -> Option<u16> {
    let (_, columns) = console::Term::stdout().size_checked()?;
    (columns > 0).then_some(columns)
}

/// Returns what the environment says of colors, by the variables that Cargo and most programs know.
pub(crate) fn color_from_environment() -> Option<bool> {
    let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    color(&value)
}

fn color(value: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    match value("CARGO_TERM_COLOR").as_deref() {
        Some("always") => return Some(true),
        Some("never") => return Some(false),
        _ => {}
    }
    if value("NO_COLOR").is_some() {
        return Some(false);
    }
    if value("CLICOLOR_FORCE").is_some_and(|force| force != "0") {
        return Some(true);
    }
    let is_dumb = value("TERM").is_some_and(|terminal| terminal == "dumb");
    (is_dumb || value("CLICOLOR").is_some_and(|color| color == "0")).then_some(false)
}

/// Returns a text in lines of at most `width` characters; all but the first begin with `indent` spaces.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map_or(0, |line| line.chars().count());
        let start = if lines.len() == 1 { 0 } else { indent };
        if line > start && line + 1 + word.chars().count() > width {
            lines.push(" ".repeat(indent));
        }
        let start = if lines.len() == 1 { 0 } else { indent };
        if let Some(line) = lines.last_mut() {
            if line.chars().count() > start {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// Returns a line in parts, one below the other, where it has several and is longer than `width`.
pub fn folded(line: &str, width: usize) -> String {
    if line.chars().count() <= width {
        return line.to_owned();
    }
    line.replace("; ", ";\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_their_parts() {
        assert_eq!(folded("a; b; c", 7), "a; b; c");
        assert_eq!(folded("a; b; c", 6), "a;\n  b;\n  c");
    }

    #[test]
    fn colors_follow_the_environment() {
        for (given, expected) in [
            (&[][..], None),
            (&[("NO_COLOR", "1")], Some(false)),
            (
                &[("NO_COLOR", "1"), ("CARGO_TERM_COLOR", "always")],
                Some(true),
            ),
            (&[("CLICOLOR_FORCE", "1")], Some(true)),
            (&[("CLICOLOR_FORCE", "0")], None),
            (&[("CLICOLOR", "0")], Some(false)),
            (&[("TERM", "dumb")], Some(false)),
            (
                &[("TERM", "xterm"), ("CARGO_TERM_COLOR", "never")],
                Some(false),
            ),
        ] {
            let value = |name: &str| {
                let found = given.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(color(&value), expected, "{given:?}");
        }
    }

    #[test]
    fn lines_are_no_wider_than_asked_for() {
        assert_eq!(wrapped("a bb  ccc dddd", 6, 2), "a bb\n  ccc\n  dddd");
        assert_eq!(wrapped("longer-than-that b", 4, 0), "longer-than-that\nb");
    }
}
