//! The two streams a command speaks on.

use std::io::{self, Write};

use crate::program::as_called;

/// Results go to `out`, everything else to `err`.
///
/// A reader that has gone away (`| head`) is no failure: what it does not want is dropped, and the command runs on to
/// its own exit code.
pub struct Console<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    interactive: bool,
    draws: bool,
    failed: Option<io::Error>,
}

impl std::fmt::Debug for Console<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console")
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
            interactive: false,
            draws: false,
            failed: None,
        }
    }

    /// Says which of the two streams are terminals.
    #[must_use]
    pub fn on_terminals(self, out: bool, err: bool) -> Self {
        Self {
            interactive: err,
            draws: out,
            ..self
        }
    }

    /// Returns `true` if results go to a terminal, where a table may be drawn.
    pub fn draws(&self) -> bool {
        self.draws
    }

    /// Returns `true` if there is a terminal beside the results, where progress may be drawn.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Writes a part of the result as it is.
    pub fn result(&mut self, text: &str) {
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

    /// Writes one line beside the result, with commands as this program was called.
    pub fn say(&mut self, line: impl std::fmt::Display) {
        // There is nowhere left to tell that standard error is gone.
        drop(writeln!(self.err, "{}", as_called(&line.to_string())));
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
}
