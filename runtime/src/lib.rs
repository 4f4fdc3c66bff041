//! What generated Rill clients call: targets, credentials, calls, errors.
//!
//! An app does not name this crate: the generated client re-exports what its callers need.
//!
//! # How a call goes
//!
//! 1. A client is a [`Target`] (which address), a [`Credential`] (which token) and [`Options`], checked once when it
//!    is made; a wrong one is a [`BuildError`].
//! 2. A generated method fills in a [`Call`]: the API's name, its arguments, and how to decode a row. Nothing is sent
//!    yet; [`Call::request`] shows what would be.
//! 3. When the call is awaited, its arguments are placed in query and body as Rill reads them ([`Via`]), and the
//!    token is added, unless it would travel in clear. What cannot go out is an [`Error::Request`].
//! 4. The answer is read whole, within the time and the size that [`Options`] allow. Redirects are not followed. No
//!    whole answer is an [`Error::Transport`].
//! 5. A success is decoded, `null` being no rows; a value that does not fit is an [`Error::Decode`] with its row and
//!    column. Any other status is an [`Error::Api`] with a [`RillError`], or an [`Error::Unexpected`] where the body
//!    is not Rill's.
//!
//! Everything up to the decoding is one function that no call's types reach, so a generated crate holds little code.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

mod answers;
mod base64;
mod body;
mod call;
mod codec;
#[doc(hidden)]
pub mod codegen;
mod core;
mod credential;
mod date;
mod error;
mod headers;
#[doc(hidden)]
mod keyring;
mod maybe;
mod operation;
mod options;
mod parameter;
mod payload;
mod rill;
mod server;
mod span;
mod stream;
mod target;
mod transport;
mod union;

pub use bytes::Bytes;
pub use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
pub use serde_json::Value;

pub use crate::base64::Base64;
pub use crate::body::File;
pub use crate::call::{Call, Response};
pub use crate::credential::{Credential, CredentialError};
pub use crate::error::{
    ApiError, BuildError, DecodeError, Error, RequestError, TransportError, UnexpectedResponse,
};
pub use crate::headers::{FromHeaders, HeaderError};
pub use crate::maybe::Maybe;
pub use crate::options::Options;
pub use crate::rill::{RillError, Via};
pub use crate::server::Server;
pub use crate::span::Span;
pub use crate::stream::{ByteStream, Event, Events, ItemError, JsonLines, StreamError};
pub use crate::target::{Target, TargetError};

/// A JSON object of any keys, sorted.
pub type JsonObject = std::collections::BTreeMap<String, Value>;
