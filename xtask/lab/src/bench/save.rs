//! Measurements, written into this package's README between marks.

use std::path::Path;

use rill_console::{Problem, read_file, shown};

const README: &str = "xtask/lab/README.md";

/// A part of the README that this command writes.
#[derive(Clone, Debug)]
pub(super) struct Section {
    /// Name in its marks.
    pub(super) name: &'static str,
    /// Markdown.
    pub(super) text: String,
}

/// Writes sections, and leaves all else as it is.
///
/// # Errors
///
/// The README has no marks for one.
pub(super) fn write(root: &Path, sections: &[Section]) -> Result<(), Problem> {
    let path = root.join(README);
    let mut text = read_file(&path)?.unwrap_or_default();
    for section in sections {
        text = replaced(&text, section).ok_or_else(|| {
            Problem::new(format!("the README has no place for `{}`", section.name))
                .at(shown(&path))
                .help(format!(
                    "add these two lines where it belongs: {} {END}",
                    begin(section.name)
                ))
        })?;
    }
    std::fs::write(&path, text).map_err(|error| super::unwritten(&path, &error))
}

const END: &str = "<!-- end of bench -->";

fn begin(name: &str) -> String {
    format!("<!-- bench {name}: written by cargo lab bench --save -->")
}

fn replaced(text: &str, section: &Section) -> Option<String> {
    let begin = begin(section.name);
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!(
        "{before}{begin}\n{}\n{END}{after}",
        section.text.trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_readme_has_a_place_for_each_section() {
        let readme = include_str!("../../README.md");
        for name in [
            "generation",
            "check",
            "growth",
            "touch",
            "release-app",
            "runtime",
        ] {
            let text = String::new();
            let section = Section { name, text };
            assert!(replaced(readme, &section).is_some(), "{name}");
        }
    }

    #[test]
    fn only_what_stands_between_its_marks_is_replaced() {
        let section = |name| Section {
            name,
            text: "| new |\n".to_owned(),
        };
        let text = format!("a\n{}\nold\n{END}\nb\n{}\n{END}\n", begin("x"), begin("y"));
        let first = replaced(&text, &section("x")).unwrap();
        assert_eq!(
            first,
            format!(
                "a\n{}\n| new |\n{END}\nb\n{}\n{END}\n",
                begin("x"),
                begin("y")
            )
        );
        assert_eq!(replaced(&first, &section("x")).unwrap(), first);
        assert!(replaced(&text, &section("z")).is_none());
    }
}
