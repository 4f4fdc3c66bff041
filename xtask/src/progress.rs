//! How far a download is.

use std::future::Future;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on a terminal, nothing elsewhere.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    interactive: bool,
    started: Instant,
    /// Whether it counts things and not bytes.
    counts: bool,
}

impl Progress {
    /// A bar that shows itself only on a terminal, and only when there is something to wait for.
    pub(crate) fn new(interactive: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self {
            bar,
            interactive,
            started: Instant::now(),
            counts: false,
        }
    }

    /// A bar that counts to a number of calls.
    pub(crate) fn count(interactive: bool, calls: usize) -> Self {
        let mut progress = Self::new(interactive);
        progress.counts = true;
        progress.bar.set_length(calls as u64);
        let style = "{spinner} [{bar:30}] {pos} of {len} APIs, {elapsed}";
        progress
            .bar
            .set_style(style_of(style).progress_chars("=> "));
        progress
    }

    /// How many bytes will come, if the server says so.
    pub(crate) fn expect(&self, bytes: Option<u64>) {
        if let Some(bytes) = bytes {
            self.bar.set_length(bytes);
            let style = "{spinner} [{bar:30}] {bytes} of {total_bytes}";
            self.bar.set_style(style_of(style).progress_chars("=> "));
        }
    }

    /// So many bytes more have come.
    pub(crate) fn advance(&self, bytes: usize) {
        self.bar.inc(bytes as u64);
    }

    /// Runs `work`, and draws the bar once it takes longer than a moment.
    pub(crate) async fn watch<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        if self.interactive {
            if !self.counts {
                let style = "{spinner} waiting for the server, {elapsed} {bytes}";
                self.bar.set_style(style_of(style));
            }
            // Of many short calls the bar shows how far they are, once together they take longer than a moment.
            let patience = PATIENCE.saturating_sub(self.started.elapsed());
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = tokio::time::sleep(patience) => {}
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

fn style_of(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates of this file are right")
}
