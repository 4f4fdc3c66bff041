//! HTTP methods of a path.

use std::borrow::Cow;

use openapiv3::{Operation, PathItem};
use serde_json::Value;

/// Returns the operations of a path by their methods in upper case, sorted.
pub(super) fn sorted_methods(item: &PathItem) -> Vec<(Cow<'static, str>, &Operation)> {
    // Set where OpenAPI 3.0 has no key for the method.
    let other = item.extensions.get("x-codegen-method");
    let other = other.and_then(Value::as_str);
    let methods = item.iter();
    let mut methods: Vec<_> = methods
        .map(|(method, operation)| {
            let method = match other {
                Some(other) if method == "post" => Cow::Owned(other.to_owned()),
                _ => Cow::Borrowed(upper_case(method)),
            };
            (method, operation)
        })
        .collect();
    methods.sort_by(|(one, _), (other, _)| one.cmp(other));
    methods
}

fn upper_case(method: &str) -> &'static str {
    match method {
        "get" => "GET",
        "put" => "PUT",
        "delete" => "DELETE",
        "options" => "OPTIONS",
        "head" => "HEAD",
        "patch" => "PATCH",
        "trace" => "TRACE",
        _ => "POST",
    }
}
