//! The one table of string and number formats (OpenAPI format registry).
//!
//! A string format without an entry is a plain string: so are `binary` (in JSON it has no other
//! form), and `time` (RFC 3339 has an offset there,
//! which no time of day holds, and servers leave it out).

use std::str::FromStr;

use super::integer::Integer;

/// A string format with a Rust type of its own, as an index into the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StringFormat(usize);

/// The entry of a string format.
#[derive(Debug)]
pub struct FormatEntry {
    /// The name of the format.
    pub name: &'static str,
    /// The Rust type of its values.
    pub rust_type: RustType,
    /// The label of a variant of a union, if it differs from that of any string.
    pub label: Option<&'static str>,
    /// Database engines write the format too.
    pub is_database: bool,
    /// The Rust type is `Copy`.
    pub is_copy: bool,
    /// The Rust type has an order, and so can be the key of a map.
    pub is_ordered: bool,
    /// The runtime's codec in rows of a Rill API, which may be null.
    pub row_codec: Option<&'static str>,
    /// A Rust expression of an example.
    pub example: &'static str,
    /// Judges a default.
    pub default: fn(&str) -> FormatDefault,
}

/// The Rust type of a string format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RustType {
    /// A path that begins with the name of a crate.
    Crate(&'static str),
    /// A type of the runtime.
    Runtime(&'static str),
    /// A type of the runtime around one of a crate.
    Around(&'static str, &'static str),
}

impl RustType {
    /// Returns the path of a type that is not the runtime's.
    pub fn path(self) -> Option<&'static str> {
        match self {
            Self::Crate(path) | Self::Around(_, path) => Some(path),
            Self::Runtime(_) => None,
        }
    }

    /// Returns the crate of a type that is not the runtime's.
    pub fn krate(self) -> Option<&'static str> {
        self.path()?.split("::").next()
    }

    /// Returns the name of a type of the runtime.
    pub fn runtime(self) -> Option<&'static str> {
        match self {
            Self::Crate(_) => None,
            Self::Runtime(name) | Self::Around(name, _) => Some(name),
        }
    }
}

/// A default of a string format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormatDefault {
    /// Not a value of the format.
    Invalid,
    /// A value that no constant holds.
    Valid,
    /// A value, as a constant Rust expression.
    Constant(String),
}

fn valid<T: FromStr>(text: &str) -> FormatDefault {
    match text.parse::<T>() {
        Ok(_) => FormatDefault::Valid,
        Err(_) => FormatDefault::Invalid,
    }
}

/// The entry of a format that differs in nothing from a string of Rust's own but its type.
const PLAIN: FormatEntry = FormatEntry {
    name: "",
    rust_type: RustType::Crate(""),
    label: None,
    is_database: true,
    is_copy: true,
    is_ordered: true,
    row_codec: None,
    example: "",
    default: |_| FormatDefault::Invalid,
};

/// The entry of bytes in the alphabet of base64.
const BYTES: FormatEntry = FormatEntry {
    name: "byte",
    rust_type: RustType::Runtime("Base64"),
    is_copy: false,
    is_ordered: false,
    example: r#"Vec::from(*b"bytes").into()"#,
    default: |_| FormatDefault::Valid,
    ..PLAIN
};

/// The format of bytes in the alphabet that addresses take, also a `contentEncoding`.
pub const BASE64_URL: &str = "base64url";

static TABLE: [FormatEntry; 7] = [
    // RFC 3339
    FormatEntry {
        name: "date-time",
        rust_type: RustType::Around("Moment", "jiff::Timestamp"),
        label: Some("DateTime"),
        is_copy: false,
        example: r#""2025-01-31T00:00:00Z".parse()?"#,
        default: |text| match text.parse::<jiff::Timestamp>() {
            Ok(time) => FormatDefault::Constant(format!(
                "jiff::Timestamp::constant({}, {}).into()",
                time.as_second(),
                time.subsec_nanosecond()
            )),
            Err(_) => FormatDefault::Invalid,
        },
        ..PLAIN
    },
    // RFC 3339, full-date
    FormatEntry {
        name: "date",
        rust_type: RustType::Crate("jiff::civil::Date"),
        label: Some("Date"),
        row_codec: Some("RillDate"),
        example: r#""2025-01-31".parse()?"#,
        default: |text| match text.parse::<jiff::civil::Date>() {
            Ok(date) if text.len() == 10 => FormatDefault::Constant(format!(
                "jiff::civil::date({}, {}, {})",
                date.year(),
                date.month(),
                date.day()
            )),
            _ => FormatDefault::Invalid,
        },
        ..PLAIN
    },
    // RFC 9562
    FormatEntry {
        name: "uuid",
        rust_type: RustType::Crate("uuid::Uuid"),
        label: Some("Uuid"),
        example: r#""67e55044-10b1-426f-9247-bb680e5fe0c8".parse()?"#,
        default: |text| match text.parse::<uuid::Uuid>() {
            Ok(id) => FormatDefault::Constant(format!("uuid::uuid!(\"{id}\")")),
            Err(_) => FormatDefault::Invalid,
        },
        ..PLAIN
    },
    // RFC 4648, section 4; also `contentEncoding: base64`
    BYTES,
    // RFC 4648, section 5
    FormatEntry {
        name: BASE64_URL,
        rust_type: RustType::Runtime("Base64Url"),
        ..BYTES
    },
    // The registry has it for numbers too: `Scalar::DecimalNumber`.
    FormatEntry {
        name: DECIMAL,
        rust_type: RustType::Runtime("Decimal"),
        is_copy: false,
        is_ordered: false,
        example: r#""12.50".parse()?"#,
        default: valid::<f64>,
        ..PLAIN
    },
    // RFC 3339, appendix A
    FormatEntry {
        name: "duration",
        rust_type: RustType::Runtime("Span"),
        is_database: false,
        is_ordered: false,
        example: r#""PT1H".parse()?"#,
        default: valid::<jiff::Span>,
        ..PLAIN
    },
];

