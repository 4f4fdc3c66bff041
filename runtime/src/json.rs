//! Values as JSON: how generated types are read and written.

pub(crate) mod base64;
pub(crate) mod codec;
pub(crate) mod decode;
pub(crate) mod enumeration;
pub(crate) mod finite;
pub(crate) mod maybe;
pub(crate) mod object;
pub(crate) mod span;
pub(crate) mod time_limit;
pub(crate) mod union;
