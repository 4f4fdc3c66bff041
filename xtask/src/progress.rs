//! How far a download is.

use std::future::Future;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done sooner needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on a terminal, nothing elsewhere.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    interactive: bool,
}

impl Progress {
    /// A bar that shows itself only on a terminal, and only when there is something to wait for.
    pub(crate) fn new(interactive: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        Self { bar, interactive }
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
            self.bar.set_style(style_of(
                "{spinner} waiting for the server, {elapsed} {bytes}",
            ));
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(PATIENCE) => {}
            }
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.enable_steady_tick(Duration::from_millis(100));
        }
        let done = work.await;
        self.bar.finish_and_clear();
        done
    }
}

fn style_of(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the templates of this file are right")
}
