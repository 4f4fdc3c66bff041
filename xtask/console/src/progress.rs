//! Progress of a download, or of local work that takes longer than a moment.

use std::future::Future;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that ends sooner gets no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on a terminal, nothing elsewhere.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    interactive: bool,
    started: Instant,
    /// `true` if it counts things and not bytes.
    counts: bool,
}

impl Progress {
    /// Returns a bar that shows itself only on a terminal, and only when there is something to wait for.
    pub fn new(interactive: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self {
            bar,
            interactive,
            started: Instant::now(),
            counts: false,
        }
    }

    /// Returns a bar that counts to a number of calls.
    pub fn count(interactive: bool, calls: usize) -> Self {
        let mut progress = Self::new(interactive);
        progress.counts = true;
        progress.bar.set_length(calls as u64);
        let style = "{spinner} [{bar:30}] {pos} of {len} APIs, {elapsed}";
        progress
            .bar
            .set_style(style_of(style).progress_chars("=> "));
        progress
    }

    /// Sets the number of bytes to come, if the server announces it.
    pub fn expect(&self, bytes: Option<u64>) {
        if let Some(bytes) = bytes {
            self.bar.set_length(bytes);
            let style = "{spinner} [{bar:30}] {bytes} of {total_bytes}";
            self.bar.set_style(style_of(style).progress_chars("=> "));
        }
    }

    /// Adds a number of bytes, or of calls.
    pub fn advance(&self, bytes: usize) {
        self.bar.inc(bytes as u64);
    }

    /// Runs `work`, and draws the bar once it takes longer than a moment.
    pub async fn watch<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        if self.interactive {
            if !self.counts {
                let style = "{spinner} waiting for the server, {elapsed} {bytes}";
                self.bar.set_style(style_of(style));
            }
            // Of many short calls the bar shows how far they are, once together they take longer than a moment.
            let patience = PATIENCE.saturating_sub(self.started.elapsed());
            if let Ok(done) = tokio::time::timeout(patience, &mut work).await {
                return done;
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
        let done = work.await;
        if !self.counts {
            self.bar.finish_and_clear();
        }
        done
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        // What comes next starts on a clean line.
        self.bar.finish_and_clear();
    }
}

/// Progress of work that goes step by step.
#[derive(Debug)]
pub struct Steps<'a>(&'a ProgressBar);

impl Steps<'_> {
    /// Names the current step.
    pub fn now(&self, what: &str) {
        self.0.set_message(what.to_owned());
    }

    /// One more step is done.
    pub fn advance(&self) {
        self.0.inc(1);
    }

    /// Prints something, with the bar out of its way.
    pub fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }
}

/// Runs `work` and says what it is, once it takes longer than a moment and on a terminal only.
pub fn during<T>(is_interactive: bool, what: &str, work: impl FnOnce() -> T) -> T {
    let bar = hidden(None, "{spinner} {msg}, {elapsed}");
    bar.set_message(what.to_owned());
    drawn_after(
        PATIENCE,
        is_interactive.then(ProgressDrawTarget::stderr),
        &bar,
        work,
    )
}

/// Runs `work` of a number of steps, with a bar once it takes longer than a moment, on a terminal only.
pub fn during_steps<T>(
    is_interactive: bool,
    steps: usize,
    work: impl FnOnce(&Steps<'_>) -> T,
) -> T {
    let bar = hidden(
        Some(steps as u64),
        "{spinner} [{bar:30}] {pos} of {len}, {elapsed} {msg}",
    );
    let target = is_interactive.then(ProgressDrawTarget::stderr);
    drawn_after(PATIENCE, target, &bar, || work(&Steps(&bar)))
}

fn hidden(length: Option<u64>, template: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
    bar.with_style(style_of(template).progress_chars("=> "))
}

/// Draws the bar on the target, if there is one, when the work is not done in time; and clears it at its end.
fn drawn_after<T>(
    patience: Duration,
    target: Option<ProgressDrawTarget>,
    bar: &ProgressBar,
    work: impl FnOnce() -> T,
) -> T {
    let Some(target) = target else {
        return work();
    };
    let done = std::thread::scope(|scope| {
        let (working, ended) = mpsc::channel::<()>();
        scope.spawn(move || {
            if ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout) {
                bar.set_draw_target(target);
                bar.enable_steady_tick(Duration::from_millis(100));
            }
        });
        let done = work();
        drop(working);
        done
    });
    bar.finish_and_clear();
    done
}

fn style_of(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates of this file are right")
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, Condvar, Mutex};

    use super::*;

    /// A terminal that counts what is written to it.
    #[derive(Clone, Debug, Default)]
    struct Terminal(Arc<(Mutex<usize>, Condvar)>);

    impl Terminal {
        fn target(&self) -> ProgressDrawTarget {
            ProgressDrawTarget::term_like(Box::new(self.clone()))
        }

        fn writes(&self) -> usize {
            *self.0.0.lock().unwrap()
        }

        /// Returns when something has been drawn.
        fn wait(&self) {
            let (writes, written) = &*self.0;
            let writes = writes.lock().unwrap();
            drop(written.wait_while(writes, |writes| *writes == 0).unwrap());
        }

        fn write(&self) {
            let (writes, written) = &*self.0;
            *writes.lock().unwrap() += 1;
            written.notify_all();
        }
    }

    impl indicatif::TermLike for Terminal {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, _: &str) -> io::Result<()> {
            self.write();
            Ok(())
        }
        fn write_str(&self, _: &str) -> io::Result<()> {
            self.write();
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    const LONG: Duration = Duration::from_secs(3600);

    #[test]
    fn what_is_done_in_time_draws_nothing() {
        let terminal = Terminal::default();
        let bar = hidden(None, "{msg}");
        let steps = AtomicUsize::new(0);
        let done = drawn_after(LONG, Some(terminal.target()), &bar, || {
            Steps(&bar).now("a");
            Steps(&bar).advance();
            Steps(&bar).aside(|| steps.fetch_add(1, Ordering::Relaxed));
            7
        });
        assert_eq!((done, terminal.writes()), (7, 0));
        assert_eq!((bar.position(), steps.into_inner()), (1, 1));
    }

    #[test]
    fn what_takes_longer_is_drawn_while_it_goes_on() {
        let terminal = Terminal::default();
        let bar = hidden(Some(2), "{pos} of {len}");
        // The work ends only when something was drawn.
        drawn_after(Duration::ZERO, Some(terminal.target()), &bar, || {
            terminal.wait();
        });
        assert!(terminal.writes() > 0);
        assert!(bar.is_finished());
    }

    #[test]
    fn off_a_terminal_nothing_is_drawn_however_long_it_takes() {
        let bar = hidden(None, "{msg}");
        drawn_after(Duration::ZERO, None, &bar, || assert!(bar.is_hidden()));
    }
}
