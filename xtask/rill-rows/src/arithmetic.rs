//! Types of sums, products and quotients (RILL-ROWS.md, section 6).

use crate::types::Type;

impl Type {
    /// Returns the type of a field.
    pub(crate) fn field(self, name: &str) -> Self {
        match self {
            Self::Struct(fields) => {
                let field = fields
                    .into_iter()
                    .find(|(known, _)| known.eq_ignore_ascii_case(name));
                field.map_or_else(
                    || Self::unknown(format!("the struct has no field `{name}`")),
                    |(_, kind)| kind,
                )
            }
            Self::Unknown(why) => Self::Unknown(why),
            Self::Json => Self::Json,
            _ => Self::unknown(format!("`{name}` is a field of what is no struct")),
        }
    }

    /// Returns the type of a sum or a difference.
    pub(crate) fn plus(self, other: Self, is_minus: bool, is_duckdb: bool) -> Self {
        use Type::{
            Date, DateOrTimestamp, Integer, Interval, List, Null, Number, NumberOrInterval, Time,
            Timestamp, TimestampTz, Unknown,
        };
        match (self, other) {
            (one, other) if one.is_numeric() && other.is_numeric() => one.numeric(&other),
            _ if !is_duckdb => Self::unknown("arithmetic over unknown types"),
            // `TRUE + 1` is not arithmetic in DuckDB.
            (NumberOrInterval, Number) | (Number, NumberOrInterval) => Number,
            (NumberOrInterval, one) | (one, NumberOrInterval) if one.is_numeric() => Number,
            (NumberOrInterval, Interval | NumberOrInterval) | (Interval, NumberOrInterval) => {
                NumberOrInterval
            }
            // A date takes no fraction, so the other side is a number too.
            (Unknown(_), Number) | (Number, Unknown(_)) => Number,
            (Date, Integer) | (Integer, Date) => Date,
            (Date, Date) if is_minus => Integer,
            (Date, Time) => Timestamp,
            (Date | DateOrTimestamp, Interval) | (Interval, Date | DateOrTimestamp) => Timestamp,
            (Timestamp, Interval) | (Interval, Timestamp) => Timestamp,
            (TimestampTz, Interval) | (Interval, TimestampTz) => TimestampTz,
            (Time, Interval) | (Interval, Time) => Time,
            (Interval, Interval) => Interval,
            (Timestamp | TimestampTz, one) | (one, Timestamp | TimestampTz)
                if is_minus && one.is_temporal() =>
            {
                Interval
            }
            (List(one), List(other)) => List(Box::new(one.common(*other))),
            (Null, _) | (_, Null) => Self::unknown("it is NULL"),
            (Unknown(why), _) | (_, Unknown(why)) => Unknown(why),
            _ => Self::unknown("it adds what does not add up"),
        }
    }

    /// Returns the type of a product.
    pub(crate) fn times(self, other: Self) -> Self {
        match (self, other) {
            (one, other) if one.is_numeric() && other.is_numeric() => one.numeric(&other),
            (Self::Interval, _) | (_, Self::Interval) => Self::Interval,
            (Self::NumberOrInterval | Self::Unknown(_), _)
            | (_, Self::NumberOrInterval | Self::Unknown(_)) => Self::NumberOrInterval,
            _ => Self::unknown("it multiplies what is no number"),
        }
    }

    /// Returns the type of a quotient.
    pub(crate) fn divided(self, other: &Self) -> Self {
        match self {
            one if one.is_numeric() => Self::Number,
            Self::Interval => Self::Interval,
            Self::NumberOrInterval | Self::Unknown(_) => Self::NumberOrInterval,
            _ if other.is_unknown() => Self::NumberOrInterval,
            _ => Self::unknown("it divides what is no number"),
        }
    }

    /// Returns the type of a remainder, or of a quotient of integers.
    pub(crate) fn modulo(self, other: Option<&Self>) -> Self {
        match other {
            Some(other) if self.is_numeric() && other.is_numeric() => self.numeric(other),
            _ => Self::Number,
        }
    }

    /// Returns the type of a result of two numbers.
    pub(crate) fn numeric(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Integer, Self::Integer) => Self::Integer,
            (Self::Unsigned, Self::Unsigned) => Self::Unsigned,
            _ => Self::Number,
        }
    }
}
