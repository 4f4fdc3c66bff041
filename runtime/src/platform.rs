//! What a browser has of its own, behind one set of names: the clock, tasks, and the way to the network.
//!
//! Everywhere else they are tokio's and reqwest's. In a browser (`wasm32-unknown-unknown`) there is one thread, so that
//! futures need not be [`Send`] there, and cannot be: [`BoxFuture`] is both.

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(target_arch = "wasm32")]
mod web;

use std::pin::Pin;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use self::native::{
    Incoming, Instant, Outgoing, Sleep, execute, http_client, is_connect, random, sleep, spawn,
    within,
};
#[cfg(target_arch = "wasm32")]
pub(crate) use self::web::{
    Incoming, Instant, Outgoing, Sleep, execute, http_client, is_connect, random, sleep, spawn,
    within,
};

/// A future that can be sent to another thread, where there are threads.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
/// A future of the one thread that there is.
#[cfg(target_arch = "wasm32")]
pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;
