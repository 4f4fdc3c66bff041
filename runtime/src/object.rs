//! JSON objects as generated structs read and write them.
//!
//! A generated crate has hundreds of structs. What serde derives for each is a screen of code that the compiler
//! checks anew; here a struct says only what its members are, and the reading and writing are written once. On the
//! wire and in what is refused the two do the same, but for two things: a list is never read as an object, and what
//! is not listed keeps no copies on its way to the map of further properties.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Maybe;
use crate::codec::{Codec, In, out};

/// A struct that is read from an object.
pub trait Object<'de>: Sized {
    /// What errors call it.
    const NAME: &'static str;
    /// Its members on the wire, in the order of their numbers.
    const MEMBERS: &'static [&'static str];
    /// Whether members that are not listed are kept.
    const FURTHER: bool = false;
    /// What was read so far.
    type Partial: Default;

    /// Reads the value of the member that was just met; any number that is not listed stands for one that is not
    /// known.
    ///
    /// # Errors
    ///
    /// The value is not as the member has it, or the member was there before.
    fn read<A: MapAccess<'de>>(
        partial: &mut Self::Partial,
        number: usize,
        members: &mut Members<A>,
    ) -> Result<(), A::Error>;

    /// The struct, once all members were read.
    ///
    /// # Errors
    ///
    /// A required member was not there.
    fn finish<E: Error>(partial: Self::Partial) -> Result<Self, E>;
}

/// Reads a struct.
///
/// # Errors
///
/// What stands there is no object, or not this one.
pub fn object<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::MEMBERS, Whole(PhantomData))
}

/// The value of a member that has to be there.
///
/// # Errors
///
/// It was not there.
pub fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<T, A::Error> {
        let mut members = Members {
            access,
            name: "",
            further: String::new(),
        };
        let mut partial = T::Partial::default();
        let mut next = 0;
        while let Some(number) = members.next(T::MEMBERS, next, T::FURTHER)? {
            T::read(&mut partial, number, &mut members)?;
            // Servers mostly write members in one order.
            next = number.wrapping_add(1);
        }
        T::finish(partial)
    }
}

/// The members of an object on their way in.
#[derive(Debug)]
pub struct Members<A> {
    access: A,
    /// The one that was just met, if it is listed.
    name: &'static str,
    /// The same, if it is not, and is kept.
    further: String,
}

impl<'de, A: MapAccess<'de>> Members<A> {
    fn next(
        &mut self,
        names: &'static [&'static str],
        likely: usize,
        keep: bool,
    ) -> Result<Option<usize>, A::Error> {
        let key = Key {
            names,
            likely,
            further: keep.then_some(&mut self.further),
        };
        let Some(number) = self.access.next_key_seed(key)? else {
            return Ok(None);
        };
        self.name = names.get(number).copied().unwrap_or_default();
        Ok(Some(number))
    }

    /// Reads the value into its place.
    ///
    /// # Errors
    ///
    /// It is no such value, or the member was there before.
    pub fn read<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        self.first(place.is_some())?;
        *place = Some(self.access.next_value()?);
        Ok(())
    }

    /// The same in a codec's way.
    ///
    /// # Errors
    ///
    /// As [`Members::read`].
    pub fn read_as<C: Codec<T>, T>(&mut self, place: &mut Option<T>) -> Result<(), A::Error> {
        self.first(place.is_some())?;
        *place = Some(self.access.next_value::<In<C, T>>()?.into_inner());
        Ok(())
    }

    /// Keeps a member that is not listed.
    ///
    /// # Errors
    ///
    /// It is no such value.
    pub fn further<T: Deserialize<'de>>(
        &mut self,
        map: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        let value = self.access.next_value()?;
        map.insert(std::mem::take(&mut self.further), value);
        Ok(())
    }

    /// The same in a codec's way.
    ///
    /// # Errors
    ///
    /// As [`Members::further`].
    pub fn further_as<C: Codec<T>, T>(
        &mut self,
        map: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        let value = self.access.next_value::<In<C, T>>()?.into_inner();
        map.insert(std::mem::take(&mut self.further), value);
        Ok(())
    }

    /// Passes a member that is not known.
    ///
    /// # Errors
    ///
    /// Its value is broken.
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.access.next_value::<IgnoredAny>().map(|_| ())
    }

    fn first(&self, is_taken: bool) -> Result<(), A::Error> {
        if is_taken {
            return Err(A::Error::duplicate_field(self.name));
        }
        Ok(())
    }
}

/// A key as the number of a member.
struct Key<'k> {
    names: &'static [&'static str],
    likely: usize,
    further: Option<&'k mut String>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<usize, E> {
        if self.names.get(self.likely).is_some_and(|name| *name == key) {
            return Ok(self.likely);
        }
        if let Some(number) = self.names.iter().position(|name| *name == key) {
            return Ok(number);
        }
        if let Some(further) = self.further {
            further.clear();
            further.push_str(key);
        }
        Ok(usize::MAX)
    }
}

/// An object on its way out. An error is kept until the end, so that members stand in one chain.
#[derive(Debug)]
pub struct Written<M: SerializeMap> {
    state: Result<M, M::Error>,
}

/// Starts an object.
pub fn write<S: Serializer>(serializer: S) -> Written<S::SerializeMap> {
    Written {
        state: serializer.serialize_map(None),
    }
}

impl<M: SerializeMap> Written<M> {
    /// A member that is always there.
    #[must_use]
    pub fn member<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        if let Ok(map) = &mut self.state
            && let Err(error) = map.serialize_entry(name, value)
        {
            self.state = Err(error);
        }
        self
    }

    /// The same in a codec's way.
    #[must_use]
    pub fn member_as<C: Codec<T>, T>(self, name: &str, value: &T) -> Self {
        self.member(name, &out::<C, T>(value))
    }

    /// A member that is left out where it has no value.
    #[must_use]
    pub fn optional<V: Optional + Serialize>(self, name: &str, value: &V) -> Self {
        if value.is_left_out() {
            return self;
        }
        self.member(name, value)
    }

    /// The same in a codec's way.
    #[must_use]
    pub fn optional_as<C: Codec<V>, V: Optional>(self, name: &str, value: &V) -> Self {
        if value.is_left_out() {
            return self;
        }
        self.member_as::<C, V>(name, value)
    }

    /// Members that are not listed.
    #[must_use]
    pub fn further<T: Serialize>(self, map: &BTreeMap<String, T>) -> Self {
        map.iter()
            .fold(self, |written, (name, value)| written.member(name, value))
    }

    /// The same in a codec's way.
    #[must_use]
    pub fn further_as<C: Codec<T>, T>(self, map: &BTreeMap<String, T>) -> Self {
        map.iter().fold(self, |written, (name, value)| {
            written.member_as::<C, T>(name, value)
        })
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The first that the serializer had.
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.state?.end()
    }
}

/// What may have no value.
pub trait Optional {
    /// Whether it has none and is not written.
    fn is_left_out(&self) -> bool;
}

impl<T> Optional for Option<T> {
    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

impl<T> Optional for Maybe<T> {
    fn is_left_out(&self) -> bool {
        self.is_absent()
    }
}

#[cfg(test)]
mod tests;
