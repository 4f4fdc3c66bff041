//! Objects on their way out.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::Fields;
use crate::json::codec::{Codec, Out, out};
use crate::json::maybe::Maybe;

/// Writes a struct: without additional properties as one, else as a map.
pub fn write_object<S: Serializer>(
    serializer: S,
    fields: Fields,
    values: &[(&'static str, &dyn FieldCodec<S>)],
    additional: &[&dyn AdditionalCodec<S>],
) -> Result<S::Ok, S::Error> {
    // Formats that store no names need each value in its place.
    let writes_all = !serializer.is_human_readable();
    let is_written = |value: &&dyn FieldCodec<S>| writes_all || !value.is_left_out();
    let count = values.iter().filter(|(_, value)| is_written(value)).count();
    let [map] = additional else {
        let mut writer = ObjectWriter::Struct(serializer.serialize_struct(fields.name, count)?);
        for (name, value) in values {
            if is_written(value) {
                value.write(name, &mut writer)?;
            } else {
                writer.skip(name)?;
            }
        }
        return writer.end();
    };
    let count = count + map.count();
    let mut writer = ObjectWriter::Map(serializer.serialize_map(Some(count))?);
    for (name, value) in values.iter().filter(|(_, value)| is_written(value)) {
        value.write(name, &mut writer)?;
    }
    map.write(&mut writer)?;
    writer.end()
}

/// An object that is being written.
#[allow(
    missing_debug_implementations,
    reason = "what formats have here need not have any"
)]
pub enum ObjectWriter<S: Serializer> {
    /// All of whose properties are listed.
    Struct(S::SerializeStruct),
    /// Any other.
    Map(S::SerializeMap),
}

impl<S: Serializer> ObjectWriter<S> {
    fn write<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        match self {
            Self::Struct(object) => object.serialize_field(name, value),
            Self::Map(map) => map.serialize_entry(name, value),
        }
    }

    fn write_additional<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), S::Error> {
        match self {
            // Only maps have such properties.
            Self::Struct(_) => Ok(()),
            Self::Map(map) => map.serialize_entry(name, value),
        }
    }

    fn skip(&mut self, name: &'static str) -> Result<(), S::Error> {
        match self {
            Self::Struct(object) => object.skip_field(name),
            Self::Map(_) => Ok(()),
        }
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        match self {
            Self::Struct(object) => object.end(),
            Self::Map(map) => map.end(),
        }
    }
}

/// A field's value on its way out.
pub trait FieldCodec<S: Serializer> {
    /// Writes the value.
    fn write(&self, name: &'static str, writer: &mut ObjectWriter<S>) -> Result<(), S::Error>;

    /// Returns `true` if there is no value to write.
    fn is_left_out(&self) -> bool {
        false
    }
}

impl<S: Serializer, T: Serialize> FieldCodec<S> for T {
    fn write(&self, name: &'static str, writer: &mut ObjectWriter<S>) -> Result<(), S::Error> {
        writer.write(name, self)
    }
}

/// A field that is left out where it has no value.
#[derive(Debug)]
pub struct Skipped<'a, T>(pub &'a T);

impl<S: Serializer, T: Serialize + MayBeLeftOut> FieldCodec<S> for Skipped<'_, T> {
    fn write(&self, name: &'static str, writer: &mut ObjectWriter<S>) -> Result<(), S::Error> {
        writer.write(name, self.0)
    }

    fn is_left_out(&self) -> bool {
        self.0.is_left_out()
    }
}

/// A value that stands for no value, among others.
pub trait MayBeLeftOut {
    /// Returns `true` if this is no value.
    fn is_left_out(&self) -> bool;
}

impl<T> MayBeLeftOut for Option<T> {
    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T> MayBeLeftOut for Maybe<T> {
    fn is_left_out(&self) -> bool {
        self.is_absent()
    }
}

impl<C, T: MayBeLeftOut> MayBeLeftOut for Out<'_, C, T> {
    fn is_left_out(&self) -> bool {
        self.0.is_left_out()
    }
}

/// A map of additional properties on its way out.
pub trait AdditionalCodec<S: Serializer> {
    /// Counts the properties.
    fn count(&self) -> usize;

    /// Writes the properties.
    fn write(&self, writer: &mut ObjectWriter<S>) -> Result<(), S::Error>;
}

impl<S: Serializer, T: Serialize> AdditionalCodec<S> for BTreeMap<String, T> {
    fn count(&self) -> usize {
        self.len()
    }

    fn write(&self, writer: &mut ObjectWriter<S>) -> Result<(), S::Error> {
        self.iter()
            .try_for_each(|(name, value)| writer.write_additional(name, value))
    }
}

impl<S: Serializer, C: Codec<T>, T> AdditionalCodec<S> for Out<'_, C, BTreeMap<String, T>> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn write(&self, writer: &mut ObjectWriter<S>) -> Result<(), S::Error> {
        self.0
            .iter()
            .try_for_each(|(name, value)| writer.write_additional(name, &out::<C, T>(value)))
    }
}
