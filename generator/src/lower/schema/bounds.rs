//! Bounds of numbers, which keep the digits of integers that a double would round.

use core::cmp::Ordering;
use core::fmt;

use serde_json::Value;

/// The greatest integer up to which a double tells all integers apart.
pub(super) const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// A number as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    Integer(i128),
    Double(f64),
}

impl Bound {
    /// Returns the number that a document holds.
    pub(super) fn written(value: &Value) -> Option<Self> {
        let integer = value.as_i64().map(i128::from);
        let integer = integer.or_else(|| value.as_u64().map(i128::from));
        let double = || value.as_f64().map(Self::Double);
        integer.map(Self::Integer).or_else(double)
    }

    /// Returns `true` if it may be another number than the document holds.
    pub(super) fn may_be_rounded(self) -> bool {
        matches!(self, Self::Double(double) if double.abs() >= MAX_EXACT)
    }

    /// Returns the number as a value of JSON, if JSON's values hold it.
    pub(super) fn value(self) -> Option<Value> {
        match self {
            Self::Double(double) if double.fract() != 0.0 => Some(double.into()),
            _ => self.to_string().parse().ok(),
        }
    }

    /// Returns the nearest double.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a caller asks for the nearest double"
    )]
    pub(super) fn double(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Double(double) => double,
        }
    }
}

impl From<i64> for Bound {
    fn from(integer: i64) -> Self {
        Self::Integer(integer.into())
    }
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Bound {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => Some(one.cmp(other)),
            _ => self.double().partial_cmp(&other.double()),
        }
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => integer.fmt(f),
            Self::Double(double) => double.fmt(f),
        }
    }
}

/// The bounds of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Bounds {
    pub(super) minimum: Option<Bound>,
    pub(super) maximum: Option<Bound>,
    /// `true` if the minimum itself is excluded.
    pub(super) above: bool,
    /// `true` if the maximum itself is excluded.
    pub(super) below: bool,
}

impl Bounds {
    /// Narrows the bounds to others; each comes with `true` if it is excluded itself.
    pub(super) fn narrow(&mut self, least: (Option<Bound>, bool), most: (Option<Bound>, bool)) {
        if let (Some(minimum), above) = least
            && self.minimum.is_none_or(|known| minimum >= known)
        {
            self.above = above || (self.above && self.minimum == Some(minimum));
            self.minimum = Some(minimum);
        }
        if let (Some(maximum), below) = most
            && self.maximum.is_none_or(|known| maximum <= known)
        {
            self.below = below || (self.below && self.maximum == Some(maximum));
            self.maximum = Some(maximum);
        }
    }

    /// Returns a sentence that says the bounds.
    pub(super) fn sentence(self) -> Option<String> {
        let least = self.minimum.map(|minimum| (minimum, self.above));
        let most = self.maximum.map(|maximum| (maximum, self.below));
        match (least, most) {
            (Some((minimum, false)), Some((maximum, false))) => {
                Some(format!("{minimum} to {maximum}."))
            }
            (None, None) => None,
            (least, most) => {
                let least = least.map(|(minimum, above)| {
                    if above {
                        format!("above {minimum}")
                    } else {
                        format!("at least {minimum}")
                    }
                });
                let most = most.map(|(maximum, below)| {
                    if below {
                        format!("below {maximum}")
                    } else {
                        format!("at most {maximum}")
                    }
                });
                let parts: Vec<String> = least.into_iter().chain(most).collect();
                let mut text = parts.join(" and ") + ".";
                if let Some(first) = text.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                Some(text)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_sentences_and_the_tightest_counts() {
        let check = |bounds: &[(Option<f64>, bool, Option<f64>, bool)], sentence: Option<&str>| {
            let mut narrowed = Bounds::default();
            for (minimum, above, maximum, below) in bounds {
                let [minimum, maximum] = [*minimum, *maximum].map(|bound| bound.map(Bound::Double));
                narrowed.narrow((minimum, *above), (maximum, *below));
            }
            assert_eq!(narrowed.sentence().as_deref(), sentence);
        };
        check(&[(None, false, None, false)], None);
        check(&[(Some(0.0), false, Some(5.0), false)], Some("0 to 5."));
        check(&[(Some(0.0), true, None, false)], Some("Above 0."));
        check(
            &[(Some(0.0), true, Some(5.0), false)],
            Some("Above 0 and at most 5."),
        );
        check(
            &[
                (Some(0.0), true, None, false),
                (Some(1.5), false, None, false),
            ],
            Some("At least 1.5."),
        );
        check(&[(None, false, Some(1.0), true)], Some("Below 1."));
    }
    #[test]
    fn bounds_beyond_a_double_keep_their_digits() {
        let written = |text: &str| text.parse().ok().as_ref().and_then(Bound::written);
        let mut bounds = Bounds::default();
        for maximum in ["9007199254740993", "9007199254740992", "9007199254740994.0"] {
            let minimum = written("-9223372036854775807");
            bounds.narrow((minimum, false), (written(maximum), false));
        }
        let sentence = "-9223372036854775807 to 9007199254740992.";
        assert_eq!(bounds.sentence().as_deref(), Some(sentence));
    }
}
