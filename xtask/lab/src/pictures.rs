//! The pictures of the project's README, each drawn from a real run.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use clap::{Args, ValueEnum};
use rill_client_xtask::internal::checkout;
use rill_console::{Console, Exit, Problem, cargo, cargo_problem, read_file, write_file};

mod chart;
mod terminal;

/// Arguments of `cargo lab pictures`.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct PicturesArgs {
    /// Only these [default: all]
    picture: Vec<Picture>,
    /// Write nothing; exit with 1 if a picture differs from what a run gives now
    #[arg(long)]
    check: bool,
}

/// A picture of the README.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Picture {
    /// The terminal of `cargo xtask demo`
    Demo,
    /// The terminal of `cargo xtask check` with one diagnostic
    Diagnostic,
    /// The numbers of `cargo lab bench` beside other generators
    Bench,
}

/// Draws the pictures, or compares them with the committed ones.
pub(crate) fn run(args: &PicturesArgs, console: &mut Console<'_>) -> Result<Exit, Problem> {
    let root = checkout().ok_or_else(|| Problem::new("pictures need a checkout"))?;
    let all = match args.picture.as_slice() {
        [] => Picture::value_variants(),
        some => some,
    };
    let mut stale = Vec::new();
    for picture in all {
        let file = picture.file();
        let path = root.join(file);
        let drawn = picture.draw(&root)?;
        if read_file(&path)?.as_ref() == Some(&drawn) {
            continue;
        }
        if !args.check {
            write_file(&path, &drawn)?;
            console.say(format!("wrote {file}"));
        }
        stale.push(file);
    }
    if args.check && !stale.is_empty() {
        return Err(Problem::new(format!("stale: {}", stale.join(", ")))
            .help("run `cargo lab pictures`, and look at them"));
    }
    Ok(Exit::Done)
}

impl Picture {
    fn file(self) -> &'static str {
        match self {
            Self::Demo => ".github/demo.svg",
            Self::Diagnostic => ".github/diagnostic.svg",
            Self::Bench => ".github/bench.svg",
        }
    }

    fn draw(self, root: &Path) -> Result<String, Problem> {
        match self {
            Self::Demo => {
                let said = without_this_machine(&xtask(root, &["demo"])?);
                Ok(terminal::svg(
                    &format!("$ cargo xtask demo\n{said}"),
                    COLUMNS,
                ))
            }
            Self::Diagnostic => {
                let said = xtask(root, &["check", DOCUMENT])?;
                let first = said.split("\n\n").next().unwrap_or_default();
                let command = format!("$ cargo xtask check {DOCUMENT}\n{first}\n");
                Ok(terminal::svg(&command, COLUMNS))
            }
            Self::Bench => {
                let report = read_file(&root.join("xtask/lab/README.md"))?.unwrap_or_default();
                chart::svg(&report)
                    .ok_or_else(|| Problem::new("the report of the bench cannot be read"))
            }
        }
    }
}

/// Width of a terminal.
const COLUMNS: usize = 108;

/// A small document that the generator has something to say of.
const DOCUMENT: &str = "fixtures/pictures/openapi.yaml";

/// Returns what a command of this project prints on both of its streams.
fn xtask(root: &Path, words: &[&str]) -> Result<String, Problem> {
    let failed = |error: std::io::Error| cargo_problem(&error);
    let (mut reader, writer) = std::io::pipe().map_err(failed)?;
    let mut command: Command = cargo();
    command
        .args([
            "run",
            "--quiet",
            "--package",
            "rill-client-xtask",
            "--",
            "--color",
            "always",
        ])
        .args(words)
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer);
    let mut child = command.spawn().map_err(failed)?;
    // The pipe ends when nobody holds its other side any more.
    drop(command);
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(failed)?;
    child.wait().map_err(failed)?;
    Ok(text)
}

/// Replaces the port and the folder, which differ from run to run.
fn without_this_machine(text: &str) -> String {
    const ORIGIN: &str = "http://127.0.0.1:";
    let words = text.split_inclusive([' ', '\n']).map(|word| {
        let (word, space) = word.split_at(word.trim_end().len());
        let word = match (word.split_once("/demo/acme-ads"), word.strip_prefix(ORIGIN)) {
            (Some((_, rest)), _) => format!("target/demo/acme-ads{rest}"),
            (None, Some(rest)) => {
                let path = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                format!("{ORIGIN}8899{path}")
            }
            (None, None) => word.to_owned(),
        };
        word + space
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_and_folder_are_the_same_on_every_machine() {
        let said = "1/4  at http://127.0.0.1:40123/v1\n2/4  the crate /tmp/x/demo/acme-ads\nin /a/demo/acme-ads/src.\n";
        assert_eq!(
            without_this_machine(said),
            "1/4  at http://127.0.0.1:8899/v1\n2/4  the crate target/demo/acme-ads\nin target/demo/acme-ads/src.\n"
        );
    }

    #[test]
    fn the_chart_is_that_of_the_report() {
        let root = checkout().unwrap();
        let drawn = Picture::Bench.draw(&root).unwrap();
        let committed = read_file(&root.join(Picture::Bench.file())).unwrap();
        assert!(committed == Some(drawn), "run `cargo lab pictures bench`");
    }
}
