//! A part of the document as `openapiv3` is shown it: with something small in place of the parts
//! inside, so that each part is read once and alone.
//!
//! The model's unions keep a copy of whatever they try. Read as a whole, a schema would be copied
//! once for each schema around it, and one that cannot be read would be tried in exponential time.

use std::cell::Cell;

use serde::de::value::MapDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value, json, map};

use crate::document::walk::{Frame, ObjectKind, below, element};

/// The values that stand for the parts inside.
#[derive(Clone, Copy)]
pub(super) enum Inside<'a, 'l> {
    /// The smallest part of the kind that can be read.
    StandIns,
    /// Schemas are numbered, for [`super::graft`] to put in what they are; callbacks are empty,
    /// since no client calls them and `openapiv3` knows no references there. All others are shown.
    Numbered(&'l Numbered<'a>),
}

/// The schemas that were passed, by their numbers.
#[derive(Default)]
pub(super) struct Numbered<'a> {
    pub(super) schemas: Cell<Vec<&'a Value>>,
    /// The number of parts that were read.
    pub(super) parts: Cell<usize>,
}

/// The start of the reference of a numbered schema; the number follows.
pub(super) const NUMBER: &str = "schema:";

/// The smallest value of a kind that can be read.
pub(super) fn stand_in(kind: ObjectKind) -> Value {
    match kind {
        ObjectKind::Document => {
            json!({"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {}})
        }
        ObjectKind::Operation => json!({"responses": {}}),
        ObjectKind::Parameter => json!({"name": "p", "in": "query", "schema": {}}),
        ObjectKind::Response => json!({"description": ""}),
        ObjectKind::Header => json!({"schema": {}}),
        ObjectKind::RequestBody => json!({"content": {}}),
        ObjectKind::Link => json!({"operationId": ""}),
        ObjectKind::SecurityScheme => json!({"type": "http", "scheme": "bearer"}),
        ObjectKind::PathItem
        | ObjectKind::MediaType
        | ObjectKind::Example
        | ObjectKind::Callback
        | ObjectKind::Schema => {
            json!({})
        }
    }
}

/// The members of an object that are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    /// The keywords of a schema that [`openapiv3::SchemaData`] has fields for, or all others.
    Data(bool),
}

/// A value of the document, and what it is.
#[derive(Clone, Copy)]
pub(super) struct View<'a, 'l> {
    frame: Frame,
    value: &'a Value,
    inside: Inside<'a, 'l>,
    shown: Shown,
}

/// Returns `true` if a keyword of a schema goes to [`openapiv3::SchemaData`].
fn is_data(keyword: &str) -> bool {
    match keyword {
        "nullable" | "readOnly" | "writeOnly" | "deprecated" | "externalDocs" | "example"
        | "title" | "description" | "discriminator" | "default" => true,
        _ => keyword.starts_with("x-"),
    }
}

impl<'a, 'l> View<'a, 'l> {
    pub(super) fn new(kind: ObjectKind, value: &'a Value, inside: Inside<'a, 'l>) -> Self {
        Self {
            frame: Frame::Part(kind),
            value,
            inside,
            shown: Shown::All,
        }
    }

    /// A schema in its two halves: what [`openapiv3::SchemaData`] has fields for, and the rest.
    pub(super) fn halves(self) -> [Self; 2] {
        [true, false].map(|is_data| Self {
            shown: Shown::Data(is_data),
            ..self
        })
    }

    /// Shows what stands inside.
    fn show<S: DeserializeSeed<'a>>(
        self,
        key: Option<&str>,
        value: &'a Value,
        seed: S,
    ) -> Result<S::Value, Error> {
        let frame = match key {
            Some(key) => below(self.frame, key, value),
            None => element(self.frame),
        };
        match (frame, self.inside) {
            (None, _) => seed.deserialize(value),
            (Some(Frame::Part(kind)), Inside::StandIns) => seed.deserialize(stand_in(kind)),
            (Some(Frame::Part(ObjectKind::Callback)), Inside::Numbered(_)) => {
                seed.deserialize(stand_in(ObjectKind::Callback))
            }
            (Some(Frame::Part(ObjectKind::Schema)), Inside::Numbered(numbered)) => {
                seed.deserialize(Hidden { value, numbered })
            }
            // Those of `paths` and webhooks are read one by one. `openapiv3` has no components of this kind.
            (Some(Frame::Part(ObjectKind::PathItem)), Inside::Numbered(_)) => {
                seed.deserialize(stand_in(ObjectKind::PathItem))
            }
            (Some(Frame::Part(kind)), inside) => seed.deserialize(View::new(kind, value, inside)),
            (Some(frame), inside) => seed.deserialize(View {
                frame,
                value,
                inside,
                shown: Shown::All,
            }),
        }
    }
}

impl<'de> Deserializer<'de> for View<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        // A schema in halves is counted where they are put together.
        if let (Frame::Part(_), Inside::Numbered(numbered), Shown::All) =
            (self.frame, self.inside, self.shown)
        {
            numbered.parts.set(numbered.parts.get() + 1);
        }
        match self.value {
            Value::Object(map) => visitor.visit_map(PartMembers {
                view: self,
                rest: map.iter(),
                next: None,
            }),
            Value::Array(list) => visitor.visit_seq(Elements {
                view: self,
                rest: list.iter(),
            }),
            scalar => scalar.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    /// Keys that the model has no field for are not read, and not counted.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

struct PartMembers<'a, 'l> {
    view: View<'a, 'l>,
    rest: map::Iter<'a>,
    next: Option<(&'a str, &'a Value)>,
}

impl<'de> MapAccess<'de> for PartMembers<'de, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let shown = self.view.shown;
        let is_shown = |key: &str| match shown {
            Shown::All => true,
            Shown::Data(wanted) => is_data(key) == wanted,
        };
        let Some((key, value)) = self.rest.find(|(key, _)| is_shown(key)) else {
            return Ok(None);
        };
        self.next = Some((key, value));
        seed.deserialize(de::value::BorrowedStrDeserializer::new(key))
            .map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (key, value) = self
            .next
            .take()
            .ok_or_else(|| de::Error::custom("a value was asked for before its key"))?;
        self.view.show(Some(key), value, seed)
    }
}

struct Elements<'a, 'l> {
    view: View<'a, 'l>,
    rest: std::slice::Iter<'a, Value>,
}

impl<'de> SeqAccess<'de> for Elements<'de, '_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(value) = self.rest.next() else {
            return Ok(None);
        };
        self.view.show(None, value, seed).map(Some)
    }
}

/// A schema, shown as an object with the one key `$ref`, which has its number.
struct Hidden<'a, 'l> {
    value: &'a Value,
    numbered: &'l Numbered<'a>,
}

impl<'de> Deserializer<'de> for Hidden<'_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mut schemas = self.numbered.schemas.take();
        let reference = format!("{NUMBER}{}", schemas.len());
        schemas.push(self.value);
        self.numbered.schemas.set(schemas);
        visitor.visit_map(MapDeserializer::new(std::iter::once(("$ref", reference))))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
    }
}
