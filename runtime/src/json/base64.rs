//! Bytes that travel as base64 text.

use std::fmt;

use ::base64::Engine;
use ::base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};
use bytes::Bytes;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Defines a type of bytes, and how it is written.
macro_rules! base64 {
    ($(#[$doc:meta])* $name:ident, $engine:ident) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Bytes);

        impl $name {
            /// Returns the bytes.
            pub fn into_inner(self) -> Bytes {
                self.0
            }
        }

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes.into())
            }
        }

        impl From<Bytes> for $name {
            fn from(bytes: Bytes) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $name {
            fn from(bytes: &[u8]) -> Self {
                Self(Bytes::copy_from_slice(bytes))
            }
        }

        impl From<$name> for Vec<u8> {
            fn from(bytes: $name) -> Self {
                bytes.0.into()
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = [u8];

            fn deref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({} bytes)", stringify!($name), self.0.len())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&$engine.encode(&self.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                let engine = if text.contains(['-', '_']) {
                    &URL_SAFE_PAD_INDIFFERENT
                } else {
                    &STANDARD_PAD_INDIFFERENT
                };
                let bytes = engine.decode(text);
                bytes
                    .map(Self::from)
                    .map_err(|error| D::Error::custom(format_args!("not base64: {error}")))
            }
        }
    };
}

base64! {
    /// Bytes that are a base64 string in JSON (`format: byte`, `contentEncoding: base64`).
    ///
    /// Written in the standard alphabet with padding (RFC 4648 section 4); read also in the URL-safe one, and without
    /// padding, as protobuf's JSON form allows.
    Base64, STANDARD_PAD_INDIFFERENT
}

base64! {
    /// Bytes that are a base64url string in JSON (`format: base64url`, `contentEncoding: base64url`).
    ///
    /// Written in the URL-safe alphabet with padding (RFC 4648 section 5); read as [`Base64`] is.
    Base64Url, URL_SAFE_PAD_INDIFFERENT
}

#[cfg(test)]
mod tests {
    use super::{Base64, Base64Url};

    #[test]
    fn url_safe_bytes_are_written_so() {
        let value = Base64Url::from([0xfb, 0xff].as_slice());
        assert_eq!(serde_json::to_value(&value).unwrap(), "-_8=");
        assert_eq!(format!("{value:?}"), "Base64Url(2 bytes)");
        for text in ["+/8=", "-_8"] {
            assert_eq!(
                serde_json::from_value::<Base64Url>(text.into()).unwrap(),
                value
            );
        }
    }

    #[test]
    fn writes_standard_and_padded() {
        let cases: [(&[u8], &str); 4] = [
            (b"", ""),
            (b"f", "Zg=="),
            (b"fo", "Zm8="),
            (&[0xfb, 0xff], "+/8="),
        ];
        for (bytes, text) in cases {
            let value = Base64::from(bytes);
            assert_eq!(serde_json::to_value(&value).unwrap(), text);
            assert_eq!(value.to_string(), text);
        }
    }

    #[test]
    fn reads_both_alphabets_with_and_without_padding() {
        for text in ["+/8=", "+/8", "-_8=", "-_8"] {
            let value: Base64 = serde_json::from_value(text.into()).unwrap();
            assert_eq!(value.as_ref(), [0xfb, 0xff], "{text}");
            assert_eq!(Vec::from(value.clone()), vec![0xfb, 0xff]);
            assert_eq!(&value.into_inner()[..], [0xfb, 0xff]);
        }
    }

    #[test]
    fn refuses_what_is_not_base64() {
        for text in ["a b=", "====", "Zg=x", "-/8=", "Z"] {
            let error = serde_json::from_value::<Base64>(text.into()).unwrap_err();
            assert!(
                error.to_string().starts_with("not base64: "),
                "{text}: {error}"
            );
        }
        let error = serde_json::from_value::<Base64>(1.into()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "invalid type: integer `1`, expected a string"
        );
    }

    #[test]
    fn debug_is_short() {
        assert_eq!(
            format!("{:?}", Base64::from(vec![0; 9000])),
            "Base64(9000 bytes)"
        );
        assert_eq!(Base64::default().len(), 0);
    }
}
