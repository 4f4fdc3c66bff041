//! HTTP methods of a path.

use openapiv3::{Operation, PathItem};

/// Returns the operations of a path by their methods in upper case, sorted.
pub(super) fn sorted_methods(item: &PathItem) -> Vec<(&'static str, &Operation)> {
    let methods = item.iter();
    let mut methods: Vec<_> = methods
        .map(|(method, operation)| (upper_case(method), operation))
        .collect();
    methods.sort_by_key(|(method, _)| *method);
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
