//! Dates as Rill writes them.

use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use jiff::fmt::temporal::Pieces;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json::codec::Codec;

/// A nullable date. Rill writes a DATE column as `2025-12-28`, and a time dimension floored to the day as
/// `2025-12-28T00:00:00Z`; both are that day. A timestamp at any other time is refused, as its time would be lost.
#[derive(Debug)]
pub struct RillDate;

impl Codec<Option<Date>> for RillDate {
    fn write<S: Serializer>(value: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else {
            return Ok(None);
        };
        parse(&text).map(Some).ok_or_else(|| {
            serde::de::Error::custom(format_args!(
                "{text:?} is neither a date (YYYY-MM-DD) nor a timestamp at midnight UTC"
            ))
        })
    }
}

fn parse(text: &str) -> Option<Date> {
    // A date's own parser would also take a date and time, and drop the time.
    if !text.contains(['T', 't', ' ']) {
        return text.parse().ok();
    }
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?.seconds();
    let local = pieces.date().to_datetime(pieces.time()?);
    let utc = local.checked_sub(SignedDuration::from_secs(offset.into()));
    let midnight = utc.ok().filter(|utc| utc.time() == Time::midnight())?;
    Some(midnight.date())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[serde(
            default,
            deserialize_with = "crate::json::codec::As::<super::RillDate>::deserialize"
        )]
        day: Option<Date>,
    }

    fn read(json: &str) -> Result<Option<Date>, String> {
        serde_json::from_str::<Row>(json)
            .map(|row| row.day)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn dates_and_midnights_are_days() {
        let day = Ok(Some(date(2025, 12, 28)));
        for text in [
            "2025-12-28",
            "2025-12-28T00:00:00Z",
            "2025-12-28T00:00:00.000000Z",
            "2025-12-28T02:00:00+02:00",
        ] {
            assert_eq!(read(&format!(r#"{{"day":"{text}"}}"#)), day, "{text}");
        }
        let last = read(r#"{"day":"9999-12-31T00:00:00Z"}"#);
        assert_eq!(last, Ok(Some(date(9999, 12, 31))));
        assert_eq!(read(r#"{"day":null}"#), Ok(None));
        assert_eq!(read("{}"), Ok(None));
    }

    #[test]
    fn anything_else_is_refused_with_both_forms_named() {
        for text in [
            "2025-12-28T09:56:52.090484Z",
            "2025-12-28T00:00:00+02:00",
            "2025-12-28T00:00:00",
            "2025-02-30",
            "28.12.2025",
            "",
        ] {
            let error = read(&format!(r#"{{"day":"{text}"}}"#)).unwrap_err();
            let expected =
                format!("{text:?} is neither a date (YYYY-MM-DD) nor a timestamp at midnight UTC");
            assert!(error.starts_with(&expected), "{error}");
        }
        assert!(
            read(r#"{"day":5}"#)
                .unwrap_err()
                .starts_with("invalid type: integer `5`")
        );
    }
}
