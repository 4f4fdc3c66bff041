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
#[cfg(not(target_arch = "wasm32"))]
mod service_token;
mod target;

pub use arguments::Via;
#[cfg(not(target_arch = "wasm32"))]
pub use ephemeral::Ephemeral;
pub use error_body::RillError;
#[cfg(not(target_arch = "wasm32"))]
pub use pool::EphemeralPool;
#[cfg(not(target_arch = "wasm32"))]
pub use service_token::ServiceToken;
pub use target::Target;
