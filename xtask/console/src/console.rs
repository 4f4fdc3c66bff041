//! The two streams a command speaks on.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::Exit;
use crate::problem::Problem;
use crate::program::as_called;

/// The amount that a command says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors alone.
    Quiet,
    /// The result of a command.
    #[default]
    Normal,
    /// Every step and every diagnostic.
    Verbose,
}

/// The form of what a command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// `true` if the result is one JSON object.
    pub json: bool,
    /// The amount that is said.
    pub verbosity: Verbosity,
    /// Colors, where the command line decides it; else the terminal and the environment do.
    pub color: Option<bool>,
}

/// Results go to `out`, everything else to `err`.
///
/// A reader that has gone away (`| head`) is no failure: what it does not want is dropped, and the command runs on to
/// its own exit code.
pub struct Console<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    style: Style,
    command: String,
    interactive: bool,
    draws: bool,
    failed: Option<io::Error>,
    /// With `json`: the results so far, as text and by key.
    text: String,
    report: Map<String, Value>,
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console")
            .field("style", &self.style)
            .field("interactive", &self.interactive)
            .finish_non_exhaustive()
    }
}

impl<'a> Console<'a> {
    /// Two streams that are no terminals.
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out,
            err,
            style: Style {
                color: Some(false),
                ..Style::default()
            },
            command: String::new(),
            interactive: false,
            draws: false,
            failed: None,
            text: String::new(),
            report: Map::new(),
        }
    }

    /// Says which of the two streams are terminals.
    #[must_use]
    pub fn on_terminals(self, out: bool, err: bool) -> Self {
        Self {
            interactive: err && self.style.verbosity != Verbosity::Quiet,
            draws: out && !self.style.json,
            ..self
        }
    }

    /// Sets the form of what is printed.
    #[must_use]
    pub fn in_style(self, style: Style) -> Self {
        Self { style, ..self }
    }

    /// Names the command that speaks.
    #[must_use]
    pub fn of_command(self, command: &str) -> Self {
        Self {
            command: command.to_owned(),
            ..self
        }
    }

    /// Returns the name of the command that speaks; empty where a program calls it as a library.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// Returns `true` if results go to a terminal, where a table may be drawn.
    pub fn draws(&self) -> bool {
        self.draws
    }

    /// Returns `true` if there is a terminal beside the results, where progress may be drawn.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Returns `true` if the result is one JSON object.
    pub fn is_json(&self) -> bool {
        self.style.json
    }

    /// Returns `true` if every step and every diagnostic is said.
    pub fn is_verbose(&self) -> bool {
        self.style.verbosity == Verbosity::Verbose
    }

    /// Returns `true` if results may have colors.
    pub fn colors_results(&self) -> bool {
        !self.style.json && self.style.color.unwrap_or(self.draws)
    }

    /// Returns `true` if what stands beside the results may have colors.
    pub fn colors_messages(&self) -> bool {
        self.style.color.unwrap_or(self.interactive)
    }

    /// Writes a part of the result as it is.
    pub fn result(&mut self, text: &str) {
        if self.style.json {
            self.text.push_str(text);
        } else {
            self.write(text);
        }
    }

    fn write(&mut self, text: &str) {
        let written = self
            .out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush());
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
            && self.failed.is_none()
        {
            self.failed = Some(error);
        }
    }

    /// Adds the keys of an object to the JSON object that the command ends with.
    pub fn report(&mut self, object: Value) {
        if let Value::Object(keys) = object {
            self.report.extend(keys);
        }
    }

    /// Writes one line beside the result, unless errors alone are wanted.
    pub fn say(&mut self, line: impl std::fmt::Display) {
        if self.style.verbosity > Verbosity::Quiet {
            self.write_message(&line.to_string());
        }
    }

    /// Writes one line about a step: on a terminal, or where every step is wanted.
    pub fn step(&mut self, line: impl std::fmt::Display) {
        if self.interactive || self.is_verbose() {
            self.write_message(&line.to_string());
        }
    }

    /// Writes a problem beside the result, whatever is wanted.
    pub fn problem(&mut self, problem: &Problem) {
        let text = problem.render(self.colors_messages());
        self.write_message(&text);
    }

    fn write_message(&mut self, text: &str) {
        // There is nowhere left to tell that standard error is gone.
        drop(writeln!(self.err, "{}", as_called(text.trim_end())));
    }

    /// Ends the command: says what it failed with, and with JSON prints the one object.
    pub(crate) fn finish(&mut self, ended: Result<Exit, Problem>) -> Exit {
        let (exit, object) = self.end(ended);
        if self.style.json {
            self.write(&format!("{object:#}\n"));
        }
        exit
    }

    /// Ends a step of a command that goes on: says what it failed with, and with JSON prints an object on one line.
    pub fn event(&mut self, ended: Result<Exit, Problem>) {
        let (_, object) = self.end(ended);
        if self.style.json {
            self.write(&format!("{object}\n"));
        }
    }

    fn end(&mut self, ended: Result<Exit, Problem>) -> (Exit, Value) {
        let (exit, error) = match ended {
            Ok(exit) => (exit, None),
            Err(problem) => {
                self.problem(&problem);
                (problem.kind().exit(), Some(problem.to_json()))
            }
        };
        let outcome = match (exit, &error) {
            (Exit::Done, _) => "done",
            (_, Some(_)) => "error",
            (_, None) => "failed",
        };
        let mut object = json!({
            "version": 1,
            "command": self.command,
            "exit": exit.code(),
            "outcome": outcome,
            "error": error,
        });
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            object["output"] = text.into();
        }
        for (key, value) in std::mem::take(&mut self.report) {
            object[key] = value;
        }
        (exit, object)
    }

    /// Returns the first failure to write a result, such as a full disk behind `>`.
    pub fn take_failure(&mut self) -> Option<io::Error> {
        self.failed.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_left_is_no_failure_but_a_full_disk_is() {
        for (kind, failed) in [
            (io::ErrorKind::BrokenPipe, false),
            (io::ErrorKind::StorageFull, true),
        ] {
            let (mut out, mut err) = (Broken(kind), Vec::new());
            let mut console = Console::new(&mut out, &mut err);
            console.result("text");
            assert_eq!(console.take_failure().is_some(), failed, "{kind:?}");
        }
    }

    #[test]
    fn quiet_leaves_errors_and_verbose_adds_steps() {
        for (verbosity, expected) in [
            (Verbosity::Quiet, "error: no\n"),
            (Verbosity::Normal, "error: no\nline\n"),
            (Verbosity::Verbose, "error: no\nline\nstep\n"),
        ] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let style = Style {
                verbosity,
                ..Style::default()
            };
            let mut console = Console::new(&mut out, &mut err).in_style(style);
            console.problem(&Problem::new("no"));
            console.say("line");
            console.step("step");
            assert_eq!(String::from_utf8_lossy(&err), expected);
        }
    }

    #[test]
    fn json_is_an_object_for_each_end_whatever_happened() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let style = Style {
            json: true,
            ..Style::default()
        };
        let mut console = Console::new(&mut out, &mut err).in_style(style);
        console.result("a\n");
        console.result("b\n");
        console.report(json!({"outcome": "stale"}));
        console.event(Ok(Exit::Failed));
        console.finish(Err(Problem::network("no answer")));
        let text = String::from_utf8(out).unwrap();
        let (event, object) = text.split_once('\n').unwrap();
        let event: Value = serde_json::from_str(event).unwrap();
        assert_eq!(event["output"], "a\nb\n");
        assert_eq!(
            (&event["outcome"], &event["exit"]),
            (&json!("stale"), &json!(1))
        );
        let object: Value = serde_json::from_str(object).unwrap();
        assert_eq!(
            (&object["outcome"], &object["exit"]),
            (&json!("error"), &json!(3))
        );
        assert_eq!(object["error"]["code"], "network");
        assert!(object["output"].is_null());
    }
}
