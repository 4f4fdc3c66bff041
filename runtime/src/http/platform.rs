//! The clock, tasks, and the way to the network, behind one set of names for threads and for browsers.
//!
//! Everywhere else they are tokio's and reqwest's. In a browser (`wasm32-unknown-unknown`) there is one thread, so that
//! futures need not be [`Send`] there, and cannot be: [`BoxFuture`] is both.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

use std::pin::Pin;
use std::time::Duration;

#[cfg(not(target_arch = "wasm32"))]
use self::native as platform;
#[cfg(target_arch = "wasm32")]
use self::web as platform;

pub(crate) use platform::{
    Incoming, Instant, Outgoing, Sleep, http_client, put_body, random_bits, response, sleep, spawn,
    within, without_timeout,
};

/// The settings of an HTTP client that is not the caller's.
#[derive(Clone, Debug)]
pub(crate) struct HttpSettings {
    pub(crate) connect_timeout: Duration,
    /// The target's address begins with `http:`.
    #[cfg_attr(
        not(feature = "rustls"),
        expect(
            dead_code,
            reason = "it decides about certificates, which are there with `rustls` alone"
        )
    )]
    pub(crate) is_clear: bool,
    /// The target is this machine.
    pub(crate) is_loopback: bool,
}

/// A future that can be sent to another thread, where there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future of the one thread that there is.
#[cfg(target_arch = "wasm32")]
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Returns a random number from 0 to 1, for pauses.
pub(crate) fn random() -> f64 {
    f64::from(u32::try_from(random_bits() >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}
