//! Values as JSON: how generated types are read and written.
//!
//! Hidden items, which are for generated code alone, fail with the errors of the format, or where a value is not of the
//! type.

pub(crate) mod base64;
#[doc(hidden)]
pub(crate) mod codec;
pub(crate) mod decimal;
pub(crate) mod decode;
pub(crate) mod enumeration;
pub(crate) mod finite;
#[doc(hidden)]
pub(crate) mod input;
pub(crate) mod limits;
pub(crate) mod maybe;
pub(crate) mod moment;
#[doc(hidden)]
pub(crate) mod object;
pub(crate) mod span;
#[doc(hidden)]
pub(crate) mod union;
