//! Lengths of time.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::SpanFieldwise;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A length of time (`format: duration`): years to nanoseconds, each unit as it was written, so that `PT90M` stays
/// ninety minutes.
///
/// Written as ISO 8601 (RFC 3339, appendix A); units with letters (`1h 30m`) are read too. It can be used as the
/// [`jiff::Span`] it holds; two are equal where each unit is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span(SpanFieldwise);

impl Default for Span {
    fn default() -> Self {
        Self::from(jiff::Span::new())
    }
}

impl From<jiff::Span> for Span {
    fn from(span: jiff::Span) -> Self {
        Self(SpanFieldwise(span))
    }
}

impl From<Span> for jiff::Span {
    fn from(span: Span) -> Self {
        span.0.0
    }
}

impl Deref for Span {
    type Target = jiff::Span;

    fn deref(&self) -> &jiff::Span {
        &self.0.0
    }
}

impl FromStr for Span {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse::<jiff::Span>().map(Self::from)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Span({self})")
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.0, f)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        jiff::Span::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn units_stay_as_they_were_written() {
        for text in ["P1Y2M3DT4H5M6S", "PT90M", "P1W", "PT1.5S", "P1D"] {
            let json = format!("{text:?}");
            let span: Span = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&span).unwrap(), json);
            assert_eq!(text.parse::<Span>().unwrap(), span);
        }
        assert_eq!("1h 30m".parse::<Span>().unwrap().get_minutes(), 30);
        assert!(serde_json::from_str::<Span>("\"soon\"").is_err());
    }
}
