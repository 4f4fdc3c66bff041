//! Bytes that travel as base64 text.

use std::fmt;

use ::base64::Engine;
use ::base64::engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT};
use bytes::Bytes;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Bytes that are a base64 string in JSON (`format: byte`, `contentEncoding: base64`).
///
/// Written in the standard alphabet with padding (RFC 4648 section 4); read also in the URL-safe one, and without
/// padding, as protobuf's JSON form allows.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Base64(Bytes);

impl Base64 {
    /// Returns the bytes.
    pub fn into_inner(self) -> Bytes {
        self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<Bytes> for Base64 {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(bytes))
    }
}

impl From<Base64> for Vec<u8> {
    fn from(bytes: Base64) -> Self {
        bytes.0.into()
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl std::ops::Deref for Base64 {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD_PAD_INDIFFERENT.encode(&self.0))
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Base64 {
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

#[cfg(test)]
mod tests {
    use super::Base64;

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
