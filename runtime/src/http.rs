//! Requests on their way out and responses on their way in, of any API.

#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub(crate) mod apart;
pub(crate) mod body;
pub(crate) mod byte_stream;
pub(crate) mod location;
pub(crate) mod middleware;
pub(crate) mod percent;
pub(crate) mod platform;
