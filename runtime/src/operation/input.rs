//! Requests of operations, and what can stand for them.

use std::ops::Deref;

/// The inputs of an operation: its request `R` by reference, or, where exactly one input is required, that input alone.
///
/// ```
/// # use rill_client_runtime::IntoRequest;
/// # struct GetPetRequest { pet_id: i64, verbose: Option<bool> }
/// # impl GetPetRequest {
/// #     fn new(pet_id: i64) -> Self { Self { pet_id, verbose: None } }
/// #     fn verbose(self, verbose: bool) -> Self { Self { verbose: Some(verbose), ..self } }
/// # }
/// # rill_client_runtime::codegen::v1::single_input!(GetPetRequest, i64);
/// # struct Client;
/// # impl Client { fn get_pet(&self, request: impl IntoRequest<GetPetRequest>) -> i64 { request.into_request().pet_id } }
/// # let client = Client;
/// # assert_eq!([
/// client.get_pet(7),
/// client.get_pet(&GetPetRequest::new(7).verbose(true)),
/// # ], [7, 7]);
/// ```
pub trait IntoRequest<R> {
    // Not for `R` itself: clippy would then have every `&request` written without the `&`.
    /// The request, or a reference to it.
    type Request: Deref<Target = R>;

    /// Makes the request.
    fn into_request(self) -> Self::Request;
}

impl<'a, R> IntoRequest<R> for &'a R {
    type Request = &'a R;

    fn into_request(self) -> &'a R {
        self
    }
}

/// The body of an operation that need not have one: what stands for a request `R`, or `None`.
pub trait IntoBody<R> {
    /// The body, or a reference to it.
    type Request: Deref<Target = R>;

    /// Makes the body.
    fn into_body(self) -> Option<Self::Request>;
}

impl<'a, R> IntoBody<R> for &'a R {
    type Request = &'a R;

    fn into_body(self) -> Option<&'a R> {
        Some(self)
    }
}

impl<'a, R> IntoBody<R> for Option<&'a R> {
    type Request = &'a R;

    fn into_body(self) -> Option<&'a R> {
        self
    }
}

/// A request that was made for one call.
#[derive(Debug)]
pub struct Owned<R>(pub R);

impl<R> Deref for Owned<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.0
    }
}

/// Lets the one required input of a request stand for it: `single_input!(GetPetRequest, i64);`. `str` is any text,
/// `[T]` any list, and `ref T` is taken by reference, and copied into the request: requests without a lifetime can be
/// kept, and the copy costs less than the JSON that is made of it.
#[doc(hidden)]
#[macro_export]
macro_rules! __single_input {
    ($request:ident, str) => {
        $crate::__single_input!(@ $request, [] &str, |text| String::from(text));
        $crate::__single_input!(@ $request, [] &String, |text| text.clone());
        $crate::__single_input!(@ $request, [] String, |text| text);
    };
    ($request:ident, [str]) => {
        $crate::__single_input!($request, [String]);
        $crate::__single_input!(@ $request, [] Vec<&str>, |texts| $crate::codegen::v1::texts(&texts));
        $crate::__single_input!(@ $request, [, const N: usize] [&str; N], |texts| $crate::codegen::v1::texts(&texts));
        $crate::__single_input!(@ $request, [] &[&str], |texts| $crate::codegen::v1::texts(texts));
    };
    ($request:ident, [$item:ty]) => {
        $crate::__single_input!(@ $request, [] Vec<$item>, |items| items);
        $crate::__single_input!(@ $request, [, const N: usize] [$item; N], |items| Vec::from(items));
        $crate::__single_input!(@ $request, [] &[$item], |items| items.to_vec());
    };
    ($request:ident, ref $input:ty) => {
        $crate::__single_input!(@ $request, [] &$input, |input| input.clone());
    };
    ($request:ident, $input:ty) => {
        $crate::__single_input!(@ $request, [] $input, |input| input);
    };
    (@ $request:ident, [$(, $($generics:tt)+)?] $input:ty, |$value:ident| $argument:expr) => {
        impl $(<$($generics)+>)? $crate::IntoRequest<$request> for $input {
            type Request = $crate::codegen::v1::Owned<$request>;

            fn into_request(self) -> Self::Request {
                let $value = self;
                $crate::codegen::v1::Owned($request::new($argument))
            }
        }

        impl $(<$($generics)+>)? $crate::IntoBody<$request> for $input {
            type Request = $crate::codegen::v1::Owned<$request>;

            fn into_body(self) -> Option<Self::Request> {
                let $value = self;
                Some($crate::codegen::v1::Owned($request::new($argument)))
            }
        }
    };
}

/// Copies a list of texts.
pub fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
