//! A field that can be absent, null or a value.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field that may be left out, and may be sent as `null`, where the two mean different things: in an update,
/// absent leaves the value as it is and null clears it.
///
/// A field of this type carries `#[serde(default, skip_serializing_if = "Maybe::is_absent")]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maybe<T> {
    /// Left out.
    #[default]
    Absent,
    /// Sent as `null`.
    Null,
    /// Sent as this value.
    Value(T),
}

impl<T> Maybe<T> {
    /// Returns `true` if the field is left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns `true` if the field is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns a reference to the value, if there is one.
    pub fn as_option(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns the value, if there is one.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }
}

impl<T> From<T> for Maybe<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Maybe<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            // A null is the nearest that can be written where a field cannot be left out (a list, a map).
            Self::Absent | Self::Null => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Value(value),
            None => Self::Null,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::Maybe;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Patch {
        #[serde(default, skip_serializing_if = "Maybe::is_absent")]
        name: Maybe<String>,
    }

    #[test]
    fn the_three_states_round_trip() {
        let cases = [
            (r"{}", Maybe::Absent, None),
            (r#"{"name":null}"#, Maybe::Null, None),
            (r#"{"name":"a"}"#, Maybe::Value("a".to_owned()), Some("a")),
        ];
        for (json, state, option) in cases {
            let patch: Patch = serde_json::from_str(json).unwrap();
            assert_eq!(patch.name, state, "{json}");
            assert_eq!(patch.name.as_option().map(String::as_str), option, "{json}");
            assert_eq!(serde_json::to_string(&patch).unwrap(), json);
            assert_eq!(patch.name.into_option().as_deref(), option, "{json}");
        }
    }

    #[test]
    fn default_is_absent_and_a_value_converts() {
        assert!(Maybe::<i64>::default().is_absent());
        assert!(Maybe::<i64>::Null.is_null());
        assert_eq!(Maybe::from(3), Maybe::Value(3));
        assert_eq!(
            serde_json::to_string(&[Maybe::Absent, Maybe::Value(1)]).unwrap(),
            "[null,1]"
        );
    }
}