/// The format of decimal numbers, in strings and in numbers.
pub const DECIMAL: &str = "decimal";

/// Formats of strings without a Rust type of their own.
const PLAIN_STRINGS: [&str; 8] = [
    "time", "binary", "password", "email", "uri", "hostname", "ipv4", "ipv6",
];

/// Formats of integers. `uint` is a Rust server's name for `usize`, and the last ones are no width.
const INTEGERS: [(&str, Integer); 12] = [
    ("int8", Integer::I8),
    ("int16", Integer::I16),
    ("int32", Integer::I32),
    ("int64", Integer::I64),
    ("uint8", Integer::U8),
    ("uint16", Integer::U16),
    ("uint32", Integer::U32),
    ("uint64", Integer::U64),
    ("uint", Integer::U64),
    ("long", Integer::I64),
    ("int", Integer::I64),
    ("integer", Integer::I64),
];

/// Formats of integers that are also written as strings, as in the JSON of protocol buffers.
const INTEGER_STRINGS: [&str; 2] = ["int64", "uint64"];

/// Formats of other numbers.
const FLOATS: [&str; 2] = ["float", "double"];

impl StringFormat {
    /// Returns the format of a name, if it has a Rust type of its own.
    pub fn find(name: &str) -> Option<Self> {
        TABLE.iter().position(|entry| entry.name == name).map(Self)
    }

    /// Returns all formats with a Rust type of their own.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TABLE.len()).map(Self)
    }

    /// Returns the entry of the format.
    pub fn entry(self) -> &'static FormatEntry {
        &TABLE[self.0]
    }
}

/// Returns `true` if only strings have a format.
pub fn is_string_format(name: &str) -> bool {
    StringFormat::find(name).is_some() || PLAIN_STRINGS.contains(&name)
}

/// Returns the width of an integer of a format.
pub fn integer_format(name: &str) -> Option<Integer> {
    let found = INTEGERS.iter().find(|(known, _)| *known == name);
    found.map(|(_, width)| *width)
}

/// Returns `true` if strings of a format hold an integer.
pub(super) fn is_integer_string(name: &str) -> bool {
    INTEGER_STRINGS.contains(&name)
}

/// Returns `true` if numbers of a format are floats.
pub fn is_float_format(name: &str) -> bool {
    FLOATS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_judged_by_their_format() {
        let check = |name, text, expect: FormatDefault| {
            let format = StringFormat::find(name).expect("a format of the table");
            assert_eq!((format.entry().default)(text), expect, "{name} {text}");
        };
        let constant = |text: &str| FormatDefault::Constant(text.to_owned());
        check(
            "date",
            "2024-02-29",
            constant("jiff::civil::date(2024, 2, 29)"),
        );
        check("date", "2024-02-30", FormatDefault::Invalid);
        check("date", "2024-02-29T00:00:00", FormatDefault::Invalid);
        check(
            "date-time",
            "1969-12-31T23:59:59Z",
            constant("jiff::Timestamp::constant(-1, 0).into()"),
        );
        check("uuid", "none", FormatDefault::Invalid);
        check("byte", "anything", FormatDefault::Valid);
        check("decimal", "12.50", FormatDefault::Valid);
        check("decimal", "twelve", FormatDefault::Invalid);
        check("duration", "PT1H", FormatDefault::Valid);
        check("duration", "an hour", FormatDefault::Invalid);
    }
}
