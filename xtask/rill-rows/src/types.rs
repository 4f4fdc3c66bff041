//! Types of SQL values, as far as JSON tells them apart.

use serde_json::{Map, Value, json};

/// A type of DuckDB, or what is known of it.
#[derive(Clone, Debug)]
pub(crate) enum Type {
    /// Not certain; says why.
    Unknown(String),
    /// `NULL`, which takes any type.
    Null,
    /// A text in quotes, which takes the type of what it stands beside.
    Literal,
    Boolean,
    /// Every integer up to `BIGINT`.
    Integer,
    /// `UBIGINT`.
    Unsigned,
    /// `HUGEINT`, `DECIMAL`, `FLOAT`, `DOUBLE`.
    Number,
    /// A number or an interval: JSON has a number for both.
    NumberOrInterval,
    /// `VARCHAR`, and what is written as one.
    Text,
    Uuid,
    Date,
    Timestamp,
    TimestampTz,
    /// A `DATE` or a `TIMESTAMP`, by the version of DuckDB or by the table.
    DateOrTimestamp,
    Time,
    Interval,
    Blob,
    Json,
    List(Box<Type>),
    Struct(Vec<(String, Type)>),
}

impl Type {
    pub(crate) fn unknown(why: impl Into<String>) -> Self {
        Self::Unknown(why.into())
    }

    /// Returns the reason where the type is not certain.
    pub(crate) fn reason(&self) -> Option<&str> {
        match self {
            Self::Unknown(why) => Some(why),
            Self::Json => Some("JSON may hold anything"),
            _ => None,
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    pub(crate) fn is_integer(&self) -> bool {
        matches!(self, Self::Integer | Self::Unsigned)
    }

    pub(crate) fn is_numeric(&self) -> bool {
        self.is_integer() || matches!(self, Self::Number)
    }

    /// Returns the type that a column of a table has: only expressions are texts or nulls without a type.
    pub(crate) fn settled(self) -> Self {
        match self {
            Self::Literal => Self::Text,
            Self::Null => Self::unknown("every value that it is made from is NULL"),
            other => other,
        }
    }

    /// Parses a type as DuckDB and the other engines write it.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Some(inner) = text
            .strip_suffix(']')
            .and_then(|text| text.rsplit_once('['))
        {
            return Self::List(Box::new(Self::parse(inner.0)));
        }
        let (word, inner) = match text.find(['(', '<']) {
            Some(at) => {
                let end = text.rfind([')', '>']).unwrap_or(text.len());
                (text[..at].trim(), text.get(at + 1..end))
            }
            None => (text, None),
        };
        let rest = text
            .rfind([')', '>'])
            .map_or("", |end| text[end + 1..].trim());
        let word = if rest.is_empty() || word.contains(' ') {
            word.to_ascii_uppercase()
        } else {
            format!("{word} {rest}").to_ascii_uppercase()
        };
        match (word.as_str(), inner) {
            ("STRUCT" | "ROW", Some(inner)) => Self::fields(inner),
            ("NULLABLE" | "LOWCARDINALITY", Some(inner)) => Self::parse(inner),
            ("ARRAY", Some(inner)) => Self::List(Box::new(Self::parse(inner))),
            _ => Self::word(&word),
        }
    }

    fn fields(inner: &str) -> Self {
        let field = |part: &&str| {
            let part = part.trim();
            let (name, kind) = match part.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                Some(quoted) => quoted,
                None => part.split_once(char::is_whitespace)?,
            };
            Some((name.to_owned(), Self::parse(kind)))
        };
        let fields: Option<Vec<_>> = split(inner).iter().map(field).collect();
        fields.map_or_else(
            || Self::unknown("a field of the struct has no name"),
            Self::Struct,
        )
    }

    /// Returns the type of a name without parameters.
    fn word(word: &str) -> Self {
        match word {
            "BOOLEAN" | "BOOL" | "LOGICAL" => Self::Boolean,
            "TINYINT" | "SMALLINT" | "INTEGER" | "INT" | "SIGNED" | "BIGINT" | "LONG" | "SHORT"
            | "INT1" | "INT2" | "INT4" | "INT8" | "INT16" | "INT32" | "INT64" | "UTINYINT"
            | "USMALLINT" | "UINTEGER" | "UINT8" | "UINT16" | "UINT32" => Self::Integer,
            "UBIGINT" | "UINT64" => Self::Unsigned,
            "HUGEINT" | "INT128" | "INT256" | "UINT256" | "DECIMAL" | "NUMERIC" | "DEC"
            | "FLOAT" | "REAL" | "DOUBLE" | "DOUBLE PRECISION" | "FLOAT4" | "FLOAT8"
            | "FLOAT32" | "FLOAT64" => Self::Number,
            "VARCHAR" | "CHAR" | "CHARACTER" | "BPCHAR" | "TEXT" | "STRING"
            | "CHARACTER VARYING" | "NVARCHAR" | "ENUM" | "ENUM8" | "ENUM16" | "FIXEDSTRING"
            | "IPV4" | "IPV6" => Self::Text,
            "UUID" => Self::Uuid,
            "DATE" | "DATE32" => Self::Date,
            "TIMESTAMP"
            | "DATETIME"
            | "TIMESTAMP_S"
            | "TIMESTAMP_MS"
            | "TIMESTAMP_US"
            | "TIMESTAMP_NS"
            | "TIMESTAMP WITHOUT TIME ZONE"
            | "DATETIME64" => Self::Timestamp,
            "TIMESTAMPTZ" | "TIMESTAMP WITH TIME ZONE" => Self::TimestampTz,
            "TIME" | "TIMETZ" | "TIME WITH TIME ZONE" | "TIME WITHOUT TIME ZONE" => Self::Time,
            "INTERVAL" => Self::Interval,
            "BLOB" | "BYTEA" | "VARBINARY" | "BINARY" => Self::Blob,
            "JSON" => Self::Json,
            "MAP" => map(),
            "UNION" | "BIT" | "BITSTRING" | "UHUGEINT" | "UINT128" => Self::unknown(format!(
                "Rill has no JSON for values of type {word}, and the query fails"
            )),
            _ => Self::unknown(format!("the type `{word}` is not known")),
        }
    }

