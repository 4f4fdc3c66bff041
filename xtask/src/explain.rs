//! `cargo xtask explain`: what a code means and what to write.

use std::fmt::Write as _;

use rill_codegen::{Code, Level};

use rill_console::{Console, Exit, Problem, as_called};

use crate::lint;

/// Arguments of `cargo xtask explain`.
#[derive(clap::Args, Clone, Debug, Default)]
pub(crate) struct ExplainArgs {
    /// Code of a finding, such as `untyped`; without one all are listed
    pub(crate) code: Option<String>,
}

/// Explains one code, or lists all of them.
pub(crate) fn run(args: &ExplainArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let text = match &args.code {
        None => list(),
        Some(text) => page(lint::code(text)?),
    };
    console.result(&as_called(&text));
    Ok(Exit::Done)
}

/// Returns a line for each code.
fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max();
    let width = width.unwrap_or_default();
    let mut text = String::new();
    for code in Code::ALL {
        let lines = unwrapped(code.explanation());
        let first = lines.split_inclusive(". ").next().unwrap_or_default();
        let (code, severity) = (code.as_str(), code.severity().as_str());
        let _ = writeln!(text, "{code:width$}  {severity:7}  {}", first.trim());
    }
    text.push_str("\nMore about one: cargo xtask explain CODE\n");
    text
}

fn page(code: Code) -> String {
    let mut text = format!(
        "{code} ({})\n\n{}\n",
        code.severity(),
        wrapped(&unwrapped(code.explanation()))
    );
    if let Some(example) = code.example() {
        let _ = write!(
            text,
            "\nInstead of\n\n{}\nwrite\n\n{}",
            indented(example.before),
            indented(example.after)
        );
    }
    let levels = match lint::default_level(code) {
        Level::Deny => r#""warn"    # or "allow"; "deny""#,
        Level::Warn | Level::Allow => r#""deny"    # or "allow"; "warn""#,
    };
    let _ = write!(
        text,
        "\nIn rill-client.toml a client can fail on it, or pass over it:\n\n    [client.lints]\n    {code} = {levels} is the default\n"
    );
    text
}

/// Returns a doc comment as one line.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a text in lines of at most 80 characters.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > 80 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut all, line| {
        let _ = writeln!(all, "    {line}");
        all
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_why_and_what_to_write() {
        expect_test::expect![[r#"
            untyped (note)

            The document does not say what a value is: no type, an object without
            properties, an array without elements, or an answer without a schema. The value
            is untyped JSON.

            Instead of

                properties: {tags: {type: array}}

            write

                properties: {tags: {type: array, items: {type: string}}}

            In rill-client.toml a client can fail on it, or pass over it:

                [client.lints]
                untyped = "deny"    # or "allow"; "warn" is the default
        "#]]
        .assert_eq(&page(Code::Untyped));
    }

    #[test]
    fn what_is_denied_by_default_says_so() {
        let page = page(Code::ExternalReference);
        let levels = "external-reference = \"warn\"    # or \"allow\"; \"deny\" is the default\n";
        assert!(page.ends_with(levels), "{page}");
    }

    #[test]
    fn every_code_stands_in_the_list_with_a_sentence() {
        let list = list();
        for code in Code::ALL {
            let line = list
                .lines()
                .find(|line| line.split(' ').next() == Some(code.as_str()))
                .unwrap_or_else(|| panic!("{code} is not listed"));
            assert!(line.ends_with('.'), "{line}");
            assert!(page(*code).contains(code.severity().as_str()));
        }
    }
}
