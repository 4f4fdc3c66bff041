//! HTTP methods of a path.

use openapiv3::{Operation, PathItem};
use serde_json::Value;

/// Returns the operations of a path by their methods in upper case, sorted.
pub(super) fn sorted_methods(item: &PathItem) -> Vec<(String, &Operation)> {
    // Set where OpenAPI 3.0 has no key for the method.
    let other = item.extensions.get("x-codegen-method");
    let other = other.and_then(Value::as_str);
    let named = |(method, operation): (&str, _)| match other {
        Some(other) if method == "post" => (other.to_owned(), operation),
        _ => (method.to_ascii_uppercase(), operation),
    };
    let mut methods: Vec<_> = item.iter().map(named).collect();
    methods.sort_by(|(one, _), (other, _)| one.cmp(other));
    methods
}
