//! Decoders of bodies that are handed over as they come: events, lines of JSON, elements of a JSON array.
//!
//! The timeout of a call covers such a body until its head is there; then a pause between two pieces is limited by
//! [`Options::idle_timeout`](crate::Options::idle_timeout) alone.

pub(crate) mod array;
pub(crate) mod events;
mod line_splitter;
pub(crate) mod lines;

#[cfg(test)]
mod tests;
