//! What generated clients call: targets, credentials, calls, streams, errors.
//!
//! An app does not name this crate: the generated client re-exports what its callers need.
//!
//! # How a call goes
//!
//! 1. A client is a [`Target`] (which address), a [`Credential`] or a set of secrets by scheme, and [`Options`],
//!    checked once when it is made; a wrong one is a [`BuildError`].
//! 2. A generated method fills in a [`Call`]: what is asked for, which answers are declared, and how each is decoded.
//!    Nothing is sent yet; [`Call::request`] shows what would be.
//! 3. When the call is awaited, the secrets that it asks for are added, unless they would travel in clear. The
//!    arguments of a Rill API are placed in query and body as Rill reads them ([`Via`]); the parameters of another
//!    operation were written as its document says. What cannot go out is an [`Error::Request`].
//! 4. [`Layer`]s see the request go out and the answer come in. What fails for a reason that passes is sent again where
//!    that is safe ([`Retries`]), within the time for the call.
//! 5. The answer is read whole, within the time and the size that [`Options`] allow, or handed over as it comes
//!    ([`ByteStream`], [`Events`], [`JsonLines`], [`Rows`]). Redirects are not followed. No answer is an [`Error::Transport`].
//! 6. Of the declared answers the most specific one is taken: by status, then by media type. A success that does not
//!    fit its type is an [`Error::Decode`] with the place. A declared error is an [`Error::Api`], for Rill with a
//!    [`RillError`]; anything else is an [`Error::Unexpected`].
//!
//! Everything up to the decoding is one function that no call's types reach, so a generated crate holds little code.
#![cfg_attr(
    target_arch = "wasm32",
    allow(dead_code, reason = "what only ephemeral tokens need")
)]
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

mod addresses;
mod answers;
mod base64;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
mod blocking;
mod body;
mod call;
mod client;
mod codec;
#[doc(hidden)]
pub mod codegen;
mod core;
mod credential;
mod date;
mod enumeration;
mod error;
mod headers;
mod input;
#[doc(hidden)]
mod keyring;
mod layer;
mod maybe;
mod object;
mod operation;
mod options;
mod pages;
mod parameter;
mod payload;
mod platform;
mod retry;
mod rill;
mod server;
mod span;
mod stream;
mod target;
pub mod testing;
mod trace;
#[cfg(feature = "tracing")]
mod trace_context;
mod transport;
mod union;
mod version;
mod written;

pub use bytes::Bytes;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
pub use serde_json::Value;

pub use crate::base64::Base64;
#[cfg(all(feature = "blocking", not(target_arch = "wasm32")))]
pub use crate::blocking::Blocking;
pub use crate::body::File;
pub use crate::call::{Call, Paged, PagedCall, Response};
pub use crate::credential::{Credential, CredentialError, Token, TokenError, TokenSource};
#[cfg(not(target_arch = "wasm32"))]
pub use crate::credential::{Ephemeral, EphemeralPool, ServiceToken};
pub use crate::error::{
    ApiError, BuildError, DecodeError, Error, RequestError, TransportError, UnexpectedResponse,
};
pub use crate::headers::{FromHeaders, HeaderError};
pub use crate::input::IntoRequest;
pub use crate::layer::{Exchange, Layer, Next};
pub use crate::maybe::Maybe;
pub use crate::options::Options;
pub use crate::pages::{Items, Page, Pages, TokenPages};
pub use crate::retry::Retries;
pub use crate::rill::{RillError, Via};
pub use crate::server::Server;
pub use crate::span::Span;
pub use crate::stream::{
    ByteStream, Event, EventError, Events, ItemError, JsonLines, Reconnecting, Rows, StreamError,
};
pub use crate::target::{Target, TargetError};

#[cfg(feature = "tracing")]
pub use crate::trace_context::TraceContext;

/// A JSON object of any keys, sorted.
pub type JsonObject = std::collections::BTreeMap<String, Value>;
