//! Credentials: tokens and keys, and where they come from.

mod cache;
pub(crate) mod config;
pub(crate) mod context;
pub(crate) mod credential;
#[cfg(not(target_arch = "wasm32"))]
mod local;
pub(crate) mod source;
