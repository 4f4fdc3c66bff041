//! Rill's own rules: targets, tokens, where the arguments of a custom API go, its rows and error bodies.

mod arguments;
mod call;
mod credentials;
pub(crate) mod date;
#[cfg(not(target_arch = "wasm32"))]
mod ephemeral;
mod error_body;
#[cfg(not(target_arch = "wasm32"))]
mod pool;
mod rows;
mod target;

pub use arguments::Via;
#[cfg(not(target_arch = "wasm32"))]
pub use credentials::ServiceToken;
#[cfg(not(target_arch = "wasm32"))]
pub use ephemeral::Ephemeral;
pub use error_body::RillError;
#[cfg(not(target_arch = "wasm32"))]
pub use pool::EphemeralPool;
pub use target::Target;
