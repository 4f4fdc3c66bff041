//! The runtime of generated clients: targets, credentials, calls, streams, errors.
//!
//! An app does not name this crate: the generated client re-exports what its callers need.
//!
//! # How a call goes
//!
//! 1. A client is an address ([`Target`], [`BaseUrl`]), a [`Credential`] or a set of secrets by scheme, and [`Options`],
//!    checked once when it is made; a wrong one is a [`BuildError`].
//! 2. A generated method fills in a [`Call`]: its request, the declared responses, and the decoder of each. Nothing is
//!    sent yet; [`Call::request`] shows the request.
//! 3. When the call is awaited, the secrets that it asks for are added, unless they would travel in clear. The
//!    arguments of a Rill API are placed in query and body as Rill reads them ([`Via`]); the parameters of another
//!    operation were written as its document says. A request that cannot go out is an [`Error::Request`].
//! 4. [`Middleware`] sees the request go out and the response come in. A call that fails for a transient reason is sent
//!    again where that is safe ([`RetryPolicy`]), within the time for the call.
//! 5. The response is read whole, within the time and the size that [`Options`] allow, or handed over as it comes
//!    ([`ByteStream`], [`Events`], [`JsonLines`], [`Rows`]). Redirects are not followed. Without a response the call is an
//!    [`Error::Transport`].
//! 6. Of the declared responses the most specific one is taken: by status, then by media type. A success that does not
//!    fit its type is an [`Error::Decode`] with the location. A declared error is an [`Error::Api`], for Rill with a
//!    [`RillError`]; anything else is an [`Error::Unexpected`].
//!
//! Everything up to the decoding is one function that no call's types reach, so a generated crate holds little code.
//!
//! # The core path of a Rill call
//!
//! `rill/target` (address), `auth/credential` (token), `rill/arguments` and `rill/call` (request), `call/send`
//! (sending), `stream/array` and `rill/rows` (rows), `rill/error_body` and `error` (errors).
#![cfg_attr(
    target_arch = "wasm32",
    allow(dead_code, reason = "some items serve ephemeral tokens only")
)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

#[macro_use]
mod macros;

mod auth;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
mod blocking;
mod call;
mod client;
#[doc(hidden)]
pub mod codegen;
mod error;
mod http;
mod json;
mod media_type;
mod operation;
mod options;
mod retry;
mod rill;
mod server;
mod stream;
mod sync;
#[cfg(feature = "testing")]
pub mod testing;
mod trace;
#[cfg(feature = "xml")]
mod xml;

pub use ::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
pub use bytes::Bytes;
pub use serde_json::Value;

pub use crate::auth::credential::Credential;
pub use crate::auth::source::{Token, TokenSource};
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub use crate::blocking::Blocking;
pub use crate::call::pages::{Items, Page, Pages, TokenPages};
pub use crate::call::reconnect::Reconnecting;
pub use crate::call::response::Response;
pub use crate::call::rows::Rows;
pub use crate::call::{Call, Paged, PagedCall};
pub use crate::error::{
    ApiError, BuildError, CredentialError, DecodeError, Error, EventError, HeaderError, ItemError,
    RequestError, StreamError, TargetError, TokenError, TransportError, UnexpectedResponse,
};
pub use crate::http::body::File;
pub use crate::http::byte_stream::ByteStream;
pub use crate::http::middleware::{Middleware, Next, ResponseFuture};
pub use crate::json::base64::{Base64, Base64Url};
pub use crate::json::decimal::Decimal;
pub use crate::json::maybe::Maybe;
pub use crate::json::moment::Moment;
pub use crate::json::span::Span;
pub use crate::operation::headers::FromHeaders;
pub use crate::operation::input::{IntoBody, IntoRequest};
pub use crate::operation::multipart::Part;
pub use crate::options::Options;
pub use crate::retry::RetryPolicy;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::rill::{Ephemeral, EphemeralPool, ServiceToken};
pub use crate::rill::{RillError, Target, Via};
pub use crate::server::BaseUrl;
pub use crate::stream::events::{Event, Events};
pub use crate::stream::lines::JsonLines;
#[cfg(feature = "tracing")]
pub use crate::trace::context::TraceContext;

/// A JSON object of any keys, sorted.
pub type JsonObject = std::collections::BTreeMap<String, Value>;
