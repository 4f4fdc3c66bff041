//! JSON objects as generated structs read and write them.
//!
//! A generated crate has hundreds of structs. What serde derives for each is a screen of code that the compiler
//! checks anew; here a struct lists its fields in [`object!`](crate::__object), and the reading and writing are
//! written once. On the wire and in what is refused the two do the same, but for three things: in a text format a
//! list is never read as an object, in a binary one every field is written, and what is not listed keeps no copies
//! on its way to the map of additional properties.

mod macros;
mod read;
mod setters;
mod write;

use serde::de::MapAccess;

pub use read::{Slot, incomplete, read_fields, read_object};
pub use setters::{list, list_into};
pub use write::{FieldCodec, Skipped, write_object};

/// A struct that is read from an object and written as one.
pub trait Object: Sized {
    /// Its name and those of its fields.
    const FIELDS: Fields;

    /// Reads the fields, and makes the struct of them.
    fn read<'de, A: MapAccess<'de>>(access: A) -> Result<Self, A::Error>;
}

/// Names of a struct and of its fields.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The struct's name in errors.
    pub name: &'static str,
    /// The fields' names on the wire.
    pub names: &'static [&'static str],
    /// The names of the required fields.
    pub required: &'static [&'static str],
    /// The field that holds the properties that are not listed, if there is one.
    pub additional: &'static [&'static str],
}

#[cfg(test)]
mod tests;
