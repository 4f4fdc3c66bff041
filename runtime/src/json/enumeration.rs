//! The macros that say which values an enum lists.

use serde_json::Value;

/// A listed value: a text, an integer or a boolean.
#[derive(Debug)]
pub struct Json(pub Value);

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

/// Literals without a type become the only integers that are listed here, which hold all of `i64` and of `u64`.
impl From<i128> for Json {
    fn from(number: i128) -> Self {
        let small = i64::try_from(number).map(Value::from);
        let large = u64::try_from(number).map(Value::from);
        Self(small.or(large).unwrap_or_default())
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Self(truth.into())
    }
}

/// Writes how an enum is written and read, by the type of its listed values.
#[doc(hidden)]
#[macro_export]
macro_rules! __listed_serde {
    ($name:ident, |$value:ident| $listed:expr, $from:ty as $codec:ty) => {
        #[doc(hidden)]
        impl $crate::codegen::v1::Serialize for $name {
            fn serialize<__S: $crate::codegen::v1::Serializer>(
                &self,
                serializer: __S,
            ) -> Result<__S::Ok, __S::Error> {
                let $value = self;
                $crate::codegen::v1::Serialize::serialize(&$listed, serializer)
            }
        }

        #[doc(hidden)]
        impl<'de> $crate::codegen::v1::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::v1::Deserializer<'de>>(
                deserializer: __D,
            ) -> Result<Self, __D::Error> {
                <$codec as $crate::codegen::v1::Codec<$from>>::read(deserializer).map(Self::from)
            }
        }
    };
}

/// Says which texts the variants of an enum stand for; `_` is any other.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident { $($variant:ident = $text:literal,)* _ = $other:ident $(,)? }) => {
        impl $name {
            /// Returns the value on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($text => Self::$variant,)*
                    value => Self::$other(value.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::__listed_serde!($name, |value| value.as_str(), String as $crate::codegen::v1::Plain);
    };
}

/// Says which integers the variants of an enum stand for; `_` is any other.
#[doc(hidden)]
#[macro_export]
macro_rules! __integer_enum {
    ($name:ident { $($variant:ident = $number:literal,)* _ = $other:ident $(,)? }) => {
        impl $name {
            /// Returns the value on the wire.
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($number => Self::$variant,)*
                    value => Self::$other(value),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.value().fmt(f)
            }
        }

        $crate::__listed_serde!($name, |value| value.value(), i64 as $crate::codegen::v1::Integer);
    };
}

/// Says which values of any kind the variants of an enum stand for; `_` is any other.
#[doc(hidden)]
#[macro_export]
macro_rules! __json_enum {
    ($name:ident { $($variant:ident = $value:literal,)* _ = $other:ident $(,)? }) => {
        impl $name {
            /// Returns the value on the wire.
            pub fn value(&self) -> $crate::Value {
                match self {
                    $(Self::$variant => $crate::codegen::v1::Json::from($value).0,)*
                    Self::$other(value) => value.clone(),
                }
            }
        }

        impl From<$crate::Value> for $name {
            fn from(value: $crate::Value) -> Self {
                $(
                    if value == $crate::codegen::v1::Json::from($value).0 {
                        return Self::$variant;
                    }
                )*
                Self::$other(value)
            }
        }

        $crate::__listed_serde!($name, |value| value.value(), $crate::Value as $crate::codegen::v1::Plain);
    };
}
