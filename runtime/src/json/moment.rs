//! Points in time.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use jiff::{Timestamp, civil};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time (`format: date-time`), written as it was read.
///
/// Read as servers write it: RFC 3339, and beyond that a date and time without offset or a date alone, which are taken
/// to be UTC. It can be used as the [`jiff::Timestamp`] it holds, which has nanoseconds, and ends with the year 9999 in
/// the offset furthest to the west: later times, such as `9999-12-31T23:59:59Z` for "never", are its end. Two are equal
/// where their timestamps are, however they are written; at the end, where their texts are.
#[derive(Clone)]
pub struct Moment {
    timestamp: Timestamp,
    /// The text, where that of the timestamp is another.
    #[allow(clippy::box_collection, reason = "most have none, and rows stay small")]
    text: Option<Box<String>>,
}

impl Moment {
    /// Returns the timestamp, and the text where it tells more than that.
    fn key(&self) -> (Timestamp, Option<&str>) {
        let text = self.text.as_deref().map(String::as_str);
        (
            self.timestamp,
            text.filter(|_| self.timestamp == Timestamp::MAX),
        )
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Moment {}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for Moment {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

fn timestamp(text: &str) -> Result<Timestamp, jiff::Error> {
    let text = text.trim();
    let pieces = Pieces::parse(text).or_else(|error| match shorter(text) {
        Some(text) => Pieces::parse(&text).map(Pieces::into_owned),
        None => Err(error),
    })?;
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    let midnight = civil::Time::midnight;
    let local = pieces
        .date()
        .to_datetime(pieces.time().unwrap_or_else(midnight));
    match offset.to_timestamp(local) {
        Err(_) if local.year() == 9999 => Ok(Timestamp::MAX),
        found => found,
    }
}

/// Cuts a fraction of more than nine digits.
fn shorter(text: &str) -> Option<String> {
    let (before, after) = text.split_once('.')?;
    let end = after
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(after.len());
    let (digits, rest) = after.split_at(end);
    Some(format!("{before}.{}{rest}", digits.get(..9)?))
}

impl Default for Moment {
    fn default() -> Self {
        Timestamp::default().into()
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        let text = None;
        Self { timestamp, text }
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        moment.timestamp
    }
}

impl Deref for Moment {
    type Target = Timestamp;

    fn deref(&self) -> &Timestamp {
        &self.timestamp
    }
}

impl FromStr for Moment {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let timestamp = timestamp(text)?;
        let is_other = text != timestamp.to_string();
        let text = is_other.then(|| Box::new(text.to_owned()));
        Ok(Self { timestamp, text })
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Moment({self})")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => f.write_str(text),
            None => self.timestamp.fmt(f),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let moment = text.parse();
        moment.map_err(|_| D::Error::custom(format_args!("{text:?} is not a date and time")))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Moment;

    #[test]
    fn times_are_read_as_servers_write_them_and_come_back_the_same() {
        for (text, time) in [
            ("2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"),
            ("2024-05-01t10:00:00z", "2024-05-01T10:00:00Z"),
            ("2024-05-01T10:00:00+02:00", "2024-05-01T08:00:00Z"),
            ("2024-05-01T10:00:00.000+0000", "2024-05-01T10:00:00Z"),
            ("2024-05-01 10:00:00.25Z", "2024-05-01T10:00:00.25Z"),
            (
                "2024-05-01T10:00:00.1234567891234Z",
                "2024-05-01T10:00:00.123456789Z",
            ),
            (
                "2024-05-01T10:00:00.1234567891234",
                "2024-05-01T10:00:00.123456789Z",
            ),
            ("2024-05-01T10:00:00.123456", "2024-05-01T10:00:00.123456Z"),
            ("2024-05-01T10:00:00", "2024-05-01T10:00:00Z"),
            ("2024-05-01", "2024-05-01T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("0000-01-01T00:00:00+23:59", "-000001-12-31T00:01:00Z"),
            ("9999-12-30T22:00:00Z", "9999-12-30T22:00:00Z"),
            (
                "9999-12-31T23:59:59.9999999Z",
                "9999-12-30T22:00:00.999999999Z",
            ),
            (
                "9999-12-31T23:59:59-23:59",
                "9999-12-30T22:00:00.999999999Z",
            ),
            ("9999-12-31", "9999-12-30T22:00:00.999999999Z"),
        ] {
            let json = format!("{text:?}");
            let moment: Moment = serde_json::from_str(&json).unwrap();
            assert_eq!(*moment, time.parse::<Timestamp>().unwrap(), "{text}");
            assert_eq!(serde_json::to_string(&moment).unwrap(), json);
        }
        for text in ["soon", "", "2024-02-30T00:00:00Z", "10000-01-01T00:00:00Z"] {
            let error = serde_json::from_str::<Moment>(&format!("{text:?}")).unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("{text:?} is not a date and time"))
            );
        }
        let moment = |text: &str| text.parse::<Moment>().unwrap();
        assert_eq!(
            moment("2024-05-01T10:00:00+02:00"),
            moment("2024-05-01T08:00:00.0Z")
        );
        let ends = ["9999-12-30", "9999-12-31", "9999-12-31T23:59:59Z"].map(moment);
        assert!(ends.is_sorted_by(|one, other| one < other));
        assert_eq!(
            Moment::from(Timestamp::MAX).to_string(),
            Timestamp::MAX.to_string()
        );
    }
}
