//! Rules for sending calls again.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderMap, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::http::platform::random;

/// Rules for sending calls again that failed for a transient reason.
///
/// Only what is safe is repeated: calls of a Rill API (they read), and the methods that RFC 9110 calls idempotent,
/// after a connection that broke, an attempt that took too long, or one of the statuses 408, 429, 502, 503 and 504. Any
/// other call is repeated where no connection came about, so that the server has seen nothing of it. A call whose body
/// is a stream, which can be read once, is never repeated.
///
/// The pause before the `n`-th repetition is a random part ("full jitter") of `first · 2ⁿ⁻¹`, of `max` at most,
/// or what the server asks for in `Retry-After`. A call whose time would run out meanwhile ends at once with the
/// error it has. All calls of a client share a budget, so that a server that is down is not sent a
/// multiple of the usual load.
///
/// ```
/// use std::time::Duration;
/// use rill_client_runtime::{Options, RetryPolicy};
///
/// let patient = RetryPolicy::new(5).backoff(Duration::from_secs(1), Duration::from_secs(30));
/// let options = Options::default().retries(patient);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) count: u32,
    first: Duration,
    max: Duration,
    max_retry_after: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    /// Creates a policy of two repetitions, the first within 200 milliseconds.
    fn default() -> Self {
        Self::new(2)
    }
}

impl RetryPolicy {
    /// Creates a policy by which a call is sent again this many times at most.
    pub fn new(count: u32) -> Self {
        Self {
            count,
            first: Duration::from_millis(200),
            max: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(60),
            budget: 100,
        }
    }

    /// Creates a policy by which no call is sent again.
    pub fn none() -> Self {
        Self::new(0)
    }

    /// Sets the upper end of the first pause, which doubles with each repetition, and of all pauses. Defaults 200
    /// milliseconds and 10 seconds.
    #[must_use]
    pub fn backoff(mut self, first: Duration, max: Duration) -> Self {
        (self.first, self.max) = (first, max);
        self
    }

    /// Returns the pause before the next attempt, `repeated` ones being made; `None` where the server asks for too long
    /// a pause.
    pub(crate) fn pause(&self, repeated: u32, asked: Option<Duration>) -> Option<Duration> {
        match asked {
            Some(asked) if asked > self.max_retry_after => None,
            // Many clients were told the same.
            Some(asked) => Some(asked + self.first.min(asked).mul_f64(random() / 10.0)),
            None => {
                let doubled = self.first.saturating_mul(1 << repeated.min(20));
                Some(doubled.min(self.max).mul_f64(random()))
            }
        }
    }
}

setters!(RetryPolicy {
    /// Sets the longest pause that a server may ask for with `Retry-After`; where it asks for more, the call is not
    /// repeated. Default 60 seconds.
    max_retry_after(max: Duration) = max;
    /// Sets how many repetitions all calls of the client may make: each takes one from the budget, and each call that
    /// succeeds gives a tenth of one back. Default 100. It is read when the client is made.
    budget(repetitions: u32) = repetitions;
});

/// The repetitions that all calls of a client share, in tenths.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    left: AtomicU32,
    full: u32,
}

impl RetryBudget {
    pub(crate) fn new(policy: &RetryPolicy) -> Self {
        let full = policy.budget.saturating_mul(10);
        Self {
            left: AtomicU32::new(full),
            full,
        }
    }

    /// Takes a repetition, if there is one.
    pub(crate) fn take(&self) -> bool {
        self.change(|left| left.checked_sub(10))
    }

    /// Gives a tenth back, as a call succeeded.
    pub(crate) fn give_back(&self) {
        self.change(|left| (left < self.full).then(|| left + 1));
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        let order = Ordering::Relaxed;
        self.left.fetch_update(order, order, change).is_ok()
    }
}

/// Returns the pause that the server asks for (RFC 9110, section 10.2.3): seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok().map(str::trim);
    let asked: &str = text(header::RETRY_AFTER)?;
    if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number has are longer than anybody waits.
        return Some(Duration::from_secs(asked.parse().unwrap_or(u64::MAX)));
    }
    let date = |text: &str| rfc2822::parse(text).ok().map(|date| date.timestamp());
    // The server's clock said the date, so it is the one to read it by.
    let now = text(header::DATE).and_then(date);
    let wait = date(asked)?.duration_since(now.unwrap_or_else(Timestamp::now));
    Some(Duration::try_from(wait).unwrap_or_default())
}

#[cfg(test)]
mod tests;