    /// Returns the type that values of both are brought to, as in `UNION`, `CASE` and `coalesce`.
    pub(crate) fn common(self, other: Self) -> Self {
        match (self, other) {
            (Self::Null, one) | (one, Self::Null) => one,
            // A number beside an unknown type: dates, texts and lists do not mix with it, but JSON does.
            (one @ Self::Unknown(_), _) | (_, one @ Self::Unknown(_)) => one,
            (Self::Literal, one) | (one, Self::Literal) => one,
            (Self::Json, one) | (one, Self::Json) => match one {
                Self::List(_) | Self::Struct(_) => mixed(),
                _ => Self::Json,
            },
            (Self::List(one), Self::List(other)) => Self::List(Box::new(one.common(*other))),
            (Self::Struct(one), Self::Struct(other)) => common_fields(one, other),
            (Self::Boolean, one) | (one, Self::Boolean) if one.is_numeric() => one,
            (Self::Number, one) | (one, Self::Number) if one.is_numeric() => Self::Number,
            (Self::NumberOrInterval, one) | (one, Self::NumberOrInterval) => match one {
                Self::Interval | Self::NumberOrInterval => Self::NumberOrInterval,
                one if one.is_numeric() => Self::Number,
                _ => mixed(),
            },
            (Self::Integer, Self::Unsigned) | (Self::Unsigned, Self::Integer) => Self::Number,
            (Self::TimestampTz, one) | (one, Self::TimestampTz) if one.is_temporal() => {
                Self::TimestampTz
            }
            (Self::Timestamp, one) | (one, Self::Timestamp) if one.is_temporal() => Self::Timestamp,
            (Self::DateOrTimestamp, one) | (one, Self::DateOrTimestamp) if one.is_temporal() => {
                Self::DateOrTimestamp
            }
            (one, other) if std::mem::discriminant(&one) == std::mem::discriminant(&other) => one,
            _ => mixed(),
        }
    }

    pub(crate) fn is_temporal(&self) -> bool {
        matches!(
            self,
            Self::Date | Self::Timestamp | Self::TimestampTz | Self::DateOrTimestamp
        )
    }

    /// Returns the schema of its JSON values; an empty one where nothing is certain.
    pub(crate) fn schema(&self) -> Value {
        match self {
            Self::Unknown(_) | Self::Json => json!({}),
            Self::Null | Self::Integer | Self::Interval => json!({"type": "integer"}),
            Self::Unsigned => json!({"type": "integer", "format": "uint64"}),
            Self::Boolean => json!({"type": "boolean"}),
            Self::Number | Self::NumberOrInterval => json!({"type": "number"}),
            Self::Literal | Self::Text | Self::DateOrTimestamp => json!({"type": "string"}),
            Self::Uuid => json!({"type": "string", "format": "uuid"}),
            Self::Date => json!({"type": "string", "format": "date"}),
            Self::Timestamp | Self::TimestampTz | Self::Time => {
                json!({"type": "string", "format": "date-time"})
            }
            Self::Blob => json!({"type": "string", "format": "byte"}),
            Self::List(item) => json!({"type": "array", "items": nullable(item)}),
            Self::Struct(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, kind)| (name.clone(), nullable(kind)));
                json!({"type": "object", "properties": fields.collect::<Map<_, _>>()})
            }
        }
    }

    /// Returns what a person is told about the values, beyond the schema.
    pub(crate) fn note(&self) -> Option<&'static str> {
        match self {
            Self::Interval => Some("Milliseconds."),
            Self::DateOrTimestamp => Some("A date or a timestamp."),
            Self::Time => Some("A time of day, on 0001-01-01."),
            _ => None,
        }
    }
}

/// Returns the type of a `MAP`, whose JSON depends on the version of Rill's driver.
pub(crate) fn map() -> Type {
    Type::unknown("versions of Rill differ in the JSON of a MAP")
}

fn mixed() -> Type {
    Type::unknown("types that do not mix stand for one value")
}

fn nullable(kind: &Type) -> Value {
    let mut schema = kind.schema();
    if schema.get("type").is_some() {
        schema["nullable"] = true.into();
    }
    schema
}

fn common_fields(one: Vec<(String, Type)>, other: Vec<(String, Type)>) -> Type {
    let is_same =
        one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| one.0 == other.0);
    if !is_same {
        return mixed();
    }
    let fields = one.into_iter().zip(other);
    Type::Struct(
        fields
            .map(|(one, other)| (one.0, one.1.common(other.1)))
            .collect(),
    )
}

/// Returns the parts between commas, but for those in brackets or quotes.
fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start, mut is_quoted) = (Vec::new(), 0_i32, 0, false);
    for (at, character) in text.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth -= 1,
            ',' if depth == 0 && !is_quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
