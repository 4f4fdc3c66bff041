//! Lists whose elements have types by their positions (`prefixItems`), as tuples.
//!
//! An element that may be missing is an `Option`, and what follows the listed elements is a `Vec` at the end. Missing
//! elements are not written unless others follow.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, IgnoredAny, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserializer, Serializer};

use super::{Codec, In, out};

/// The codec of a tuple, of the codecs of its positions: `Sequence<(At<Plain>, Element<Integer>, Rest<Plain>)>`.
#[derive(Debug)]
pub struct Sequence<P>(PhantomData<P>);

/// The codec of an element that is always there.
#[derive(Debug)]
pub struct At<C>(PhantomData<C>);

/// The codec of an element that may be missing.
#[derive(Debug)]
pub struct Element<C>(PhantomData<C>);

/// The codec of an element that may be missing, and is null where its own type says so.
#[derive(Debug)]
pub struct NullableElement<C>(PhantomData<C>);

/// The codec of the elements beyond those with positions.
#[derive(Debug)]
pub struct Rest<C>(PhantomData<C>);

/// A position of a tuple.
pub trait Position<T> {
    /// Reads the position from a list that may have ended; `index` is for errors.
    fn read<'de, A: SeqAccess<'de>>(index: usize, list: &mut A) -> Result<T, A::Error>;

    /// Writes the position.
    fn write<S: SerializeSeq>(value: &T, list: &mut S) -> Result<(), S::Error>;

    /// Returns `true` if there is something to write.
    fn is_present(value: &T) -> bool;
}

impl<T, C: Codec<T>> Position<T> for At<C> {
    fn read<'de, A: SeqAccess<'de>>(index: usize, list: &mut A) -> Result<T, A::Error> {
        let element = list.next_element::<In<C, T>>()?;
        let missing = || A::Error::invalid_length(index, &"a longer list");
        element.map(|element| element.0).ok_or_else(missing)
    }

    fn write<S: SerializeSeq>(value: &T, list: &mut S) -> Result<(), S::Error> {
        list.serialize_element(&out::<C, T>(value))
    }

    fn is_present(_: &T) -> bool {
        true
    }
}

impl<T, C: Codec<T>> Position<Option<T>> for Element<C> {
    fn read<'de, A: SeqAccess<'de>>(_: usize, list: &mut A) -> Result<Option<T>, A::Error> {
        let element = list.next_element::<Option<In<C, T>>>()?;
        Ok(element.flatten().map(|element| element.0))
    }

    fn write<S: SerializeSeq>(value: &Option<T>, list: &mut S) -> Result<(), S::Error> {
        list.serialize_element(&value.as_ref().map(out::<C, T>))
    }

    fn is_present(value: &Option<T>) -> bool {
        value.is_some()
    }
}

impl<T, C: Codec<T>> Position<Option<T>> for NullableElement<C> {
    fn read<'de, A: SeqAccess<'de>>(_: usize, list: &mut A) -> Result<Option<T>, A::Error> {
        let element = list.next_element::<In<C, T>>()?;
        Ok(element.map(|element| element.0))
    }

    fn write<S: SerializeSeq>(value: &Option<T>, list: &mut S) -> Result<(), S::Error> {
        list.serialize_element(&value.as_ref().map(out::<C, T>))
    }

    fn is_present(value: &Option<T>) -> bool {
        value.is_some()
    }
}

impl<T, C: Codec<T>> Position<Vec<T>> for Rest<C> {
    fn read<'de, A: SeqAccess<'de>>(_: usize, list: &mut A) -> Result<Vec<T>, A::Error> {
        let mut rest = Vec::new();
        while let Some(element) = list.next_element::<In<C, T>>()? {
            rest.push(element.0);
        }
        Ok(rest)
    }

    fn write<S: SerializeSeq>(value: &Vec<T>, list: &mut S) -> Result<(), S::Error> {
        value
            .iter()
            .try_for_each(|element| list.serialize_element(&out::<C, T>(element)))
    }

    fn is_present(value: &Vec<T>) -> bool {
        !value.is_empty()
    }
}

/// Reads a list by positions.
struct SequenceVisitor<P, T>(PhantomData<(P, T)>);

macro_rules! sequences {
    ($(($($position:ident $value:ident $index:tt),+))*) => {
        $(
            impl<$($position: Position<$value>, $value),+> Codec<($($value,)+)> for Sequence<($($position,)+)> {
                fn write<Out: Serializer>(value: &($($value,)+), serializer: Out) -> Result<Out::Ok, Out::Error> {
                    let is_present = [$($position::is_present(&value.$index)),+];
                    let end = is_present.iter().rposition(|is| *is).map_or(0, |last| last + 1);
                    let mut list = serializer.serialize_seq(None)?;
                    $(if $index < end {
                        $position::write(&value.$index, &mut list)?;
                    })+
                    list.end()
                }

                fn read<'de, Source: Deserializer<'de>>(deserializer: Source) -> Result<($($value,)+), Source::Error> {
                    deserializer.deserialize_seq(SequenceVisitor::<($($position,)+), ($($value,)+)>(PhantomData))
                }
            }

            impl<'de, $($position: Position<$value>, $value),+> Visitor<'de>
                for SequenceVisitor<($($position,)+), ($($value,)+)>
            {
                type Value = ($($value,)+);

                fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    formatter.write_str("a list of elements by position")
                }

                fn visit_seq<Source: SeqAccess<'de>>(self, mut list: Source) -> Result<Self::Value, Source::Error> {
                    let value = ($($position::read($index, &mut list)?,)+);
                    match list.next_element::<IgnoredAny>()? {
                        None => Ok(value),
                        Some(_) => Err(Source::Error::custom("the list is longer than its type")),
                    }
                }
            }
        )*
    };
}

sequences! {
    (A1 B1 0)
    (A1 B1 0, A2 B2 1)
    (A1 B1 0, A2 B2 1, A3 B3 2)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5, A7 B7 6)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5, A7 B7 6, A8 B8 7)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5, A7 B7 6, A8 B8 7, A9 B9 8)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5, A7 B7 6, A8 B8 7, A9 B9 8, A10 B10 9)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5, A7 B7 6, A8 B8 7, A9 B9 8, A10 B10 9, A11 B11 10)
    (A1 B1 0, A2 B2 1, A3 B3 2, A4 B4 3, A5 B5 4, A6 B6 5, A7 B7 6, A8 B8 7, A9 B9 8, A10 B10 9, A11 B11 10, A12 B12 11)
}
