//! The macros that say which variants a union has.

/// Says how the variants of an enum are told apart, read and written.
///
/// The variants stand in the order in which they are tried:
///
/// ```text
/// v1::union!(Animal by "kind" {                       `by "kind" optional` where values may leave it out
///     Cat: OBJECT of Cat = "cat" | "lion",            kinds of JSON value; keys of the type; values of `kind`
///     Dog: OBJECT of Dog = "dog" added "dog",         `Dog` does not write `kind` itself
///     Pet: OBJECT of Pet else _,                      any other value of `kind`
///     Tag as v1::IntegerText: STRING | INTEGER,       with a codec
///     Cow: OBJECT requires ["a"] knows ["a", "b"] where "b" in ["x"],
///     _ = Unknown,                                    keeps what no variant takes
/// });
/// ```
///
/// `union!(exact Animal …)` reads numbers of any length, which a JSON value rounds.
#[doc(hidden)]
#[macro_export]
macro_rules! __union {
    (exact $name:ident $($rest:tt)*) => {
        $crate::__union!(@ExactValue $name $($rest)*);
    };
    ($name:ident $($rest:tt)*) => {
        $crate::__union!(@Value $name $($rest)*);
    };
    (@$input:ident $name:ident $(by $tag:literal $($optional:ident)?)? { $(
        $variant:ident $(as $codec:ty)? : $($kind:ident)|+
            $(of $own:ident)? $(requires $required:tt)? $(knows $known:tt)? $(where $($key:literal in $allowed:tt)&+)?
            $(= $($value:literal)|+)? $(else $fallback:tt)? $(added $added:literal)?
    ),* $(, _ = $other:ident)? $(,)? }) => {
        #[doc(hidden)]
        impl $crate::codegen::v1::Serialize for $name {
            fn serialize<__S: $crate::codegen::v1::Serializer>(&self, serializer: __S) -> Result<__S::Ok, __S::Error> {
                let tag = $crate::__union_tag!($($tag, [$(stringify!($optional))?])?);
                match self {
                    $(Self::$variant(value) => $crate::codegen::v1::write_variant::<$crate::codegen::v1::$input, _, _>(
                        serializer,
                        tag,
                        &[$($added)?],
                        $(&$crate::codegen::v1::out::<$codec, _>)? (value),
                    ),)*
                    $(Self::$other(value) => $crate::codegen::v1::Serialize::serialize(value, serializer),)?
                }
            }
        }

        #[doc(hidden)]
        impl<'de> $crate::codegen::v1::Deserialize<'de> for $name {
            fn deserialize<__D: $crate::codegen::v1::Deserializer<'de>>(deserializer: __D) -> Result<Self, __D::Error> {
                let tag = $crate::__union_tag!($($tag, [$(stringify!($optional))?])?);
                $crate::codegen::v1::read_union(deserializer, stringify!($name), tag, &[$(
                    $crate::codegen::v1::Variant {
                        name: stringify!($variant),
                        accepts: $crate::codegen::v1::Kinds::NONE$(.or($crate::codegen::v1::Kinds::$kind))+,
                        required: $crate::__or!(&[] $(, <$own as $crate::codegen::v1::Object>::FIELDS.required)? $(, &$required)?),
                        known: $crate::__or!(&[] $(, <$own as $crate::codegen::v1::Object>::FIELDS.names)? $(, &$known)?),
                        fixed: &[$($(($key, &$allowed)),+)?],
                        tags: &[$($($value),+)?],
                        is_fallback: $crate::__or!(false $(, stringify!($fallback) == "_")?),
                        decode: |value: $crate::codegen::v1::$input| $crate::__or!(
                            $crate::codegen::v1::decode(value)
                            $(, $crate::codegen::v1::decode_as::<$codec, _>(value))?
                        )
                        .map(Self::$variant),
                    },
                )*], $crate::__or!(None $(, Some(Self::$other))?))
            }
        }
    };
}

/// The discriminator of a union.
#[doc(hidden)]
#[macro_export]
macro_rules! __union_tag {
    () => {
        None
    };
    ($property:literal, $optional:expr) => {
        Some($crate::codegen::v1::Discriminator {
            property: $property,
            is_optional: <[&str]>::len(&$optional) == 1,
        })
    };
}

/// Says which types turn into the variants of a union: `from!(Id { Number(i64), Text(String), Text(&str) });`.
#[doc(hidden)]
#[macro_export]
macro_rules! __from {
    ($name:ident { $($variant:ident($from:ty)),* $(,)? }) => {
        $(
            impl From<$from> for $name {
                fn from(value: $from) -> Self {
                    Self::$variant(value.into())
                }
            }
        )*
    };
}
