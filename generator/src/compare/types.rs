//! Types as callers write them, with their aliases written out.

use super::matching::Renamed;
use crate::emit::{EmitContext, Presence, held_type, presence};
use crate::ir::{
    BodyEncoding, Content, Field, Integer, MediaBody, ResponseSet, RustType, Scalar, StructRole,
    Type, TypeId,
};

/// Writes types as callers write them.
#[derive(Clone, Copy)]
pub(super) struct TypeWriter<'a> {
    pub(super) model: EmitContext<'a>,
    pub(super) renamed: &'a Renamed,
}

impl TypeWriter<'_> {
    /// Returns the name of a named type.
    pub(super) fn name(self, id: TypeId) -> String {
        let name = self.model.names.ty(id);
        self.renamed
            .get(name)
            .map_or(name, String::as_str)
            .to_owned()
    }

    /// Returns a type with its aliases written out.
    pub(super) fn text(self, ty: &Type) -> String {
        let list = |types: &[Type]| {
            let types: Vec<String> = types.iter().map(|ty| self.text(ty)).collect();
            types.join(", ")
        };
        match self.model.api.resolve(ty) {
            Type::Ref(id) => self.name(*id),
            Type::Scalar(scalar) => self.scalar(*scalar),
            Type::List(item) => format!("Vec<{}>", self.text(item)),
            Type::Map(value) if **value == Type::Any => "JsonObject".to_owned(),
            Type::Map(value) => format!("BTreeMap<String, {}>", self.text(value)),
            Type::KeyedMap(key, value) => {
                format!("BTreeMap<{}, {}>", self.text(key), self.text(value))
            }
            Type::Tuple(items, _) => format!("({})", list(items)),
            Type::Nullable(inner) => format!("Option<{}>", self.text(inner)),
            Type::JsonText(inner) => self.text(inner),
            Type::Any => "Value".to_owned(),
        }
    }

    fn scalar(self, scalar: Scalar) -> String {
        let name = match scalar {
            Scalar::Null => "()",
            Scalar::Bool => "bool",
            Scalar::Integer(width) | Scalar::IntegerText(width) => integer(width),
            Scalar::Float => "f64",
            Scalar::Text => "String",
            Scalar::Formatted(format) => match format.entry().rust_type {
                RustType::Crate(name) | RustType::Runtime(name) | RustType::Around(name, _) => name,
            },
            Scalar::File => "File",
            Scalar::Part => "Part",
            Scalar::DecimalNumber(None) => "Decimal",
            Scalar::External(index) | Scalar::DecimalNumber(Some(index)) => {
                &self.model.api.externals[index]
            }
        };
        name.to_owned()
    }

    /// Returns the type in which a caller gets the content of a response.
    pub(super) fn content(self, content: &Content) -> String {
        match content {
            Content::Empty => "()".to_owned(),
            Content::Json(ty) | Content::Plain(ty) | Content::Xml(ty) => self.text(ty),
            Content::Text => "String".to_owned(),
            Content::Bytes => "ByteStream".to_owned(),
            Content::Events(ty) => {
                let ty = ty.ty().map_or("String".to_owned(), |ty| self.text(ty));
                format!("Events<{ty}>")
            }
            Content::JsonLines(ty) | Content::JsonResults(ty) => {
                format!("JsonLines<{}>", self.text(ty))
            }
        }
    }

    /// Returns the type in which a caller gives a body of a media type.
    pub(super) fn media(self, media: &MediaBody) -> String {
        match &media.encoding {
            BodyEncoding::JsonLines => format!("Vec<{}>", self.text(&media.ty)),
            BodyEncoding::Text => "String".to_owned(),
            BodyEncoding::Bytes => "File".to_owned(),
            BodyEncoding::Json
            | BodyEncoding::Form(_)
            | BodyEncoding::Multipart(_)
            | BodyEncoding::Parts
            | BodyEncoding::Plain
            | BodyEncoding::Xml => self.text(&media.ty),
        }
    }

    /// Returns the type of the successes or the errors of a call.
    pub(super) fn outcome(self, outcome: &ResponseSet, nothing: &str) -> String {
        match (outcome.content_enum, outcome.cases.as_slice()) {
            (Some(id), _) => self.name(id),
            (None, [case, ..]) => self.content(&case.content),
            (None, []) => nothing.to_owned(),
        }
    }

    /// Returns the type of a field.
    pub(super) fn field(self, id: TypeId, index: usize, role: StructRole, field: &Field) -> String {
        let presence = presence(self.model, role, field, self.model.facts.usage[id.0].sent);
        let inner = self.text(held_type(field, presence));
        let inner = if self.model.facts.boxed.contains(&(id, index)) {
            format!("Box<{inner}>")
        } else {
            inner
        };
        match presence {
            Presence::Required => inner,
            Presence::Optional | Presence::Nullable => format!("Option<{inner}>"),
            Presence::OptionalNullable => format!("Maybe<{inner}>"),
        }
    }
}

fn integer(width: Integer) -> &'static str {
    match width {
        Integer::I8 => "i8",
        Integer::I16 => "i16",
        Integer::I32 => "i32",
        Integer::I64 => "i64",
        Integer::U8 => "u8",
        Integer::U16 => "u16",
        Integer::U32 => "u32",
        Integer::U64 => "u64",
    }
}
