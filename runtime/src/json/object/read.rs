//! Objects on their way in.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{
    DeserializeSeed, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};

use super::{Fields, Object};
use crate::json::codec::{Codec, Plain};
use crate::json::limits::count_struct;

/// Reads a struct.
pub fn read_object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let visitor = ObjectVisitor(PhantomData);
    if deserializer.is_human_readable() {
        deserializer.deserialize_struct(T::FIELDS.name, T::FIELDS.names, visitor)
    } else if !T::FIELDS.additional.is_empty() {
        deserializer.deserialize_map(visitor)
    } else {
        let visitor = PositionVisitor(visitor);
        deserializer.deserialize_struct(T::FIELDS.name, T::FIELDS.names, visitor)
    }
}

/// Reads an object of names and values.
struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::FIELDS.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        count_struct(size_of::<T>()).map_err(A::Error::custom)?;
        T::read(access)
    }
}

/// Reads an object of a binary format, which may store the values alone, in the order of the fields.
struct PositionVisitor<T>(ObjectVisitor<T>);

impl<'de, T: Object> Visitor<'de> for PositionVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        self.0.visit_map(access)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        let fields = T::FIELDS;
        T::read(PositionAccess {
            access,
            next: 0,
            fields,
        })
    }
}

/// The values of a list as those of a map, whose keys are the indices of the fields.
struct PositionAccess<A> {
    access: A,
    next: usize,
    fields: Fields,
}

impl<'de, A: SeqAccess<'de>> MapAccess<'de> for PositionAccess<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        if self.next == self.fields.names.len() {
            return Ok(None);
        }
        self.next += 1;
        seed.deserialize((self.next - 1).into_deserializer())
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let value = self.access.next_element_seed(seed)?;
        value
            .ok_or_else(|| A::Error::custom(format_args!("struct {} ends early", self.fields.name)))
    }
}

/// Reads a field's name as its index.
struct FieldName<'k> {
    names: &'static [&'static str],
    likely: usize,
    additional: Option<&'k mut String>,
}

impl<'de> DeserializeSeed<'de> for FieldName<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        if self.additional.is_some() {
            // Formats that know no identifiers have maps of any text.
            deserializer.deserialize_str(self)
        } else {
            deserializer.deserialize_identifier(self)
        }
    }
}

impl Visitor<'_> for FieldName<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        if self.names.get(self.likely).is_some_and(|name| *name == key) {
            return Ok(self.likely);
        }
        if let Some(index) = self.names.iter().position(|name| *name == key) {
            return Ok(index);
        }
        if let Some(additional) = self.additional {
            additional.clear();
            additional.push_str(key);
        }
        Ok(usize::MAX)
    }

    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<usize, E> {
        match std::str::from_utf8(key) {
            Ok(key) => self.visit_str(key),
            Err(_) => Err(E::invalid_value(serde::de::Unexpected::Bytes(key), &self)),
        }
    }

    fn visit_u64<E: Error>(self, index: u64) -> Result<usize, E> {
        Ok(index.try_into().unwrap_or(usize::MAX))
    }
}

/// A field that is being read.
#[derive(Debug)]
pub struct Slot<const REQUIRED: bool, T, C = Plain>(pub Option<T>, pub PhantomData<C>);

/// A field of any type.
pub trait ReadSlot<'de, A: MapAccess<'de>> {
    /// Reads the field's value.
    fn read(&mut self, access: &mut A) -> Result<(), A::Error>;

    /// Returns `true` if the field was read.
    fn is_read(&self) -> bool;

    /// Returns `true` if the field has to be there.
    fn is_required(&self) -> bool;
}

impl<'de, A, const REQUIRED: bool, T, C> ReadSlot<'de, A> for Slot<REQUIRED, T, C>
where
    A: MapAccess<'de>,
    C: Codec<T>,
{
    fn read(&mut self, access: &mut A) -> Result<(), A::Error> {
        self.0 = Some(access.next_value_seed(Coded::<T, C>(PhantomData))?);
        Ok(())
    }

    fn is_read(&self) -> bool {
        self.0.is_some()
    }

    fn is_required(&self) -> bool {
        REQUIRED
    }
}

/// Reads a value in the way of `C`.
struct Coded<T, C>(PhantomData<(T, C)>);

impl<'de, T, C: Codec<T>> DeserializeSeed<'de> for Coded<T, C> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        C::read(deserializer)
    }
}

/// A map of additional properties that is being read.
pub trait AdditionalSlot<'de, A: MapAccess<'de>> {
    /// Reads the value of a property of this name.
    fn read(&mut self, name: String, access: &mut A) -> Result<(), A::Error>;
}

impl<'de, A: MapAccess<'de>, T, C: Codec<T>> AdditionalSlot<'de, A>
    for Slot<false, BTreeMap<String, T>, C>
{
    fn read(&mut self, name: String, access: &mut A) -> Result<(), A::Error> {
        let value = access.next_value_seed(Coded::<T, C>(PhantomData))?;
        self.0.get_or_insert_default().insert(name, value);
        Ok(())
    }
}

/// Reads all fields of an object, each into its slot. After it every required one has a value.
pub fn read_fields<'de, A: MapAccess<'de>>(
    mut access: A,
    names: &'static [&'static str],
    slots: &mut [&mut dyn ReadSlot<'de, A>],
    additional: &mut [&mut dyn AdditionalSlot<'de, A>],
) -> Result<(), A::Error> {
    let mut name = String::new();
    let mut likely = 0;
    while let Some(index) = access.next_key_seed(FieldName {
        names,
        likely,
        additional: (!additional.is_empty()).then_some(&mut name),
    })? {
        // Servers mostly write members in one order.
        likely = index.wrapping_add(1);
        if let Some(slot) = slots.get_mut(index) {
            if slot.is_read() {
                return Err(A::Error::duplicate_field(names[index]));
            }
            slot.read(&mut access)?;
        } else if let [map] = additional {
            map.read(std::mem::take(&mut name), &mut access)?;
        } else {
            access.next_value_seed(PhantomData::<IgnoredAny>)?;
        }
    }
    let missing =
        |(_, slot): &(usize, &&mut dyn ReadSlot<'de, A>)| slot.is_required() && !slot.is_read();
    match slots.iter().enumerate().find(missing) {
        Some((index, _)) => Err(A::Error::missing_field(names[index])),
        None => Ok(()),
    }
}

/// Returns the error of a required field without a value, which [`read_fields`] has ruled out.
pub fn incomplete<E: Error>() -> E {
    E::custom("a required field has no value")
}
