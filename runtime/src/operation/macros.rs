//! The macros that say how responses and their headers are read, and how the parts of a multipart body are written.

/// Says which responses the variants of an enum stand for, and which reader of
/// [`ResponseBody`](crate::codegen::v1::ResponseBody) reads each.
///
/// ```text
/// v1::responses!(GetPetResponse {
///     Pet(json) = 200 | 203,                        statuses, or `DEFAULT`, `SUCCESSES`, `CLIENT_ERRORS`, …
///     Herd(json in Box) = 206,                      the variant holds a box
///     Photo(bytes) = 200 as "image/png" | "image/*",    media types, where `accept` names others than the usual one
///     Gone = 410,                                   the body is not read
/// });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __responses {
    ($name:ident { $(
        $variant:ident $(($reader:ident $(in $wrapper:ident)?))? = $($status:tt)|+ $(as $($media_type:literal)|+)?
    ),* $(,)? }) => {
        impl $name {
            #[doc(hidden)]
            pub fn responses() -> $crate::codegen::v1::Responses<Self> {
                #[allow(unused_imports, reason = "not every enum needs all of them")]
                use $crate::codegen::v1::{CLIENT_ERRORS, DEFAULT, INFORMATIONAL, REDIRECTS, SERVER_ERRORS, SUCCESSES};
                $crate::codegen::v1::cases(
                    const { &[$(
                        $crate::__response!(case $($reader)?, &[$($status),+]) $(.media_types(&[$($media_type),+]))?
                    ),*] },
                    |case, body| {
                        const READERS: &[fn($crate::codegen::v1::ResponseBody) -> Result<$name, $crate::codegen::v1::Mismatch>] =
                            &[$(|body| $crate::__response!(read body, $name::$variant $($reader $($wrapper)?)?)),*];
                        READERS[case](body)
                    },
                )
            }
        }
    };
}

/// The case of a variant, and the expression that reads it.
#[doc(hidden)]
#[macro_export]
macro_rules! __response {
    (case, $statuses:expr) => {
        $crate::codegen::v1::ResponseCase::empty($statuses)
    };
    (case $reader:ident, $statuses:expr) => {
        $crate::codegen::v1::ResponseCase::$reader($statuses)
    };
    (read $body:ident, $name:ident::$variant:ident) => {{
        let _ = $body;
        Ok($name::$variant)
    }};
    (read $body:ident, $name:ident::$variant:ident $reader:ident) => {
        $body.$reader().map($name::$variant)
    };
    (read $body:ident, $name:ident::$variant:ident $reader:ident $wrapper:ident) => {
        $body
            .$reader()
            .map(|value| $name::$variant($wrapper::new(value)))
    };
}

/// Says how a struct of response headers is made and read; its lines are those of
/// [`__object!`](crate::__object), all `optional`: a response whose headers break the document's promise is here already.
#[doc(hidden)]
#[macro_export]
macro_rules! __headers {
    ($name:ident { $($fields:tt)* }) => {
        $crate::__setters!($name { $($fields)* });
        $crate::__read_headers!($name { $($fields)* });
    };
}

/// Says how a struct of response headers is read, for [`__headers!`](crate::__headers).
#[doc(hidden)]
#[macro_export]
macro_rules! __read_headers {
    ($name:ident { $(
        optional $(#[$attribute:meta])? $field:ident $(/ $setter:ident)? $(($t1:ty))? $([]($t2:ty))? $([]: $t3:ty)? $(: $t4:ty)?
            = $header:literal $(default($initial:expr))?
    ),* $(,)? }) => {
        #[allow(deprecated, clippy::disallowed_names, reason = "a deprecated header is read like any other")]
        impl $crate::FromHeaders for $name {
            fn from_headers(headers: &$crate::HeaderMap) -> Result<Self, $crate::HeaderError> {
                Ok(Self { $($field: $crate::codegen::v1::response_header(headers, $header)?),* })
            }
        }
    };
}

/// Says how the fields of a struct become the parts of a multipart body: the method of
/// [`Parts`](crate::codegen::v1::Parts), the part's name and its media type.
///
/// ```text
/// v1::parts!(SellBody {
///     pet: json = "pet",
///     photos: file = "photos" as "image/png",
///     ids: joined(",") = "ids",
/// });
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __parts {
    ($name:ident { $($field:ident : $method:ident $(($separator:literal))? = $part:literal $(as $media_type:literal)?),* $(,)? }) => {
        #[allow(deprecated, clippy::disallowed_names, reason = "a deprecated field is written like any other")]
        impl From<&$name> for $crate::codegen::v1::Parts {
            fn from(_body: &$name) -> Self {
                Self::new()
                    $(.$method($part, [$($media_type)?].first().copied(), $($separator,)? &_body.$field))*
            }
        }
    };
}
